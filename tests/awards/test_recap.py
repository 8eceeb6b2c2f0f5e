"""What the plenary and a practice stage are shown beside the result; nothing is changed by it."""

from decimal import Decimal

import pytest

from awards import actions
from awards.models import Criterion, Juror, Score, ScoreSheet, Seat, Stage
from awards.recap import (
    Recap,
    agreement_of,
    completeness,
    deviations,
    outliers,
    panels_apart,
    side_by_side,
    spread,
)
from tests import builders

from . import contests

pytestmark = pytest.mark.django_db
A, B, C = "Kelurahan Tidar Selatan", "Kelurahan Gelangan", "Kelurahan Kramat Selatan"


def judged(values, jurors=3, **fields):
    """A contest whose first stage has these marks, one per juror."""
    contest = contests.contest(jurors=jurors, **fields)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    stage = contest.stages.first()
    contests.mark_stage(stage, values)
    return contest, stage


def names(contest):
    return {str(row.pk): row.name for row in contest.nominees.all()}


def jurors(contest):
    """Keys of the jurors, numbered in the order of the marks."""
    return {
        str(juror.pk): number
        for number, juror in enumerate(contest.round.jurors.order_by("name"), 1)
    }


def test_a_sheet_far_from_the_other_jurors_is_flagged_and_stays():
    contest, stage = judged({A: [80, 81, 60], B: [70, 71, 72], C: [60, 60, 60]})
    recap = Recap.of(contest)
    (flag,) = outliers(stage, recap)
    assert names(contest)[flag.nominee] == A
    assert jurors(contest)[flag.juror] == 3
    assert (flag.difference, flag.words) == (Decimal("-20.5000"), "lebih rendah")
    score = recap.scores[flag.nominee][str(stage.pk)]
    assert score.score == Decimal("73.6667")


def test_the_distance_itself_is_no_outlier():
    contest, stage = judged({A: [80, 65], B: 70, C: 60}, jurors=2)
    assert outliers(stage, Recap.of(contest)) == []
    other, its_stage = judged({A: [80, "64.99"], B: 70, C: 60}, jurors=2)
    assert len(outliers(its_stage, Recap.of(other))) == 2


def test_two_panels_that_differ_are_flagged():
    contest = contests.contest(jurors=2)
    stage = contest.stages.first()
    for number in range(2):
        juror = Juror.objects.create(round=contest.round, name=f"Juri Contoh lain {number}")
        Seat.objects.create(stage=stage, juror=juror, panel="B")
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    contests.mark_stage(stage, {A: [90, 80, 60, 70], B: [70, 70, 75, 75], C: 50})
    (flag,) = panels_apart(stage, Recap.of(contest))
    assert (names(contest)[flag.nominee], flag.juror) == (A, "")
    assert (flag.difference, flag.words) == (Decimal("20.0000"), "panel A di atas panel B")


def test_agreement_hears_every_juror():
    contest, stage = judged({A: [90, 80, 70], B: [80, 70, 60], C: [70, 60, 50]})
    assert agreement_of(stage, Recap.of(contest)) == 1
    # Ranks 1 2 3, 1 2 3 and 3 2 1: sums 5, 6, 7; W = 12 × 2 ÷ (9 × 24).
    other, its_stage = judged({A: [90, 80, 50], B: [80, 70, 60], C: [70, 60, 70]})
    assert agreement_of(its_stage, Recap.of(other)) == Decimal("0.111")


def test_raw_and_adjusted_stand_side_by_side_per_criterion():
    contest, stage = judged({A: [90, 80, 40], B: 70, C: 60})
    rows = [
        row for row in side_by_side(stage, Recap.of(contest)) if names(contest)[row.nominee] == A
    ]
    codes = {str(row.pk): row.code for row in Criterion.objects.filter(stage=stage)} | {"": "tahap"}
    assert {
        (codes[row.criterion], row.marks, row.plain, row.trimmed, row.apart) for row in rows
    } == {
        (code, 3, Decimal("70.0000"), Decimal("80.0000"), Decimal("10.0000"))
        for code in ("A", "A.1", "A.2", "B", "tahap")
    }


def test_the_declared_method_is_the_one_that_counts():
    contest, stage = judged({A: [90, 80, 40], B: 70, C: 60}, method="trimmed", trim=1)
    recap = Recap.of(contest)
    key = next(key for key, name in names(contest).items() if name == A)
    assert recap.scores[key][str(stage.pk)].score == Decimal("80.0000")
    assert recap.trimmed_by(0).scores[key][str(stage.pk)].score == Decimal("70.0000")


def practised():
    """A practice stage before the others, on a scale of 5."""
    contest = contests.contest(nominees=2, jurors=3, scale_maximum=Decimal(5))
    for stage in reversed(contest.stages.all()):
        stage.position += 1
        stage.save()
    practice = Stage.objects.create(contest=contest, name="Latihan", position=1, is_practice=True)
    contests.criteria(practice)
    for juror in contest.round.jurors.all():
        Seat.objects.create(stage=practice, juror=juror)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    practice.refresh_from_db()
    contests.mark_stage(practice, {A: [3, 4, 5], B: [2, 2, 5]})
    return contest, practice


def test_a_practice_stage_shows_how_far_jurors_lie_apart():
    contest, practice = practised()
    recap = Recap.of_stage(practice)
    rows = [row for row in spread(practice, recap) if names(contest)[row.nominee] == A]
    assert len(rows) == 3  # A.1, A.2 and B
    for row in rows:
        assert (row.marks, row.lowest, row.highest) == (3, 60, 100)
        assert (row.mean, row.distance) == (80, 40)
    found = {jurors(contest)[row.juror]: row for row in deviations(practice, recap)}
    # Juror 1: 60 beside 90, 40 beside 70. Juror 3: 100 beside 70, 100 beside 40.
    assert (found[1].sheets, found[1].mean, found[1].furthest) == (2, -30, -30)
    assert (found[3].mean, found[3].furthest) == (45, 60)
    assert len(outliers(practice, recap)) == 5


def test_a_practice_stage_is_never_counted():
    contest, practice = practised()
    assert actions.close_stage(practice, by=builders.user("award_secretary")) is None
    recap = Recap.of(contest)
    assert all(str(practice.pk) not in of for of in recap.scores.values())
    assert recap.standings() == []
    assert outliers(practice, recap) == []


def test_the_secretary_is_told_how_much_is_in_with_one_query(django_assert_num_queries):
    contest = contests.contest(jurors=2)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    stage = contest.stages.first()
    sheets = list(
        ScoreSheet.objects.filter(seat__stage=stage).order_by(
            "seat__juror__name", "nominee__number"
        )
    )
    contests.mark(sheets[0], 80)
    Score.objects.create(sheet=sheets[1], criterion=stage.criteria.get(code="B"), value=70)
    with django_assert_num_queries(1):
        rows = completeness(stage)
    assert sorted((row.expected, row.begun, row.signed) for row in rows) == [(3, 0, 0), (3, 2, 1)]
    assert {row.panel for row in rows} == {"A"}


def test_a_cut_off_after_the_first_stage_is_on_the_scale_of_a_hundred():
    """The first stage weighs 40; whoever has 60 in it is not below a cut-off of 60."""
    contest = contests.contest()
    stage = contest.stages.first()
    stage.cutoff_score = Decimal(60)
    stage.save()
    contests.scored(contest, {A: 80, B: 60, C: 59})
    rows = stage.results.values_list("nominee__name", "cumulative", "goes_on", "reason")
    assert list(rows) == [
        (A, 80, True, ""), (B, 60, True, ""), (C, 59, False, "Nilai 59 di bawah batas 60."),
    ]  # fmt: skip
