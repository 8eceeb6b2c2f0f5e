"""The filters of the public lists as an address carries them: for feeds, calendars and tables.

A page, its feed and its table take the same words in the same query, so whoever has narrowed a
list can follow or download exactly that.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, QueryDict

from .models import Listing

# Name in the query: what a right value looks like, and the mention that it stands for.
FILTERS = {
    "tahun": (r"\d{4}", "year:{}"),
    "wilayah": (r"[0-9.]{5,13}", "area:{}"),
    "lembaga": (r"[-a-z0-9]{1,160}", "organization:{}"),
    "orang": (r"[-a-z0-9]{1,160}", "person:{}"),
    "forum": (r"[-a-z0-9]{1,160}", "forum:{}"),
    "jenis": (r"[-\w]{1,40}", "kind:{}"),
    "pengurus": (r"tercatat|belum", "{}"),
    # Of a promise: its deadline, its reports and the day tell.
    "keadaan": (r"berjalan|lewat|tanpa-laporan|selesai|diubah|dihentikan", ""),
}
SILENT_DAYS = 60  # after so many days without a report, the silence is said
DONE, DROPPED = "selesai", "dihentikan"
BOARDS = {"tercatat": "board:recorded", "belum": "board:missing"}
NAMED = {"wilayah": "area", "lembaga": "organization", "orang": "person"}


def in_state(state: str, today: date) -> Q:
    """The promises of a state, as ``organizations.promises.state_of`` tells it row by row."""
    settled = Q(mentions__overlap=[f"state:{DONE}", f"state:{DROPPED}"])
    silent_since = (today - timedelta(days=SILENT_DAYS)).isoformat()
    silent = Q(data__progress__isnull=True) | Q(data__progress__reported__lt=silent_since)
    return {
        "": Q(),
        "berjalan": ~settled & Q(date__gte=today),
        "lewat": ~settled & Q(date__lt=today),
        "tanpa-laporan": ~settled & silent,
        "selesai": Q(mentions__contains=[f"state:{DONE}"]),
        "diubah": Q(mentions__contains=["changed:yes"]),
        "dihentikan": Q(mentions__contains=[f"state:{DROPPED}"]),
    }[state]


class Asked:
    """The filters in force, out of those that this list knows; what cannot be right is a 404."""

    def __init__(self, query: QueryDict, known: Iterable[str]) -> None:
        self.values: dict[str, str] = {}
        for name in known:
            text = query.get(name, "")
            if text and not re.fullmatch(FILTERS[name][0], text, re.ASCII):
                raise Http404
            if text:
                self.values[name] = text

    @property
    def words(self) -> list[str]:
        """The mentions that a row must have, all of them."""
        return [
            FILTERS[name][1].format(BOARDS.get(value, value) if name == "pengurus" else value)
            for name, value in self.values.items()
            if FILTERS[name][1]
        ]

    def under(self, address: str, **first: str) -> str:
        """``address`` with these filters behind it, after ``first``; always in the same order."""
        query = {**first, **self.values}
        return f"{address}?{urlencode(query)}" if query else address

    def told(self) -> str:
        """The filters in words, for a title: "Kelurahan Tidar Selatan, 2025". At most one query."""
        wanted: Any = Q()
        for name, kind in NAMED.items():
            if name in self.values:
                wanted |= Q(kind=kind, slug=self.values[name])
        names: dict[tuple[str, str], str] = {}
        if wanted:
            rows = Listing.objects.readable().filter(wanted)
            names = {
                (kind, slug): title
                for kind, slug, title in rows.values_list("kind", "slug", "title")
            }
        return ", ".join(
            names.get((NAMED.get(name, ""), value), value.replace("-", " "))
            for name, value in self.values.items()
        )


def kept(query: QueryDict, known: Iterable[str]) -> Asked:
    """The filters of a page for the addresses beside it; a value that leads nowhere is left out."""
    right = QueryDict(mutable=True)
    for name in known:
        text = query.get(name, "")
        if text and re.fullmatch(FILTERS[name][0], text, re.ASCII):
            right[name] = text
    return Asked(right, known)
