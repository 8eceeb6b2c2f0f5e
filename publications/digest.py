"""The weekly letter: what was published of a channel since the last one; none when nothing was."""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from .feeds import CHANNELS, entries, page_of
from .following import filters, latest, title_of
from .models import Follower
from .models.follower import next_monday

logger = logging.getLogger(__name__)
TOLD = 20  # entries in one letter; the rest is on the page
Entries = Callable[[str, str, str], list[dict[str, Any]]]  # of a channel, filter and language
PATIENCE = 4  # weeks in which an address is refused before it is forgotten


def send_due(site: str, now: datetime | None = None) -> int:
    """Write to whoever is due, each in a transaction of its own; answer with how many letters left.

    ``site`` stands before every link: "https://portal.example.go.id". A mail server that does not
    answer raises ``OSError`` or ``SMTPException``: the next run goes on where this one ended. A
    letter that cannot be written stops no other.
    """
    now = now or timezone.now()
    Follower.objects.never_confirmed(now).delete()
    waiting = list(Follower.objects.due(now).values_list("pk", flat=True))
    if not waiting:
        return 0
    until, sent = latest(), 0
    entries_of: Entries = cache(lambda *what: entries(CHANNELS[what[0]], filters(*what[:2])))
    with get_connection() as connection:
        for key in waiting:
            try:
                sent += tell(key, now, until, entries_of, site, connection)
            except (OSError, smtplib.SMTPException):
                raise
            except Exception:
                logger.exception("Surat mingguan tidak dapat disusun; dicoba lagi pekan depan.")
                Follower.objects.filter(pk=key).update(next_letter_at=next_monday(now))
    return sent


@transaction.atomic
def tell(
    key: UUID, now: datetime, until: int, entries_of: Entries, site: str, connection: Any
) -> bool:
    """One follower's letter, and what it leaves behind."""
    row = Follower.objects.due(now).select_for_update(skip_locked=True).filter(pk=key).first()
    if row is None:
        return False  # stopped meanwhile, or another run has it
    with translation.override(row.language):
        told = entries_of(row.channel, row.query, row.language)
        news = [one for one in told if row.told_until < one["sequence"] <= until]
        is_sent = bool(news) and has_left(row, letter_to(row, news, site), connection)
    if row.refusals >= PATIENCE:
        row.delete()
        return False
    if is_sent or not news:
        row.told_until = until
    row.next_letter_at = next_monday(now)
    row.save()
    return is_sent


def has_left(row: Follower, letter: EmailMessage, connection: Any) -> bool:
    """Send it; count when the server refuses this address or this letter, and nothing else."""
    letter.connection = connection
    try:
        letter.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
        row.refusals += 1
        logger.warning("Surat mingguan ditolak peladen surat, kali ke-%d.", row.refusals)
        return False
    row.refusals = 0
    return True


def letter_to(row: Follower, news: list[dict[str, Any]], site: str) -> EmailMessage:
    asked = filters(row.channel, row.query)
    title, stop = title_of(row.channel, asked), site + reverse("follower", args=[row.pk])
    count = len(news)
    words = {
        "title": title,
        "news": [one | {"link": site + one["link"]} for one in news[:TOLD]],
        "more": max(count - TOLD, 0),
        "page": site + asked.under(page_of(CHANNELS[row.channel])),
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
