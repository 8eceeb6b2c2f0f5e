"""The officials' start page, the list of meetings they may see, and a new meeting."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from organizations.duties import (
    ADMINISTRATOR,
    NOTE_TAKER,
    REGISTRAR,
    REVIEWER,
    on_duty,
)

from ..forms import MeetingForm
from ..models import Forum, Meeting, Remark
from ..models.meeting import MeetingQuerySet, RecordStatus

ON_THE_DESK = 40  # rows; the rest is behind "semua"
PAGE = 30


@login_required
def office(request: HttpRequest) -> HttpResponse:
    """What waits for me, in the order in which it should be done.

    The one office page that asks for no duty: whoever has none is told so here.
    """
    user = request.user
    roles = {duty.role for duty in user.duties_today}
    context: dict[str, Any] = {
        "may_write": bool(roles & {NOTE_TAKER, ADMINISTRATOR}),
        "may_review": REVIEWER in roles,
        "may_register": bool(roles & {REGISTRAR, ADMINISTRATOR}),
        "may_administer": user.is_superuser or ADMINISTRATOR in roles,
        "may_see_trail": user.oversees_all,
        "lacks_second_factor": user.should_use_second_factor and not user.has_second_factor,
    }
    if context["may_write"]:
        mine = desk_rows(Meeting.objects.written_by(user)).filter(
            record_status__in=[RecordStatus.DRAFT, RecordStatus.IN_REVIEW]
        )[:ON_THE_DESK]
        drafts = [row for row in mine if row.is_editable]
        context["returned"] = [row for row in drafts if row.open_remarks]
        context["drafts"] = [row for row in drafts if not row.open_remarks]
        context["sent"] = [row for row in mine if not row.is_editable]
    if context["may_review"]:
        context["waiting"] = waiting_rows(Meeting.objects.awaiting(user))[:ON_THE_DESK]
    return render(request, "forums/office/office.html", context)


def desk_rows(rows: MeetingQuerySet) -> MeetingQuerySet:
    """Meetings with what a work list shows of them."""
    return (
        rows.select_related("area", "submitted_by")
        .defer("submitted_body")
        .prefetch_related(
            Prefetch(
                "remarks", queryset=Remark.objects.filter(is_resolved=False), to_attr="open_remarks"
            )
        )
        .order_by("-date", "-id")
    )


def waiting_rows(rows: MeetingQuerySet) -> MeetingQuerySet:
    """The longest waiting first."""
    return (
        rows.select_related("area", "submitted_by")
        .defer("submitted_body")
        .order_by("submitted_at", "id")
    )


@on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
def office_meeting_list(request: HttpRequest) -> HttpResponse:
    rows = desk_rows(Meeting.objects.visible_to(request.user))
    state = request.GET.get("tahap", "")
    if state in RecordStatus.values:
        rows = rows.filter(record_status=state)
    rows = rows.filter(after(request.GET.get("sesudah", "")))
    page = list(rows[: PAGE + 1])
    older = ""
    if len(page) > PAGE:
        page = page[:PAGE]
        older = f"?tahap={state}&sesudah={page[-1].date.isoformat()}_{page[-1].pk}"
    context = {
        "meetings": page,
        "state": state,
        "states": RecordStatus.choices,
        "older_url": older,
        "is_first_page": "sesudah" not in request.GET,
        "may_write": bool(request.user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)),
    }
    return render(request, "forums/office/office_meeting_list.html", context)


def after(place: str) -> Q:
    """The rows below a place in the list, which is the date and key of the last row shown."""
    if not place:
        return Q()
    try:
        day, key = place.split("_")
        last, last_key = date.fromisoformat(day), UUID(key)
    except ValueError:
        raise BadRequest("Alamat halaman ini tidak utuh.") from None
    return Q(date__lt=last) | Q(date=last, pk__lt=last_key)


@on_duty(NOTE_TAKER, ADMINISTRATOR)
@transaction.atomic
def meeting_create(request: HttpRequest) -> HttpResponse:
    """A new meeting. Its key is minted before the form is shown: sent twice, it is one meeting."""
    try:
        key = UUID(request.POST["key"]) if request.method == "POST" else uuid4()
    except (KeyError, ValueError):
        raise BadRequest("Kunci isian tidak disertakan.") from None
    form = MeetingForm.opened(
        request,
        rows=Meeting.objects.editable_by(request.user),
        key=key,
        new=lambda key: Meeting(pk=key),
        user=request.user,
    )
    if request.method == "POST":
        if form.instance._state.adding and form.is_valid():
            form.instance.slug = free_address(form.cleaned_data["forum"], form.cleaned_data["date"])
        if form.saved():
            messages.success(request, "Pertemuan dibuat sebagai draf. Lengkapi bagian-bagiannya.")
            return redirect("desk_basics", pk=key)
    opens_more = any(field.errors for field in [*form.summary_fields, *form.more_fields])
    context = {"form": form, "key": key, "opens_more": opens_more}
    return render(request, "forums/office/meeting_create.html", context, status=form.status)


def free_address(forum: Forum, day: date) -> str:
    """The address of the public page: forum and day, with a number when that day has several."""
    # Locked: two meetings made at once in one forum do not get the same address.
    Forum.objects.select_for_update().get(pk=forum.pk)
    wanted = f"{slugify(forum.slug)}-{day.isoformat()}"
    taken = set(Meeting.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 1
    address = wanted
    while address in taken:
        number += 1
        address = f"{wanted}-{number}"
    return address
