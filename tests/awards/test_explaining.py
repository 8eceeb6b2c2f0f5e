"""The sentences that explain a result, and what one mark would have had to be."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awards import actions, announcement, ranking
from awards.explaining import Change, Hundredths, Search, explanations
from awards.models import Score, ScoreSheet, TieStep
from awards.recap import Recap
from tests import builders

from . import contests
from .test_ranking import computed
from .test_ranking import contests as any_contest

A, B, C = "Kelurahan Tidar Selatan", "Kelurahan Gelangan", "Kelurahan Kramat Selatan"


def told(contest):
    """nominee's name → its sentences."""
    placings = list(contest.placings.select_related("nominee", "place", "final_place"))
    words = explanations(contest, placings, Recap.of(contest))
    names = {str(row.nominee_id): row.nominee.name for row in placings}
    return {names[key]: text for key, text in words.items()}


def marked(contest, value):
    """Through all stages; ``value`` says the mark from stage, nominee, juror's number and code."""
    by = builders.user("award_secretary")
    actions.open_scoring(contest, by=by)
    for stage in contest.stages.all():
        stage.refresh_from_db()
        if stage.status == "waiting":
            actions.open_stage(stage, by=by)
        jurors = list(stage.seats.order_by("juror__name").values_list("juror_id", flat=True))
        sheets = ScoreSheet.objects.filter(seat__stage=stage).select_related("nominee", "seat")
        for sheet in sheets:
            number = jurors.index(sheet.seat.juror_id) + 1
            for criterion in actions.missing(sheet):
                mark = value(stage.name, sheet.nominee.name, number, criterion.code)
                Score.objects.create(sheet=sheet, criterion=criterion, value=mark)
            actions.sign(sheet)
        actions.close_stage(stage, by=by)
    contest.refresh_from_db()
    actions.compute(contest, by=by)
    return contest


@pytest.mark.django_db
def test_a_higher_total_is_the_reason():
    contest = contests.scored(contests.contest(), {A: [80, 90], B: [80, 89], C: 40})
    text = told(contest)
    assert text[A].startswith(
        "Kelurahan Tidar Selatan di atas Kelurahan Gelangan karena nilai akhirnya 85,0000 "
        "berbanding 84,5000. Kelurahan Gelangan kurang 0,5000 nilai akhir untuk menyamainya; "
        "satu nilai saja bisa membawanya ke atas: nilai seorang juri untuk "
    )
    assert "tidak satu pun nilainya, bila dinaikkan sendirian, membawanya ke atas" in text[B]
    assert text[C] == (
        "Di bawah Kelurahan Kramat Selatan tidak ada peserta lain; nilai akhirnya 40,0000."
    )
    assert not any(
        "Juri Contoh" in one or "." in one.replace(". ", "")[:-1] for one in text.values()
    )


@pytest.mark.django_db
def test_the_one_mark_is_the_smallest_raise_and_was_enough():
    """B of the field stage weighs 60 × 40 % over two jurors: 0.12 of a point for each point."""
    contest = contests.scored(contests.contest(), {A: [80, 90], B: [80, 89], C: 40})
    text = told(contest)[A]
    # 0.5 ÷ 0.12 = 4.17; equal totals would go to the field stage, which then is higher.
    assert "untuk B Lingkungan dalam tahap Lapangan, 80, seharusnya sedikitnya 84,17." in text


@pytest.mark.django_db
def test_the_step_that_decided_is_said_with_its_figures():
    contest = contests.contest()
    contest.tie_steps.all().delete()
    field = contest.stages.last()
    TieStep.objects.create(
        contest=contest,
        position=1,
        kind="field",
        criterion=contest.stages.first().criteria.get(code="A"),
    )
    TieStep.objects.create(contest=contest, position=2, kind="stage", stage=field)

    def value(stage, nominee, juror, code):
        if nominee == B and (stage, code) == ("Administrasi", "B"):
            return 85  # 15 × 0.4 × 0.4 = 2.4
        if nominee == A and stage == "Lapangan":
            return 74  # 4 × 0.6 = 2.4
        return 70

    marked(contest, value)
    text = told(contest)
    assert text[A].startswith(
        "Kelurahan Tidar Selatan di atas Kelurahan Gelangan: nilai akhirnya sama (72,4000); "
        "ditentukan langkah 2: nilai tahap Lapangan 74 berbanding 70. "
        "Bagi Kelurahan Gelangan, tambahan nilai akhir 0,0001 sudah cukup; satu nilai saja"
    )


@pytest.mark.django_db
def test_the_jurors_sheets_are_counted_where_they_decide():
    contest = contests.contest(jurors=3)
    contest.tie_steps.filter(kind="stage").delete()
    contests.scored(contest, {A: [80, 80, 74], B: [78, 78, 78], C: 40})
    assert "nilai akhirnya sama (78,0000); ditentukan langkah 2" not in told(contest)[A]
    assert told(contest)[A].startswith(
        f"{A} di atas {B}: nilai akhirnya sama (78,0000); ditentukan langkah 1: "
        "4 lembar juri menempatkannya di atas, 2 lembar di bawah."
    )


@pytest.mark.django_db
def test_a_shared_rank_is_said_of_both():
    contest = contests.scored(contests.contest(), {A: [80, 90], B: [80, 90], C: 60})
    text = told(contest)
    for one, other in ((A, B), (B, A)):
        assert text[one].startswith(
            f"{one} berbagi peringkat 1 dengan {other}: nilai akhirnya sama (85,0000) dan rantai "
            f"penentu tidak membedakannya. {one} di atas {C} karena nilai akhirnya 85,0000 "
            "berbanding 60,0000."
        )


@pytest.mark.django_db
def test_a_place_that_was_not_given_is_explained():
    contest = contests.contest()
    minimums = {"Juara I": "90", "Juara III": "66.5", "Juara Harapan I": "65"}
    for place in contest.places.filter(name__in=minimums):
        place.minimum_score = Decimal(minimums[place.name])
        place.save()
    contests.scored(contest, {A: 80, B: 70, C: 60})
    assert list(contest.placings.values_list("nominee__name", "place__name")) == [
        (A, "Juara II"), (B, "Juara III"), (C, None),
    ]  # fmt: skip
    text = told(contest)
    assert (
        "Juara I tidak diberikan: nilai akhir 80,0000 di bawah nilai terendah Juara I (90)."
        in text[A]
    )
    assert text[C].endswith(
        "Tidak mendapat tempat: nilai akhir 60,0000 di bawah nilai terendah Juara Harapan I (65)."
    )


@pytest.mark.django_db
def test_a_departure_of_the_plenary_is_said_with_its_reason():
    contest = contests.scored(contests.contest(), {A: 80, B: 70, C: 60})
    first, second = contest.placings.order_by("rank")[:2]
    departures = {
        first.nominee_id: (second.place, "Satu dokumen tidak benar."),
        second.nominee_id: (first.place, "Naik karena yang pertama turun."),
    }
    contests.fixed(contest, departures, confirms=False, reason="Kunjungan ulang.")
    assert (
        "Pleno menyimpang dari hitungan: menurut hitungan Juara I, ditetapkan Juara II, "
        "dengan alasan: Satu dokumen tidak benar." in told(contest)[A]
    )
    assert "dengan alasan" not in told(contest)[C]


@pytest.mark.django_db
def test_whoever_is_beyond_the_places_has_no_sentence():
    contest = contests.contest(nominees=5)
    marks = dict(
        zip(
            [A, B, C, "Kelurahan Kedungsari", "Kelurahan Magersari"],
            [90, 80, 70, 60, 50],
            strict=True,
        )
    )
    contests.scored(contest, marks)
    assert set(told(contest)) == set(marks) - {"Kelurahan Magersari"}


@pytest.mark.django_db
def test_on_a_short_scale_the_one_mark_is_one_of_its_steps():
    contest = contests.contest(scale_maximum=Decimal(5))
    for step in range(1, 6):
        contest.scale.create(value=step, words=f"Langkah {step}")

    def value(stage, nominee, juror, code):
        if nominee == B and (stage, code, juror) == ("Lapangan", "B", 2):
            return 3  # 20 × 0.6 × 0.4 ÷ 2 = 2.4 less than A
        return 2 + juror if nominee != C else 1

    marked(contest, value)
    # Back to 4 only draws level; in the first stage two steps are needed, of 1.6 each.
    assert (
        "untuk B Lingkungan dalam tahap Administrasi, 3, seharusnya sedikitnya 5."
        in (told(contest)[A])
    )


@pytest.mark.django_db
def test_the_sentences_are_published_with_the_result():
    contest = contests.fixed(contests.scored(contests.contest(), {A: 80, B: 70, C: 60}))
    (result,) = announcement.announce(contest.round, by=builders.user("award_secretary"))
    first = next(row for row in result.body["winners"] if row["place"] == "Juara I")
    assert first["explanation"] == told(contest)[A]
    assert (
        f"{A} di atas {B} karena nilai akhirnya 80,0000 berbanding 70,0000." in first["explanation"]
    )


# ----------------------------------------------------------------- the search, against all of it
def recap_of(instrument, marks):
    nested = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for (nominee, stage, variable, juror), mark in marks.items():
        nested[nominee][stage][variable][juror] = mark
    return Recap(instrument, computed(instrument, marks), nested)


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(any_contest(), st.data())
def test_no_smaller_raise_of_one_mark_is_enough(contest, data):
    """Every mark is tried at every step of the scale, with the whole contest computed anew."""
    instrument, marks = contest
    recap = recap_of(instrument, marks)
    standings = recap.standings()
    ranks = sorted({one.rank for one in standings})
    if len(ranks) < 2:
        return
    at = data.draw(st.integers(0, len(ranks) - 2))
    uppers = [one.nominee for one in standings if one.rank == ranks[at]]
    lower = next(one.nominee for one in standings if one.rank == ranks[at + 1])
    choices = [instrument.maximum * step / 4 for step in range(1, 5)]
    enough = []
    for key, mark in marks.items():
        if key[0] != lower or instrument_stage(instrument, key[1]).weight is None:
            continue
        for value in choices:
            if value > mark:
                order = ranking.order(instrument, computed(instrument, marks | {key: value}))
                rank = {one.nominee: one.rank for one in order}
                if all(rank[lower] < rank[upper] for upper in uppers):
                    enough.append(value - mark)
    found = Search(recap, [one.nominee for one in standings], lower, uppers, choices).smallest()
    assert (found is None) == (not enough)
    if found:
        assert isinstance(found, Change)
        assert found.needed - found.was == min(enough)


def instrument_stage(instrument, key):
    return next(stage for stage in instrument.stages if stage.key == key)


def test_every_hundredth_up_to_the_top():
    values = Hundredths(Decimal("99.97"), Decimal(100))
    assert list(values) == [Decimal("99.98"), Decimal("99.99"), Decimal("100.00")]
    assert (values[-1], len(Hundredths(Decimal(100), Decimal(100)))) == (Decimal("100.00"), 0)
