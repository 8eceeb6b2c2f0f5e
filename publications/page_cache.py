"""Finished public pages, kept in each worker's memory, answered before anything else is asked.

The public side gives everyone the same bytes, so a page may be kept as it left: gzipped, with its
ETag. A page is old as soon as something is published (``freshness``), a new day begins in Magelang
(a promise may fall due overnight), or ``PAGE_CACHE_SECONDS`` have passed. Only answers that carry
``X-Public-Page`` are kept; views get it through ``public_page``.
"""

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from . import freshness

KEPT_PAGES = 512
LARGEST_PAGE = 1024 * 1024  # bytes; a larger answer is not worth the memory
BROWSER_SECONDS = 0  # browsers ask again each time, and mostly get a 304
MARK = "X-Public-Page"


class Page(NamedTuple):
    made_at: float
    etag: str
    headers: dict[str, str]
    plain: bytes
    gzipped: bytes


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """This view reads publications alone and looks at nothing of the visitor: keep its answer."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response[MARK] = "1"
        return response

    marked.is_public = True  # type: ignore[attr-defined]
    return marked


class PageCache:
    """The first middleware: answers what it has, and keeps what may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[Any, Page] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not settings.PAGE_CACHE_SECONDS:
            response = self.get_response(request)
            del response[MARK]
            return response
        meta = request.META
        key = (
            meta.get("HTTP_HOST"),
            meta["wsgi.url_scheme"],
            meta.get("HTTP_X_FORWARDED_PROTO"),
            meta["PATH_INFO"],
            meta.get("QUERY_STRING"),
            freshness.mark(),
            timezone.localdate(),
        )
        page = self.pages.get(key)
        if page is not None and time.monotonic() - page.made_at < settings.PAGE_CACHE_SECONDS:
            return answer(page, meta)
        response = self.get_response(request)
        if MARK not in response:
            return response
        del response[MARK]
        if (
            request.method != "GET"
            or response.status_code != 200
            or response.streaming
            or response.cookies
            or len(response.content) > LARGEST_PAGE
        ):
            return response
        page = self.pages[key] = finish(response)
        self.pages.move_to_end(key)
        while len(self.pages) > KEPT_PAGES:
            self.pages.popitem(last=False)
        return answer(page, meta)


def finish(response: HttpResponse) -> Page:
    plain = response.content
    etag = f'"{blake2b(plain, digest_size=12).hexdigest()}"'
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    headers |= {
        "ETag": etag,
        "Cache-Control": f"public, max-age={BROWSER_SECONDS}, s-maxage=60, must-revalidate",
        "Vary": "Accept-Encoding",
    }
    return Page(time.monotonic(), etag, headers, plain, gzip.compress(plain, 6, mtime=0))


def answer(page: Page, meta: dict[str, Any]) -> HttpResponse:
    if page.etag in meta.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
        for name in ("ETag", "Cache-Control", "Vary"):
            response[name] = page.headers[name]
        del response["Content-Type"]
        return response
    zipped = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(page.gzipped if zipped else page.plain, headers=page.headers)
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
