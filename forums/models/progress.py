"""What became of a promise: reports by its owner's officials, accepted by another person."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, REVIEWER, within
from publications.models import Publication, StoredFile, Versioned, remembered

from .meeting import WrongMoment
from .outcomes import Commitment


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def editable_by(self, user: Any) -> Self:
        """A report that waits, by whoever may report on that promise."""
        return self.filter(commitment__in=reportable(user), status=ProgressReport.Status.WAITING)

    def awaiting(self, user: Any) -> Self:
        """What this reviewer may accept or return: written by somebody else."""
        codes = user.codes_on_duty(REVIEWER)
        return self.filter(
            within(codes, "commitment__meeting__area__identifier"),
            status=ProgressReport.Status.WAITING,
        ).exclude(reported_by=user)


def reportable(user: Any) -> models.QuerySet[Commitment]:
    """Promises of published meetings that this user may report on.

    The owner's area counts, and the meeting's own: an owner may be a mere name.
    """
    codes = user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)
    return Commitment.objects.filter(
        within(codes, "owner__area__identifier") | within(codes, "meeting__area__identifier"),
        meeting__record_status__in=["published", "corrected"],
    )


def readable(user: Any) -> models.QuerySet[Commitment]:
    """Promises whose reports this user may look at: those to report on and those to check."""
    codes = user.codes_on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
    return Commitment.objects.filter(
        within(codes, "owner__area__identifier") | within(codes, "meeting__area__identifier"),
        meeting__record_status__in=["published", "corrected"],
    )


@remembered()
class ProgressReport(Versioned):
    """One report on a promise: how far it is, that it is done, that it changed or was dropped."""

    class Kind(models.TextChoices):
        PROGRESS = "kemajuan", "Kemajuan"
        DONE = "selesai", "Selesai"
        CHANGED = "diubah", "Sasaran atau tenggat diubah"
        DROPPED = "dihentikan", "Dihentikan"

    class Status(models.TextChoices):
        WAITING = "waiting", "Menunggu diperiksa"
        ACCEPTED = "accepted", "Diterima"
        RETURNED = "returned", "Dikembalikan"

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="reports", verbose_name="tindak lanjut"
    )
    kind = models.CharField("isi laporan", max_length=12, choices=Kind.choices)
    date = models.DateField("keadaan per tanggal")
    value = models.DecimalField(
        "capaian",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Dalam satuan janji ini; kosong bila tidak diukur dengan angka.",
    )
    note = models.TextField("keterangan", help_text="Apa yang sudah dikerjakan, atau mengapa.")
    new_target = models.DecimalField(
        "sasaran baru", max_digits=14, decimal_places=2, null=True, blank=True
    )
    new_due_date = models.DateField("tenggat baru", null=True, blank=True)
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="berkas bukti",
    )
    evidence_url = models.URLField("tautan bukti", blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="dilaporkan oleh",
    )
    status = models.CharField(
        "keadaan", max_length=10, choices=Status.choices, default=Status.WAITING, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="diperiksa oleh",
    )
    decided_at = models.DateTimeField("diputuskan", null=True, editable=False)
    remark = models.CharField("alasan pengembalian", max_length=500, blank=True, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "laporan kemajuan"
        verbose_name_plural = "laporan kemajuan"
        ordering = ["date", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(status="waiting"),
                name="one_report_waits_at_a_time",
                violation_error_message="Masih ada laporan yang menunggu diperiksa.",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("reported_by"))),
                name="a_report_is_accepted_by_somebody_else",
                violation_error_message="Laporan diperiksa oleh orang lain.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="diubah")
                | Q(new_target__isnull=False)
                | Q(new_due_date__isnull=False),
                name="a_change_says_what_changes",
                violation_error_message="Tuliskan sasaran baru atau tenggat baru.",
            ),
            models.CheckConstraint(
                condition=Q(kind="diubah") | Q(new_target__isnull=True, new_due_date__isnull=True),
                name="only_a_change_changes",
                violation_error_message="Sasaran dan tenggat baru hanya untuk laporan perubahan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.Kind(self.kind).label}, {self.commitment}"

    def _locked(self) -> "ProgressReport":
        row = ProgressReport.objects.select_for_update().get(pk=self.pk)
        if row.status != self.Status.WAITING:
            raise WrongMoment("Laporan ini sudah diperiksa.")
        return row

    @transaction.atomic
    def accept(self, *, by: Any) -> Publication:
        """Take the report into the public record of its promise, as its next version."""
        from ..progress import progress_document

        row = self._locked()
        if row.reported_by_id == by.pk:
            raise PermissionDenied("Pelapor tidak boleh menerima laporannya sendiri.")
        minutes = row.commitment.meeting.published()
        if minutes is None or minutes.is_withdrawn:
            raise WrongMoment("Catatan pertemuannya sedang tidak terbit.")
        row.status, row.decided_by, row.decided_at = self.Status.ACCEPTED, by, timezone.now()
        row.save()
        body = progress_document(row.commitment)
        publication = Publication.objects.seal(
            kind="progress",
            record_id=row.commitment_id,
            slug=body["slug"],
            body=body,
            reason=f"{self.Kind(row.kind).label} per {row.date:%d/%m/%Y}.",
            prepared_by=row.reported_by,
            published_by=by,
            continues=True,
        )
        self.refresh_from_db()
        return publication

    @transaction.atomic
    def send_back(self, *, by: Any, remark: str) -> None:
        row = self._locked()
        if row.reported_by_id == by.pk:
            raise PermissionDenied("Pelapor tidak boleh memeriksa laporannya sendiri.")
        if not remark.strip():
            raise ValidationError("Tuliskan apa yang perlu diperbaiki.")
        row.status, row.decided_by, row.decided_at = self.Status.RETURNED, by, timezone.now()
        row.remark = remark.strip()
        row.save()
        self.refresh_from_db()
