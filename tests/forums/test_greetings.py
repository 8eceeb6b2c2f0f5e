"""Who is greeted at a meeting: protocol order, titles, delegates, many of one heading together."""

from itertools import count
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.greetings import greetings, to_greet
from tests import builders

keys = count(1)


def line(role="", name="", institution="", **fields):
    defaults = {
        "pk": next(keys), "role_label": role, "name": name, "organization_label": institution,
        "group_label": "Undangan", "status": "hadir", "represented_by": "", "on_behalf_of": "",
        "post_id": None, "is_invited": True,
    }  # fmt: skip
    return SimpleNamespace(**defaults | fields)


def read_out(*rows, groups=()):
    return [found.words.removeprefix("Yang terhormat ") for found in greetings(rows, groups)]


def test_a_line_is_the_role_as_on_that_day_and_the_full_name_with_titles():
    row = line("Wali Kota Magelang", "H. Damar Contoh, S.E.", "Pemerintah Kota Magelang", post_id=1)
    assert greetings([row], [])[0].words == (
        "Yang terhormat Wali Kota Magelang, H. Damar Contoh, S.E."
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (line("Lurah Contoh"), "Lurah Contoh"),  # the post was vacant
        (line("", "Ani Contoh"), "Ani Contoh"),
        (line("", "Ani Contoh", "PKK Contoh"), "Ani Contoh, PKK Contoh"),
        (line("", "", "PKK Contoh"), "PKK Contoh"),
        (line("Bendahara", "Ani Contoh", "PKK Wates"), "Bendahara PKK Wates, Ani Contoh"),
        (line("Ketua RW 3", "Ani Contoh", "Kelurahan Wates"),
         "Ketua RW 3 Kelurahan Wates, Ani Contoh"),
        (line("Lurah Wates", "Ani Contoh", "Kelurahan Wates"), "Lurah Wates, Ani Contoh"),
        (line("Plt. Kepala Dinas Contoh", "Ani Contoh", "Badan Lain", post_id=1),
         "Plt. Kepala Dinas Contoh, Ani Contoh"),
        (line("Sekretaris Dinas Contoh", "Ani Contoh", on_behalf_of="Kepala Dinas Contoh"),
         "Sekretaris Dinas Contoh, Ani Contoh, mewakili Kepala Dinas Contoh"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_left_out_and_nothing_guessed(row, words):
    assert read_out(row) == [words]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (line("Ketua LPMK Contoh", "Budi Contoh"), "Ketua LPMK Contoh, diwakili Ani Contoh"),
        (line("Ketua LPMK Contoh"), "Ketua LPMK Contoh, diwakili Ani Contoh"),
        (line("", "Budi Contoh", "PKK Wates"), "Budi Contoh, PKK Wates, diwakili Ani Contoh"),
    ],
)
def test_of_who_is_represented_the_role_is_greeted_and_the_delegate_named(row, words):
    row.status, row.represented_by = "diwakili", "Ani Contoh"
    assert read_out(row) == [words]


def test_a_delegate_of_before_is_not_named_once_somebody_came():
    row = line("Ketua LPMK Contoh", "Budi Contoh", represented_by="Ani Contoh")
    assert read_out(row) == ["Ketua LPMK Contoh, Budi Contoh"]


def headed(label, number):
    return [line(f"{label} {n}", f"Warga {n}", group_label=label) for n in range(number)]


def test_three_of_one_heading_are_greeted_each_and_four_together():
    assert read_out(*headed("Lurah", 3)) == [
        "Lurah 0, Warga 0", "Lurah 1, Warga 1", "Lurah 2, Warga 2",
    ]  # fmt: skip
    found = greetings(headed("Lurah", 4), [])
    assert [entry.words for entry in found] == ["Yang terhormat para Lurah"]
    assert found[0].names == [f"Lurah {n}, Warga {n}" for n in range(4)]


def test_they_stand_where_the_first_of_them_stood_and_the_order_of_the_roll_is_kept():
    first, *rest = headed("Lurah", 4)
    rows = [line("Camat"), first, line("Kapolsek"), *rest, line("Ketua RW")]
    assert read_out(*rows) == ["Camat", "para Lurah", "Kapolsek", "Ketua RW"]


def test_the_leaders_of_the_city_are_greeted_by_name_however_many():
    assert len(read_out(*headed("Pimpinan daerah", 6))) == 6


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("", "para undangan"),
        ("Undangan lain", "para undangan"),
        ("Hadir tanpa undangan", "para hadirin"),
        ("Perangkat daerah", "para pimpinan perangkat daerah"),
        ("Ketua LPMK", "para Ketua LPMK"),
    ],
)
def test_a_heading_that_is_no_office_is_greeted_in_words_of_its_own(label, words):
    assert read_out(*headed(label, 4)) == [words]


def test_groups_without_names_come_last():
    groups = [SimpleNamespace(label="Camat se-Kota Magelang")]
    assert read_out(line("Ketua RW"), groups=groups) == ["Ketua RW", "Camat se-Kota Magelang"]


def test_who_came_is_greeted_and_before_anything_is_recorded_who_is_invited():
    came, delegated, ill, late = (
        line("A"), line("B", status="diwakili"), line("C", status="sakit"), line("D", status=""),
    )  # fmt: skip
    assert to_greet([came, delegated, ill, late]) == [came, delegated]
    assert to_greet([ill, late]) == []
    stranger = line("E", status="", is_invited=False)
    assert to_greet([late, stranger]) == [late]
    assert to_greet([]) == []


# --------------------------------------------------------------------- on the desk
@pytest.fixture
def desk(client):
    client.force_login(builders.user("note_taker"))
    return client


def shown(desk, meeting):
    return desk.get(reverse("desk_greetings", args=[meeting.pk])).content.decode()


@pytest.mark.django_db
def test_the_page_follows_the_precedence_of_the_roll(desk):
    meeting = builders.meeting()
    builders.attendance(meeting, "Ani Contoh", role_label="Lurah Contoh", precedence=400)
    builders.attendance(meeting, "Damar Contoh", role_label="Wali Kota Contoh", precedence=10)
    builders.attendance(meeting, "Budi Contoh", "sakit", role_label="Camat Contoh", precedence=300)
    builders.attendance(meeting, "Belum Contoh", "", role_label="Ketua RW")
    meeting.attendance_groups.create(label="Camat se-Kota Magelang")
    page = shown(desk, meeting)
    lines = [
        "Yang terhormat Wali Kota Contoh, Damar Contoh",
        "Yang terhormat Lurah Contoh, Ani Contoh",
        "Yang terhormat Camat se-Kota Magelang",
    ]
    places = [page.index(words) for words in lines]
    assert places == sorted(places)
    assert "Budi Contoh" not in page
    assert "1 baris belum dicatat dan tidak disebut di sini." in page


@pytest.mark.django_db
def test_before_the_meeting_it_says_that_these_are_all_who_are_invited(desk):
    meeting = builders.meeting()
    assert "Daftar hadir belum dicatat." in shown(desk, meeting)
    row = builders.attendance(meeting, "Ani Contoh", "", role_label="Lurah", is_invited=True)
    page = shown(desk, meeting)
    assert "Belum ada yang tercatat hadir; ini semua yang diundang." in page
    assert "Yang terhormat Lurah, Ani Contoh" in page
    row.status = "izin"
    row.save()
    page = shown(desk, meeting)
    assert "Belum ada yang tercatat hadir." in page
    assert "Yang terhormat" not in page


@pytest.mark.django_db
def test_the_list_is_read_only_and_linked_from_the_roll_also_of_a_published_record(desk):
    meeting = builders.meeting()
    builders.attendance(meeting)
    builders.published(meeting)
    address = reverse("desk_greetings", args=[meeting.pk])
    assert (
        f'href="{address}">Daftar sapaan'
        in desk.get(reverse("desk_attendance", args=[meeting.pk])).content.decode()
    )
    assert "Yang terhormat Ketua" in shown(desk, meeting)
    assert desk.post(address).status_code == 405


@pytest.mark.django_db
def test_sixty_are_greeted_with_as_many_queries_as_one(desk):
    counted = []
    for number in (1, 5, 60):
        meeting = builders.meeting()
        for _ in range(number):
            builders.attendance(meeting)
        with CaptureQueriesContext(connection) as queries:
            shown(desk, meeting)
        counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2]
