"""A meeting, and the road of its record from draft to publication."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, REVIEWER, within
from organizations.models import Area, Organization
from publications.models import Publication, Publishable, remembered

from .forum import Forum


class Section(models.TextChoices):
    """The parts of a meeting, in the order of the public page and of the desk."""

    BASICS = "pokok", "Pokok"
    INVITATION = "undangan", "Undangan"
    AGENDA = "acara", "Acara"
    ATTENDANCE = "kehadiran", "Kehadiran"
    SPEECHES = "sambutan", "Sambutan"
    DECISIONS = "keputusan", "Keputusan"
    COMMITMENTS = "tindak-lanjut", "Tindak lanjut"
    FILES = "berkas", "Berkas"


class RecordStatus(models.TextChoices):
    DRAFT = "draft", "Draf"
    IN_REVIEW = "in_review", "Menunggu diperiksa"
    PUBLISHED = "published", "Terbit"
    CORRECTED = "corrected", "Terbit dengan ralat"
    WITHDRAWN = "withdrawn", "Ditarik"


class WrongMoment(ValidationError):
    """The record is not in a state in which this can be done; the message says why."""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> Self:
        """Records of the areas in which the user writes or reviews minutes."""
        codes = user.codes_on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
        return self.filter(within(codes, "area__identifier"))

    def editable_by(self, user: Any) -> Self:
        """Drafts of the user's own area. What is in review or published is not written to."""
        codes = user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)
        return self.filter(within(codes, "area__identifier"), record_status=RecordStatus.DRAFT)

    def written_by(self, user: Any) -> Self:
        """Records that the user may send, recall or reopen, whatever their state."""
        codes = user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)
        return self.filter(within(codes, "area__identifier"))

    def reviewable_by(self, user: Any) -> Self:
        codes = user.codes_on_duty(REVIEWER)
        return self.filter(within(codes, "area__identifier"))

    def awaiting(self, user: Any) -> Self:
        """What waits for this reviewer: sent by somebody else."""
        return (
            self.reviewable_by(user)
            .filter(record_status=RecordStatus.IN_REVIEW, release_at=None)
            .exclude(submitted_by=user)
        )


@remembered(exclude=("submitted_body",))
class Meeting(Publishable):
    """One sitting of a forum (Open Civic Data ``Event``) and its minutes."""

    kind = "meeting"

    class Classification(models.TextChoices):
        FORUM = "forum", "Forum kemitraan"
        COORDINATION = "rakor", "Rapat koordinasi"
        DELIBERATION = "rembuk", "Rembuk warga"
        CEREMONY = "pencanangan", "Pencanangan atau penyerahan penghargaan"

    class Status(models.TextChoices):
        PLANNED = "planned", "Direncanakan"
        HELD = "held", "Terlaksana"
        CANCELLED = "cancelled", "Dibatalkan"

    forum = models.ForeignKey(Forum, models.PROTECT, related_name="meetings", verbose_name="forum")
    number = models.PositiveSmallIntegerField(
        "pertemuan ke-",
        null=True,
        blank=True,
        help_text="Dalam tahun itu; kosongkan bila tak tahu.",
    )
    name = models.CharField("nama pertemuan", max_length=200)
    classification = models.CharField(
        "jenis", max_length=12, choices=Classification.choices, default=Classification.FORUM
    )
    status = models.CharField("keadaan", max_length=10, choices=Status.choices, default=Status.HELD)
    date = models.DateField("tanggal")
    start_time = models.TimeField("mulai", null=True, blank=True, help_text="WIB.")
    end_time = models.TimeField("selesai", null=True, blank=True, help_text="WIB.")
    location = models.CharField("tempat", max_length=200, blank=True)
    organizer = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organized_meetings",
        verbose_name="penyelenggara",
    )
    organizer_label = models.CharField("nama penyelenggara", max_length=200, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="meetings", verbose_name="wilayah")
    chaired_by = models.CharField(
        "pimpinan pertemuan", max_length=200, blank=True, help_text="Nama dan jabatan."
    )
    minutes_by = models.CharField(
        "notulis", max_length=200, blank=True, help_text="Nama dan jabatan."
    )
    abstract = models.CharField("ringkasan satu kalimat", max_length=300, blank=True)
    summary_agreed = models.CharField("apa yang disepakati", max_length=200, blank=True)
    summary_who = models.CharField("siapa mengerjakan", max_length=200, blank=True)
    summary_when = models.CharField("kapan selesai", max_length=200, blank=True)
    roll_note = models.CharField(
        "catatan daftar hadir",
        max_length=300,
        blank=True,
        help_text="Misalnya: daftar hadir tidak diterbitkan dalam sumber.",
    )
    outcome_note = models.CharField(
        "catatan keputusan",
        max_length=300,
        blank=True,
        help_text="Misalnya: sumber tidak memuat keputusan.",
    )
    source = models.CharField("sumber", max_length=300, blank=True)
    source_url = models.URLField("alamat sumber", blank=True)
    record_status = models.CharField(
        "tahap", max_length=10, choices=RecordStatus.choices, default=RecordStatus.DRAFT
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dikirim oleh",
    )
    submitted_at = models.DateTimeField("dikirim", null=True, blank=True)
    # The document as it was when it was sent: what the reviewer reads and what is sealed.
    submitted_body = models.JSONField(null=True, editable=False)
    change_reason = models.TextField("alasan ralat", blank=True)
    # Approved, and to be published at a set moment: forums.releasing.
    release_at = models.DateTimeField("terbit pada", null=True, blank=True, db_index=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dijadwalkan oleh",
    )

    objects = MeetingQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "pertemuan"
        verbose_name_plural = "pertemuan"
        ordering = ["-date", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_time__isnull=True)
                | Q(end_time__isnull=True)
                | Q(end_time__gte=F("start_time")),
                name="meeting_ends_after_it_begins",
                violation_error_message="Jam selesai mendahului jam mulai.",
            ),
            models.CheckConstraint(
                condition=~Q(record_status="in_review")
                | Q(submitted_by__isnull=False, submitted_body__isnull=False),
                name="a_review_has_a_sender",
            ),
            models.CheckConstraint(
                condition=Q(release_at__isnull=True, released_by__isnull=True)
                | Q(release_at__isnull=False, released_by__isnull=False, record_status="in_review")
                & ~Q(released_by=F("submitted_by")),
                name="a_release_is_set_by_another_person",
                violation_error_message="Penyusun tidak boleh menjadwalkan catatannya sendiri.",
            ),
            models.UniqueConstraint(
                F("forum"),
                models.functions.ExtractYear("date"),
                F("number"),
                name="one_meeting_per_number",
                violation_error_message="Nomor ini sudah dipakai dalam forum dan tahun itu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.organizer and not self.organizer_label:
            self.organizer_label = self.organizer.name
        if self.record_status != RecordStatus.IN_REVIEW:
            self.release_at = self.released_by = None  # whoever takes it back ends the schedule
        super().save(*args, **kwargs)

    def document(self) -> dict[str, Any]:
        from ..document import meeting_document

        return meeting_document(self)

    @property
    def is_editable(self) -> bool:
        return self.record_status == RecordStatus.DRAFT

    def is_past(self) -> bool:
        return self.date <= timezone.localdate()

    # The road to the public. Each step is signed and refuses the wrong moment.

    def locked(self, *expected: str, otherwise: str) -> "Meeting":
        """This row, locked until the transaction ends, if it stands where it must."""
        row = Meeting.objects.select_for_update().get(pk=self.pk)
        if row.record_status not in expected:
            raise WrongMoment(otherwise)
        return row

    def _settle_remarks(self) -> None:
        """A reviewer has read the record again, so what was asked before is answered."""
        self.remarks.filter(is_resolved=False).update(is_resolved=True, version=F("version") + 1)

    @transaction.atomic
    def submit(self, *, by: Any, reason: str = "") -> None:
        """Send the draft to be checked; from here on nobody writes to it.

        ``reason`` is the erratum's text, required once the meeting was published before.
        """
        from ..completeness import blocking

        row = self.locked(RecordStatus.DRAFT, otherwise="Catatan ini sudah dikirim.")
        if problems := blocking(row):
            raise ValidationError([problem.sentence for problem in problems])
        reason = reason or row.change_reason
        if row.published() and not reason:
            raise ValidationError({"change_reason": "Tuliskan apa yang diralat dan mengapa."})
        row.record_status = RecordStatus.IN_REVIEW
        row.submitted_by, row.submitted_at = by, timezone.now()
        row.change_reason = reason
        row.submitted_body = row.document()
        row.save()
        self.refresh_from_db()

    @transaction.atomic
    def recall(self, *, by: Any) -> None:
        """Take a record back from review to work on it again."""
        row = self.locked(RecordStatus.IN_REVIEW, otherwise="Catatan ini tidak sedang diperiksa.")
        row.record_status, row.submitted_body = RecordStatus.DRAFT, None
        row.save()
        self.refresh_from_db()

    @transaction.atomic
    def send_back(self, *, by: Any, remarks: dict[str, str]) -> None:
        """Return the record to its author with a remark on each section that needs mending."""
        from .review import Remark

        row = self.locked(RecordStatus.IN_REVIEW, otherwise="Catatan ini tidak sedang diperiksa.")
        remarks = {section: text.strip() for section, text in remarks.items() if text.strip()}
        if not remarks:
            raise ValidationError("Tuliskan apa yang perlu diperbaiki.")
        row._settle_remarks()  # what is still missing of them is said anew
        for section, text in remarks.items():
            Remark.objects.create(meeting=row, section=section, text=text, made_by=by)
        row.record_status, row.submitted_body = RecordStatus.DRAFT, None
        row.save()
        self.refresh_from_db()

    @transaction.atomic
    def publish(self, *, by: Any, reason: str = "", prepared_by: Any = None) -> Publication:
        """Freeze what the public may know of this meeting into its next publication.

        The publisher is not the sender, and what is published is what was sent.
        """
        row = self.locked(RecordStatus.IN_REVIEW, otherwise="Catatan ini tidak sedang diperiksa.")
        if row.submitted_by_id == by.pk:
            raise PermissionDenied("Penyusun tidak boleh menerbitkan catatannya sendiri.")
        publication = Publication.objects.seal(
            kind=row.kind,
            record_id=row.pk,
            slug=row.slug,
            body=row.submitted_body,
            reason=row.change_reason,
            prepared_by=row.submitted_by,
            published_by=by,
        )
        row._settle_remarks()
        row._bring_back_reports(by=by)
        row.record_status = (
            RecordStatus.CORRECTED if publication.version > 1 else RecordStatus.PUBLISHED
        )
        row.change_reason, row.submitted_body = "", None
        row.save()
        self.refresh_from_db()
        return publication

    @transaction.atomic
    def reopen(self, *, by: Any, reason: str) -> None:
        """Begin an erratum: the public keeps reading the old version until the new one is out."""
        row = self.locked(
            RecordStatus.PUBLISHED,
            RecordStatus.CORRECTED,
            RecordStatus.WITHDRAWN,
            otherwise="Catatan ini belum terbit.",
        )
        if not reason.strip():
            raise ValidationError({"change_reason": "Tuliskan apa yang diralat dan mengapa."})
        row.change_reason = reason.strip()
        row.record_status, row.submitted_body = RecordStatus.DRAFT, None
        row.save()
        self.refresh_from_db()

    @transaction.atomic
    def withdraw(self, *, by: Any, reason: str) -> Publication:
        """Take the meeting away from readers; its page stays and says so, with the reason."""
        row = self.locked(
            *(set(RecordStatus) - {RecordStatus.WITHDRAWN}), otherwise="Catatan ini sudah ditarik."
        )
        published = row.published()
        if published is None or published.is_withdrawn:
            raise WrongMoment("Catatan ini tidak sedang terbit.")
        if not reason.strip():
            raise ValidationError({"reason": "Tuliskan alasan penarikan."})
        publication = super().withdraw(by=by, reason=reason.strip())
        row._withdraw_reports(by=by, reason=reason.strip())
        row.record_status = RecordStatus.WITHDRAWN
        row.change_reason, row.submitted_body = "", None
        row.save()
        self.refresh_from_db()
        return publication

    def _withdraw_reports(self, *, by: Any, reason: str) -> None:
        """What was reported on its promises repeats them, so it goes with the meeting."""
        reports = Publication.objects.current().of_kind("progress").without_body()
        for report in reports.filter(
            record_id__in=self.commitments.values("pk"), listing__is_withdrawn=False
        ):
            Publication.objects.seal(
                kind=report.kind,
                record_id=report.record_id,
                slug=report.slug,
                body=None,
                reason=reason,
                published_by=by,
            )

    def _bring_back_reports(self, *, by: Any) -> None:
        """What went with a withdrawn meeting comes back with it, where its promise still stands."""
        from ..progress import progress_document

        gone = Publication.objects.current().of_kind("progress").filter(listing__is_withdrawn=True)
        for promise in self.commitments.filter(pk__in=gone.values("record_id")):
            body = progress_document(promise)
            Publication.objects.seal(
                kind="progress",
                record_id=promise.pk,
                slug=body["slug"],
                body=body,
                reason="Catatan pertemuannya terbit lagi.",
                prepared_by=self.submitted_by,
                published_by=by,
                continues=True,
            )
