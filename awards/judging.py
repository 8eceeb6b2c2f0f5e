"""What a juror does with a sheet: how far it is, what it comes to, what keeps it shut."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count

from publications.canonical import canonical, sha256

from . import ranking
from .actions import WrongMoment
from .models import (
    Criterion,
    Juror,
    Nominee,
    Relation,
    ScaleStep,
    Score,
    ScoreSheet,
    Seat,
    Stage,
    Substitution,
)
from .models.contest import Phase
from .seating import declare

ZERO, HUNDRED = Decimal(0), Decimal(100)
HUNDREDTH = Decimal("0.01")
MOST_CHOICES = 7  # of a scale that fits under a thumb; a longer one is typed


# ------------------------------------------------------------------------------ the scale
def choices_of(steps: list[ScaleStep], maximum: Decimal) -> list[ScaleStep]:
    """The steps a juror chooses from, the best first; empty where a number is typed.

    A short scale whose words reach up to its highest mark is a scale of those steps: 1 to 5. Words
    that stop below it ("mulai 80: Baik") are landmarks on a scale of numbers.
    """
    reaches_the_top = any(step.value == maximum for step in steps)
    return steps if reaches_the_top and 2 <= len(steps) <= MOST_CHOICES else []


def words_for(value: Decimal | None, steps: list[ScaleStep]) -> str:
    """What a mark means: the words of the highest step that it reaches."""
    reached = [step for step in steps if value is not None and step.value <= value]
    return max(reached, key=lambda step: step.value).words if reached else ""


# ------------------------------------------------------------------------- one sheet, drawn
class Line(NamedTuple):
    """A line of the sheet: a variable that is scored, or the heading of those below it."""

    criterion: Criterion
    score: Score | None
    is_heading: bool


class Field(NamedTuple):
    """A field (*bidang*) with its lines; one without variables is its own only line."""

    criterion: Criterion
    lines: list[Line]


class Progress(NamedTuple):
    """How far a sheet is, and what the marks on it come to so far; the juror's own, alone."""

    done: int
    missing: list[Criterion]
    value: Decimal | None  # scale 100, over the part that is marked
    share: Decimal  # of the weight that is marked, in percent

    @property
    def expected(self) -> int:
        return self.done + len(self.missing)

    @property
    def percent(self) -> int:
        return self.done * 100 // self.expected if self.expected else 0


class Page:
    """A sheet as it lies on the table: its tree, its marks, its words; four queries."""

    def __init__(self, sheet: ScoreSheet) -> None:
        self.sheet = sheet
        self.stage: Stage = sheet.seat.stage
        self.maximum: Decimal = self.stage.contest.scale_maximum
        self.criteria = list(self.stage.criteria.all())
        self.scores = {score.criterion_id: score for score in sheet.scores.all()}
        self.steps = list(self.stage.contest.scale.all())
        self.choices = choices_of(self.steps, self.maximum)
        self.children: dict[Any, list[Criterion]] = defaultdict(list)
        for row in self.criteria:
            self.children[row.parent_id].append(row)

    @property
    def variables(self) -> list[Criterion]:
        return [row for row in self.criteria if row.pk not in self.children]

    @property
    def fields(self) -> list[Field]:
        return [
            Field(top, self.lines_below(top) or [self.line(top)]) for top in self.children[None]
        ]

    def lines_below(self, criterion: Criterion) -> list[Line]:
        lines = []
        for child in self.children.get(criterion.pk, []):
            lines.append(self.line(child))
            lines += self.lines_below(child)
        return lines

    def line(self, criterion: Criterion) -> Line:
        return Line(criterion, self.scores.get(criterion.pk), criterion.pk in self.children)

    def progress(self) -> Progress:
        shares = self.shares()
        missing = [row for row in self.variables if row.pk not in self.scores]
        marked = {
            str(key): ranking.scaled(score.value, self.maximum)
            for key, score in self.scores.items()
            if key in shares
        }
        share = sum((shares[key] for key in self.scores if key in shares), ZERO)
        value = None
        if not missing and marked:
            value = ranking.tree_score(self.weights(None), marked, {})
        elif share:
            points = sum((shares[key] * marked[str(key)] for key in self.scores), ZERO)
            value = points / share
        rounded = None if value is None else value.quantize(HUNDREDTH)
        return Progress(len(marked), missing, rounded, share.quantize(HUNDREDTH))

    def weights(self, parent: Any) -> tuple[ranking.Criterion, ...]:
        """The tree as the arithmetic reads it."""
        return tuple(
            ranking.Criterion(str(row.pk), row.weight or ZERO, self.weights(row.pk))
            for row in self.children.get(parent, [])
        )

    def shares(self) -> dict[Any, Decimal]:
        """What each variable weighs in the whole stage, in percent."""
        found: dict[Any, Decimal] = {}

        def go(parent: Any, weight: Decimal) -> None:
            for row in self.children.get(parent, []):
                own = weight * (row.weight or ZERO) / HUNDRED
                if row.pk in self.children:
                    go(row.pk, own)
                else:
                    found[row.pk] = own

        go(None, HUNDRED)
        return found

    def fingerprint(self) -> str:
        """Changes with every mark and note: who signs has seen exactly this."""
        marks = [[str(key), str(row.value), row.note] for key, row in self.scores.items()]
        return sha256(canonical({"marks": sorted(marks), "note": self.sheet.note}))


# ---------------------------------------------------------------------------- may I write?
def why_shut(sheet: ScoreSheet) -> str:
    """Why nothing can be written on this sheet now, in a sentence; empty where it can."""
    stage, nominee = sheet.seat.stage, sheet.nominee
    if conflict := sheet.seat.juror.conflict_with(nominee):
        return f"Anda tidak menilai peserta ini. {conflict}"
    if sheet.signed_at:
        return "Lembar ini sudah ditandatangani, jadi tidak dapat diubah lagi."
    if stage.status != Stage.Status.OPEN or stage.contest.phase != Phase.SCORING:
        return "Tahap ini tidak sedang dibuka, jadi nilainya tidak dapat diubah."
    if nominee.withdrawn_reason:
        return f"Peserta ini tidak lagi ikut: {nominee.withdrawn_reason}"
    if sheet.is_paper:
        return "Lembar ini diketik sekretariat dari kertas yang Anda isi."
    return ""


@transaction.atomic
def declare_relation(juror: Juror, nominee: Nominee, *, reason: str) -> None:
    """The juror is not free to judge this nominee: the unsigned sheets go, with what is on them.

    What was signed in an open stage is no longer the juror's to take away; the secretary decides
    what follows.
    """
    if nominee.contest.phase not in (Phase.DRAFT, Phase.SCORING):
        raise WrongMoment("Penilaian lomba ini sudah ditutup. Sampaikan kepada sekretaris.")
    open_sheets = ScoreSheet.objects.select_for_update(of=("self",)).filter(
        seat__juror=juror, nominee=nominee, seat__stage__status=Stage.Status.OPEN
    )
    if any(sheet.signed_at for sheet in open_sheets):
        raise WrongMoment(
            "Lembar untuk peserta ini sudah Anda tandatangani. Sampaikan hubungan itu kepada"
            " sekretaris penghargaan."
        )
    declare(juror, nominee, reason=reason)


# ------------------------------------------------------------------------- the start page
class Place(NamedTuple):
    """A nominee on the juror's table: with a sheet and its state, or without one and why."""

    nominee: Nominee
    sheet: ScoreSheet | None
    state: str  # belum, sebagian, lengkap, ditandatangani; tanpa: no sheet
    done: int
    reason: str
    may_declare: bool


class Table(NamedTuple):
    """One stage in which a juror sits."""

    seat: Any
    stage: Stage
    places: list[Place]
    expected: int  # variables on each sheet
    signed: int
    sheets: int

    @property
    def percent(self) -> int:
        return self.signed * 100 // self.sheets if self.sheets else 0


def tables_of(jurors: list[Juror]) -> list[Table]:
    """Where these jurors sit, open stages first; the same number of queries however many."""
    seats = list(
        Seat.objects.filter(juror__in=jurors)
        .select_related("stage__contest__round", "juror__area")
        .order_by("-stage__contest__round__year", "stage__contest__position", "stage__position")
    )
    stages = [seat.stage_id for seat in seats]
    contests = {seat.stage.contest_id for seat in seats}
    nominees: dict[Any, list[Nominee]] = defaultdict(list)
    for nominee in Nominee.objects.filter(contest__in=contests).select_related("area"):
        nominees[nominee.contest_id].append(nominee)
    sheets = {
        (row.seat_id, row.nominee_id): row
        for row in ScoreSheet.objects.filter(seat__in=seats).annotate(marks=Count("scores"))
    }
    expected = dict(
        Criterion.objects.filter(stage__in=stages, children__isnull=True)
        .order_by()
        .values_list("stage")
        .annotate(Count("pk"))
    )
    declared = {
        (row.juror_id, row.nominee_id): row.reason
        for row in Relation.objects.filter(juror__in=jurors)
    }
    replaced = {
        (row.replaced_id, row.stage_id, row.nominee_id): str(row.substitute)
        for row in Substitution.objects.filter(replaced__in=jurors).select_related("substitute")
    }
    tables = []
    for seat in seats:
        stage, places = seat.stage, []
        for nominee in nominees[stage.contest_id]:
            sheet = sheets.get((seat.pk, nominee.pk))
            near = seat.juror.neighbour_of(nominee)
            mine = declared.get((seat.juror_id, nominee.pk), "")
            stands_in = replaced.get((seat.juror_id, stage.pk, nominee.pk)) or replaced.get(
                (seat.juror_id, stage.pk, None)
            )
            reason = near or (mine and f"Hubungan dinyatakan: {mine}") or ""
            if not reason and nominee.withdrawn_reason:
                reason = f"Tidak lagi ikut: {nominee.withdrawn_reason}"
            if not reason and sheet is None and stands_in:
                reason = f"Dinilai {stands_in} sebagai pengganti Anda."
            if sheet is None and not reason and stage.status != Stage.Status.WAITING:
                continue  # did not come this far, or is another juror's
            done = sheet.marks if sheet else 0  # type: ignore[attr-defined]
            state = state_of(sheet, done, expected.get(stage.pk, 0)) if not reason else "tanpa"
            is_signed = sheet is not None and sheet.signed_at is not None
            if is_signed:
                state = "ditandatangani"
            places.append(
                Place(
                    nominee, sheet, state, done, reason,
                    may_declare=not reason and not is_signed
                    and stage.status != Stage.Status.CLOSED
                    and stage.contest.phase in (Phase.DRAFT, Phase.SCORING),
                )
            )  # fmt: skip
        with_sheet = [place for place in places if place.sheet and place.state != "tanpa"]
        tables.append(
            Table(
                seat, stage, places, expected.get(stage.pk, 0),
                signed=sum(place.state == "ditandatangani" for place in with_sheet),
                sheets=len(with_sheet),
            )
        )  # fmt: skip
    order = [Stage.Status.OPEN, Stage.Status.WAITING, Stage.Status.CLOSED]
    return sorted(tables, key=lambda table: order.index(Stage.Status(table.stage.status)))


def state_of(sheet: ScoreSheet | None, done: int, expected: int) -> str:
    if sheet is None:
        return "tanpa"
    if sheet.signed_at:
        return "ditandatangani"
    if not done:
        return "belum"
    return "lengkap" if done >= expected else "sebagian"
