"""Speeches, decisions, commitments and files on the desk."""

import io
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests import builders

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
WITH_AND_WITHOUT = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


@pytest.fixture
def desk(client, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    client.force_login(builders.user("note_taker"))
    return client


def at(meeting, name, **more):
    return reverse(name, kwargs={"pk": meeting.pk, **more})


def row(meeting, word, key=None):
    return at(meeting, "desk_row", word=word, key=key or uuid.uuid4())


def text(response):
    return response.content.decode()


SPEECH = {"version": 0, "type": "arahan", "fidelity": "ringkasan", "key_points": "Satu pokok."}
PROMISE = {"version": 0, "text": "Menyusun peta lembaga.", "direction": "naik"}


def test_a_speaker_comes_from_the_roll_with_the_role_of_the_day(desk):
    meeting = builders.meeting()
    line = builders.attendance(
        meeting, "Ibu Contoh", status="", role_label="Pj. Sekretaris Daerah", capacity="pj"
    )
    desk.post(row(meeting, "sambutan"), SPEECH | {"attendance": line.pk})
    speech = meeting.speeches.get()
    assert (speech.speaker_name, speech.role_label) == ("Ibu Contoh", "Pj. Sekretaris Daerah")
    assert speech.capacity == "pj"
    line.refresh_from_db()
    assert line.status == "hadir"  # whoever speaks is there
    line.role_label = "Sekretaris Daerah"
    line.save()
    form = SPEECH | {"version": 1, "attendance": line.pk, "key_points": "Dua."}
    desk.post(row(meeting, "sambutan", speech.pk), form)
    speech.refresh_from_db()
    assert (speech.role_label, speech.key_points) == ("Pj. Sekretaris Daerah", "Dua.")


def test_where_somebody_was_represented_it_is_the_delegate_who_speaks(desk):
    meeting = builders.meeting()
    line = builders.attendance(
        meeting, "Ketua Contoh", status="diwakili", represented_by="Ani, Wakil Ketua",
        role_label="Ketua DPRD",
    )  # fmt: skip
    desk.post(row(meeting, "sambutan"), SPEECH | {"attendance": line.pk})
    speech = meeting.speeches.get()
    assert speech.speaker_name == "Ani, Wakil Ketua"
    assert speech.role_label == "mewakili Ketua DPRD"


@WITH_AND_WITHOUT
def test_a_speaker_who_is_not_on_the_roll_is_added_in_the_same_step_and_only_once(desk, headers):
    meeting = builders.meeting()
    where = row(meeting, "sambutan")
    form = SPEECH | {"new_speaker": "Siti Aminah, S.H., Ketua RW 3"}
    for _ in range(2):
        answer = desk.post(where, form, headers=headers)
        assert answer.status_code == (200 if headers else 302)
    assert meeting.attendances.get().status == "hadir"
    assert meeting.speeches.get().speaker_name == "Siti Aminah, S.H."


@WITH_AND_WITHOUT
def test_a_speech_without_a_speaker_keeps_its_points_and_says_so(desk, headers):
    meeting = builders.meeting()
    answer = desk.post(row(meeting, "sambutan"), SPEECH, headers=headers)
    assert answer.status_code == 422
    assert "Pilih pembicaranya." in text(answer)
    assert "Satu pokok." in text(answer)


def test_a_speaker_of_another_meeting_cannot_be_chosen(desk):
    stranger = builders.attendance(builders.meeting())
    answer = desk.post(row(builders.meeting(), "sambutan"), SPEECH | {"attendance": stranger.pk})
    assert answer.status_code == 422


def test_the_speech_being_held_stays_open_beneath_the_roll_until_it_ends(desk):
    meeting = builders.meeting()
    line = builders.attendance(meeting, "Ibu Contoh")
    where = row(meeting, "sambutan") + "?tetap=1"
    answer = desk.post(where, SPEECH | {"attendance": line.pk}, headers=HTMX)
    assert 'name="version" value="1"' in text(answer)
    assert "jadikan tindak lanjut" in text(answer)
    plain = desk.post(where, SPEECH | {"version": 1, "attendance": line.pk, "key_points": "A\nB"})
    assert plain.url == at(meeting, "desk_attendance") + "#sedang-berbicara"
    page = text(desk.get(at(meeting, "desk_attendance")))
    assert "A\nB</textarea>" in page
    desk.post(at(meeting, "desk_speech_end", key=meeting.speeches.get().pk))
    assert "A\nB</textarea>" not in text(desk.get(at(meeting, "desk_attendance")))


def test_a_point_of_a_speech_becomes_a_promise_that_knows_where_it_came_from(desk):
    meeting = builders.meeting()
    speech = builders.speech(meeting, "Salam.\nMenyusun peta lembaga.")
    place = f"{at(meeting, 'desk_commitments')}?sambutan={speech.pk}&pokok=2"
    page = text(desk.get(place))
    assert ">\nMenyusun peta lembaga.</textarea>" in page
    assert f'<option value="{speech.pk}" selected>' in page
    link = f"{at(meeting, 'desk_commitments')}?sambutan={speech.pk}&amp;pokok=2#baru"
    assert link in text(desk.get(at(meeting, "desk_speeches")))
    for wrong in ("sambutan=x", f"sambutan={uuid.uuid4()}", f"sambutan={speech.pk}&pokok=99"):
        answer = desk.get(f"{at(meeting, 'desk_commitments')}?{wrong}")
        assert answer.status_code == 200


def test_numbers_are_typed_with_a_decimal_comma(desk):
    meeting = builders.meeting()
    form = PROMISE | {"baseline": "0", "target": "12,5", "unit": "persen", "due_date": "2026-03-31"}
    desk.post(row(meeting, "tindak-lanjut"), form)
    promise = meeting.commitments.get()
    assert (promise.baseline, promise.target) == (Decimal(0), Decimal("12.5"))
    assert promise.due_date == date(2026, 3, 31)
    page = text(desk.get(row(meeting, "tindak-lanjut", promise.pk)))
    assert 'value="12,5"' in page
    assert 'value="2026-03-31"' in page
    desk.post(row(meeting, "tindak-lanjut"), PROMISE | {"target": "1.250"})
    assert meeting.commitments.get(target__gt=100).target == Decimal(1250)


def test_an_owner_of_the_register_is_linked_and_any_other_stays_a_name(desk):
    body = builders.organization("Dinas Pemberdayaan Contoh", abbreviation="DPMC")
    other = builders.organization("PKK Contoh")
    post = builders.post("Lurah Contoh", organization=other)
    meeting = builders.meeting()
    form = PROMISE | {"owner_name": "dpmc", "co_owner_names": "PKK Contoh"}
    where = row(meeting, "tindak-lanjut")
    assert desk.post(where, form).status_code == 302
    assert desk.post(where, form).status_code == 302
    promise = meeting.commitments.get()
    assert (promise.owner, promise.owner_label) == (body, "dpmc")
    assert list(promise.co_owners.all()) == [other]
    desk.post(row(meeting, "tindak-lanjut"), PROMISE | {"owner_name": "Lurah Contoh"})
    assert meeting.commitments.get(owner_label="Lurah Contoh").owner_post == post
    desk.post(row(meeting, "tindak-lanjut"), PROMISE | {"owner_name": "Panitia bersama"})
    assert meeting.commitments.get(owner_label="Panitia bersama").owner is None
    answer = desk.post(row(meeting, "tindak-lanjut"), PROMISE | {"co_owner_names": "Entah"})
    assert answer.status_code == 422
    assert "“Entah” tidak ada di daftar lembaga." in text(answer)


def test_an_impossible_promise_is_refused_beside_its_field(desk):
    meeting = builders.meeting()
    form = PROMISE | {"baseline": "10", "target": "5", "due_date": "2025-12-01"}
    answer = desk.post(row(meeting, "tindak-lanjut"), form)
    assert answer.status_code == 422
    assert "Tenggat mendahului hari pertemuan." in text(answer)
    answer = desk.post(row(meeting, "tindak-lanjut"), form | {"due_date": "2026-01-01"})
    assert '_target_error">Sasaran berlawanan dengan arah yang dipilih.' in text(answer)


def test_a_decision_left_without_a_number_takes_the_next_of_its_kind(desk):
    meeting = builders.meeting()
    builders.decision(meeting, classification="kesepakatan", number=4)
    form = {"version": 0, "text": "Bertemu tiap bulan."}
    where = row(meeting, "keputusan")
    for _ in range(2):
        assert desk.post(where, form | {"classification": "kesepakatan"}).status_code == 302
    desk.post(row(meeting, "keputusan"), form | {"classification": "rekomendasi"})
    found = set(meeting.decisions.values_list("classification", "number"))
    assert found == {("kesepakatan", 4), ("kesepakatan", 5), ("rekomendasi", 1)}
    taken = form | {"classification": "kesepakatan", "number": "4"}
    answer = desk.post(row(meeting, "keputusan"), taken)
    assert '_number_error">Nomor ini sudah dipakai.' in text(answer)


def test_an_item_of_the_agenda_cannot_stand_below_itself(desk):
    meeting = builders.meeting()
    top = builders.agenda_item(meeting, "Diskusi")
    below = builders.agenda_item(meeting, "Kelompok A", parent=top)
    form = {"version": 1, "name": "Diskusi", "parent": below.pk}
    assert desk.post(row(meeting, "acara", top.pk), form).status_code == 422


def photo(colour="green", name="forum.jpg"):
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def test_a_public_photograph_needs_words_for_who_cannot_see_it_and_is_not_asked_for_twice(desk):
    meeting = builders.meeting()
    where = row(meeting, "berkas")
    form = {"version": 0, "name": "Suasana", "is_public": "on"}
    answer = desk.post(where, form | {"upload": photo()})
    assert answer.status_code == 422
    assert "perlu teks pengganti" in text(answer)
    token = text(answer).split('name="kept" value="')[1].split('"')[0]
    words = form | {"alternative_text": "Peserta duduk melingkar."}
    assert desk.post(where, words | {"kept": token}).status_code == 302
    made = meeting.attachments.get()
    assert (made.type, made.file.media_type) == ("foto", "image/jpeg")
    page = text(desk.get(at(meeting, "desk_files")))
    assert 'alt="Peserta duduk melingkar."' in page
    small = desk.get(at(meeting, "desk_file", key=made.pk) + "?kecil=1")
    assert small["Content-Type"] == "image/webp"


def test_an_internal_document_is_kept_as_it_came(desk):
    meeting = builders.meeting()
    data = b"%PDF-1.7\nsurat\n%%EOF\n"
    upload = SimpleUploadedFile("surat.pdf", data, "application/pdf")
    where = row(meeting, "berkas")
    for _ in range(2):
        upload.seek(0)
        answer = desk.post(where, {"version": 0, "name": "Surat", "upload": upload})
        assert answer.status_code == 302
    made = meeting.attachments.get()
    assert (made.type, made.is_public) == ("dokumen", False)
    assert b"".join(desk.get(at(meeting, "desk_file", key=made.pk)).streaming_content) == data


@pytest.mark.parametrize("token", ["", "abc", "a:b:c"])
def test_a_file_that_is_none_is_answered_with_a_sentence(desk, token):
    meeting = builders.meeting()
    form = {"version": 0, "name": "Suasana", "kept": token}
    answer = desk.post(row(meeting, "berkas"), form)
    assert answer.status_code == 422
    assert "Pilih berkasnya." in text(answer)
    broken = SimpleUploadedFile("x.jpg", b"bukan gambar", "image/jpeg")
    answer = desk.post(row(meeting, "berkas"), form | {"upload": broken})
    assert answer.status_code == 422
    assert not meeting.attachments.exists()


def test_the_same_photograph_is_attached_once(desk):
    meeting = builders.meeting()
    form = {"version": 0, "name": "Suasana", "alternative_text": "Peserta."}
    desk.post(row(meeting, "berkas"), form | {"upload": photo()})
    answer = desk.post(row(meeting, "berkas"), form | {"upload": photo()})
    assert answer.status_code == 422
    assert "Berkas ini sudah dilampirkan." in text(answer)


def test_a_file_of_a_neighbours_record_is_not_there(client, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    here, there = builders.subdistrict(), builders.subdistrict("33.71.02.1001", "Panjang")
    meeting = builders.meeting(area=there)
    client.force_login(builders.user("note_taker", area=there))
    form = {"version": 0, "name": "Suasana", "upload": photo(), "alternative_text": "Peserta."}
    client.post(row(meeting, "berkas"), form)
    where = at(meeting, "desk_file", key=meeting.attachments.get().pk)
    assert client.get(where).status_code == 200
    client.force_login(builders.user("note_taker", area=here))
    assert client.get(where).status_code == 404


def test_the_short_form_beside_the_roll_touches_nothing_that_it_does_not_ask(desk):
    meeting = builders.meeting()
    item = builders.agenda_item(meeting)
    speech = builders.speech(
        meeting, "Satu.", agenda_item=item, text="Teks lengkap.", fidelity="verbatim"
    )
    short = {"version": 1, "attendance": speech.attendance_id, "type": "arahan", "new_speaker": "",
             "key_points": "Satu.\nDua."}  # fmt: skip
    desk.post(row(meeting, "sambutan", speech.pk) + "?tetap=1", short, headers=HTMX)
    speech.refresh_from_db()
    assert speech.points == ["Satu.", "Dua."]
    assert (speech.text, speech.fidelity) == ("Teks lengkap.", "verbatim")
    assert speech.agenda_item == item
    desk.post(row(meeting, "tindak-lanjut") + "?ringkas=1", {"version": 0, "text": "Peta."})
    assert meeting.commitments.get().direction == "naik"
