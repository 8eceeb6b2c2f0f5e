"""Who changed what, from what to what, and when: in words, for those who may see the record."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.history import UNTOLD, fields_of, tracked
from forums.models import Meeting
from tests import builders

pytestmark = pytest.mark.django_db

SAME_WORD = {"forum", "panel"}  # the same in both languages


def history(record):
    return reverse("record_history", kwargs={"label": record._meta.label_lower, "pk": record.pk})


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def change(client, meeting, **fields):
    """Change a meeting in a request, as the desk does."""
    data = {
        "version": meeting.version,
        "forum": str(meeting.forum_id),
        "name": meeting.name,
        "classification": meeting.classification,
        "status": meeting.status,
        "date": meeting.date.isoformat(),
        "location": meeting.location,
        "organizer_name": meeting.organizer_label,
        "area": str(meeting.area_id),
        "abstract": meeting.abstract,
        **fields,
    }
    answer = client.post(reverse("desk_basics", kwargs={"pk": meeting.pk}), data)
    assert answer.status_code in (200, 302), answer.content.decode()
    meeting.refresh_from_db()


def test_a_change_is_told_with_its_author_and_both_values(client):
    author = builders.user("note_taker", name="Bu Sekar")
    client.force_login(author)
    meeting = builders.meeting("Forum Riwayat", location="Pendopo Lama")
    change(client, meeting, location="Pendopo Baru", status="planned")
    page = text(client.get(history(meeting)))
    assert "Bu Sekar mengubah pertemuan “Forum Riwayat”" in page
    assert "Tempat Pendopo Lama menjadi Pendopo Baru" in page
    assert "Keadaan Terlaksana menjadi Direncanakan" in page  # choices by their label
    assert "Sistem menambahkan pertemuan" in page  # made by the test, without a request


def test_what_belongs_to_the_record_is_told_with_it(client):
    client.force_login(builders.user("note_taker"))
    meeting = builders.meeting()
    speech = builders.speech(meeting, "Pokok lama.", speaker_name="Bu Wali")
    speech.key_points = "Pokok baru."
    speech.save()
    builders.decision(meeting, "Disepakati menanam pohon.").delete()
    page = text(client.get(history(meeting)))
    assert "mengubah sambutan “Sambutan Bu Wali”" in page
    assert "Pokok lama. menjadi Pokok baru." in page
    assert "menghapus keputusan" in page
    assert "Disepakati menanam pohon." in page


def test_who_joined_a_promise_and_left_it_is_told_with_the_promise_and_with_the_meeting(client):
    client.force_login(builders.user("administrator", area=builders.city()))
    promise = builders.commitment(builders.meeting())
    promise.co_owners.set([builders.organization("PKK Percobaan")])
    promise.co_owners.set([])
    for record in (promise.meeting, promise):
        page = text(client.get(history(record)))
        assert "menambahkan penanggung jawab bersama “PKK Percobaan”" in page
        assert "menghapus penanggung jawab bersama “PKK Percobaan”" in page


def test_what_a_row_points_to_is_named(client):
    client.force_login(builders.user("note_taker", "registrar"))
    post = builders.post("Ketua LPMK Percobaan")
    term = builders.membership(post=post, person=builders.person("Bu Lastri"))
    term.end_date = date(2026, 1, 31)
    term.save()
    page = text(client.get(history(post.organization)))
    assert "mengubah kepengurusan “Bu Lastri · Ketua LPMK Percobaan”" in page
    assert "Berakhir (kosong) menjadi 31 Januari 2026" in page


def test_a_neighbours_history_does_not_exist(client):
    own = builders.subdistrict()
    neighbour = builders.subdistrict("33.71.01.1010", "Tidar Utara")
    client.force_login(builders.user("note_taker", area=own))
    theirs = builders.meeting(area=neighbour)
    assert client.get(history(builders.meeting(area=own))).status_code == 200
    assert client.get(history(theirs)).status_code == 404


def test_what_cannot_be_asked_for_is_not_found(client):
    client.force_login(builders.user("note_taker"))
    meeting = builders.meeting()
    speech = builders.speech(meeting)
    for label, key in [
        ("forums.speech", speech.pk),  # has no gate of its own
        ("accounts.user", builders.user().pk),
        ("sessions.session", meeting.pk),
        ("forums.nothing", meeting.pk),
        ("nothing", meeting.pk),
    ]:
        address = reverse("record_history", kwargs={"label": label, "pk": key})
        assert client.get(address).status_code == 404, label


def test_internal_notes_are_told_only_to_who_may_edit_the_record(client):
    person = builders.person("Bu Lastri", internal_note="telepon 0293")
    client.force_login(builders.user("note_taker"))
    assert "telepon" not in text(client.get(history(person)))
    client.force_login(builders.user("registrar"))
    assert "telepon" in text(client.get(history(person)))


def test_the_trail_is_for_administrators_of_the_whole_territory(client):
    meeting = builders.meeting("Forum Jejak")
    client.force_login(builders.user("note_taker"))
    assert client.get(reverse("audit_trail")).status_code == 403
    client.force_login(builders.user("administrator", area=builders.subdistrict()))
    assert client.get(reverse("audit_trail")).status_code == 403
    client.force_login(builders.user("administrator"))
    assert meeting.name in text(client.get(reverse("audit_trail")))


def test_every_field_has_a_word_that_officials_know():
    """A field without its own name would be read out in English."""
    nameless = [
        f"{model._meta.label}.{field.name}"
        for model in tracked()
        for field in fields_of(model)
        if field.name not in UNTOLD | SAME_WORD
        and str(field.verbose_name) == field.name.replace("_", " ")
    ]
    assert not nameless, nameless


def test_a_password_is_never_told(client):
    administrator = builders.user("administrator")
    other = builders.user("note_taker", name="Pak Jaka")
    other.set_password("sandi-yang-lain")
    other.save()
    client.force_login(administrator)
    page = client.get(history(other)).content.decode()
    assert "Pak Jaka" in page
    assert other.password not in page
    assert "pbkdf2" not in page


def test_pages_lose_and_repeat_nothing_even_when_all_happened_at_once(client):
    client.force_login(builders.user("note_taker"))
    meeting = builders.meeting("Forum Panjang")
    for number in range(60):
        builders.attendance(meeting, f"Hadirin-{number:03}")
        builders.decision(meeting, f"Keputusan-{number:03}", number=number + 1)
    seen, address = [], history(meeting)
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"[Kk]ehadiran “(Hadirin-\d+)”|<dd>(Keputusan-\d+)</dd>", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older and history(meeting) + older[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120


def test_the_number_of_queries_does_not_follow_the_number_of_changes(
    client, django_assert_max_num_queries
):
    client.force_login(builders.user("note_taker"))
    meeting = builders.meeting()
    builders.speech(meeting)
    builders.commitment(meeting, owner=builders.organization())
    with django_assert_max_num_queries(15) as one:
        client.get(history(meeting))
    for _ in range(5):
        builders.speech(meeting)
        builders.commitment(meeting, owner=builders.organization())
        meeting.location += "."
        meeting.save()
    with django_assert_max_num_queries(len(one)):
        client.get(history(meeting))


def test_an_update_by_raw_sql_is_remembered_too(client):
    client.force_login(builders.user("note_taker"))
    meeting = builders.meeting(location="Aula")
    Meeting.objects.filter(pk=meeting.pk).update(location="Lapangan", version=meeting.version + 1)
    assert "Tempat Aula menjadi Lapangan" in text(client.get(history(meeting)))


def test_a_broken_place_is_a_bad_request(client):
    client.force_login(builders.user("note_taker"))
    assert client.get(history(builders.meeting()) + "?sebelum=x").status_code == 400
