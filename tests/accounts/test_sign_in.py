"""Signing in, the second factor, passwords and sessions, as an official meets them."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    """The rate limits live in the cache, which tests share."""
    cache.clear()
    yield
    cache.clear()


def sign_in(client, user, password=builders.PASSWORD, **data):
    return client.post(
        reverse("account_login"), {"login": user.email, "password": password, **data}
    )


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_an_official_signs_in_and_comes_to_the_desk(client):
    user = builders.user("note_taker")
    assert "Masuk petugas" in text(client.get(reverse("account_login")))
    answer = sign_in(client, user)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("office")


def test_the_case_of_the_address_does_not_matter(client):
    user = builders.user("note_taker")
    answer = client.post(
        reverse("account_login"), {"login": user.email.upper(), "password": builders.PASSWORD}
    )
    assert answer.status_code == 302


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_page(client):
    user = builders.user("note_taker")
    asked = client.get(reverse("office_meeting_list"))
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_login"))
    answer = sign_in(client, user, next=reverse("office_meeting_list"))
    assert answer["Location"] == reverse("office_meeting_list")


def test_a_wrong_password_is_a_sentence_that_does_not_say_which_was_wrong(client):
    user = builders.user("note_taker")
    known = text(sign_in(client, user, "salah-sekali"))
    user.email = "tidak.ada@contoh.test"
    unknown = text(sign_in(client, user, "salah-sekali"))
    assert "Surel atau kata sandi tidak cocok." in known
    assert "Surel atau kata sandi tidak cocok." in unknown


def test_too_many_wrong_passwords_close_the_door_for_a_while(client):
    user = builders.user("note_taker")
    for _ in range(12):
        answer = sign_in(client, user, "salah-sekali")
    assert "Terlalu banyak percobaan masuk" in text(answer)
    assert sign_in(client, user).status_code != 302


def test_an_account_that_is_switched_off_does_not_sign_in(client):
    user = builders.user("note_taker", is_active=False)
    sign_in(client, user)
    assert client.get(reverse("office")).status_code == 302


def test_nobody_signs_up(client):
    for address in ("signup/", "daftar/", "email/", "password/set/"):
        assert client.get(f"/kantor/akun/{address}").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_signing_out_needs_a_button(client):
    client.force_login(builders.user("note_taker"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("office")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("office")).status_code == 302


# ------------------------------------------------------------------------- passwords
def test_changing_the_password_ends_every_other_session(client):
    user = builders.user("note_taker")
    sign_in(client, user)
    elsewhere = Client()
    sign_in(elsewhere, user)
    answer = client.post(
        reverse("account_change_password"),
        {
            "oldpassword": builders.PASSWORD,
            "password1": "getuk-trio-lapis",
            "password2": "getuk-trio-lapis",
        },
    )
    assert answer.status_code == 302
    assert client.get(reverse("office")).status_code == 200
    assert elsewhere.get(reverse("office")).status_code == 302
    assert sign_in(Client(), user, "getuk-trio-lapis").status_code == 302


def test_a_password_everybody_uses_is_refused_in_indonesian(client):
    user = builders.user("note_taker")
    sign_in(client, user)
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": builders.PASSWORD, "password1": "password", "password2": "password"},
    )
    assert answer.status_code == 200
    assert "terlalu umum" in text(answer).lower()


def test_a_forgotten_password_is_renewed_by_mail_in_indonesian(client):
    user = builders.user("note_taker", name="Bu Sekar")
    client.post(reverse("account_reset_password"), {"email": user.email})
    (letter,) = mail.outbox
    assert letter.subject == "Kata sandi baru untuk Kantor Forum Kemitraan"
    assert "Halo Bu Sekar" in letter.body
    link = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    assert "Kata sandi baru" in text(page)
    client.post(
        page.redirect_chain[-1][0],
        {"password1": "getuk-trio-lapis", "password2": "getuk-trio-lapis"},
    )
    assert sign_in(Client(), user, "getuk-trio-lapis").status_code == 302
    assert "Tautan tidak berlaku" in text(Client().get(link, follow=True))


def test_nobody_has_mail_sent_to_a_stranger_and_the_answer_does_not_tell(client):
    user = builders.user("note_taker")
    unknown = client.post(
        reverse("account_reset_password"), {"email": "tidak.ada@contoh.test"}, follow=True
    )
    assert mail.outbox == []
    known = client.post(reverse("account_reset_password"), {"email": user.email}, follow=True)
    assert len(mail.outbox) == 1
    assert text(known) == text(unknown)


# ------------------------------------------------------------------- second factor
def with_second_factor(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_the_second_factor_is_set_up_with_a_code_and_leaves_recovery_codes(client):
    user = builders.user("reviewer")
    sign_in(client, user)
    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "Pastikan ini Anda" in text(asked)
    wrong = client.post(asked.redirect_chain[-1][0], {"password": "bukan-ini"})
    assert "Kata sandi tidak cocok." in text(wrong)
    client.post(asked.redirect_chain[-1][0], {"password": builders.PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Kode tidak cocok" in text(wrong)
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert "Kode cadangan" in text(done)
    assert "Tersisa 10 dari 10 kode" in text(done)
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_with_a_second_factor_the_password_alone_opens_nothing(client):
    user = builders.user("reviewer")
    secret = with_second_factor(user)
    answer = sign_in(client, user)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("office")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Kode tidak cocok" in text(wrong)
    assert client.get(reverse("office")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("office")).status_code == 200


def test_the_admin_asks_for_the_second_factor_as_well(client):
    user = builders.user("administrator")
    with_second_factor(user)
    asked = client.get(reverse("admin:index"), follow=True)
    assert "Masuk petugas" in text(asked)
    sign_in(client, user, next=reverse("admin:index"))
    assert client.get(reverse("admin:index")).status_code == 302


def test_the_pages_of_ones_own_account_open(client):
    user = builders.user("reviewer")
    with_second_factor(user)
    client.force_login(user)
    for name in ("account_change_password", "mfa_index", "usersessions_list"):
        assert client.get(reverse(name)).status_code == 200
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        asked = client.get(reverse(name), follow=True)
        assert "Pastikan ini Anda" in text(asked)


def test_other_devices_are_seen_and_signed_out(client):
    user = builders.user("note_taker")
    elsewhere = Client(headers={"user-agent": "Ponsel lama"})
    sign_in(elsewhere, user)
    sign_in(client, user)
    page = text(client.get(reverse("usersessions_list")))
    assert "Ponsel lama" in page
    assert "Yang ini" in page
    client.post(reverse("usersessions_list"))
    assert elsewhere.get(reverse("office")).status_code == 302
    assert client.get(reverse("office")).status_code == 200
