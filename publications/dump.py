"""The nightly file: every table, every current document and the whole chain, in one ZIP.

It is made beside the last one and put in its place when it is whole. What is inside was true at
one sequence of the chain; once a record in it has been withdrawn, nobody is given it any more.
"""

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone, translation

from .canonical import canonical
from .datasets import DATASETS
from .filters import Asked
from .freshness import everything_changed
from .models import Listing, Publication
from .tables import csv_lines, json_lines

NAME = "data-terbuka.zip"
READ_ME = """Data terbuka Forum Kemitraan Kota Magelang

Dibuat {moment} dari semua yang terbit sampai segel nomor {sequence}.
Lisensi: {licence}

tabel/*.csv, tabel/*.json  setiap tabel; arti kolomnya di halaman /data/
dokumen.jsonl              setiap dokumen yang terbaca sekarang, dengan amplop dan segelnya
rantai.jsonl               amplop dan segel semua terbitan, berurutan
SHA256SUMS                 periksa dengan: sha256sum -c SHA256SUMS
"""


class Dump(NamedTuple):
    """The file as it lies there."""

    path: Path
    made_at: datetime
    sequence: int  # of the last publication in it
    size: int
    sha256: str

    @property
    def is_held_back(self) -> bool:
        """Something in it has been taken away from readers since."""
        later = Publication.objects.filter(sequence__gt=self.sequence)
        return later.filter(act=Publication.Act.WITHDRAW).exists()


def newest() -> Dump | None:
    """The file of last night, or None while none was ever made."""
    path = folder() / NAME
    try:
        told = json.loads(path.with_suffix(".json").read_text())
        if path.stat().st_size != told["size"]:
            return None  # between two files
    except (FileNotFoundError, ValueError):
        return None
    return Dump(
        path,
        datetime.fromisoformat(told["made_at"]),
        told["sequence"],
        told["size"],
        told["sha256"],
    )


def folder() -> Path:
    return Path(settings.DATA_DIR) / "dump"


def make(site: str = "") -> Dump:
    """Write the file anew. ``site`` stands before the addresses in it: https://portal.example."""
    folder().mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder(), suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            with one_moment(), translation.override("id"):
                sequence = last_sequence()
                now = timezone.now().replace(microsecond=0)
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    fill(archive, site, sequence, now)
            file.flush()
            os.fsync(file.fileno())
        path, size = folder() / NAME, os.path.getsize(unfinished)
        with open(unfinished, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    told = {"made_at": now.isoformat(), "sequence": sequence, "size": size, "sha256": digest}
    beside = path.with_suffix(".part.json")
    beside.write_text(json.dumps(told))
    os.replace(beside, path.with_suffix(".json"))
    everything_changed()  # pages that said there was none, or an older one
    return Dump(path, now, sequence, size, digest)


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is as of its beginning, however long it takes."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def last_sequence() -> int:
    rows = Publication.objects.order_by("-sequence").values_list("sequence", flat=True)
    return rows.first() or 0


def fill(archive: zipfile.ZipFile, site: str, sequence: int, now: datetime) -> None:
    sums = []

    def add(name: str, pieces: Iterable[str | bytes]) -> None:
        digest = hashlib.sha256()
        about = zipfile.ZipInfo(name, date_time=timezone.localtime(now).timetuple()[:6])
        about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        with archive.open(about, "w", force_zip64=True) as entry:
            for piece in pieces:
                data = piece.encode() if isinstance(piece, str) else piece
                digest.update(data)
                entry.write(data)
        sums.append(f"{digest.hexdigest()}  {name}\n")

    licence = " ".join(filter(None, (settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL)))
    add("BACA.txt", [READ_ME.format(
        moment=timezone.localtime(now).isoformat(), sequence=sequence,
        licence=licence or "belum ditetapkan pengelola",
    )])  # fmt: skip
    for dataset in DATASETS.values():
        everything = Asked(QueryDict(), ())
        about = {"nama": dataset.name, "judul": str(dataset.title)}
        add(f"tabel/{dataset.name}.csv", csv_lines(dataset.columns, dataset.read(everything, site)))
        add(
            f"tabel/{dataset.name}.json",
            json_lines(dataset, about, dataset.read(everything, site)),
        )
    add("dokumen.jsonl", document_lines())
    add("rantai.jsonl", chain_lines())
    add("SHA256SUMS", ["".join(sums)])


def document_lines() -> Iterator[bytes]:
    rows = Listing.objects.readable().select_related("publication").order_by("publication_id")
    for row in rows.iterator(chunk_size=100):
        sealed = row.publication
        yield (
            canonical({"envelope": sealed.envelope(), "seal": sealed.seal, "body": sealed.body})
            + b"\n"
        )


def chain_lines() -> Iterator[bytes]:
    rows = Publication.objects.without_body().order_by("sequence")
    for row in rows.iterator(chunk_size=1000):
        yield canonical({"envelope": row.envelope(), "seal": row.seal}) + b"\n"
