"""The first page."""

from datetime import date

import pytest
import time_machine

from organizations.promises import promise_numbers
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 22)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel("2025-12-22T03:00:00Z", tick=False):
        yield


def promised(due, *, is_example=False):
    meeting = builders.meeting(is_example=is_example, date=date(2025, 11, 1))
    builders.commitment(meeting, due_date=due)
    return builders.published(meeting)


def test_an_empty_portal_says_in_words_what_is_not_there(client):
    page = client.get("/").content.decode()
    assert "Yang dibicarakan, disepakati, dan ditepati." in page
    assert "Belum ada tindak lanjut yang dicatat." in page
    assert "Belum ada pertemuan yang diterbitkan." in page


def test_the_newest_five_meetings_stand_on_the_first_page_and_no_draft(client):
    for day in range(1, 8):
        builders.published(builders.meeting(f"Rembuk {day}", date=date(2025, 12, day)))
    builders.meeting("Rembuk Draf", date=TODAY)
    told = [meeting["title"] for meeting in client.get("/").context["meetings"]]
    assert told == [f"Rembuk {day}" for day in (7, 6, 5, 4, 3)]


def test_a_promise_is_late_from_the_day_after_its_deadline():
    promised(date(2025, 12, 21))
    promised(TODAY)
    promised(date(2026, 3, 31))
    numbers = promise_numbers(TODAY)
    assert (numbers.all, numbers.waiting, numbers.late, numbers.undated) == (3, 2, 1, 0)


def test_examples_are_never_counted_among_real_promises(client):
    promised(date(2025, 12, 1), is_example=True)
    promised(date(2026, 12, 1), is_example=True)
    assert "CONTOH · belum ada janji nyata" in client.get("/").content.decode()
    promised(date(2026, 3, 31))
    numbers = promise_numbers(TODAY)
    assert (numbers.all, numbers.waiting, numbers.late, numbers.examples) == (1, 1, 0, 2)
    page = client.get("/").content.decode()
    assert "2 janji contoh tidak dihitung" in page
    assert "CONTOH ·" not in page


def test_a_withdrawn_meeting_takes_its_promises_out_of_the_count(client):
    meeting = promised(date(2026, 3, 31))
    meeting.withdraw(by=builders.user("reviewer"), reason="Keliru")
    assert promise_numbers(TODAY).all == 0


def test_the_first_page_costs_four_queries_whatever_was_published(
    client, django_assert_num_queries
):
    by = builders.user("registrar")
    builders.city().publish(by=by)
    for number in range(5):
        promised(date(2026, 1, number + 1))
        builders.organization().publish(by=by)
        if number in (0, 4):
            with django_assert_num_queries(4):
                client.get("/")


def test_the_first_page_looks_at_nobody(client):
    response = client.get("/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert 'href="/bukti/"' in response.content.decode()
