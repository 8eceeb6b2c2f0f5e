"""Jurors as tests need them: with a contest that is open, come by a link or by an account."""

from django.test import Client

from awards import actions
from awards.models import (
    JuryLink,
    ScoreSheet,
)
from tests import builders

from . import contests

PHONE = "Mozilla/5.0 (Linux; Android 9) Contoh"


def opened(**fields):
    contest = contests.contest(**fields)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    return contest


def link_for(juror, **fields):
    link, token = JuryLink.make(juror, by=builders.user("award_secretary"), **fields)
    return link, token


def came_by_link(juror):
    client = Client()
    client.link, token = link_for(juror)
    answer = client.get(f"/juri/{token}/", HTTP_USER_AGENT=PHONE)
    assert answer.status_code == 302
    assert answer["Location"] == "/juri/"
    return client


def came_by_account(juror):
    client = Client()
    client.user = builders.user("juror")
    juror.user = client.user
    juror.save()
    client.force_login(client.user)
    return client


WAYS = {"link": (came_by_link, "/juri/"), "account": (came_by_account, "/kantor/juri/")}


def sheets(juror):
    return ScoreSheet.objects.filter(
        seat__juror=juror, seat__stage__status="open"
    ).order_by("nominee__number")  # fmt: skip


def variables(sheet):
    return list(sheet.seat.stage.criteria.filter(children=None).order_by("code"))


def send(client, start, sheet, criterion, value, version=0, **more):
    htmx = {"HTTP_HX_REQUEST": "true"} if more.pop("htmx", False) else {}
    return client.post(
        f"{start}lembar/{sheet.pk}/nilai/{criterion.pk}/",
        {"value": value, "note": "", "version": version, **more},
        **htmx,
    )


def pages_of(sheet):
    criterion = variables(sheet)[0]
    return ["", "tanda-tangan/", "catatan/", f"nilai/{criterion.pk}/"]


def seen_on(client, address):
    page = client.get(address).content.decode()
    return page.split('name="seen" value="')[1].split('"')[0]
