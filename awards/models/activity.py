"""The log of gotong royong: what a kelurahan can later show to a jury."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, within
from organizations.models import Area, Organization
from publications.models import StoredFile, Versioned, remembered
from publications.models.record import version_moves_on

from .entry import Nominee
from .instrument import Criterion


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: Any) -> Self:
        codes = user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)
        return self.filter(within(codes, "area__identifier"))

    editable_by = visible_to


@remembered()
class Activity(Versioned):
    """One gotong royong: when, where, in which field, by how many, for how long, worth what."""

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="activities", verbose_name="wilayah"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lembaga penggerak",
    )
    name = models.CharField("nama kegiatan", max_length=200)
    field = models.CharField("bidang", max_length=24, choices=Criterion.Field.choices[1:])
    date = models.DateField("tanggal")
    location = models.CharField("tempat", max_length=200, blank=True)
    people = models.PositiveIntegerField(
        "jumlah orang", null=True, blank=True, help_text="Kosong bila tidak dihitung."
    )
    hours = models.DecimalField(
        "lama (jam)",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    self_help_value = models.DecimalField(
        "nilai swadaya (Rp)",
        max_digits=14,
        decimal_places=0,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="Tenaga, bahan, dan makanan, bila dinilai dengan uang.",
    )
    description = models.TextField("keterangan", blank=True)
    is_example = models.BooleanField("data contoh", default=False, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="dicatat oleh",
    )

    objects = ActivityQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "kegiatan gotong royong"
        verbose_name_plural = "kegiatan gotong royong"
        ordering = ["-date", "name"]
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.CheckConstraint(
                condition=(Q(hours__isnull=True) | Q(hours__gte=0))
                & (Q(self_help_value__isnull=True) | Q(self_help_value__gte=0)),
                name="no_activity_below_zero",
                violation_error_message="Angka tidak boleh di bawah nol.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@remembered()
class ActivityPhoto(Versioned):
    """A photograph of an activity."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="photos", verbose_name="kegiatan"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="foto")
    caption = models.CharField("keterangan", max_length=200, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "foto kegiatan"
        verbose_name_plural = "foto kegiatan"
        ordering = ["created_at"]
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.UniqueConstraint(fields=["activity", "file"], name="one_photo_per_activity")
        ]

    def __str__(self) -> str:
        return self.caption or "foto"


@remembered()
class Evidence(Versioned):
    """Something shown for a variable beyond what the portal finds by itself."""

    nominee = models.ForeignKey(
        Nominee, models.CASCADE, related_name="evidence", verbose_name="peserta"
    )
    criterion = models.ForeignKey(
        Criterion, models.CASCADE, related_name="+", verbose_name="variabel"
    )
    name = models.CharField("bukti", max_length=200)
    note = models.TextField("keterangan", blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="berkas",
    )

    class Meta(Versioned.Meta):
        verbose_name = "bukti tambahan"
        verbose_name_plural = "bukti tambahan"
        ordering = ["criterion", "created_at"]
        triggers: ClassVar = [version_moves_on]

    def __str__(self) -> str:
        return self.name
