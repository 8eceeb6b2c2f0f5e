"""The start page, the list of meetings and a new meeting."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from forums.models import Meeting
from tests import builders

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_start_page_tells_each_what_waits_for_them(client):
    author, reviewer = builders.user("note_taker"), builders.user("reviewer")
    builders.meeting("Masih Draf")
    sent = builders.meeting("Sudah Dikirim")
    sent.submit(by=author)
    client.force_login(author)
    page = text(client.get(reverse("office")))
    assert "Masih Draf" in page
    assert "Sudah Dikirim" in page
    assert "Pertemuan baru" in page
    assert "Periksa catatan" not in page
    client.force_login(reviewer)
    page = text(client.get(reverse("office")))
    assert "Sudah Dikirim" in page
    assert "Masih Draf" not in page
    assert "Pertemuan baru" not in page


def test_who_has_no_duty_is_told_so(client):
    client.force_login(builders.user())
    page = client.get(reverse("office"))
    assert page.status_code == 200
    assert "belum punya tugas" in text(page)


def test_a_reviewer_without_a_second_factor_is_reminded(client):
    from allauth.mfa.models import Authenticator

    reviewer = builders.user("reviewer")
    client.force_login(reviewer)
    assert "Pasang verifikasi dua langkah" in text(client.get(reverse("office")))
    Authenticator.objects.create(user=reviewer, type="totp", data={"secret": "x"})
    assert "Pasang verifikasi dua langkah" not in text(client.get(reverse("office")))
    client.force_login(builders.user("note_taker"))
    assert "Pasang verifikasi dua langkah" not in text(client.get(reverse("office")))


@pytest.mark.parametrize("name", ["office", "office_meeting_list"])
def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    client, name, django_assert_max_num_queries
):
    both = builders.user("note_taker", "reviewer")
    client.force_login(both)
    other = builders.user("note_taker")

    def fill(number):
        for _ in range(number):
            back = builders.meeting()
            back.submit(by=other)
            back.send_back(by=both, remarks={"pokok": "Perbaiki."})
            builders.meeting().submit(by=other)
            builders.meeting()

    fill(1)
    with django_assert_max_num_queries(7) as one:
        client.get(reverse(name))
    fill(4)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse(name))


def test_the_list_filters_by_state_and_pages_without_losing_or_repeating_a_row(client):
    author = builders.user("note_taker")
    client.force_login(author)
    for number in range(65):
        builders.meeting(f"Rapat {number:02}", date=date(2025, 1, 1) + timedelta(number // 3))
    builders.meeting("Terkirim").submit(by=author)
    address, seen = reverse("office_meeting_list") + "?tahap=draft", []
    while address:
        page = client.get(address).content.decode()
        assert "Terkirim</a>" not in page
        seen += re.findall(r"Rapat \d\d(?=</a>)", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older and reverse("office_meeting_list") + older[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 65


def test_a_broken_place_in_the_list_is_a_bad_request(client):
    client.force_login(builders.user("note_taker"))
    assert client.get(reverse("office_meeting_list") + "?sesudah=x").status_code == 400


def new_meeting(**fields):
    forum = builders.forum("Forum Kemitraan", area=builders.city())
    return {
        "key": str(uuid4()),
        "version": 0,
        "forum": str(forum.pk),
        "name": "Diskusi Forum",
        "classification": "forum",
        "status": "held",
        "date": "2025-12-22",
        "area": str(builders.city().pk),
        "location": "Pendopo",
        "organizer_name": "Dinas Contoh",
        **fields,
    }


def test_a_new_meeting_gets_its_address_from_forum_and_day(client):
    client.force_login(builders.user("note_taker"))
    page = client.get(reverse("meeting_create"))
    assert page.status_code == 200
    first = new_meeting()
    answer = client.post(reverse("meeting_create"), first)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == reverse("desk_basics", kwargs={"pk": first["key"]})
    meeting = Meeting.objects.get()
    assert str(meeting.pk) == first["key"]
    assert meeting.slug == "forum-kemitraan-2025-12-22"
    assert meeting.record_status == "draft"
    client.post(reverse("meeting_create"), new_meeting())
    assert Meeting.objects.filter(slug="forum-kemitraan-2025-12-22-2").exists()


def test_a_double_click_makes_one_meeting(client):
    client.force_login(builders.user("note_taker"))
    data = new_meeting()
    for _ in range(2):
        assert client.post(reverse("meeting_create"), data).status_code == 302
    assert Meeting.objects.count() == 1


def test_a_form_without_its_key_is_refused(client):
    client.force_login(builders.user("note_taker"))
    data = new_meeting()
    del data["key"]
    assert client.post(reverse("meeting_create"), data).status_code == 400


def test_what_is_wrong_is_said_beside_its_field(client):
    client.force_login(builders.user("note_taker"))
    answer = client.post(reverse("meeting_create"), new_meeting(name="", date=""))
    assert answer.status_code == 422
    assert "Periksa lagi" in text(answer)
    assert not Meeting.objects.exists()


def test_a_kelurahans_note_taker_makes_no_meeting_for_the_city(client):
    own = builders.subdistrict()
    client.force_login(builders.user("note_taker", area=own))
    assert client.post(reverse("meeting_create"), new_meeting()).status_code == 422
    assert client.post(reverse("meeting_create"), new_meeting(area=str(own.pk))).status_code == 302


def test_a_reviewer_makes_no_meeting(client):
    client.force_login(builders.user("reviewer"))
    assert client.get(reverse("meeting_create")).status_code == 403
