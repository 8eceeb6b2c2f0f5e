"""Who competes, and how far they came."""

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from organizations.models import Area, Organization
from publications.models import Versioned, remembered
from publications.models.record import version_moves_on

from .contest import Contest
from .instrument import Stage

# The hash of a sheet was computed over the nominee's name, and is recounted from it one day.
name_is_committed = pgtrigger.Trigger(
    name="name_is_committed",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
    IF NEW.name IS DISTINCT FROM OLD.name AND EXISTS (
        SELECT 1 FROM awards_scoresheet WHERE nominee_id = OLD.id AND commitment <> ''
    ) THEN
        RAISE EXCEPTION 'the name is committed with the sheets of a closed stage'
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)


class NomineeQuerySet(models.QuerySet["Nominee"]):
    def standing(self) -> Self:
        """Those who still compete: not withdrawn and not disqualified."""
        return self.filter(withdrawn_reason="")


@remembered()
class Nominee(Versioned):
    """A kelurahan, kecamatan, institution or group in one contest; its name as it was then."""

    contest = models.ForeignKey(
        Contest, models.PROTECT, related_name="nominees", verbose_name="lomba"
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="wilayah",
        help_text="Wilayah peserta; bagi lembaga atau kelompok, tempat kedudukannya.",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lembaga",
    )
    name = models.CharField("nama peserta", max_length=200, blank=True)
    number = models.PositiveSmallIntegerField("nomor peserta", null=True, blank=True)
    withdrawn_reason = models.CharField(
        "alasan mundur atau gugur",
        max_length=300,
        blank=True,
        help_text="Isi bila peserta mundur atau didiskualifikasi; kosong: masih ikut.",
    )

    objects = NomineeQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "peserta"
        verbose_name_plural = "peserta"
        ordering = ["contest", "number", "name"]
        triggers: ClassVar = [version_moves_on, name_is_committed]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "name"],
                name="one_nominee_per_name",
                violation_error_message="Peserta ini sudah ada dalam lomba.",
            ),
            models.UniqueConstraint(
                fields=["contest", "number"],
                name="one_nominee_per_number",
                violation_error_message="Nomor peserta ini sudah dipakai.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(area__isnull=False) | Q(organization__isnull=False),
                name="a_nominee_is_somebody",
                violation_error_message="Pilih wilayah atau lembaga, atau tulis namanya.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.name:
            self.name = self.organization.name if self.organization else self.area.full_name  # type: ignore[union-attr]
        if self.organization and not self.area:
            self.area = self.organization.area
        super().save(*args, **kwargs)

    @property
    def code(self) -> str:
        """The code of the nominee's area; empty for a group without one."""
        return self.area.identifier if self.area else ""


class StageResult(models.Model):
    """What a closed stage made of a nominee, and whether and why it goes on."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="results")
    nominee = models.ForeignKey(Nominee, models.CASCADE, related_name="results")
    score = models.DecimalField("nilai tahap", max_digits=8, decimal_places=4, null=True)
    cumulative = models.DecimalField("nilai kumulatif", max_digits=8, decimal_places=4, null=True)
    rank = models.PositiveSmallIntegerField("peringkat", null=True)
    goes_on = models.BooleanField("maju", default=True)
    reason = models.CharField("alasan", max_length=300, blank=True)

    class Meta:
        verbose_name = "hasil tahap"
        verbose_name_plural = "hasil tahap"
        ordering = ["stage", "rank", "nominee"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "nominee"], name="one_result_per_stage")
        ]

    def __str__(self) -> str:
        return f"{self.nominee}, {self.stage}"
