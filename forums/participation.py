"""Who takes part: how often each kelurahan or institution was invited, came, spoke, promised and
reported. Read from the tallies of publications and from nothing else.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from publications.history import addresses
from publications.models import Listing, Tally
from publications.page_cache import public_page

from .public import asked_place, newest_first

CITY = "33.71"
SHOWN = 100  # institutions: those invited most
SIDE_BY_SIDE = 8  # meetings in the matrix
COLUMNS = {
    "nama": _("Nama"),
    "diundang": _("Diundang"),
    "hadir": _("Hadir"),
    "bicara": _("Berbicara"),
    "janji": _("Janji"),
    "lapor": _("Dilaporkan"),
}
# What is counted of an area, and of an institution: meetings for three, promises for two.
WORDS = {"invited": "diundang", "came": "hadir", "spoke": "bicara"}
PROMISES = {"promised": "janji", "reported": "lapor"}


class Row(NamedTuple):
    """How often one of them took part; ``nama`` and the rest are the columns of the table."""

    nama: str
    url: str | None
    diundang: int
    hadir: int
    bicara: int
    janji: int
    lapor: int
    is_example: bool


@require_safe
@public_page
def participation(request: HttpRequest) -> HttpResponse:
    """One table, the quietest first; every column sorts by a link."""
    view = asked(request, "menurut", ("lembaga", "pertemuan"))
    if view == "pertemuan":
        return matrix(request)
    by_institution = view == "lembaga"
    order = asked(request, "urut", COLUMNS) or "hadir"
    downwards = asked(request, "arah", ("turun",)) == "turun"
    rows, are_examples = institutions() if by_institution else areas()
    rows.sort(key=lambda row: row.nama)
    if order != "nama" or downwards:
        rows.sort(key=lambda row: getattr(row, order), reverse=downwards)
    columns = [
        column(key, words, order, downwards=downwards, by_institution=by_institution)
        for key, words in COLUMNS.items()
    ]
    context = {
        "rows": rows,
        "are_examples": are_examples,
        "view": view,
        "by_institution": by_institution,
        "columns": columns,
        "is_full": by_institution and len(rows) == SHOWN,
    }
    return render(request, "forums/participation.html", context)


def asked(request: HttpRequest, name: str, known: Iterable[str]) -> str:
    text = request.GET.get(name, "")
    if text and text not in known:
        raise Http404
    return text


def column(
    key: str, words: Any, order: str, *, downwards: bool, by_institution: bool
) -> dict[str, Any]:
    """A heading with the link that sorts by it, or turns it round."""
    is_mine = key == order
    turn = "&arah=turun" if is_mine and not downwards else ""
    kind = "menurut=lembaga&" if by_institution else ""
    return {
        "key": key,
        "words": words,
        "url": f"?{kind}urut={key}{turn}",
        "sort": ("descending" if downwards else "ascending") if is_mine else "",
    }


def counted(kind: str = "") -> tuple[dict[str, dict[str, int]], bool]:
    """code or slug → column → number, and whether these are examples; one query.

    ``kind`` is ``_org`` for institutions. Examples are shown only while nothing real is on record.
    """
    wanted = Q(pk__in=[])
    for prefix in ("", "example_"):
        for word in WORDS:
            wanted |= Q(kind="meeting", mention__startswith=f"{prefix}{word}{kind}:")
        for word in PROMISES:
            wanted |= Q(kind="commitment", mention__startswith=f"{prefix}{word}{kind}:")
    rows = list(Tally.objects.filter(wanted, number__gt=0).values_list("mention", "number"))
    are_examples = all(mention.startswith("example_") for mention, _number in rows)
    found: dict[str, dict[str, int]] = {}
    for mention, number in rows:
        if mention.startswith("example_") == are_examples:
            word, _colon, key = mention.removeprefix("example_").partition(":")
            column = (WORDS | PROMISES)[word.removesuffix(kind)]
            found.setdefault(key, {})[column] = number
    return found, bool(rows) and are_examples


def row(listing: Listing, url: Any, numbers: dict[str, int]) -> Row:
    names = ("diundang", "hadir", "bicara", "janji", "lapor")
    return Row(
        nama=listing.card.get("full_name") or listing.card.get("name") or listing.title,
        url=url(listing.slug),
        is_example=bool(listing.card.get("is_example")),
        **{name: numbers.get(name, 0) for name in names},
    )


def areas() -> tuple[list[Row], bool]:
    """Every kelurahan, those of which nothing was recorded included."""
    (numbers, are_examples), url = counted(), addresses("area", CITY)
    listed = Listing.objects.readable().of_kind("area").mentioning("level:kelurahan").for_rows()
    return [row(listing, url, numbers.get(listing.slug, {})) for listing in listed], are_examples


def institutions() -> tuple[list[Row], bool]:
    """Published institutions that were invited, came, spoke, promised or reported."""
    (numbers, are_examples), url = counted("_org"), addresses("organization")
    most = sorted(numbers, key=lambda slug: (-numbers[slug].get("diundang", 0), slug))[:SHOWN]
    listed = Listing.objects.readable().of_kind("organization").filter(slug__in=most).for_rows()
    return [row(listing, url, numbers[listing.slug]) for listing in listed], are_examples


# ------------------------------------------------------------------------------ meeting by meeting
MARKS = {
    "spoke": _("Hadir dan berbicara"),
    "came": _("Hadir"),
    "away": _("Diundang, tidak hadir"),
    "not_invited": _("Tidak diundang"),
    "unrecorded": _("Daftar hadir belum tercatat"),
}


def matrix(request: HttpRequest) -> HttpResponse:
    """Kelurahan by meeting, the newest meetings first: who spoke, came, or stayed away."""
    held = Listing.objects.readable().of_kind("meeting").filter(card__status="held")
    page = newest_first(held.defer("files"), asked_place(request), SIDE_BY_SIDE)
    url, area_url = addresses("meeting"), addresses("area", CITY)
    meetings = [
        {"card": listing.card, "url": url(listing.slug), "marks": marks_of(listing.mentions)}
        for listing in page.rows
    ]
    listed = Listing.objects.readable().of_kind("area").mentioning("level:kelurahan").for_rows()
    context = {
        "view": "pertemuan",
        "meetings": meetings,
        "areas": [
            {
                "name": listing.card["name"],
                "url": area_url(listing.slug),
                "marks": [mark(meeting["marks"], listing.slug) for meeting in meetings],
            }
            for listing in sorted(listed, key=lambda one: one.card["name"])
        ],
        "legend": MARKS,
        **page.links({"menurut": "pertemuan"}),
    }
    return render(request, "forums/participation_matrix.html", context)


def marks_of(mentions: Iterable[str]) -> dict[str, str]:
    """code → the most that this meeting tells of it; empty where no roll was recorded."""
    found: dict[str, set[str]] = {}
    for mention in mentions:
        word, _colon, code = mention.removeprefix("example_").partition(":")
        if word in WORDS:
            found.setdefault(code, set()).add(word)
    return {
        code: next((word for word in ("spoke", "came") if word in words), "away")
        for code, words in found.items()
    }


def mark(marks: dict[str, str], code: str) -> dict[str, Any]:
    kind = marks.get(code, "not_invited") if marks else "unrecorded"
    return {"kind": kind, "words": MARKS[kind]}
