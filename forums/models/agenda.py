from django.db import models

from publications.models import Versioned, remembered

from .meeting import Meeting


@remembered()
class AgendaItem(Versioned):
    """One item of the agenda (Open Civic Data ``EventAgendaItem``); may stand below another."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="agenda", verbose_name="pertemuan"
    )
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="bagian dari",
    )
    order = models.PositiveSmallIntegerField("urutan", default=0)
    name = models.CharField("acara", max_length=200)
    start = models.TimeField("mulai", null=True, blank=True)
    end = models.TimeField("selesai", null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(
        "rencana", null=True, blank=True, help_text="Dalam menit."
    )
    notes = models.TextField("catatan", blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "butir acara"
        verbose_name_plural = "susunan acara"
        ordering = ["order", "created_at"]

    def __str__(self) -> str:
        return self.name
