"""Award documents as pages show them. Pure functions over what was published."""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.listings import place_name
from publications.canonical import canonical, sha256
from publications.history import addresses
from publications.models import Listing
from publications.templatetags.portal import number

ROMAN = re.compile(r"\b([IVX]{1,5})$")
DIGITS = {"I": 1, "V": 5, "X": 10}
FIRST_PLACES = 3  # drawn full on the map; the others lighter
SHOWN_TEXTS = 48  # opened sheets whose hashed text stands on the page; beyond, the JSON has them
NOMINEES = {
    "kelurahan": gettext_lazy("Kelurahan"),
    "kecamatan": gettext_lazy("Kecamatan"),
    "lembaga": gettext_lazy("Lembaga"),
    "kelompok": gettext_lazy("Kelompok"),
}


# ------------------------------------------------------------------------------------------ rounds
def state_of(round: dict[str, Any], has_results: bool) -> dict[str, str]:
    """Where a round stands in public: a badge and its words."""
    if round["standing"] == "unpublished":
        return {"badge": "no_report", "words": _("Belum dipublikasikan")}
    if round["standing"] == "archive":
        return {"badge": "held", "words": _("Arsip dari sumber")}
    if has_results:
        return {"badge": "held", "words": _("Diumumkan")}
    return {"badge": "planned", "words": _("Penilaian berlangsung")}


def years_of(rounds: Iterable[Listing], results: Iterable[Listing]) -> list[dict[str, Any]]:
    """Rounds under their years as they come, each with its contests and who was honoured."""
    by_round: dict[str, dict[str, Listing]] = defaultdict(dict)
    for row in results:
        by_round[row.card["round_slug"]][row.slug] = row
    round_url, result_url = addresses("award_round"), addresses("award_result")
    years: dict[int, list[dict[str, Any]]] = {}
    for listing in rounds:
        card, found = listing.card, by_round[listing.slug]
        years.setdefault(card["year"], []).append(
            {
                "card": card,
                "url": round_url(listing.slug),
                "state": state_of(card, bool(found)),
                "waiting": [row["name"] for row in card["contests"] if row["slug"] not in found],
                "contests": [
                    {
                        "name": contest["name"],
                        "url": result_url(contest["slug"]) if contest["slug"] in found else None,
                        "winners": winners_of_card(found.get(contest["slug"])),
                    }
                    for contest in card["contests"]
                ],
            }
        )
    for rows in years.values():
        rows.sort(key=lambda row: (row["card"]["is_example"], row["card"]["title"]))
    return [{"year": year, "rounds": rows} for year, rows in years.items()]


def winners_of_card(result: Listing | None) -> list[dict[str, Any]]:
    return result.card["winners"] if result else []


# --------------------------------------------------------------------------------------- the rules
def rules_reading(rules: dict[str, Any]) -> dict[str, Any]:
    """The instrument of a contest in words: tree with weights, stages, chain, places."""
    return {
        **rules,
        "nominees": NOMINEES.get(rules["nominee_type"], rules["nominee_type"]),
        "joined": joined(rules["method"], rules["trim"]),
        "most": short(rules["scale_maximum"]),
        "scale": [f"{short(step['value'])} {step['words']}" for step in rules["scale"]],
        "tie_words": [tie_words(step) for step in rules["tie_steps"]],
        "equal_words": equal_words(rules["ties"]),
        "stages": [
            {
                **stage,
                "weight": short(stage["weight"]),
                "goes_on": goes_on(stage),
                "rows": list(tree(stage["criteria"])),
            }
            for stage in rules["stages"]
        ],
    }


def tree(criteria: list[dict[str, Any]], depth: int = 0) -> Iterable[dict[str, Any]]:
    for row in criteria:
        yield {**row, "weight": short(row["weight"]), "is_below": depth > 0}
        yield from tree(row["children"], depth + 1)


def joined(method: str, trim: int) -> str:
    if method == "trimmed":
        return ngettext(
            "Rata-rata nilai juri tanpa %(trim)s nilai tertinggi dan %(trim)s nilai terendah",
            "Rata-rata nilai juri tanpa %(trim)s nilai tertinggi dan %(trim)s nilai terendah",
            trim,
        ) % {"trim": trim}
    return _("Rata-rata nilai juri")


def goes_on(stage: dict[str, Any]) -> str:
    """Who reaches the next stage, in words; empty where all do."""
    told = []
    if stage["cutoff_count"]:
        count = stage["cutoff_count"]
        told.append(ngettext("%(number)s peserta teratas", "%(number)s peserta teratas", count)
                    % {"number": count})  # fmt: skip
    if stage["cutoff_score"]:
        told.append(_("nilai sedikitnya %(score)s") % {"score": short(stage["cutoff_score"])})
    return ", ".join(told)


def short(value: str | None) -> str:
    """62,5 of 62.5000: a weight or a limit as people say it; nothing where none is set."""
    return number(f"{Decimal(value).normalize():f}") if value else ""


def tie_words(step: dict[str, str]) -> str:
    if step["kind"] == "stage":
        return _("nilai tahap %(name)s yang lebih tinggi") % {"name": step["of"]}
    if step["kind"] == "field":
        return _("nilai bidang %(name)s yang lebih tinggi") % {"name": step["of"]}
    return _("lebih banyak juri yang menempatkannya di atas")


def equal_words(ties: str) -> str:
    if ties == "dense":
        return _("Bila tetap sama, tempatnya dibagi dan tempat berikutnya tetap diberikan.")
    return _("Bila tetap sama, tempatnya dibagi dan tempat berikutnya dilewati.")


# -------------------------------------------------------------------------------------- the result
def short_place(name: str, position: int | None) -> str:
    """What fits in a tile: I of Juara I, H2 of Juara Harapan II."""
    numeral = ROMAN.search(name)
    if not numeral:
        return str(position or "")
    return f"H{roman(numeral[1])}" if "harapan" in name.casefold() else numeral[1]


def roman(text: str) -> int:
    values = [DIGITS[letter] for letter in text]
    return sum(
        -value if any(later > value for later in values[index + 1 :]) else value
        for index, value in enumerate(values)
    )


def winner_tiles(winners: list[dict[str, Any]], areas: Iterable[Listing]) -> list[dict[str, Any]]:
    """The kelurahan on the map, each with the place it took; nothing where nobody is on it."""
    places: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in winners:
        if row["place"]:
            places[row["area"]].append(row)
    tiles = []
    for area in areas:
        card, own = area.card, places.get(area.slug, [])
        if card["classification"] != "kelurahan" or not card["tile"]:
            continue
        best = own[0] if own else None
        position = (best["place_position"] if best else None) or 999
        words = ", ".join(row["place"] for row in own) or _("tidak mendapat tempat")
        tiles.append(
            {
                "name": place_name(card),
                "href": reverse("award_area", args=[area.slug]),
                "row": card["tile"]["row"],
                "column": card["tile"]["column"],
                "level": "none" if not own else "full" if position <= FIRST_PLACES else "half",
                "figure": short_place(best["place"], best["place_position"]) if best else None,
                "words": words,
                "label": f"{card['full_name']}: {words}",
            }
        )
    return tiles if any(tile["figure"] for tile in tiles) else []


def winner_legend() -> list[dict[str, str]]:
    return [
        {"level": "full", "words": _("tempat pertama sampai ketiga")},
        {"level": "half", "words": _("tempat berikutnya")},
        {"level": "none", "words": _("tidak mendapat tempat")},
    ]


def honour_tiles(areas: Iterable[Listing], numbers: dict[str, int]) -> list[dict[str, Any]]:
    """How often each kelurahan was honoured, over all the years on record."""
    tiles = []
    for area in areas:
        card = area.card
        if card["classification"] != "kelurahan" or not card["tile"]:
            continue
        count = numbers.get(area.slug, 0)
        words = (
            ngettext("%(number)s penghargaan", "%(number)s penghargaan", count) % {"number": count}
            if count
            else _("belum tercatat")
        )
        tiles.append(
            {
                "name": place_name(card),
                "href": reverse("award_area", args=[area.slug]),
                "row": card["tile"]["row"],
                "column": card["tile"]["column"],
                "level": "full" if count else "none",
                "figure": count or None,
                "words": words,
                "label": f"{card['full_name']}: {words}",
            }
        )
    return tiles


def recap_stages(recap: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Each stage as a table: a row per criterion, a column per nominee, and the stage's score."""
    if not recap:
        return []
    return [
        {
            **stage,
            "weight": short(stage["weight"]),
            "rows": [
                {
                    **row,
                    "weight": short(row["weight"]),
                    "is_field": not row["parent"],
                    "figures": [one["by_criterion"].get(row["code"]) for one in stage["nominees"]],
                }
                for row in in_order(stage["criteria"])
            ],
            "totals": [one["score"] for one in stage["nominees"]],
        }
        for stage in recap["stages"]
    ]


def in_order(criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fields, each followed by its variables."""
    children: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in criteria:
        children[row["parent"]].append(row)

    def below(parent: str) -> Iterable[dict[str, Any]]:
        for row in children.get(parent, []):
            yield row
            yield from below(row["code"])

    return list(below(""))


# ------------------------------------------------------------------------------------- commitments
def opened_sheets(commitments: list[str], sheets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each committed hash with the sheet that was opened under it, if it has been."""
    by_hash = {sheet["commitment"]: sheet for sheet in sheets}
    rows = []
    for commitment in commitments:
        sheet = by_hash.get(commitment)
        text = canonical(sheet["opening"]) if sheet else b""
        rows.append(
            {
                "commitment": commitment,
                "juror": sheet and juror_words(sheet["juror"]),
                "nominee": sheet and sheet["opening"]["nominee"],
                "matches": sha256(text) == commitment,
                "text": text.decode() if len(commitments) <= SHOWN_TEXTS else "",
            }
        )
    return rows


def juror_words(label: str) -> str:
    """Juri 3, in the language of the page."""
    return _("Juri %(number)s") % {"number": label.rpartition(" ")[2]}
