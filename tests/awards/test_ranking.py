"""The arithmetic of a contest against a second one, written another way.

The second counts in fractions and rounds by hand, reads marks from one flat table, and finds every
order by comparing each nominee with each other. Both must agree to the last digit.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awards import ranking

from .naive import JURORS, Naive

NOMINEES = "ABCDE"
# Without shrinking: a contest of many draws takes minutes to shrink, and is small enough to read.
AMOUNT = settings(
    max_examples=100,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


# ------------------------------------------------------------------------------- the contests
def shares(draw, number):
    """That many weights with three decimals which sum to 100."""
    cuts = draw(
        st.lists(st.integers(1, 99_999), min_size=number - 1, max_size=number - 1, unique=True)
    )
    edges = [0, *sorted(cuts), 100_000]
    return [Decimal(high - low) / 1000 for low, high in pairwise(edges)]


@st.composite
def contests(draw, trim=None, ties=True):
    """An instrument and its marks: few different values, so that many nominees are equal."""
    maximum = draw(st.sampled_from([Decimal(100), Decimal(10), Decimal(3), Decimal("7.25")]))
    stages, number = [], draw(st.integers(1, 3))
    weights = shares(draw, number)
    if draw(st.booleans()):
        weights.insert(draw(st.integers(0, number)), None)
    for s, weight in enumerate(weights):
        fields = []
        for f, share in enumerate(shares(draw, draw(st.integers(1, 2)))):
            size = draw(st.integers(0, 2))
            variables = tuple(
                ranking.Criterion(f"s{s}f{f}v{v}", part)
                for v, part in enumerate(shares(draw, size) if size else [])
            )
            fields.append(ranking.Criterion(f"s{s}f{f}", share, variables))
        stages.append(ranking.Stage(f"s{s}", weight, tuple(fields)))
    step = st.one_of(
        st.just(ranking.TieStep("jurors")),
        st.sampled_from([ranking.TieStep("stage", stage.key) for stage in stages]),
        st.sampled_from(
            [ranking.TieStep("field", field.key) for stage in stages for field in stage.criteria]
        ),
    )
    instrument = ranking.Instrument(
        tuple(stages),
        maximum,
        draw(st.integers(0, 2)) if trim is None else trim,
        tuple(draw(st.lists(step, max_size=3))) if ties else (),
    )
    values = draw(
        st.lists(
            st.integers(0, int(maximum * 100)).map(lambda number: Decimal(number) / 100),
            min_size=1, max_size=3,
        )
    )  # fmt: skip
    nominees = NOMINEES[: draw(st.integers(1, len(NOMINEES)))]
    jurors = JURORS[: draw(st.integers(1, len(JURORS)))]
    marks = {}
    for place, nominee in enumerate(nominees):
        if place and draw(st.integers(0, 2)) == 0:
            # The marks of another with the jurors in turn: equal means, different sheets.
            turn, twin = (
                draw(st.integers(0, len(jurors) - 1)),
                draw(st.sampled_from(nominees[:place])),
            )
            for (n, s, v, juror), mark in list(marks.items()):
                if n == twin:
                    other = jurors[(jurors.index(juror) + turn) % len(jurors)]
                    marks[nominee, s, v, other] = mark
            continue
        for stage in stages:
            variables = list(ranking.leaves(stage.criteria))
            for juror in jurors:
                if draw(st.integers(0, 9)) == 0:
                    continue  # a conflict keeps this sheet shut
                row = draw(
                    st.lists(
                        st.sampled_from(values), min_size=len(variables), max_size=len(variables)
                    )
                )
                for variable, mark in zip(variables, row, strict=True):
                    marks[nominee, stage.key, variable.key, juror] = mark
    if marks and draw(st.integers(0, 4)) == 0:
        del marks[draw(st.sampled_from(sorted(marks)))]
    return instrument, marks


def computed(instrument, marks):
    """nominee → stage → score, by the portal's own arithmetic."""
    nested = {}
    for (nominee, stage, variable, juror), mark in marks.items():
        nested.setdefault(nominee, {}).setdefault(stage, {}).setdefault(variable, {})[juror] = mark
    return {
        nominee: {
            stage.key: ranking.stage_score(
                stage, of.get(stage.key, {}), maximum=instrument.maximum, trim=instrument.trim
            )
            for stage in instrument.stages
        }
        for nominee, of in nested.items()
    }


def ordered(instrument, marks):
    return ranking.order(instrument, computed(instrument, marks))


def same(ours, theirs):
    assert (ours is None) == (theirs is None), (ours, theirs)
    if ours is not None:
        assert Fraction(ours) == theirs
        assert ours == ranking.printed(ours)


# ------------------------------------------------------------------------------- they agree
@AMOUNT
@given(contests())
def test_every_figure_of_the_recap_agrees(contest):
    instrument, marks = contest
    naive, scores = Naive(instrument, marks), computed(instrument, marks)
    for nominee, of in scores.items():
        for stage in instrument.stages:
            same(of[stage.key].score, naive.stage(nominee, stage.key))
            for field in stage.criteria:
                for one in (field, *field.children):
                    same(
                        of[stage.key].by_criterion[one.key],
                        naive.criterion(nominee, stage.key, one),
                    )
            for juror in JURORS:
                same(of[stage.key].by_juror.get(juror), naive.stage(nominee, stage.key, juror))
        same(ranking.total(instrument, of), naive.total(nominee))


@AMOUNT
@given(contests())
def test_the_order_agrees_with_shared_ranks_and_the_deciding_step(contest):
    found = ordered(*contest)
    assert {one.nominee: (Fraction(one.total), one.rank, one.decided_by) for one in found} == Naive(
        *contest
    ).standings()
    assert [one.rank for one in found] == sorted(one.rank for one in found)


@AMOUNT
@given(
    contests(),
    st.lists(st.none() | st.integers(0, 100).map(Decimal), max_size=5),
    st.booleans(),
)
def test_the_places_agree_under_both_policies(contest, minimums, skip):
    found = ranking.places(ordered(*contest), minimums, skip=skip)
    assert found == Naive(*contest).places(minimums, skip=skip)


@AMOUNT
@given(
    contests(), st.lists(st.none() | st.integers(0, 100).map(Decimal), max_size=5), st.booleans()
)
def test_nobody_gets_a_place_above_a_better_nominee_or_below_its_minimum(contest, minimums, skip):
    standings = ordered(*contest)
    found = ranking.places(standings, minimums, skip=skip)
    for one in standings:
        place = found.get(one.nominee)
        if place is not None and minimums[place] is not None:
            assert one.total >= minimums[place]
        for other in standings:
            if one.rank < other.rank and other.nominee in found:
                assert place is not None
                assert place < found[other.nominee]
            if one.rank == other.rank:
                assert place == found.get(other.nominee)


# --------------------------------------------------------------------- what must not matter
@AMOUNT
@given(contests(), st.permutations(JURORS))
def test_it_does_not_matter_which_juror_is_which(contest, turned):
    instrument, marks = contest
    other = dict(zip(JURORS, turned, strict=True))
    swapped = {(n, s, v, other[juror]): mark for (n, s, v, juror), mark in marks.items()}
    assert ordered(instrument, marks) == ordered(instrument, swapped)


@AMOUNT
@given(contests(), st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_marks_come_in(contest, random):
    instrument, marks = contest
    rows = list(marks.items())
    random.shuffle(rows)
    assert ordered(instrument, marks) == ordered(instrument, dict(rows))


@AMOUNT
@given(contests(), st.permutations(NOMINEES))
def test_it_does_not_matter_who_the_nominees_are(contest, turned):
    instrument, marks = contest
    name = dict(zip(NOMINEES, turned, strict=True))
    renamed = {(name[n], s, v, juror): mark for (n, s, v, juror), mark in marks.items()}
    before = {name[one.nominee]: (one.total, one.rank) for one in ordered(instrument, marks)}
    after = {one.nominee: (one.total, one.rank) for one in ordered(instrument, renamed)}
    assert before == after


@AMOUNT
@given(contests(), st.data())
def test_a_higher_mark_never_lowers_its_nominee(contest, data):
    """With trimming too: a mean of the middle marks does not fall when one mark rises."""
    instrument, marks = contest
    if not marks:
        return
    key = data.draw(st.sampled_from(sorted(marks)))
    room = int((instrument.maximum - marks[key]) * 100)
    higher = marks | {key: marks[key] + Decimal(data.draw(st.integers(0, room))) / 100}
    before = {one.nominee: one.rank for one in ordered(instrument, marks)}
    after = {one.nominee: one.rank for one in ordered(instrument, higher)}
    assert after.keys() == before.keys()
    if key[0] in before:
        assert after[key[0]] <= before[key[0]]


@AMOUNT
@given(contests())
def test_a_practice_stage_changes_nothing(contest):
    instrument, marks = contest
    practice = {stage.key for stage in instrument.stages if stage.weight is None}
    without = {key: mark for key, mark in marks.items() if key[1] not in practice}
    assert ordered(instrument, marks) == ordered(instrument, without)


@AMOUNT
@given(contests(trim=0, ties=False))
def test_without_a_chain_only_the_total_decides(contest):
    for one in ordered(*contest):
        assert one.decided_by in (0, None)


@AMOUNT
@given(contests())
def test_every_figure_stays_within_the_scale(contest):
    for of in computed(*contest).values():
        for score in of.values():
            figures = [score.score, *score.by_criterion.values(), *score.by_juror.values()]
            assert all(0 <= figure <= 100 for figure in figures if figure is not None)


# ------------------------------------------------------------------------- agreement of jurors
def kendall(sheets):
    """W from the pairs of jurors: the mean of their rank correlations brings W, ties included.

    W is the variance of the rank sums over the greatest it could be; here both are added up over
    pairs of nominees and jurors, and no formula with n³ - n is used.
    """
    jurors = [sheet for sheet in sheets.values() if sheet]
    common = [one for one in sorted(set().union(*jurors)) if all(one in sheet for sheet in jurors)]
    if len(jurors) < 2 or len(common) < 2:
        return None

    def rank(sheet, one):
        better = sum(sheet[other] > sheet[one] for other in common)
        equal = sum(sheet[other] == sheet[one] for other in common)
        return Fraction(2 * better + equal + 1, 2)

    def variance(values):
        return sum((a - b) ** 2 for a in values for b in values)

    ranks = [[rank(sheet, one) for one in common] for sheet in jurors]
    most = len(jurors) * sum(variance(row) for row in ranks)
    if not most:
        return None
    found = variance([sum(column) for column in zip(*ranks, strict=True)]) / most
    return Fraction(floor(found * 1000 + Fraction(1, 2)), 1000)


SHEETS = st.dictionaries(
    st.sampled_from(JURORS),
    st.dictionaries(st.sampled_from(NOMINEES), st.integers(0, 4).map(Decimal)),
)


@AMOUNT
@given(SHEETS)
def test_kendalls_w_agrees_ties_included(sheets):
    ours = ranking.agreement(sheets)
    theirs = kendall(sheets)
    assert (ours is None) == (theirs is None)
    assert ours is None or (Fraction(ours) == theirs and 0 <= ours <= 1)


def test_jurors_of_one_mind_agree_fully():
    row = {"A": Decimal(3), "B": Decimal(2), "C": Decimal(2)}
    assert ranking.agreement({"j1": row, "j2": dict(row)}) == 1
    opposite = {"A": Decimal(2), "B": Decimal(3)}
    assert ranking.agreement({"j1": {"A": Decimal(3), "B": Decimal(2)}, "j2": opposite}) == 0


# ------------------------------------------------------------------------------- said once more
def test_a_place_that_is_not_reached_stays_empty_and_the_nominee_takes_the_next():
    standings = [
        ranking.Standing("A", Decimal("84"), 1, 0),
        ranking.Standing("B", Decimal("80"), 2, 0),
        ranking.Standing("C", Decimal("60"), 3, None),
    ]
    minimums = [Decimal(85), Decimal(75), Decimal(65), Decimal(65)]
    assert ranking.places(standings, minimums, skip=True) == {"A": 1, "B": 2}


def test_the_mean_over_the_stages_done_so_far_is_on_a_scale_of_a_hundred():
    """So a cut-off of 60 after a first stage of weight 40 means what it says."""
    stage = ranking.Stage("s", Decimal(40), (ranking.Criterion("v", Decimal(100)),))
    scores = {"s": ranking.stage_score(stage, {"v": {"j": Decimal(80)}})}
    assert ranking.total(ranking.Instrument((stage,)), scores) == 80


def test_a_contest_without_a_counting_stage_has_no_totals():
    practice = ranking.Stage("s", None, (ranking.Criterion("v", Decimal(100)),))
    scores = {"A": {"s": ranking.stage_score(practice, {"v": {"j": Decimal(80)}})}}
    assert ranking.order(ranking.Instrument((practice,)), scores) == []


def test_a_lost_duel_counts_against_a_won_one():
    """A beats B and draws with C, B beats C: one won, one won and one lost, one lost."""
    sheets = {
        "A": {"j1": Decimal(3), "j2": Decimal(2)},
        "B": {"j1": Decimal(2), "j2": Decimal(2), "j3": Decimal(3)},
        "C": {"j1": Decimal(1), "j2": Decimal(3), "j3": Decimal(1)},
    }
    stage = ranking.Stage("s", Decimal(100), (ranking.Criterion("v", Decimal(100)),))
    instrument = ranking.Instrument((stage,), ties=(ranking.TieStep("jurors"),))
    scores = {
        nominee: {"s": ranking.StageScore(Decimal(80), {}, by_juror)}
        for nominee, by_juror in sheets.items()
    }
    found = [(one.nominee, one.rank, one.decided_by) for one in ranking.order(instrument, scores)]
    assert found == [("A", 1, 1), ("B", 2, 1), ("C", 3, None)]
