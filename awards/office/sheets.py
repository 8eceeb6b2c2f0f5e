"""One score sheet: its rows, each saved by itself, its note, and the signature."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ..actions import said, sign
from ..forms.jury import MarkForm, SheetNoteForm
from ..judging import Page, why_shut, words_for
from ..models import Criterion, Score, ScoreSheet
from .jury import Bench, at_bench, page

TEMPLATES = "awards/office/jury"


def sheet_of(request: HttpRequest, bench: Bench, pk: UUID) -> ScoreSheet:
    """The own sheet; while something is written it is held, so that a double click waits."""
    sheets = bench.sheets
    if request.method == "POST":
        sheets = sheets.select_for_update(of=("self",), no_key=True)
    return get_object_or_404(sheets, pk=pk)


def drawn(bench: Bench, sheet_page: Page) -> dict[str, Any]:
    """What every page of a sheet shows of it."""
    sheet = sheet_page.sheet
    return {
        "sheet": sheet,
        "stage": sheet_page.stage,
        "contest": sheet_page.stage.contest,
        "nominee": sheet.nominee,
        "steps": sheet_page.steps,
        "choices": sheet_page.choices,
        "maximum": sheet_page.maximum,
        "progress": sheet_page.progress(),
        "shut": why_shut(sheet),
        "at": bench.at,
    }


@at_bench
def jury_sheet(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    """The whole sheet: every variable with its guidance, its mark and its note."""
    sheet = sheet_of(request, bench, pk)
    sheet_page = Page(sheet)
    context = drawn(bench, sheet_page)
    if conflict := sheet.seat.juror.conflict_with(sheet.nominee):
        return page(
            request,
            bench,
            f"{TEMPLATES}/jury_conflict.html",
            {**context, "conflict": conflict},
            403,
        )
    if context["shut"]:
        context["marks"] = restated(sheet_page)
        return page(request, bench, f"{TEMPLATES}/jury_sheet_read.html", context)
    context["fields"] = [
        {
            "criterion": field.criterion,
            "lines": [
                {"criterion": line.criterion, "is_heading": True}
                if line.is_heading
                else row_of(bench, sheet_page, line.criterion, line.score)
                for line in field.lines
            ],
        }
        for field in sheet_page.fields
    ]
    context["note"] = note_row(bench, SheetNoteForm(instance=sheet))
    return page(request, bench, f"{TEMPLATES}/jury_sheet.html", context)


# --------------------------------------------------------------------------------------- one mark
@at_bench
@transaction.atomic
def jury_score(request: HttpRequest, bench: Bench, pk: UUID, key: UUID) -> HttpResponse:
    """One mark: its form, or what came of saving it."""
    sheet = sheet_of(request, bench, pk)
    sheet_page = Page(sheet)
    criterion = get_object_or_404(sheet_page.stage.criteria.filter(children=None), pk=key)
    score = sheet_page.scores.get(criterion.pk)
    # The same row from every device and however often it is sent, also before it is there.
    row_key = score.pk if score else uuid5(sheet.pk, str(criterion.pk))
    form = MarkForm.opened(
        request,
        rows=sheet.scores,
        key=row_key,
        new=lambda key: Score(id=key, sheet=sheet, criterion=criterion),
        page=sheet_page,
    )
    shut = why_shut(sheet)
    is_saved = request.method == "POST" and not shut and form.saved()
    status = 409 if shut and request.method == "POST" else form.status
    if is_saved:
        status = 200
        if not request.htmx:
            return redirect(bench.address("jury_sheet", sheet.pk) + f"#baris-{criterion.pk}")
        sheet_page = Page(bench.sheets.get(pk=sheet.pk))
    stored = sheet_page.scores.get(criterion.pk)
    row = row_of(bench, sheet_page, criterion, stored, None if is_saved else form)
    context = {
        **drawn(bench, sheet_page),
        "row": row | {"is_saved": is_saved, "shut": shut},
        "is_answer": True,
    }
    if request.htmx:
        return render(request, f"{TEMPLATES}/score_saved.html", context, status=status)
    return page(request, bench, f"{TEMPLATES}/jury_score.html", context, status)


def row_of(
    bench: Bench,
    sheet_page: Page,
    criterion: Criterion,
    score: Score | None,
    form: MarkForm | None = None,
) -> dict[str, Any]:
    """What a row shows: what is stored, or what was typed and what is wrong with it."""
    typed = form if form is not None and form.is_bound else None
    value: Any = score.value if score else None
    note = score.note if score else ""
    if typed is not None:
        value, note = typed.data.get("value", ""), typed.data.get("note", "")
    errors: dict[str, str] = {}
    for name, found in typed.errors.items() if typed is not None else ():
        name = name if name in ("value", "note") else "other"
        errors[name] = " ".join(map(str, found))
    shown = said(value) if isinstance(value, Decimal) else value or ""
    return {
        "criterion": criterion,
        "key": str(criterion.pk),
        "url": bench.address("jury_score", sheet_page.sheet.pk, criterion.pk),
        "version": form.fresh_version if form is not None else score.version if score else 0,
        "value": shown,
        "note": note,
        "words": words_for(score.value if score else None, sheet_page.steps),
        "errors": errors,
        "form": typed,
        "is_marked": score is not None,
    }


# --------------------------------------------------------------------------- the sheet as a whole
def note_row(bench: Bench, form: SheetNoteForm) -> dict[str, Any]:
    return {"form": form, "url": bench.address("jury_note", form.instance.pk)}


@at_bench
@transaction.atomic
def jury_note(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    """The juror's note on the nominee as a whole."""
    sheet = sheet_of(request, bench, pk)
    shut = why_shut(sheet)
    form = SheetNoteForm.opened(request, rows=ScoreSheet.objects.filter(pk=sheet.pk), key=pk)
    is_saved = request.method == "POST" and not shut and form.saved()
    status = 409 if shut and request.method == "POST" else form.status
    if is_saved:
        status = 200
        if not request.htmx:
            return redirect(bench.address("jury_sheet", sheet.pk) + f"#catatan-{sheet.pk}")
        form = SheetNoteForm(instance=form.instance)
    context = {
        **drawn(bench, Page(sheet)),
        "note": note_row(bench, form) | {"is_saved": is_saved, "is_refused": status != 200},
    }
    if request.htmx:
        return render(request, f"{TEMPLATES}/sheet_note.html", context, status=status)
    return page(request, bench, f"{TEMPLATES}/jury_note.html", context, status)


@at_bench
@transaction.atomic
def jury_sign(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    """All marks once more, then the signature; it stands for exactly what was shown."""
    sheet = sheet_of(request, bench, pk)
    if sheet.signed_at:
        return redirect(bench.address("jury_sheet", sheet.pk))
    sheet_page = Page(sheet)
    context = drawn(bench, sheet_page)
    fingerprint, status, refusal = sheet_page.fingerprint(), 200, context["shut"]
    if request.method == "POST":
        if "seen" not in request.POST:
            raise BadRequest("Isian tanda tangan tidak utuh.")
        if refusal:
            status = 409
        elif context["progress"].missing:
            status = 422
        elif request.POST["seen"] != fingerprint:
            refusal, status = "Nilai berubah sejak halaman ini dibuka. Periksa sekali lagi.", 409
        else:
            sign(sheet)
            messages.success(request, f"Lembar untuk {sheet.nominee} sudah Anda tandatangani.")
            return redirect(bench.home)
    context |= {"marks": restated(sheet_page), "seen": fingerprint, "refusal": refusal}
    return page(request, bench, f"{TEMPLATES}/jury_sign.html", context, status)


def restated(sheet_page: Page) -> list[dict[str, Any]]:
    """Every field with its marks, in the words of the scale, to be read and not written."""
    return [
        {
            "criterion": field.criterion,
            "lines": [
                {
                    "criterion": line.criterion,
                    "is_heading": line.is_heading,
                    "value": said(line.score.value) if line.score else "",
                    "words": words_for(line.score.value if line.score else None, sheet_page.steps),
                    "note": line.score.note if line.score else "",
                }
                for line in field.lines
            ],
        }
        for field in sheet_page.fields
    ]
