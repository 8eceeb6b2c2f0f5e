"""A round of awards: one edition, such as BBGRM 2025 (edition XXII), with all its contests."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Organization
from publications.models import Publishable, remembered


@remembered()
class Round(Publishable):
    """One edition. Its rules become public before the judging, its results at the announcement.

    Permendagri 42/2005 holds a *Bulan Bhakti Gotong Royong Masyarakat* every year; the edition is
    written in Roman numerals (XXII in 2025).
    """

    kind = "award_round"

    class Standing(models.TextChoices):
        RUNNING = "running", "Berjalan di portal ini"
        ARCHIVE = "archive", "Arsip: hasil diambil dari sumber"
        UNPUBLISHED = "unpublished", "Diserahkan, tetapi hasilnya belum dipublikasikan"

    name = models.CharField("nama putaran", max_length=160, help_text="Misalnya BBGRM 2025.")
    year = models.PositiveSmallIntegerField("tahun")
    edition = models.CharField("edisi", max_length=12, blank=True, help_text="Misalnya XXII.")
    standing = models.CharField(
        "keadaan", max_length=12, choices=Standing.choices, default=Standing.RUNNING
    )
    level = models.CharField(
        "tingkat",
        max_length=60,
        blank=True,
        help_text="Tingkat penyelenggara: Kota Magelang, Provinsi Jawa Tengah.",
    )
    organizer = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="penyelenggara",
    )
    organizer_label = models.CharField("nama penyelenggara", max_length=200, blank=True)
    period_start = models.DateField(
        "kegiatan sejak", null=True, blank=True, help_text="Awal masa kegiatan yang dinilai."
    )
    period_end = models.DateField("kegiatan sampai", null=True, blank=True)
    legal_basis = models.CharField(
        "dasar", max_length=300, blank=True, help_text="Peraturan atau keputusan yang mendasari."
    )
    description = models.TextField("keterangan", blank=True)
    announce_at = models.DateTimeField(
        "saat pengumuman",
        null=True,
        blank=True,
        help_text="Sebelum saat ini tidak ada hasil yang keluar. WIB.",
    )
    announced_at = models.DateTimeField("diumumkan", null=True, editable=False)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="diumumkan oleh",
    )
    announcement_note = models.CharField(
        "catatan pengumuman",
        max_length=300,
        blank=True,
        help_text="Misalnya: diserahkan dalam forum 22 Desember 2025; hasil belum dipublikasikan.",
    )
    meeting_slug = models.SlugField(
        "alamat pertemuan penyerahan", max_length=120, blank=True,
        help_text="Pertemuan terbit tempat penghargaan diserahkan.",
    )  # fmt: skip
    source = models.CharField("sumber", max_length=300, blank=True)
    source_url = models.URLField("alamat sumber", blank=True)

    class Meta(Publishable.Meta):
        verbose_name = "putaran penghargaan"
        verbose_name_plural = "putaran penghargaan"
        ordering = ["-year", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_end__gte=models.F("period_start")),
                name="round_period_in_order",
                violation_error_message="Akhir masa kegiatan mendahului awalnya.",
            ),
            models.CheckConstraint(
                condition=Q(standing="running") | ~Q(source=""),
                name="an_archive_names_its_source",
                violation_error_message="Putaran dari arsip harus menyebut sumbernya.",
            ),
            models.CheckConstraint(
                condition=Q(announced_at__isnull=True)
                | (
                    Q(announced_by__isnull=False)
                    & Q(announce_at__isnull=False)
                    & Q(announced_at__gte=models.F("announce_at"))
                ),
                name="announced_not_before_its_moment",
                violation_error_message="Saat pengumuman belum tiba.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.organizer and not self.organizer_label:
            self.organizer_label = self.organizer.name
        super().save(*args, **kwargs)

    @property
    def is_announced(self) -> bool:
        return self.announced_at is not None

    def document(self) -> dict[str, Any]:
        from ..document import round_document

        return round_document(self)
