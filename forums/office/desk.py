"""The desk: one page per section of a meeting, in the order of the public page."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, on_duty

from ..completeness import blocking
from ..forms import MeetingForm
from ..models import Meeting
from ..models.meeting import RecordStatus, Section

PAGES = {
    Section.BASICS: "desk_basics",
    Section.INVITATION: "desk_invitation",
    Section.AGENDA: "desk_agenda",
    Section.ATTENDANCE: "desk_attendance",
    Section.SPEECHES: "desk_speeches",
    Section.DECISIONS: "desk_decisions",
    Section.COMMITMENTS: "desk_commitments",
    Section.FILES: "desk_files",
}

# Why nothing can be written now, for whoever opens the desk of a record on its way.
NOT_NOW: dict[str, str] = {
    RecordStatus.IN_REVIEW: "Catatan ini sedang diperiksa, jadi belum dapat diubah.",
    RecordStatus.PUBLISHED: "Catatan ini sudah terbit. Untuk mengubahnya, buka ralat.",
    RecordStatus.CORRECTED: "Catatan ini sudah terbit. Untuk mengubahnya, buka ralat.",
    RecordStatus.WITHDRAWN: "Catatan ini sudah ditarik. Untuk mengubahnya, buka ralat.",
}


def at_desk(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view on one meeting of the user's own area, fetched through the gate.

    While something is written the meeting is locked: a double click waits for the first, and
    nobody sends the record away in the middle of a save.
    """

    @on_duty(NOTE_TAKER, ADMINISTRATOR)
    @transaction.atomic
    @wraps(view)
    def opened(request: HttpRequest, pk: UUID, **kwargs: Any) -> HttpResponseBase:
        meetings = Meeting.objects.written_by(request.user).select_related("area")
        if request.method == "POST":
            meetings = meetings.select_for_update(of=("self",), no_key=True)
        return view(request, get_object_or_404(meetings, pk=pk), **kwargs)

    return opened


def section_url(meeting: Meeting, section: str, row_id: Any = None) -> str:
    """The page of a section, at one of its rows."""
    address = reverse(PAGES[Section(section)], kwargs={"pk": meeting.pk})
    return f"{address}#baris-{row_id}" if row_id else address


def page(
    request: HttpRequest,
    meeting: Meeting,
    section: str,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page of the desk, with its band: where we are, what is missing, what was remarked."""
    remarks = list(meeting.remarks.filter(is_resolved=False))
    if remarks:
        prefetch_related_objects(remarks, "made_by")
    per_section = Counter(remark.section for remark in remarks)
    return render(
        request,
        f"forums/office/{template}.html",
        {
            "meeting": meeting,
            "section": Section(section),
            "tabs": [
                {
                    "label": item.label,
                    "url": section_url(meeting, item),
                    "is_here": item == section,
                    "remarks": per_section[item.value],
                }
                for item in Section
            ],
            "blocking": len(blocking(meeting)) if meeting.is_editable else 0,
            "remarks": [remark for remark in remarks if remark.section == section],
            "not_now": NOT_NOW.get(meeting.record_status, ""),
            "url": section_url(meeting, section),
            **context,
        },
        status=status,
    )


def save_note(request: HttpRequest, meeting: Meeting, form: Any, section: str) -> Any:
    """Save what belongs to the meeting itself; True when the page can go on."""
    if not meeting.is_editable:
        form.is_locked = True
        return False
    return form.saved()


@at_desk
def desk_basics(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The meeting itself: what, when, where, and the three lines on top."""
    form = MeetingForm.opened(
        request, rows=Meeting.objects.all(), key=meeting.pk, user=request.user
    )
    is_saved = request.method == "POST" and save_note(request, meeting, form, Section.BASICS)
    if is_saved and not request.htmx:
        return redirect("desk_basics", pk=meeting.pk)
    context = {"form": form, "url": section_url(meeting, Section.BASICS)}
    if request.htmx and request.method == "POST":
        meeting = form.instance if is_saved else meeting
        context |= {"meeting": meeting, "blocking": len(blocking(meeting)), "is_saved": is_saved}
        template = "forums/office/desk_basics_form.html"
        return render(request, template, context, status=form.status)
    return page(request, meeting, Section.BASICS, "desk_basics", context, form.status)


@require_POST
@at_desk
def desk_remark(request: HttpRequest, meeting: Meeting, key: UUID) -> HttpResponse:
    """The author says that what the reviewer asked for is mended."""
    remark = get_object_or_404(meeting.remarks, pk=key)
    if meeting.is_editable and not remark.is_resolved:
        remark.is_resolved = True
        remark.save()
    return redirect(section_url(meeting, remark.section))
