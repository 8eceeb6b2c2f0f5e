"""The parts of award documents laid out as labelled text: rules, winners, what was committed.

A recap and its opened sheets have thousands of figures: their fingerprint stands for them here, so
that a change shows, and the document itself (JSON) has them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from .canonical import canonical, sha256
from .entry import Entry
from .templatetags.portal import moment, plain_date

KINDS = {"award_round", "award_result", "award_commitment", "certificate"}
FIELDS = {
    "year": _("Tahun"),
    "edition": _("Edisi"),
    "standing": _("Keadaan"),
    "level": _("Tingkat"),
    "period": _("Kegiatan yang dinilai"),
    "legal_basis": _("Dasar"),
    "description": _("Keterangan"),
    "announce_at": _("Saat pengumuman"),
    "announcement_note": _("Catatan pengumuman"),
    "meeting": _("Alamat pertemuan penyerahan"),
    "round": _("Putaran"),
    "contest": _("Lomba"),
    "stage": _("Tahap"),
    "nominee_type": _("Peserta"),
    "recipient": _("Penerima"),
    "nominee": _("Peserta"),
    "place": _("Tempat"),
    "text": _("Untuk"),
    "number": _("Nomor piagam"),
    "given_on": _("Diberikan"),
    "given_at_place": _("Tempat penyerahan"),
    "signatory": _("Penanda tangan"),
}
WORDS = {
    "running": _("Berjalan di portal ini"),
    "archive": _("Arsip dari sumber"),
    "unpublished": _("Belum dipublikasikan"),
    "lembaga": _("Lembaga"),
    "kelompok": _("Kelompok"),
}


def whole(name: str, label: Any, text: str) -> Iterator[Entry]:
    yield Entry((name,), ("",), str(_("Pokok")), "", str(label), text)


def told(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def contests(rows: list[dict[str, Any]]) -> Iterator[Entry]:
    """The rules of each contest: a line for each stage, criterion, place and step of the chain."""
    section = str(_("Aturan penilaian"))
    for row in rows:
        group = ("contests", row["slug"])

        def line(label: str, text: str, *key: Any, group: Any = group, row: Any = row) -> Entry:
            return Entry((*group, *map(str, key)), group, section, row["name"], label, text)

        yield line(row["name"], told(row["nominee_type"], row["method"], row["ties"]), "self")
        for stage in row["stages"]:
            weight = _("bobot %s") % stage["weight"] if stage["weight"] else ""
            yield line(stage["name"], told(stage["name"], weight), stage["position"])
            for criterion in tree(stage["criteria"]):
                label = f"{criterion['code']} {criterion['name']}"
                text = told(label, criterion["weight"], criterion["guidance"])
                yield line(label, text, stage["position"], criterion["code"])
        for number, place in enumerate(row["places"]):
            text = told(place["name"], place["prize"], place["minimum"])
            yield line(place["name"], text, "place", number)
        for number, step in enumerate(row["tie_steps"]):
            yield line(str(number + 1), told(step["kind"], step["of"]), "tie", number)


def tree(criteria: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in criteria:
        yield row
        yield from tree(row["children"])


def winners(rows: list[dict[str, Any]]) -> Iterator[Entry]:
    section = str(_("Penerima"))
    for row in rows:
        group = ("winners", row["name"])
        mended = (row.get("correction") or {}).get("reason")
        reasons = (row["departure_reason"], mended, row["explanation"])
        text = told(row["place"] or "–", row["total"], *reasons)
        yield Entry(group, group, section, "", row["name"], text)


def dropped(rows: list[dict[str, Any]]) -> Iterator[Entry]:
    lines = [told(row["name"], row["stage"], row["reason"]) for row in rows]
    yield from whole("dropped", _("Peserta lain"), "\n".join(lines))


def plenary(row: dict[str, Any] | None) -> Iterator[Entry]:
    if row:
        votes = "–".join(str(row[name]) for name in ("for", "against", "abstained"))
        text = told(plain_date(row["held_on"]), row["reason"], votes, row["decree_number"])
        yield from whole("plenary", _("Pleno juri"), text)


def announce_at(value: str | None) -> Iterator[Entry]:
    yield from whole("announce_at", FIELDS["announce_at"], moment(value))


def period(value: dict[str, str | None]) -> Iterator[Entry]:
    days = [plain_date(value[name]) for name in ("start", "end") if value[name]]
    yield from whole("period", FIELDS["period"], " – ".join(days))


def given_on(value: str) -> Iterator[Entry]:
    yield from whole("given_on", FIELDS["given_on"], plain_date(value))


def signatory(row: dict[str, str]) -> Iterator[Entry]:
    text = told(row["capacity"], row["role"], row["name"])
    yield from whole("signatory", FIELDS["signatory"], text)


def recipient(row: dict[str, str]) -> Iterator[Entry]:
    yield from whole("recipient", FIELDS["recipient"], told(row["name"], row["role"]))


def commitments(rows: list[str]) -> Iterator[Entry]:
    yield from whole("commitments", _("Komitmen lembar nilai"), "\n".join(rows))


def fingerprint(name: str, label: Any) -> Callable[[Any], Iterator[Entry]]:
    def lay_out(value: Any) -> Iterator[Entry]:
        if value:
            yield from whole(name, label, f"sha256 {sha256(canonical(value))}")

    return lay_out


SECTIONS: dict[str, Callable[[Any], Iterator[Entry]]] = {
    "contests": contests,
    "winners": winners,
    "dropped": dropped,
    "plenary": plenary,
    "announce_at": announce_at,
    "period": period,
    "given_on": given_on,
    "signatory": signatory,
    "recipient": recipient,
    "commitments": commitments,
    "recap": fingerprint("recap", _("Rekap per kriteria")),
    "sheets": fingerprint("sheets", _("Lembar nilai")),
}
