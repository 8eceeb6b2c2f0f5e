"""The roll of a published meeting laid out for reading: who came, in words, figures and tiles.

Among few absences a count of one would tell why somebody stayed away; so a document tells the
kinds of absence for the whole meeting alone, and only where many stayed away.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organizations.listings import place_name
from publications.history import address
from publications.templatetags.portal import clock, number, record_lang

from .words import ATTENDANCE, role_words

SHORT_ROLL = 12  # rows that stand open; a longer roll is folded under its headings' counts
SLUG = "alamat"


def attendance_of(body: dict[str, Any], kelurahan: Iterable[dict[str, Any]]) -> dict[str, Any]:
    roll = body.get("attendance") or {}
    counts = roll.get("counts") or {}
    person_url = pattern("person")
    headings = [heading_of(entry, person_url) for entry in roll.get("headings") or []]
    groups = [group_of(entry) for entry in roll.get("groups") or []]
    words = counts_in_words(counts)
    if words and groups:
        words += " · " + _("ditambah rombongan tanpa nama")
    tiles = tiles_of(roll.get("by_area") or {}, kelurahan)
    return {
        "note": roll.get("note") or "",
        "words": words,
        "headings": headings,
        "is_short": sum(len(heading["rows"]) for heading in headings) <= SHORT_ROLL,
        "groups": groups,
        "tiles": tiles,
        "legend": legend() if tiles else [],
        "is_empty": not headings and not groups,
    }


def counts_in_words(counts: dict[str, int]) -> str:
    """13 hadir · 2 diwakili · 1 berhalangan. What is zero is left out; no roll gives nothing."""
    away = [(counts.get("absent"), _("tidak hadir"))]
    if "excused" in counts:
        away = [
            (counts["excused"], _("berhalangan")),
            (counts.get("unexplained"), _("tanpa keterangan")),
        ]
    came = [
        (counts.get("present"), _("hadir")),
        (counts.get("represented"), _("diwakili")),
        *away,
        (counts.get("unrecorded"), _("belum dicatat")),
    ]
    return " · ".join(f"{number(count)} {words}" for count, words in came if count)


def came_in_words(counts: dict[str, int]) -> str:
    """The same for a part of the roll, with every absence under one word."""
    told = [
        (counts.get("present"), _("hadir")),
        (counts.get("represented"), _("diwakili")),
        (counts.get("absent"), _("tidak hadir")),
        (counts.get("unrecorded"), _("belum dicatat")),
    ]
    return " · ".join(f"{number(count)} {words}" for count, words in told if count)


def pattern(kind: str) -> Callable[[str | None], str | None]:
    """Addresses of many records of one kind; asking for each anew costs more than the page."""
    whole = address(kind, "detail", SLUG)
    if whole is None:
        return lambda slug: None
    return lambda slug: whole.replace(SLUG, slug) if slug else None


def heading_of(entry: dict[str, Any], url: Callable[[str | None], str | None]) -> dict[str, Any]:
    lang = record_lang()
    rows = [row_of(row, url, lang) for row in entry.get("rows") or []]
    return {
        "label": entry.get("label") or _("Undangan lain"),
        "words": came_in_words(entry.get("counts") or {}),
        "rows": rows,
    }


def row_of(
    row: dict[str, Any], url: Callable[[str | None], str | None], lang: Any
) -> dict[str, Any]:
    status = row.get("status") or "belum-dicatat"
    role = role_words(row)
    if row.get("on_behalf_of"):
        behalf = _("mewakili %(whom)s") % {"whom": row["on_behalf_of"]}
        role = f"{role}, {behalf}" if role else behalf
    entry = {
        "name": row.get("name") or "",
        "url": url(row.get("person")),
        "role": role,
        "status": status,
        "came": status == "hadir",
        "words": ATTENDANCE.get(status, status),
        "represented_by": row.get("represented_by") or "",
        "times": times(row),
        "source": row.get("source") or "",
    }
    entry["line"] = line_of(entry, lang)
    return entry


def line_of(entry: dict[str, Any], lang: Any) -> SafeString:
    """One person as the list of the roll shows them.

    Written here and not in the template: two hundred of them would be half the work of a page.
    """
    words: list[Any] = []
    if entry["url"]:
        shape = '<a href="{}"{}>{}</a>'
        words += [entry["url"], lang, entry["name"]]
    elif entry["name"]:
        shape = "<span{}>{}</span>"
        words += [lang, entry["name"]]
    else:
        shape = '<span class="muted">{}</span>'
        words += [_("nama tidak dicatat")]
    if entry["role"]:
        shape += '<span class="muted"{}>, {}</span>'
        words += [lang, entry["role"]]
    if not entry["came"]:
        if entry["represented_by"]:
            shape += ' <span class="small muted">({} {} <span{}>{}</span>)</span>'
            words += [entry["words"], _("oleh"), lang, entry["represented_by"]]
        else:
            shape += ' <span class="small muted">({})</span>'
            words += [entry["words"]]
    if entry["times"]:
        shape += ' <span class="small muted">{}</span>'
        words += [entry["times"]]
    return format_html(shape, *words)


def times(row: dict[str, Any]) -> str:
    told = []
    if row.get("arrived_at"):
        told.append(_("datang %(hour)s") % {"hour": clock(row["arrived_at"])})
    if row.get("left_at"):
        told.append(_("pulang %(hour)s") % {"hour": clock(row["left_at"])})
    return ", ".join(told)


def group_of(entry: dict[str, Any]) -> dict[str, Any]:
    """People who came as a group; how many stays open when nobody counted."""
    headcount = entry.get("headcount")
    return {
        "label": entry.get("label") or "",
        "words": (
            _("%(n)s orang") % {"n": number(headcount)}
            if headcount is not None
            else _("jumlah tidak dicatat")
        ),
        "note": entry.get("note") or "",
        "source": entry.get("source") or "",
    }


# ------------------------------------------------------------------------------------------- tiles
def tiles_of(
    by_area: dict[str, dict[str, int]], kelurahan: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Every kelurahan on the map, once anything of one was recorded."""
    if not by_area:
        return []
    return [
        tile_of(area, by_area.get(area["code"]) or {})
        for area in kelurahan
        if area["card"].get("tile")
    ]


def tile_of(area: dict[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    card, listed = area["card"], counts.get("listed", 0)
    came = counts.get("present", 0) + counts.get("represented", 0)
    told = {"came": number(came), "listed": number(listed)}
    if came and came == listed:
        level, words = "full", _("%(came)s dari %(listed)s hadir atau diwakili") % told
    elif came:
        level, words = "half", _("%(came)s dari %(listed)s hadir atau diwakili") % told
    elif listed and not counts.get("unrecorded"):
        level, words = "none", _("tidak ada yang hadir dari %(listed)s undangan") % told
    elif not listed:
        level, words = "unknown", _("tidak ada dalam daftar hadir")
    else:
        level, words = "unknown", _("belum dicatat")
    return {
        "name": place_name(card),
        "href": address("area", "detail", area["code"]),
        "row": card["tile"]["row"],
        "column": card["tile"]["column"],
        "level": level,
        "figure": f"{came}/{listed}" if level != "unknown" else "",
        "words": words,
        "label": f"{card['full_name']}: {words}",
    }


def legend() -> list[dict[str, str]]:
    return [
        {"level": "full", "words": _("semua hadir atau diwakili")},
        {"level": "half", "words": _("sebagian hadir")},
        {"level": "none", "words": _("tidak ada yang hadir")},
        {"level": "unknown", "words": _("belum dicatat atau tidak ada dalam daftar hadir")},
    ]
