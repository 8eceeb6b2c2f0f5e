"""How the rows of the open data are read: from publications alone, in batches of documents, so that
the size of a table is never in memory. Which columns they fill is written in ``datasets``.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from .canonical import utc
from .filters import Asked, in_state
from .history import address
from .models import Listing, Passage

BATCH = 100  # documents in memory at a time
DATED = {"meeting", "award_result"}  # listed the newest first; all else by title
Row = dict[str, Any]


# ---------------------------------------------------------------------------------------- reading
def documents(kind: str, asked: Asked) -> Iterator[Listing]:
    """Readable records with their documents; each batch begins after the last row of the one
    before, so nothing is kept open between them.
    """
    rows = Listing.objects.readable().of_kind(kind).mentioning(*asked.words)
    rows = rows.select_related("publication").defer("mentions", "files")
    rows = rows.order_by(*(("-date", "-record_id") if kind in DATED else ("title", "record_id")))
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        last = batch[-1]
        if len(batch) < BATCH:
            return
        if kind in DATED:
            beyond = Q(date__lt=last.date) | Q(record_id__lt=last.pk), Q(date__lte=last.date)
        else:
            beyond = Q(title__gt=last.title) | Q(record_id__gt=last.pk), Q(title__gte=last.title)
        batch = list(rows.filter(*beyond)[:BATCH])


def promises(asked: Asked) -> Iterator[Passage]:
    """By deadline; those without one come last."""
    rows = Passage.objects.of_kind("commitment").mentioning(*asked.words)
    rows = rows.select_related("publication").defer("publication__body", "mentions")
    rows = rows.filter(in_state(asked.values.get("keadaan", ""), timezone.localdate()))
    dated = rows.filter(date__isnull=False).order_by("date", "id")
    place: tuple[Any, int] | None = None
    while True:
        beyond = (Q(date__gt=place[0]) | Q(pk__gt=place[1]), Q(date__gte=place[0])) if place else ()
        batch = list(dated.filter(*beyond)[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            break
        place = batch[-1].date, batch[-1].pk
    yield from rows.filter(date__isnull=True).order_by("id")[: 10 * BATCH]


def page(site: str, kind: str, slug: str | None, anchor: str = "") -> str | None:
    """The absolute address of a record's page, or of a part of it."""
    path = address(kind, "detail", slug) if slug else None
    return f"{site}{path}{'#' if anchor else ''}{anchor}" if path else None


def sealed(row: Listing | Passage) -> Row:
    publication = row.publication
    return {
        "versi": publication.version,
        "terbit": utc(publication.published_at),
        "segel": publication.seal,
    }


def listed_meeting(row: Listing, site: str) -> Row:
    """The meeting that a speech, a decision or a count belongs to."""
    return {
        "pertemuan": row.title,
        "alamat_pertemuan": page(site, "meeting", row.slug),
        "tanggal": row.card.get("date"),
    }


# ---------------------------------------------------------------------------------------- the rows
def meeting_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("meeting", asked):
        body = row.publication.body or {}
        forum, organizer = body.get("forum") or {}, body.get("organizer") or {}
        area, roll = body.get("area") or {}, body.get("attendance") or {}
        yield {
            "id": str(row.record_id),
            "alamat": page(site, "meeting", row.slug),
            "judul": row.title,
            "tanggal": body.get("date"),
            "mulai": body.get("start_time"),
            "selesai": body.get("end_time"),
            "tempat": body.get("location"),
            "forum": forum.get("name"),
            "nomor": forum.get("number"),
            "jenis": body.get("classification"),
            "keadaan": body.get("status"),
            "kode_wilayah": area.get("identifier"),
            "wilayah": area.get("full_name"),
            "penyelenggara": organizer.get("name"),
            "ringkasan": body.get("abstract"),
            **(counted(roll.get("counts") or {}) if roll.get("recorded") else {}),
            "jumlah_sambutan": len(body.get("speeches") or []),
            "jumlah_keputusan": len(body.get("decisions") or []),
            "jumlah_tindak_lanjut": len(body.get("commitments") or []),
            "contoh": bool(body.get("is_example")),
            **sealed(row),
        }


def counted(counts: dict[str, int]) -> Row:
    """Figures of a roll. What nobody recorded is left empty: it is not zero."""
    return {
        "diundang": counts.get("invited"),
        "hadir": counts.get("present"),
        "diwakili": counts.get("represented"),
        "tidak_hadir": counts.get("absent"),
        "belum_dicatat": counts.get("unrecorded"),
    }


def attendance_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("meeting", asked):
        body = row.publication.body or {}
        for code, counts in ((body.get("attendance") or {}).get("by_area") or {}).items():
            yield {
                **listed_meeting(row, site),
                "kode_wilayah": code,
                **counted(counts),
                "contoh": bool(body.get("is_example")),
            }


def speech_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("meeting", asked):
        body = row.publication.body or {}
        for entry in body.get("speeches") or []:
            yield {
                "id": entry["anchor"],
                "alamat": page(site, "meeting", row.slug, entry["anchor"]),
                "pembicara": entry.get("speaker"),
                "jabatan": entry.get("role"),
                "kapasitas": entry.get("capacity"),
                "lembaga": entry.get("organization"),
                "jenis": entry.get("kind"),
                "bentuk_catatan": entry.get("fidelity"),
                "pokok": "\n".join(unit["text"] for unit in entry.get("points") or []),
                "teks": "\n".join(unit["text"] for unit in entry.get("paragraphs") or []),
                "sumber": entry.get("source"),
                **listed_meeting(row, site),
                "contoh": bool(body.get("is_example")),
            }


def decision_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("meeting", asked):
        body = row.publication.body or {}
        for entry in body.get("decisions") or []:
            yield {
                "id": entry["anchor"],
                "alamat": page(site, "meeting", row.slug, entry["anchor"]),
                "jenis": entry.get("kind"),
                "nomor": entry.get("number"),
                "isi": entry.get("text"),
                "penanggung_jawab": entry.get("owner"),
                **listed_meeting(row, site),
                "contoh": bool(body.get("is_example")),
            }


def promise_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in promises(asked):
        entry, meeting = row.data, row.data["meeting"]
        progress = entry.get("progress") or {}
        yield {
            "id": row.anchor,
            "alamat": page(site, "meeting", meeting["slug"], row.anchor),
            "janji": row.text,
            "ukuran": entry.get("indicator"),
            "cara_mengukur": entry.get("measurement"),
            "nilai_awal": entry.get("baseline"),
            "sasaran": progress.get("target") or entry.get("target"),
            "satuan": entry.get("unit"),
            "arah": entry.get("direction"),
            "tenggat": entry.get("date"),
            "keadaan": progress.get("status"),
            "nilai_terakhir": progress.get("value"),
            "persen": progress.get("percent"),
            "laporan_terakhir": progress.get("reported"),
            "diubah": bool(progress.get("is_changed")),
            "alamat_laporan": page(site, "progress", progress.get("slug")),
            "penanggung_jawab": entry.get("owner"),
            "alamat_lembaga": page(site, "organization", entry.get("owner_slug")),
            "bersama": "; ".join(one["name"] for one in entry.get("co_owners") or []),
            "pertemuan": meeting["title"],
            "alamat_pertemuan": page(site, "meeting", meeting["slug"]),
            "contoh": bool(entry.get("is_example")),
            **sealed(row),
        }


def report_rows(asked: Asked, site: str) -> Iterator[Row]:
    """What owners reported on their promises and others accepted."""
    for row in documents("progress", asked):
        body = row.publication.body or {}
        meeting = body.get("meeting") or {}
        for report in body.get("reports") or []:
            yield {
                "id": report["anchor"],
                "alamat": page(site, "progress", row.slug, report["anchor"]),
                "janji": body.get("promise"),
                "penanggung_jawab": body.get("owner"),
                "tanggal_laporan": report.get("date"),
                "jenis": report.get("kind"),
                "nilai": report.get("value"),
                "satuan": body.get("unit"),
                "catatan": report.get("text"),
                "sasaran_lama": report.get("old_target"),
                "sasaran_baru": report.get("new_target"),
                "tenggat_lama": report.get("old_due"),
                "tenggat_baru": report.get("new_due"),
                "bukti": report.get("evidence_url"),
                "pertemuan": meeting.get("title"),
                "alamat_pertemuan": page(site, "meeting", meeting.get("slug")),
                "contoh": bool(body.get("is_example")),
                **sealed(row),
            }


def organization_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("organization", asked):
        body = row.publication.body or {}
        kind, area = body.get("classification") or {}, body.get("area") or {}
        yield {
            "id": str(row.record_id),
            "alamat": page(site, "organization", row.slug),
            "nama": body.get("name"),
            "singkatan": body.get("abbreviation"),
            "nama_lain": "; ".join(body.get("other_names") or []),
            "jenis": kind.get("code"),
            "nama_jenis": kind.get("name"),
            "sektor": kind.get("sector"),
            "kode_wilayah": area.get("identifier"),
            "wilayah": area.get("full_name"),
            "induk": (body.get("parent") or {}).get("name"),
            "berdiri": body.get("founding_date"),
            "bubar": body.get("dissolution_date"),
            "pengurus_tercatat": bool(body.get("board_recorded")),
            "sumber": body.get("source"),
            "contoh": bool(body.get("is_example")),
            **sealed(row),
        }


def membership_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("organization", asked):
        body = row.publication.body or {}
        for post in body.get("posts") or []:
            for term in post.get("terms") or []:
                decree = term.get("decree") or {}
                yield {
                    "lembaga": row.title,
                    "alamat_lembaga": page(site, "organization", row.slug),
                    "kode_wilayah": (body.get("area") or {}).get("identifier"),
                    "jabatan": post.get("label"),
                    "nama": term.get("name"),
                    "alamat_orang": page(site, "person", term.get("person")),
                    "kapasitas": term.get("capacity"),
                    "mulai": term.get("start"),
                    "ketelitian_mulai": term.get("start_precision") if term.get("start") else None,
                    "selesai": term.get("end"),
                    "ketelitian_selesai": term.get("end_precision") if term.get("end") else None,
                    "nomor_sk": decree.get("number"),
                    "tanggal_sk": decree.get("date"),
                    "sumber": term.get("source"),
                    "contoh": bool(body.get("is_example")),
                }


def area_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("area", asked):
        body = row.publication.body or {}
        yield {
            "kode_wilayah": body.get("identifier"),
            "alamat": page(site, "area", row.slug),
            "nama": body.get("name"),
            "jenis": body.get("classification"),
            "kode_induk": (body.get("parent") or {}).get("identifier"),
            "kode_bps": body.get("statistics_code"),
            "kode_pos": body.get("postal_code"),
            "luas_km2": body.get("square_kilometres"),
            "sumber": body.get("source"),
            **sealed(row),
        }


def award_rows(asked: Asked, site: str) -> Iterator[Row]:
    for row in documents("award_result", asked):
        body = row.publication.body or {}
        of = body.get("round") or {}
        for winner in body.get("winners") or []:
            yield {
                "tahun": of.get("year"),
                "putaran": of.get("title"),
                "lomba": body.get("contest"),
                "alamat": page(site, "award_result", row.slug),
                "juara": winner.get("place"),
                "peringkat": winner.get("rank"),
                "nama": winner.get("name"),
                "kode_wilayah": winner.get("area"),
                "nilai": winner.get("total"),
                "penjelasan": winner.get("explanation"),
                "contoh": bool(body.get("is_example")),
                **sealed(row),
            }
