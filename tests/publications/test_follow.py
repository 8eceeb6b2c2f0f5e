"""Following by e-mail: asked for, confirmed by the address itself, ended by one click."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from publications.models import Follower
from publications.models.follower import next_monday
from tests import builders

pytestmark = pytest.mark.django_db

HERE = "/ikuti/?apa=pertemuan&wilayah=33.71.01.1011"
ADDRESS = "warga@contoh.test"


def text(response):
    return response.content.decode()


def ask(client, email=ADDRESS, where=HERE):
    return client.post(where, {"email": email})


def link_in(letter):
    return re.search(r"https?://[^/\s]+(/\S*surat/\S+)", letter.body)[1]


@pytest.fixture
def follower(client):
    ask(client)
    client.post(link_in(mail.outbox.pop()), {"pilihan": "ya"})
    return Follower.objects.get()


def test_every_list_says_how_to_follow_it_by_e_mail_as_it_is_narrowed(client):
    builders.subdistrict()
    page = text(client.get("/pertemuan/?wilayah=33.71.01.1011"))
    assert "/ikuti/?apa=pertemuan&amp;wilayah=33.71.01.1011" in page


def test_the_page_tells_what_is_followed_and_the_ways_without_an_address(client):
    builders.subdistrict()
    page = text(client.get(HERE))
    assert "Pertemuan: " in page
    assert "/pertemuan.atom?wilayah=33.71.01.1011" in page
    assert "/pertemuan.ics?wilayah=33.71.01.1011" in page
    assert client.get("/ikuti/").status_code == 200
    assert client.get("/ikuti/?apa=rahasia").status_code == 404
    assert client.get("/ikuti/?apa=pertemuan&wilayah=x").status_code == 404


def test_nobody_is_followed_before_the_address_itself_has_said_yes(client):
    answer = ask(client)
    assert answer.status_code == 302
    assert "Buka kotak surat Anda." in text(client.get(answer.url))
    letter = mail.outbox.pop()
    assert letter.to == [ADDRESS]
    where = link_in(letter)
    client.get(where)  # a mail program looks at links before people do
    assert not Follower.objects.get().is_confirmed
    answer = client.post(where, {"pilihan": "ya"}, follow=True)
    assert ADDRESS in text(answer)
    assert Follower.objects.get().is_confirmed


def test_whoever_stops_is_forgotten_at_once(client, follower):
    answer = client.post(f"/ikuti/surat/{follower.pk}/", {"pilihan": "berhenti"})
    assert "Alamat surel Anda sudah dihapus" in text(answer)
    assert not Follower.objects.exists()
    again = client.get(f"/ikuti/surat/{follower.pk}/")
    assert again.status_code == 404
    assert "Tautan ini tidak berlaku lagi" in text(again)


def test_a_mail_program_stops_the_letters_by_one_click(client, follower):
    client.post(f"/ikuti/surat/{follower.pk}/", {"List-Unsubscribe": "One-Click"})
    assert not Follower.objects.exists()


def test_asking_twice_sends_one_letter_and_the_answer_does_not_tell_who_follows(client, follower):
    first, second = ask(client), ask(client, "lain@contoh.test")
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert [letter.to for letter in mail.outbox] == [["lain@contoh.test"]]


def test_after_a_day_the_lost_letter_is_sent_once_more(client, follower):
    Follower.objects.update(asked_at=timezone.now() - timedelta(days=2))
    ask(client)
    assert link_in(mail.outbox.pop()).endswith(f"/surat/{follower.pk}/")
    assert Follower.objects.get().is_confirmed


def test_nobody_can_have_a_strangers_letterbox_filled(client):
    years = range(2019, 2026)
    answers = [ask(client, where=f"/ikuti/?apa=pertemuan&tahun={year}") for year in years]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429] * 2
    assert len(mail.outbox) == 5
    assert "Coba lagi besok." in text(answers[-1])
    assert ADDRESS in text(answers[-1])  # what was typed is still there


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Tuliskan alamat surel Anda."),
        ("warga", "Tuliskan alamat surel yang lengkap"),
        ("a@b.c\nBcc: x@contoh.test", "Tuliskan alamat surel yang lengkap"),
        ("a" * 250 + "@contoh.test", "Alamat surel ini terlalu panjang."),
    ],
)
def test_a_wrong_address_gets_a_sentence_beside_the_field(client, typed, sentence):
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Follower.objects.exists()


def test_a_mail_server_that_is_away_is_said_and_nothing_is_kept(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    answer = ask(client)
    assert answer.status_code == 503
    assert "Surat belum dapat dikirim." in text(answer)
    assert not Follower.objects.exists()


def test_where_no_letters_leave_none_are_offered(client, settings):
    settings.SENDS_LETTERS = False
    page = text(client.get("/ikuti/"))
    assert "Portal ini belum mengirim surat." in page
    assert "<form" not in page.split("<main")[1]
    ask(client, where="/ikuti/")
    assert not Follower.objects.exists()


def test_the_pages_set_no_cookie_and_the_key_is_kept_nowhere(client, follower):
    assert not client.get("/ikuti/").cookies
    answer = client.get(f"/ikuti/surat/{follower.pk}/")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 30, 12, 0, tzinfo=UTC), datetime(2026, 12, 6, 23, 0, tzinfo=UTC)),
        (datetime(2026, 11, 29, 22, 59, tzinfo=UTC), datetime(2026, 11, 29, 23, 0, tzinfo=UTC)),
        (datetime(2026, 11, 29, 23, 0, tzinfo=UTC), datetime(2026, 12, 6, 23, 0, tzinfo=UTC)),
    ],
)
def test_letters_leave_on_monday_at_six_in_magelang(now, expected):
    assert next_monday(now) == expected


def test_only_an_administrator_of_the_whole_territory_sees_addresses_and_erases_them(
    client, follower
):
    where = "/admin/publications/follower/"
    client.force_login(builders.user("administrator", area=builders.subdistrict()))
    assert client.get(where).status_code == 403
    client.force_login(builders.user("administrator", area=builders.city()))
    assert ADDRESS in text(client.get(where))
    client.post(f"{where}{follower.pk}/delete/", {"post": "yes"})
    assert not Follower.objects.exists()
    assert ADDRESS not in text(client.get("/admin/"))
