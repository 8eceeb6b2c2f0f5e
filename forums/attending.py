"""The roll of a published meeting laid out for reading: who came, in words, figures and tiles.

Among few absences a count of one would tell why somebody stayed away; so a document tells the
kinds of absence for the whole meeting alone, and only where many stayed away.
"""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organizations.listings import CITY, place_name
from publications.history import addresses
from publications.templatetags.portal import clock, number, record_lang

from .words import ATTENDANCE, role_words

SHORT_ROLL = 12  # rows that stand open; a longer roll is folded under its headings' counts


def attendance_of(body: dict[str, Any], kelurahan: Iterable[dict[str, Any]]) -> dict[str, Any]:
    roll = body.get("attendance") or {}
    counts = roll.get("counts") or {}
    person_url = addresses("person")
    words = roll_words()
    headings = [heading_of(entry, person_url, words) for entry in roll.get("headings") or []]
    groups = [group_of(entry) for entry in roll.get("groups") or []]
    told = counts_in_words(counts)
    if told and groups:
        told += " · " + _("ditambah rombongan tanpa nama")
    tiles = tiles_of(roll.get("by_area") or {}, kelurahan)
    return {
        "note": roll.get("note") or "",
        "words": told,
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


def roll_words() -> dict[str, str]:
    """What is said again and again in a roll, translated once."""
    return {
        **{code: str(words) for code, words in ATTENDANCE.items()},
        "present": _("hadir"),
        "represented": _("diwakili"),
        "absent": _("tidak hadir"),
        "unrecorded": _("belum dicatat"),
        "by": _("oleh"),
        "nameless": _("nama tidak dicatat"),
    }


def came_in_words(counts: dict[str, int], words: dict[str, str]) -> str:
    """The counts of a part of the roll, with every absence under one word."""
    told = ("present", "represented", "absent", "unrecorded")
    return " · ".join(f"{number(counts[each])} {words[each]}" for each in told if counts.get(each))


def heading_of(
    entry: dict[str, Any], url: Callable[[str | None], str | None], words: dict[str, str]
) -> dict[str, Any]:
    rows, lang = [row_of(row, url, words) for row in entry.get("rows") or []], record_lang()
    lines = "\n".join(f"<li>{line_of(row, lang, words)}</li>" for row in rows)
    return {
        "label": entry.get("label") or _("Undangan lain"),
        "words": came_in_words(entry.get("counts") or {}, words),
        "rows": rows,
        "lines": SafeString(lines),  # every word in it went through ``escape``
    }


def row_of(
    row: dict[str, Any], url: Callable[[str | None], str | None], words: dict[str, str]
) -> dict[str, Any]:
    status = row.get("status") or "belum-dicatat"
    role = role_words(row)
    if row.get("on_behalf_of"):
        behalf = _("mewakili %(whom)s") % {"whom": row["on_behalf_of"]}
        role = f"{role}, {behalf}" if role else behalf
    return {
        "name": row.get("name") or "",
        "url": url(row.get("person")),
        "role": role,
        "status": status,
        "came": status == "hadir",
        "words": words.get(status, status),
        "represented_by": row.get("represented_by") or "",
        "times": times(row),
        "source": row.get("source") or "",
    }


def line_of(row: dict[str, Any], lang: Any, words: dict[str, str]) -> str:
    """One person as the list of the roll shows them, as HTML.

    Written here and not in the template: two hundred of them would be half the work of a page.
    """
    if row["url"]:
        line = f'<a href="{escape(row["url"])}"{lang}>{escape(row["name"])}</a>'
    elif row["name"]:
        line = f"<span{lang}>{escape(row['name'])}</span>"
    else:
        line = f'<span class="muted">{escape(words["nameless"])}</span>'
    if row["role"]:
        line += f'<span class="muted"{lang}>, {escape(row["role"])}</span>'
    if not row["came"]:
        away = escape(row["words"])
        if row["represented_by"]:
            away += f" {escape(words['by'])} <span{lang}>{escape(row['represented_by'])}</span>"
        line += f' <span class="small muted">({away})</span>'
    if row["times"]:
        line += f' <span class="small muted">{escape(row["times"])}</span>'
    return line


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
    url = addresses("area", CITY)
    return [
        tile_of(area, by_area.get(area["code"]) or {}, url(area["code"]))
        for area in kelurahan
        if area["card"].get("tile")
    ]


def tile_of(area: dict[str, Any], counts: dict[str, int], url: str | None) -> dict[str, Any]:
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
        "href": url,
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
