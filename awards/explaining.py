"""Why a nominee stands where it stands, in sentences made from the figures.

Indonesian, like the records they belong to; decimals with a comma; no juror is named.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from . import ranking
from .models import Contest, Placing
from .recap import Recap

NO_PLACE = "tanpa tempat"
HUNDREDTH = Decimal("0.01")  # the finest difference between two marks


def said(value: Decimal) -> str:
    """62,5."""
    return f"{value.normalize():f}".replace(".", ",")


def whole(value: Decimal | None) -> str:
    """84,2100: as the recap prints it; of whoever stands in an order it is known."""
    assert value is not None
    return f"{ranking.printed(value):f}".replace(".", ",")


def joined(names: Sequence[str]) -> str:
    """A, B, dan C."""
    if len(names) < 3:
        return " dan ".join(names)
    return f"{', '.join(names[:-1])}, dan {names[-1]}"


def explanations(
    contest: Contest, placings: Iterable[Placing], recap: Recap, *, with_corrections: bool = True
) -> dict[str, str]:
    """nominee's key → its sentences, for whoever has a place or fell short of one.

    First what sets it above the next; then what the next would have needed. The plenary's own
    minutes leave out what was mended later (``with_corrections``).
    """
    ranked = sorted(
        (row for row in placings if row.rank is not None), key=lambda row: (row.rank, str(row))
    )
    equals = [list(group) for _, group in groupby(ranked, key=lambda row: row.rank)]
    telling = Telling(contest, ranked, recap)
    words = {}
    for group, following in zip(equals, [*equals[1:], []], strict=True):
        about_the_next = None
        for row in group:
            if not (row.place or row.final_place or telling.missed(row)):
                continue
            if about_the_next is None:
                about_the_next = [telling.needed(group, lower) for lower in following]
            sentences = [
                telling.sharing(row, group),
                telling.above(row, group, following),
                telling.shortfall(row),
                telling.departure(row),
                *about_the_next,
                telling.correction(row) if with_corrections else "",
            ]
            words[str(row.nominee_id)] = " ".join(filter(None, sentences))
    return words


class Change(NamedTuple):
    """One mark of one juror, as it was and as it would have had to be."""

    stage: str
    variable: str
    was: Decimal
    needed: Decimal


class Telling:
    """The names of things, and the figures behind them."""

    def __init__(self, contest: Contest, ranked: list[Placing], recap: Recap) -> None:
        self.recap = recap
        self.ranked = [str(row.nominee_id) for row in ranked if str(row.nominee_id) in recap.scores]
        self.name = {str(row.nominee_id): row.nominee.name for row in ranked}
        stages = list(contest.stages.prefetch_related("criteria"))
        self.stage = {str(stage.pk): stage.name for stage in stages}
        self.criterion = {str(row.pk): row for stage in stages for row in stage.criteria.all()}
        self.places = list(contest.places.all())
        self.chain = list(contest.tie_steps.all())
        from .judging import choices_of

        self.choices = [
            step.value for step in choices_of(list(contest.scale.all()), contest.scale_maximum)
        ]
        standings = [
            ranking.Standing(str(row.nominee_id), row.total or Decimal(0), row.rank or 0, None)
            for row in ranked
        ]
        skip = contest.ties == Contest.Ties.SHARE_AND_SKIP
        self.passed = ranking.passed(
            standings, [place.minimum_score for place in self.places], skip=skip
        )

    # ------------------------------------------------------------------ where it stands, and why
    def sharing(self, row: Placing, group: list[Placing]) -> str:
        others = [one.nominee.name for one in group if one != row]
        if not others:
            return ""
        why = "rantai penentu tidak membedakannya" if self.chain else "tidak ada rantai penentu"
        return (
            f"{row.nominee.name} berbagi peringkat {row.rank} dengan {joined(others)}: "
            f"nilai akhirnya sama ({whole(row.total)}) dan {why}."
        )

    def above(self, row: Placing, group: list[Placing], following: list[Placing]) -> str:
        name = row.nominee.name
        if not following:
            return f"Di bawah {name} tidak ada peserta lain; nilai akhirnya {whole(row.total)}."
        over = f"{name} di atas {joined([one.nominee.name for one in following])}"
        next_one = following[0]
        number = next((one.decided_by for one in group if one.decided_by is not None), 0)
        if number == 0:
            return (
                f"{over} karena nilai akhirnya {whole(row.total)} "
                f"berbanding {whole(next_one.total)}."
            )
        return (
            f"{over}: nilai akhirnya sama ({whole(row.total)}); "
            f"ditentukan langkah {number}: {self.step(number, row, next_one)}."
        )

    def step(self, number: int, upper: Placing, lower: Placing) -> str:
        """What a step of the chain compared, with both figures."""
        tie = self.chain[number - 1]
        one, other = str(upper.nominee_id), str(lower.nominee_id)
        if one not in self.recap.scores or other not in self.recap.scores:
            return str(tie)
        if tie.kind == "jurors":
            return self.step_of_jurors(number, one, other)
        key = ranking.key_of(self.tie(number), [one, other], self.recap.scores)
        if tie.kind == "stage":
            what = f"tahap {self.stage[str(tie.stage_id)]}"
        else:
            row = self.criterion[str(tie.criterion_id)]
            kind = "variabel" if row.parent_id else "bidang"
            what = f"{kind} {row} dalam tahap {self.stage[str(row.stage_id)]}"
        return f"nilai {what} {said(key(one))} berbanding {said(key(other))}"

    def step_of_jurors(self, number: int, one: str, other: str) -> str:
        equals = self.equal_before(number, one)
        scores = self.recap.scores
        if len(equals) == 2:
            above, below = ranking.preferences(scores[one], scores[other])
            return f"{above} lembar juri menempatkannya di atas, {below} lembar di bawah"
        parts = []
        for key in (one, other):
            won, lost = ranking.duels(key, equals, scores)
            parts.append(f"{self.name[key]} unggul atas {won} dan kalah dari {lost} peserta")
        return (
            f"menurut lembar juri, di antara {len(equals)} peserta yang nilainya sama, "
            f"{' sedangkan '.join(parts)}"
        )

    def equal_before(self, number: int, nominee: str) -> list[str]:
        """Who is still equal with a nominee when a step begins."""
        totals = {
            key: ranking.total(self.recap.instrument, self.recap.scores[key]) for key in self.ranked
        }
        equals = [key for key in self.ranked if totals[key] == totals[nominee]]
        for earlier in range(1, number):
            key = ranking.key_of(self.tie(earlier), equals, self.recap.scores)
            equals = [one for one in equals if key(one) == key(nominee)]
        return equals

    def tie(self, number: int) -> ranking.TieStep:
        return self.recap.instrument.ties[number - 1]

    # --------------------------------------------------------- places not given, and the plenary
    def missed(self, row: Placing) -> list[Any]:
        """The places that stay empty because this nominee did not reach their minimum."""
        return [self.places[index] for index in self.passed.get(str(row.nominee_id), [])]

    def shortfall(self, row: Placing) -> str:
        if not (missed := self.missed(row)):
            return ""
        limits = joined([f"{place.name} ({said(place.minimum_score)})" for place in missed])
        if row.place:
            return (
                f"{joined([place.name for place in missed])} tidak diberikan: nilai akhir "
                f"{whole(row.total)} di bawah nilai terendah {limits}."
            )
        return (
            f"Tidak mendapat tempat: nilai akhir {whole(row.total)} "
            f"di bawah nilai terendah {limits}."
        )

    def departure(self, row: Placing) -> str:
        if not row.departure_reason:
            return ""
        computed, decided = row.place or NO_PLACE, row.decided_place or NO_PLACE
        reason = row.departure_reason.strip().rstrip(".")
        return (
            f"Pleno menyimpang dari hitungan: menurut hitungan {computed}, "
            f"ditetapkan {decided}, dengan alasan: {reason}."
        )

    def correction(self, row: Placing) -> str:
        if not row.correction_reason:
            return ""
        before, now = row.plenary_place or NO_PLACE, row.final_place or NO_PLACE
        reason = row.correction_reason.strip().rstrip(".")
        return f"Diralat: semula {before}, sekarang {now}, dengan alasan: {reason}."

    # ----------------------------------------------------------- what would have been otherwise
    def needed(self, group: list[Placing], lower: Placing) -> str:
        """How many points the one below lacks, and the one mark that would have been enough."""
        name = lower.nominee.name
        gap = (group[0].total or Decimal(0)) - (lower.total or Decimal(0))
        lacks = (
            f"{name} kurang {whole(gap)} nilai akhir untuk menyamainya"
            if gap
            else f"Bagi {name}, tambahan nilai akhir {whole(ranking.PRINTED)} sudah cukup"
        )
        one, uppers = str(lower.nominee_id), [str(row.nominee_id) for row in group]
        if not {one, *uppers} <= self.recap.scores.keys():
            return f"{lacks}."
        change = Search(self.recap, self.ranked, one, uppers, self.choices).smallest()
        if change is None:
            return (
                f"{lacks}; tidak satu pun nilainya, bila dinaikkan sendirian, "
                f"membawanya ke atas {joined([self.name[key] for key in uppers])}."
            )
        return (
            f"{lacks}; satu nilai saja bisa membawanya ke atas: nilai seorang juri untuk "
            f"{self.criterion[change.variable]} dalam tahap {self.stage[change.stage]}, "
            f"{said(change.was)}, seharusnya sedikitnya {said(change.needed)}."
        )


class Search:
    """The smallest raise of one mark that puts a nominee above others.

    ``choices``: the marks that the scale knows; empty where any with two decimals may be given. A
    higher mark never lowers its nominee, so the least that is enough is found by halving.
    """

    def __init__(
        self,
        recap: Recap,
        ranked: list[str],
        lower: str,
        uppers: list[str],
        choices: Iterable[Decimal] = (),
    ) -> None:
        self.recap, self.ranked, self.lower, self.uppers = recap, ranked, lower, uppers
        self.instrument, self.choices = recap.instrument, sorted(choices)
        self.to_beat = max(
            value
            for upper in uppers
            if (value := ranking.total(self.instrument, recap.scores[upper])) is not None
        )

    def smallest(self) -> Change | None:
        best: Change | None = None
        for stage in self.instrument.stages:
            if not stage.weight:
                continue
            for variable in ranking.leaves(stage.criteria):
                marks = self.recap.marks[self.lower][stage.key][variable.key]
                for juror, mark in marks.items():
                    values = self.above(mark, best.needed - best.was if best else None)
                    if values and self.passes(stage, variable.key, juror, values[-1]):
                        first = bisect_left(
                            values,
                            True,
                            key=lambda value: self.passes(stage, variable.key, juror, value),
                        )
                        best = Change(stage.key, variable.key, mark, values[first])
        return best

    def above(self, mark: Decimal, less_than: Decimal | None) -> Sequence[Decimal]:
        """What the juror could have given instead, in order; no raise as large as one found."""
        top = self.instrument.maximum
        if self.choices:
            return [
                value
                for value in self.choices
                if mark < value and (less_than is None or value - mark < less_than)
            ]
        if less_than is not None:
            top = min(top, mark + less_than - HUNDREDTH)
        return Hundredths(mark, top)

    def passes(self, stage: ranking.Stage, variable: str, juror: str, value: Decimal) -> bool:
        """Would the nominee stand above all those others, had the juror given this?"""
        of, maximum = self.recap.scores[self.lower], self.instrument.maximum
        marks = {**self.recap.marks[self.lower][stage.key][variable], juror: value}
        values = of[stage.key].by_criterion | {
            variable: ranking.mean(
                (ranking.scaled(mark, maximum) for mark in marks.values()), self.instrument.trim
            )
        }
        score = ranking.tree_score(stage.criteria, values, {})
        total = ranking.total(self.instrument, {**of, stage.key: ranking.StageScore(score)})
        if total is None or total < self.to_beat:
            return False
        if total > self.to_beat:
            return True
        # Equal: the chain decides, among all that are equal.
        changed = {
            key: dict(given) for key, given in self.recap.marks[self.lower][stage.key].items()
        } | {variable: marks}
        scores = {key: self.recap.scores[key] for key in self.ranked}
        scores[self.lower] = {
            **of,
            stage.key: ranking.stage_score(
                stage, changed, maximum=maximum, trim=self.instrument.trim
            ),
        }
        rank = {one.nominee: one.rank for one in ranking.order(self.instrument, scores)}
        return all(rank[self.lower] < rank[upper] for upper in self.uppers)


class Hundredths(Sequence[Decimal]):
    """Every mark above one and up to another, two decimals, without writing them all down."""

    def __init__(self, above: Decimal, top: Decimal) -> None:
        self.above, self.number = above, max(0, int((top - above) / HUNDREDTH))

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, index: Any) -> Any:
        if index < 0:
            index += self.number
        if not 0 <= index < self.number:
            raise IndexError(index)
        return self.above + (index + 1) * HUNDREDTH
