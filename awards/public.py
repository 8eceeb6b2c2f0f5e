"""What readers see of awards. Reads publications and nothing else."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, JSONField, Q, TextField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forums.public import asked_place, newest_first
from organizations.honours import honour_rows
from organizations.listings import CITY
from publications.history import address, addresses
from publications.models import Listing, Publication, Tally
from publications.page_cache import public_page
from publications.public import Withdrawn, moved

from . import reading

SHOWN_MAPS = 3  # beside a round; each contest has its own on its page


def without(column: str, *keys: str) -> Func:
    """A document without its heavy parts: they never leave the database."""
    return Func(
        F(column),
        Value(list(keys), output_field=ArrayField(TextField())),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=JSONField(),
    )


def document_at(kind: str, slug: str, *left_out: str) -> Publication:
    """The publication at an address, its document as ``text``; one query."""
    rows = Publication.objects.current().filter(listing__kind=kind, listing__slug=slug)
    text = without("body", *left_out) if left_out else F("body")
    number = Func(F("body__sheets"), function="jsonb_array_length", output_field=IntegerField())
    publication = rows.without_body().annotate(text=text, sheet_count=number).first()
    if publication is None:
        raise moved(kind, slug)
    if publication.is_withdrawn and kind != "certificate":
        raise Withdrawn(publication)
    return publication


# ---------------------------------------------------------------------------------- rounds
@require_safe
@public_page
def award_list(request: HttpRequest) -> HttpResponse:
    """Rounds by year, the newest first, and how often each kelurahan was honoured."""
    rows = Listing.objects.readable().of_kind("award_round").for_rows()
    page = newest_first(rows, asked_place(request))
    words = [f"round:{row.slug}" for row in page.rows]
    results = Listing.objects.readable().of_kind("award_result").for_rows()
    areas = Listing.objects.readable().of_kind("area").mentioning("level:kelurahan").for_rows()
    numbers = honours_by_area()
    context = {
        "years": reading.years_of(page.rows, results.filter(mentions__overlap=words)),
        "tiles": reading.honour_tiles(areas.order_by("slug"), numbers),
        **page.links({}),
    }
    return render(request, "awards/award_list.html", context)


def honours_by_area() -> dict[str, int]:
    """Real honours alone; examples are counted apart and taken off again."""
    examples = "example_honoured:"
    rows = Tally.objects.filter(
        Q(mention__startswith="honoured:") | Q(mention__startswith=examples),
        kind="award_result",
        number__gt=0,
    )
    numbers: dict[str, int] = {}
    for word, number in rows.values_list("mention", "number"):
        _prefix, _, code = word.partition(":")
        sign = -1 if word.startswith(examples) else 1
        numbers[code] = numbers.get(code, 0) + sign * number
    return numbers


@require_safe
@public_page
def award_round_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A round: before the announcement its rules, afterwards who was honoured and why."""
    publication = document_at("award_round", slug)
    body = publication.text  # type: ignore[attr-defined]
    results, commitments, areas = beside_a_round(slug)
    result_url, commitment_url = addresses("award_result"), addresses("award_commitment")
    contests, maps = [], []
    for rules in body["contests"]:
        result = results.get(rules["slug"])
        contest = {
            "rules": reading.rules_reading(rules),
            "result": result,
            "url": result_url(rules["slug"]) if result else None,
        }
        contests.append(contest)
        if result and (tiles := reading.winner_tiles(result["winners"], areas)):
            maps.append({"name": rules["name"], "tiles": tiles})
    return render(
        request,
        "awards/award_round_detail.html",
        {
            "publication": publication,
            "round": body,
            "state": reading.state_of(body, bool(results)),
            "contests": contests,
            "has_results": bool(results),
            "has_rules": any(rules["stages"] for rules in body["contests"]),
            "maps": maps[:SHOWN_MAPS],
            "legend": reading.winner_legend(),
            "commitments": [
                {"title": row.title, "url": commitment_url(row.slug)} for row in commitments
            ],
            "meeting_url": body["meeting"] and address("meeting", "detail", body["meeting"]),
            **pages_about(publication),
        },
    )


def beside_a_round(slug: str) -> tuple[dict[str, Any], list[Listing], list[Listing]]:
    """Results without their recaps, commitments, and the kelurahan of the map: one query."""
    light = without("publication__body", "recap", "sheets")
    rows = (
        Listing.objects.readable()
        .filter(
            Q(kind__in=["award_result", "award_commitment"], mentions__contains=[f"round:{slug}"])
            | Q(kind="area", mentions__contains=["level:kelurahan"])
        )
        .for_rows()
        .annotate(text=only("award_result", light))
        .order_by("kind", "slug")
    )
    found: dict[str, list[Any]] = {"award_result": [], "award_commitment": [], "area": []}
    for row in rows:
        found[row.kind].append(row)
    results = {row.slug: row.text for row in found["award_result"]}
    return results, found["award_commitment"], found["area"]


def only(kind: str, expression: Any) -> Case:
    """The expression for rows of one kind, nothing for the others."""
    return Case(
        When(kind=kind, then=expression),
        default=Value(None, JSONField()),
        output_field=JSONField(),
    )


@require_safe
@public_page
def award_result_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One contest after the announcement: places, reasons, recap, decision, and how to recount."""
    publication = document_at("award_result", slug, "sheets")
    body = publication.text  # type: ignore[attr-defined]
    body["sheet_count"] = publication.sheet_count  # type: ignore[attr-defined]
    rows = list(
        Listing.objects.readable()
        .filter(
            Q(kind="award_commitment", mentions__contains=[f"contest:{slug}"])
            | Q(kind="area", mentions__contains=["level:kelurahan"])
        )
        .for_rows()
        .order_by("kind", "slug")
    )
    commitment_url = addresses("award_commitment")
    recap = body["recap"]
    return render(
        request,
        "awards/award_result_detail.html",
        {
            "publication": publication,
            "result": body,
            "winners": [row for row in body["winners"] if row["place"]],
            "others": [row for row in body["winners"] if not row["place"]],
            "stages": reading.recap_stages(recap),
            "most": recap and reading.short(recap["scale_maximum"]),
            "joined": recap and reading.joined(recap["method"], recap["trim"]),
            "tie_words": [reading.tie_words(step) for step in recap["tie_steps"]] if recap else [],
            "tiles": reading.winner_tiles(
                body["winners"], [row for row in rows if row.kind == "area"]
            ),
            "legend": reading.winner_legend(),
            "commitments": [
                {"title": row.title, "url": commitment_url(row.slug)}
                for row in rows
                if row.kind == "award_commitment"
            ],
            "round_url": address("award_round", "detail", body["round"]["slug"]),
            **pages_about(publication),
        },
    )


@require_safe
@public_page
def award_commitment_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The hashes of a closed stage; after the announcement each with the sheet it stood for."""
    publication = document_at("award_commitment", slug)
    body = publication.text  # type: ignore[attr-defined]
    result = (
        Publication.objects.current()
        .filter(listing__kind="award_result", listing__slug=body["contest"])
        .exclude(act=Publication.Act.WITHDRAW)
        .values_list("body__sheets", flat=True)
        .first()
    )
    round_slug = next(
        (word.partition(":")[2] for word in body["mentions"] if word.startswith("round:")), ""
    )
    return render(
        request,
        "awards/award_commitment_detail.html",
        {
            "publication": publication,
            "commitment": body,
            "rows": reading.opened_sheets(body["commitments"], result or []),
            "is_open": bool(result),
            "round_url": address("award_round", "detail", round_slug),
            "result_url": address("award_result", "detail", body["contest"]) if result else None,
            "result_json_url": address("award_result", "json", body["contest"]) if result else None,
            **pages_about(publication),
        },
    )


# --------------------------------------------------------------------------- honours of a place
@require_safe
@public_page
def award_area(request: HttpRequest, slug: str) -> HttpResponse:
    """Every place that a kelurahan, or all in a kecamatan or the city, took since the first."""
    area = Listing.objects.readable().of_kind("area").for_rows().filter(slug=slug).first()
    if area is None:
        raise Http404
    rows = Listing.objects.readable().of_kind("award_result").mentioning(f"area:{slug}").for_rows()
    page = newest_first(rows, asked_place(request))
    honours = [honour for row in page.rows for honour in honour_rows(row, slug)]
    years: dict[int, list[dict[str, Any]]] = {}
    for honour in honours:
        years.setdefault(honour["year"], []).append(honour)
    return render(
        request,
        "awards/award_area.html",
        {
            "area": area.card,
            "code": slug,
            "is_city": slug == CITY,
            "years": years.items(),
            "area_url": address("area", "detail", slug),
            **page.links({}),
        },
    )


# ---------------------------------------------------------------------------------- certificates
@require_safe
@public_page
def certificate_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the code on a certificate leads: valid or withdrawn, to whom, for what, by whom."""
    publication = document_at("certificate", slug)
    body = publication.text or {}  # type: ignore[attr-defined]
    is_valid = not publication.is_withdrawn
    context = {
        "publication": publication,
        "certificate": body,
        "is_valid": is_valid,
        "round_url": address("award_round", "detail", body["round"]["slug"]) if is_valid else None,
        "contest_url": (
            address("award_result", "detail", body["contest"]["slug"]) if is_valid else None
        ),
        **pages_about(publication),
    }
    status = 200 if is_valid else 410
    return render(request, "awards/certificate_detail.html", context, status=status)


def pages_about(publication: Publication) -> dict[str, str | None]:
    """Where this record's history, its sealed document and its paper stand."""
    kind, slug = publication.kind, publication.slug
    return {
        "history_url": address(kind, "history", slug),
        "json_url": address(kind, "json", slug),
        "pdf_url": address(kind, "pdf", slug),
        "verify_url": reverse("verify_seal", args=[publication.seal]),
    }
