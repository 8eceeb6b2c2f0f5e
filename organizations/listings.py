"""How meetings, promises and kelurahan stand on other pages: drawn from the catalogue alone."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publications.history import address
from publications.models import Listing, Tally

CITY = "33.71"  # its code covers all: filters need not name it


# --------------------------------------------------------------------------------------- meetings
def newest_meetings(*words: str) -> Any:
    """Readable meetings that mention every one of ``words``, the newest first."""
    meetings = Listing.objects.readable().of_kind("meeting").mentioning(*words).for_rows()
    return meetings.order_by("-date", "-record_id")


def meeting_row(listing: Listing) -> dict[str, Any]:
    """What ``components/meeting_row.html`` shows of a meeting."""
    card = listing.card
    chips = []
    if card["status"] != "held":
        chips.append(_("Direncanakan") if card["status"] == "planned" else _("Dibatalkan"))
    if number := card["speeches"]:
        chips.append(ngettext("%(number)s sambutan", "%(number)s sambutan", number)
                     % {"number": number})  # fmt: skip
    if number := card["decisions"]:
        chips.append(ngettext("%(number)s keputusan", "%(number)s keputusan", number)
                     % {"number": number})  # fmt: skip
    if number := card["commitments"]:
        chips.append(ngettext("%(number)s tindak lanjut", "%(number)s tindak lanjut", number)
                     % {"number": number})  # fmt: skip
    if card["from_press_release"]:
        chips.append(_("ringkasan dari siaran pers"))
    return {
        "title": card["title"],
        "url": address("meeting", "detail", listing.slug),
        "date": listing.date,
        "summary": card["abstract"],
        "area_name": card["area"],
        "chips": chips,
        "is_example": card["is_example"],
    }


# ------------------------------------------------------------------------------------------ areas
def all_areas() -> list[Listing]:
    """The city, its kecamatan and kelurahan: 21 rows for good."""
    return list(Listing.objects.readable().of_kind("area").for_rows().order_by("slug"))


class Numbers:
    """How many institutions there are of a kind or in an area; one query, whatever their number."""

    PREFIXES = ("area:", "seat:", "kind:", "board:", "board_recorded:", "example_in:")

    def __init__(self) -> None:
        words = Q(mention="")
        for prefix in self.PREFIXES:
            words |= Q(mention__startswith=prefix)
        rows = Tally.objects.filter(words, kind="organization", number__gt=0)
        self.by_word: dict[str, int] = dict(rows.values_list("mention", "number"))

    def of(self, *word: str) -> int:
        """``of("area", "33.71.01")``; without a word, all of them."""
        return self.by_word.get(":".join(word), 0)

    def kinds(self) -> dict[str, int]:
        return {
            word.removeprefix("kind:"): number
            for word, number in self.by_word.items()
            if word.startswith("kind:")
        }


def kelurahan_tiles(
    areas: Iterable[Listing], numbers: Numbers, *, here: str = ""
) -> list[dict[str, Any]]:
    """Tiles for ``components/tile_map.html``: institutions, and whether boards are on record."""
    return [
        kelurahan_tile(area, numbers, is_here=area.slug == here)
        for area in areas
        if area.card["classification"] == "kelurahan" and area.card["tile"]
    ]


def kelurahan_tile(area: Listing, numbers: Numbers, *, is_here: bool) -> dict[str, Any]:
    code, card = area.slug, area.card
    all_of_them, recorded = numbers.of("area", code), numbers.of("board_recorded", code)
    if not all_of_them:
        level, words = "unknown", _("belum ada lembaga yang diterbitkan")
    else:
        level = "none" if not recorded else "full" if recorded == all_of_them else "half"
        told = {"all": all_of_them, "recorded": recorded}
        words = _("%(all)s lembaga, %(recorded)s dengan pengurus tercatat") % told
        if not recorded:
            words = _("%(all)s lembaga, pengurus belum dicatat") % told
        if examples := numbers.of("example_in", code):
            words += " " + _("(%(examples)s contoh)") % {"examples": examples}
    return {
        "name": place_name(card),
        "href": reverse("area_detail", args=[code]),
        "row": card["tile"]["row"],
        "column": card["tile"]["column"],
        "level": level,
        "figure": all_of_them or None,
        "words": words,
        "label": f"{card['full_name']}: {words}",
        "is_here": is_here,
    }


def place_name(card: dict[str, Any]) -> str:
    """A kelurahan without its level, except Kelurahan Magelang: alone, that names the city."""
    return card["full_name"] if card["name"] == "Magelang" else card["name"]


def tile_legend() -> list[dict[str, str]]:
    return [
        {"level": "full", "words": _("semua pengurus tercatat")},
        {"level": "half", "words": _("sebagian tercatat")},
        {"level": "none", "words": _("pengurus belum dicatat")},
        {"level": "unknown", "words": _("lembaga belum diterbitkan")},
    ]
