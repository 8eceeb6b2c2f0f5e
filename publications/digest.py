"""The weekly letter: what was published of a channel since the last one; none when nothing was."""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from .feeds import CHANNELS, entries, page_of
from .following import asked_of, latest, title_of
from .models import Follower
from .models.follower import next_monday

logger = logging.getLogger(__name__)
TOLD = 20  # entries in one letter; the rest is on the page
PATIENCE = 4  # weeks in which an address is refused before it is forgotten


def send_due(site: str, now: datetime | None = None) -> int:
    """Write to whoever is due, each in a transaction of its own; answer with how many letters left.

    ``site`` stands before every link: "https://portal.example.go.id". A mail server that does not
    answer raises ``OSError`` or ``SMTPException``: the next run goes on where this one ended.
    """
    now = now or timezone.now()
    Follower.objects.never_confirmed(now).delete()
    waiting = list(Follower.objects.due(now).values_list("pk", flat=True))
    if not waiting:
        return 0
    until, sent = latest(), 0
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    with get_connection() as connection:
        for key in waiting:
            with transaction.atomic():
                rows = Follower.objects.due(now).select_for_update(skip_locked=True)
                row = rows.filter(pk=key).first()
                if row is None:
                    continue  # stopped meanwhile, or another run has it
                with translation.override(row.language):
                    what = (row.channel, row.query, row.language)
                    if what not in found:
                        found[what] = entries(CHANNELS[row.channel], asked_of(row))
                    news = [one for one in found[what] if row.told_until < one["sequence"] <= until]
                    sent += write(row, news, site, connection)
                if row.refusals >= PATIENCE:
                    row.delete()
                    continue
                if not row.refusals:
                    row.told_until = until
                row.next_letter_at = next_monday(now)
                row.save()
    return sent


def write(row: Follower, news: list[dict[str, Any]], site: str, connection: Any) -> bool:
    """Send one letter, if there is something to tell; count a refusal of the address."""
    if not news:
        return False
    letter = letter_to(row, news, lambda address: site + address)
    letter.connection = connection
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused:
        row.refusals += 1
        logger.warning("Surat mingguan ditolak peladen penerima, kali ke-%d.", row.refusals)
        return False
    row.refusals = 0
    return True


def letter_to(
    row: Follower, news: list[dict[str, Any]], absolute: Callable[[str], str]
) -> EmailMessage:
    asked = asked_of(row)
    title, stop = title_of(row.channel, asked), absolute(reverse("follower", args=[row.pk]))
    count = len(news)
    words = {
        "title": title,
        "news": [one | {"link": absolute(one["link"])} for one in news[:TOLD]],
        "more": max(count - TOLD, 0),
        "page": absolute(asked.under(page_of(CHANNELS[row.channel]))),
        "stop": stop,
    }
    subject = ngettext("%(count)d hal baru · %(title)s", "%(count)d hal baru · %(title)s", count)
    return EmailMessage(
        subject % {"count": count, "title": title},
        render_to_string("publications/letters/digest.txt", words),
        to=[row.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Id": f"{gettext('Surat mingguan Forum Kemitraan')} <ikuti.forum-kemitraan>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
