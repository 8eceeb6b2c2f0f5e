"""Approved now, published at a set moment: by the portal, in the name of who approved it."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums import releasing
from forums.models import Meeting
from magelang_portal.releasing import IS_DUE
from publications.models import Publication
from tests import builders

pytestmark = pytest.mark.django_db

MORNING = {"day": "2099-12-07", "hour": "09:00"}


@pytest.fixture
def sent():
    meeting = builders.meeting("Forum Terjadwal")
    meeting.submit(by=builders.user("note_taker"))
    return meeting


@pytest.fixture
def reviewer():
    return builders.user("reviewer", name="Pak Pemeriksa")


@pytest.fixture
def desk(reviewer):
    client = Client()
    client.force_login(reviewer)
    return client


def at(meeting, name):
    return reverse(name, kwargs={"pk": meeting.pk})


def text(answer):
    return answer.content.decode()


def scheduled(meeting, reviewer, **delay):
    releasing.schedule(
        meeting, by=reviewer, at=timezone.now() + timedelta(**(delay or {"hours": 1}))
    )
    return meeting


def let_it_be_due(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(
        release_at=timezone.now() - timedelta(minutes=1), version=meeting.version + 1
    )
    meeting.refresh_from_db()


def is_due():
    return builders.brings_a_row(IS_DUE)


def test_a_reviewer_sets_the_moment_and_nothing_is_public_before_it(sent, desk, client):
    page = text(desk.get(at(sent, "meeting_publish")))
    assert at(sent, "meeting_schedule") in page
    answer = desk.post(at(sent, "meeting_schedule"), MORNING | {"version": sent.version})
    assert answer.status_code == 302
    page = text(desk.get(at(sent, "meeting_check")))
    assert "Disetujui, terbit Senin, 7 Desember 2099 pukul 09.00 WIB" in page
    assert not Publication.objects.of_record(sent.pk).exists()
    assert releasing.release_due() == []
    assert "Forum Terjadwal" not in text(client.get("/pertemuan/"))
    assert "Terjadwal" in text(desk.get(reverse("review_list")))


def test_at_its_moment_it_is_published_in_the_name_of_who_approved_it(sent, reviewer):
    scheduled(sent, reviewer)
    assert not is_due()
    let_it_be_due(sent)
    assert is_due()
    out = StringIO()
    call_command("release_due", stdout=out)
    assert "Terbit sesuai jadwal" in out.getvalue()
    publication = Publication.objects.of_record(sent.pk).get()
    assert (publication.published_by, publication.prepared_by) == (reviewer, sent.submitted_by)
    sent.refresh_from_db()
    assert (sent.record_status, sent.release_at) == ("published", None)
    assert not is_due()
    call_command("release_due")
    assert Publication.objects.of_record(sent.pk).count() == 1


def test_one_that_cannot_be_published_stops_no_other(sent, reviewer, caplog):
    other = builders.meeting("Forum Kedua")
    other.submit(by=builders.user("note_taker"))
    for meeting in (sent, other):
        scheduled(meeting, reviewer)
        let_it_be_due(meeting)
    Meeting.objects.filter(pk=sent.pk).update(submitted_body={}, version=sent.version + 1)
    with pytest.raises(CommandError, match="1 catatan terjadwal belum terbit"):
        call_command("release_due")
    assert "tidak dapat diterbitkan" in caplog.text
    assert Publication.objects.get().record_id == other.pk


def test_whoever_sent_it_does_not_schedule_it(sent):
    both = sent.submitted_by
    both.duties.create(role="reviewer", area=builders.city())
    client = Client()
    client.force_login(both)
    answer = client.post(at(sent, "meeting_schedule"), MORNING | {"version": sent.version})
    assert answer.status_code == 403
    with pytest.raises(Error), transaction.atomic():
        Meeting.objects.filter(pk=sent.pk).update(
            release_at=timezone.now(), released_by=both, version=sent.version + 1
        )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "", "hour": ""}, "Pilih tanggalnya."),
        ({"day": "2020-01-01", "hour": "09:00"}, "Waktu terbit sudah lewat."),
        ({"day": "0001-01-01", "hour": "00:00"}, "Waktu terbit sudah lewat."),
        ({"day": "besok", "hour": "9"}, "Tanggal ini tidak terbaca."),
    ],
)
def test_a_wrong_moment_gets_a_sentence_beside_the_field(sent, desk, typed, sentence):
    answer = desk.post(at(sent, "meeting_schedule"), typed | {"version": sent.version})
    assert answer.status_code == 422
    assert sentence in text(answer)
    sent.refresh_from_db()
    assert sent.release_at is None


def test_a_stale_page_schedules_nothing(sent, desk):
    old = sent.version
    sent.recall(by=sent.submitted_by)
    sent.submit(by=sent.submitted_by)
    desk.post(at(sent, "meeting_schedule"), MORNING | {"version": old})
    sent.refresh_from_db()
    assert sent.release_at is None


@pytest.mark.parametrize("way", ["recall", "send_back", "cancel"])
def test_what_is_taken_back_is_not_published_at_its_moment(sent, reviewer, desk, way):
    scheduled(sent, reviewer)
    if way == "recall":
        sent.recall(by=sent.submitted_by)
    elif way == "send_back":
        sent.send_back(by=reviewer, remarks={"pokok": "Lengkapi."})
    else:
        desk.post(at(sent, "meeting_unschedule"), {"version": sent.version})
    sent.refresh_from_db()
    assert (sent.release_at, sent.released_by) == (None, None)
    assert releasing.release_due() == []


def test_the_press_reads_it_under_embargo_and_then_the_page_itself(sent, reviewer, desk, client):
    scheduled(sent, reviewer)
    page = text(desk.get(at(sent, "meeting_check")))
    link = re.search(r'value="http://testserver(/pratinjau/[^"]+)"', page)[1]
    answer = client.get(link)
    assert "Jangan disiarkan sebelum" in text(answer)
    assert "Forum Terjadwal" in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    let_it_be_due(sent)
    moved = releasing.press_token(sent)
    releasing.release_due()
    answer = client.get(f"/pratinjau/{moved}/")
    assert answer.status_code == 302
    assert answer.url == reverse("meeting_detail", args=[sent.slug])


def test_a_press_link_dies_with_its_schedule(sent, reviewer, client):
    scheduled(sent, reviewer)
    old = releasing.press_token(sent)
    scheduled(sent, reviewer, hours=2)
    assert client.get(f"/pratinjau/{old}/").status_code == 404
    new = releasing.press_token(sent)
    assert client.get(f"/pratinjau/{new}/").status_code == 200
    releasing.cancel(sent)
    assert client.get(f"/pratinjau/{new}/").status_code == 404
    assert client.get(f"/pratinjau/{new[:-1]}x/").status_code == 404


def test_a_correction_is_scheduled_as_well_and_readers_keep_the_old_version(reviewer, client):
    meeting = builders.published(builders.meeting(abstract="Lama."))
    meeting.reopen(by=meeting.submitted_by, reason="Salah ketik.")
    meeting.abstract = "Baru."
    meeting.save()
    meeting.submit(by=builders.user("note_taker"))
    scheduled(meeting, reviewer)
    where = reverse("meeting_detail", args=[meeting.slug])
    assert "Lama." in text(client.get(where))
    let_it_be_due(meeting)
    releasing.release_due()
    assert "Baru." in text(client.get(where))
