"""Who judges whom, when it changes under way: relations, substitutes, entrants that drop out.

A sheet that its juror has signed stays. One that nobody signed is closed by taking it away, so
that its stage can be closed; what stood in it is kept by the history alone.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from .actions import WrongMoment, competing, lay_out, locked
from .models import (
    Contest,
    Juror,
    Nominee,
    Relation,
    ScoreSheet,
    Seat,
    Stage,
    StageResult,
    Substitution,
)
from .models.contest import Phase

BEFORE_THE_RESULT = (Phase.DRAFT, Phase.SCORING, Phase.CLOSED)
TOO_LATE = "Hasil lomba ini sudah diusulkan; pesertanya tidak berubah lagi."


def open_sheets(**narrowed: Any) -> Any:
    """Sheets that are still being filled in."""
    return ScoreSheet.objects.filter(
        signed_at__isnull=True, seat__stage__status=Stage.Status.OPEN, **narrowed
    )


def take_away(sheets: Any) -> int:
    number = sheets.count()
    for sheet in sheets:
        sheet.delete()
    return number


@transaction.atomic
def assign(contest: Contest, *, jurors: list[Juror], stages: list[Stage], panel: str) -> int:
    """Seat jurors in stages that have not been opened; a seat that is there stays."""
    row = locked(contest, Phase.DRAFT, Phase.SCORING, otherwise="Penilaian sudah ditutup.")
    made = 0
    for stage in Stage.objects.select_for_update().filter(
        contest=row, pk__in=[one.pk for one in stages]
    ):
        if stage.status != Stage.Status.WAITING:
            raise WrongMoment(f"Tahap {stage} sudah dibuka; gantilah jurinya dari halamannya.")
        seated = set(stage.seats.values_list("juror_id", flat=True))
        for juror in jurors:
            if juror.pk not in seated:
                Seat.objects.create(stage=stage, juror=juror, panel=panel)
                made += 1
    return made


@transaction.atomic
def declare(juror: Juror, nominee: Nominee, *, reason: str) -> int:
    """Keep a declared relation, and close what the juror has not signed on this nominee."""
    if Relation.objects.filter(juror=juror, nominee=nominee).exists():
        raise ValidationError("Hubungan ini sudah dinyatakan.")
    if nominee.contest.round_id != juror.round_id:
        raise ValidationError("Peserta itu bukan dari putaran juri ini.")
    Relation.objects.create(juror=juror, nominee=nominee, reason=reason.strip())
    return take_away(open_sheets(seat__juror=juror, nominee=nominee))


@transaction.atomic
def substitute(
    stage: Stage,
    *,
    replaced: Juror,
    by_juror: Juror,
    nominee: Nominee | None,
    reason: str,
    by: Any,
) -> tuple[int, int, list[Nominee]]:
    """One juror takes another's place in an open stage, for one nominee or for all.

    Answers with how many sheets were laid out, how many closed, and on whom the substitute may not
    judge. What the replaced juror has signed stands, and the substitute does not judge it again.
    """
    locked(stage.contest, Phase.SCORING, otherwise="Penilaian lomba ini tidak terbuka.")
    row = Stage.objects.select_for_update().get(pk=stage.pk)
    if row.status != Stage.Status.OPEN:
        raise WrongMoment("Juri diganti dengan cara ini selama tahapnya terbuka.")
    seat = row.seats.filter(juror=replaced).first()
    if seat is None:
        raise ValidationError(f"{replaced} tidak ditugaskan dalam tahap ini.")
    signed = set(seat.sheets.filter(signed_at__isnull=False).values_list("nominee_id", flat=True))
    meant = [one for one in competing(row) if nominee is None or one.pk == nominee.pk]
    meant = [one for one in meant if one.pk not in signed]
    if not meant:
        raise ValidationError(
            f"{replaced} sudah menandatangani lembar itu; tidak ada yang diganti."
        )
    against = [one for one in meant if by_juror.conflict_with(one)]
    if nominee is not None and against:
        raise ValidationError(f"{by_juror} tidak boleh menilai {nominee}: "
                              f"{by_juror.conflict_with(nominee)}")  # fmt: skip
    Substitution.objects.create(
        stage=row, nominee=nominee, replaced=replaced, substitute=by_juror,
        reason=reason.strip(), recorded_by=by,
    )  # fmt: skip
    closed = take_away(open_sheets(seat=seat, nominee__in=meant))
    theirs, _ = Seat.objects.get_or_create(
        stage=row, juror=by_juror, defaults={"panel": seat.panel}
    )
    before = theirs.sheets.count()
    lay_out(theirs, meant)
    return theirs.sheets.count() - before, closed, against


@transaction.atomic
def withdraw(nominee: Nominee, *, reason: str) -> int:
    """A nominee drops out or is disqualified; nobody is kept waiting for its sheets."""
    locked(nominee.contest, *BEFORE_THE_RESULT, otherwise=TOO_LATE)
    row = Nominee.objects.select_for_update().get(pk=nominee.pk)
    row.withdrawn_reason = reason.strip()
    row.save()
    return take_away(open_sheets(nominee=row))


@transaction.atomic
def readmit(nominee: Nominee) -> None:
    """It competes after all; in a stage that is open, its sheets are laid out again."""
    contest = locked(nominee.contest, *BEFORE_THE_RESULT, otherwise=TOO_LATE)
    row = Nominee.objects.select_for_update().get(pk=nominee.pk)
    closed = contest.stages.filter(status=Stage.Status.CLOSED, is_practice=False)
    if closed.exclude(results__in=StageResult.objects.filter(nominee=row)).exists():
        raise ValidationError("Tahap yang sudah ditutup berlangsung tanpa peserta ini.")
    row.withdrawn_reason = ""
    row.save()
    for stage in contest.stages.filter(status=Stage.Status.OPEN):
        if row in competing(stage):
            for seat in stage.seats.select_related("juror__area"):
                lay_out(seat, [row])
