"""Rounds that are out: announced, taken from a source, and a certificate of one."""

from datetime import date
from typing import Any

from awards import announcement
from awards.models import Certificate, Contest, Round
from tests import builders

from . import contests

MARKS = {
    "Kelurahan Tidar Selatan": [80, 90],
    "Kelurahan Gelangan": [70, 75],
    "Kelurahan Kramat Selatan": [60, 65],
}


def scored(**fields: Any) -> Contest:
    return contests.scored(contests.contest(**fields), MARKS)


def announced(by: Any, **fields: Any) -> Contest:
    contest = contests.fixed(scored(**fields))
    announcement.announce(contest.round, by=by)
    contest.refresh_from_db()
    return contest


def archive(by: Any, **fields: Any) -> Contest:
    """An old round of which a source tells the places alone."""
    round = contests.award_round(
        standing=Round.Standing.ARCHIVE, source="Koran Contoh, 2020", is_example=False, **fields
    )
    contest = contests.contest(round=round)
    for nominee, place in zip(contest.nominees.all(), contest.places.all(), strict=False):
        contest.placings.create(nominee=nominee, final_place=place)
    announcement.publish_archive(round, by=by, prepared_by=builders.user("award_secretary"))
    return contest


def certificate(contest: Contest, by: Any) -> Certificate:
    paper = Certificate.objects.create(
        placing=contest.placings.get(rank=1),
        recipient_name="CONTOH Sari",
        recipient_role="Lurah Contoh",
        number=f"CONTOH/{contest.slug}",
        text="Kelurahan terbaik contoh",
        given_on=date(2025, 12, 22),
        signatory_name="CONTOH Penanda",
        signatory_role="Kepala Contoh",
    )
    paper.publish(by=by)
    return paper
