"""Who asked for letters: an address and what it follows, and nothing else of anybody."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

MONDAY_AT = 6  # o'clock in Magelang, before the week begins
CONFIRM_WITHIN = timedelta(days=7)


def next_monday(now: datetime) -> datetime:
    """The first Monday morning after ``now``, Magelang's time: when the next letters leave."""
    here = timezone.localtime(now)
    monday = here.replace(hour=MONDAY_AT, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=here.weekday())
    return monday if monday > here else monday + timedelta(days=7)


class FollowerQuerySet(models.QuerySet["Follower"]):
    def due(self, now: datetime) -> Self:
        """Those to whom the letter of this week has not gone yet."""
        return self.filter(next_letter_at__lte=now).order_by("next_letter_at", "id")

    def never_confirmed(self, now: datetime) -> Self:
        """Perhaps somebody else typed the address; whoever it belongs to has not answered."""
        return self.filter(next_letter_at=None, asked_at__lt=now - CONFIRM_WITHIN)


class Follower(models.Model):
    """An address that is told once a week what was published of one channel and filter.

    The key is a secret: it stands in the letters, and whoever has it may start and stop them.
    ``told_until`` is the sequence of the last publication that needs no telling any more;
    ``next_letter_at`` is empty until the address has confirmed. No history is kept of these rows;
    whoever stops is forgotten.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("surel")
    channel = models.CharField("saluran", max_length=20)
    query = models.CharField("saringan", max_length=700, blank=True)
    language = models.CharField("bahasa surat", max_length=2, default="id")
    asked_at = models.DateTimeField("diminta", default=timezone.now)
    told_until = models.PositiveBigIntegerField("dikabari sampai nomor urut", default=0)
    next_letter_at = models.DateTimeField("surat berikutnya", null=True, db_index=True)
    refusals = models.PositiveSmallIntegerField("ditolak berturut-turut", default=0)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = "pengikut"
        verbose_name_plural = "pengikut"
        constraints = [
            models.UniqueConstraint(
                fields=["email", "channel", "query"], name="one_letter_per_address_and_filter"
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="followers_by_request")]

    def __str__(self) -> str:
        # The admin's own log keeps this after the row is gone: so without the address.
        return f"{self.channel} {self.query}".strip()

    @property
    def is_confirmed(self) -> bool:
        return self.next_letter_at is not None
