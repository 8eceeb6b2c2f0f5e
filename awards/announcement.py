"""What comes out of a round, and when: its rules, its results, the winners of an archive."""

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from publications.models import Publication

from .actions import WrongMoment
from .document import result_document
from .models import Contest, Round
from .models.contest import Phase


@transaction.atomic
def publish_rules(round: Round, *, by: Any, reason: str = "") -> Publication:
    """The round, its contests and their criteria become public, before or while judging runs."""
    return round.publish(by=by, reason=reason)


def announcement_problems(round: Round) -> list[str]:
    contests = list(round.contests.all())
    problems = [
        f"{contest.name}: hasilnya belum ditetapkan."
        for contest in contests
        if contest.phase not in (Phase.FIXED, Phase.ANNOUNCED)
    ]
    if not contests:
        problems.append("Putaran ini belum punya lomba.")
    if round.announce_at is None:
        problems.append("Saat pengumuman belum ditentukan.")
    elif round.announce_at > timezone.now():
        moment = timezone.localtime(round.announce_at)
        problems.append(f"Saat pengumuman belum tiba: {moment:%d/%m/%Y %H.%M} WIB.")
    return problems


@transaction.atomic
def announce(round: Round, *, by: Any) -> list[Publication]:
    """Publish the result of every contest at once; in the order of a draw, so that numbers in the
    public log say nothing.
    """
    row = Round.objects.select_for_update().get(pk=round.pk)
    if row.is_announced:
        raise WrongMoment("Putaran ini sudah diumumkan.")
    if problems := announcement_problems(row):
        raise ValidationError(problems)
    row.announced_at, row.announced_by = timezone.now(), by
    row.save()
    contests = list(row.contests.all())
    secrets.SystemRandom().shuffle(contests)
    if row.published() is None:  # a result stands on the page of its round
        publish_rules(row, by=by)
    publications = []
    for contest in contests:
        contest.phase = Phase.ANNOUNCED
        contest.save()
        publications.append(seal_result(contest, prepared_by=contest.first_fixed_by, by=by))
    round.refresh_from_db()
    return publications


def seal_result(contest: Contest, *, prepared_by: Any, by: Any, reason: str = "") -> Publication:
    """The result as it stands now, as its next version."""
    return Publication.objects.seal(
        kind="award_result",
        record_id=contest.pk,
        slug=contest.slug,
        body=result_document(contest),
        reason=reason,
        prepared_by=prepared_by,
        published_by=by,
    )


def due() -> list[Round]:
    """Running rounds whose moment has come and whose contests have all been fixed by two people."""
    unfixed = Contest.objects.exclude(phase=Phase.FIXED).values("round")
    waiting = Round.objects.filter(
        standing=Round.Standing.RUNNING, announced_at=None, announce_at__lte=timezone.now()
    )
    return list(waiting.filter(contests__isnull=False).exclude(pk__in=unfixed).distinct())


def announce_at_its_moment(round: Round) -> list[Publication]:
    """Announce a round that is due, in the name of who stood for its results last."""
    last = round.contests.order_by("fixed_at").last()
    assert last is not None
    return announce(round, by=last.fixed_by)


@transaction.atomic
def publish_archive(round: Round, *, by: Any, prepared_by: Any, reason: str = "") -> None:
    """Bring out what a source tells of an old round: two people stand for having read it well.

    Nothing was scored here, so nothing is opened or computed. ``reason`` is the erratum's text
    when a round that is out already is mended.
    """
    row = Round.objects.select_for_update().get(pk=round.pk)
    if row.standing != Round.Standing.ARCHIVE:
        raise WrongMoment("Putaran ini dinilai di portal; hasilnya terbit dengan pengumuman.")
    if by == prepared_by:
        raise PermissionDenied("Arsip diterbitkan oleh orang lain daripada penyusunnya.")
    row.publish(by=by, prepared_by=prepared_by, reason=reason)
    for contest in row.contests.all():
        if contest.phase != Phase.ANNOUNCED:
            contest.first_fixed_by = prepared_by
            contest.first_fixed_at = contest.fixed_at = timezone.now()
            contest.fixed_by, contest.phase = by, Phase.ANNOUNCED
            contest.save()
        seal_result(contest, prepared_by=prepared_by, by=by, reason=reason)
    round.refresh_from_db()
