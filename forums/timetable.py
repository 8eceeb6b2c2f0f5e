"""The plan of an agenda laid out in hours, and how far a meeting is from it: arithmetic over rows.

A plan is the meeting's hour of beginning and the minutes each item was given, one after the other.
Hours are counted in minutes since midnight of the meeting's day; past midnight no hour is told.
"""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, NamedTuple

from publications.templatetags.portal import clock

DAY = 24 * 60
Items = Iterable[Any]  # agenda items in their order: pk, parent_id, name, start, end, minutes


class Step(NamedTuple):
    """One item of the top level, as it was planned and as it went, in minutes since midnight."""

    number: int
    name: str
    planned: int | None
    minutes: int | None
    start: int | None
    end: int | None

    def __str__(self) -> str:
        return f"butir {self.number}, {self.name}"


def minute_of(hour: time | None) -> int | None:
    return None if hour is None else hour.hour * 60 + hour.minute


def hour_of(minute: int) -> time:
    return time(*divmod(minute, 60))


def beneath(items: Items) -> dict[Any, list[Any]]:
    """The items that stand below each item, and under None those of the top level."""
    found: dict[Any, list[Any]] = {}
    for item in items:
        found.setdefault(item.parent_id, []).append(item)
    return found


# ----------------------------------------------------------------------- the plan
def length(item: Any, below: dict[Any, list[Any]]) -> int | None:
    """The minutes an item was given: its own, else those of what stands below it, never both."""
    if item.planned_minutes is not None:
        return int(item.planned_minutes)
    parts = [length(child, below) for child in below.get(item.pk, [])]
    known = [part for part in parts if part is not None]
    return sum(known) if parts and len(known) == len(parts) else None


def planned_starts(start: time | None, items: Items) -> dict[Any, time]:
    """When each item was to begin, by its key. One that cannot be told is left out."""
    below = beneath(items)
    found: dict[Any, time] = {}

    def lay(parent: Any, at: int | None) -> None:
        for item in below.get(parent, []):
            if at is None or at >= DAY:
                return
            found[item.pk] = hour_of(at)
            lay(item.pk, at)
            minutes = length(item, below)
            at = None if minutes is None else at + minutes

    lay(None, minute_of(start))
    return found


def planned_end(start: time | None, items: Items) -> int | None:
    """The minute at which all was to be over; None unless every part of the plan is known."""
    below, at = beneath(items), minute_of(start)
    for item in below.get(None, []):
        minutes = length(item, below)
        if at is None or minutes is None:
            return None
        at += minutes
    return at if at is not None and at < DAY else None


# --------------------------------------------------------------- what became of it
def began(item: Any, below: dict[Any, list[Any]]) -> time | None:
    """When an item began: as noted of it, else the first hour noted of what stands below it."""
    if item.start is not None:
        return item.start  # type: ignore[no-any-return]
    hours = [began(child, below) for child in below.get(item.pk, [])]
    return min((hour for hour in hours if hour is not None), default=None)


def ended(item: Any, below: dict[Any, list[Any]]) -> time | None:
    """When an item ended: as noted of it, else of the last of what stands below it."""
    if item.end is not None or not below.get(item.pk):
        return item.end  # type: ignore[no-any-return]
    return ended(below[item.pk][-1], below)


def steps(start: time | None, items: Items) -> list[Step]:
    items = list(items)
    below, planned = beneath(items), planned_starts(start, items)
    return [
        Step(
            number,
            item.name,
            minute_of(planned.get(item.pk)),
            length(item, below),
            minute_of(began(item, below)),
            minute_of(ended(item, below)),
        )
        for number, item in enumerate(below.get(None, []), start=1)
    ]


def running(course: list[Step], now: int) -> Step | None:
    """The item that was begun last; one whose hour is still to come has not begun."""
    begun = [step for step in course if step.start is not None and step.start <= now]
    return max(begun, key=lambda step: (step.start, step.number), default=None)


def is_over(end: time | None, course: list[Step], now: int) -> bool:
    """Whether a meeting of today has ended.

    Its hour of ending may have been written down beforehand, so it does not count while items that
    were noted as they came show that the last one is still to come.
    """
    last = course[-1]
    if last.end is not None and last.end <= now:
        return True
    until = minute_of(end)
    if until is None or until > now:
        return False
    return last.start is not None or running(course, now) is None


# ----------------------------------------------------------------------- in words
def where_it_stands(meeting: Any, items: Items, now: datetime) -> str:
    """One sentence on how far a meeting is from its plan; empty where there is nothing to say."""
    items = list(items)
    course, minute = steps(meeting.start_time, items), now.hour * 60 + now.minute
    if not course or meeting.status == "cancelled" or meeting.date > now.date():
        return ""
    if meeting.date < now.date() or is_over(meeting.end_time, course, minute):
        return how_it_ended(meeting, items)
    if meeting.start_time is None:
        return "Belum bisa dihitung: jam mulai pertemuan belum diisi."
    step = running(course, minute)
    if step is None:
        return what_should_run(course, minute)
    if step.planned is None:
        return what_is_missing(course)
    late, planned = lateness(step, minute)
    return f"Sekarang {clock(now)}: acara {in_words(late)} ({step}, direncanakan {planned})."


def how_it_ended(meeting: Any, items: Items) -> str:
    """Of a meeting that is over, once its end and its whole plan are known."""
    end, planned = minute_of(meeting.end_time), planned_end(meeting.start_time, items)
    if meeting.status != "held" or end is None or planned is None:
        return ""
    late = end - planned
    if not late:
        return "Selesai sesuai rencana."
    return f"Selesai {span(abs(late))} lebih {'lambat' if late > 0 else 'cepat'} daripada rencana."


def lateness(step: Step, now: int) -> tuple[int, str]:
    """By how many minutes the running item is behind its plan (less than 0: ahead), and by what.

    It counts from when it began, and from when it was to end once it takes longer than planned or
    has ended: the next one begins now at the earliest.
    """
    assert step.planned is not None
    assert step.start is not None
    from_start = step.start - step.planned, f"mulai {hour(step.planned)}"
    if step.minutes is None or step.planned + step.minutes >= DAY:
        return from_start
    end = step.planned + step.minutes
    from_end = max(now, step.end or 0) - end, f"selesai {hour(end)}"
    if step.end is not None:
        return from_end
    return max(from_start, from_end, key=lambda found: found[0])


def what_should_run(course: list[Step], now: int) -> str:
    """While nobody has noted when an item began: what the plan says of this hour."""
    due = [step for step in course if step.planned is not None and step.planned <= now]
    if not due:
        return ""  # it has not begun
    step = due[-1]
    assert step.planned is not None
    if step.minutes is None:
        return what_is_missing(course)
    told = f"{step}, berlangsung sejak {hour(step.planned)}"
    if step == course[-1] and step.planned + step.minutes <= now:
        told = f"acara selesai {hour(step.planned + step.minutes)}"
    told = f"Sekarang {clock(hour_of(now))}: menurut rencana {told}."
    return f"{told} Jam mulai butir belum ada yang dicatat."


def what_is_missing(course: list[Step]) -> str:
    for step in course:
        if step.minutes is None:
            return f"Belum bisa dihitung: rencana menit {step}, belum diisi."
    return "Belum bisa dihitung: rencananya melewati tengah malam."


def in_words(late: int) -> str:
    if not late:
        return "sesuai rencana"
    return f"{span(abs(late))} di {'belakang' if late > 0 else 'depan'} rencana"


def span(minutes: int) -> str:
    """45 menit, 1 jam 20 menit, 2 jam."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} jam"] * bool(hours) + [f"{rest} menit"] * bool(rest))


def hour(at: time | int) -> str:
    """09.40, of an hour or of a minute of the day."""
    return clock(hour_of(at) if isinstance(at, int) else at).removesuffix(" WIB")
