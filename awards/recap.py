"""From the rows of a contest to the arithmetic of ``ranking``, and back as a recap."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from . import ranking
from .models import Contest, Criterion, Nominee, Score, ScoreSheet, Stage

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
    """A contest computed: the instrument, and per nominee the score of each stage."""

    instrument: ranking.Instrument
    scores: dict[str, dict[str, ranking.StageScore]]

    @classmethod
    def of(cls, contest: Contest, nominees: list[Nominee] | None = None) -> "Recap":
        """The counting stages of those who still compete."""
        instrument, marks = instrument_of(contest), marks_of(contest)
        if nominees is None:
            nominees = list(contest.nominees.standing())
        scores = {
            str(nominee.pk): {
                stage.key: ranking.stage_score(
                    stage,
                    marks.get(str(nominee.pk), {}).get(stage.key, {}),
                    maximum=instrument.maximum,
                    trim=instrument.trim,
                )
                for stage in instrument.stages
                if stage.weight is not None
            }
            for nominee in nominees
        }
        return cls(instrument, scores)

    def standings(self) -> list[ranking.Standing]:
        return ranking.order(self.instrument, self.scores)


class Flag(NamedTuple):
    """Something the plenary should look at; nothing is changed because of it."""

    nominee: str
    juror: str  # empty where two panels differ
    difference: Decimal
    words: str


def outliers(stage: Stage, recap: Recap) -> list[Flag]:
    """Sheets that lie far from the mean of the other jurors on the same nominee."""
    flags = []
    limit = stage.contest.outlier_points
    for nominee, stages in recap.scores.items():
        sheets = stages[str(stage.pk)].by_juror
        for juror, own in sheets.items():
            others = ranking.mean(value for other, value in sheets.items() if other != juror)
            if others is not None and abs(own - others) > limit:
                words = "lebih tinggi" if own > others else "lebih rendah"
                flags.append(Flag(nominee, juror, own - others, words))
    return flags


def panels_apart(stage: Stage, recap: Recap) -> list[Flag]:
    """Nominees on whom the means of two panels differ by more than the declared distance."""
    panel_of = {str(seat.juror_id): seat.panel for seat in stage.seats.all()}
    flags = []
    for nominee, stages in recap.scores.items():
        by_panel: dict[str, list[Decimal]] = defaultdict(list)
        for juror, own in stages[str(stage.pk)].by_juror.items():
            by_panel[panel_of.get(juror, "")].append(own)
        means = {panel: ranking.mean(values) for panel, values in by_panel.items()}
        if len(means) < 2:
            continue
        highest = max(means, key=lambda panel: means[panel] or Decimal(0))
        lowest = min(means, key=lambda panel: means[panel] or Decimal(0))
        apart = (means[highest] or Decimal(0)) - (means[lowest] or Decimal(0))
        if apart > stage.contest.outlier_points:
            words = f"panel {highest} di atas panel {lowest}"
            flags.append(Flag(nominee, "", apart, words))
    return flags


def agreement_of(stage: Stage, recap: Recap) -> Decimal | None:
    """Kendall's W over the jurors of a stage."""
    sheets: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for nominee, stages in recap.scores.items():
        for juror, own in stages[str(stage.pk)].by_juror.items():
            sheets[juror][nominee] = own
    return ranking.agreement(sheets)


class Completeness(NamedTuple):
    """What the secretary may know before the plenary: how much is in, and nothing else."""

    juror: str
    panel: str
    expected: int
    begun: int
    signed: int


def completeness(stage: Stage) -> list[Completeness]:
    rows = []
    for seat in stage.seats.select_related("juror").prefetch_related("sheets__scores"):
        sheets: list[ScoreSheet] = list(seat.sheets.all())
        rows.append(
            Completeness(
                seat.juror.name,
                seat.panel,
                len(sheets),
                sum(1 for sheet in sheets if sheet.scores.all()),
                sum(1 for sheet in sheets if sheet.signed_at),
            )
        )
    return rows


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
