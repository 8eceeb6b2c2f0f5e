"""Two ways in for a juror, the same pages behind both, and nobody else's sheet on any."""

import logging
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards import actions
from awards.models import (
    JuryLink,
    JuryLinkOpening,
    Score,
)
from tests import builders

from . import contests
from .jurors import (
    PHONE,
    WAYS,
    came_by_account,
    came_by_link,
    link_for,
    opened,
    pages_of,
    send,
    sheets,
    variables,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[*WAYS])
def way(request):
    return WAYS[request.param]


@pytest.fixture
def juror(db):
    return opened().round.jurors.order_by("name").first()


@pytest.fixture
def other(juror):
    return juror.round.jurors.exclude(pk=juror.pk).get()


# ---------------------------------------------------------------------------------- the way in
def test_a_personal_link_leads_in_and_leaves_no_token_behind(juror):
    client = Client()
    link, token = link_for(juror)
    answer = client.get(f"/juri/{token}/", HTTP_USER_AGENT=PHONE)
    assert answer["Location"] == "/juri/"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    cookie = answer.cookies["juri"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/juri/"
    assert token not in cookie.value
    assert "sessionid" not in answer.cookies
    page = client.get("/juri/")
    assert page.status_code == 200
    assert token not in page.content.decode()
    assert juror.name in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    opening = JuryLinkOpening.objects.get()
    assert (opening.link, opening.user_agent) == (link, PHONE)


def test_every_opening_of_a_link_is_kept(juror):
    _, token = link_for(juror)
    for _ in range(3):
        Client().get(f"/juri/{token}/", HTTP_USER_AGENT="x" * 900)
    assert JuryLinkOpening.objects.count() == 3
    assert len(JuryLinkOpening.objects.first().user_agent) == 300


def test_a_link_that_is_over_revoked_or_invented_answers_the_same(juror):
    over, over_token = link_for(juror)
    JuryLink.objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    revoked, revoked_token = link_for(juror)
    revoked.revoke()
    answers, queries = [], []
    for token in (over_token, revoked_token, "x" * 32, "a", "%00", "é" * 40, "9" * 3000):
        with CaptureQueriesContext(connection) as asked:
            answers.append(Client().get(f"/juri/{token}/"))
        queries.append(len(asked))
    answers.append(Client().get("/juri/"))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert set(queries) == {1}
    assert "Tautan ini tidak berlaku" in answers[0].content.decode()
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
    assert {answer["Referrer-Policy"] for answer in answers[:-1]} == {"no-referrer"}
    assert not JuryLinkOpening.objects.exists()


def test_a_link_that_is_revoked_while_somebody_judges_closes_at_once(juror):
    client = came_by_link(juror)
    sheet = sheets(juror).first()
    criterion = variables(sheet)[0]
    assert send(client, "/juri/", sheet, criterion, "80").status_code == 302
    client.link.revoke()
    for htmx in (False, True):
        answer = send(client, "/juri/", sheet, variables(sheet)[1], "80", htmx=htmx)
        assert answer.status_code == 404
    assert client.get("/juri/").content == Client().get("/juri/").content
    assert Score.objects.count() == 1


def test_a_link_that_ends_while_somebody_judges_closes_at_once(juror):
    client = came_by_link(juror)
    JuryLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/juri/lembar/{sheets(juror).first().pk}/").status_code == 404


def test_a_cookie_that_nobody_signed_leads_nowhere(juror):
    client = came_by_link(juror)
    link, _ = link_for(juror)
    for value in (str(link.pk), f"{link.pk}:abc:def", "", "x" * 3000, "9" * 400 + ":1:1"):
        client.cookies["juri"] = value
        assert client.get("/juri/").status_code == 404, value


def test_the_token_stands_in_no_log(juror, caplog):
    from magelang_portal.logs import WithoutTokens

    link, token = link_for(juror)
    link.revoke()
    handler = caplog.handler
    handler.addFilter(rule := WithoutTokens())
    try:
        with caplog.at_level(logging.WARNING):
            Client().get(f"/juri/{token}/")
            Client().post(f"/juri/{token}/")
        assert caplog.records
        assert token not in caplog.text
    finally:
        handler.removeFilter(rule)


def test_the_console_leaves_tokens_out(settings):
    console = settings.LOGGING["handlers"]["console"]
    assert "without_tokens" in console["filters"]


def test_an_official_signed_in_at_the_same_browser_is_not_the_juror(juror):
    """Neither on the page nor in the history; and the link opens nothing of the office."""
    client = Client()
    official = builders.user("note_taker", name="Bu Notulis")
    client.force_login(official)
    _, token = link_for(juror)
    client.get(f"/juri/{token}/")
    page = client.get("/juri/").content.decode()
    assert "Bu Notulis" not in page
    assert "/kantor/pertemuan/" not in page
    sheet = sheets(juror).first()
    criterion = variables(sheet)[0]
    assert send(client, "/juri/", sheet, criterion, "80").status_code == 302
    history = apps.get_model("awards", "ScoreEvent")
    written = history.objects.latest("pgh_created_at").pgh_context.metadata
    assert written.get("user") is None
    assert written["juror"] == juror.name
    assert came_by_link(juror).get("/kantor/juri/").status_code == 302


def test_leaving_a_borrowed_device_forgets_the_juror(juror):
    client = came_by_link(juror)
    assert client.get("/juri/keluar/").status_code == 405
    assert client.post("/juri/keluar/").status_code == 200
    assert client.get("/juri/").status_code == 404


def test_an_account_with_the_duty_but_without_a_seat_is_told_so(db):
    client = Client()
    client.force_login(builders.user("juror"))
    page = client.get("/kantor/juri/")
    assert page.status_code == 200
    assert "belum ditugaskan" in page.content.decode()


def test_a_juror_whose_duty_is_over_is_out(juror):
    client = came_by_account(juror)
    assert client.get("/kantor/juri/").status_code == 200
    client.user.duties.all().delete()
    assert client.get("/kantor/juri/").status_code == 403


# ------------------------------------------------------------------------------- the start page
def test_the_start_page_says_how_far_each_sheet_is(juror, way):
    come, start = way
    client = come(juror)
    first, second, third = sheets(juror)
    contests.mark(first, 80)
    contests.mark(second, 70, sign=False)
    Score.objects.create(sheet=third, criterion=variables(third)[0], value=60)
    page = client.get(start).content.decode()
    for words in ("1 dari 3 lembar", "Ditandatangani", "Lengkap, belum ditandatangani", "Sebagian",
                  "1 dari 3 variabel", "Belum dibuka"):  # fmt: skip
        assert words in page, words


def test_the_start_page_asks_the_same_however_many_nominees_there_are():
    counts = []
    for nominees in (1, 5):
        client = came_by_link(opened(nominees=nominees).round.jurors.first())
        client.get("/juri/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/juri/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_sheet_asks_the_same_however_many_variables_it_has(juror):
    sheet = sheets(juror).first()
    client = came_by_link(juror)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/juri/lembar/{sheet.pk}/").status_code == 200
        counts.append(len(queries))
        for criterion in actions.missing(sheet):
            Score.objects.create(sheet=sheet, criterion=criterion, value=50)
    assert counts[0] == counts[1] <= 12


# ----------------------------------------------------------------------------- nobody else's
def test_another_jurors_sheet_is_not_there(juror, other, way):
    come, start = way
    client = come(juror)
    theirs = sheets(other).first()
    contests.mark(theirs, 91, sign=False)
    for tail in pages_of(theirs):
        for method in ("get", "post"):
            answer = getattr(client, method)(
                f"{start}lembar/{theirs.pk}/{tail}", {"version": 0, "value": 1, "seen": "x"}
            )
            assert answer.status_code in (404, 405), (tail, method)
    assert set(theirs.scores.values_list("value", flat=True)) == {Decimal(91)}
    theirs.refresh_from_db()
    assert theirs.signed_at is None
    own = sheets(juror).first()
    assert client.get(f"{start}lembar/{own.pk}/").status_code == 200


def test_no_page_of_a_juror_holds_a_mark_a_total_or_an_order_of_others(juror, other, way):
    come, start = way
    juror.is_chair = True
    juror.save()
    client = come(juror)
    for sheet in sheets(other):
        contests.mark(sheet, "93.25")
    own = sheets(juror).first()
    contests.mark(own, "41.5", sign=False)
    stage = own.seat.stage
    for address in (start, f"{start}lembar/{own.pk}/", f"{start}lembar/{own.pk}/tanda-tangan/",
                    f"{start}tahap/{stage.pk}/kelengkapan/"):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200, address
        assert "93,25" not in page.content.decode(), address
        assert "93.25" not in page.content.decode(), address
    assert "41,5" in client.get(f"{start}lembar/{own.pk}/").content.decode()


def test_only_the_chair_sees_how_complete_the_sheets_are(juror, other):
    stage = sheets(juror).first().seat.stage
    client = came_by_link(juror)
    address = f"/juri/tahap/{stage.pk}/kelengkapan/"
    assert client.get(address).status_code == 404
    assert address not in client.get("/juri/").content.decode()
    juror.is_chair = True
    juror.save()
    page = client.get(address).content.decode()
    assert other.name in page
    assert address in client.get("/juri/").content.decode()
    elsewhere = opened().stages.first()
    assert client.get(f"/juri/tahap/{elsewhere.pk}/kelengkapan/").status_code == 404
