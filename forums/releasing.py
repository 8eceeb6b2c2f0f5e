"""Publishing at a set moment: a reviewer approves now, the portal publishes then.

What was sent is frozen (``Meeting.submitted_body``), so what comes out is what was approved. Until
its moment nothing of it is public. Whoever has the press link reads it before, under embargo; the
link names the moment and dies with the schedule.
"""

import logging
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from publications.models import Publication

from .models import Meeting
from .models.meeting import MeetingQuerySet, RecordStatus, WrongMoment

logger = logging.getLogger(__name__)
SALT = "forums.releasing"


@transaction.atomic
def schedule(meeting: Meeting, *, by: Any, at: datetime) -> None:
    """Approve what was sent, for a moment that lies ahead. Setting it again moves it."""
    row = meeting.locked(RecordStatus.IN_REVIEW, otherwise="Catatan ini tidak sedang diperiksa.")
    if row.submitted_by_id == by.pk:
        raise PermissionDenied("Penyusun tidak boleh menjadwalkan catatannya sendiri.")
    if at <= timezone.now():
        raise ValidationError("Waktu terbit sudah lewat. Pilih waktu yang akan datang.")
    row.release_at, row.released_by = at, by
    row.save()
    meeting.refresh_from_db()


@transaction.atomic
def cancel(meeting: Meeting) -> None:
    """Back to waiting for a reviewer; the press link no longer opens."""
    row = meeting.locked(RecordStatus.IN_REVIEW, otherwise="Catatan ini sudah terbit.")
    if row.release_at is None:
        raise WrongMoment("Catatan ini tidak dijadwalkan.")
    row.release_at = row.released_by = None
    row.save()
    meeting.refresh_from_db()


def due() -> MeetingQuerySet:
    """What waits to be published now."""
    return Meeting.objects.filter(release_at__lte=timezone.now()).order_by("release_at", "id")


def release_due() -> list[Publication]:
    """Publish everything whose moment has come, in the name of who approved it.

    One that cannot be published stops no other: it stays ``due``, and the log says why.
    """
    published = []
    for key in list(due().values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                rows = due().select_for_update(of=("self",), skip_locked=True)
                row = rows.filter(pk=key).first()
                if row is not None:  # taken back meanwhile, or another run has it
                    published.append(row.publish(by=row.released_by))
        except Exception:
            logger.exception("Catatan terjadwal %s tidak dapat diterbitkan.", key)
    return published


# ---------------------------------------------------------------------------------- the press
def press_token(meeting: Meeting) -> str:
    """What opens the preview of a scheduled meeting, for people without an account."""
    assert meeting.release_at is not None
    return signing.dumps([str(meeting.pk), meeting.release_at.isoformat()], salt=SALT)


def opened_by(token: str) -> Meeting | None:
    """The meeting of a press link: while its schedule stands as it was, and after its release."""
    try:
        key, moment = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    meeting = Meeting.objects.filter(pk=key).first()
    if meeting is None:
        return None
    stands = meeting.release_at is not None and meeting.release_at.isoformat() == moment
    is_out = datetime.fromisoformat(moment) <= timezone.now() and is_public(meeting)
    return meeting if stands or is_out else None


def is_public(meeting: Meeting) -> bool:
    published = meeting.published()
    return published is not None and not published.is_withdrawn


def press_url(token: str) -> str:
    return reverse("press_preview", kwargs={"token": token})


def press_link(request: HttpRequest, meeting: Meeting) -> str | None:
    """What the office hands to the press; nothing while no moment is set."""
    if meeting.release_at is None:
        return None
    return request.build_absolute_uri(press_url(press_token(meeting)))
