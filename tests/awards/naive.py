"""A second arithmetic of a contest, written another way, to hold the first against."""

from fractions import Fraction
from functools import cache
from math import floor

JURORS = ["j1", "j2", "j3", "j4"]


def four(value: Fraction) -> Fraction:
    """Four decimals, half up."""
    return Fraction(floor(value * 10000 + Fraction(1, 2)), 10000)


class Naive:
    """``marks``: (nominee, stage, variable, juror) → mark, one flat table."""

    def __init__(self, instrument, marks):
        self.instrument, self.marks = instrument, marks
        self.nominees = sorted({key[0] for key in marks})
        self.stages = {stage.key: stage for stage in instrument.stages}
        for name in ("criterion", "stage", "total", "value", "duel", "apart"):
            setattr(self, name, cache(getattr(self, name)))

    def given(self, nominee, stage, variable):
        return [
            four(Fraction(mark) * 100 / Fraction(self.instrument.maximum))
            for (n, s, v, _), mark in self.marks.items()
            if (n, s, v) == (nominee, stage, variable)
        ]

    def criterion(self, nominee, stage, criterion, juror=None):
        if criterion.children:
            return self.weighted(
                [
                    (child.weight, self.criterion(nominee, stage, child, juror))
                    for child in criterion.children
                ]
            )
        if juror:
            mark = self.marks.get((nominee, stage, criterion.key, juror))
            return (
                None
                if mark is None
                else four(Fraction(mark) * 100 / Fraction(self.instrument.maximum))
            )
        values = self.given(nominee, stage, criterion.key)
        if len(values) > 2 * self.instrument.trim:
            for _ in range(self.instrument.trim):
                values.remove(max(values))
                values.remove(min(values))
        return four(sum(values, Fraction(0)) / len(values)) if values else None

    def weighted(self, parts):
        if any(value is None for _, value in parts):
            return None
        weights = sum(Fraction(weight) for weight, _ in parts)
        if not weights:
            return None
        return four(sum(Fraction(weight) * value for weight, value in parts) / weights)

    def stage(self, nominee, key, juror=None):
        stage = self.stages[key]
        return self.weighted(
            [(one.weight, self.criterion(nominee, key, one, juror)) for one in stage.criteria]
        )

    def counting(self):
        return [stage for stage in self.instrument.stages if stage.weight is not None]

    def total(self, nominee):
        return self.weighted(
            [(stage.weight, self.stage(nominee, stage.key)) for stage in self.counting()]
        )

    def ranked(self):
        return [nominee for nominee in self.nominees if self.total(nominee) is not None]

    # -- who stands above whom
    def value(self, nominee, step):
        """What step number ``step`` looks at; 0 is the total."""
        if step == 0:
            return self.total(nominee)
        tie = self.instrument.ties[step - 1]
        if tie.kind == "jurors":
            equals = [
                other
                for other in self.ranked()
                if other != nominee and self.apart(nominee, other, before=step) is None
            ]
            return sum(self.duel(nominee, other) for other in equals)
        for stage in self.counting():
            if tie.kind == "stage" and stage.key == tie.key:
                return self.stage(nominee, stage.key)
            for field in stage.criteria:
                if tie.kind == "field" and field.key == tie.key:
                    return self.criterion(nominee, stage.key, field)
        return 0  # of a practice stage: the same for everybody

    def duel(self, one, other):
        """1 where more sheets prefer ``one``, -1 where more prefer ``other``."""
        votes = 0
        for stage in self.counting():
            for juror in JURORS:
                ours, theirs = (self.stage(n, stage.key, juror) for n in (one, other))
                if ours is not None and theirs is not None and ours != theirs:
                    votes += 1 if ours > theirs else -1
        return (votes > 0) - (votes < 0)

    def apart(self, one, other, before=None):
        """(the step that sets two nominees apart, whether ``one`` is above), or None."""
        steps = range(len(self.instrument.ties) + 1 if before is None else before)
        for step in steps:
            ours, theirs = self.value(one, step), self.value(other, step)
            if ours != theirs:
                return step, ours > theirs
        return None

    def standings(self):
        """nominee → (total, rank, decided_by)."""
        found = {}
        ranked = self.ranked()
        ranks = {
            one: 1
            + sum((apart := self.apart(other, one)) is not None and apart[1] for other in ranked)
            for one in ranked
        }
        for one in ranked:
            equals_after = [other for other in ranked if ranks[other] == ranks[one] and other > one]
            lower = sorted((ranks[other], other) for other in ranked if ranks[other] > ranks[one])
            decided = None if equals_after or not lower else self.apart(one, lower[0][1])[0]
            found[one] = (self.total(one), ranks[one], decided)
        return found

    def places(self, minimums, *, skip):
        """Place by place: the best who wait get it, unless they fall short of it."""
        standings, given_to, burnt = self.standings(), {}, 0
        waiting = sorted({rank for _, rank, _ in standings.values()})
        for place, minimum in enumerate(minimums):
            if burnt:
                burnt -= 1
            elif waiting:
                best = [one for one, (_, rank, _) in standings.items() if rank == waiting[0]]
                if minimum is None or standings[best[0]][0] >= Fraction(minimum):
                    given_to |= dict.fromkeys(best, place)
                    waiting.pop(0)
                    burnt = len(best) - 1 if skip else 0
        return given_to
