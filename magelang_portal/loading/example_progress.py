"""Fictional reports on fictional promises: kept, running, changed, dropped, silent and waiting."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from forums.models import Commitment, Meeting, ProgressReport

KIND = ProgressReport.Kind


class Told(NamedTuple):
    """One report: its kind, how much of the way is done, and what is said."""

    kind: str
    share: str  # of the way from baseline to target
    note: str


HALF = Told(KIND.PROGRESS, "0.5", "Separuh jalan. Sisanya dijadwalkan bulan depan.")
BEGUN = Told(KIND.PROGRESS, "0.2", "Pendataan selesai dan pengerjaan sudah dimulai.")
DONE = Told(KIND.DONE, "1", "Selesai. Hasilnya sudah diperiksa pengurus di tempat.")
LATER = Told(KIND.CHANGED, "0.4", "Bahan datang terlambat, jadi tenggatnya dimundurkan dua bulan.")
DROPPED = Told(KIND.DROPPED, "", "Tempatnya dipakai untuk keperluan lain; tidak dilanjutkan.")

# In turn over the promises, the oldest first; an empty one was never reported.
COURSES = [
    [BEGUN, DONE],
    [BEGUN, HALF],
    [],
    [HALF, DONE],
    [BEGUN, LATER],
    [],
    [DROPPED],
    [BEGUN],
    [HALF],
]


def load_example_progress(meetings: Iterable[Meeting], *, hands: Any, today: date) -> None:
    """Reports on the promises of the published examples; the last one still waits."""
    from .example_year import signed

    promises = Commitment.objects.filter(
        meeting__in=[row for row in meetings if row.record_status in ("published", "corrected")]
    ).select_related("meeting__area")
    ordered = list(promises.order_by("meeting__date", "position", "pk"))
    for number, promise in enumerate(ordered):
        author = hands.local.get(promise.meeting.area.identifier, hands.author)
        course = COURSES[number % len(COURSES)]
        for step, told in enumerate(course, 1):
            days = (today - promise.meeting.date).days * step // (len(course) + 1)
            with signed(author):
                report = made(promise, told, promise.meeting.date + timedelta(days), author)
            if promise is ordered[-1] or (number == 1 and step == len(course)):
                break  # these wait for somebody to check them
            with signed(hands.reviewer):
                report.accept(by=hands.reviewer)


def made(promise: Commitment, told: Told, day: date, author: Any) -> ProgressReport:
    value = None
    if told.share and promise.target is not None:
        start = promise.baseline or Decimal(0)
        value = (start + (promise.target - start) * Decimal(told.share)).quantize(Decimal(1))
    due = promise.due_date
    return ProgressReport.objects.create(
        commitment=promise,
        kind=told.kind,
        date=day,
        value=value,
        note=told.note,
        new_due_date=due + timedelta(61) if told.kind == KIND.CHANGED and due else None,
        reported_by=author,
    )
