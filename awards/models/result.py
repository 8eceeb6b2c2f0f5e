"""What the arithmetic found and what the plenary decided; kept apart."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from publications.models import Versioned, remembered
from publications.models.record import version_moves_on

from .contest import Contest
from .entry import Nominee
from .instrument import Place


@remembered()
class Placing(Versioned):
    """Where a nominee stands: by arithmetic, and as the plenary decided.

    In an archive contest only ``final_place`` is known, and nothing was computed here.
    """

    history_is_secret = True  # what the jury gave and found is told by the result alone

    contest = models.ForeignKey(
        Contest, models.CASCADE, related_name="placings", verbose_name="lomba"
    )
    nominee = models.ForeignKey(
        Nominee, models.CASCADE, related_name="placings", verbose_name="peserta"
    )
    total = models.DecimalField("nilai akhir", max_digits=8, decimal_places=4, null=True)
    rank = models.PositiveSmallIntegerField("peringkat hitungan", null=True)
    decided_by = models.PositiveSmallIntegerField(
        "ditentukan langkah",
        null=True,
        help_text="0: nilai akhir; 1 dan seterusnya: langkah rantai penentu; kosong: tetap sama.",
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tempat menurut hitungan",
    )
    final_place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placings",
        verbose_name="tempat yang diberikan",
    )
    departure_reason = models.CharField("alasan menyimpang", max_length=500, blank=True)
    # Of a place that was mended after the announcement: what the plenary had given, and why not.
    plenary_place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="tempat sebelum ralat",
    )
    correction_reason = models.CharField("alasan ralat", max_length=300, blank=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = "penempatan"
        verbose_name_plural = "penempatan"
        ordering = ["contest", "rank", "nominee"]
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.UniqueConstraint(fields=["contest", "nominee"], name="one_placing_per_nominee")
        ]

    def __str__(self) -> str:
        return f"{self.nominee}: {self.final_place or self.place or '-'}"

    @property
    def decided_place(self) -> Place | None:
        """What the plenary gave; a correction after the announcement does not change that."""
        return self.plenary_place if self.correction_reason else self.final_place


@remembered()
class Plenary(Versioned):
    """The jury's plenary: it confirms the computed order, or departs from it with a reason."""

    history_is_secret = True  # what the jury gave and found is told by the result alone

    contest = models.OneToOneField(
        Contest, models.CASCADE, related_name="plenary", verbose_name="lomba"
    )
    held_on = models.DateField("tanggal")
    location = models.CharField("tempat", max_length=200, blank=True)
    chaired_by = models.CharField("pimpinan pleno", max_length=200)
    confirms = models.BooleanField("menguatkan hasil hitungan", default=True)
    reason = models.TextField("alasan", blank=True, help_text="Wajib bila menyimpang.")
    votes_for = models.PositiveSmallIntegerField("setuju")
    votes_against = models.PositiveSmallIntegerField("tidak setuju", default=0)
    votes_abstained = models.PositiveSmallIntegerField("tidak bersuara", default=0)
    decree_number = models.CharField("nomor keputusan penetapan", max_length=80, blank=True)
    decree_date = models.DateField("tanggal keputusan", null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "pleno juri"
        verbose_name_plural = "pleno juri"
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirms=True) | ~Q(reason=""),
                name="a_departure_has_a_reason",
                violation_error_message="Tuliskan mengapa pleno menyimpang dari hitungan.",
            )
        ]

    def __str__(self) -> str:
        return f"Pleno {self.contest}"


@remembered()
class Correction(Versioned):
    """What one secretary found wrong in an announced result; it counts once another agrees.

    Nothing is overwritten: the result is published once more, with the reason, and readers can lay
    both versions side by side.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Menunggu orang kedua"
        ACCEPTED = "accepted", "Diterbitkan"
        REFUSED = "refused", "Ditolak"

    contest = models.ForeignKey(
        Contest, models.PROTECT, related_name="corrections", verbose_name="lomba"
    )
    reason = models.CharField("alasan", max_length=300, help_text="Terbit bersama ralatnya.")
    places = models.JSONField(
        "tempat yang diubah",
        default=dict,
        blank=True,
        help_text="Kunci penempatan, dan kunci tempatnya yang baru; kosong: tanpa tempat.",
    )
    status = models.CharField(
        "keadaan", max_length=8, choices=Status.choices, default=Status.WAITING
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diusulkan oleh"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="diputuskan oleh",
    )
    refusal = models.CharField("alasan penolakan", max_length=300, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "ralat hasil"
        verbose_name_plural = "ralat hasil"
        ordering = ["contest", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest"],
                condition=Q(status="waiting"),
                name="one_correction_waits",
                violation_error_message="Masih ada ralat lomba ini yang menunggu orang kedua.",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by__isnull=True)
                | (~Q(status="waiting") & Q(decided_by__isnull=False)),
                name="who_decided_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | ~Q(decided_by=F("proposed_by")),
                name="another_accepts_a_correction",
                violation_error_message="Ralat diterbitkan oleh orang lain daripada pengusulnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ralat {self.contest}"
