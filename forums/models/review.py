from django.conf import settings
from django.db import models

from publications.models import Versioned, remembered

from .meeting import Meeting, Section


@remembered()
class Remark(Versioned):
    """What a reviewer asks to mend in one section, when the record goes back to its author."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="remarks", verbose_name="pertemuan"
    )
    section = models.CharField("bagian", max_length=20, choices=Section.choices)
    text = models.TextField("catatan")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pemeriksa"
    )
    is_resolved = models.BooleanField("sudah diperbaiki", default=False)

    class Meta(Versioned.Meta):
        verbose_name = "catatan pemeriksa"
        verbose_name_plural = "catatan pemeriksa"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:60]
