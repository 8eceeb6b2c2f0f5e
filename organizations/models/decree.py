"""The decree (SK) that appoints or dismisses; one decree may fill many posts."""

from typing import Any, Self

from django.db import models

from publications.models import StoredFile, Versioned, remembered

from ..duties import ADMINISTRATOR, REGISTRAR, within
from .organization import Organization


class DecreeQuerySet(models.QuerySet["Decree"]):
    def visible_to(self, user: Any) -> Self:
        return self if user.codes_on_duty() else self.none()

    def editable_by(self, user: Any) -> Self:
        """A decree of one institution follows it; one for the whole city is any registrar's."""
        codes = user.codes_on_duty(REGISTRAR, ADMINISTRATOR)
        if not codes:
            return self.none()
        mine = Organization.objects.filter(within(codes, "area__identifier"))
        return self.filter(models.Q(organization__isnull=True) | models.Q(organization__in=mine))


@remembered()
class Decree(Versioned):
    """A decision letter with its number, as typed by the office that signed it."""

    number = models.CharField("nomor", max_length=120)
    date = models.DateField("tanggal", null=True, blank=True)
    subject = models.CharField("tentang", max_length=300, blank=True)
    signed_by = models.CharField(
        "ditandatangani oleh", max_length=200, help_text="Jabatan penanda tangan."
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decrees",
        verbose_name="lembaga",
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="pindaian"
    )
    source = models.CharField("sumber", max_length=300, blank=True)

    objects = DecreeQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "surat keputusan"
        verbose_name_plural = "surat keputusan"
        ordering = ["-date", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "signed_by"],
                name="one_decree_per_number",
                violation_error_message="SK dengan nomor dan penanda tangan ini sudah ada.",
            )
        ]

    def __str__(self) -> str:
        return f"SK {self.number}"
