"""Following by e-mail: asking for it, confirming it, and ending it, without an account or a cookie.

An address is followed only after its owner has pressed a button on a page whose address stands in
a letter to them. The same address ends it, at once and for good.
"""

import smtplib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .calendars import EVENTS_OF
from .feeds import CHANNELS, page_of
from .filters import Asked
from .models import Follower, Publication
from .models.follower import next_monday
from .page_cache import public_page

# Nobody may have a stranger's letterbox filled from here.
LETTERS_A_DAY = 5  # to one address, to confirm
LETTERS_AN_HOUR = 200  # to all addresses together
SAME_AGAIN = timedelta(days=1)  # the same request is answered with one letter


class FollowForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Tuliskan alamat surel Anda."),
            "invalid": _("Tuliskan alamat surel yang lengkap, misalnya nama@contoh.id."),
            "max_length": _("Alamat surel ini terlalu panjang."),
        },
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NotSent(Exception):
    """Why no letter left, in words for the reader; and the HTTP status."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words, self.status = words, status


@csrf_exempt  # there is no session to misuse; a form with a token could not be cached
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def follow_page(request: HttpRequest) -> HttpResponse:
    """The ways to follow one list: letters, feed, calendar. A post asks for the letters."""
    channel = request.GET.get("apa", "terbaru")
    if channel not in CHANNELS:
        raise Http404
    asked = Asked(request.GET, CHANNELS[channel].filters)
    here = asked.under(reverse("follow"), apa=channel)
    form = FollowForm(request.POST if request.method == "POST" else None)
    problem, status = "", 200
    if request.method == "POST" and settings.SENDS_LETTERS:
        if form.is_valid():
            try:
                ask(request, form.cleaned_data["email"], channel, asked)
                return redirect(f"{here}&terkirim=1")
            except NotSent as refusal:
                problem, status = refusal.words, refusal.status
        else:
            status = 422
    context = {
        "title": title_of(channel, asked),
        "form": form,
        "problem": problem,
        "is_sent": "terkirim" in request.GET,
        "is_offered": settings.SENDS_LETTERS,
        "here": here,
        "list_url": asked.under(page_of(CHANNELS[channel])),
        "atom": asked.under(reverse("atom", kwargs={"channel": channel})),
        "calendar": channel in EVENTS_OF
        and asked.under(reverse("calendar", kwargs={"channel": channel})),
    }
    return render(request, "publications/follow.html", context, status=status)


def title_of(channel: str, asked: Asked) -> str:
    """What is followed, in words: "Pertemuan: Kelurahan Tidar Selatan, 2026"."""
    name, narrowed = gettext(CHANNELS[channel].title), asked.told()
    return " ".join((f"{name}: {narrowed}" if narrowed else name).split())  # one line: a subject


@transaction.atomic
def ask(request: HttpRequest, email: str, channel: str, asked: Asked) -> None:
    """Send the letter that asks whether this address really wants it; at most one a day.

    The answer is the same whether the address follows already: nobody learns that from here.
    """
    now = timezone.now()
    query = asked.under("").removeprefix("?")
    follower, is_new = Follower.objects.select_for_update().get_or_create(
        email=email,
        channel=channel,
        query=query,
        defaults={"asked_at": now, "language": get_language() or "id"},
    )
    if not is_new and follower.asked_at > now - SAME_AGAIN:
        return
    asked_lately = Follower.objects.exclude(pk=follower.pk)
    if asked_lately.filter(email=email, asked_at__gt=now - SAME_AGAIN).count() >= LETTERS_A_DAY:
        raise NotSent(gettext("Hari ini sudah banyak surat ke alamat ini. Coba lagi besok."), 429)
    if asked_lately.filter(asked_at__gt=now - timedelta(hours=1)).count() >= LETTERS_AN_HOUR:
        raise NotSent(gettext("Sedang terlalu banyak permintaan. Coba lagi satu jam lagi."), 503)
    follower.asked_at = now
    follower.save(update_fields=["asked_at"])
    where = request.build_absolute_uri(reverse("follower", args=[follower.pk]))
    words = {"title": title_of(channel, asked), "where": where}
    letter = EmailMessage(
        gettext("Konfirmasi surat mingguan: %(title)s") % {"title": words["title"]},
        render_to_string("publications/letters/confirm.txt", words),
        to=[email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        letter.send()
    except (smtplib.SMTPException, OSError):
        raise NotSent(gettext("Surat belum dapat dikirim. Coba lagi nanti."), 503) from None


@csrf_exempt  # a mail program that ends the letters by one click has no token (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follower(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the letters lead: start them, or stop them. Opening it changes nothing."""
    row = Follower.objects.filter(pk=key).first()
    is_stopped = False
    if request.method == "POST" and row is not None:
        if request.POST.get("pilihan") == "ya":
            confirm(row, timezone.now())
            return redirect("follower", key=key)
        if {"List-Unsubscribe", "pilihan"} & request.POST.keys():
            row.delete()
            row, is_stopped = None, True
    context: dict[str, Any] = {"row": row, "is_stopped": is_stopped}
    if row:
        asked = filters(row.channel, row.query)
        context |= {
            "title": title_of(row.channel, asked),
            "list_url": asked.under(page_of(CHANNELS[row.channel])),
        }
    status = 200 if row or is_stopped else 404
    return render(request, "publications/follower.html", context, status=status)


def confirm(row: Follower, now: datetime) -> None:
    """From now on: what was published before is on the page, not in a letter."""
    if row.is_confirmed:
        return
    row.told_until, row.next_letter_at = latest(), next_monday(now)
    row.save(update_fields=["told_until", "next_letter_at"])


def latest() -> int:
    """The sequence of the last publication; 0 before the first."""
    return Publication.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def filters(channel: str, query: str) -> Asked:
    """The filters that stand in a follower's row."""
    return Asked(QueryDict(query), CHANNELS[channel].filters)
