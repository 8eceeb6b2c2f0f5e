"""The agenda as the desk shows it: items below items, planned hours, who missed what."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from ..models import Attendance, Meeting
from ..presence import held_between, presence
from ..timetable import planned_starts, where_it_stands

CAME = (Attendance.Status.PRESENT, Attendance.Status.REPRESENTED)
OF_THE_ROLL = (
    "meeting_id", "name", "role_label", "organization_label", "status", "represented_by",
    "arrived_at", "left_at",
)  # fmt: skip


def agenda_of(meeting: Meeting) -> dict[str, Any]:
    """The items as rows of the desk and, above them, how far the meeting is from its plan."""
    items = in_tree(list(meeting.agenda.all()))
    planned = planned_starts(meeting.start_time, items)
    held = held_between(items, meeting.end_time)
    roll = list(meeting.attendances.filter(status__in=CAME).only(*OF_THE_ROLL)) if held else []
    for item in items:
        item.meeting = meeting
        item.planned_at = planned.get(item.pk)
        item.presence = presence(roll, *held[item.pk]) if item.pk in held else None
    return {"rows": items, "standing": where_it_stands(meeting, items, timezone.localtime())}


def in_tree(items: list[Any], parent: UUID | None = None, depth: int = 0) -> list[Any]:
    """Each item after the one it belongs to, with its depth."""
    found = []
    for item in items:
        if item.parent_id == parent:
            item.depth = depth
            found += [item, *in_tree(items, item.pk, depth + 1)]
    return found
