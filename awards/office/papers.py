"""The papers that the secretary prints: minutes to sign, blank sheets, certificates."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.duties import AWARD_SECRETARY, on_duty
from publications.papers import NotNow, come_back

from .. import papers
from ..models import Contest, Round, Stage


@on_duty(AWARD_SECRETARY)
@require_safe
def stage_minutes(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Berita acara of a stage."""
    stage = get_object_or_404(Stage.objects.select_related("contest__round"), pk=pk)
    name = f"berita-acara-{stage.contest.slug}-tahap-{stage.position}.pdf"
    return printed(request, name, lambda: papers.stage_minutes(stage))


@on_duty(AWARD_SECRETARY)
@require_safe
def plenary_minutes(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Berita acara of the plenary."""
    contest = get_object_or_404(Contest.objects.select_related("round"), pk=pk)
    name = f"berita-acara-{contest.slug}-pleno.pdf"
    return printed(request, name, lambda: papers.plenary_minutes(contest))


@on_duty(AWARD_SECRETARY)
@require_safe
def score_sheets(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Blank sheets of a stage, one per nominee."""
    stage = get_object_or_404(Stage.objects.select_related("contest__round"), pk=pk)
    name = f"lembar-nilai-{stage.contest.slug}-tahap-{stage.position}.pdf"
    return printed(request, name, lambda: papers.score_sheets(stage))


@on_duty(AWARD_SECRETARY)
@require_safe
def contest_certificates(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    contest = get_object_or_404(Contest.objects.select_related("round"), pk=pk)
    return zipped(request, [contest], contest.slug)


@on_duty(AWARD_SECRETARY)
@require_safe
def round_certificates(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    round = get_object_or_404(Round, pk=pk)
    return zipped(request, list(round.contests.select_related("round")), round.slug)


def printed(request: HttpRequest, name: str, make: Callable[[], bytes]) -> HttpResponse:
    """The paper, or in words why it cannot be made yet."""
    try:
        paper = make()
    except ValidationError as early:
        return not_yet(request, early.messages)
    except NotNow:
        return come_back(request)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


def zipped(request: HttpRequest, contests: list[Contest], slug: str) -> HttpResponseBase:
    try:
        file = papers.certificate_zip(contests, request.build_absolute_uri("/"))
    except ValidationError as early:
        return not_yet(request, early.messages)
    except NotNow:
        return come_back(request)
    return FileResponse(
        file, as_attachment=True, filename=f"piagam-{slug}.zip", content_type="application/zip"
    )


def not_yet(request: HttpRequest, reasons: Any) -> HttpResponse:
    context = {"reasons": reasons}
    return render(request, "awards/office/paper_not_yet.html", context, status=409)
