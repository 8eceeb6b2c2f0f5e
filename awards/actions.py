"""The course of a contest, step by step. Each step is signed, atomic, and refuses its wrong moment.

draft → open_scoring → (open_stage, close_stage)… → compute → propose → fix, fix again by a second
person; then its round is announced (``announcement``). Before that nothing lets a score, a total or
an order out.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from publications.canonical import canonical, sha256
from publications.models import Publication

from . import ranking
from .document import commitment_document
from .models import (
    Contest,
    Criterion,
    Nominee,
    Placing,
    Plenary,
    Round,
    ScoreSheet,
    Stage,
    StageResult,
)
from .models.contest import HUNDRED, Phase
from .recap import Recap, opened

ZERO = Decimal(0)


class WrongMoment(ValidationError):
    """The contest is not where this step begins; the message says so."""


def locked(contest: Contest, *phases: str, otherwise: str) -> Contest:
    """This contest, held until the transaction ends, if it stands where it must."""
    row = Contest.objects.select_for_update().get(pk=contest.pk)
    if row.phase not in phases:
        raise WrongMoment(otherwise)
    return row


# ------------------------------------------------------------------------------------- the draft
def instrument_problems(contest: Contest) -> list[str]:
    """What keeps scoring from being opened, each in a sentence."""
    problems = []
    stages = list(contest.stages.prefetch_related("criteria", "seats"))
    counting = [stage for stage in stages if not stage.is_practice]
    if not counting:
        return ["Belum ada tahap penilaian."]
    if any(stage.weight is None for stage in counting):
        problems.append("Ada tahap yang bobotnya belum diisi.")
    elif (found := sum((stage.weight or ZERO for stage in counting), ZERO)) != HUNDRED:
        problems.append(f"Bobot tahap berjumlah {said(found)}, seharusnya 100.")
    for stage in stages:
        rows = list(stage.criteria.all())
        if not rows:
            problems.append(f"Tahap {stage.name} belum punya kriteria.")
        by_parent: dict[Any, list[Criterion]] = {}
        for row in rows:
            by_parent.setdefault(row.parent_id, []).append(row)
        names = {row.pk: f"bidang {row.code}" for row in rows} | {None: "bidang-bidang"}
        for parent, children in by_parent.items():
            where = f"{names[parent]} tahap {stage.name}"
            if any(child.weight is None for child in children):
                problems.append(f"Bobot dalam {where} belum lengkap.")
            elif (found := sum((row.weight or ZERO for row in children), ZERO)) != HUNDRED:
                problems.append(f"Bobot dalam {where} berjumlah {said(found)}, seharusnya 100.")
        if not stage.seats.all():
            problems.append(f"Tahap {stage.name} belum punya juri.")
    if not contest.nominees.standing().exists():
        problems.append("Belum ada peserta.")
    if not contest.places.exists():
        problems.append("Tempat juara belum ditentukan.")
    return problems


def said(value: Decimal) -> str:
    """62,5."""
    return f"{value.normalize():f}".replace(".", ",")


@transaction.atomic
def copy_contest(contest: Contest, *, into: Round, by: Any) -> Contest:
    """Last year's instrument as a new version in another round: rules alone, nobody and no mark."""
    slug = f"{contest.slug}-{into.year}"
    number = 1
    while Contest.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{contest.slug}-{into.year}-{number}"
    same = {
        name: getattr(contest, name)
        for name in (
            "name", "position", "nominee_type", "organization_kind", "method", "trim", "ties",
            "scale_maximum", "outlier_points", "weights_source", "certificate_text",
        )
    }  # fmt: skip
    new = Contest.objects.create(
        round=into, slug=slug, edition=contest.edition + 1, copied_from=contest, **same
    )
    stages: dict[Any, Stage] = {}
    criteria: dict[Any, Criterion] = {}
    for stage in contest.stages.all():
        stages[stage.pk] = Stage.objects.create(
            contest=new, name=stage.name, position=stage.position, weight=stage.weight,
            is_practice=stage.is_practice, cutoff_count=stage.cutoff_count,
            cutoff_score=stage.cutoff_score,
        )  # fmt: skip
        waiting = list(stage.criteria.all())
        while waiting:
            ready = [row for row in waiting if not row.parent_id or row.parent_id in criteria]
            for row in ready:
                criteria[row.pk] = Criterion.objects.create(
                    stage=stages[stage.pk], parent=criteria.get(row.parent_id), code=row.code,
                    name=row.name, position=row.position, weight=row.weight, field=row.field,
                    evidence=row.evidence, guidance=row.guidance,
                )  # fmt: skip
            waiting = [row for row in waiting if row.pk not in criteria]
    for step in contest.scale.all():
        new.scale.create(value=step.value, words=step.words)
    for place in contest.places.all():
        new.places.create(
            position=place.position, name=place.name, prize=place.prize,
            minimum_score=place.minimum_score,
        )  # fmt: skip
    for tie in contest.tie_steps.all():
        new.tie_steps.create(
            position=tie.position, kind=tie.kind,
            stage=stages.get(tie.stage_id), criterion=criteria.get(tie.criterion_id),
        )  # fmt: skip
    return new


@transaction.atomic
def open_scoring(contest: Contest, *, by: Any) -> None:
    """Lock the instrument and open the first stage."""
    row = locked(contest, Phase.DRAFT, otherwise="Penilaian lomba ini sudah dibuka.")
    if problems := instrument_problems(row):
        raise ValidationError(problems)
    row.phase = Phase.SCORING
    row.save()
    first = row.stages.first()
    assert first is not None
    open_stage(first, by=by)
    contest.refresh_from_db()


# ---------------------------------------------------------------------------------------- stages
def competing(stage: Stage) -> list[Nominee]:
    """Who is judged in a stage: those whom no stage before it sent home."""
    gone = StageResult.objects.filter(
        stage__contest=stage.contest_id, stage__position__lt=stage.position, goes_on=False
    )
    nominees = Nominee.objects.filter(contest=stage.contest_id).standing()  # type: ignore[attr-defined]
    return list(nominees.exclude(pk__in=gone.values("nominee")))


@transaction.atomic
def open_stage(stage: Stage, *, by: Any) -> None:
    """Lay out a sheet for each juror and nominee, except where a conflict keeps it shut."""
    contest = locked(stage.contest, Phase.SCORING, otherwise="Penilaian lomba ini tidak terbuka.")
    row = Stage.objects.select_for_update().get(pk=stage.pk)
    if row.status != Stage.Status.WAITING:
        raise WrongMoment("Tahap ini sudah dibuka.")
    before = contest.stages.filter(position__lt=row.position).exclude(status=Stage.Status.CLOSED)
    if before.exists():
        raise WrongMoment("Tahap sebelumnya belum ditutup.")
    row.status, row.opened_at = Stage.Status.OPEN, timezone.now()
    row.save()
    for seat in row.seats.select_related("juror__area"):
        lay_out(seat, competing(row))
    stage.refresh_from_db()


def lay_out(seat: Any, nominees: list[Nominee]) -> None:
    """The sheets of one seat; a nominee that already has one keeps it."""
    has = set(seat.sheets.values_list("nominee_id", flat=True))
    for nominee in nominees:
        if nominee.pk not in has and not seat.juror.conflict_with(nominee):
            ScoreSheet.objects.create(seat=seat, nominee=nominee)


def missing(sheet: ScoreSheet) -> list[Criterion]:
    """The variables of a sheet that have no mark yet."""
    has = set(sheet.scores.values_list("criterion_id", flat=True))
    rows = list(sheet.seat.stage.criteria.all())
    parents = {row.parent_id for row in rows}
    return [row for row in rows if row.pk not in parents and row.pk not in has]


@transaction.atomic
def sign(sheet: ScoreSheet) -> None:
    """The juror stands for this sheet; from here on nobody writes to it."""
    row = ScoreSheet.objects.select_for_update().select_related("seat__stage").get(pk=sheet.pk)
    if row.signed_at:
        raise WrongMoment("Lembar ini sudah ditandatangani.")
    if row.seat.stage.status != Stage.Status.OPEN:
        raise WrongMoment("Tahap ini tidak terbuka.")
    if gaps := missing(row):
        raise ValidationError([f"Belum dinilai: {gap}." for gap in gaps])
    row.signed_at = timezone.now()
    row.save()
    sheet.refresh_from_db()


def stage_problems(stage: Stage) -> list[str]:
    """What keeps a stage from being closed."""
    sheets = ScoreSheet.objects.filter(seat__stage=stage)
    problems = []
    if unsigned := sheets.filter(signed_at__isnull=True).count():
        problems.append(f"{unsigned} lembar belum ditandatangani.")
    judged = set(sheets.values_list("nominee_id", flat=True))
    problems += [
        f"{nominee} tidak dinilai seorang juri pun."
        for nominee in competing(stage)
        if nominee.pk not in judged
    ]
    return problems


@transaction.atomic
def close_stage(stage: Stage, *, by: Any) -> Publication | None:
    """Commit every sheet to the public log and see who goes on. A practice stage commits nothing.

    The log gets salted hashes in the order of the hashes: neither whose nor how good can be read.
    """
    contest = locked(stage.contest, Phase.SCORING, otherwise="Penilaian lomba ini tidak terbuka.")
    row = Stage.objects.select_for_update().get(pk=stage.pk)
    if row.status != Stage.Status.OPEN:
        raise WrongMoment("Tahap ini tidak terbuka.")
    if problems := stage_problems(row):
        raise ValidationError(problems)
    row.status, row.closed_at = Stage.Status.CLOSED, timezone.now()
    row.save()
    publication = None
    if not row.is_practice:
        commitments = []
        sheets = ScoreSheet.objects.filter(seat__stage=row)
        for sheet in sheets.select_related("seat", "nominee").prefetch_related("scores__criterion"):
            sheet.commitment = sha256(canonical(opened(sheet)))
            sheet.save()
            commitments.append(sheet.commitment)
        see_who_goes_on(row)
        publication = Publication.objects.seal(
            kind="award_commitment",
            record_id=row.pk,
            slug=f"{contest.slug}-tahap-{row.position}",
            body=commitment_document(row, sorted(commitments)),
            published_by=by,
        )
    following = contest.stages.filter(status=Stage.Status.WAITING).first()
    if following is None:
        contest.phase = Phase.CLOSED
        contest.save()
    stage.refresh_from_db()
    return publication


def see_who_goes_on(stage: Stage) -> None:
    """Rank by what has been scored so far, and apply the stage's cut-offs."""
    nominees = competing(stage)
    recap = Recap.of(stage.contest, nominees)
    done = [
        one
        for one in recap.instrument.stages
        if one.weight is not None
        and one.key
        in {
            str(key)
            for key in stage.contest.stages.filter(status=Stage.Status.CLOSED).values_list(
                "pk", flat=True
            )
        }
    ]
    so_far = ranking.Instrument(tuple(done), recap.instrument.maximum, recap.instrument.trim)
    standings = {one.nominee: one for one in ranking.order(so_far, recap.scores)}
    for nominee in nominees:
        key = str(nominee.pk)
        standing = standings.get(key)
        reason = ""
        if standing is None:
            reason = "Nilainya tidak lengkap."
        elif stage.cutoff_score is not None and standing.total < stage.cutoff_score:
            reason = f"Nilai {said(standing.total)} di bawah batas {said(stage.cutoff_score)}."
        elif stage.cutoff_count is not None and standing.rank > stage.cutoff_count:
            reason = f"Peringkat {standing.rank}; yang maju {stage.cutoff_count} teratas."
        StageResult.objects.create(
            stage=stage,
            nominee=nominee,
            score=recap.scores[key][str(stage.pk)].score,
            cumulative=standing.total if standing else None,
            rank=standing.rank if standing else None,
            goes_on=not reason,
            reason=reason,
        )


# ---------------------------------------------------------------------------------------- result
@transaction.atomic
def compute(contest: Contest, *, by: Any) -> list[Placing]:
    """The arithmetic, written down: totals, ranks, and the places they lead to. May be repeated."""
    row = locked(contest, Phase.CLOSED, otherwise="Hasil dihitung sesudah semua tahap ditutup.")
    last = row.stages.filter(is_practice=False).last()
    assert last is not None
    nominees = [
        nominee
        for nominee in competing(last)
        if not StageResult.objects.filter(nominee=nominee, goes_on=False).exists()
    ]
    standings = Recap.of(row, nominees).standings()
    given = list(row.places.all())
    placed = ranking.places(
        standings,
        [place.minimum_score for place in given],
        skip=row.ties == Contest.Ties.SHARE_AND_SKIP,
    )
    row.placings.all().delete()
    found = []
    for standing in standings:
        place = given[placed[standing.nominee]] if standing.nominee in placed else None
        found.append(
            Placing.objects.create(
                contest=row,
                nominee_id=standing.nominee,
                total=standing.total,
                rank=standing.rank,
                decided_by=standing.decided_by,
                place=place,
            )
        )
    row.computed_at = timezone.now()
    row.save()
    contest.refresh_from_db()
    return found


@transaction.atomic
def propose(contest: Contest, *, by: Any, departures: dict[Any, tuple[Any, str]]) -> None:
    """What the plenary decided: the computed places, or for some nominees another with a reason.

    ``departures``: nominee's key → (place or None, reason). The plenary itself (votes, reason) must
    have been recorded before.
    """
    row = locked(contest, Phase.CLOSED, otherwise="Usulan dibuat sesudah hasil dihitung.")
    if row.computed_at is None:
        raise WrongMoment("Hasil belum dihitung.")
    plenary = Plenary.objects.filter(contest=row).first()
    if plenary is None:
        raise ValidationError("Catat dahulu sidang plenonya: tanggal, pimpinan, dan suara.")
    if plenary.confirms and departures:
        raise ValidationError("Pleno menguatkan hitungan, jadi tidak ada tempat yang diubah.")
    for placing in row.placings.all():
        placing.final_place, placing.departure_reason = placing.place, ""
        if placing.nominee_id in departures:
            placing.final_place, reason = departures[placing.nominee_id]
            if placing.final_place != placing.place:
                if not reason.strip():
                    raise ValidationError(f"Tuliskan alasan untuk {placing.nominee}.")
                placing.departure_reason = reason.strip()
        placing.save()
    row.phase = Phase.PROPOSED
    row.save()
    contest.refresh_from_db()


@transaction.atomic
def take_back(contest: Contest, *, by: Any, reason: str) -> None:
    """Return a proposal to the plenary; what was fixed by two stays fixed."""
    row = locked(contest, Phase.PROPOSED, otherwise="Tidak ada usulan yang bisa dikembalikan.")
    if not reason.strip():
        raise ValidationError("Tuliskan alasan pengembalian.")
    row.phase = Phase.CLOSED
    row.first_fixed_by, row.first_fixed_at = None, None
    row.save()
    contest.refresh_from_db()


@transaction.atomic
def fix(contest: Contest, *, by: Any) -> bool:
    """Stand for the result. The first person's word waits for a second; True once it is fixed."""
    row = locked(contest, Phase.PROPOSED, otherwise="Yang ditetapkan adalah usulan pleno.")
    if row.first_fixed_by_id is None:
        row.first_fixed_by, row.first_fixed_at = by, timezone.now()
    elif row.first_fixed_by_id == by.pk:
        raise PermissionDenied("Penetapan kedua harus oleh orang lain.")
    else:
        row.fixed_by, row.fixed_at, row.phase = by, timezone.now(), Phase.FIXED
    row.save()
    contest.refresh_from_db()
    return row.phase == Phase.FIXED
