"""Each row of the desk is saved by itself, by two people at once, with and without JavaScript."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from forums.models import AgendaItem, Commitment, Decision, Meeting, Speech
from publications.models import Publication
from tests import builders

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
WITH_AND_WITHOUT = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
SECTIONS = [
    "desk_basics",
    "desk_invitation",
    "desk_agenda",
    "desk_attendance",
    "desk_speeches",
    "desk_decisions",
    "desk_commitments",
    "desk_files",
]


@pytest.fixture
def desk(client):
    client.force_login(builders.user("note_taker"))
    return client


def address(meeting, word, key=None, act=""):
    name = f"desk_row{act}"
    return reverse(name, kwargs={"pk": meeting.pk, "word": word, "key": key or uuid.uuid4()})


def section(name, meeting):
    return reverse(name, kwargs={"pk": meeting.pk})


def text(response):
    return response.content.decode()


# One way to fill each kind of row, and what it makes.
def filled(meeting, word):
    line = builders.attendance(meeting, "Ibu Contoh")
    return {
        "acara": {"name": "Pembukaan", "start": "09:00", "planned_minutes": "15"},
        "rombongan": {"label": "Camat se-Kota Magelang", "note": "nama tidak dicatat"},
        "sambutan": {
            "attendance": line.pk,
            "type": "arahan",
            "fidelity": "ringkasan",
            "key_points": "Satu.\nDua.",
        },
        "keputusan": {"text": "Bertemu tiap bulan.", "classification": "kesepakatan"},
        "tindak-lanjut": {"text": "Menyusun peta.", "direction": "naik", "target": "12,5"},
    }[word]


ROWS = {
    "acara": AgendaItem,
    "rombongan": None,
    "sambutan": Speech,
    "keputusan": Decision,
    "tindak-lanjut": Commitment,
}


@WITH_AND_WITHOUT
@pytest.mark.parametrize("word", list(ROWS))
def test_a_row_sent_twice_is_one_row(desk, headers, word):
    meeting = builders.meeting()
    form = filled(meeting, word) | {"version": 0}
    where = address(meeting, word)
    expected = 200 if headers else 302
    assert desk.post(where, form, headers=headers).status_code == expected
    assert desk.post(where, form, headers=headers).status_code == expected
    related = {"acara": "agenda", "rombongan": "attendance_groups", "sambutan": "speeches",
               "keputusan": "decisions", "tindak-lanjut": "commitments"}[word]  # fmt: skip
    assert getattr(meeting, related).count() == 1


def test_a_plain_save_comes_back_to_its_row_and_an_htmx_save_answers_with_it(desk):
    meeting = builders.meeting()
    key = uuid.uuid4()
    form = {"version": 0, "name": "Pembukaan"}
    plain = desk.post(address(meeting, "acara", key), form)
    assert plain.url == f"{section('desk_agenda', meeting)}#baris-{key}"
    answer = desk.post(
        address(meeting, "acara", key), form | {"version": 1, "name": "Doa"}, headers=HTMX
    )
    assert f'id="baris-{key}"' in text(answer)
    assert "Doa" in text(answer)
    assert "<html" not in text(answer)


@WITH_AND_WITHOUT
def test_two_editors_meet_both_texts_and_nothing_is_overwritten(desk, headers):
    meeting = builders.meeting()
    item = builders.agenda_item(meeting, "Pembukaan")
    where = address(meeting, "acara", item.pk)
    desk.post(where, {"version": 1, "name": "Pembukaan oleh Lurah"})
    answer = desk.post(where, {"version": 1, "name": "Pembukaan oleh Camat"}, headers=headers)
    assert answer.status_code == 409
    assert "Isian Anda" in text(answer)
    assert "Yang sudah tersimpan" in text(answer)
    assert "Pembukaan oleh Lurah" in text(answer)
    assert 'value="Pembukaan oleh Camat"' in text(answer)
    assert meeting.agenda.get().name == "Pembukaan oleh Lurah"
    assert 'name="version" value="2"' in text(answer)
    # Now knowingly.
    desk.post(where, {"version": 2, "name": "Pembukaan oleh Camat"}, headers=headers)
    assert meeting.agenda.get().name == "Pembukaan oleh Camat"


@WITH_AND_WITHOUT
def test_a_conflict_on_the_roll_shows_both_and_a_knowing_save_goes_through(desk, headers):
    meeting = builders.meeting()
    line = builders.attendance(meeting, "Pak Contoh", status="")
    where = address(meeting, "kehadiran", line.pk)
    desk.post(where, {"version": 1, "status": "hadir", "name": line.name, "role_label": "Ketua"})
    mine = {"version": 1, "status": "izin", "reason": "tugas lain", "name": line.name}
    answer = desk.post(where, mine | {"role_label": "Ketua"}, headers=headers)
    assert answer.status_code == 409
    assert "Izin" in text(answer)
    assert "Hadir" in text(answer)
    assert 'value="tugas lain"' in text(answer)
    assert meeting.attendances.get().status == "hadir"
    desk.post(where, mine | {"version": 2, "role_label": "Ketua"}, headers=headers)
    assert meeting.attendances.get().status == "izin"


@pytest.mark.parametrize("word", list(ROWS))
def test_a_save_without_a_version_is_refused(desk, word):
    meeting = builders.meeting()
    assert desk.post(address(meeting, word), filled(meeting, word)).status_code == 400


@WITH_AND_WITHOUT
def test_what_was_wrong_stands_beside_its_field_and_what_was_typed_stays(desk, headers):
    meeting = builders.meeting()
    key = uuid.uuid4()
    form = {"version": 0, "name": "", "notes": "Catatan panjang", "start": "10:00", "end": "09:00"}
    answer = desk.post(address(meeting, "acara", key), form, headers=headers)
    assert answer.status_code == 422
    page = text(answer)
    field = f"id_{key.hex[:8]}_name"
    assert f'id="{field}_error">Acara belum diisi.' in page
    assert f'aria-describedby="{field}_error"' in page
    assert 'aria-invalid="true"' in page
    assert "Jam selesai mendahului jam mulai." in page
    assert "Catatan panjang" in page


def test_every_section_opens_for_its_note_taker(desk):
    meeting = builders.meeting()
    for name in SECTIONS:
        assert desk.get(section(name, meeting)).status_code == 200, name


def test_a_neighbours_meeting_is_not_there(client):
    here, there = builders.subdistrict(), builders.subdistrict("33.71.02.1001", "Panjang")
    mine, theirs = builders.meeting(area=here), builders.meeting(area=there)
    item = builders.agenda_item(theirs)
    client.force_login(builders.user("note_taker", area=here))
    for name in SECTIONS:
        assert client.get(section(name, mine)).status_code == 200
        assert client.get(section(name, theirs)).status_code == 404
    assert client.get(address(theirs, "acara", item.pk)).status_code == 404
    form = {"version": 1, "name": "Diubah"}
    assert client.post(address(theirs, "acara", item.pk), form).status_code == 404
    # Nor can a row be reached through a meeting of one's own.
    assert client.post(address(mine, "acara", item.pk), form).status_code == 404
    assert client.post(address(mine, "acara", item.pk, "_delete"), form).status_code == 302
    item.refresh_from_db()
    assert (item.name, item.meeting) == ("Pembukaan", theirs)


def test_the_wrong_duty_is_refused_and_a_stranger_is_asked_to_sign_in(client):
    meeting = builders.meeting()
    places = [section(name, meeting) for name in SECTIONS] + [address(meeting, "acara")]
    for place in places:
        assert client.get(place).status_code == 302
        assert "/masuk/" in client.get(place).url
    client.force_login(builders.user("juror"))
    for place in places:
        assert client.get(place).status_code == 403


@WITH_AND_WITHOUT
def test_a_record_in_review_is_read_only_and_keeps_what_was_typed(desk, headers):
    meeting = builders.meeting()
    item = builders.agenda_item(meeting)
    meeting.submit(by=builders.user("note_taker"))
    for name in SECTIONS:
        page = text(desk.get(section(name, meeting)))
        assert "sedang diperiksa" in page
        assert "Simpan" not in page
    form = {"version": 1, "name": "Terlambat diketik"}
    answer = desk.post(address(meeting, "acara", item.pk), form, headers=headers)
    assert answer.status_code == 409
    assert 'value="Terlambat diketik"' in text(answer)
    assert meeting.agenda.get().name == "Pembukaan"


def test_a_published_record_says_to_open_an_erratum(desk):
    meeting = builders.published(builders.meeting())
    assert "buka ralat" in text(desk.get(section("desk_agenda", meeting)))


@pytest.mark.parametrize("word", ["acara", "sambutan", "keputusan", "tindak-lanjut", "kehadiran"])
def test_a_row_is_removed_after_one_question_and_only_in_the_version_that_was_seen(desk, word):
    meeting = builders.meeting()
    row = {
        "acara": builders.agenda_item,
        "sambutan": builders.speech,
        "keputusan": builders.decision,
        "tindak-lanjut": builders.commitment,
        "kehadiran": builders.attendance,
    }[word](meeting)
    where = address(meeting, word, row.pk, "_delete")
    page = text(desk.get(where))
    assert "Ya, hapus" in page
    assert desk.post(where).status_code == 400
    row.save()
    stale = desk.post(where, {"version": 1})
    assert stale.status_code == 409
    assert "Orang lain baru saja mengubah" in text(stale)
    assert desk.post(where, {"version": 2}).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert desk.post(where, {"version": 2}).status_code == 302  # a second click


def test_a_speech_with_a_promise_is_not_removed_and_the_page_says_why(desk):
    meeting = builders.meeting()
    speech = builders.speech(meeting)
    builders.commitment(meeting, "Menyusun peta.", source_speech=speech)
    answer = desk.post(address(meeting, "sambutan", speech.pk, "_delete"), {"version": 1})
    assert answer.status_code == 409
    assert "Masih dipakai tindak lanjut “Menyusun peta.”" in text(answer)
    assert Speech.objects.filter(pk=speech.pk).exists()


def test_a_row_deleted_by_a_colleague_does_not_come_back_by_itself(desk):
    meeting = builders.meeting()
    item = builders.agenda_item(meeting)
    item.delete()
    form = {"version": 1, "name": "Pembukaan"}
    answer = desk.post(address(meeting, "acara", item.pk), form, headers=HTMX)
    assert answer.status_code == 409
    assert "sudah dihapus orang lain" in text(answer)
    assert not meeting.agenda.exists()
    desk.post(address(meeting, "acara", item.pk), form | {"version": 0}, headers=HTMX)
    assert meeting.agenda.count() == 1


def test_rows_move_up_and_down_and_stay_where_they_are_at_the_ends(desk):
    meeting = builders.meeting()
    for name in "ABC":
        desk.post(address(meeting, "acara"), {"version": 0, "name": name})
    last = meeting.agenda.get(name="C")
    where = address(meeting, "acara", last.pk, "_move")
    desk.post(where, {"ke": "naik"})
    assert [item.name for item in meeting.agenda.all()] == ["A", "C", "B"]
    for _ in range(3):
        desk.post(where, {"ke": "naik"})
    assert [item.name for item in meeting.agenda.all()] == ["C", "A", "B"]


def test_the_meeting_itself_is_saved_and_tells_what_is_missing(desk):
    meeting = builders.meeting()
    form = {
        "version": 1, "forum": meeting.forum.pk, "name": "Forum Kemitraan", "classification":
        "forum", "status": "held", "date": "2025-12-22", "start_time": "09:00", "end_time": "08:00",
        "location": "Pendopo", "organizer_name": "Dinas Contoh", "area": meeting.area.pk,
        "abstract": "Ringkas.",
    }  # fmt: skip
    answer = desk.post(section("desk_basics", meeting), form)
    assert answer.status_code == 422
    assert "Jam selesai mendahului jam mulai." in text(answer)
    answer = desk.post(section("desk_basics", meeting), form | {"end_time": "11:00"})
    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.name, meeting.organizer_label) == ("Forum Kemitraan", "Dinas Contoh")
    stale = desk.post(section("desk_basics", meeting), form | {"end_time": "12:00"}, headers=HTMX)
    assert stale.status_code == 409


def test_days_are_never_read_in_american_order(desk):
    meeting = builders.meeting()
    form = filled(meeting, "tindak-lanjut") | {"version": 0}
    answer = desk.post(address(meeting, "tindak-lanjut"), form | {"due_date": "03/04/2026"})
    assert answer.status_code == 302
    assert meeting.commitments.get().due_date == date(2026, 4, 3)
    answer = desk.post(address(meeting, "tindak-lanjut"), form | {"due_date": "12/22/2026"})
    assert answer.status_code == 422


def test_a_remark_stands_above_its_section_until_the_author_says_it_is_mended(desk):
    meeting = builders.meeting()
    meeting.submit(by=builders.user("note_taker"))
    meeting.send_back(by=builders.user("reviewer"), remarks={"acara": "Lengkapi jamnya."})
    assert "Lengkapi jamnya." in text(desk.get(section("desk_agenda", meeting)))
    assert "Lengkapi jamnya." not in text(desk.get(section("desk_files", meeting)))
    key = meeting.remarks.get().pk
    desk.post(reverse("desk_remark", kwargs={"pk": meeting.pk, "key": key}))
    assert "Lengkapi jamnya." not in text(desk.get(section("desk_agenda", meeting)))


def fill(meeting, count):
    for number in range(count):
        line = builders.attendance(meeting, f"Tamu {meeting.pk.hex[:4]} {number}", status="hadir")
        speech = builders.speech(meeting, "Satu.\nDua.", attendance=line)
        decision = builders.decision(meeting, f"Putusan {number}", source_speech=speech)
        builders.commitment(meeting, source_speech=speech, source_decision=decision)
        builders.agenda_item(meeting, f"Butir {number}")
        meeting.attendance_groups.create(label=f"Rombongan {number}")


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_asks_the_database_as_often_for_sixty_rows_as_for_one(
    desk, name, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for count in (1, 5, 60):
        meeting = builders.meeting()
        fill(meeting, count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(section(name, meeting)).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2], counted
    assert counted[0] <= 45


def test_nothing_typed_on_the_desk_reaches_the_public(desk):
    meeting = builders.meeting()
    desk.post(address(meeting, "acara"), {"version": 0, "name": "Pembukaan"})
    assert Meeting.objects.get(pk=meeting.pk).agenda.exists()
    assert not Publication.objects.exists()
