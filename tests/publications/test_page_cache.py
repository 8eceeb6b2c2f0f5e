"""The cache of finished pages: what it keeps, for whom, and until when."""

import gzip
from datetime import date

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from publications import freshness, page_cache
from publications.page_cache import PageCache, Shelf, public_page
from tests import builders
from tests.publications import addresses

calls = []
LONG = "kalimat " * 200


def counted(request):
    calls.append(request.get_full_path())
    return f"{LONG} {len(calls)}"


@public_page
def good(request):
    return HttpResponse(counted(request))


def unmarked(request):
    return HttpResponse(counted(request))


@public_page
def with_cookie(request):
    response = HttpResponse(counted(request))
    response.set_cookie("a", "b")
    return response


@public_page
def looks_at_session(request):
    request.session.get("x")
    return HttpResponse(counted(request))


@public_page
def missing(request):
    return HttpResponse(counted(request), status=404)


@public_page
def streamed(request):
    return StreamingHttpResponse(iter([counted(request)]))


@public_page
def own_caching(request):
    return HttpResponse(counted(request), headers={"Cache-Control": "no-store"})


@public_page
def large(request):
    return HttpResponse(counted(request) + "x" * page_cache.LARGEST_PAGE)


urlpatterns = [
    *(path(f"uji/{view.__name__}/", view) for view in (
        good, unmarked, with_cookie, looks_at_session, missing, streamed, own_caching, large,
    )),
    *addresses.urlpatterns,
]  # fmt: skip
handler400, handler403 = addresses.handler400, addresses.handler403
handler404, handler500 = addresses.handler404, addresses.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def keeping(settings, tmp_path):
    """Pages are kept for a minute, and nothing was published yet."""
    settings.PAGE_CACHE_SECONDS = 60
    settings.FRESHNESS_FILE = tmp_path / "last-publication"
    calls.clear()


def read(response):
    data = response.content
    return gzip.decompress(data) if response.headers.get("Content-Encoding") == "gzip" else data


def test_a_page_is_made_once_and_then_answered_from_memory(client):
    first, second = client.get("/uji/good/"), client.get("/uji/good/")
    assert calls == ["/uji/good/"]
    assert second.content == first.content
    assert second.headers == first.headers
    assert first["Content-Type"] == "text/html; charset=utf-8"
    assert "max-age=0" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    assert "Content-Security-Policy" in second
    assert page_cache.MARK not in first
    assert first["Vary"] == "Accept-Encoding"


def test_a_reader_who_has_the_page_gets_304_without_a_body(client):
    etag = client.get("/uji/good/")["ETag"]
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = client.get("/uji/good/", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == etag
        assert "Content-Type" not in again
    assert client.get("/uji/good/", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [("gzip, br", True), ("", False), ("br", False), ("gzip;q=0", False), ("gzip;q=0.5", True)],
)
def test_the_page_comes_zipped_only_to_who_reads_it_so(client, accepted, zipped):
    for _ in range(2):
        response = client.get("/uji/good/", headers={"Accept-Encoding": accepted})
        assert ("Content-Encoding" in response) == zipped
        assert response["Content-Length"] == str(len(response.content))
        assert read(response).decode().endswith(" 1")


def test_head_tells_the_headers_of_the_page_and_no_body(client):
    before = client.head("/uji/good/")
    page = client.get("/uji/good/")
    after = client.head("/uji/good/")
    assert before.content == after.content == b""
    assert after["ETag"] == page["ETag"]
    assert after["Content-Length"] == page["Content-Length"]
    assert "ETag" in before
    assert len(calls) == 2  # what HEAD made was not kept as the page


def test_a_publication_makes_every_kept_page_old(client, django_capture_on_commit_callbacks):
    client.get("/uji/good/")
    with django_capture_on_commit_callbacks(execute=True):
        builders.published(builders.meeting("Forum Contoh"))
    assert client.get("/uji/good/").content.endswith(b" 2")
    assert client.get("/pertemuan/forum-contoh/").status_code == 200


def test_a_corrected_page_is_seen_by_the_next_reader(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        meeting = builders.published(builders.meeting("Forum Contoh"))
    assert b"Versi 2" not in client.get("/pertemuan/forum-contoh/riwayat/").content
    meeting.reopen(by=builders.user("note_taker"), reason="Ejaan.")
    with django_capture_on_commit_callbacks(execute=True):
        builders.published(meeting)
    assert b"Versi 2" in client.get("/pertemuan/forum-contoh/riwayat/").content


def test_a_page_made_while_something_was_published_is_not_kept(client):
    client.get("/uji/good/")
    shelf = Shelf(10)
    page = page_cache.finish(HttpResponse("lama"))
    before = page_cache.current_state()
    shelf.get("kunci", before)
    freshness.everything_changed()
    shelf.keep("kunci", before, page)
    assert not shelf.pages


def test_two_publications_in_one_moment_are_two_changes():
    marks = set()
    for _ in range(50):
        freshness.everything_changed()
        marks.add(freshness.mark())
    assert len(marks) == 50


def test_a_new_day_makes_every_kept_page_old(client, monkeypatch):
    client.get("/uji/good/")
    monkeypatch.setattr(page_cache.timezone, "localdate", lambda: date(2031, 1, 1))
    assert client.get("/uji/good/").content.endswith(b" 2")


def test_a_page_is_made_again_after_its_time(client, monkeypatch):
    client.get("/uji/good/")
    later = page_cache.time.monotonic() + 61
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: later)
    assert client.get("/uji/good/").content.endswith(b" 2")


@pytest.mark.parametrize(
    "answer",
    ["unmarked", "with_cookie", "looks_at_session", "missing", "streamed", "own_caching", "large"],
)
def test_only_whole_public_pages_are_kept(client, answer):
    first, second = client.get(f"/uji/{answer}/"), client.get(f"/uji/{answer}/")
    assert len(calls) == 2
    assert page_cache.MARK not in first
    assert page_cache.MARK not in second
    assert "s-maxage" not in first.get("Cache-Control", "") or answer == "large"


def test_the_languages_and_hosts_do_not_share_pages(client):
    indonesian = client.get("/bukti/")
    english = client.get("/en/bukti/")
    assert b'<html lang="id">' in indonesian.content
    assert b'<html lang="en">' in english.content
    assert indonesian["Content-Language"] == "id"
    assert client.get("/bukti/").content == indonesian.content
    local = client.get("/bukti/", headers={"Host": "localhost"})
    assert b"http://localhost/" in local.content
    assert b"http://localhost/" not in client.get("/bukti/").content


def test_a_foreign_host_is_refused_and_nothing_is_kept_for_it(client):
    cache = middleware(client)
    for _ in range(2):
        response = client.get("/uji/good/", headers={"Host": "penipu.example"})
        assert response.status_code == 400
    assert calls == []
    assert not cache.plain.pages


def test_a_flood_of_queries_pushes_out_no_plain_page_and_stays_bounded(client):
    cache = middleware(client)
    client.get("/uji/good/")
    for number in range(page_cache.KEPT_QUERIES + 20):
        client.get(f"/uji/good/?acak={number}")
    assert len(cache.queried.pages) == page_cache.KEPT_QUERIES
    made = len(calls)
    client.get("/uji/good/")
    assert len(calls) == made


def test_the_pages_asked_for_last_stay_and_all_together_have_a_weight(monkeypatch):
    page = page_cache.finish(HttpResponse("x" * 1000))
    monkeypatch.setattr(page_cache, "KEPT_BYTES", 3 * page.size)
    shelf, state = Shelf(10), page_cache.current_state()
    for name in ("a", "b", "c"):
        shelf.get(name, state)
        shelf.keep(name, state, page)
    shelf.get("a", state)
    shelf.keep("d", state, page)
    assert list(shelf.pages) == ["c", "a", "d"]
    assert shelf.bytes == 3 * page.size


def test_who_is_signed_in_reads_the_same_page(client):
    client.get("/uji/good/")
    client.force_login(builders.user("reviewer"))
    assert client.get("/uji/good/").content.endswith(b" 1")


def test_a_posted_form_is_never_answered_from_memory(client):
    client.get("/periksa/")
    asked = client.post("/periksa/")
    assert b"Pilih dulu berkas" in asked.content
    assert "ETag" not in asked
    assert b"Pilih dulu" not in client.get("/periksa/").content


def test_without_keeping_pages_leave_the_same(client, settings):
    settings.PAGE_CACHE_SECONDS = 0
    first = client.get("/uji/good/")
    assert client.get("/uji/good/").content.endswith(b" 2")
    assert first["Vary"] == "Accept-Encoding"
    page = client.get("/bukti/")
    assert client.get("/bukti/", headers={"If-None-Match": page["ETag"]}).status_code == 304


def middleware(client: Client) -> PageCache:
    """The first middleware of the handler that answers this client."""
    client.handler.load_middleware()
    found = client.handler._middleware_chain
    while not isinstance(found, PageCache):
        found = found.__wrapped__
    return found
