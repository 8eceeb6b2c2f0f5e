"""How far apart jurors were on the same nominee, for the practice stage that never counts."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from . import ranking
from .models import Criterion, Nominee, Score, Seat, Stage

FEWEST = 3  # of two, each would read the other's mark from the spread


class Range(NamedTuple):
    """The marks on one variable of one nominee, on a scale of 100, without their jurors."""

    criterion: Criterion
    lowest: Decimal
    highest: Decimal
    mean: Decimal
    own: Decimal | None

    @property
    def apart(self) -> Decimal:
        return self.highest - self.lowest


class Spread(NamedTuple):
    nominee: Nominee
    jurors: int
    ranges: list[Range]
    is_hidden: bool  # too few jurors to say anything without saying whose it is


def spread(stage: Stage, seat: Seat) -> list[Spread]:
    """Per nominee and variable: lowest, highest, mean and the own mark; signed sheets alone."""
    marks: dict[Any, dict[Any, dict[Any, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    rows = Score.objects.filter(sheet__seat__stage=stage, sheet__signed_at__isnull=False)
    maximum = stage.contest.scale_maximum
    for key, criterion, giver, value in rows.values_list(
        "sheet__nominee_id", "criterion_id", "sheet__seat_id", "value"
    ):
        marks[key][criterion][giver] = ranking.scaled(value, maximum)
    criteria = {row.pk: row for row in stage.criteria.all()}
    report = []
    for nominee in Nominee.objects.filter(pk__in=marks):
        given = marks[nominee.pk]
        jurors = {giver for values in given.values() for giver in values}
        ranges = [
            Range(
                criterion, min(values.values()), max(values.values()),
                ranking.mean(values.values()) or Decimal(0), values.get(seat.pk),
            )
            for key, criterion in criteria.items()
            if (values := given.get(key))
        ]  # fmt: skip
        is_hidden = len(jurors) < FEWEST
        report.append(Spread(nominee, len(jurors), [] if is_hidden else ranges, is_hidden))
    return report
