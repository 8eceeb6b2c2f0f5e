"""The course of a contest: its steps, their moments, and what the database refuses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from awards import actions, announcement
from awards.models import Placing, Round, Score, ScoreSheet, StageResult
from publications.models import Publication
from tests import builders

from . import contests

pytestmark = pytest.mark.django_db
MARKS = {
    "Kelurahan Tidar Selatan": [80, 90],
    "Kelurahan Gelangan": [70, 75],
    "Kelurahan Kramat Selatan": [60, 65],
}


def test_a_contest_goes_from_draft_to_announcement():
    contest = contests.scored(contests.contest(), MARKS)
    order = contest.placings.order_by("rank").values_list("nominee__name", "place__name")
    assert list(order) == [
        ("Kelurahan Tidar Selatan", "Juara I"),
        ("Kelurahan Gelangan", "Juara II"),
        ("Kelurahan Kramat Selatan", "Juara III"),
    ]
    contests.fixed(contest)
    published = announcement.announce(contest.round, by=builders.user("award_secretary"))
    assert [row.kind for row in published] == ["award_result"]
    body = published[0].body
    assert [row["place"] for row in body["winners"]] == ["Juara I", "Juara II", "Juara III"]
    assert body["recap"]["stages"][0]["nominees"][0]["by_criterion"]["A.1"] == "85.0000"
    assert "Juri Contoh" not in str(body)


def test_every_opened_sheet_matches_its_commitment_in_the_log():
    from publications.canonical import canonical, sha256

    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    (result,) = announcement.announce(contest.round, by=builders.user("award_secretary"))
    committed = {
        commitment
        for row in Publication.objects.of_kind("award_commitment")
        for commitment in row.body["commitments"]
    }
    assert len(committed) == 12
    for sheet in result.body["sheets"]:
        assert sha256(canonical(sheet["opening"])) == sheet["commitment"]
    assert {sheet["commitment"] for sheet in result.body["sheets"]} == committed


def test_weights_that_do_not_sum_to_a_hundred_keep_scoring_shut():
    contest = contests.contest()
    criterion = contest.stages.first().criteria.get(code="B")
    criterion.weight = 30
    criterion.save()
    with pytest.raises(ValidationError, match="berjumlah 90, seharusnya 100"):
        actions.open_scoring(contest, by=builders.user("award_secretary"))


def refused(work):
    with (
        pytest.raises((IntegrityError, Exception), match=r"locked|signed|open|draft"),
        transaction.atomic(),
    ):
        work()


def test_the_instrument_is_locked_by_the_database_once_scoring_opens():
    contest = contests.contest()
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    stage = contest.stages.first()
    criterion = stage.criteria.get(code="B")
    criterion.weight = 30
    refused(criterion.save)
    refused(criterion.delete)
    refused(contest.places.first().delete)
    refused(lambda: contest.tie_steps.create(position=9, kind="jurors"))
    stage.weight = 10
    refused(stage.save)
    contest.refresh_from_db()
    contest.trim = 1
    refused(contest.save)


def test_a_signed_sheet_is_not_written_to():
    contest = contests.contest()
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    sheet = ScoreSheet.objects.first()
    contests.mark(sheet, 80)
    score = sheet.scores.first()
    score.value = 90
    refused(score.save)
    refused(score.delete)


def test_a_stage_that_is_not_open_takes_no_marks():
    contest = contests.contest()
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    contests.mark_stage(contest.stages.first(), MARKS)
    actions.close_stage(contest.stages.first(), by=builders.user("award_secretary"))
    second = contest.stages.last()
    seat = second.seats.first()
    sheet = ScoreSheet.objects.create(seat=seat, nominee=contest.nominees.first())
    criterion = second.criteria.get(code="B")
    refused(lambda: Score.objects.create(sheet=sheet, criterion=criterion, value=50))


def test_who_falls_below_the_cut_does_not_go_on():
    contest = contests.contest()
    stage = contest.stages.first()
    stage.cutoff_count = 2
    stage.save()
    contests.scored(contest, MARKS)
    gone = StageResult.objects.get(goes_on=False)
    assert gone.nominee.name == "Kelurahan Kramat Selatan"
    assert gone.reason == "Peringkat 3; yang maju 2 teratas."
    assert Placing.objects.count() == 2


def test_a_juror_gets_no_sheet_of_the_own_kelurahan_or_its_kecamatan():
    contest = contests.contest()
    juror = contest.round.jurors.first()
    juror.area = builders.district("33.71.01")
    juror.save()
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    judged = ScoreSheet.objects.filter(seat__juror=juror).values_list("nominee__name", flat=True)
    assert set(judged) == {"Kelurahan Gelangan", "Kelurahan Kramat Selatan"}


def test_a_result_is_fixed_by_two_people():
    contest = contests.scored(contests.contest(), MARKS)
    contests.plenary(contest)
    secretary = builders.user("award_secretary")
    actions.propose(contest, by=secretary, departures={})
    assert not actions.fix(contest, by=secretary)
    with pytest.raises(PermissionDenied):
        actions.fix(contest, by=secretary)
    assert actions.fix(contest, by=builders.user("award_secretary"))


def test_a_plenary_departs_only_with_a_reason():
    contest = contests.scored(contests.contest(), MARKS)
    contests.plenary(contest, confirms=False, reason="Kunjungan ulang.")
    first = contest.placings.get(rank=1)
    by = builders.user("award_secretary")
    with pytest.raises(ValidationError, match="Tuliskan alasan"):
        actions.propose(contest, by=by, departures={first.nominee_id: (None, "")})
    actions.propose(contest, by=by, departures={first.nominee_id: (None, "Dokumen tidak benar.")})
    first.refresh_from_db()
    assert (first.place.name, first.final_place) == ("Juara I", None)


def test_nothing_is_announced_before_its_moment():
    from datetime import timedelta

    from django.utils import timezone

    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    Round.objects.filter(pk=contest.round_id)
    round = contest.round
    round.announce_at = timezone.now() + timedelta(hours=1)
    round.save()
    with pytest.raises(ValidationError, match="belum tiba"):
        announcement.announce(round, by=builders.user("award_secretary"))
    assert not Publication.objects.of_kind("award_result").exists()


def test_last_years_instrument_is_copied_as_a_new_version():
    contest = contests.contest()
    copy = actions.copy_contest(
        contest, into=contests.award_round(year=2026), by=builders.user("award_secretary")
    )
    assert (copy.edition, copy.phase, copy.nominees.count()) == (2, "draft", 0)
    assert [c.code for c in copy.stages.first().criteria.all()] == [
        c.code for c in contest.stages.first().criteria.all()
    ]
    assert copy.tie_steps.first().stage.contest == copy
