"""The questions that stand between every request and its view."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import has_vary_header

Answer = Callable[[HttpRequest], HttpResponse]


class LanguageFromAddress(LocaleMiddleware):
    """The address alone decides the language: /en/ is English, all else Indonesian.

    Django's own middleware adds ``Vary: Accept-Language``, which would split every shared cache
    over a header that is never read.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or "id")
        return response


class NothingKept:
    """What was made for one signed-in person stays in no cache, nor behind the back button."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if has_vary_header(response, "Cookie") and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class TextWithNul:
    """PostgreSQL holds no NUL. Nobody types one, so the request is at fault and not the portal."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ValueError) and "NUL (0x00)" in str(error):
            return render(request, "400.html", status=400)
        return None


class DatabaseAway:
    """While the database restarts, say so and when to come back, instead of an error."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        response = render(None, "503.html", status=503)
        response["Retry-After"] = "5"
        return response
