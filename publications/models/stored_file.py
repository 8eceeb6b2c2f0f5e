"""Bytes that belong to a record: kept once, under their SHA-256, safe on disk before they count."""

import os
import tempfile
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models

from ..canonical import sha256


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def store(self, data: bytes, *, media_type: str, name: str = "") -> "StoredFile":
        """Put bytes on disk, fsynced, then make (or find) their row.

        A row without its file cannot exist; a file whose transaction rolled back is an orphan that
        nobody can reach.
        """
        digest = sha256(data)
        _write_once(path_of(digest), data)
        stored, _ = self.get_or_create(
            sha256=digest,
            defaults={"media_type": media_type, "size": len(data), "name": name[:200]},
        )
        return stored

    def public(self) -> Self:
        """Files that a current publication refers to."""
        from .catalogue import Listing

        return self.filter(
            models.Exists(
                Listing.objects.readable().filter(
                    files__contains=models.Func(
                        models.OuterRef("sha256"),
                        function="ARRAY",
                        template="ARRAY[%(expressions)s]::varchar[]",
                    )
                )
            )
        )


class StoredFile(models.Model):
    """One file. ``variants`` maps a name such as ``960.webp`` to the SHA-256 of that rendition."""

    sha256 = models.CharField("sidik", max_length=64, primary_key=True)
    media_type = models.CharField("jenis berkas", max_length=100)
    size = models.PositiveBigIntegerField("ukuran", help_text="Dalam bita.")
    name = models.CharField("nama asal", max_length=200, blank=True)
    width = models.PositiveIntegerField("lebar", null=True)
    height = models.PositiveIntegerField("tinggi", null=True)
    variants = models.JSONField("turunan", default=dict)
    stored_at = models.DateTimeField("disimpan", auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas"
        verbose_name_plural = "berkas"

    def __str__(self) -> str:
        return self.name or self.sha256[:12]

    @property
    def path(self) -> Path:
        return path_of(self.sha256)


def path_of(digest: str) -> Path:
    return Path(settings.FILES_DIR) / digest[:2] / digest[2:]


def _write_once(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
