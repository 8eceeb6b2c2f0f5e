"""A small contest as tests need it: two fields, a stage of papers and one of field visits."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from awards import actions
from awards.models import (
    Contest,
    Criterion,
    Juror,
    Nominee,
    Place,
    Plenary,
    Round,
    Score,
    ScoreSheet,
    Seat,
    Stage,
    TieStep,
)
from tests import builders

numbers = count(1)
KELURAHAN = [
    ("33.71.01.1011", "Tidar Selatan"),
    ("33.71.03.1006", "Gelangan"),
    ("33.71.02.1009", "Kramat Selatan"),
    ("33.71.02.1005", "Kedungsari"),
    ("33.71.01.1007", "Magersari"),
]
PLACES = ["Juara I", "Juara II", "Juara III", "Juara Harapan I"]


def award_round(**fields: Any) -> Round:
    number = next(numbers)
    name = fields.pop("name", f"Lomba Contoh {number}")
    defaults = {"slug": slugify(name), "year": 2025, "is_example": True}
    defaults["announce_at"] = timezone.now() - timedelta(minutes=1)
    return Round.objects.create(name=name, **(defaults | fields))


def contest(nominees: int = 3, jurors: int = 2, **fields: Any) -> Contest:
    """A draft with a valid instrument, nominees and jurors, ready to be opened."""
    fields["round"] = fields.get("round") or award_round()
    name = fields.pop("name", f"Kelurahan terbaik {next(numbers)}")
    made = Contest.objects.create(name=name, slug=slugify(name), **fields)
    for position, (title, weight) in enumerate([("Administrasi", 40), ("Lapangan", 60)], 1):
        stage = Stage.objects.create(
            contest=made, name=title, position=position, weight=Decimal(weight)
        )
        criteria(stage)
    for position, title in enumerate(PLACES, 1):
        Place.objects.create(contest=made, position=position, name=title)
    last = made.stages.last()
    TieStep.objects.create(contest=made, position=1, kind="stage", stage=last)
    TieStep.objects.create(contest=made, position=2, kind="jurors")
    for number, (code, title) in enumerate(KELURAHAN[:nominees], 1):
        Nominee.objects.create(contest=made, area=builders.subdistrict(code, title), number=number)
    for _ in range(jurors):
        juror = Juror.objects.create(round=made.round, name=f"Juri Contoh {next(numbers)}")
        for stage in made.stages.all():
            Seat.objects.create(stage=stage, juror=juror)
    return made


def criteria(stage: Stage) -> None:
    """Field A (60) with A.1 and A.2 (50 each), field B (40) without variables."""
    top = Criterion.objects.create(
        stage=stage, code="A", name="Kemasyarakatan", weight=Decimal(60), position=1
    )
    for number in (1, 2):
        Criterion.objects.create(
            stage=stage, parent=top, code=f"A.{number}", name=f"Variabel {number}",
            weight=Decimal(50), position=number,
        )  # fmt: skip
    Criterion.objects.create(
        stage=stage, code="B", name="Lingkungan", weight=Decimal(40), position=2
    )


def mark(sheet: ScoreSheet, value: Any, *, sign: bool = True) -> None:
    """The same mark on every variable of a sheet, and the juror's signature."""
    for criterion in actions.missing(sheet):
        Score.objects.create(sheet=sheet, criterion=criterion, value=Decimal(value))
    if sign:
        actions.sign(sheet)


def mark_stage(stage: Stage, values: dict[str, Any]) -> None:
    """``values``: nominee's name → mark, or one per juror in their order."""
    for sheet in ScoreSheet.objects.filter(seat__stage=stage).select_related("nominee", "seat"):
        value = values[sheet.nominee.name]
        if isinstance(value, list):
            seats = list(stage.seats.order_by("juror__name"))
            value = value[[seat.pk for seat in seats].index(sheet.seat_id)]
        mark(sheet, value)


def scored(contest: Contest, values: dict[str, Any], by: Any = None) -> Contest:
    """Through both stages with these marks, computed."""
    by = by or builders.user("award_secretary")
    actions.open_scoring(contest, by=by)
    for stage in contest.stages.all():
        stage.refresh_from_db()
        if stage.status == Stage.Status.WAITING:
            actions.open_stage(stage, by=by)
        mark_stage(stage, values)
        actions.close_stage(stage, by=by)
    contest.refresh_from_db()
    actions.compute(contest, by=by)
    return contest


def plenary(contest: Contest, **fields: Any) -> Plenary:
    defaults = {"held_on": date(2025, 12, 20), "chaired_by": "Ketua Juri Contoh", "votes_for": 3}
    return Plenary.objects.create(contest=contest, **(defaults | fields))


def fixed(contest: Contest, departures: Any = None, **plenary_fields: Any) -> Contest:
    """Confirmed by its plenary and fixed by two people."""
    plenary(contest, **plenary_fields)
    actions.propose(contest, by=builders.user("award_secretary"), departures=departures or {})
    actions.fix(contest, by=builders.user("award_secretary"))
    actions.fix(contest, by=builders.user("award_secretary"))
    return contest
