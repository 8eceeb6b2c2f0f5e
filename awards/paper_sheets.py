"""Sheets that jurors filled in on paper: typed twice, by two people who do not see each other.

Where both read the same, the pair becomes the mark. Where they differ, both entries go and both
people look at the paper again, without learning what the other had read.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from .actions import WrongMoment
from .judging import Page
from .models import Criterion, PaperEntry, Score, ScoreSheet, Stage
from .models.contest import Phase


class Turn(NamedTuple):
    """Which of the two somebody is on a sheet; 0 is neither, and ``why`` says so."""

    number: int
    why: str = ""


def turn_of(sheet: ScoreSheet, user: Any) -> Turn:
    stage = sheet.seat.stage
    if sheet.signed_at:
        return Turn(0, "Lembar ini sudah ditandatangani.")
    if stage.status != Stage.Status.OPEN or stage.contest.phase != Phase.SCORING:
        return Turn(0, "Tahap ini tidak sedang dibuka.")
    if conflict := sheet.seat.juror.conflict_with(sheet.nominee):
        return Turn(0, f"Juri ini tidak menilai peserta itu. {conflict}")
    if sheet.nominee.withdrawn_reason:
        return Turn(0, f"Peserta ini tidak lagi ikut: {sheet.nominee.withdrawn_reason}")
    if not sheet.is_paper and sheet.scores.exists():
        return Turn(0, "Juri sudah mengisi lembar ini sendiri, jadi tidak diketik dari kertas.")
    if sheet.first_typed_by_id in (None, user.pk):
        return Turn(1)
    if sheet.second_typed_by_id in (None, user.pk):
        return Turn(2)
    return Turn(0, "Lembar ini sudah diketik dua orang lain.")


def outstanding(page: Page, turn: int) -> list[Criterion]:
    """What this person has still to type: neither agreed upon, nor typed by them already."""
    typed = set(page.sheet.entries.filter(turn=turn).values_list("criterion_id", flat=True))
    return [row for row in page.variables if row.pk not in page.scores and row.pk not in typed]


class Outcome(NamedTuple):
    """What came of typing: how many pairs agreed, and on which the two differ."""

    agreed: int
    different: list[Criterion]


@transaction.atomic
def type_in(sheet: ScoreSheet, *, by: Any, values: dict[Criterion, Decimal]) -> Outcome:
    """Keep what one person read; whatever both have typed is compared."""
    turn = turn_of(sheet, by)
    if not turn.number:
        raise WrongMoment(turn.why)
    sheet.is_paper = True
    if turn.number == 1:
        sheet.first_typed_by = by
    else:
        sheet.second_typed_by = by
    sheet.save()
    for criterion, value in values.items():
        PaperEntry.objects.create(sheet=sheet, criterion=criterion, turn=turn.number, value=value)
    return compare(sheet)


def compare(sheet: ScoreSheet) -> Outcome:
    pairs: dict[Criterion, dict[int, PaperEntry]] = defaultdict(dict)
    for entry in sheet.entries.select_related("criterion"):
        pairs[entry.criterion][entry.turn] = entry
    agreed, different = 0, []
    for criterion, pair in pairs.items():
        if len(pair) < 2:
            continue
        if pair[1].value == pair[2].value:
            Score.objects.create(sheet=sheet, criterion=criterion, value=pair[1].value)
            agreed += 1
        else:
            different.append(criterion)
        for entry in pair.values():
            entry.delete()
    return Outcome(agreed, different)


@transaction.atomic
def start_again(sheet: ScoreSheet) -> None:
    """Nothing was typed: two people begin anew, or the juror fills in the sheet after all."""
    if sheet.signed_at or not sheet.is_paper:
        raise WrongMoment("Lembar ini tidak sedang diketik dari kertas.")
    for row in [*sheet.entries.all(), *sheet.scores.all()]:
        row.delete()
    sheet.is_paper, sheet.first_typed_by, sheet.second_typed_by = False, None, None
    sheet.save()


def state_of(sheet: Any) -> tuple[str, str]:
    """How far a sheet is, for whoever keeps the papers: a badge and words, never a mark.

    ``marks``, ``first`` and ``second`` are counted by the query; ``expected`` are its variables.
    """
    if sheet.signed_at:
        return "done", "Ditandatangani" + (" (kertas)" if sheet.is_paper else "")
    if not sheet.is_paper:
        return ("on_track", "Diisi juri sendiri") if sheet.marks else ("open", "Belum diketik")
    if sheet.marks >= sheet.expected:
        return "planned", "Sama, menunggu tanda tangan"
    if sheet.second_typed_by_id is None:
        return "planned", "Menunggu pengetik kedua"
    return "no_report", f"{sheet.expected - sheet.marks} nilai diketik ulang"
