"""The road of a record: check, send, review, return, publish, correct, withdraw.

Every step is a POST that carries the version its page was opened with, so nobody publishes what
they have not read, and a second click meets a sentence instead of a second act.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, REVIEWER, on_duty
from publications.compare import compare
from publications.images import EXTENSIONS
from publications.models import Publication, StoredFile

from ..completeness import Problem, problems
from ..models import Meeting
from ..models.meeting import MeetingQuerySet, RecordStatus, Section, WrongMoment
from ..public import kelurahan_cards
from ..reading import reading
from ..releasing import press_link
from .desk import PAGES
from .start import waiting_rows


class ReasonForm(forms.Form):
    """Why something published is changed or taken away: readers see these words."""

    reason = forms.CharField(
        label="Alasan",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tuliskan alasannya; pembaca akan melihatnya."},
    )


class RemarksForm(forms.Form):
    """A remark on each section that needs mending; at least one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Section.choices:
            self.fields[value] = forms.CharField(
                label=label,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


def as_seen(request: HttpRequest, rows: MeetingQuerySet, pk: UUID) -> Meeting:
    """The record, locked, if it still is what this person has on the screen."""
    try:
        seen = int(request.POST["version"])
    except (KeyError, ValueError):
        raise BadRequest("Versi isian tidak disertakan.") from None
    meeting = get_object_or_404(rows.select_for_update(of=("self",)), pk=pk)
    if meeting.version != seen:
        raise WrongMoment(
            "Catatan ini sudah berubah sejak halaman itu dibuka. Keadaannya kini seperti di bawah."
        )
    return meeting


def words(refusal: ValidationError) -> str:
    return " ".join(refusal.messages)


# ------------------------------------------------------------------- the note-taker
@on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
def meeting_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the record stands, what is missing, and the button that sends it on."""
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                meeting = as_seen(request, Meeting.objects.written_by(request.user), pk)
                meeting.submit(by=request.user, reason=request.POST.get("reason", "").strip())
        except WrongMoment as moment:
            messages.warning(request, words(moment))
            return redirect("meeting_check", pk=pk)
        except ValidationError as error:
            refusal = words(error)
        else:
            messages.success(request, "Catatan terkirim. Orang lain akan memeriksanya.")
            return redirect("meeting_check", pk=pk)
    rows = Meeting.objects.visible_to(request.user).select_related(
        "area", "submitted_by", "released_by"
    )
    meeting = get_object_or_404(rows, pk=pk)
    user = request.user
    code = meeting.area.identifier
    found = problems(meeting) if meeting.is_editable else []
    context = {
        "meeting": meeting,
        "refusal": refusal,
        "typed": request.POST.get("reason", meeting.change_reason),
        "blocking": [linked(meeting, problem) for problem in found if problem.is_blocking],
        "warnings": [linked(meeting, problem) for problem in found if not problem.is_blocking],
        "remarks": [
            linked_remark(meeting, remark)
            for remark in meeting.remarks.filter(is_resolved=False).select_related("made_by")
        ],
        "published": meeting.published(),
        "may_write": user.covers(code, NOTE_TAKER, ADMINISTRATOR),
        "may_review": user.covers(code, REVIEWER),
        "is_mine": meeting.submitted_by_id == user.pk,
        "press_link": press_link(request, meeting),
    }
    status = 422 if refusal else 200
    return render(request, "forums/office/meeting_check.html", context, status=status)


def linked(meeting: Meeting, problem: Problem) -> dict[str, Any]:
    """A gap with the address of the place where it is mended."""
    address = reverse(PAGES[Section(problem.section)], kwargs={"pk": meeting.pk})
    row = f"#baris-{problem.row_id}" if problem.row_id else ""
    return {
        "sentence": problem.sentence,
        "section": Section(problem.section).label,
        "url": address + row,
    }


def linked_remark(meeting: Meeting, remark: Any) -> dict[str, Any]:
    return {
        "text": remark.text,
        "by": remark.made_by,
        "at": remark.created_at,
        "section": remark.get_section_display(),
        "url": reverse(PAGES[Section(remark.section)], kwargs={"pk": meeting.pk}),
    }


@on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
def meeting_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record as the public would read it if it were published now."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    context = {"meeting": meeting, **page_of(meeting, meeting.document())}
    return render(request, "forums/office/meeting_preview.html", context)


def page_of(meeting: Meeting, body: dict[str, Any], under: str = "") -> dict[str, Any]:
    """What the public page's own template needs to show this document, its files ``under``."""
    read = reading(body, today=timezone.localdate(), kelurahan=kelurahan_cards())
    under = under or reverse("meeting_preview", kwargs={"pk": meeting.pk})
    for name in ("photos", "documents"):
        read[name] = [{**entry, "under": under} for entry in read[name]]
    return {"reading": read}


@on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
def meeting_file(request: HttpRequest, pk: UUID, sha256: str, extension: str) -> HttpResponseBase:
    """A photograph or document of a record that may not be public yet, for whoever may read it."""
    return stored_file(
        get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk), sha256, extension
    )


def stored_file(meeting: Meeting, sha256: str, extension: str) -> FileResponse:
    """A file that may be published with this meeting, whether it is out or not."""
    attached = meeting.attachments.filter(is_public=True).select_related("file")
    known = {digest for row in attached for digest in (row.file_id, *row.file.variants.values())}
    stored = StoredFile.objects.filter(pk__in=known & {sha256}).first()
    if stored is None or EXTENSIONS.get(stored.media_type) != extension:
        raise Http404
    return FileResponse(stored.path.open("rb"), content_type=stored.media_type)


@on_duty(NOTE_TAKER, ADMINISTRATOR)
@require_POST
def meeting_recall(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            as_seen(request, Meeting.objects.written_by(request.user), pk).recall(by=request.user)
    except WrongMoment as moment:
        messages.warning(request, words(moment))
    else:
        messages.success(request, "Catatan diambil kembali dan menjadi draf lagi.")
    return redirect("meeting_check", pk=pk)


@on_duty(NOTE_TAKER, ADMINISTRATOR)
def meeting_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin an erratum. Readers keep the old version until the new one is published."""
    rows = Meeting.objects.written_by(request.user)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                meeting = as_seen(request, rows, pk)
                meeting.reopen(by=request.user, reason=form.cleaned_data["reason"])
        except WrongMoment as moment:
            messages.warning(request, words(moment))
        else:
            messages.success(request, "Ralat dimulai. Versi lama tetap terbaca sampai selesai.")
        return redirect("meeting_check", pk=pk)
    meeting = get_object_or_404(rows, pk=pk)
    context = {"meeting": meeting, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "forums/office/meeting_reopen.html", context, status=status)


# --------------------------------------------------------------------- the reviewer
@on_duty(REVIEWER)
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer, and beside it what they sent themselves."""
    sent = Meeting.objects.reviewable_by(request.user).filter(record_status=RecordStatus.IN_REVIEW)
    rows = list(waiting_rows(sent)[:100])
    context = {
        "scheduled": [row for row in rows if row.release_at],
        "waiting": [
            row for row in rows if not row.release_at and row.submitted_by_id != request.user.pk
        ],
        "mine": [
            row for row in rows if not row.release_at and row.submitted_by_id == request.user.pk
        ],
    }
    return render(request, "forums/office/review_list.html", context)


@on_duty(REVIEWER)
def meeting_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Exactly the page the public will see, and a remark box for each of its parts."""
    rows = Meeting.objects.reviewable_by(request.user)
    form = RemarksForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                meeting = as_seen(request, rows, pk)
                if meeting.submitted_by_id == request.user.pk:
                    raise PermissionDenied
                meeting.send_back(by=request.user, remarks=form.cleaned_data)
        except WrongMoment as moment:
            messages.warning(request, words(moment))
            return redirect("meeting_check", pk=pk)
        except ValidationError as error:
            refusal = words(error)
        else:
            messages.success(request, "Catatan dikembalikan kepada penyusunnya.")
            return redirect("review_list")
    meeting = get_object_or_404(rows.select_related("forum", "area", "submitted_by"), pk=pk)
    if meeting.submitted_body is None:
        messages.warning(request, "Catatan ini tidak sedang menunggu diperiksa.")
        return redirect("meeting_check", pk=pk)
    context = {
        "meeting": meeting,
        "form": form,
        "refusal": refusal,
        "is_mine": meeting.submitted_by_id == request.user.pk,
        "changes": changes(meeting),
        **page_of(meeting, meeting.submitted_body),
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "forums/office/meeting_review.html", context, status=status)


def changes(meeting: Meeting) -> Any:
    """What this correction changes in what readers have now; None for a first publication."""
    public = Publication.objects.of_record(meeting.pk).filter(body__isnull=False).first()
    if public is None or public.body is None or meeting.submitted_body is None:
        return None
    return compare(public.body, meeting.submitted_body)


@on_duty(REVIEWER)
def meeting_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once more, with name, date and numbers; then publish what was read."""
    rows = Meeting.objects.reviewable_by(request.user)
    status = 200
    if request.method == "POST":
        try:
            with transaction.atomic():
                meeting = as_seen(request, rows, pk)
                publication = meeting.publish(by=request.user)
        except WrongMoment as moment:
            messages.warning(request, words(moment))
            return redirect("meeting_check", pk=pk)
        except PermissionDenied:
            status = 403
        else:
            act = "Ralat terbit" if publication.version > 1 else "Catatan terbit"
            messages.success(request, f"{act} sebagai versi {publication.version}.")
            return redirect("meeting_check", pk=pk)
    meeting = get_object_or_404(rows.select_related("forum", "area", "submitted_by"), pk=pk)
    if meeting.submitted_body is None:
        messages.warning(request, "Catatan ini tidak sedang menunggu diperiksa.")
        return redirect("meeting_check", pk=pk)
    is_mine = meeting.submitted_by_id == request.user.pk
    context = {"is_mine": is_mine, "published": meeting.published(), **restated(meeting)}
    return render(
        request,
        "forums/office/meeting_publish.html",
        context,
        status=403 if is_mine else status,
    )


def restated(meeting: Meeting) -> dict[str, Any]:
    """What is published, told once more before it is: name, day and numbers."""
    body = meeting.submitted_body or {}
    return {"meeting": meeting, "card": body["card"], "counts": body["attendance"]["counts"]}


@on_duty(REVIEWER)
def meeting_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a published meeting away from readers; its page stays and says why."""
    rows = Meeting.objects.reviewable_by(request.user)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                meeting = as_seen(request, rows, pk)
                meeting.withdraw(by=request.user, reason=form.cleaned_data["reason"])
        except WrongMoment as moment:
            messages.warning(request, words(moment))
        else:
            messages.success(request, "Catatan ditarik. Halamannya tetap ada dan menyebut alasan.")
        return redirect("meeting_check", pk=pk)
    meeting = get_object_or_404(rows, pk=pk)
    context = {"meeting": meeting, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "forums/office/meeting_withdraw.html", context, status=status)
