"""How a line of the roll is typed, and what one line of text says about who came."""

import re
import uuid
from typing import Any

from ..models import Attendance, AttendanceGroup, Meeting
from .row import RowForm, find_institution, time_input

WALK_INS = "Hadir tanpa undangan"
TITLE = re.compile(r"^(?:(?:[A-Z][A-Za-z]{0,5}\.)+[A-Za-z]{0,4}|[A-Z]{2,3})$")


def who_came(text: str) -> dict[str, str]:
    """Name with its titles, role, institution: "Siti Aminah, S.H., Ketua RW 3, Cacaban"."""
    name, *rest = [part.strip() for part in text.split(",") if part.strip()] or [""]
    while rest and TITLE.match(rest[0].replace(" ", "")):
        name = f"{name}, {rest.pop(0)}"
    role = rest.pop(0) if rest else ""
    return {"name": name, "role_label": role, "organization_label": ", ".join(rest)}


def walk_in(meeting: Meeting, key: uuid.UUID, text: str) -> Attendance:
    """Somebody who came without being on the roll, from one line; linked to a person later."""
    row = Attendance(
        id=key,
        meeting=meeting,
        group_label=WALK_INS,
        status=Attendance.Status.PRESENT,
        **who_came(text),
    )
    label = row.organization_label or row.role_label
    institution = find_institution(label)
    if institution:
        row.organization, row.area_id = institution, institution.area_id
        if not row.organization_label:
            row.role_label, row.organization_label = "", institution.name
    row.full_clean(exclude=["meeting"])
    return row


class AttendanceForm(RowForm):
    """One line of the roll. Whoever stands there through a post keeps the day's role."""

    beside = {
        "a_delegate_has_a_name": "represented_by",
        "leaves_after_arriving": "left_at",
        "a_line_says_who": "name",
        "one_attendance_per_person": "person",
    }

    class Meta:
        model = Attendance
        fields = [
            "status", "represented_by", "on_behalf_of", "arrived_at", "left_at", "reason",
            "source", "name", "role_label", "organization_label", "person",
        ]  # fmt: skip
        widgets = {"arrived_at": time_input(), "left_at": time_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {"name"} if self.instance.person_id else set()
        if self.instance.post_id:
            kept |= {"role_label", "organization_label"}
            if self.instance.person_id:
                kept |= {"person"}  # the board of that day says who it was
        if self.is_bound:  # a closed line sends little, and what it does not send it does not touch
            kept |= self.fields.keys() - set(self.data) - {"version", "status"}
            if self.data.get("status") == Attendance.Status.REPRESENTED:
                kept -= {"represented_by"}
        for name in kept:
            del self.fields[name]
        self.fields["status"].error_messages["invalid_choice"] = "Pilih salah satu kehadiran."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("status") == Attendance.Status.REPRESENTED and not data.get("represented_by"):
            self.add_error("represented_by", "Tuliskan siapa yang mewakili.")
        return data


class AttendanceGroupForm(RowForm):
    main = ["label", "headcount", "note", "source"]
    beside = {"one_group_per_label": "label"}

    class Meta:
        model = AttendanceGroup
        fields = ["label", "headcount", "note", "source"]
