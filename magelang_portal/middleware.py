"""The two questions that stand between every request and its view."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation

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
