"""The first page, the pages about the portal itself, and what is said when something is wrong."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from organizations.listings import (
    CITY,
    Numbers,
    all_areas,
    kelurahan_tiles,
    meeting_row,
    newest_meetings,
    tile_legend,
)
from organizations.promises import parts_of, promise_numbers
from publications.history import address
from publications.models import Listing
from publications.page_cache import public_page

SHOWN_MEETINGS = 5
SHOWN_WINNERS = 3


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What was promised, what was said last, and where: four queries, whatever was published."""
    areas, numbers, today = all_areas(), Numbers(), timezone.localdate()
    promises, rows = promise_numbers(today), meetings_and_award()
    return render(
        request,
        "magelang_portal/home.html",
        {
            "promises": promises,
            "promise_parts": parts_of(promises),
            "meetings": [meeting_row(row) for row in rows if row.kind == "meeting"],
            "award": next((award_of(row) for row in rows if row.kind == "award_result"), None),
            "tiles": kelurahan_tiles(areas, numbers),
            "examples": numbers.of("example_in", CITY),
            "legend": tile_legend(),
        },
    )


def meetings_and_award() -> list[Listing]:
    """The newest meetings, and the newest real result among the kelurahan; one query."""
    results = Listing.objects.readable().of_kind("award_result").for_rows()
    real = results.filter(card__is_example=False, card__nominee_type="kelurahan")
    award = real.order_by("-date", "-record_id")[:1]
    return list(newest_meetings()[:SHOWN_MEETINGS].union(award, all=True))


def award_of(row: Listing) -> dict[str, Any]:
    """The first places of a result, in their order."""
    return {**row.card, "winners": row.card["winners"][:SHOWN_WINNERS],
            "url": address("award_result", "detail", row.slug)}  # fmt: skip


@public_page
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "magelang_portal/about.html", contact())


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "magelang_portal/privacy.html", contact())


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "magelang_portal/accessibility.html", contact())


def contact() -> dict[str, str]:
    """Who runs this installation and how to reach them: the operator's to say, never guessed."""
    return {"operator": settings.OPERATOR_NAME, "contact_email": settings.CONTACT_EMAIL}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(None, "500.html", status=500)
