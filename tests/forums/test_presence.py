"""Who was in the hall during an item of the agenda."""

from datetime import time
from types import SimpleNamespace

import pytest
from django.urls import reverse

from forums.presence import held_between, presence
from tests import builders
from tests.forums.test_timetable import at, item

HTMX = {"HX-Request": "true"}


def held(items, meeting_end=""):
    found = held_between(items, at(meeting_end))
    return ["–".join(f"{hour:%H.%M}" for hour in found.get(each.pk, ())) for each in items]


def line(name="Tamu Contoh", came="", left="", status="hadir", represented_by=""):
    return Line(arrived_at=at(came), left_at=at(left), name=name, status=status,
                represented_by=represented_by)  # fmt: skip


class Line(SimpleNamespace):
    def __str__(self):
        return self.name


def away(row, start="09:30", end="10:00"):
    found = presence([row, line()], time.fromisoformat(start), time.fromisoformat(end))
    assert found.came == 2
    assert found.there == 2 - len(found.away)
    return [why for _who, why in found.away]


# ------------------------------------------------------------- from when to when
def test_an_item_ends_as_noted_else_with_the_next_else_with_the_meeting():
    items = [item(start="09:00"), item(start="09:30", end="09:50"), item(start="10:00")]
    assert held(items, "11:00") == ["09.00–09.30", "09.30–09.50", "10.00–11.00"]
    assert held(items) == ["09.00–09.30", "09.30–09.50", ""]


def test_an_item_without_an_hour_is_passed_over():
    items = [item(start="09:00"), item(), item(start="10:00")]
    assert held(items, "11:00") == ["09.00–10.00", "", "10.00–11.00"]


def test_hours_that_contradict_one_another_say_nothing():
    assert held([item(start="10:00"), item(start="09:30")], "11:00") == ["", "09.30–11.00"]
    assert held([item(start="10:00")], "09:00") == [""]


def test_an_item_below_another_ends_with_it_at_the_latest():
    parent = item(start="09:00")
    items = [
        parent, item(start="09:05", parent=parent), item(start="09:20", parent=parent),
        item(start="09:40"),
    ]  # fmt: skip
    assert held(items, "11:00") == ["09.00–09.40", "09.05–09.20", "09.20–09.40", "09.40–11.00"]


# -------------------------------------------------------------------------- who
@pytest.mark.parametrize(
    ("came", "left", "why"),
    [
        ("", "", []),  # no hours: there the whole meeting
        ("08:50", "", []),
        ("09:45", "", []),  # late, but it was still going on
        ("09:59", "", []),
        ("10:00", "", ["datang 10.00"]),
        ("10:15", "", ["datang 10.15"]),
        ("", "09:29", ["pulang 09.29"]),
        ("", "09:30", ["pulang 09.30"]),
        ("", "09:31", []),
        ("09:40", "09:50", []),
        ("08:00", "09:00", ["pulang 09.00"]),
        ("10:15", "10:50", ["datang 10.15"]),
    ],
)
def test_who_came_after_the_end_or_left_before_the_beginning_was_not_there(came, left, why):
    assert away(line(came=came, left=left)) == why


def test_at_an_item_of_one_moment_were_those_who_came_or_left_just_then():
    assert away(line(came="09:30"), end="09:30") == []
    assert away(line(left="09:30"), end="09:30") == []
    assert away(line(came="09:31"), end="09:30") == ["datang 09.31"]
    assert away(line(left="09:29"), end="09:30") == ["pulang 09.29"]


def test_of_somebody_represented_it_is_said_who_sat_there():
    row = line("Ketua LPMK Contoh", "10:15", status="diwakili", represented_by="Ani Contoh")
    found = presence([row], time(9, 30), time(10, 0))
    assert found.away == [("Ketua LPMK Contoh, diwakili Ani Contoh", "datang 10.15")]


# --------------------------------------------------------------------- on the desk
@pytest.fixture
def desk(client):
    client.force_login(builders.user("note_taker"))
    return client


def agenda(desk, meeting):
    return desk.get(reverse("desk_agenda", args=[meeting.pk])).content.decode()


@pytest.mark.django_db
def test_the_agenda_tells_who_missed_an_item_and_why(desk):
    meeting = builders.meeting(end_time="11:00")
    builders.agenda_item(meeting, "Pembukaan", order=0, start="09:00")
    builders.agenda_item(meeting, "Paparan", order=1, start="09:30")
    builders.attendance(meeting, "Tepat Contoh")
    builders.attendance(meeting, "Terlambat Contoh", arrived_at="09:45")
    builders.attendance(meeting, "Sakit Contoh", status="sakit")
    builders.attendance(meeting, "Belum Contoh", status="", arrived_at="09:50")
    builders.attendance(meeting, "Ketua Contoh", "diwakili", represented_by="Ani",
                        left_at="09:20")  # fmt: skip
    page = agenda(desk, meeting)
    assert page.count("yang hadir ada saat butir ini") == 2
    assert "2 dari 3 yang hadir ada saat butir ini" in page
    assert "<li>Terlambat Contoh: datang 09.45</li>" in page
    assert "<li>Ketua Contoh, diwakili Ani: pulang 09.20</li>" in page
    assert "Belum Contoh" not in page
    assert "Sakit Contoh" not in page


@pytest.mark.django_db
def test_an_item_at_which_nobody_was_missing_says_nothing(desk):
    meeting = builders.meeting(end_time="11:00")
    builders.agenda_item(meeting, "Paparan", start="09:30")
    builders.attendance(meeting, "Tepat Contoh", arrived_at="09:30", left_at="11:00")
    assert "yang hadir ada" not in agenda(desk, meeting)
