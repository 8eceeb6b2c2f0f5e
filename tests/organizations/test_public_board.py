"""Who sits in a board on a day, from the document alone: no database."""

from datetime import date

import pytest

from organizations.board import board_on, former_holders, life_line


def term(name="Siti", start=None, end=None, capacity="definitif", **more):
    return {
        "name": name,
        "person": None,
        "role": "Ketua",
        "capacity": capacity,
        "start": start,
        "start_precision": "day",
        "end": end,
        "end_precision": "day",
        "decree": None,
        "source": "",
    } | more


def posts(*terms):
    return [{"label": "Ketua", "role": "ketua", "is_mandatory": True, "terms": list(terms)}]


def names(day, *terms):
    return [holder.entry["name"] for holder in board_on(posts(*terms), day)[0].holders]


def test_both_ends_of_a_term_are_days_on_which_it_holds():
    one = term(start="2025-02-01", end="2025-11-09")
    held = [date(2025, 2, 1), date(2025, 11, 9)]
    free = [date(2025, 1, 31), date(2025, 11, 10)]
    assert [names(day, one) for day in [*held, *free]] == [["Siti"], ["Siti"], [], []]


def test_a_term_without_dates_holds_on_any_day_and_says_that_nothing_is_known():
    seat = board_on(posts(term()), date(1999, 1, 1))[0]
    assert [holder.period for holder in seat.holders] == ["masa jabatan tidak tercatat"]


def test_whoever_acts_stands_before_the_definitive_holder():
    acting = term("Budi", start="2025-10-01", capacity="plh")
    assert names(date(2025, 12, 1), term("Siti", start="2025-01-01"), acting) == ["Budi", "Siti"]


def test_a_post_is_vacant_from_the_day_after_the_last_term():
    seat = board_on(posts(term(start="2020-01-01", end="2025-11-09")), date(2025, 12, 1))[0]
    assert seat.is_vacant
    assert seat.vacant_since == "10 November 2025"


@pytest.mark.parametrize(("precision", "words"), [("month", "Oktober 2025"), ("year", "2025")])
def test_a_vacancy_is_dated_no_more_exactly_than_the_source(precision, words):
    ended = term(start="2020-01-01", end="2025-10-31", end_precision=precision)
    assert board_on(posts(ended), date(2025, 12, 1))[0].vacant_since == words


def test_a_post_that_nobody_recorded_is_not_called_vacant():
    seat = board_on(posts(), date(2025, 12, 1))[0]
    assert (seat.is_vacant, seat.is_recorded) == (False, False)


def test_a_post_is_not_vacant_before_anything_about_it_is_on_record():
    seat = board_on(posts(term(start="2025-06-01")), date(2025, 1, 1))[0]
    assert (seat.is_vacant, seat.is_recorded) == (False, False)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (term(start="2025-02-01", start_precision="month"), "sejak Februari 2025"),
        (
            term(start="2025-02-01", start_precision="year", end="2025-11-09"),
            "2025 – 9 November 2025",
        ),
        (
            term(end="2025-10-29", end_precision="month"),
            "sampai Oktober 2025; awalnya tidak tercatat",
        ),
        (
            term(
                start="2025-10-01",
                start_precision="month",
                end="2025-10-31",
                end_precision="month",
            ),
            "Oktober 2025",
        ),
    ],
)
def test_a_period_is_told_as_exactly_as_the_source_knows_it(entry, words):
    assert life_line([entry])[0].period == words


def test_an_acting_capacity_is_told_in_words_and_a_definitive_one_is_not():
    told = [one.capacity for one in life_line([term(capacity="pj"), term()])]
    assert told == ["Penjabat (Pj.)", ""]


def test_former_holders_stand_with_the_last_to_leave_first():
    old, older = term("Baru", end="2024-01-01"), term("Lama", end="2020-01-01")
    told = former_holders(posts(older, old, term("Kini", start="2024-01-02")), date(2025, 1, 1))
    assert [one.entry["name"] for one in told] == ["Baru", "Lama"]


def test_a_life_line_begins_with_what_still_lasts():
    over = term("lewat", start="2024-01-01", end="2025-01-01")
    lasting = term("kini", start="2020-01-01")
    assert [one.entry["name"] for one in life_line([over, lasting])] == ["kini", "lewat"]
