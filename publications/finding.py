"""The search box, as readers meet it. Reads what was published and nothing else."""

import re
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from .filters import Asked
from .history import address
from .models import Listing, Tally
from .page_cache import public_page
from .question import Question
from .search import KINDS, Found, Named, Place, TooSlow, excerpt, find, named, pieces

FILTERS = ("tahun", "wilayah", "lembaga")
INSTITUTIONS = 40  # in the select: those with the most rows
SHORTEST_SUGGESTED = 3  # letters
KIND_NAMES = {
    "pertemuan": pgettext_lazy("jenis hasil", "Pertemuan"),
    "sambutan": pgettext_lazy("jenis hasil", "Sambutan"),
    "keputusan": pgettext_lazy("jenis hasil", "Keputusan"),
    "janji": pgettext_lazy("jenis hasil", "Janji"),
    "orang": pgettext_lazy("jenis hasil", "Orang"),
    "lembaga": pgettext_lazy("jenis hasil", "Lembaga"),
    "wilayah": pgettext_lazy("jenis hasil", "Wilayah"),
    "penghargaan": pgettext_lazy("jenis hasil", "Penghargaan"),
}
AGENDA_ITEM = pgettext_lazy("jenis hasil", "Acara")
KIND_OF_WORD = {word: kind for kind, words in KINDS.items() for word in words}


@require_safe
@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Everything published that answers ``?q=``: at most four queries, however common the words."""
    question = Question.of(request.GET.get("q", ""))
    kind = asked(request.GET.get("jenis", ""), "|".join(KINDS))
    is_by_rank = bool(asked(request.GET.get("urut", ""), "cocok"))
    after = asked_place(request.GET.get("setelah", ""), is_by_rank=is_by_rank)
    filters = Asked(request.GET, FILTERS)
    query = {"q": question.text, **filters.values}
    query |= {"jenis": kind} if kind else {}
    query |= {"urut": "cocok"} if is_by_rank else {}
    context: dict[str, Any] = {"question": question, "query": query, "is_by_rank": is_by_rank}
    if not question.text or question.is_too_short:
        context["state"] = "short" if question.text else "new"
        return render(request, "publications/search.html", context)
    under = [KINDS[kind]] if kind else []
    under += [(word,) for word in filters.words]
    try:
        found = find(question, under, by_rank=is_by_rank, after=after)
        names = [] if after or kind else named(question.words, every=bool(found.number))
    except TooSlow:
        response = render(request, "publications/search.html", context | {"state": "slow"})
        response["Cache-Control"] = "no-store"  # a minute later it may well be done in time
        return response
    context |= {
        "state": "found" if found.number else "none",
        "found": found,
        "hits": [hit(row) for row in found.rows],
        "names": [named_row(record) for record in names],
        "kinds": kinds(found, kind, query),
        **choices(found, filters),
        "is_narrowed": bool(under),
        "all_url": f"?{urlencode({'q': question.text})}",
        "newest_url": changed(query, urut=""),
        "rank_url": changed(query, urut="cocok"),
        "first_url": changed(query) if after else "",
        "following_url": following(found.following, query),
    }
    return render(request, "publications/search.html", context)


@require_safe
@public_page
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """Names like what is typed so far, for the box's list of suggestions."""
    question = Question.of(request.GET.get("q", ""))
    names: list[Named] = []
    if len(question.text) >= SHORTEST_SUGGESTED:
        with suppress(TooSlow):
            names = named(question.words, every=True)
    return JsonResponse({"names": list(dict.fromkeys(record.title for record in names))})


# --------------------------------------------------------------------------- what was asked
def asked(text: str, shape: str) -> str:
    """A value of the query, or nothing; one that could not be right leads nowhere."""
    if text and not re.fullmatch(shape, text, re.ASCII):
        raise Http404
    return text


def asked_place(text: str, *, is_by_rank: bool) -> Place | None:
    shape = r"\d{1,3}(\.\d{1,6})?" if is_by_rank else r"\d{4}-\d{2}-\d{2}"
    if not asked(text, shape + r"_\d{1,18}"):
        return None
    value, key = text.split("_")
    try:
        if not is_by_rank:
            date.fromisoformat(value)
    except ValueError:
        raise Http404 from None
    return Place(value, int(key))


def changed(query: dict[str, str], **change: str) -> str:
    """This search with one thing changed, from its first page on."""
    return "?" + urlencode({name: value for name, value in (query | change).items() if value})


def following(place: Place | None, query: dict[str, str]) -> str:
    return changed(query, setelah=f"{place.value}_{place.key}") if place else ""


# --------------------------------------------------------------------------- what is shown
def hit(row: dict[str, Any]) -> dict[str, Any]:
    page = address(row["record_kind"], "detail", row["slug"])
    return {
        "title": row["title"],
        "url": page and (f"{page}#{row['anchor']}" if row["anchor"] else page),
        "kind": word_for(row["kind"], row["record_kind"]),
        "date": row["day"] if row["is_dated"] else None,
        "excerpt": excerpt(row["text"]),
        "byline": pieces(row["byline"]),
        "is_example": row["is_example"],
    }


def word_for(kind: str, record_kind: str) -> Any:
    """What sort of thing it is, in a word; nothing for a kind that has none yet."""
    if kind == "agenda_item":
        return AGENDA_ITEM
    found = KIND_OF_WORD.get(f"of:{record_kind}") or KIND_OF_WORD.get(f"type:{kind}", "")
    return KIND_NAMES.get(found, "")


def named_row(record: Named) -> dict[str, Any]:
    return {
        "title": record.title,
        "url": address(record.kind, "detail", record.slug),
        "kind": word_for(record.kind, record.kind),
        "is_example": record.is_example,
    }


def kinds(found: Found, chosen: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """Each kind with its address, and how many answer while all are counted and none is chosen."""
    rows = []
    for kind, words in KINDS.items():
        number = sum(found.numbers.get(word, 0) for word in words)
        if number or kind == chosen or chosen or not found.is_counted:
            rows.append(
                {
                    "name": KIND_NAMES[kind],
                    "url": changed(query, jenis=kind),
                    "number": number if found.is_counted and not chosen else None,
                    "is_chosen": kind == chosen,
                }
            )
    return [
        {"name": _("Semua"), "url": changed(query, jenis=""), "number": None,
         "is_chosen": not chosen},
        *rows,
    ]  # fmt: skip


def choices(found: Found, filters: Asked) -> dict[str, Any]:
    """What the selects offer: years, kecamatan with their kelurahan, institutions. One query.

    A choice shows how many rows it leaves, while all are counted. One that is made already stays.
    """
    chosen = filters.values
    numbers: dict[str, dict[str, int]] = {"year": {}, "area": {}, "organization": {}}
    for word, number in found.numbers.items():
        prefix, _colon, value = word.partition(":")
        if prefix in numbers:
            numbers[prefix][value] = number
    counted = numbers["organization"]
    slugs = sorted(counted, key=lambda slug: (-counted[slug], slug))[:INSTITUTIONS]
    records = Listing.objects.readable()
    years = Tally.objects.filter(kind="meeting", mention__startswith="year:", number__gt=0)
    rows = (
        records.filter(kind="area")
        .values_list("kind", "slug", "title")
        .union(
            records.filter(
                kind="organization", slug__in={*slugs, chosen.get("lembaga", "")}
            ).values_list("kind", "slug", "title"),
            years.values_list("kind", "mention", "mention"),
        )
    )
    names: dict[str, dict[str, str]] = {"area": {}, "organization": {}, "meeting": {}}
    for kind, slug, title in rows:
        names[kind][slug] = title

    def offered(prefix: str, name: str, words: dict[str, str]) -> list[dict[str, Any]]:
        return [
            {"code": code, "name": word, "number": numbers[prefix].get(code)
             if found.is_counted else None, "is_chosen": code == chosen.get(name)}
            for code, word in words.items()
            if code in numbers[prefix] or code == chosen.get(name) or not found.is_counted
        ]  # fmt: skip

    all_years = {word.removeprefix("year:") for word in names["meeting"]} | {
        year for year in (chosen.get("tahun"),) if year
    }
    places = dict(sorted(names["area"].items()))
    return {
        "years": offered("year", "tahun", {y: y for y in sorted(all_years, reverse=True)}),
        "districts": [
            {
                "name": name,
                "places": offered(
                    "area", "wilayah",
                    {c: n for c, n in places.items() if c == code or c.startswith(f"{code}.")},
                ),
            }
            for code, name in places.items()
            if len(code) == len("33.71.01")
        ],
        "institutions": offered(
            "organization", "lembaga",
            dict(sorted(names["organization"].items(), key=lambda pair: pair[1].casefold())),
        ),
    }  # fmt: skip
