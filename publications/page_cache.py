"""Finished public pages, kept in each worker's memory, answered before anything else is asked.

The public side gives everyone the same bytes, so a page may be kept as it left: gzipped, with its
ETag. A page is old as soon as something is published (``freshness``), a new day begins in Magelang
(a promise may fall due overnight), or ``PAGE_CACHE_SECONDS`` have passed. Only answers that carry
``X-Public-Page`` are kept; views get it through ``public_page``. With ``PAGE_CACHE_SECONDS = 0``
nothing is kept, but pages leave exactly as they otherwise would: ETag, 304 and gzip included.
Why it is so: docs/decisions/0004-the-page-cache.md.
"""

import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import has_vary_header

from . import freshness

# Addresses with a query are kept apart: whoever asks for ?a=1, ?a=2, … pushes out only such pages.
KEPT_PAGES = 512
KEPT_QUERIES = 128
KEPT_BYTES = 24 * 1024 * 1024  # of each of the two, in each worker
LARGEST_PAGE = 1024 * 1024  # bytes; a larger answer is not worth the memory
WORTH_ZIPPING = 512  # bytes
BROWSER_SECONDS = 0  # browsers ask again each time, and mostly get a 304
MARK = "X-Public-Page"
NO_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")
ALWAYS = ("ETag", "Cache-Control", "Vary")


class Page(NamedTuple):
    made_at: float
    etag: str
    headers: dict[str, str]
    plain: bytes
    gzipped: bytes

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.gzipped)


class Instead(Exception):
    """Raised while a public page is looked up: answer with this and not with the page."""

    def response(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """This view reads publications alone and looks at nothing of the visitor: keep its answer."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Instead as instead:
            response = instead.response(request)
        response[MARK] = "1"
        return response

    marked.is_public = True  # type: ignore[attr-defined]
    return marked


class Shelf:
    """The pages asked for last, up to a number and a weight; all of one state of the portal."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.pages: OrderedDict[Any, Page] = OrderedDict()
        self.state: Any = None
        self.bytes = 0
        self.lock = Lock()  # a worker has several threads

    def get(self, key: Any, state: Any) -> Page | None:
        with self.lock:
            if state != self.state:
                self.pages.clear()
                self.state, self.bytes = state, 0
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def keep(self, key: Any, state: Any, page: Page) -> None:
        """Unless something was published while the page was being made."""
        with self.lock:
            if state != self.state or state != current_state():
                return
            if old := self.pages.pop(key, None):
                self.bytes -= old.size
            self.pages[key] = page
            self.bytes += page.size
            while len(self.pages) > self.most or self.bytes > KEPT_BYTES:
                _, gone = self.pages.popitem(last=False)
                self.bytes -= gone.size


class PageCache:
    """The first middleware: answers what it has, and keeps what may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.plain = Shelf(KEPT_PAGES)
        self.queried = Shelf(KEPT_QUERIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        seconds = settings.PAGE_CACHE_SECONDS
        if request.method not in ("GET", "HEAD") or not seconds:
            response = self.get_response(request)
            return answer(finish(response), meta) if may_be_shared(request, response) else response
        query = meta.get("QUERY_STRING", "")
        shelf = self.queried if query else self.plain
        key = (meta.get("HTTP_HOST"), request.scheme, meta["PATH_INFO"], query)
        state = current_state()
        page = shelf.get(key, state)
        if page is not None and time.monotonic() - page.made_at < seconds:
            return answer(page, meta)
        response = self.get_response(request)
        if not may_be_shared(request, response):
            return response
        page = finish(response)
        # What a view answers to HEAD need not be the page.
        if request.method == "GET" and len(page.plain) <= LARGEST_PAGE:
            shelf.keep(key, state, page)
        return answer(page, meta)


def current_state() -> tuple[Any, ...]:
    """What every kept page depends on: the last publication, and the day in Magelang."""
    return freshness.mark(), timezone.localdate()


def may_be_shared(request: HttpRequest, response: HttpResponse) -> bool:
    """Take the mark off; say whether this answer may go to everyone who asks the same.

    A page that set a cookie or looked at one is a mistake: it is answered, and never shared.
    """
    is_marked = MARK in response
    del response[MARK]
    return (
        is_marked
        and request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and "Cache-Control" not in response
    )


def finish(response: HttpResponse) -> Page:
    plain = response.content
    # Weak, because the gzipped answer carries the same tag.
    etag = f'W/"{blake2b(plain, digest_size=12).hexdigest()}"'
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    headers |= {
        "ETag": etag,
        "Cache-Control": f"public, max-age={BROWSER_SECONDS}, s-maxage=60, must-revalidate",
        "Vary": "Accept-Encoding",
    }
    gzipped = gzip.compress(plain, 5, mtime=0) if len(plain) >= WORTH_ZIPPING else b""
    return Page(time.monotonic(), etag, headers, plain, gzipped)


def answer(page: Page, meta: dict[str, Any]) -> HttpResponse:
    known = meta.get("HTTP_IF_NONE_MATCH", "")
    if known and (page.etag[2:] in known or known.strip() == "*"):
        response = HttpResponse(status=304)
        for name in ALWAYS:
            response[name] = page.headers[name]
        del response["Content-Type"]
        return response
    accepted = meta.get("HTTP_ACCEPT_ENCODING", "")
    zipped = page.gzipped and "gzip" in accepted and not NO_GZIP.search(accepted)
    response = HttpResponse(page.gzipped if zipped else page.plain, headers=page.headers)
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
