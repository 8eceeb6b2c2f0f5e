"""The dossiers of nominees: the list, one of them, what is added by hand, and the printed book.

The office keeps them; a juror with a sheet for a nominee reads the same page and changes nothing.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from organizations.duties import ADMINISTRATOR, AWARD_SECRETARY, NOTE_TAKER, on_duty
from organizations.office.institutions import minted
from publications import papers

from ..dossier import Dossier, dossier_of, dossiers_of, nominees_for, takes_evidence, wage_of
from ..evidence import activities_of
from ..forms.evidence import EvidenceForm
from ..models import ActivityPhoto, Contest, Criterion, Evidence, Nominee
from ..papers.evidence_book import evidence_book_pdf
from .activities import SOMEBODY_ELSE, gone, picture, seen
from .jury import Bench, at_bench

KEEPERS = (NOTE_TAKER, ADMINISTRATOR, AWARD_SECRETARY)
CLOSED = "Penilaian lomba ini sudah ditutup; bukti tidak ditambah atau diubah lagi."
# What the links on the page are called, by who reads it.
OFFICE = {"picture": "nominee_picture", "file": "evidence_file", "book": "evidence_book"}
JURY = {
    "picture": "jury_dossier_picture",
    "file": "jury_dossier_file",
    "book": "jury_dossier_book",
}


def kept_by(request: HttpRequest, pk: UUID) -> Nominee:
    """A nominee whose dossier this official keeps; anybody else's is not there."""
    rows = nominees_for(request.user).select_related("contest__round", "area", "organization")
    nominee: Nominee = get_object_or_404(rows, pk=pk)
    return nominee


def judged_by(bench: Bench, pk: UUID) -> Nominee:
    """A nominee for whom somebody on this bench has a sheet."""
    rows = Nominee.objects.select_related("contest__round", "area", "organization")
    return get_object_or_404(rows.filter(pk__in=bench.sheets.values("nominee")), pk=pk)


# ------------------------------------------------------------------------------------- the pages
@on_duty(*KEEPERS)
def dossier_list(request: HttpRequest) -> HttpResponse:
    """One contest at a time: its nominees, and how much is still missing of each."""
    mine = nominees_for(request.user)
    contests = list(
        Contest.objects.filter(pk__in=mine.values("contest"))
        .select_related("round")
        .order_by("-round__year", "round__name", "position", "name")
    )
    asked = request.GET.get("lomba", "")
    contest = next((one for one in contests if str(one.pk) == asked), None) or next(
        iter(contests), None
    )
    dossiers: list[Dossier] = []
    if contest:
        rows = mine.filter(contest=contest).select_related("area", "organization")
        dossiers = dossiers_of(contest, list(rows))
    context = {"contests": contests, "contest": contest, "dossiers": dossiers}
    return render(request, "awards/office/dossier_list.html", context)


@on_duty(*KEEPERS)
def nominee_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The checklist of one nominee, what is missing on top."""
    nominee = kept_by(request, pk)
    context = read(request, nominee) | {
        "base": "office.html",
        "names": OFFICE,
        "may_add": takes_evidence(nominee.contest),
        "is_kept": True,
    }
    return render(request, "awards/office/nominee_dossier.html", context)


@at_bench
def jury_dossier(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    """The same page for a juror who has a sheet for this nominee: read, and nothing else."""
    context = read(request, judged_by(bench, pk)) | {
        "base": bench.base,
        "at": bench.at,
        "bench": bench,
        "names": {name: f"{bench.at}{address}" for name, address in JURY.items()},
        "may_add": False,
    }
    return render(request, "awards/office/nominee_dossier.html", context)


def read(request: HttpRequest, nominee: Nominee) -> dict[str, Any]:
    """The dossier and, where the reader names an hour's worth, its labour in rupiah."""
    dossier = dossier_of(nominee)
    wage = wage_of(request.GET.get("upah", ""))
    return {
        "dossier": dossier,
        "nominee": nominee,
        "wage": wage,
        "worth": dossier.labour.worth(wage) if wage else None,
    }


# ------------------------------------------------------------------------------------- its files
@on_duty(*KEEPERS)
def nominee_picture(request: HttpRequest, pk: UUID, sha256: str) -> HttpResponseBase:
    return picture_of(request, kept_by(request, pk), sha256)


@at_bench
def jury_dossier_picture(
    request: HttpRequest, bench: Bench, pk: UUID, sha256: str
) -> HttpResponseBase:
    return picture_of(request, judged_by(bench, pk), sha256)


def picture_of(request: HttpRequest, nominee: Nominee, sha256: str) -> HttpResponseBase:
    """A photograph of an activity that belongs to the dossier, and of no other."""
    photos = ActivityPhoto.objects.filter(activity__in=activities_of(nominee), file=sha256)
    photo = photos.select_related("file").first()
    if photo is None:
        raise Http404
    return picture(photo.file, is_small="kecil" in request.GET)


@on_duty(*KEEPERS)
def evidence_file(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponseBase:
    return file_of(request, kept_by(request, pk), key)


@at_bench
def jury_dossier_file(request: HttpRequest, bench: Bench, pk: UUID, key: UUID) -> HttpResponseBase:
    return file_of(request, judged_by(bench, pk), key)


def file_of(request: HttpRequest, nominee: Nominee, key: UUID) -> HttpResponseBase:
    """What was uploaded for a variable."""
    rows = nominee.evidence.filter(file__isnull=False).select_related("file")
    stored = get_object_or_404(rows, pk=key).file
    assert stored is not None
    if stored.media_type != "application/pdf":
        return picture(stored, is_small="kecil" in request.GET)
    return FileResponse(
        stored.path.open("rb"), filename=stored.name, content_type="application/pdf"
    )


# -------------------------------------------------------------------------------------- the book
@on_duty(*KEEPERS)
def evidence_book(request: HttpRequest, pk: UUID) -> HttpResponse:
    return book_of(request, kept_by(request, pk))


@at_bench
def jury_dossier_book(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    return book_of(request, judged_by(bench, pk))


def book_of(request: HttpRequest, nominee: Nominee) -> HttpResponse:
    """The dossier on paper as it stands now; it is kept nowhere."""
    found = read(request, nominee)
    try:
        pdf = evidence_book_pdf(
            found["dossier"], base_url=request.build_absolute_uri("/"), wage=found["wage"]
        )
    except papers.NotNow:
        return papers.come_back(request)
    name = f"buku-bukti-{nominee.contest.slug}-{nominee.code or nominee.pk}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


# ------------------------------------------------------------------------------- added by hand
@on_duty(*KEEPERS)
@transaction.atomic
def evidence_create(request: HttpRequest, pk: UUID, criterion: UUID) -> HttpResponse:
    """Something more for one variable of this nominee's contest."""
    nominee = kept_by(request, pk)
    variables = Criterion.objects.filter(stage__contest=nominee.contest, children=None)
    variable = get_object_or_404(variables, pk=criterion)
    key = minted(request)
    if not takes_evidence(nominee.contest):
        return closed(request, nominee)
    form = EvidenceForm.opened(
        request,
        rows=nominee.evidence.filter(criterion=variable),
        key=key,
        new=lambda key: Evidence(pk=key, nominee=nominee, criterion=variable),
    )
    if request.method == "POST" and form.saved():
        messages.success(request, "Bukti tersimpan.")
        return redirect(variable_url(nominee, variable))
    context = {"form": form, "key": key, "nominee": nominee, "variable": variable}
    return render(request, "awards/office/evidence_create.html", context, status=form.status)


@on_duty(*KEEPERS)
@transaction.atomic
def evidence_edit(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    nominee = kept_by(request, pk)
    rows = nominee.evidence.select_related("criterion", "file")
    if not takes_evidence(nominee.contest):
        return closed(request, nominee)
    form = EvidenceForm.opened(request, rows=rows, key=key)
    evidence = form.instance
    if request.method == "POST" and form.saved():
        messages.success(request, "Bukti tersimpan.")
        return redirect(variable_url(nominee, evidence.criterion))
    context = {
        "form": form,
        "nominee": nominee,
        "evidence": evidence,
        "variable": evidence.criterion,
        "name": form.initial["name"],
    }
    return render(request, "awards/office/evidence_edit.html", context, status=form.status)


@on_duty(*KEEPERS)
@transaction.atomic
def evidence_delete(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Ask once, then take it out of the dossier; its history stays."""
    nominee = kept_by(request, pk)
    evidence = nominee.evidence.select_related("criterion").filter(pk=key).first()
    if evidence is None:
        return gone(request, Evidence, key, "nominee_dossier", nominee.pk)
    if not takes_evidence(nominee.contest):
        return closed(request, nominee)
    refusal = ""
    if request.method == "POST":
        if seen(request) == evidence.version:
            evidence.delete()
            messages.success(request, "Bukti dihapus.")
            return redirect(variable_url(nominee, evidence.criterion))
        refusal = SOMEBODY_ELSE
    context = {"evidence": evidence, "nominee": nominee, "refusal": refusal}
    template = "awards/office/evidence_delete.html"
    return render(request, template, context, status=409 if refusal else 200)


def closed(request: HttpRequest, nominee: Nominee) -> HttpResponse:
    messages.warning(request, CLOSED)
    return redirect("nominee_dossier", pk=nominee.pk)


def variable_url(nominee: Nominee, variable: Criterion) -> str:
    return f"{reverse('nominee_dossier', args=[nominee.pk])}#variabel-{variable.pk}"
