"""Who was in the hall while an item was held, from the hours of coming and of leaving."""

from collections.abc import Iterable
from datetime import time
from typing import Any, NamedTuple

from .timetable import Items, beneath, hour


class Presence(NamedTuple):
    """How many of those who came were there, and of the others who and why not."""

    there: int
    came: int
    away: list[tuple[str, str]]


def held_between(items: Items, meeting_end: time | None) -> dict[Any, tuple[time, time]]:
    """From when to when each item was held, by its key. One that cannot be told is left out.

    An item without an hour of ending ends when the next one beside it begins, the last one with
    the item it belongs to, and in the end with the meeting.
    """
    below = beneath(items)
    found: dict[Any, tuple[time, time]] = {}

    def lay(parent: Any, until: time | None) -> None:
        beside = below.get(parent, [])
        for place, item in enumerate(beside, start=1):
            later = (other.start for other in beside[place:] if other.start is not None)
            end = item.end or next(later, until)
            if item.start is not None and end is not None and item.start <= end:
                found[item.pk] = item.start, end
            lay(item.pk, end)

    lay(None, meeting_end)
    return found


def why_away(row: Any, start: time, end: time) -> str:
    """Why somebody who came was not there between two hours; empty for who was.

    Who comes in the minute in which an item ends has missed it, and so has who leaves in the
    minute in which it begins. Without noted hours somebody was there the whole meeting.
    """
    if row.arrived_at is not None and row.arrived_at >= end and row.arrived_at > start:
        return f"datang {hour(row.arrived_at)}"
    if row.left_at is not None and row.left_at <= start and row.left_at < end:
        return f"pulang {hour(row.left_at)}"
    return ""


def presence(roll: Iterable[Any], start: time, end: time) -> Presence:
    """Of those recorded as present or represented, who was there between two hours."""
    came = list(roll)
    away = [(who(row), why) for row in came if (why := why_away(row, start, end))]
    return Presence(len(came) - len(away), len(came), away)


def who(row: Any) -> str:
    """Name or role; of somebody represented also who sat there instead."""
    return f"{row}, diwakili {row.represented_by}" if row.status == "diwakili" else str(row)
