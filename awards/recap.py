"""From the rows of a contest to the arithmetic of ``ranking``, and back as a recap."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from . import ranking
from .models import Contest, Criterion, Nominee, PaperEntry, Score, ScoreSheet, Stage

Marks = dict[str, dict[str, dict[str, dict[str, Decimal]]]]  # nominee → stage → variable → juror


def criteria_of(stage: Stage) -> tuple[ranking.Criterion, ...]:
    """The tree of a stage, as weights; a missing weight counts nothing."""
    children: dict[Any, list[Criterion]] = defaultdict(list)
    for row in stage.criteria.all():
        children[row.parent_id].append(row)

    def branch(row: Criterion) -> ranking.Criterion:
        return ranking.Criterion(
            str(row.pk), row.weight or Decimal(0), tuple(map(branch, children[row.pk]))
        )

    return tuple(map(branch, children[None]))


def instrument_of(contest: Contest) -> ranking.Instrument:
    stages = contest.stages.prefetch_related("criteria")
    return ranking.Instrument(
        stages=tuple(
            ranking.Stage(
                str(stage.pk),
                None if stage.is_practice else stage.weight or Decimal(0),
                criteria_of(stage),
            )
            for stage in stages
        ),
        maximum=contest.scale_maximum,
        trim=contest.trim if contest.method == Contest.Method.TRIMMED else 0,
        ties=tuple(
            ranking.TieStep(step.kind, str(step.stage_id or step.criterion_id or ""))
            for step in contest.tie_steps.all()
        ),
    )


def marks_of(contest: Contest, **narrowed: Any) -> Marks:
    """Signed marks alone; one query."""
    marks: Marks = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    rows = Score.objects.filter(
        sheet__seat__stage__contest=contest, sheet__signed_at__isnull=False, **narrowed
    ).values_list(
        "sheet__nominee_id", "sheet__seat__stage_id", "criterion_id", "sheet__seat__juror_id",
        "value",
    )  # fmt: skip
    for nominee, stage, criterion, juror, value in rows:
        marks[str(nominee)][str(stage)][str(criterion)][str(juror)] = value
    return marks


class Recap(NamedTuple):
    """A contest computed: the instrument, and per nominee the score of each stage.

    Keys are the primary keys of stages, criteria, nominees and jurors, as text.
    """

    instrument: ranking.Instrument
    scores: dict[str, dict[str, ranking.StageScore]]
    marks: Marks

    @classmethod
    def of(cls, contest: Contest, nominees: list[Nominee] | None = None) -> "Recap":
        """The counting stages of those who still compete."""
        instrument = instrument_of(contest)
        if nominees is None:
            nominees = list(contest.nominees.standing())
        counting = [stage for stage in instrument.stages if stage.weight is not None]
        keys = [str(nominee.pk) for nominee in nominees]
        return cls.made_of(instrument, counting, keys, marks_of(contest))

    @classmethod
    def of_stage(cls, stage: Stage) -> "Recap":
        """One stage by itself; so also a practice stage, which no other recap holds."""
        instrument = instrument_of(stage.contest)
        own = [one for one in instrument.stages if one.key == str(stage.pk)]
        marks = marks_of(stage.contest, sheet__seat__stage=stage)
        return cls.made_of(instrument, own, list(marks), marks)

    @classmethod
    def made_of(
        cls,
        instrument: ranking.Instrument,
        stages: Iterable[ranking.Stage],
        nominees: Iterable[str],
        marks: Marks,
    ) -> "Recap":
        stages = list(stages)
        scores = {
            nominee: {
                stage.key: ranking.stage_score(
                    stage,
                    marks.get(nominee, {}).get(stage.key, {}),
                    maximum=instrument.maximum,
                    trim=instrument.trim,
                )
                for stage in stages
            }
            for nominee in nominees
        }
        return cls(instrument, scores, marks)

    def standings(self) -> list[ranking.Standing]:
        return ranking.order(self.instrument, self.scores)

    def trimmed_by(self, trim: int) -> "Recap":
        """The same marks, had so many been left out on both sides; 0 is the plain mean."""
        stages = {key for of in self.scores.values() for key in of}
        return self.made_of(
            replace(self.instrument, trim=trim),
            [stage for stage in self.instrument.stages if stage.key in stages],
            self.scores,
            self.marks,
        )

    def sheets(self, stage: Stage) -> dict[str, dict[str, Decimal]]:
        """nominee → juror → what the sheet of this stage comes to; complete sheets alone."""
        key = str(stage.pk)
        return {nominee: of[key].by_juror for nominee, of in self.scores.items() if key in of}


class Means(NamedTuple):
    """One criterion of one nominee, plain and trimmed; and which of the two the contest uses."""

    nominee: str
    criterion: str  # empty: the whole stage
    marks: int  # given on a variable; of a field and a stage, the jurors' complete sheets
    plain: Decimal | None
    trimmed: Decimal | None

    @property
    def apart(self) -> Decimal | None:
        """How much trimming changes."""
        if self.plain is None or self.trimmed is None:
            return None
        return self.trimmed - self.plain


def side_by_side(stage: Stage, recap: Recap) -> list[Means]:
    """The raw and the adjusted figure of each criterion, for the plenary; nothing is changed.

    Where the contest declared the plain mean, the trimmed one leaves out one mark on both sides.
    """
    key = str(stage.pk)
    plain, trimmed = recap.trimmed_by(0), recap.trimmed_by(stage.contest.trim or 1)
    rows = []
    for nominee, of in plain.scores.items():
        if key not in of:
            continue
        raw, adjusted = of[key], trimmed.scores[nominee][key]
        marks = recap.marks.get(nominee, {}).get(key, {})
        for criterion, value in raw.by_criterion.items():
            number = len(marks[criterion]) if criterion in marks else len(raw.by_juror)
            rows.append(Means(nominee, criterion, number, value, adjusted.by_criterion[criterion]))
        rows.append(Means(nominee, "", len(raw.by_juror), raw.score, adjusted.score))
    return rows


class Spread(NamedTuple):
    """How far the jurors lie apart on one variable of one nominee, on the scale of 100."""

    nominee: str
    criterion: str
    marks: int
    lowest: Decimal
    highest: Decimal
    mean: Decimal

    @property
    def distance(self) -> Decimal:
        return self.highest - self.lowest


def spread(stage: Stage, recap: Recap) -> list[Spread]:
    """Variable by variable, in the order of the instrument: what a practice stage is for."""
    own = next(one for one in recap.instrument.stages if one.key == str(stage.pk))
    rows = []
    for nominee in recap.scores:
        marks = recap.marks.get(nominee, {}).get(own.key, {})
        for variable in ranking.leaves(own.criteria):
            values = [
                ranking.scaled(mark, recap.instrument.maximum)
                for mark in marks.get(variable.key, {}).values()
            ]
            if (middle := ranking.mean(values)) is not None:
                rows.append(
                    Spread(nominee, variable.key, len(values), min(values), max(values), middle)
                )
    return rows


class Deviation(NamedTuple):
    """How a juror marks beside the others: the mean of the differences is strict or mild."""

    juror: str
    sheets: int  # those that somebody else judged too
    mean: Decimal  # below 0: stricter than the others
    furthest: Decimal  # the greatest difference, with its sign


def deviations(stage: Stage, recap: Recap) -> list[Deviation]:
    """Per juror: own sheets less the mean of the other jurors' sheets on the same nominees."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for _nominee, juror, difference in beside_the_others(stage, recap):
        found[juror].append(difference)
    return [
        Deviation(juror, len(differences), middle, max(differences, key=abs))
        for juror, differences in sorted(found.items())
        if (middle := ranking.mean(differences)) is not None
    ]


def beside_the_others(stage: Stage, recap: Recap) -> list[tuple[str, str, Decimal]]:
    """nominee, juror, and how far the sheet lies from the mean of the other jurors' sheets."""
    found = []
    for nominee, sheets in recap.sheets(stage).items():
        for juror, own in sheets.items():
            others = ranking.mean(value for other, value in sheets.items() if other != juror)
            if others is not None:
                found.append((nominee, juror, own - others))
    return found


class Flag(NamedTuple):
    """Something the plenary should look at; nothing is changed because of it."""

    nominee: str
    juror: str  # empty where two panels differ
    difference: Decimal
    words: str


def outliers(stage: Stage, recap: Recap) -> list[Flag]:
    """Sheets that lie farther from the mean of the other jurors than the contest declared."""
    return [
        Flag(nominee, juror, apart, "lebih tinggi" if apart > 0 else "lebih rendah")
        for nominee, juror, apart in beside_the_others(stage, recap)
        if abs(apart) > stage.contest.outlier_points
    ]


def panels_apart(stage: Stage, recap: Recap) -> list[Flag]:
    """Nominees on whom the means of two panels differ by more than the declared distance."""
    panel_of = {str(seat.juror_id): seat.panel for seat in stage.seats.all()}
    flags = []
    for nominee, sheets in recap.sheets(stage).items():
        by_panel: dict[str, list[Decimal]] = defaultdict(list)
        for juror, own in sheets.items():
            if juror in panel_of:
                by_panel[panel_of[juror]].append(own)
        means = sorted(
            (middle, panel)
            for panel, values in by_panel.items()
            if (middle := ranking.mean(values)) is not None
        )
        if not means:
            continue
        (least, lowest), (most, highest) = means[0], means[-1]
        if most - least > stage.contest.outlier_points:
            words = f"panel {highest} di atas panel {lowest}"
            flags.append(Flag(nominee, "", most - least, words))
    return flags


def agreement_of(stage: Stage, recap: Recap) -> Decimal | None:
    """Kendall's W over the jurors of a stage."""
    by_juror: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for nominee, sheets in recap.sheets(stage).items():
        for juror, own in sheets.items():
            by_juror[juror][nominee] = own
    return ranking.agreement(by_juror)


class Completeness(NamedTuple):
    """What the secretary may know before the plenary: how much is in, and nothing else."""

    juror: str
    panel: str
    expected: int
    begun: int
    signed: int


def completeness(stage: Stage) -> list[Completeness]:
    """One query; the marks themselves are not read."""
    marks = Exists(Score.objects.filter(sheet=OuterRef("sheets")))
    typed = Exists(PaperEntry.objects.filter(sheet=OuterRef("sheets")))
    seats = stage.seats.annotate(
        expected=Count("sheets"),
        begun=Count("sheets", filter=Q(marks) | Q(typed)),
        signed=Count("sheets", filter=Q(sheets__signed_at__isnull=False)),
    ).order_by("panel", "juror__name")
    return [
        Completeness(*row)
        for row in seats.values_list("juror__name", "panel", "expected", "begun", "signed")
    ]


def opened(sheet: ScoreSheet) -> dict[str, Any]:
    """What a sheet's commitment was computed over; published after the announcement."""
    marks = {score.criterion.code: str(score.value) for score in sheet.scores.all()}
    return {
        "sheet": str(sheet.pk),
        "stage": str(sheet.seat.stage_id),
        "nominee": sheet.nominee.name,
        "marks": marks,
        "salt": sheet.salt,
    }
