"""What readers see of institutions, people and areas. Reads publications and nothing else."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, JSONField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publications.history import address, addresses
from publications.models import Listing
from publications.page_cache import public_page
from publications.public import Withdrawn, current_or_moved, moved

from .board import board_on, former_holders, life_line
from .honours import honour_rows, newest_honours
from .listings import (
    CITY,
    Numbers,
    all_areas,
    kelurahan_tiles,
    meeting_row,
    newest_meetings,
    tile_legend,
)
from .promises import promise_row, promises

ROWS = 50  # institutions on a page of the list
SHOWN_INSTITUTIONS = 80  # on the page of an area
SHOWN_MEETINGS = 5
SHOWN_HONOURS = 5
SHOWN_PROMISES = 10
SHOWN_MEETINGS_OF_A_PERSON = 20
KINDS = {
    "pemerintah-kota": _("Pemerintah kota"),
    "dprd": _("DPRD"),
    "perangkat-daerah": _("Perangkat daerah"),
    "kecamatan": _("Kecamatan"),
    "kelurahan": _("Kelurahan"),
    "pkk": _("Tim Penggerak PKK"),
    "posyandu": _("Posyandu"),
    "lpmk": _("LPMK"),
    "karang-taruna": _("Karang Taruna"),
    "rw": _("Rukun Warga (RW)"),
    "rt": _("Rukun Tetangga (RT)"),
}
BOARDS = {"tercatat": "board:recorded", "belum": "board:missing"}


# ---------------------------------------------------------------------------------- institutions
@public_page
def organization_list(request: HttpRequest) -> HttpResponse:
    """Published institutions by name, narrowed by kind, area and whether a board is on record."""
    kind = asked(request, "jenis", r"[-\w]{1,40}")
    area = asked(request, "wilayah", r"[0-9.]{5,13}")
    board = asked(request, "pengurus", "tercatat|belum")
    words = [kind and f"kind:{kind}", area and f"area:{area}", board and BOARDS[board]]
    institutions = Listing.objects.readable().of_kind("organization").mentioning(*words).for_rows()
    start = place_in_order(request)
    page, following = page_of(institutions, start)
    numbers = Numbers()
    organization_url, area_url = addresses("organization"), addresses("area", CITY)
    narrowed = [word for word in words if word]
    return render(
        request,
        "organizations/organization_list.html",
        {
            "institutions": [
                (row, organization_url(row.slug), area_url(row.card["area_code"])) for row in page
            ],
            "kind": kind,
            "area": area,
            "board": board,
            # With two filters at once nobody has counted: then no number is shown.
            "number": numbers.of("".join(narrowed)) if len(narrowed) < 2 else None,
            "is_narrowed": bool(narrowed),
            "kind_choices": kind_choices(numbers),
            "area_choices": area_choices(all_areas(), numbers),
            "recorded": numbers.of("board:recorded"),
            "missing": numbers.of("board:missing"),
            "examples": numbers.of("example_in", CITY),
            "older_url": f"?{with_query(request, setelah=following)}" if following else "",
            "newer_url": f"?{with_query(request)}" if start else "",
        },
    )


def place_in_order(request: HttpRequest) -> Listing | None:
    """The institution after which the page begins; it may have been withdrawn meanwhile."""
    text = asked(request, "setelah", r"[0-9a-f]{32}")
    if not text:
        return None
    after = Listing.objects.of_kind("organization").filter(pk=UUID(text)).first()
    if after is None:
        raise Http404
    return after


def page_of(institutions: QuerySet[Listing], after: Listing | None) -> tuple[list[Listing], str]:
    """One page in the order of the index, and what the next page begins after."""
    if after:
        institutions = institutions.filter(
            Q(title__gt=after.title) | Q(record_id__gt=after.pk), title__gte=after.title
        )
    found = list(institutions.order_by("title", "record_id")[: ROWS + 1])
    page = found[:ROWS]
    return page, page[-1].pk.hex if len(found) > ROWS else ""


def with_query(request: HttpRequest, **more: str) -> str:
    """The filters of this page as the next one needs them."""
    query = request.GET.copy()
    query.pop("setelah", None)
    for name, value in more.items():
        query[name] = value
    return query.urlencode()


def kind_choices(numbers: Numbers) -> list[dict[str, Any]]:
    """In the order of protocol; a kind that the city added later comes last, under its own code."""
    return [
        {"code": code, "name": kind_name(code), "number": numbers.of("kind", code)}
        for code in sorted(numbers.kinds(), key=protocol)
    ]


def protocol(code: str) -> tuple[int, str]:
    """Where a kind stands among the others."""
    return (list(KINDS).index(code), code) if code in KINDS else (len(KINDS), code)


def kind_of(row: Listing) -> str:
    word = next((word for word in row.mentions if word.startswith("kind:")), "")
    return word.removeprefix("kind:")


def kind_name(code: str) -> Any:
    return KINDS.get(code) or code.replace("-", " ").capitalize()


def area_choices(areas: list[Listing], numbers: Numbers) -> list[dict[str, Any]]:
    """Each kecamatan with its kelurahan."""
    return [
        {
            "code": district.slug,
            "name": district.card["full_name"],
            "number": numbers.of("area", district.slug),
            "areas": [
                {
                    "code": area.slug,
                    "name": area.card["full_name"],
                    "number": numbers.of("area", area.slug),
                }
                for area in sorted(areas, key=lambda area: area.title)
                if area.card["parent"] == district.slug
            ],
        }
        for district in areas
        if district.card["classification"] == "kecamatan"
    ]


@public_page
def organization_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One institution: what it is, its board on any day, its meetings, its promises."""
    publication = current_or_moved("organization", slug)
    body = publication.body or {}
    today = timezone.localdate()
    day, is_misread = asked_day(request, today)
    word = f"organization:{slug}"
    meetings = [meeting_row(row) for row in newest_meetings(word)[: SHOWN_MEETINGS + 1]]
    owned = [promise_row(row, today) for row in promises(word)[: SHOWN_PROMISES + 1]]
    return render(
        request,
        "organizations/organization_detail.html",
        {
            "publication": publication,
            "organization": body,
            "kind_name": kind_name(body["classification"]["code"]),
            "day": day,
            "today": today,
            "is_misread": is_misread,
            "board": board_on(body["posts"], day),
            "former": former_holders(body["posts"], day),
            "meetings": meetings[:SHOWN_MEETINGS],
            "has_more_meetings": len(meetings) > SHOWN_MEETINGS,
            "promises": owned[:SHOWN_PROMISES],
            "has_more_promises": len(owned) > SHOWN_PROMISES,
            **pages_about(publication),
        },
    )


# ----------------------------------------------------------------------------------------- people
@public_page
def person_list(request: HttpRequest) -> HttpResponse:
    """People stand in institutions; there is no index of people."""
    return redirect("organization_list")


@public_page
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One person in public: posts with capacity and dates, spellings, meetings."""
    publication = current_or_moved("person", slug)
    body = publication.body or {}
    rows = institutions_and_meetings_of(f"person:{slug}")
    institutions = {row.title: row.slug for row in rows if row.kind == "organization"}
    meetings = [meeting_row(row) for row in rows if row.kind == "meeting"]
    today = timezone.localdate()
    terms = life_line(body["memberships"])
    known = {term.entry["organization"]: term.entry["organization_slug"] for term in terms}
    links = known | institutions
    return render(
        request,
        "organizations/person_detail.html",
        {
            "publication": publication,
            "person": body,
            "terms": [
                (term, term.holds_on(today), links[term.entry["organization"]]) for term in terms
            ],
            "now": [term for term in terms if term.holds_on(today)],
            "meetings": meetings[:SHOWN_MEETINGS_OF_A_PERSON],
            "has_more_meetings": len(meetings) > SHOWN_MEETINGS_OF_A_PERSON,
            **pages_about(publication),
        },
    )


def institutions_and_meetings_of(word: str) -> list[Listing]:
    """Where a person sits or sat, as readers can open it now, and the newest meetings; one query.

    A document only links to what was published before it; institutions may follow their people.
    """
    institutions = Listing.objects.readable().of_kind("organization").mentioning(word).for_rows()
    meetings = newest_meetings(word)[: SHOWN_MEETINGS_OF_A_PERSON + 1]
    return list(institutions.order_by("title")[:SHOWN_INSTITUTIONS].union(meetings, all=True))


# ------------------------------------------------------------------------------------------ areas
@public_page
def area_list(request: HttpRequest) -> HttpResponse:
    """The city as a map of tiles and as a table; ``?kode=`` opens one place."""
    if code := asked(request, "kode", r"[0-9]{2}(\.[0-9]{2,4})*"):
        return redirect("area_detail", code)
    areas, numbers = all_areas(), Numbers()
    return render(
        request,
        "organizations/area_list.html",
        {
            "city": next((area for area in areas if area.card["classification"] == "kota"), None),
            "districts": area_choices(areas, numbers),
            "number": numbers.of(""),
            "examples": numbers.of("example_in", CITY),
            "tiles": kelurahan_tiles(areas, numbers),
            "legend": tile_legend(),
        },
    )


@public_page
def area_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: its codes, its institutions and officials, its meetings and promises."""
    own = Case(When(slug=slug, then="publication__body"), default=Value(None, JSONField()))
    areas = list(
        Listing.objects.of_kind("area").for_rows().order_by("slug")
        .select_related("publication").defer("publication__body").annotate(document=own)
    )  # fmt: skip  # 21 rows for good
    here = next((area for area in areas if area.slug == slug), None)
    if here is None:
        raise moved("area", slug)
    if here.is_withdrawn:
        raise Withdrawn(here.publication)
    areas = [area for area in areas if not area.is_withdrawn]
    today = timezone.localdate()
    numbers = Numbers()
    rows = beside_an_area(slug)
    institutions = [row for row in rows if row.kind == "organization"]
    honours = [row for row in rows if row.kind not in ("organization", "meeting")]
    meetings = [meeting_row(row) for row in rows if row.kind == "meeting"]
    owned = [promise_row(row, today) for row in promises(f"area:{slug}")[: SHOWN_PROMISES + 1]]
    body = here.document
    is_district = body["classification"] == "kecamatan"
    return render(
        request,
        "organizations/area_detail.html",
        {
            "publication": here.publication,
            "area": body,
            "parent": body["parent"],
            "children": [
                {"row": area, "number": numbers.of("area", area.slug)}
                for area in areas
                if area.card["parent"] == slug
            ],
            "number": numbers.of("area", slug),
            "recorded": numbers.of("board_recorded", slug),
            "examples": numbers.of("example_in", slug),
            "kinds": by_kind(institutions),
            "has_more_institutions": numbers.of("seat", slug) > len(institutions),
            "officials": officials(institutions, today),
            "tiles": kelurahan_tiles(
                [row for row in areas if not is_district or row.card["parent"] == slug],
                numbers,
                here=slug,
            ),
            "legend": tile_legend(),
            "meetings": meetings[:SHOWN_MEETINGS],
            "has_more_meetings": len(meetings) > SHOWN_MEETINGS,
            "honours": [one for row in honours[:SHOWN_HONOURS] for one in honour_rows(row, slug)],
            "has_more_honours": len(honours) > SHOWN_HONOURS,
            "promises": owned[:SHOWN_PROMISES],
            "has_more_promises": len(owned) > SHOWN_PROMISES,
            **pages_about(here.publication),
        },
    )


def beside_an_area(code: str) -> list[Listing]:
    """The institutions of exactly this place, and the newest meetings and honours; one query.

    Government bodies bring their document along: it says who is lurah or camat today.
    """
    body = Case(
        When(mentions__contains=["sector:government"], then="publication__body"),
        default=Value(None, JSONField()),
        output_field=JSONField(),
    )
    seated = Listing.objects.readable().of_kind("organization").mentioning(f"seat:{code}")
    institutions = seated.annotate(document=body).order_by("title", "record_id")
    meetings = newest_meetings(f"area:{code}").defer(None).annotate(document=body)
    honours = newest_honours(code).defer(None).annotate(document=body)
    newest = meetings[: SHOWN_MEETINGS + 1], honours[: SHOWN_HONOURS + 1]
    return list(institutions[:SHOWN_INSTITUTIONS].union(*newest, all=True))


def by_kind(institutions: list[Listing]) -> list[dict[str, Any]]:
    """Institutions under the name of their kind, in the order of protocol."""
    groups: dict[str, list[Listing]] = {}
    for row in sorted(institutions, key=lambda row: row.title):
        groups.setdefault(kind_of(row), []).append(row)
    return [
        {"code": code, "name": kind_name(code), "institutions": groups[code]}
        for code in sorted(groups, key=protocol)
    ]


def officials(institutions: list[Listing], today: date) -> list[dict[str, Any]]:
    """The posts that must exist in the government bodies of a place, and who holds them today."""
    return [
        {"seat": seat, "body": row}
        for row in sorted(institutions, key=lambda row: protocol(kind_of(row)))
        if (document := row.document)  # type: ignore[attr-defined]
        for seat in board_on(document["posts"], today)
        if seat.is_mandatory
    ]


# ---------------------------------------------------------------------------------- what was asked
def asked(request: HttpRequest, name: str, pattern: str) -> str:
    """A value of the query, or nothing; what cannot be right is an address without a page."""
    text = request.GET.get(name, "")
    if text and not re.fullmatch(pattern, text, re.ASCII):
        raise Http404
    return text


def asked_day(request: HttpRequest, today: date) -> tuple[date, bool]:
    """``?pada=2025-12-22``, as a native date picker sends it; and whether it could not be read."""
    text = request.GET.get("pada", "").strip()
    if not text:
        return today, False
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        return date.fromisoformat(text), False
    except ValueError:
        return today, True


def pages_about(publication: Any) -> dict[str, str | None]:
    """Where this record's history and its sealed document stand."""
    kind, slug = publication.kind, publication.slug
    return {
        "history_url": address(kind, "history", slug),
        "json_url": address(kind, "json", slug),
        "verify_url": reverse("verify_seal", args=[publication.seal]),
    }
