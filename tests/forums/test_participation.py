"""Who takes part: counted from published meetings, with what it is counted out of."""

from datetime import date

import pytest
from django.urls import reverse

from forums.models import ProgressReport
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def tidar():
    area = builders.subdistrict()
    area.publish(by=builders.user("registrar"))
    organization = builders.organization("LPMK Tidar Selatan", area=area)
    organization.publish(by=builders.user("registrar"))
    return organization


def meeting_with(organization, *, status, speaks=False, **fields):
    meeting = builders.meeting(**fields)
    row = builders.attendance(
        meeting, "Bu Reni", status=status, is_invited=True,
        organization=organization, area=organization.area,
    )  # fmt: skip
    if speaks:
        builders.speech(meeting, "Satu pokok.", attendance=row, organization=organization)
    return builders.published(meeting)


def told(client, query=""):
    page = client.get(reverse("participation") + query)
    assert page.status_code == 200
    assert not page.cookies
    return {row.nama: row for row in page.context["rows"]}, page.content.decode()


def test_a_kelurahan_is_counted_with_what_it_was_invited_to(client, tidar):
    meeting_with(tidar, status="hadir", speaks=True)
    meeting_with(tidar, status="tk")
    builders.subdistrict("33.71.02.1003", "Wates").publish(by=builders.user("registrar"))
    rows, page = told(client)
    mine = rows["Kelurahan Tidar Selatan"]
    assert (mine.diundang, mine.hadir, mine.bicara) == (2, 1, 1)
    assert "1 dari 2" in page
    assert rows["Kelurahan Wates"].diundang == 0
    assert "belum tercatat" in page


def test_the_quietest_stands_first_and_every_column_sorts(client, tidar):
    meeting_with(tidar, status="hadir")
    builders.subdistrict("33.71.02.1003", "Wates").publish(by=builders.user("registrar"))
    rows, _page = told(client)
    assert list(rows) == ["Kelurahan Wates", "Kelurahan Tidar Selatan"]
    rows, page = told(client, "?urut=hadir&arah=turun")
    assert list(rows) == ["Kelurahan Tidar Selatan", "Kelurahan Wates"]
    assert 'aria-sort="descending"' in page
    assert client.get(reverse("participation") + "?urut=entah").status_code == 404


def test_an_institution_is_counted_too_with_its_promises_and_reports(client, tidar):
    meeting = builders.meeting("Rembuk", date=date(2026, 1, 5))
    builders.attendance(
        meeting, "Bu Reni", status="hadir", is_invited=True, organization=tidar, area=tidar.area
    )
    promise = builders.commitment(meeting, owner=tidar)
    builders.published(meeting)
    rows, _page = told(client, "?menurut=lembaga")
    mine = rows["LPMK Tidar Selatan"]
    assert (mine.diundang, mine.hadir, mine.janji, mine.lapor) == (1, 1, 1, 0)
    report = ProgressReport.objects.create(
        commitment=promise, kind="kemajuan", date=date(2026, 2, 1), note="Mulai.",
        reported_by=builders.user("note_taker"),
    )  # fmt: skip
    report.accept(by=builders.user("reviewer"))
    rows, _page = told(client, "?menurut=lembaga")
    assert rows["LPMK Tidar Selatan"].lapor == 1
    rows, _page = told(client)
    assert (rows["Kelurahan Tidar Selatan"].janji, rows["Kelurahan Tidar Selatan"].lapor) == (1, 1)


def test_a_draft_counts_nowhere(client, tidar):
    meeting = builders.meeting()
    builders.attendance(
        meeting, "Bu Reni", status="hadir", is_invited=True, organization=tidar, area=tidar.area
    )
    rows, _page = told(client)
    assert rows["Kelurahan Tidar Selatan"].diundang == 0


def test_the_page_asks_twice_whatever_was_published(client, tidar, django_assert_num_queries):
    for _ in range(5):
        meeting_with(tidar, status="hadir")
    with django_assert_num_queries(2):
        client.get(reverse("participation"))
    with django_assert_num_queries(2):
        client.get(reverse("participation") + "?menurut=lembaga")


def test_fiction_is_shown_as_such_and_only_while_nothing_real_is_on_record(client, tidar):
    meeting_with(tidar, status="hadir", is_example=True)
    rows, page = told(client)
    assert rows["Kelurahan Tidar Selatan"].diundang == 1
    assert "CONTOH: semua angka di bawah ini fiktif." in page
    meeting_with(tidar, status="tk")
    rows, page = told(client)
    mine = rows["Kelurahan Tidar Selatan"]
    assert (mine.diundang, mine.hadir) == (1, 0)
    assert "CONTOH:" not in page


# ------------------------------------------------------------------------------ meeting by meeting
def matrix(client, query=""):
    page = client.get(reverse("participation") + "?menurut=pertemuan" + query)
    assert page.status_code == 200
    assert not page.cookies
    rows = {
        area["name"]: [mark["kind"] for mark in area["marks"]] for area in page.context["areas"]
    }
    return rows, page


def test_the_matrix_tells_who_spoke_came_stayed_away_or_was_not_asked(client, tidar):
    builders.subdistrict("33.71.02.1003", "Wates").publish(by=builders.user("registrar"))
    meeting_with(tidar, status="hadir", speaks=True, date=date(2025, 3, 4))
    meeting_with(tidar, status="hadir", date=date(2025, 3, 3))
    meeting_with(tidar, status="tk", date=date(2025, 3, 2))
    rows, page = matrix(client)
    assert rows["Tidar Selatan"] == ["spoke", "came", "away"]
    assert rows["Wates"] == ["not_invited"] * 3
    assert "Diundang, tidak hadir" in page.content.decode()


def test_a_meeting_without_a_roll_is_unrecorded_and_not_absent(client, tidar):
    builders.published(builders.meeting())
    rows, _page = matrix(client)
    assert rows == {"Tidar Selatan": ["unrecorded"]}


def test_a_meeting_that_did_not_take_place_is_no_column(client, tidar):
    builders.published(builders.meeting(status="cancelled"))
    assert matrix(client)[0] == {"Tidar Selatan": []}


def test_the_matrix_goes_on_to_older_meetings(client, tidar, monkeypatch):
    monkeypatch.setattr("forums.participation.SIDE_BY_SIDE", 2)
    for day in (1, 2, 3):
        meeting_with(tidar, status="hadir", date=date(2025, 3, day))
    rows, page = matrix(client)
    assert len(rows["Tidar Selatan"]) == 2
    older = page.context["following_url"].removeprefix("?menurut=pertemuan")
    assert len(matrix(client, older)[0]["Tidar Selatan"]) == 1


def test_the_matrix_asks_the_same_with_one_meeting_and_with_five(
    client, tidar, django_assert_max_num_queries
):
    meeting_with(tidar, status="hadir")
    with django_assert_max_num_queries(4):
        matrix(client)
    for _ in range(4):
        meeting_with(tidar, status="hadir")
    with django_assert_max_num_queries(4):
        matrix(client)
