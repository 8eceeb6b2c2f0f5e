"""The arithmetic of a contest: from marks to ranks, exact and recomputable by hand.

Pure functions over decimals; no model is read here. The rules, in the words of docs/penilaian.md:

1. A juror's mark is brought to a scale of 100 (mark × 100 ÷ highest mark).
2. Per variable: the mean of the jurors who judged this nominee, or the trimmed mean that was
   declared: the ``trim`` highest and lowest are left out, where at least one mark remains.
3. A field is the weighted mean of its variables, a stage of its fields (weights in percent).
4. The cumulative score is the weighted mean of the stages; a practice stage is not among them.
5. Equal totals are decided by the declared chain; what stays equal shares its rank.
6. A place whose minimum is not reached stays empty, and the nominee takes the first one below it
   whose minimum is reached.

Every figure that a recap prints (1 to 4) is rounded to four decimals, half up, and the next step
uses the rounded figure. So whoever recomputes from paper gets the same ranks, ties included.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import groupby
from typing import Any, NamedTuple

HUNDRED = Decimal(100)
PRINTED = Decimal("0.0001")
# Wide enough that no product or sum of ours is rounded before ``printed`` does it.
EXACT = Context(prec=60)

Marks = Mapping[str, Decimal]  # juror → mark, for one nominee and one variable


def printed(value: Decimal) -> Decimal:
    """A figure as the recap prints it: four decimals, half up."""
    return value.quantize(PRINTED, rounding=ROUND_HALF_UP, context=EXACT)


@dataclass(frozen=True)
class Criterion:
    """A field with its variables, or a variable. ``weight`` in percent of its parent."""

    key: str
    weight: Decimal
    children: tuple["Criterion", ...] = ()


@dataclass(frozen=True)
class Stage:
    """A scored stage. ``weight`` in percent; ``None`` for a practice stage, which never counts."""

    key: str
    weight: Decimal | None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class TieStep:
    """``kind`` is "stage", "field" or "jurors"; ``key`` names the stage or the field."""

    kind: str
    key: str = ""


@dataclass(frozen=True)
class Instrument:
    stages: tuple[Stage, ...]
    maximum: Decimal = HUNDRED
    trim: int = 0  # 0 is the plain mean
    ties: tuple[TieStep, ...] = ()


@dataclass
class StageScore:
    """What one stage made of one nominee. ``None`` where nobody marked."""

    score: Decimal | None
    by_criterion: dict[str, Decimal | None] = field(default_factory=dict)
    by_juror: dict[str, Decimal] = field(default_factory=dict)


class Standing(NamedTuple):
    """A nominee's place in the order. ``decided_by``: what set it apart from the one below it.

    0 is the total, n the n-th step of the chain; None is an equal below it, or nobody.
    """

    nominee: str
    total: Decimal
    rank: int
    decided_by: int | None


def mean(marks: Iterable[Decimal], trim: int = 0) -> Decimal | None:
    """The printed mean; without ``trim`` marks on both sides where more than 2 × trim are there."""
    ordered = sorted(marks)
    if trim and len(ordered) > 2 * trim:
        ordered = ordered[trim:-trim]
    if not ordered:
        return None
    total = Decimal(0)
    for mark in ordered:
        total = EXACT.add(total, mark)
    return printed(EXACT.divide(total, Decimal(len(ordered))))


def weighted(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Σ weight × value ÷ Σ weight, printed; nothing when one of the values is not known.

    The weights of a whole instrument sum to 100. While some stages are still to come, those that
    are done sum to less, and the mean over them is on the same scale of 100.
    """
    total = weights = Decimal(0)
    for weight, value in parts:
        if value is None:
            return None
        total = EXACT.add(total, EXACT.multiply(weight, value))
        weights = EXACT.add(weights, weight)
    return printed(EXACT.divide(total, weights)) if weights else None


def leaves(criteria: Iterable[Criterion]) -> Iterable[Criterion]:
    for criterion in criteria:
        if criterion.children:
            yield from leaves(criterion.children)
        else:
            yield criterion


def scaled(mark: Decimal, maximum: Decimal) -> Decimal:
    """A mark on a scale of 100."""
    return printed(EXACT.divide(EXACT.multiply(mark, HUNDRED), maximum))


def stage_score(
    stage: Stage, marks: Mapping[str, Marks], *, maximum: Decimal = HUNDRED, trim: int = 0
) -> StageScore:
    """One nominee in one stage. ``marks``: variable → juror → mark."""
    by_criterion: dict[str, Decimal | None] = {}
    variables = list(leaves(stage.criteria))
    jurors = sorted({juror for given in marks.values() for juror in given})

    def of_all(key: str) -> Decimal | None:
        return mean((scaled(mark, maximum) for mark in marks.get(key, {}).values()), trim)

    score = tree_score(
        stage.criteria, {leaf.key: of_all(leaf.key) for leaf in variables}, by_criterion
    )
    by_juror = {}
    for juror in jurors:
        own = {
            leaf.key: scaled(given[juror], maximum)
            for leaf in variables
            if juror in (given := marks.get(leaf.key, {}))
        }
        sheet = tree_score(stage.criteria, own, {})
        if sheet is not None:
            by_juror[juror] = sheet
    return StageScore(score, by_criterion, by_juror)


def tree_score(
    criteria: Iterable[Criterion],
    values: Mapping[str, Decimal | None],
    found: dict[str, Decimal | None],
) -> Decimal | None:
    """The weighted mean of siblings, from the variables up; ``found`` keeps each criterion's."""
    parts = []
    for criterion in criteria:
        own = (
            tree_score(criterion.children, values, found)
            if criterion.children
            else values.get(criterion.key)
        )
        found[criterion.key] = own
        parts.append((criterion.weight, own))
    return weighted(parts)


def total(instrument: Instrument, scores: Mapping[str, StageScore]) -> Decimal | None:
    """The cumulative score over all counting stages; nothing while one of them is missing."""
    return weighted(
        (stage.weight, scores[stage.key].score if stage.key in scores else None)
        for stage in instrument.stages
        if stage.weight is not None
    )


def preferences(one: Mapping[str, StageScore], other: Mapping[str, StageScore]) -> tuple[int, int]:
    """How many sheets put ``one`` above ``other``, and how many ``other`` above ``one``.

    A sheet is one juror in one stage; only jurors who judged both are heard.
    """
    above = below = 0
    for stage in one.keys() & other.keys():
        ours, theirs = one[stage].by_juror, other[stage].by_juror
        for juror in ours.keys() & theirs.keys():
            above += ours[juror] > theirs[juror]
            below += ours[juror] < theirs[juror]
    return above, below


def duels(
    nominee: str, members: Iterable[str], scores: Mapping[str, Mapping[str, StageScore]]
) -> tuple[int, int]:
    """How many of the other ``members`` more sheets put below this nominee, and how many above."""
    won = lost = 0
    for other in members:
        if other != nominee:
            above, below = preferences(scores[nominee], scores[other])
            won += above > below
            lost += above < below
    return won, lost


def order(instrument: Instrument, scores: Mapping[str, Mapping[str, StageScore]]) -> list[Standing]:
    """All nominees with a total, the best first. ``scores``: nominee → stage → score.

    Ranks are those of a competition: two that share 1 are followed by 3. Those that share a rank
    stand in the order of their keys.
    """
    counting = {stage.key for stage in instrument.stages if stage.weight is not None}
    scores = {
        nominee: {key: score for key, score in of.items() if key in counting}
        for nominee, of in scores.items()
    }
    totals = {nominee: total(instrument, of) for nominee, of in scores.items()}
    ranked = [nominee for nominee, value in totals.items() if value is not None]
    groups = split(ranked, lambda nominee: totals[nominee], 0)
    for number, step in enumerate(instrument.ties, 1):
        groups = [
            part
            for group in groups
            for part in (
                split(group.members, key_of(step, group.members, scores), number, group)
                if len(group.members) > 1
                else [group]
            )
        ]
    standings, rank = [], 1
    for group in groups:
        for position, nominee in enumerate(sorted(group.members)):
            is_last = position == len(group.members) - 1
            standings.append(
                Standing(
                    nominee,
                    totals[nominee],  # type: ignore[arg-type]
                    rank,
                    group.apart_by if is_last else None,
                )
            )
        rank += len(group.members)
    return standings


class Group(NamedTuple):
    """Nominees that are equal so far, and the step that set them apart from those below."""

    members: list[str]
    apart_by: int | None


def split(
    members: Sequence[str],
    key: Callable[[str], Any],
    step: int,
    within: Group | None = None,
) -> list[Group]:
    """Members with equal keys together, the highest key first."""
    by_key: dict[Any, list[str]] = {}
    for member in members:
        by_key.setdefault(key(member), []).append(member)
    parts = [by_key[value] for value in sorted(by_key, reverse=True)]
    below = within.apart_by if within else None
    return [
        Group(part, below if index == len(parts) - 1 else step) for index, part in enumerate(parts)
    ]


def key_of(
    step: TieStep, members: Sequence[str], scores: Mapping[str, Mapping[str, StageScore]]
) -> Callable[[str], Any]:
    """What a step compares; the higher goes before."""
    if step.kind == "stage":
        return lambda nominee: of_stage(scores[nominee], step.key)
    if step.kind == "field":
        return lambda nominee: of_field(scores[nominee], step.key)

    def duels_won(nominee: str) -> int:
        """Among those that are equal so far: duels won, less duels lost."""
        won, lost = duels(nominee, members, scores)
        return won - lost

    return duels_won


def of_stage(scores: Mapping[str, StageScore], key: str) -> Decimal:
    score = scores[key].score if key in scores else None
    return Decimal(-1) if score is None else score


def of_field(scores: Mapping[str, StageScore], key: str) -> Decimal:
    for stage in scores.values():
        value = stage.by_criterion.get(key)
        if value is not None:
            return value
    return Decimal(-1)


def places(
    standings: Sequence[Standing],
    minimums: Sequence[Decimal | None],
    *,
    skip: bool,
) -> dict[str, int]:
    """nominee → index of its place. ``minimums``: of each place in order, the lowest total or None.

    A place whose minimum is not reached stays empty for good: whoever would have got it takes the
    first place below it whose minimum is reached. So nobody gets a place above a better nominee.
    With ``skip`` a shared rank uses up the places that follow it; without, the next is still given.
    """
    return {
        nominee: found
        for nominee, (found, _) in handed_out(standings, minimums, skip=skip).items()
        if found is not None
    }


def passed(
    standings: Sequence[Standing], minimums: Sequence[Decimal | None], *, skip: bool
) -> dict[str, list[int]]:
    """nominee → the places it came to and whose minimum it did not reach."""
    return {
        nominee: missed
        for nominee, (_, missed) in handed_out(standings, minimums, skip=skip).items()
        if missed
    }


def handed_out(
    standings: Sequence[Standing], minimums: Sequence[Decimal | None], *, skip: bool
) -> dict[str, tuple[int | None, list[int]]]:
    """nominee → (its place, the places it fell short of before)."""
    found: dict[str, tuple[int | None, list[int]]] = {}
    free = 0
    for _, sharing in groupby(standings, key=lambda standing: standing.rank):
        equals, missed = list(sharing), []
        while free < len(minimums) and falls_short(equals[0].total, minimums[free]):
            missed.append(free)
            free += 1
        place = free if free < len(minimums) else None
        found |= {standing.nominee: (place, missed) for standing in equals}
        free += len(equals) if skip else 1
    return found


def falls_short(total: Decimal, minimum: Decimal | None) -> bool:
    return minimum is not None and total < minimum


def agreement(sheets: Mapping[str, Mapping[str, Decimal]]) -> Decimal | None:
    """Kendall's W over the jurors' orders, with correction for ties: 0 no agreement, 1 full.

    ``sheets``: juror → nominee → score. Only nominees that every juror judged count; nothing with
    fewer than two jurors or two nominees, or where nobody distinguishes anybody.
    """
    jurors = [marks for marks in sheets.values() if marks]
    common = sorted(set.intersection(*(set(marks) for marks in jurors))) if jurors else []
    m, n = len(jurors), len(common)
    if m < 2 or n < 2:
        return None
    sums = dict.fromkeys(common, Decimal(0))
    ties = 0
    for marks in jurors:
        ordered = sorted(common, key=lambda nominee: marks[nominee], reverse=True)
        start = 0
        while start < n:
            end = start
            while end + 1 < n and marks[ordered[end + 1]] == marks[ordered[start]]:
                end += 1
            size = end - start + 1
            ties += size**3 - size
            for nominee in ordered[start : end + 1]:
                sums[nominee] += Decimal(start + end + 2) / 2
            start = end + 1
    middle = Decimal(m * (n + 1)) / 2
    spread = sum((EXACT.power(value - middle, 2) for value in sums.values()), Decimal(0))
    most = Decimal(m * m * (n**3 - n) - m * ties)
    if not most:
        return None
    return EXACT.divide(12 * spread, most).quantize(
        Decimal("0.001"), rounding=ROUND_HALF_UP, context=EXACT
    )
