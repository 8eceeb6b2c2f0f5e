"""What a department asks of all boards at once."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations.office.reports import safe_cell
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(builders.user("note_taker"))
    return client


def board(name, *, ends_in=None, mandatory=True):
    """An institution with a chair (whose term ends in so many days) and an empty post."""
    organization = builders.organization(name)
    end = None if ends_in is None else timezone.localdate() + timedelta(days=ends_in)
    builders.membership(post=builders.post("Ketua", organization=organization), end_date=end)
    builders.post("Bendahara", organization=organization, role="bendahara", is_mandatory=mandatory)
    return organization


def as_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def names(rows):
    return [row.post.organization.name for row in rows]


def test_a_mandatory_post_without_a_holder_is_listed_and_an_optional_one_when_asked(desk):
    board("LPMK Satu")
    board("LPMK Dua", mandatory=False)
    address = reverse("vacant_posts")
    told = [post.organization.name for post in desk.get(address).context["posts"]]
    assert told == ["LPMK Satu"]
    told = [p.organization.name for p in desk.get(address, {"jabatan": "semua"}).context["posts"]]
    assert told == ["LPMK Satu", "LPMK Dua"]


def test_a_board_nobody_wrote_down_is_counted_and_not_called_vacant(desk):
    builders.post(organization=builders.organization("Belum Dicatat"), is_mandatory=True)
    response = desk.get(reverse("vacant_posts"))
    assert response.context["posts"] == []
    assert response.context["unrecorded"] == 1
    assert "belum dicatat pengurusnya" in response.content.decode()


def test_a_dissolved_institution_has_no_vacancies(desk):
    organization = board("LPMK Bubar")
    organization.dissolution_date = timezone.localdate() - timedelta(days=1)
    organization.save()
    assert desk.get(reverse("vacant_posts")).context["posts"] == []


def test_terms_that_ended_and_terms_that_end_within_ninety_days_are_told_apart(desk):
    board("Kemarin", ends_in=-1)
    board("Hari ini", ends_in=0)
    board("Nanti", ends_in=90)
    board("Masih lama", ends_in=91)
    board("Tanpa akhir")
    context = desk.get(reverse("ending_terms")).context
    assert names(context["ended"]) == ["Kemarin"]
    assert names(context["ending"]) == ["Hari ini", "Nanti"]


def test_an_ended_term_with_a_successor_needs_nobody(desk):
    organization = board("Sudah Diganti", ends_in=-1)
    post = organization.posts.get(label="Ketua")
    builders.membership(post=post, start_date=timezone.localdate())
    assert desk.get(reverse("ending_terms")).context["ended"] == []


def test_all_boards_of_one_year_are_asked_for(desk):
    today = timezone.localdate()
    board("Tahun Depan", ends_in=400)
    year = (today + timedelta(days=400)).year
    context = desk.get(reverse("ending_terms"), {"tahun": year}).context
    assert names(context["ending"]) == ["Tahun Depan"]


def test_both_reports_are_files_with_the_same_rows_and_filters(desk):
    board("LPMK Satu", ends_in=-1)
    other = board("LPMK Lain", ends_in=-1)
    other.area = builders.subdistrict("33.71.01.1010", "Tidar Utara")
    other.save()
    asked = {"format": "csv", "wilayah": "33.71.01.1010"}
    for name, column in (("vacant_posts", 1), ("ending_terms", 2)):
        response = desk.get(reverse(name), asked)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in response["Content-Disposition"]
        heading, *rows = as_csv(response)
        assert "kode_wilayah" in heading
        assert {row[column] for row in rows} == {"LPMK Lain"}


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_compute_is_only_text(text):
    assert safe_cell(text) == f"'{text}"


def test_names_reach_the_file_as_text_and_never_as_a_formula(desk):
    builders.membership(
        post=builders.post("Ketua"),
        person=builders.person("=HYPERLINK(0)"),
        end_date=timezone.localdate(),
    )
    rows = as_csv(desk.get(reverse("ending_terms"), {"format": "csv"}))
    assert rows[1][0] == "'=HYPERLINK(0)"


@pytest.mark.parametrize("name", ["vacant_posts", "ending_terms"])
def test_a_report_asks_as_often_for_five_rows_as_for_one(desk, name):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse(name))
        return len(asked)

    board("LPMK 0", ends_in=-1)
    first = queries()
    for number in range(1, 5):
        board(f"LPMK {number}", ends_in=-1)
    assert queries() == first
