"""Promises after the meeting: who reports, and who accepts a report into the public record."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, REVIEWER, on_duty
from publications.history import address
from publications.models import Publication

from ..forms.progress import ProgressReportForm, ReturnForm
from ..models import Commitment, ProgressReport
from ..models.meeting import WrongMoment
from ..models.progress import readable, reportable

PAGE = 100  # the soonest deadlines; settled promises are left out, others are searched for


@on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
def office_commitment_list(request: HttpRequest) -> HttpResponse:
    """Promises that are still open, the soonest deadline first; what waits for me on top."""
    words = request.GET.get("cari", "").strip()
    waiting = ProgressReport.objects.awaiting(request.user).select_related(
        "commitment__meeting", "reported_by"
    )
    accepted = ProgressReport.objects.filter(
        commitment=OuterRef("pk"), status=ProgressReport.Status.ACCEPTED
    )
    settled = accepted.filter(kind__in=[ProgressReport.Kind.DONE, ProgressReport.Kind.DROPPED])
    rows = (
        readable(request.user)
        .filter(~Exists(settled))
        .annotate(is_waiting=Exists(accepted.model.objects.filter(
            commitment=OuterRef("pk"), status=ProgressReport.Status.WAITING
        )))
        .select_related("meeting", "owner")
        .prefetch_related(
            Prefetch("reports", accepted_reports(), to_attr="accepted_reports")
        )
        .order_by("due_date", "pk")
    )  # fmt: skip
    if words:
        rows = rows.filter(
            Q(text__icontains=words)
            | Q(owner_label__icontains=words)
            | Q(meeting__name__icontains=words)
        )
    today = timezone.localdate()
    found = [row_of(row, today) for row in rows[: PAGE + 1]]
    context = {
        "waiting": waiting,
        "words": words,
        "commitments": sorted(found[:PAGE], key=lambda row: row["due"] or date.max),
        "more_than": PAGE if found[PAGE:] else None,
        "may_report": bool(request.user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)),
    }
    return render(request, "forums/office/office_commitment_list.html", context)


def accepted_reports() -> Any:
    reports = ProgressReport.objects.filter(status=ProgressReport.Status.ACCEPTED)
    return reports.order_by("date", "created_at")


def row_of(commitment: Any, today: Any) -> dict[str, Any]:
    """A promise on the work list, with its deadline as the last accepted change has it."""
    reports = commitment.accepted_reports
    due = next(
        (report.new_due_date for report in reversed(reports) if report.new_due_date),
        commitment.due_date,
    )
    return {
        "commitment": commitment,
        "due": due,
        "last": reports[-1] if reports else None,
        "is_late": bool(due and due < today),
        "is_waiting": commitment.is_waiting,
    }


@on_duty(NOTE_TAKER, REVIEWER, ADMINISTRATOR)
def commitment_desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One promise: its reports, and a new one where none waits."""
    commitment = get_object_or_404(readable(request.user).select_related("meeting", "owner"), pk=pk)
    may_report = reportable(request.user).filter(pk=pk).exists()
    if request.method == "POST":
        if not may_report:
            raise PermissionDenied
        with transaction.atomic():
            form = opened(request, commitment)
            if form.saved():
                messages.success(request, "Laporan terkirim. Orang lain akan memeriksanya.")
                return redirect("commitment_desk", pk=pk)
    else:
        form = opened(request, commitment)
    reports = commitment.reports.select_related("reported_by", "decided_by", "evidence")
    waiting = next((row for row in reports if row.status == row.Status.WAITING), None)
    published = Publication.objects.current().filter(record_id=commitment.pk).first()
    context = {
        "commitment": commitment,
        "reports": sorted(reports, key=lambda row: row.created_at, reverse=True),
        "waiting": waiting,
        "form": form if may_report and (waiting is None or form.is_bound) else None,
        "key": form.instance.pk,
        "may_decide": waiting is not None
        and ProgressReport.objects.awaiting(request.user).filter(pk=waiting.pk).exists(),
        "meeting_url": address("meeting", "detail", commitment.meeting.slug),
        "public_url": published and address("progress", "detail", published.slug),
    }
    return render(request, "forums/office/commitment_desk.html", context, status=form.status)


def opened(request: HttpRequest, commitment: Commitment) -> ProgressReportForm:
    """A new report. Its key is minted before the form is shown: sent twice, it is one report."""
    try:
        key = UUID(request.POST["key"]) if request.method == "POST" else uuid4()
    except (KeyError, ValueError):
        raise BadRequest("Kunci isian tidak disertakan.") from None
    user: Any = request.user
    return ProgressReportForm.opened(
        request,
        rows=commitment.reports.filter(status=ProgressReport.Status.WAITING, reported_by=user),
        key=key,
        new=lambda key: ProgressReport(pk=key, commitment=commitment, reported_by=user),
    )


@on_duty(REVIEWER)
def progress_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept a report into the public record of its promise, or return it with a remark."""
    rows = ProgressReport.objects.awaiting(request.user).select_related(
        "commitment__meeting", "reported_by", "evidence"
    )
    form = ReturnForm(request.POST if request.POST.get("act") == "return" else None)
    if request.method == "POST":
        report = ProgressReport.objects.filter(pk=pk).first()
        if report is not None and report.status != ProgressReport.Status.WAITING:
            messages.warning(request, "Laporan ini sudah diperiksa.")
            return redirect("office_commitment_list")
        report = get_object_or_404(rows, pk=pk)
        if request.POST.get("version") != str(report.version):
            messages.warning(
                request, "Laporan ini sudah berubah sejak halaman dibuka. Bacalah sekali lagi."
            )
            return redirect("progress_review", pk=pk)
        try:
            if request.POST.get("act") == "accept":
                report.accept(by=request.user)
                messages.success(request, "Laporan diterima dan terbit.")
                return redirect("office_commitment_list")
            if form.is_valid():
                report.send_back(by=request.user, remark=form.cleaned_data["remark"])
                messages.success(request, "Laporan dikembalikan kepada pelapornya.")
                return redirect("office_commitment_list")
        except WrongMoment as moment:
            messages.warning(request, " ".join(moment.messages))
            return redirect("office_commitment_list")
    report = get_object_or_404(rows, pk=pk)
    context = {"report": report, "commitment": report.commitment, "form": form}
    status = 422 if form.errors else 200
    return render(request, "forums/office/progress_review.html", context, status=status)
