"""The announcement: at its moment, by itself, once, and nothing of it before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone

from awards import actions, announcement
from awards.models import Certificate, Round
from magelang_portal import announcing, chores
from publications.models import Listing, Publication, Tally
from tests import builders

from . import contests
from .rounds import scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    """Judged and fixed; its moment came a minute ago."""
    return contests.fixed(scored(name="Kelurahan Rahasia"))


def at(contest, **from_now):
    round = Round.objects.get(pk=contest.round_id)
    round.announce_at = timezone.now() + timedelta(**from_now)
    round.save()
    return round


def announced():
    return Publication.objects.of_kind("award_result")


def certificate(contest):
    return Certificate.objects.create(
        placing=contest.placings.get(rank=1), recipient_name="CONTOH Lurah", text="Contoh",
        given_on=timezone.localdate(), signatory_name="CONTOH", signatory_role="Kepala Contoh",
    )  # fmt: skip


# ------------------------------------------------------------------------------- by itself
def test_a_round_is_announced_once_its_moment_has_come(contest, capsys):
    call_command("announce_due")
    assert announced().count() == 1
    assert "Diumumkan: Lomba Contoh" in capsys.readouterr().out
    call_command("announce_due")
    assert announced().count() == 1


def test_it_is_signed_by_who_stood_for_the_result_last(contest):
    call_command("announce_due")
    assert announced().get().published_by == contest.fixed_by
    assert announced().get().prepared_by == contest.first_fixed_by
    assert Round.objects.get(pk=contest.round_id).announced_by == contest.fixed_by


def test_nothing_is_announced_before_its_moment(contest):
    at(contest, seconds=30)
    call_command("announce_due")
    assert not announced().exists()
    with pytest.raises(ValidationError, match="belum tiba"):
        announcement.announce(contest.round, by=builders.user("award_secretary"))


def test_a_round_without_a_moment_waits_for_one(contest):
    round = Round.objects.get(pk=contest.round_id)
    round.announce_at = None
    round.save()
    call_command("announce_due")
    assert not announced().exists()


def test_a_round_waits_for_all_its_contests(contest):
    contests.contest(round=contest.round)
    call_command("announce_due")
    assert not announced().exists()


def test_a_round_without_contests_and_an_archive_are_never_due():
    contests.award_round()
    contests.award_round(standing=Round.Standing.ARCHIVE, source="Sumber contoh")
    assert announcement.due() == []


@pytest.mark.parametrize("moment", [-60, 60])
def test_the_launcher_asks_the_same_question(contest, moment):
    def is_due():
        return builders.brings_a_row(announcing.IS_DUE)

    round = at(contest, seconds=moment)
    assert is_due() == (round in announcement.due()) == (moment < 0)
    contests.contest(round=round)
    assert not is_due()
    assert announcement.due() == []


def test_a_database_that_does_not_answer_has_nothing_due():
    assert not chores.finds("postgres://portal:x@//nowhere/portal", announcing.IS_DUE)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://a:b%2Fc@//run/x/portal", {"host": "/run/x", "password": "b/c"}),
        ("postgres://a:b@db.example:5433/portal?sslmode=require",
         {"host": "db.example", "port": "5433", "password": "b", "sslmode": "require"}),
    ],
)  # fmt: skip
def test_the_address_of_a_database_is_read_as_the_site_reads_it(url, expected):
    assert chores.options(url) == {"dbname": "portal", "user": "a", **expected}


# --------------------------------------------------------------------------------- secrecy
def everything_public(client, contest):
    """Whatever a stranger can get hold of: pages, documents, the log."""
    round = contest.round
    pages = [
        "/", "/penghargaan/", f"/penghargaan/{round.slug}/", f"/penghargaan/{round.slug}.json",
        f"/penghargaan/hasil/{contest.slug}/", f"/penghargaan/hasil/{contest.slug}.json",
        "/penghargaan/hasil/tidak-ada/", "/penghargaan/wilayah/33.71/",
        "/wilayah/33.71.01.1011/", "/bukti/", "/bukti/rantai.json",
    ]  # fmt: skip
    answers = [client.get(page) for page in pages]
    return [
        (page, answer.status_code, answer.content.decode())
        for page, answer in zip(pages, answers, strict=True)
    ]


def test_before_the_announcement_no_page_knows_who_won(client, contest):
    builders.subdistrict().publish(by=builders.user("registrar"))
    round = at(contest, days=1)
    announcement.publish_rules(round, by=builders.user("award_secretary"))
    for page, status, content in everything_public(client, contest):
        assert "Kelurahan Gelangan" not in content, page
        assert "Juara II Kelurahan" not in content, page
        if f"hasil/{contest.slug}" in page:
            assert status == 404
    assert not Listing.objects.of_kind("award_result").exists()
    assert not Tally.objects.filter(mention__startswith="honoured:").exists()


def test_an_address_of_a_secret_result_answers_like_one_of_no_contest(client, contest):
    real = client.get(f"/penghargaan/hasil/{contest.slug}/")
    none = client.get("/penghargaan/hasil/tidak-ada/")
    assert real.status_code == none.status_code == 404
    assert real.content.replace(contest.slug.encode(), b"tidak-ada") == none.content


def test_a_certificate_cannot_come_out_before_the_announcement(contest):
    paper = certificate(contest)
    with pytest.raises(ValidationError, match="sesudah pengumuman"):
        paper.publish(by=builders.user("award_secretary"))
    announcement.announce(contest.round, by=builders.user("award_secretary"))
    Certificate.objects.get(pk=paper.pk).publish(by=builders.user("award_secretary"))


def test_an_announced_round_has_its_page_even_if_its_rules_were_not_out(client, contest):
    announcement.announce(contest.round, by=builders.user("award_secretary"))
    assert client.get(f"/penghargaan/{contest.round.slug}/").status_code == 200


# --------------------------------------------------------------------------------- archive
def test_an_archive_comes_out_by_two_people():
    author = builders.user("award_secretary")
    round = contests.award_round(standing=Round.Standing.ARCHIVE, source="Sumber contoh")
    with pytest.raises(PermissionDenied):
        announcement.publish_archive(round, by=author, prepared_by=author)
    with pytest.raises(actions.WrongMoment):
        announcement.publish_archive(
            contests.award_round(), by=builders.user("award_secretary"), prepared_by=author
        )


def test_an_archive_is_mended_in_the_open():
    author, reviewer = builders.user("award_secretary"), builders.user("award_secretary")
    round = contests.award_round(standing=Round.Standing.ARCHIVE, source="Sumber contoh")
    contest = contests.contest(round=round)
    nominee, place = contest.nominees.first(), contest.places.first()
    placing = contest.placings.create(nominee=nominee, final_place=place)
    announcement.publish_archive(round, by=reviewer, prepared_by=author)
    placing.final_place = contest.places.last()
    placing.save()
    announcement.publish_archive(
        round, by=reviewer, prepared_by=author, reason="Salah baca sumber."
    )
    newest = Publication.objects.of_record(contest.pk).first()
    assert newest.version == 2
    assert newest.reason == "Salah baca sumber."
    assert newest.body["winners"][0]["place"] == "Juara Harapan I"
    assert newest.body["recap"] is None
