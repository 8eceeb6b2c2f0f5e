"""The roll: who is invited by post, who came, and what stays as it was on the day."""

import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from forums.forms import who_came
from forums.models import Attendance
from organizations.models import Membership, Organization
from tests import builders

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
WITH_AND_WITHOUT = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


@pytest.fixture
def desk(client):
    client.force_login(builders.user("note_taker"))
    return client


def at(meeting, name, **more):
    return reverse(name, kwargs={"pk": meeting.pk, **more})


def text(response):
    return response.content.decode()


def boards(count=3):
    """As many LPMK, each with a ketua's post, in one kelurahan."""
    bodies = [builders.organization(f"LPMK {n}") for n in range(count)]
    return [builders.post(f"Ketua {body.name}", organization=body) for body in bodies]


def holds(post, name="", **fields):
    return Membership.objects.create(post=post, person=builders.person(name), **fields)


def test_a_group_of_posts_is_offered_with_its_count_and_vacancies(desk):
    posts = boards()
    holds(posts[0])
    page = text(desk.get(at(builders.meeting(), "desk_invitation")))
    assert "Semua ketua LPMK" in page
    assert "3 jabatan · 2 kosong" in page


def test_a_group_is_invited_once_with_whoever_held_the_post_that_day(desk):
    posts = boards()
    meeting = builders.meeting(date=date(2025, 12, 22))
    holds(posts[0], "Definitif Contoh", start_date=date(2024, 1, 1))
    holds(posts[0], "Pelaksana Contoh", capacity="plt",
        start_date=date(2025, 12, 1), end_date=date(2026, 1, 1),
    )  # fmt: skip
    holds(posts[1], start_date=date(2026, 1, 1))  # not yet that day
    for _ in range(2):
        desk.post(at(meeting, "desk_invitation"), {"kelompok": "lpmk:ketua"})
    roll = {row.post_id: row for row in meeting.attendances.all()}
    assert len(roll) == 3
    assert roll[posts[0].pk].name == "Pelaksana Contoh"
    assert roll[posts[0].pk].role_label == "Plt. Ketua LPMK 0"
    assert roll[posts[1].pk].name == ""
    assert {row.status for row in roll.values()} == {""}
    page = text(desk.get(at(meeting, "desk_attendance")))
    assert "Pelaksana Tugas (Plt.)" in page
    assert "Jabatan kosong hari itu" in page


def test_a_later_change_of_post_or_name_rewrites_nothing_on_the_roll(desk):
    post = boards(1)[0]
    meeting = builders.meeting()
    held = holds(post, "Lama Contoh")
    desk.post(at(meeting, "desk_invitation"), {"jabatan": post.pk})
    held.end_date = date(2026, 1, 1)
    held.save()
    post.label = "Ketua LPMK Baru"
    post.save()
    Organization.objects.get(pk=post.organization_id).save()
    holds(post, start_date=date(2026, 1, 2))
    row = meeting.attendances.get()
    desk.post(
        at(meeting, "desk_row", word="kehadiran", key=row.pk), {"version": 1, "status": "hadir"}
    )
    row.refresh_from_db()
    assert (row.name, row.role_label, row.status) == ("Lama Contoh", "Ketua LPMK 0", "hadir")


def test_single_posts_are_found_by_label_institution_or_holder(desk):
    posts = boards()
    holds(posts[1], "Larasati Contoh")
    meeting = builders.meeting()
    page = text(desk.get(at(meeting, "desk_invitation"), {"cari": "larasati"}))
    assert f'id="jabatan-{posts[1].pk}"' in page
    assert f'id="jabatan-{posts[0].pk}"' not in page
    assert "Tidak ada jabatan yang cocok" in text(
        desk.get(at(meeting, "desk_invitation"), {"cari": "tidak-ada"})
    )


def test_a_kelurahan_offers_only_the_groups_of_its_own_area(client):
    here, there = builders.subdistrict(), builders.subdistrict("33.71.02.1001", "Panjang")
    for place in (here, there):
        for n in range(2):
            body = builders.organization(f"LPMK {place.name} {n}", area=place)
            builders.post(f"Ketua {body.name}", organization=body)
    client.force_login(builders.user("note_taker", area=here))
    meeting = builders.meeting(area=here)
    client.post(at(meeting, "desk_invitation"), {"kelompok": "lpmk:ketua"})
    assert {row.area for row in meeting.attendances.all()} == {here}


@WITH_AND_WITHOUT
def test_whoever_is_represented_needs_the_delegates_name_beside_the_field(desk, headers):
    meeting = builders.meeting()
    row = builders.attendance(meeting, "Lurah Contoh", status="")
    where = at(meeting, "desk_row", word="kehadiran", key=row.pk)
    form = {"version": 1, "status": "diwakili", "reason": "rapat lain", "name": "Lurah Contoh"}
    answer = desk.post(where, form, headers=headers)
    assert answer.status_code == 422
    page = text(answer)
    assert f'id="w-{row.pk}-galat">Tuliskan siapa yang mewakili.' in page
    assert f'aria-invalid="true" aria-describedby="w-{row.pk}-galat"' in page
    assert page.count("Tuliskan siapa yang mewakili.") == 1
    assert 'value="rapat lain"' in page
    answer = desk.post(where, form | {"represented_by": "Ani, Sekretaris"}, headers=headers)
    assert answer.status_code == (200 if headers else 302)
    assert meeting.attendances.get().represented_by == "Ani, Sekretaris"


def test_leaving_before_arriving_is_said_beside_the_field(desk):
    meeting = builders.meeting()
    row = builders.attendance(meeting, "Tamu Contoh")
    form = {"version": 1, "status": "hadir", "name": "Tamu Contoh",
            "arrived_at": "10:00", "left_at": "09:00"}  # fmt: skip
    answer = desk.post(at(meeting, "desk_row", word="kehadiran", key=row.pk), form)
    assert answer.status_code == 422
    assert f'id="left_at-{row.pk}-galat">Jam pulang mendahului jam datang.' in text(answer)


def test_saving_a_line_by_htmx_brings_the_new_counts_along(desk):
    meeting = builders.meeting()
    row = builders.attendance(meeting, "Tamu Contoh", status="", is_invited=True)
    builders.attendance(meeting, "Tamu Lain", status="", is_invited=True)
    form = {"version": 1, "status": "hadir", "name": "Tamu Contoh"}
    page = text(
        desk.post(at(meeting, "desk_row", word="kehadiran", key=row.pk), form, headers=HTMX)
    )
    assert "1 dari 2 · 1 belum dicatat" in page
    assert "2 diundang, 1 hadir" in page
    assert 'name="version" value="2"' in page


def test_a_line_can_be_put_back_to_not_recorded(desk):
    meeting = builders.meeting()
    row = builders.attendance(meeting, "Tamu Contoh")
    form = {"version": 1, "status": ["hadir", ""], "name": "Tamu Contoh"}
    desk.post(at(meeting, "desk_row", word="kehadiran", key=row.pk), form)
    assert meeting.attendances.get().status == ""


def test_the_role_of_an_invited_post_cannot_be_typed_over(desk):
    post = boards(1)[0]
    holds(post, "Tetap Contoh")
    meeting = builders.meeting()
    row = Attendance.objects.invite(meeting, [post])[0]
    form = {"version": 1, "status": "hadir", "name": "Orang Lain", "role_label": "Wali Kota"}
    desk.post(at(meeting, "desk_row", word="kehadiran", key=row.pk), form)
    row.refresh_from_db()
    assert (row.name, row.role_label) == ("Tetap Contoh", "Ketua LPMK 0")


@pytest.mark.parametrize(
    ("line", "name", "role", "institution"),
    [
        ("Larsita", "Larsita", "", ""),
        ("Siti Aminah, S.H., M.Si., Ketua RW 3", "Siti Aminah, S.H., M.Si.", "Ketua RW 3", ""),
        ("Budi Contoh, SE, Bendahara, PKK Cacaban", "Budi Contoh, SE", "Bendahara", "PKK Cacaban"),
        ("Ani, Ketua, LPMK, Kelurahan Wates", "Ani", "Ketua", "LPMK, Kelurahan Wates"),
        ("Ani, Warga", "Ani", "Warga", ""),
    ],
)
def test_one_line_says_name_titles_role_and_institution(line, name, role, institution):
    assert who_came(line) == {
        "name": name,
        "role_label": role,
        "organization_label": institution,
    }


@WITH_AND_WITHOUT
def test_a_walk_in_is_one_line_however_often_it_is_sent(desk, headers):
    meeting = builders.meeting()
    form = {"key": uuid.uuid4(), "siapa": "Siti Aminah, S.H., Ketua RW 3"}
    for _ in range(2):
        answer = desk.post(at(meeting, "desk_walk_in"), form, headers=headers)
        assert answer.status_code == (200 if headers else 302)
    row = meeting.attendances.get()
    assert (row.pk, row.name, row.status) == (form["key"], "Siti Aminah, S.H.", "hadir")
    assert row.group_label == "Hadir tanpa undangan"
    assert not row.is_invited


@pytest.mark.parametrize("typed", ["Ketua Contoh · Ibu Contoh", "ibu contoh", "KETUA CONTOH"])
def test_whoever_stands_on_the_roll_is_marked_and_not_added(desk, typed):
    meeting = builders.meeting()
    builders.attendance(meeting, "Ibu Contoh", status="", role_label="Ketua Contoh")
    builders.attendance(meeting, "Bapak Contoh", status="")
    desk.post(at(meeting, "desk_walk_in"), {"key": uuid.uuid4(), "siapa": typed})
    assert [row.status for row in meeting.attendances.order_by("-name")] == ["hadir", ""]


def test_a_walk_in_names_an_institution_of_the_register_and_is_linked(desk):
    body = builders.organization("PKK Contoh", abbreviation="PKKC")
    meeting = builders.meeting()
    desk.post(at(meeting, "desk_walk_in"), {"key": uuid.uuid4(), "siapa": "Ani, Ketua, PKK Contoh"})
    row = meeting.attendances.get()
    assert (row.organization, row.area) == (body, body.area)


def test_who_came_without_an_invitation_is_matched_to_a_person_later(desk):
    meeting = builders.meeting()
    row = builders.attendance(meeting, "Bpk. Achmad Contoh", role_label="Ketua RT 5")
    where = at(meeting, "desk_row", word="kehadiran", key=row.pk)
    assert "Tautkan ke orang terdaftar" not in text(desk.get(where))
    person = builders.person("Ahmad Contoh")
    builders.person("Wahyu Lain")
    opened = text(desk.get(where))
    assert f'<option value="{person.pk}">Ahmad Contoh' in opened
    assert "Wahyu Lain" not in opened
    desk.post(where, {"version": row.version, "status": "hadir", "person": str(person.pk)})
    row.refresh_from_db()
    assert (row.person, row.name, row.role_label) == (person, "Bpk. Achmad Contoh", "Ketua RT 5")
    # A mistake is taken back the same way.
    assert f'<option value="{person.pk}" selected>' in text(desk.get(where))
    desk.post(where, {"version": row.version, "status": "hadir", "person": ""})
    row.refresh_from_db()
    assert row.person is None


def test_one_person_stands_on_the_roll_once_even_when_matched_later(desk):
    meeting = builders.meeting()
    person = builders.person("Ahmad Contoh")
    builders.attendance(meeting, "Ahmad Contoh", person=person)
    row = builders.attendance(meeting, "Achmad Contoh")
    where = at(meeting, "desk_row", word="kehadiran", key=row.pk)
    answer = desk.post(
        where,
        {"version": row.version, "status": "hadir", "person": str(person.pk), "name": row.name},
    )
    assert answer.status_code == 422
    assert "Orang ini sudah ada di daftar hadir." in text(answer)
    assert f'<option value="{person.pk}" selected>' in text(answer)


@WITH_AND_WITHOUT
def test_an_empty_line_is_answered_with_a_sentence(desk, headers):
    meeting = builders.meeting()
    answer = desk.post(
        at(meeting, "desk_walk_in"), {"key": uuid.uuid4(), "siapa": " "}, headers=headers
    )
    assert answer.status_code == 422
    assert "Tuliskan nama atau lembaga yang datang." in text(answer)
    assert desk.post(at(meeting, "desk_walk_in"), {"siapa": "Ani"}).status_code == 400


def test_the_rest_is_marked_present_after_one_question_and_absences_stay(desk):
    meeting = builders.meeting()
    builders.attendance(meeting, status="")
    builders.attendance(meeting, status="")
    builders.attendance(meeting, status="sakit")
    assert "Tandai 2 baris sebagai hadir?" in text(desk.get(at(meeting, "desk_all_present")))
    desk.post(at(meeting, "desk_all_present"))
    found = sorted(meeting.attendances.values_list("status", "version"))
    assert found == [("hadir", 2), ("hadir", 2), ("sakit", 1)]


def test_marking_the_rest_is_taken_back_but_for_what_was_changed_since(desk):
    meeting = builders.meeting()
    early = builders.attendance(meeting, "Yang Dahulu")
    late = builders.attendance(meeting, "Yang Terlambat", status="")
    builders.attendance(meeting, "Yang Lupa", status="")
    page = text(desk.post(at(meeting, "desk_all_present"), follow=True))
    assert "2 baris ditandai hadir." in page
    moment = re.search(r'name="batalkan" value="([^"]+)"', page)[1]
    late.refresh_from_db()
    late.arrived_at = "10:15"
    late.save()
    page = text(desk.post(at(meeting, "desk_all_present"), {"batalkan": moment}, follow=True))
    assert "1 baris dikembalikan ke belum dicatat." in page
    found = dict(meeting.attendances.values_list("name", "status"))
    assert found == {early.name: "hadir", late.name: "hadir", "Yang Lupa": ""}
    for wrong in ("", "kemarin", "0001-01-01", "0001-01-01T00:00:00+14:00"):
        answer = desk.post(at(meeting, "desk_all_present"), {"batalkan": wrong}, follow=True)
        assert "0 baris dikembalikan" in text(answer)


def test_why_there_is_no_roll_is_said_in_one_sentence(desk):
    meeting = builders.meeting(roll_note="")
    where = at(meeting, "desk_attendance")
    assert desk.post(where, {"roll_note": "Sumber tidak memuatnya."}).status_code == 400
    desk.post(where, {"version": 1, "roll_note": "Sumber tidak memuatnya."})
    meeting.refresh_from_db()
    assert meeting.roll_note == "Sumber tidak memuatnya."
    stale = desk.post(where, {"version": 1, "roll_note": "Lain."})
    assert stale.status_code == 409
    assert "Sumber tidak memuatnya." in text(stale)


def test_a_group_whose_members_were_not_recorded_is_an_entry_of_its_own(desk):
    meeting = builders.meeting()
    form = {"version": 0, "label": "Camat se-Kota Magelang", "note": "nama tidak dicatat"}
    where = at(meeting, "desk_row", word="rombongan", key=uuid.uuid4())
    desk.post(where, form)
    assert meeting.attendance_groups.get().headcount is None
    again = desk.post(at(meeting, "desk_row", word="rombongan", key=uuid.uuid4()), form)
    assert again.status_code == 422
    assert "Kelompok ini sudah dicatat." in text(again)
    assert "Jumlah tidak dihitung" in text(desk.get(at(meeting, "desk_attendance")))
