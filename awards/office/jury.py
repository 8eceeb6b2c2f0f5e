"""The jury's side: the two ways in, the start page, a declared relation, what the chair may see.

A juror comes with an account (/kantor/juri/) or by a personal link (/juri/<token>/), and finds the
same pages. ``who_judges`` alone says who it is.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import pghistory
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from organizations.duties import JUROR, on_duty

from ..forms.jury import RelationForm
from ..judging import declare_relation, tables_of
from ..models import Juror, JuryLink, JuryLinkOpening, Nominee, ScoreSheet, Stage
from ..recap import completeness
from ..spread import spread

Answer = TypeVar("Answer", bound=HttpResponseBase)

LINK = "juri"  # the namespace of the pages behind a personal link, and where they stand
COOKIE, COOKIE_PATH, COOKIE_SALT = "juri", "/juri/", "awards.jury_link"


# -------------------------------------------------------------------------- who is this juror?
class Bench(NamedTuple):
    """Whoever judges here: as a juror of one round by a link, of several by an account."""

    jurors: list[Juror]
    link: JuryLink | None

    @property
    def at(self) -> str:
        """What stands before the name of an address on the way that was taken."""
        return f"{LINK}:" if self.link else ""

    @property
    def base(self) -> str:
        return "awards/office/jury/link.html" if self.link else "office.html"

    @property
    def home(self) -> str:
        return reverse(f"{self.at}jury")

    @property
    def key(self) -> str:
        """Whose unsent marks this browser keeps."""
        return str(self.jurors[0].pk) if self.jurors else ""

    @property
    def sheets(self) -> Any:
        """The own sheets, and nobody else's."""
        return ScoreSheet.objects.filter(seat__juror__in=self.jurors).select_related(
            "seat__stage__contest__round", "seat__juror__area", "nominee__area", "nominee__contest"
        )

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"{self.at}{name}", args=args)


def who_judges(request: HttpRequest) -> Bench | None:
    """The juror behind a request, whichever way they came in; None where the link is no good."""
    if not by_link(request):
        jurors = Juror.objects.filter(user=request.user.pk).select_related("round", "area")
        return Bench(list(jurors), None)
    key = request.get_signed_cookie(COOKIE, default="", salt=COOKIE_SALT)
    usable = JuryLink.objects.usable().filter(pk=key or 0)
    link = usable.select_related("juror__round", "juror__area").first()
    if link is None:
        return None
    # An official who is signed in at this browser is not the juror, here or in the history.
    request.user = AnonymousUser()
    pghistory.context(jury_link=link.pk, juror=link.juror.name)
    return Bench([link.juror], link)


def by_link(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.namespace == LINK


def at_bench(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the jury, for an account with that duty and for a personal link alike."""

    @wraps(view)
    def seated(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        bench = who_judges(request)
        if bench is None:
            return kept_nowhere(link_is_no_good(request))
        try:
            return kept_nowhere(view(request, bench, **kwargs))
        except Http404:
            if bench.link is None:
                raise
            template = "awards/office/jury/not_there.html"
            return kept_nowhere(page(request, bench, template, {}, status=404))

    by_account = on_duty(JUROR)(seated)

    @wraps(view)
    def entered(request: HttpRequest, **kwargs: Any) -> Any:
        return (seated if by_link(request) else by_account)(request, **kwargs)

    entered.roles = (JUROR,)  # type: ignore[attr-defined]
    return entered


def kept_nowhere(response: Answer, referrer: str = "same-origin") -> Answer:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = referrer
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def page(
    request: HttpRequest,
    bench: Bench,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    whole = {"bench": bench, "base": bench.base, "at": bench.at, **context}
    return render(request, template, whole, status=status)


# ------------------------------------------------------------------------------ the personal link
@require_safe
def jury_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself: remember the opening, and take the token out of the address."""
    link = JuryLink.objects.by_token(token)
    if link is None:
        return kept_nowhere(link_is_no_good(request), "no-referrer")
    JuryLinkOpening.objects.create(
        link=link, user_agent=request.headers.get("User-Agent", "")[:300]
    )
    response = redirect(f"{LINK}:jury")
    response.set_signed_cookie(
        COOKIE,
        str(link.pk),
        salt=COOKIE_SALT,
        path=COOKIE_PATH,
        max_age=link.expires_at - timezone.now(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return kept_nowhere(response, "no-referrer")


def link_is_no_good(request: HttpRequest) -> HttpResponse:
    """The same bytes for a link that is over, was revoked, or never was."""
    return render(request, "awards/office/jury/link_is_no_good.html", status=404)


@require_POST
def jury_leave(request: HttpRequest) -> HttpResponse:
    """Whoever judged on a borrowed device leaves nothing there; the link itself stays good."""
    response = render(request, "awards/office/jury/left.html")
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
    return kept_nowhere(response)


# ------------------------------------------------------------------------------ the start page
@at_bench
def jury(request: HttpRequest, bench: Bench) -> HttpResponse:
    """Where I sit, whom I judge, and how far each of my sheets is."""
    context = {
        "tables": tables_of(bench.jurors),
        "chairs": Stage.objects.filter(
            contest__round__jurors__in=[juror for juror in bench.jurors if juror.is_chair]
        )
        .exclude(status=Stage.Status.WAITING)
        .select_related("contest"),
    }
    return page(request, bench, "awards/office/jury/jury.html", context)


@at_bench
def jury_relation(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    """Say that one is not free to judge a nominee, before judging it."""
    nominees = Nominee.objects.filter(contest__stages__seats__juror__in=bench.jurors)
    nominee = get_object_or_404(nominees.select_related("contest", "area").distinct(), pk=pk)
    juror = next(row for row in bench.jurors if row.round_id == nominee.contest.round_id)
    if juror.conflict_with(nominee):
        messages.info(request, f"Anda tidak menilai {nominee}; hubungannya sudah tercatat.")
        return redirect(bench.home)
    form = RelationForm(request.POST or None)
    form.fields["reason"].widget.attrs["class"] = "form-control"
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                declare_relation(juror, nominee, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                refusal, status = " ".join(error.messages), 409
            else:
                messages.success(request, f"Tercatat. Anda tidak menilai {nominee}.")
                return redirect(bench.home)
    sheets = bench.sheets.filter(
        nominee=nominee, signed_at=None, seat__stage__status=Stage.Status.OPEN
    )
    marks = sum(sheet.scores.count() for sheet in sheets)
    context = {"nominee": nominee, "form": form, "refusal": refusal, "marks": marks}
    return page(request, bench, "awards/office/jury/jury_relation.html", context, status)


# --------------------------------------------------------------------------- more than one sheet
@at_bench
def jury_completeness(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    """The chair sees how much is in, and nothing of what is in it."""
    chairs = [juror for juror in bench.jurors if juror.is_chair]
    stages = Stage.objects.filter(contest__round__jurors__in=chairs)
    stage = get_object_or_404(
        stages.exclude(status=Stage.Status.WAITING).select_related("contest"), pk=pk
    )
    rows = completeness(stage)
    context = {
        "stage": stage,
        "rows": rows,
        "signed": sum(row.signed for row in rows),
        "expected": sum(row.expected for row in rows),
    }
    return page(request, bench, "awards/office/jury/jury_completeness.html", context)


@at_bench
def jury_spread(request: HttpRequest, bench: Bench, pk: UUID) -> HttpResponse:
    """How far apart the jurors were in a practice stage; nobody's marks but one's own."""
    seats = [juror.pk for juror in bench.jurors]
    stage = get_object_or_404(
        Stage.objects.filter(seats__juror__in=seats, is_practice=True, status=Stage.Status.CLOSED)
        .select_related("contest")
        .distinct(),
        pk=pk,
    )
    seat = stage.seats.get(juror__in=seats)
    context = {"stage": stage, "report": spread(stage, seat)}
    return page(request, bench, "awards/office/jury/jury_spread.html", context)
