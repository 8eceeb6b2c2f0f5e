"""Mending a result that is out: one proposes, another stands for it, and both versions are kept."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from publications.models import Publication

from .actions import WrongMoment, locked
from .announcement import seal_result
from .document import result_document
from .models import Certificate, Contest, Correction, Place, Placing, Round
from .models.contest import Phase

Change = tuple[Placing, Place | None]  # who, and the place that should have been given
NOT_OUT = "Yang diralat adalah hasil yang sudah diumumkan."
SETTLED = "Ralat ini sudah diputuskan."


def can_be_corrected(contest: Contest) -> bool:
    """An archive is mended by publishing it once more from its source."""
    return contest.phase == Phase.ANNOUNCED and contest.round.standing == Round.Standing.RUNNING


@transaction.atomic
def propose(
    contest: Contest, *, by: Any, places: dict[Any, Place | None], reason: str
) -> Correction:
    """Say what is wrong. ``places``: placing's key → the place it should have; nothing is public.

    Without a change of places, something else that the result tells must have been mended before.
    """
    row = locked(contest, Phase.ANNOUNCED, otherwise=NOT_OUT)
    if not can_be_corrected(row):
        raise WrongMoment("Arsip diralat dengan menerbitkannya lagi dari sumbernya.")
    if waiting(row):
        raise WrongMoment("Masih ada ralat lomba ini yang menunggu orang kedua.")
    if not reason.strip():
        raise ValidationError("Tuliskan alasan ralatnya.")
    changed = {
        str(placing.pk): str(place.pk) if (place := places[placing.pk]) else ""
        for placing in row.placings.all()
        if placing.pk in places and placing.final_place != places[placing.pk]
    }
    if not changed and not differs(row):
        raise ValidationError("Belum ada yang berbeda dari hasil yang terbit.")
    return Correction.objects.create(
        contest=row, reason=reason.strip(), places=changed, proposed_by=by
    )


def differs(contest: Contest) -> bool:
    """Whether the result would be told otherwise than it is."""
    published = Publication.objects.current().get(record_id=contest.pk)
    return result_document(contest) != published.body


def waiting(contest: Contest) -> Correction | None:
    rows = contest.corrections.filter(status=Correction.Status.WAITING)
    return rows.select_related("proposed_by").first()


def changes(correction: Correction) -> list[Change]:
    places = {str(place.pk): place for place in correction.contest.places.all()}
    placings = correction.contest.placings.select_related("nominee", "final_place", "plenary_place")
    return [
        (placing, places.get(correction.places[str(placing.pk)]))
        for placing in placings
        if str(placing.pk) in correction.places
    ]


def certificates(correction: Correction) -> Any:
    """Papers that name a place which would no longer be given."""
    return Certificate.objects.filter(placing__in=[*correction.places])


@transaction.atomic
def accept(correction: Correction, *, by: Any) -> Publication:
    """Publish the result anew; a certificate that no longer holds is withdrawn, a draft deleted."""
    contest, row = held(correction)
    if row.proposed_by_id == by.pk:
        raise PermissionDenied("Ralat diterbitkan oleh orang lain daripada pengusulnya.")
    for placing, place in changes(row):
        decided = placing.decided_place
        is_mended = place != decided  # and not set right again
        placing.plenary_place = decided if is_mended else None
        placing.correction_reason = row.reason if is_mended else ""
        placing.final_place = place
        placing.save()
    for certificate in certificates(row):
        if (published := certificate.published()) is None:
            certificate.delete()
        elif not published.is_withdrawn:
            certificate.withdraw(by=by, reason=f"Hasil lomba diralat. {row.reason}"[:300])
    settle(row, Correction.Status.ACCEPTED, by)
    return seal_result(contest, prepared_by=row.proposed_by, by=by, reason=row.reason)


@transaction.atomic
def refuse(correction: Correction, *, by: Any, reason: str) -> None:
    """Leave the result as it is; who proposed may take it back as well."""
    _, row = held(correction)
    if not reason.strip():
        raise ValidationError("Tuliskan alasan penolakan.")
    row.refusal = reason.strip()
    settle(row, Correction.Status.REFUSED, by)


def held(correction: Correction) -> tuple[Contest, Correction]:
    contest = locked(correction.contest, Phase.ANNOUNCED, otherwise=NOT_OUT)
    row = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if row.status != Correction.Status.WAITING:
        raise WrongMoment(SETTLED)
    return contest, row


def settle(row: Correction, status: Correction.Status, by: Any) -> None:
    row.status, row.decided_by = status, by
    row.save()
