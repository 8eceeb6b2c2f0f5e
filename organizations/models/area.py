"""The territory: one city, three kecamatan, seventeen kelurahan."""

from typing import Any

from django.db import models

from publications.models import Publishable, remembered


@remembered()
class Area(Publishable):
    """An area of the civil administration, under its code from the Ministry of Home Affairs.

    ``identifier`` is the Kemendagri code ("33.71.01.1003"); a code starts with its parent's.
    BPS numbers the same places differently, so ``statistics_code`` is never derived from it.
    """

    kind = "area"

    class Classification(models.TextChoices):
        CITY = "kota", "Kota"
        DISTRICT = "kecamatan", "Kecamatan"
        SUBDISTRICT = "kelurahan", "Kelurahan"

    name = models.CharField("nama", max_length=100)
    identifier = models.CharField("kode wilayah", max_length=13, unique=True)
    classification = models.CharField("tingkat", max_length=10, choices=Classification.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    statistics_code = models.CharField("kode BPS", max_length=10, blank=True)
    postal_code = models.CharField("kode pos", max_length=5, blank=True)
    square_kilometres = models.DecimalField(
        "luas", max_digits=7, decimal_places=3, null=True, blank=True, help_text="Dalam km²."
    )
    tile_column = models.PositiveSmallIntegerField("kolom ubin", null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField("baris ubin", null=True, blank=True)
    source = models.CharField("sumber", max_length=300, blank=True)

    class Meta(Publishable.Meta):
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        ordering = ["identifier"]
        constraints = [
            models.UniqueConstraint(
                fields=["tile_column", "tile_row"],
                name="one_area_per_tile",
                violation_error_message="Ubin ini sudah dipakai wilayah lain.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """With its level, since "Magelang" alone may be the city, a regency or a kelurahan."""
        return f"{self.get_classification_display()} {self.name}"

    def lineage(self) -> list[str]:
        """The codes of this area and of all it lies in, the smallest first."""
        parts = self.identifier.split(".")
        return [".".join(parts[:length]) for length in range(len(parts), 1, -1)]

    def public_address(self) -> str:
        return self.identifier

    def document(self) -> dict[str, Any]:
        from ..document import area_document

        return area_document(self)
