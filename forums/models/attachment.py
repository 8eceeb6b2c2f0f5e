from django.db import models

from publications.models import StoredFile, Versioned, remembered

from .meeting import Meeting


@remembered()
class Attachment(Versioned):
    """A photograph or a document of the meeting; public only when it is marked so."""

    class Kind(models.TextChoices):
        PHOTO = "foto", "Foto"
        DOCUMENT = "dokumen", "Dokumen"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attachments", verbose_name="pertemuan"
    )
    type = models.CharField("jenis", max_length=8, choices=Kind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="berkas")
    name = models.CharField("judul", max_length=200)
    alternative_text = models.CharField(
        "teks pengganti",
        max_length=300,
        blank=True,
        help_text="Apa yang tampak, bagi yang tidak melihat gambarnya.",
    )
    credit = models.CharField("kredit", max_length=150, blank=True)
    is_public = models.BooleanField("boleh terbit", default=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta(Versioned.Meta):
        verbose_name = "berkas"
        verbose_name_plural = "berkas"
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "file"],
                name="one_attachment_per_file",
                violation_error_message="Berkas ini sudah dilampirkan.",
            )
        ]

    def __str__(self) -> str:
        return self.name
