"""Typing in what jurors wrote on paper: two people, neither of whom sees what the other read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from organizations.duties import AWARD_SECRETARY, on_duty

from ..actions import sign
from ..forms.jury import PaperForm
from ..judging import Page
from ..models import Criterion, ScoreSheet, Seat, Stage
from ..paper_sheets import outstanding, start_again, state_of, turn_of, type_in
from .sheets import restated

TEMPLATES = "awards/office/jury"


def paper_sheet(request: HttpRequest, pk: UUID) -> ScoreSheet:
    """A sheet of a stage that is open or was; held while something is written."""
    sheets = ScoreSheet.objects.select_related(
        "seat__stage__contest__round", "seat__juror__area", "nominee__area"
    ).exclude(seat__stage__status=Stage.Status.WAITING)
    if request.method == "POST":
        sheets = sheets.select_for_update(of=("self",), no_key=True)
    return get_object_or_404(sheets, pk=pk)


def as_opened(request: HttpRequest, sheet: ScoreSheet) -> bool:
    """Whether the sheet stands where it stood when the page was opened."""
    try:
        return int(request.POST["version"]) == sheet.version
    except (KeyError, ValueError):
        raise BadRequest("Versi isian tidak disertakan.") from None


@on_duty(AWARD_SECRETARY)
def paper_list(request: HttpRequest) -> HttpResponse:
    """Who sits in the open stages; and, for one of them, how far each sheet of paper is."""
    seats = (
        Seat.objects.filter(stage__status=Stage.Status.OPEN)
        .select_related("stage__contest__round", "juror")
        .annotate(papers=Count("sheets"))
        # A model's own order is not kept by a query that groups.
        .order_by("stage__contest", "stage__position", "panel", "juror__name", "pk")
    )
    try:
        chosen = seats.get(pk=UUID(request.GET["juri"])) if "juri" in request.GET else None
    except (ValueError, Seat.DoesNotExist):
        raise Http404 from None
    rows: list[dict[str, Any]] = []
    if chosen is not None:
        expected = Criterion.objects.filter(stage=chosen.stage, children=None).count()
        sheets = chosen.sheets.select_related("nominee", "first_typed_by", "second_typed_by")
        for sheet in sheets.annotate(marks=Count("scores")).order_by("nominee__number"):
            sheet.expected = expected
            badge, words = state_of(sheet)
            rows.append({"sheet": sheet, "badge": badge, "words": words})
    context = {"seats": [] if chosen else seats, "chosen": chosen, "rows": rows}
    return render(request, f"{TEMPLATES}/paper_list.html", context)


@on_duty(AWARD_SECRETARY)
@transaction.atomic
def paper_type(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What I read on the paper: everything at first, later only where the two readings differ."""
    sheet = paper_sheet(request, pk)
    turn = turn_of(sheet, request.user)
    page = Page(sheet)
    variables = outstanding(page, turn.number) if turn.number else []
    status, is_stale = 200, False
    form = PaperForm(page=page, variables=variables)
    if request.method == "POST":
        is_stale = not as_opened(request, sheet)
        if not turn.number:
            status = 409
        elif not variables:
            return redirect("paper_type", pk=pk)  # sent twice
        else:
            form = PaperForm(request.POST, page=page, variables=variables)
            if is_stale:
                status = 409
            elif form.is_valid():
                return typed(request, sheet, form)
            else:
                status = 422
    complete = not [row for row in page.variables if row.pk not in page.scores]
    context = {
        **shown(sheet, page),
        "turn": turn,
        "form": form,
        "is_stale": is_stale,
        "is_again": sheet.second_typed_by_id is not None,
        "is_complete": sheet.is_paper and complete,
        "waits": bool(turn.number) and not variables and not complete,
        "fields": fields_of(page, form) if variables else [],
    }
    return render(request, f"{TEMPLATES}/paper_type.html", context, status=status)


def typed(request: HttpRequest, sheet: ScoreSheet, form: PaperForm) -> HttpResponse:
    outcome = type_in(sheet, by=request.user, values=form.values)
    if outcome.different:
        names = ", ".join(row.code for row in outcome.different)
        messages.warning(
            request,
            f"{len(outcome.different)} nilai berbeda antara dua ketikan: {names}. Kedua pengetik"
            " melihat kertasnya lagi dan mengetik ulang nilai itu.",
        )
    elif outcome.agreed:
        messages.success(request, "Kedua ketikan sama. Lembar siap ditandatangani.")
    else:
        messages.success(request, "Ketikan Anda tersimpan dan tidak ditampilkan lagi.")
    return redirect("paper_type", pk=sheet.pk)


def shown(sheet: ScoreSheet, page: Page) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "stage": page.stage,
        "contest": page.stage.contest,
        "nominee": sheet.nominee,
        "maximum": page.maximum,
        "choices": page.choices,
    }


def fields_of(page: Page, form: PaperForm) -> list[dict[str, Any]]:
    """The fields of the sheet with what is to be typed in each, in the order of the paper."""
    rows: dict[Any, Any] = {criterion.pk: form[name] for name, criterion in form.variables.items()}
    fields = []
    for field in page.fields:
        boxes = [rows[line.criterion.pk] for line in field.lines if line.criterion.pk in rows]
        if boxes:
            fields.append({"criterion": field.criterion, "boxes": boxes})
    return fields


@on_duty(AWARD_SECRETARY)
@transaction.atomic
def paper_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Both readings agree: one of the two says that the juror's signature stands on the paper."""
    sheet = paper_sheet(request, pk)
    if request.user.pk not in (sheet.first_typed_by_id, sheet.second_typed_by_id):
        raise Http404  # until it is signed, what was typed is for the two who typed it
    page = Page(sheet)
    turn = turn_of(sheet, request.user)
    if not turn.number or page.progress().missing:
        return redirect("paper_type", pk=pk)
    fingerprint, status = page.fingerprint(), 200
    if request.method == "POST":
        if "seen" not in request.POST:
            raise BadRequest("Isian tanda tangan tidak utuh.")
        if request.POST["seen"] == fingerprint:
            sign(sheet)
            messages.success(request, f"Lembar {sheet.seat.juror} untuk {sheet.nominee} sah.")
            return redirect("paper_type", pk=pk)
        status = 409
    context = {
        **shown(sheet, page),
        "marks": restated(page),
        "seen": fingerprint,
        "is_stale": status == 409,
    }
    return render(request, f"{TEMPLATES}/paper_sign.html", context, status=status)


@on_duty(AWARD_SECRETARY)
@transaction.atomic
def paper_restart(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up what was typed, when one of the two is away or it was the wrong sheet."""
    sheet = paper_sheet(request, pk)
    refusal, status = "", 200
    if request.method == "POST":
        if not as_opened(request, sheet):
            refusal, status = "Lembar ini berubah sejak halaman dibuka. Periksa lagi.", 409
        else:
            try:
                start_again(sheet)
            except ValidationError as error:
                refusal, status = " ".join(error.messages), 409
            else:
                messages.success(request, "Ketikan dibuang. Lembar dapat diketik dari awal.")
                return redirect("paper_type", pk=pk)
    elif sheet.signed_at or not sheet.is_paper:
        return redirect("paper_type", pk=pk)
    context = {
        "sheet": sheet, "nominee": sheet.nominee, "refusal": refusal,
        "stage": sheet.seat.stage, "contest": sheet.seat.stage.contest,
    }  # fmt: skip
    return render(request, f"{TEMPLATES}/paper_restart.html", context, status=status)
