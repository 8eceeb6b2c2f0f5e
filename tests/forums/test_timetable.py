"""The plan of an agenda in hours, and one sentence on how far a meeting is from it."""

from datetime import date, datetime, time
from itertools import count
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.timetable import planned_end, planned_starts, span, where_it_stands
from tests import builders

keys = count(1)
TODAY = date(2026, 3, 12)
HTMX = {"HX-Request": "true"}


def at(text):
    return time.fromisoformat(text) if text else None


def item(minutes=None, start="", end="", name="Butir", parent=None):
    return SimpleNamespace(
        pk=next(keys), parent_id=parent and parent.pk, name=name,
        start=at(start), end=at(end), planned_minutes=minutes,
    )  # fmt: skip


def meeting(start="09:00", end="", on=TODAY, status="held"):
    return SimpleNamespace(start_time=at(start), end_time=at(end), date=on, status=status)


def said(items, now, **fields):
    return where_it_stands(meeting(**fields), items, datetime.combine(TODAY, at(now)))


def hours(items, start="09:00"):
    planned = planned_starts(at(start), items)
    return [f"{planned[each.pk]:%H.%M}" if each.pk in planned else "" for each in items]


def three(*starts, minutes=(10, 30, 20), ends=("", "", "")):
    """Pembukaan 09.00, Sambutan 09.10, Paparan 09.40, all over at 10.00."""
    names = ("Pembukaan", "Sambutan", "Paparan")
    starts = (*starts, "", "", "")
    return [
        item(minutes[place], starts[place], ends[place], names[place]) for place in range(3)
    ]  # fmt: skip


# ----------------------------------------------------------------------- the plan
def test_each_item_begins_when_those_before_it_were_to_be_over():
    assert hours(three()) == ["09.00", "09.10", "09.40"]
    assert planned_end(at("09:00"), three()) == 10 * 60


def test_without_an_hour_of_beginning_nothing_is_planned():
    assert hours(three(), start="") == ["", "", ""]
    assert planned_end(None, three()) is None


def test_after_an_item_without_minutes_no_hour_can_be_told():
    items = three(minutes=(10, None, 20))
    assert hours(items) == ["09.00", "09.10", ""]
    assert planned_end(at("09:00"), items) is None


def test_an_item_of_no_minutes_takes_none():
    assert hours(three(minutes=(0, 30, 20))) == ["09.00", "09.00", "09.30"]


def test_no_hour_is_told_past_midnight():
    items = three(minutes=(30, 30, 20))
    assert hours(items, start="23:10") == ["23.10", "23.40", ""]
    assert hours(items, start="23:00") == ["23.00", "23.30", ""]
    assert planned_end(at("23:10"), items) is None


def test_an_empty_agenda_has_no_hours():
    assert planned_starts(at("09:00"), []) == {}
    assert said([], "09:30") == ""


@pytest.mark.parametrize(
    ("own", "first", "second", "last"),
    [
        (60, 10, 20, "10.00"),  # its own minutes, not 90
        (None, 10, 20, "09.30"),  # the sum of its children
        (0, 10, 20, "09.00"),
        (None, 10, None, ""),  # one of them unknown
        (60, None, None, "10.00"),
    ],
)
def test_minutes_of_a_parent_and_of_its_children_do_not_count_twice(own, first, second, last):
    parent = item(own)
    items = [parent, item(first, parent=parent), item(second, parent=parent), item(5)]
    assert hours(items)[-1] == last


def test_children_are_laid_out_from_where_their_parent_begins():
    parent = item(60)
    middle = item(None, parent=parent)
    items = [
        item(15), parent, item(10, parent=parent), middle,
        item(5, parent=middle), item(5, parent=middle), item(5, parent=parent), item(5),
    ]  # fmt: skip
    assert hours(items) == [
        "09.00", "09.15", "09.15", "09.25", "09.25", "09.30", "09.35", "10.15",
    ]  # fmt: skip


# ------------------------------------------------------------------- while it runs
def test_it_is_behind_by_as_much_as_the_running_item_began_late():
    assert said(three("09:00", "09:12", "09:52"), "10:05") == (
        "Sekarang 10.05 WIB: acara 12 menit di belakang rencana"
        " (butir 3, Paparan, direncanakan mulai 09.40)."
    )


def test_it_is_on_plan_or_ahead_of_it():
    assert said(three("09:00", "09:10"), "09:30") == (
        "Sekarang 09.30 WIB: acara sesuai rencana (butir 2, Sambutan, direncanakan mulai 09.10)."
    )
    assert "acara 8 menit di depan rencana (butir 3" in said(three("09:00", "", "09:32"), "09:40")


def test_an_item_that_takes_too_long_is_behind_its_end():
    items = three("09:00", "09:08")
    assert "2 menit di depan rencana (butir 2, Sambutan, direncanakan mulai 09.10)" in said(
        items, "09:38"
    )
    assert "1 menit di depan rencana (butir 2, Sambutan, direncanakan selesai 09.40)" in said(
        items, "09:39"
    )
    assert "1 jam 20 menit di belakang rencana" in said(items, "11:00")


def test_after_an_item_has_ended_the_next_begins_now_at_the_earliest():
    items = three("09:00", "09:10", ends=("09:10", "09:30", ""))
    assert "5 menit di depan rencana (butir 2, Sambutan, direncanakan selesai 09.40)" in said(
        items, "09:35"
    )
    assert "3 menit di belakang rencana" in said(items, "09:43")


def test_how_late_the_running_item_began_is_told_though_its_own_minutes_are_not_known():
    items = three("09:00", "09:10", "09:45", minutes=(10, 30, None))
    assert "5 menit di belakang rencana (butir 3" in said(items, "10:30")


def test_the_item_begun_last_is_running_in_whatever_order():
    items = three("09:00", "09:50", "09:20")
    assert "40 menit di belakang rencana (butir 2, Sambutan" in said(items, "09:55")


def test_an_hour_that_is_still_to_come_has_not_begun():
    items = three("09:00", "09:10", "09:40")
    assert "sesuai rencana (butir 2" in said(items, "09:20")


def test_a_parent_is_running_once_something_below_it_has_begun():
    opening, parent = item(10, "09:00"), item(None, name="Paparan")
    items = [
        opening, parent, item(20, "09:15", parent=parent), item(20, "09:40", parent=parent),
        item(10),
    ]  # fmt: skip
    assert "5 menit di belakang rencana (butir 2, Paparan, direncanakan mulai 09.10)" in said(
        items, "09:45"
    )


def test_while_no_beginning_was_noted_the_plan_says_what_should_be_running():
    assert said(three(), "09:20") == (
        "Sekarang 09.20 WIB: menurut rencana butir 2, Sambutan, berlangsung sejak 09.10."
        " Jam mulai butir belum ada yang dicatat."
    )
    assert "menurut rencana acara selesai 10.00." in said(three(), "10:30")


@pytest.mark.parametrize(
    ("start", "minutes", "starts", "now", "sentence"),
    [
        ("", (10, 30, 20), (), "09:30", "jam mulai pertemuan belum diisi."),
        ("", (10, 30, 20), ("09:00",), "09:30", "jam mulai pertemuan belum diisi."),
        ("09:00", (None, 30, 20), ("09:00", "09:10"), "09:30",
         "rencana menit butir 1, Pembukaan, belum diisi."),
        ("09:00", (10, None, 20), (), "09:30", "rencana menit butir 2, Sambutan, belum diisi."),
        ("09:00", (None, None, None), (), "09:30",
         "rencana menit butir 1, Pembukaan, belum diisi."),
        ("22:00", (100, 100, 20), ("22:00", "22:30", "23:00"), "23:10",
         "rencananya melewati tengah malam."),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_what_is_missing(start, minutes, starts, now, sentence):
    items = three(*starts, minutes=minutes)
    assert said(items, now, start=start) == f"Belum bisa dihitung: {sentence}"


def test_an_item_planned_into_the_night_is_held_against_its_beginning_alone():
    items = [item(30, "23:20", name="Doa"), item(60, name="Ramah tamah")]
    assert "di belakang rencana (butir 1, Doa, direncanakan mulai 23.10)" in said(
        items, "23:30", start="23:10"
    )
    late = [item(30, "23:10"), item(60, "23:45", name="Ramah tamah")]
    assert "5 menit di belakang rencana (butir 2" in said(late, "23:59", start="23:10")


def test_nothing_is_said_before_it_begins_nor_of_one_that_is_cancelled_or_still_to_come():
    assert said(three(), "08:59") == ""
    assert said(three(), "09:20") != ""
    assert said(three(), "09:20", status="cancelled") == ""
    assert said(three(), "09:20", on=date(2026, 3, 13), end="12:00") == ""


def test_it_may_begin_before_its_hour():
    assert "5 menit di depan rencana (butir 1" in said(three("08:55"), "08:57")


# --------------------------------------------------------------------- afterwards
YESTERDAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("10:25", "Selesai 25 menit lebih lambat daripada rencana."),
        ("10:00", "Selesai sesuai rencana."),
        ("09:50", "Selesai 10 menit lebih cepat daripada rencana."),
        ("", ""),
    ],
)
def test_of_another_day_the_record_tells_how_it_ended(end, sentence):
    assert said(three("09:00"), "08:00", on=YESTERDAY, end=end) == sentence


def test_of_another_day_nothing_is_said_that_is_not_known():
    assert said(three(minutes=(10, None, 20)), "08:00", on=YESTERDAY, end="10:25") == ""
    assert said(three(), "08:00", on=YESTERDAY, start="", end="10:25") == ""
    assert said(three(), "08:00", on=YESTERDAY, end="10:25", status="planned") == ""


def test_today_it_is_over_when_its_end_has_passed_and_nothing_is_left_to_begin():
    over = "Selesai 5 menit lebih lambat daripada rencana."
    assert said(three("09:00", "09:10", "09:40"), "10:06", end="10:05") == over
    assert said(three(), "10:06", end="10:05") == over
    assert said(three(), "10:04", end="10:05").startswith("Sekarang")
    # Its end was written down beforehand, and the last item is still to come.
    assert "di belakang rencana (butir 2" in said(three("09:00", "09:55"), "10:06", end="10:05")


def test_today_it_is_over_once_the_last_item_has_ended():
    items = three("09:00", "09:10", "09:40", ends=("", "", "10:00"))
    assert "sesuai rencana (butir 3" in said(items, "09:59")
    assert said(items, "10:30") == ""
    assert said(items, "10:30", end="10:00") == "Selesai sesuai rencana."


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 menit"), (59, "59 menit"), (60, "1 jam"), (150, "2 jam 30 menit")],
)
def test_many_minutes_are_told_in_hours(minutes, words):
    assert span(minutes) == words


# -------------------------------------------------------------------- on the desk
@pytest.fixture
def desk(client):
    client.force_login(builders.user("note_taker"))
    return client


def text(response):
    return response.content.decode()


def rows(of, *starts):
    """The same three items, on the agenda of a meeting."""
    return [
        builders.agenda_item(of, row.name, order=place, start=row.start,
                             planned_minutes=row.planned_minutes)
        for place, row in enumerate(three(*starts))
    ]  # fmt: skip


@pytest.mark.django_db
@time_machine.travel("2026-03-12T10:05:00+07:00", tick=False)
def test_the_agenda_shows_planned_hours_and_how_far_it_is_from_them(desk):
    today = builders.meeting(date=TODAY, start_time="09:00")
    rows(today, "09:00", "09:12", "09:52")
    page = text(desk.get(reverse("desk_agenda", args=[today.pk])))
    assert "acara 12 menit di belakang rencana (butir 3, Paparan, direncanakan mulai 09.40)" in page
    assert "rencana 09.40, 20 menit" in page


@pytest.mark.django_db
@time_machine.travel("2026-03-12T10:05:00+07:00", tick=False)
def test_noting_a_beginning_brings_the_new_sentence_and_hours_along(desk):
    today = builders.meeting(date=TODAY, start_time="09:00")
    _opening, talk, paper = rows(today, "09:00")
    where = reverse("desk_row", kwargs={"pk": today.pk, "word": "acara", "key": talk.pk})
    sent = {"version": 1, "name": "Sambutan", "start": "09:30", "planned_minutes": "45"}
    answer = text(desk.post(where, sent, headers=HTMX))
    assert 'id="rencana" hx-swap-oob="true">Sekarang 10.05 WIB: acara 20 menit di' in answer
    assert f'hx-swap-oob="innerHTML:#jam-{paper.pk}"' in answer
    assert "rencana 09.55, 20 menit" in answer
    assert f'hx-swap-oob="innerHTML:#jam-{talk.pk}"' not in answer


@pytest.mark.django_db
def test_an_item_that_was_opened_and_left_comes_back_as_it_stood(desk):
    of = builders.meeting(start_time="09:00")
    parent = builders.agenda_item(of, "Paparan", planned_minutes=40)
    child = builders.agenda_item(of, "Peta lembaga", parent=parent, planned_minutes=20)
    where = reverse("desk_row", kwargs={"pk": of.pk, "word": "acara", "key": child.pk})
    shown = text(desk.get(where, {"lihat": "1"}))
    assert "depth-1" in shown
    assert "rencana 09.00, 20 menit" in shown


@pytest.mark.django_db
def test_hours_cost_no_query_for_each_item(desk):
    counted = []
    for number in (1, 5):
        of = builders.meeting(start_time="09:00", end_time="12:00")
        for place in range(number):
            builders.agenda_item(of, order=place, start=f"09:{10 * place:02}", planned_minutes=10)
            builders.attendance(of, arrived_at=f"09:{10 * place:02}")
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse("desk_agenda", args=[of.pk]))
        counted.append(len(queries))
    assert counted[0] == counted[1]
