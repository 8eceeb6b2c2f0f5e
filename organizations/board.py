"""Who sits in an institution's board on a day, read from its published document and nothing else.

A document carries every recorded term. Both ends of a term are days on which it holds; an end that
is known to the month is written as the month. What nobody recorded is said, never guessed.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from publications.reading import WORDS, dated

DEFINITIVE = "definitif"


class Term(NamedTuple):
    """One person in one post, as a page shows it."""

    entry: dict[str, Any]

    @property
    def start(self) -> date | None:
        return date.fromisoformat(self.entry["start"]) if self.entry["start"] else None

    @property
    def end(self) -> date | None:
        return date.fromisoformat(self.entry["end"]) if self.entry["end"] else None

    @property
    def is_acting(self) -> bool:
        return self.entry["capacity"] != DEFINITIVE

    @property
    def capacity(self) -> str:
        """Pelaksana Tugas (Plt.); nothing for whoever holds the post for good."""
        return str(WORDS[self.entry["capacity"]]) if self.is_acting else ""

    @property
    def period(self) -> str:
        """Februari 2025 – 9 November 2025, as exactly as the source knows it."""
        start = dated(self.entry["start"], self.entry["start_precision"])
        end = dated(self.entry["end"], self.entry["end_precision"])
        if start and end:
            return start if start == end else f"{start} – {end}"
        if start:
            return _("sejak %(start)s") % {"start": start}
        if end:
            return _("sampai %(end)s; awalnya tidak tercatat") % {"end": end}
        return _("masa jabatan tidak tercatat")

    def holds_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Seat(NamedTuple):
    """A post on a day: who holds it, and if nobody does, since when."""

    label: str
    is_mandatory: bool
    holders: list[Term]
    is_recorded: bool  # somebody is on record who held it on that day or before
    vacant_since: str  # as exactly as the end of the last term is known

    @property
    def is_vacant(self) -> bool:
        return self.is_recorded and not self.holders


def board_on(posts: Iterable[dict[str, Any]], day: date) -> list[Seat]:
    """Every post in its order; whoever acts for another stands before the definitive holder."""
    return [seat_on(post, day) for post in posts]


def seat_on(post: dict[str, Any], day: date) -> Seat:
    terms = [Term(entry) for entry in post["terms"]]
    holders = [term for term in terms if term.holds_on(day)]
    holders.sort(key=lambda term: (not term.is_acting, term.start or date.min))
    over = [term for term in terms if term.end and term.end < day]
    last = max(over, key=lambda term: term.end or date.min, default=None)
    since = "" if holders or last is None else day_after(last)
    return Seat(post["label"], post["is_mandatory"], holders, bool(holders or over), since)


def day_after(term: Term) -> str:
    """The first day without a holder; only its month or year where the end is known no better."""
    if term.end is None:
        return ""
    if term.entry["end_precision"] != "day":
        return dated(term.entry["end"], term.entry["end_precision"])
    return dated((term.end + timedelta(days=1)).isoformat(), "day")


def former_holders(posts: Iterable[dict[str, Any]], day: date) -> list[Term]:
    """Whose term was over by that day, the last to leave first."""
    terms = [Term(entry) for post in posts for entry in post["terms"]]
    over = [term for term in terms if term.end and term.end < day]
    return sorted(over, key=lambda term: term.end or date.min, reverse=True)


def life_line(memberships: Iterable[dict[str, Any]]) -> list[Term]:
    """A person's posts, those that still last first, then the last to begin."""
    terms = [Term(entry) for entry in memberships]
    return sorted(
        terms, key=lambda term: (term.end or date.max, term.start or date.min), reverse=True
    )
