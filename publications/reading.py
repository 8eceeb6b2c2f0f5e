"""A document laid out as labelled text, in reading order, whatever its kind and its age.

This is how an old version is read and how two versions are compared; the page of today is made by
the templates of its own app. A field that this file does not know is still shown, under its name.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import reading_awards
from .entry import Entry
from .templatetags.portal import clock, month_year, number, plain_date

# Not for readers: technical, derived from the rest, or dependent on what else is published.
DERIVED = {
    "schema", "kind", "id", "mentions", "card", "files", "by_area", "board_recorded", "recorded",
}  # fmt: skip
# In reading order.
FIELDS = {
    "title": _("Judul"),
    "name": _("Nama"),
    "honorific_prefix": _("Gelar depan"),
    "honorific_suffix": _("Gelar belakang"),
    "abbreviation": _("Singkatan"),
    "other_names": _("Nama lain"),
    "slug": _("Alamat halaman"),
    "is_example": _("Data contoh"),
    "classification": _("Jenis"),
    "status": _("Keadaan"),
    "forum": _("Forum"),
    "identifier": _("Kode wilayah"),
    "date": _("Tanggal"),
    "start_time": _("Mulai"),
    "end_time": pgettext_lazy("jam", "Selesai"),
    "location": _("Tempat"),
    "organizer": _("Penyelenggara"),
    "area": _("Wilayah"),
    "parent": _("Induk"),
    "chaired_by": _("Pimpinan pertemuan"),
    "minutes_by": _("Notulis"),
    "abstract": _("Ringkasan satu kalimat"),
    "statistics_code": _("Kode BPS"),
    "postal_code": _("Kode pos"),
    "square_kilometres": _("Luas (km²)"),
    "tile": _("Letak pada peta ubin"),
    "founding_date": _("Berdiri"),
    "dissolution_date": _("Bubar"),
    "summary": "",
    "source": _("Sumber"),
    "agenda": "",
    "attendance": "",
    "speeches": "",
    "outcome_note": _("Catatan keputusan"),
    "decisions": "",
    "commitments": "",
    "photos": "",
    "documents": "",
    "posts": "",
    "memberships": "",
}
SUMMARY = {
    "agreed": _("Apa yang disepakati"),
    "who": _("Siapa mengerjakan"),
    "when": _("Kapan selesai"),
}
COUNTS = {
    "invited": _("diundang"),
    "listed": _("tercatat"),
    "present": _("hadir"),
    "represented": _("diwakili"),
    "absent": _("tidak hadir"),
    "excused": _("berhalangan"),
    "unexplained": _("tanpa keterangan"),
    "unrecorded": _("belum dicatat"),
}
SPEECH = {
    "speaker": _("Pembicara"),
    "role": _("Jabatan"),
    "capacity": _("Kapasitas"),
    "organization": pgettext_lazy("isian", "Lembaga"),
    "kind": _("Jenis"),
    "start": _("Mulai"),
    "end": pgettext_lazy("jam", "Selesai"),
    "points": _("Pokok-pokok"),
    "paragraphs": _("Teks"),
    "fidelity": _("Bentuk catatan"),
    "source": _("Sumber"),
}
DECISION = {
    "kind": _("Jenis"),
    "number": _("Nomor"),
    "text": _("Isi"),
    "owner": _("Penanggung jawab"),
}
COMMITMENT = {
    "text": pgettext_lazy("isian", "Janji"),
    "indicator": _("Ukuran"),
    "measurement": _("Cara mengukur"),
    "baseline": _("Nilai awal"),
    "target": _("Sasaran"),
    "unit": _("Satuan"),
    "direction": _("Arah"),
    "date": _("Tenggat"),
    "owner": _("Penanggung jawab"),
    "co_owners": _("Bersama"),
}
WORDS = {
    "planned": _("Direncanakan"),
    "held": _("Terlaksana"),
    "cancelled": _("Dibatalkan"),
    "forum": _("Forum kemitraan"),
    "rakor": _("Rapat koordinasi"),
    "rembuk": _("Rembuk warga"),
    "pencanangan": _("Pencanangan atau penyerahan penghargaan"),
    "kota": _("Kota"),
    "kecamatan": _("Kecamatan"),
    "kelurahan": _("Kelurahan"),
    "hadir": _("hadir"),
    "diwakili": _("diwakili"),
    "tidak-hadir": _("tidak hadir"),
    "belum-dicatat": _("kehadiran belum dicatat"),
    "sambutan": _("Sambutan"),
    "arahan": _("Arahan"),
    "paparan": _("Paparan"),
    "tanggapan": _("Tanggapan"),
    "pertanyaan": _("Pertanyaan"),
    "jawaban": _("Jawaban"),
    "narasi": _("Narasi"),
    "verbatim": _("Kata demi kata"),
    "ringkasan": _("Ringkasan notulis"),
    "siaran-pers": _("Ringkasan dari siaran pers"),
    "keputusan": _("Keputusan"),
    "kesepakatan": _("Kesepakatan"),
    "rekomendasi": _("Rekomendasi"),
    "naik": _("Makin besar makin baik"),
    "turun": _("Makin kecil makin baik"),
    "definitif": _("Definitif"),
    "plt": _("Pelaksana Tugas (Plt.)"),
    "plh": _("Pelaksana Harian (Plh.)"),
    "pj": _("Penjabat (Pj.)"),
    "pjs": _("Penjabat Sementara (Pjs.)"),
    **reading_awards.WORDS,
}
CODED = {
    "status", "classification", "capacity", "kind", "fidelity", "direction", "standing",
    "nominee_type",
}  # fmt: skip
DAYS = {"date", "founding_date", "dissolution_date"}
CLOCKS = {"start_time", "end_time", "start", "end"}


def entries(body: dict[str, Any]) -> list[Entry]:
    """Everything a reader may read in this document."""
    names, sections = FIELDS, SECTIONS
    if body.get("kind") in reading_awards.KINDS:
        names, sections = FIELDS | reading_awards.FIELDS, SECTIONS | reading_awards.SECTIONS
    known = [name for name in names if name in body]
    more = sorted(name for name in body if name not in names and name not in DERIVED)
    if "name" in body:  # the title is made from it
        known = [name for name in known if name != "title"]
    found = []
    for name in [*known, *more]:
        lay_out = sections.get(name)
        label = str(names.get(name) or name.replace("_", " "))
        rows = lay_out(body[name]) if lay_out else plain(name, label, body[name])
        found += [row for row in rows if row.text]
    return found


def plain(name: str, label: str, value: Any) -> Iterator[Entry]:
    yield Entry((name,), ("",), str(_("Pokok")), "", label, text_of(name, value))


def text_of(name: str, value: Any) -> str:
    """A value in words: a code, a day, an hour, a reference, a list, or text as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("ya")) if value else ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        if name in ("points", "paragraphs"):
            return "\n".join(text_of("", item) for item in value)
        return "; ".join(filter(None, (text_of("", item) for item in value)))
    if isinstance(value, dict):
        return reference(name, value)
    if name in CODED:
        return str(WORDS.get(value, value))
    if name in DAYS:
        return plain_date(value)
    if name in CLOCKS:
        return clock(value)
    if name in ("baseline", "target", "square_kilometres"):
        return number(value)
    return str(value)


def reference(name: str, value: dict[str, Any]) -> str:
    """What is said of another thing: its name, and whatever else of it is said here."""
    if name == "tile":
        return str(_("kolom %(column)s, baris %(row)s") % value)
    if name == "forum":
        ordinal = _("pertemuan ke-%(number)s tahun %(year)s") % value if value["number"] else ""
        return joined(value["name"], ordinal)
    if name == "source":
        return joined(value.get("label"), value.get("url"))
    for key in ("text", "full_name", "name", "label"):
        if value.get(key):
            return str(value[key])
    return joined(*(str(item) for item in value.values() if isinstance(item, str | int)))


def joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


# ------------------------------------------------------------ sections that hold more than a field
def fields(
    list_name: str, section: Any, names: dict[str, Any], heading: Callable[[dict[str, Any]], Any]
) -> Callable[[list[dict[str, Any]]], Iterator[Entry]]:
    """A list of things that each have several fields; their anchors tell them apart."""

    def lay_out(rows: list[dict[str, Any]]) -> Iterator[Entry]:
        for row in rows:
            group = (list_name, row["anchor"])
            for name, label in names.items():
                if name in row:
                    text = text_of(name, row[name])
                    if name == "capacity" and row[name] == "definitif":
                        continue
                    yield Entry((*group, name), group, str(section), str(heading(row)), str(label),
                                text)  # fmt: skip

    return lay_out


def lines(
    list_name: str, section: Any, line: Callable[[dict[str, Any]], tuple[Any, Any, str]]
) -> Callable[[list[dict[str, Any]]], Iterator[Entry]]:
    """A list of things that each fit in one line: what tells it apart, its label, its text."""

    def lay_out(rows: list[dict[str, Any]]) -> Iterator[Entry]:
        seen: dict[str, int] = {}
        for row in rows:
            key, label, text = line(row)
            seen[str(key)] = times = seen.get(str(key), 0) + 1
            group = (list_name, f"{key} {times}")
            yield Entry(group, group, str(section), "", str(label), text)

    return lay_out


def summary(value: dict[str, str]) -> Iterator[Entry]:
    for name, label in SUMMARY.items():
        yield Entry(("summary", name), ("summary",), str(_("Tiga baris ringkasan")), "",
                    str(label), value.get(name, ""))  # fmt: skip


def agenda(rows: list[dict[str, Any]]) -> Iterator[Entry]:
    for row in rows:
        group = ("agenda", row["anchor"])
        hours = "–".join(filter(None, [clock(row.get("start")), clock(row.get("end"))]))
        yield Entry(group, group, str(_("Acara")), "", row["text"] or "",
                    joined(row["text"], hours, row.get("notes")))  # fmt: skip
        yield from agenda(row.get("items", []))


def attendance(value: dict[str, Any]) -> Iterator[Entry]:
    section = str(_("Kehadiran"))
    if value.get("recorded"):
        told = [f"{value['counts'][name]} {word}" for name, word in COUNTS.items()
                if value["counts"].get(name)]  # fmt: skip
        yield Entry(("attendance", "counts"), ("attendance",), section, "",
                    str(_("Jumlah")), ", ".join(told))  # fmt: skip
    yield Entry(("attendance", "note"), ("attendance",), section, "",
                str(_("Catatan daftar hadir")), value.get("note", ""))  # fmt: skip
    for heading in value.get("headings", []):
        of_heading = lines(f"roll {heading['label']}", section, roll_line)
        for entry in of_heading(heading["rows"]):
            yield entry._replace(heading=heading["label"])
    yield from lines("groups", section, group_line)(value.get("groups", []))


def roll_line(row: dict[str, Any]) -> tuple[str, str, str]:
    label = row["name"] or joined(row["role"], row["organization"]) or str(_("Tanpa nama"))
    hours = "–".join(filter(None, [clock(row.get("arrived_at")), clock(row.get("left_at"))]))
    capacity = row.get("capacity")
    text = joined(
        text_of("status", row["status"]),
        row["role"] if row["name"] else "",
        text_of("capacity", capacity) if capacity != "definitif" else "",
        row["organization"] if row["name"] else "",
        _("mewakili %s") % row["on_behalf_of"] if row.get("on_behalf_of") else "",
        _("oleh %s") % row["represented_by"] if row.get("represented_by") else "",
        hours,
        row.get("source"),
    )
    return label, label, text


def group_line(row: dict[str, Any]) -> tuple[str, str, str]:
    headcount = row.get("headcount")
    people = _("%d orang") % headcount if headcount is not None else _("jumlah tidak dicatat")
    return row["label"], row["label"], joined(people, row.get("note"), row.get("source"))


def photo_line(row: dict[str, Any]) -> tuple[str, Any, str]:
    text = joined(row["caption"], row.get("alternative_text"), row.get("credit"))
    return row["sha256"], _("Foto"), text or row["sha256"][:12]


def document_line(row: dict[str, Any]) -> tuple[str, Any, str]:
    return row["sha256"], _("Dokumen"), row["name"] or row["sha256"][:12]


def term_text(row: dict[str, Any]) -> str:
    """Larsita, Penjabat (Pj.), sejak 1 Januari 2024, SK 821/1 …"""
    start, end = (dated(row.get(name), row.get(f"{name}_precision")) for name in ("start", "end"))
    decree = row.get("decree") or {}
    capacity = row.get("capacity")
    return joined(
        text_of("capacity", capacity) if capacity != "definitif" else "",
        _("sejak %s") % start if start else "",
        _("sampai %s") % end if end else "",
        decree.get("number"),
        plain_date(decree.get("date")),
        decree.get("signed_by"),
        row.get("source"),
    )


def dated(day: str | None, precision: str | None) -> str:
    """A day, or only its month or year where no more is known."""
    if not day or precision == "year":
        return (day or "")[:4]
    return month_year(day) if precision == "month" else plain_date(day)


def posts(rows: list[dict[str, Any]]) -> Iterator[Entry]:
    for row in rows:
        group = ("posts", row["label"])
        if not row["terms"]:
            yield Entry((*group, "vacant"), group, str(_("Pengurus")), row["label"],
                        row["label"], str(_("belum dicatat")))  # fmt: skip
        seen: dict[str, int] = {}
        for term in row["terms"]:
            name = term["name"]
            seen[name] = seen.get(name, 0) + 1
            yield Entry((*group, f"{name} {seen[name]}"), group, str(_("Pengurus")), row["label"],
                        name, joined(name, term_text(term)))  # fmt: skip


def membership_line(row: dict[str, Any]) -> tuple[str, str, str]:
    label = row["role"]
    return joined(label, row["organization"], row.get("start")), label, joined(
        row["role"], row["organization"], term_text(row)
    )  # fmt: skip


SECTIONS: dict[str, Callable[[Any], Iterator[Entry]]] = {
    "summary": summary,
    "agenda": agenda,
    "attendance": attendance,
    "speeches": fields(
        "speeches", pgettext_lazy("judul", "Sambutan"), SPEECH,
        lambda row: row["speaker"] or row["role"],
    ),
    "decisions": fields(
        "decisions", pgettext_lazy("judul", "Keputusan"), DECISION,
        lambda row: f"{text_of('kind', row['kind'])} {row['number']}",
    ),
    "commitments": fields(
        "commitments", _("Tindak lanjut"), COMMITMENT, lambda row: row["text"]
    ),
    "photos": lines("photos", pgettext_lazy("berkas", "Foto"), photo_line),
    "documents": lines("documents", pgettext_lazy("berkas", "Dokumen"), document_line),
    "posts": posts,
    "memberships": lines("memberships", pgettext_lazy("judul", "Jabatan"), membership_line),
}  # fmt: skip
