"""The road of a record through the browser: check, send, review, return, publish, correct."""

import re

import pytest
from django.urls import reverse

from forums.models import Meeting
from publications.models import Publication
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return builders.user("note_taker", name="Bu Sekar")


@pytest.fixture
def reviewer():
    return builders.user("reviewer", name="Pak Bima")


@pytest.fixture
def as_author(client, author):
    client.force_login(author)
    return client


@pytest.fixture
def as_reviewer(reviewer):
    from django.test import Client

    client = Client()
    client.force_login(reviewer)
    return client


def address(name, meeting):
    return reverse(name, kwargs={"pk": meeting.pk})


def step(client, name, meeting, follow=True, **data):
    """Press the button of this step, as the page of this moment would."""
    data.setdefault("version", Meeting.objects.get(pk=meeting.pk).version)
    return client.post(address(name, meeting), data, follow=follow)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_whole_road_from_draft_to_publication(as_author, as_reviewer, author):
    meeting = builders.meeting("Forum Jalan Lurus")
    sent = step(as_author, "meeting_check", meeting)
    assert "Catatan terkirim" in text(sent)
    meeting.refresh_from_db()
    assert meeting.record_status == "in_review"
    assert meeting.submitted_by == author

    assert "Forum Jalan Lurus" in text(as_reviewer.get(reverse("review_list")))
    assert "Terbitkan" in text(as_reviewer.get(address("meeting_review", meeting)))
    asked = text(as_reviewer.get(address("meeting_publish", meeting)))
    assert "Forum Jalan Lurus" in asked
    assert "Senin, 22 Desember 2025" in asked
    assert "0 sambutan, 0 keputusan, 0 tindak lanjut" in asked

    done = step(as_reviewer, "meeting_publish", meeting)
    assert "terbit sebagai versi 1" in text(done)
    publication = Publication.objects.get()
    assert publication.body["title"] == "Forum Jalan Lurus"
    assert publication.prepared_by == author


def test_what_is_missing_stops_the_sending_and_leads_to_its_place(as_author):
    meeting = builders.meeting(location="", roll_note="")
    decision = builders.decision(meeting, owner_label="")
    page = as_author.get(address("meeting_check", meeting)).content.decode()
    assert "Tempat pertemuan belum diisi." in page
    assert address("desk_basics", meeting) in page
    assert f"{address('desk_decisions', meeting)}#baris-{decision.pk}" in page
    assert "Kirim untuk diperiksa</button>" not in page

    refused = step(as_author, "meeting_check", meeting)
    assert refused.status_code == 422
    assert "Tempat pertemuan belum diisi." in text(refused)
    meeting.refresh_from_db()
    assert meeting.record_status == "draft"


def test_warnings_do_not_stop_the_sending(as_author):
    meeting = builders.meeting()
    page = text(as_author.get(address("meeting_check", meeting)))
    assert "Jam mulai belum dicatat." in page
    assert "Kirim untuk diperiksa" in page
    step(as_author, "meeting_check", meeting)
    meeting.refresh_from_db()
    assert meeting.record_status == "in_review"


def test_the_author_has_no_publish_button_and_the_server_refuses(client):
    both = builders.user("note_taker", "reviewer")
    client.force_login(both)
    meeting = builders.meeting()
    meeting.submit(by=both)
    page = client.get(address("meeting_review", meeting)).content.decode()
    assert address("meeting_publish", meeting) not in page
    assert "Kembalikan</button>" not in page
    refused = step(client, "meeting_publish", meeting)
    assert refused.status_code == 403
    assert "Penyusun tidak boleh menerbitkan catatannya sendiri" in text(refused)
    assert step(client, "meeting_review", meeting, pokok="Salah.").status_code == 403
    assert not Publication.objects.exists()


def test_returned_with_remarks_that_the_author_reads_beside_the_place(
    as_author, as_reviewer, author
):
    meeting = builders.meeting("Forum Perlu Perbaikan")
    meeting.submit(by=author)
    back = step(as_reviewer, "meeting_review", meeting, kehadiran="Lurah belum dicatat.", acara="")
    assert "dikembalikan" in text(back)
    page = as_author.get(address("meeting_check", meeting)).content.decode()
    assert "Lurah belum dicatat." in page
    assert address("desk_attendance", meeting) in page
    assert "Dikembalikan untuk diperbaiki" in text(as_author.get(reverse("office")))


def test_a_remark_that_is_too_long_is_told_so_and_kept(as_reviewer, author):
    meeting = builders.meeting()
    meeting.submit(by=author)
    answer = step(as_reviewer, "meeting_review", meeting, pokok="panjang " * 1000)
    assert answer.status_code == 422
    assert "panjang panjang" in text(answer)
    meeting.refresh_from_db()
    assert meeting.record_status == "in_review"


def test_a_return_without_any_remark_is_refused_and_keeps_the_record_in_review(as_reviewer, author):
    meeting = builders.meeting()
    meeting.submit(by=author)
    refused = step(as_reviewer, "meeting_review", meeting, pokok="   ")
    assert refused.status_code == 422
    assert "Tuliskan apa yang perlu diperbaiki." in text(refused)
    meeting.refresh_from_db()
    assert meeting.record_status == "in_review"


def test_nobody_publishes_what_they_have_not_read(as_reviewer, author):
    meeting = builders.meeting()
    meeting.submit(by=author)
    read = meeting.version
    meeting.recall(by=author)
    meeting.name = "Isi yang lain"
    meeting.save()
    meeting.submit(by=author)
    refused = step(as_reviewer, "meeting_publish", meeting, version=read)
    assert "sudah berubah sejak halaman itu dibuka" in text(refused)
    assert not Publication.objects.exists()


def test_a_second_click_meets_a_sentence_and_publishes_nothing_more(as_reviewer, author):
    meeting = builders.meeting()
    meeting.submit(by=author)
    version = meeting.version
    step(as_reviewer, "meeting_publish", meeting, version=version)
    again = step(as_reviewer, "meeting_publish", meeting, version=version)
    assert again.status_code == 200
    assert "sudah berubah" in text(again)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("name", ["meeting_check", "meeting_recall"])
def test_a_step_of_the_author_in_the_wrong_moment_is_a_sentence(as_author, author, name):
    meeting = builders.meeting()
    if name == "meeting_check":
        meeting.submit(by=author)
    answer = step(as_author, name, meeting)
    assert answer.status_code == 200
    assert "Catatan ini" in text(answer)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("meeting_review", {"pokok": "Perbaiki."}),
        ("meeting_publish", {}),
        ("meeting_withdraw", {"reason": "Salah."}),
    ],
)
def test_a_step_of_the_reviewer_on_a_draft_is_a_sentence(as_reviewer, name, data):
    meeting = builders.meeting()
    answer = step(as_reviewer, name, meeting, **data)
    assert answer.status_code == 200
    assert "Catatan ini" in text(answer)


def test_a_step_without_its_version_is_refused(as_author):
    meeting = builders.meeting()
    assert as_author.post(address("meeting_check", meeting)).status_code == 400
    meeting.refresh_from_db()
    assert meeting.record_status == "draft"


def test_a_correction_needs_a_reason_and_shows_its_difference_to_the_reviewer(
    as_author, as_reviewer
):
    meeting = builders.published(builders.meeting("Forum Ejaan Lama"))
    assert step(as_author, "meeting_reopen", meeting, reason=" ").status_code == 422
    step(as_author, "meeting_reopen", meeting, reason="Ejaan nama diperbaiki.")
    meeting.refresh_from_db()
    assert meeting.record_status == "draft"
    meeting.name = "Forum Ejaan Baru"
    meeting.save()
    assert "Ejaan nama diperbaiki." in text(as_author.get(address("meeting_check", meeting)))
    step(as_author, "meeting_check", meeting, reason="Ejaan nama forum diperbaiki.")
    review = as_reviewer.get(address("meeting_review", meeting)).content.decode()
    assert "Ejaan nama forum diperbaiki." in review
    assert re.search(r"<del>[^<]*Lama", review)
    assert re.search(r"<ins>[^<]*Baru", review)
    step(as_reviewer, "meeting_publish", meeting)
    assert Publication.objects.current().get().reason == "Ejaan nama forum diperbaiki."
    meeting.refresh_from_db()
    assert meeting.record_status == "corrected"


def test_a_withdrawal_says_why_and_can_be_mended(as_author, as_reviewer):
    meeting = builders.published(builders.meeting())
    assert step(as_reviewer, "meeting_withdraw", meeting, reason="").status_code == 422
    step(as_reviewer, "meeting_withdraw", meeting, reason="Memuat nama yang keliru.")
    assert Publication.objects.current().get().is_withdrawn
    page = text(as_author.get(address("meeting_check", meeting)))
    assert "Memuat nama yang keliru." in page
    assert "Perbaiki dan terbitkan lagi" in page


def test_the_note_taker_cannot_withdraw_and_the_reviewer_cannot_send(
    as_author, as_reviewer, author
):
    meeting = builders.published(builders.meeting())
    assert step(as_author, "meeting_withdraw", meeting, reason="Salah.").status_code == 403
    draft = builders.meeting()
    assert step(as_reviewer, "meeting_check", draft).status_code == 404
    assert step(as_reviewer, "meeting_recall", draft).status_code == 403


def test_the_preview_shows_the_draft_as_the_public_would_read_it(as_author):
    meeting = builders.meeting("Forum Pratinjau", organizer_label="Dinas Pratinjau")
    page = as_author.get(address("meeting_preview", meeting))
    assert page.status_code == 200
    assert "Forum Pratinjau" in text(page)


def test_the_review_shows_what_was_sent(as_reviewer, author):
    meeting = builders.meeting("Forum Terkirim")
    meeting.submit(by=author)
    Meeting.objects.filter(pk=meeting.pk).update(name="Nama Menyusul", version=meeting.version + 1)
    page = text(as_reviewer.get(address("meeting_review", meeting)))
    assert "Forum Terkirim" in page


# ------------------------------------------------------------------------ whose records
def test_a_neighbours_record_does_not_exist_for_a_kelurahans_note_taker(client):
    own = builders.subdistrict()
    neighbour = builders.subdistrict("33.71.01.1010", "Tidar Utara")
    client.force_login(builders.user("note_taker", area=own))
    mine = builders.meeting("Rembuk Sini", area=own)
    theirs = builders.meeting("Rembuk Sebelah", area=neighbour)
    for name in ("meeting_check", "meeting_preview", "meeting_reopen"):
        assert client.get(address(name, theirs)).status_code == 404
        assert step(client, name, theirs, reason="x").status_code in (404, 405)
    assert client.get(address("meeting_check", mine)).status_code == 200
    page = text(client.get(reverse("office_meeting_list")))
    assert "Rembuk Sini" in page
    assert "Rembuk Sebelah" not in page


def test_a_kelurahans_reviewer_does_not_review_the_citys_record(client, author):
    client.force_login(builders.user("reviewer", area=builders.subdistrict()))
    meeting = builders.meeting()
    meeting.submit(by=author)
    for name in ("meeting_review", "meeting_publish", "meeting_withdraw"):
        assert client.get(address(name, meeting)).status_code == 404
        assert step(client, name, meeting, reason="x", pokok="x").status_code == 404
