"""What readers see of meetings and promises. Reads publications and nothing else."""

import re
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from organizations.listings import CITY, meeting_row, place_name
from organizations.promises import parts_of, promise_numbers, promise_row, state_of
from publications.filters import in_state
from publications.history import History, Version, address
from publications.models import Listing, Passage, Publication, Tally
from publications.page_cache import public_page
from publications.public import current_or_moved

from .reading import reading
from .words import REPORT_KINDS

MEETINGS = 20  # rows on a page
PROMISES = 25
INSTITUTIONS = 40  # in the select: those with the most rows
STATES = {
    "berjalan": gettext_lazy("Belum jatuh tenggat"),
    "lewat": gettext_lazy("Lewat tenggat"),
    "tanpa-laporan": gettext_lazy("Belum pernah atau sudah 60 hari tidak dilaporkan"),
    "selesai": gettext_lazy("Selesai"),
    "diubah": gettext_lazy("Sasaran atau tenggat diubah"),
    "dihentikan": gettext_lazy("Dihentikan"),
}


# --------------------------------------------------------------------------------------- meetings
@require_safe
@public_page
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Published meetings, the newest first, narrowed by year, area and institution."""
    filters = Filters(request, "meeting")
    rows = Listing.objects.readable().of_kind("meeting").mentioning(*filters.words).for_rows()
    page = newest_first(rows, asked_place(request))
    context = {
        **filters.context(),
        "meetings": [meeting_row(listing) for listing in page.rows],
        **page.links(filters.query),
    }
    return render(request, "forums/meeting_list.html", context)


@require_safe
@public_page
def meeting_detail(request: HttpRequest, slug: str) -> HttpResponse:
    publication = current_or_moved("meeting", slug)
    body = publication.body or {}
    versions, kelurahan, says = beside(publication, body)
    context = {
        "reading": reading(
            body,
            today=timezone.localdate(),
            versions=versions,
            publication=publication,
            kelurahan=kelurahan,
            says=says,
            first=first_plan(publication, body),
        )
    }
    return render(request, "forums/meeting_detail.html", context)


def first_plan(publication: Any, body: dict[str, Any]) -> dict[str, Any] | None:
    """What was announced first of a meeting still to come; one query, if it has changed since."""
    if publication.version == 1 or body.get("status") != "planned":
        return None
    versions = Publication.objects.of_record(publication.record_id)
    return versions.filter(version=1).values_list("body", flat=True).first()


def beside(
    publication: Any, body: dict[str, Any]
) -> tuple[list[Version], list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """What one more query tells, or none: the record's versions, the cards of the kelurahan for
    the map, and what was reported on its promises since.
    """
    versions: list[Version] = []
    wanted = []
    if (body.get("attendance") or {}).get("by_area"):
        wanted.append(Q(kind="area", mentions__contains=["level:kelurahan"]))
    if body.get("commitments"):
        wanted.append(Q(kind="progress", mentions__contains=[f"about:{publication.record_id}"]))
    if publication.version == 1:
        cards = list(cards_of(*wanted)) if wanted else []
    else:
        history = History.of(publication.record_id, cards=ArraySubquery(cards_of(*wanted)))
        versions = history.versions
        cards = history.newest.cards or []  # type: ignore[attr-defined]
    about = [row["card"]["about"] for row in cards if row["kind"] == "progress"]
    says = {one["anchor"]: one["says"] for one in about}
    return versions, [row for row in cards if row["kind"] == "area"], says


def cards_of(*wanted: Q) -> QuerySet[Any]:
    """Of each row that is any of the ``wanted`` its kind, its code and what its card says."""
    rows = Listing.objects.readable().filter(reduce(or_, wanted, Q(pk__in=[]))).order_by("slug")
    return rows.values_list(JSONObject(kind="kind", code="slug", card="card"), flat=True)


def kelurahan_cards() -> QuerySet[Any]:
    return cards_of(Q(kind="area", mentions__contains=["level:kelurahan"]))


# --------------------------------------------------------------------------------------- promises
@require_safe
@public_page
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Every promise of a published meeting, by deadline.

    A meeting is not published while a promise lacks its deadline (``completeness``).
    """
    today = timezone.localdate()
    filters = Filters(request, "commitment")
    state = asked(request, "keadaan", "|".join(filter(None, STATES)))
    if state:
        filters.query["keadaan"] = state
    rows = Passage.objects.of_kind("commitment").mentioning(*filters.words)
    page = soonest_first(rows.filter(in_state(state, today)), asked_place(request))
    numbers = promise_numbers(today)
    context = {
        **filters.context(),
        "state": state,
        "is_narrowed": filters.is_narrowed or bool(state),
        "promises": [promise_row(passage, today) for passage in page.rows],
        "states": STATES,
        "numbers": numbers,
        "parts": parts_of(numbers),
        **page.links(filters.query),
    }
    return render(request, "forums/commitment_list.html", context)


@require_safe
@public_page
def progress_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One promise after the meeting: every accepted report, old beside new where it changed."""
    publication = current_or_moved("progress", slug)
    body = publication.body or {}
    says = body["about"]["says"]
    context = {
        "publication": publication,
        "promise": body,
        "progress": says["progress"],
        "due": says["date"],
        "state": state_of(says, timezone.localdate()),
        "reports": [
            report | {"words": REPORT_KINDS.get(report["kind"], report["kind"])}
            for report in reversed(body["reports"])
        ],
        "meeting_url": address("meeting", "detail", body["meeting"]["slug"]),
        "owner_url": address("organization", "detail", body["owner_slug"])
        if body["owner_slug"]
        else None,
        "verify_url": reverse("verify_seal", args=[publication.seal]),
        "history_url": address("progress", "history", slug),
        "json_url": address("progress", "json", slug),
    }
    return render(request, "forums/progress_detail.html", context)


# ---------------------------------------------------------------------------------------- filters
def asked(request: HttpRequest, name: str, shape: str) -> str:
    """A value of the query, or nothing; one that could not be right leads nowhere."""
    text = request.GET.get(name, "")
    if text and not re.fullmatch(shape, text, re.ASCII):
        raise Http404
    return text


class Filters:
    """Year, area and institution as asked for, and how many rows stand behind each choice.

    Two queries, made when the page is drawn: the tallies, and the names of what they count.
    """

    PREFIXES = ("year:", "area:", "organization:")

    def __init__(self, request: HttpRequest, kind: str) -> None:
        self.kind = kind
        self.year = asked(request, "tahun", r"\d{4}")
        self.area = asked(request, "wilayah", r"[0-9.]{5,13}")
        self.institution = asked(request, "lembaga", r"[-a-z0-9]{1,160}")
        words = {
            "tahun": (self.year, "year:"),
            "wilayah": (self.area, "area:"),
            "lembaga": (self.institution, "organization:"),
        }
        self.words = [prefix + value for value, prefix in words.values() if value]
        self.query = {name: value for name, (value, _prefix) in words.items() if value}
        self._tally: dict[str, int] | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words)

    @property
    def tally(self) -> dict[str, int]:
        if self._tally is None:
            wanted = Q(mention="")
            for prefix in self.PREFIXES:
                wanted |= Q(mention__startswith=prefix)
            rows = Tally.objects.filter(wanted, kind=self.kind, number__gt=0)
            self._tally = dict(rows.values_list("mention", "number"))
        return self._tally

    def numbers(self, prefix: str) -> dict[str, int]:
        return {
            word.removeprefix(prefix): number
            for word, number in self.tally.items()
            if word.startswith(prefix)
        }

    def context(self) -> dict[str, Any]:
        areas, institutions = self.names()
        years = self.numbers("year:")
        return {
            "total": self.tally.get("", 0),
            "year": self.year,
            "area": self.area,
            "institution": self.institution,
            "years": [
                {"code": year, "number": years.get(year, 0)}
                for year in sorted({*years, *([self.year] if self.year else [])}, reverse=True)
            ],
            "districts": self.districts(areas),
            "institutions": institutions,
            "chips": self.chips(areas, institutions),
            "is_narrowed": self.is_narrowed,
            # With two filters at once nobody has counted: then no number is shown.
            "number": self.tally.get("".join(self.words), 0) if len(self.words) < 2 else None,
        }

    def names(self) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
        """The areas by code, and the institutions with the most rows, by name."""
        counted = self.numbers("organization:")
        most = sorted(counted, key=lambda slug: (-counted[slug], slug))[:INSTITUTIONS]
        slugs = {*most, self.institution} - {""}
        rows = Listing.objects.readable().filter(
            Q(kind="area") | Q(kind="organization", slug__in=slugs)
        )
        areas, institutions = {}, []
        for kind, slug, title, card in rows.values_list("kind", "slug", "title", "card"):
            if kind == "area":
                areas[slug] = card
            else:
                number = counted.get(slug, 0)
                institutions.append({"code": slug, "name": title, "number": number})
        known = {institution["code"] for institution in institutions}
        if self.institution and self.institution not in known:
            # Its own page is not published; the meetings that name it are.
            name = self.institution.replace("-", " ")
            number = counted.get(self.institution, 0)
            institutions.append({"code": self.institution, "name": name, "number": number})
        return areas, sorted(institutions, key=lambda row: row["name"].casefold())

    def districts(self, areas: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Each kecamatan with its kelurahan, as the select shows them."""
        numbers = self.numbers("area:")
        found = []
        for code in sorted(code for code in areas if len(code) == len("33.71.01")):
            below = sorted(other for other in areas if other.startswith(f"{code}."))
            found.append(
                {
                    "code": code,
                    "name": areas[code]["full_name"],
                    "number": numbers.get(code, 0),
                    "kelurahan": [
                        {
                            "code": other,
                            "name": place_name(areas[other]),
                            "number": numbers.get(other, 0),
                        }
                        for other in below
                    ],
                }
            )
        return found

    def chips(
        self, areas: dict[str, dict[str, Any]], institutions: list[dict[str, Any]]
    ) -> list[dict[str, str]]:
        """The filters in force, each with the address of the page without it."""
        named = {row["code"]: row["name"] for row in institutions}
        area = areas.get(self.area, {}).get("full_name", self.area)
        words = {
            "tahun": self.year,
            "wilayah": area if self.area != CITY else _("Kota Magelang"),
            "lembaga": named.get(self.institution, self.institution),
        }
        return [
            {"name": name, "words": words[name], "url": without(self.query, name)}
            for name in self.query
            if name in words
        ]


def without(query: dict[str, str], name: str) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in query.items() if key != name)


# ------------------------------------------------------------------------------- pages of a list
Place = tuple[str, date, str] | None


def asked_place(request: HttpRequest) -> Place:
    """Where the page begins: ``?setelah=`` or ``?sebelum=`` a row, named by its day and key."""
    for name in ("setelah", "sebelum"):
        text = asked(request, name, r"\d{4}-\d{2}-\d{2}\.[0-9a-f]{1,32}")
        if text:
            day, key = text.split(".")
            try:
                return name, date.fromisoformat(day), key
            except ValueError:
                raise Http404 from None
    return None


class Page:
    """The rows of one page of a list, and where the pages beside it begin."""

    def __init__(self, rows: list[Any], place: Place, size: int) -> None:
        is_backward = place is not None and place[0] == "sebelum"
        more = len(rows) > size
        self.rows = rows[:size]
        if is_backward:
            self.rows.reverse()
        self.has_following = bool(self.rows) and (more or is_backward)
        self.has_preceding = bool(self.rows) and (more if is_backward else place is not None)

    def links(self, query: dict[str, str]) -> dict[str, str]:
        def beside(name: str, row: Any) -> str:
            key = row.pk.hex if isinstance(row.pk, UUID) else f"{row.pk:x}"
            parts = {**query, name: f"{row.date.isoformat()}.{key}"}
            return "?" + "&".join(f"{key}={value}" for key, value in parts.items())

        return {
            "following_url": beside("setelah", self.rows[-1]) if self.has_following else "",
            "preceding_url": beside("sebelum", self.rows[0]) if self.has_preceding else "",
        }


def newest_first(rows: QuerySet[Listing], place: Place, size: int | None = None) -> Page:
    size = size or MEETINGS
    if place:
        word, day, text = place
        key = UUID(text.rjust(32, "0"))
        if word == "setelah":
            rows = rows.filter(Q(date__lt=day) | Q(record_id__lt=key), date__lte=day)
        else:
            rows = rows.filter(Q(date__gt=day) | Q(record_id__gt=key), date__gte=day)
    is_backward = place is not None and place[0] == "sebelum"
    order = ("date", "record_id") if is_backward else ("-date", "-record_id")
    return Page(list(rows.order_by(*order)[: size + 1]), place, size)


def soonest_first(rows: QuerySet[Passage], place: Place) -> Page:
    if place:
        word, day, text = place
        if len(text) > 15:
            raise Http404
        key = int(text, 16)
        if word == "setelah":
            rows = rows.filter(Q(date__gt=day) | Q(pk__gt=key), date__gte=day)
        else:
            rows = rows.filter(Q(date__lt=day) | Q(pk__lt=key), date__lte=day)
    is_backward = place is not None and place[0] == "sebelum"
    order = ("-date", "-id") if is_backward else ("date", "id")
    rows = rows.filter(date__isnull=False)
    return Page(list(rows.order_by(*order)[: PROMISES + 1]), place, PROMISES)
