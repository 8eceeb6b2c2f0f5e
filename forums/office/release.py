"""Setting a moment for a publication, and what the press sees before it."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organizations.duties import REVIEWER, on_duty
from publications.templatetags.portal import moment

from .. import releasing
from ..models import Meeting
from ..models.meeting import WrongMoment
from .workflow import as_seen, page_of, restated, stored_file, words


class ReleaseForm(forms.Form):
    """A day and an hour in Magelang."""

    day = forms.DateField(
        label="Tanggal terbit",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Pilih tanggalnya.", "invalid": "Tanggal ini tidak terbaca."},
    )
    hour = forms.TimeField(
        label="Jam terbit (WIB)",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Pilih jamnya.", "invalid": "Jam ini tidak terbaca."},
    )

    def at(self) -> datetime:
        data = self.cleaned_data
        return timezone.make_aware(datetime.combine(data["day"], data["hour"]))


@on_duty(REVIEWER)
def meeting_schedule(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Approve what was read, and say when the portal is to publish it."""
    rows = Meeting.objects.reviewable_by(request.user)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                meeting = as_seen(request, rows, pk)
                releasing.schedule(meeting, by=request.user, at=form.at())
        except WrongMoment as refusal:
            messages.warning(request, words(refusal))
            return redirect("meeting_check", pk=pk)
        except ValidationError as refusal:
            form.add_error("day", words(refusal))
        else:
            messages.success(request, f"Dijadwalkan terbit {moment(meeting.release_at)}.")
            return redirect("meeting_check", pk=pk)
    meeting = get_object_or_404(rows.select_related("forum", "area", "submitted_by"), pk=pk)
    if meeting.submitted_body is None:
        messages.warning(request, "Catatan ini tidak sedang menunggu diperiksa.")
        return redirect("meeting_check", pk=pk)
    if meeting.submitted_by_id == request.user.pk:
        raise PermissionDenied("Penyusun tidak boleh menjadwalkan catatannya sendiri.")
    context = {"form": form, **restated(meeting)}
    status = 422 if form.is_bound else 200
    return render(request, "forums/office/meeting_schedule.html", context, status=status)


@on_duty(REVIEWER)
@require_POST
def meeting_unschedule(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            releasing.cancel(as_seen(request, Meeting.objects.reviewable_by(request.user), pk))
    except WrongMoment as refusal:
        messages.warning(request, words(refusal))
    else:
        messages.success(request, "Jadwal dibatalkan. Catatan menunggu diperiksa lagi.")
    return redirect("meeting_check", pk=pk)


# ---------------------------------------------------------------------------------- the press
@require_safe
@never_cache
def press_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page as it will be, under embargo; once it is out, the page itself."""
    meeting = opened(token)
    if meeting.submitted_body is None:
        return redirect("meeting_detail", meeting.slug)
    context = {
        "meeting": meeting,
        **page_of(meeting, meeting.submitted_body, releasing.press_url(token)),
    }
    return render(request, "forums/press_preview.html", context)


@require_safe
@never_cache
def press_file(request: HttpRequest, token: str, sha256: str, extension: str) -> HttpResponseBase:
    return stored_file(opened(token), sha256, extension)


def opened(token: str) -> Meeting:
    meeting = releasing.opened_by(token)
    if meeting is None:
        raise Http404
    return meeting
