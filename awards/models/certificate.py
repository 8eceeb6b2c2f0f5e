"""A certificate (piagam): who gets it, for what, under which number, signed by whom."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from publications.models import Publication, Publishable, remembered

from .result import Placing

# Without letters and digits that are mistaken for one another on paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


@remembered()
class Certificate(Publishable):
    """One paper for one recipient of a place; its code leads to the page that vouches for it."""

    kind = "certificate"

    slug = models.SlugField("kode", max_length=20, unique=True, default=new_code, editable=False)
    placing = models.ForeignKey(
        Placing, models.PROTECT, related_name="certificates", verbose_name="penempatan"
    )
    recipient_name = models.CharField("penerima", max_length=200)
    recipient_role = models.CharField(
        "jabatan penerima",
        max_length=200,
        blank=True,
        help_text="Seperti pada hari penyerahan: Lurah, Ketua LPMK, Ketua TP PKK.",
    )
    number = models.CharField(
        "nomor piagam", max_length=80, blank=True, help_text="Seperti yang ditetapkan kota."
    )
    text = models.CharField("untuk apa", max_length=300)
    given_on = models.DateField("tanggal")
    given_at_place = models.CharField("tempat", max_length=80, default="Magelang")
    signatory_name = models.CharField("penanda tangan", max_length=200)
    signatory_role = models.CharField("jabatan penanda tangan", max_length=200)
    signatory_capacity = models.CharField(
        "kedudukan", max_length=12, blank=True, help_text="a.n., Plt., Plh., atau Pj.; kosong."
    )

    class Meta(Publishable.Meta):
        verbose_name = "piagam"
        verbose_name_plural = "piagam"
        ordering = ["given_on", "number", "recipient_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="one_certificate_per_number",
                violation_error_message="Nomor piagam ini sudah dipakai.",
            )
        ]

    def __str__(self) -> str:
        return f"Piagam {self.recipient_name}"

    def publish(self, **signed: Any) -> Publication:
        """A certificate names a winner: it cannot be out before the announcement."""
        if self.placing.contest.results_are_secret:
            raise ValidationError("Piagam terbit sesudah pengumuman.")
        return super().publish(**signed)

    def document(self) -> dict[str, Any]:
        from ..document import certificate_document

        return certificate_document(self)
