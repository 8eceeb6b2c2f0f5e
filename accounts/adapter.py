"""How officials sign in: what allauth is told, and the words it answers with."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class OfficialsOnly(DefaultAccountAdapter):
    """Accounts are made by the administrator; nobody signs up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Akun ini sedang tidak aktif. Hubungi administrator.",
        "email_password_mismatch": "Surel atau kata sandi tidak cocok. Periksa ejaannya.",
        "enter_current_password": "Tuliskan kata sandi Anda sekarang.",
        "incorrect_code": "Kode tidak cocok. Tunggu kode berikutnya, lalu coba lagi.",
        "incorrect_password": "Kata sandi tidak cocok.",
        "invalid_password_reset": "Tautan ini sudah dipakai atau kedaluwarsa.",
        "too_many_login_attempts": (
            "Terlalu banyak percobaan masuk yang gagal. Coba lagi beberapa menit lagi."
        ),
        "rate_limited": "Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if is_out_of_place(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)


class SecondFactor(DefaultMFAAdapter):
    """The authenticator app and its recovery codes, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Kode tidak cocok. Tunggu kode berikutnya, lalu coba lagi.",
        "cannot_generate_recovery_codes": (
            "Kode cadangan baru dapat dibuat setelah verifikasi dua langkah menyala."
        ),
    }


class OfficialsBackend(AuthenticationBackend):
    """Sign-in by e-mail and password; asked again at every request of an open session."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and not is_out_of_place(user)


def is_out_of_place(user: Any) -> bool:
    """A demonstration account works in a demonstration alone.

    Its password is printed for everyone, so a portal that people use must not know it, even when
    its database was once a demonstration's.
    """
    return user.is_demonstration and not settings.DEMONSTRATION
