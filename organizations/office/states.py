"""How the record in the office stands to what the public sees, asked cheaply for whole lists."""

from datetime import timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields import DateTimeField

from publications.models import Listing

from ..models import Membership, Post

# A publication's time is cut to the second, so what was typed in that second is not newer.
A_SECOND = timedelta(seconds=1)
STATES = {
    "belum": "Belum terbit",
    "terbit": "Terbit",
    "berubah": "Ada perubahan",
    "ditarik": "Ditarik",
}
BADGES = {"belum": "draft", "terbit": "published", "berubah": "returned", "ditarik": "withdrawn"}


def with_state(rows: QuerySet[Any], changed: Q) -> QuerySet[Any]:
    """Rows with ``public_at``, ``is_withdrawn`` and ``is_changed`` (own row, or ``changed``)."""
    listing = Listing.objects.filter(pk=OuterRef("pk"))
    return rows.annotate(
        public_at=Subquery(listing.values("publication__published_at")[:1]),
        is_withdrawn=Subquery(listing.values("is_withdrawn")[:1]),
        read_until=ExpressionWrapper(F("public_at") + A_SECOND, DateTimeField()),
    ).annotate(
        is_changed=Case(
            When(Q(changed_at__gt=F("read_until")) | changed, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


def organizations_with_state(rows: QuerySet[Any]) -> QuerySet[Any]:
    posts = Post.objects.filter(organization=OuterRef("pk"), changed_at__gt=OuterRef("read_until"))
    return with_state(
        rows, Q(Exists(posts)) | Q(Exists(newer_terms().filter(post__organization=OuterRef("pk"))))
    )


def people_with_state(rows: QuerySet[Any]) -> QuerySet[Any]:
    return with_state(rows, Q(Exists(newer_terms().filter(person=OuterRef("pk")))))


def newer_terms() -> QuerySet[Membership]:
    """Terms of which something readers see (the person, the post, the decree) changed since."""
    since = OuterRef("read_until")
    return Membership.objects.filter(
        Q(changed_at__gt=since)
        | Q(person__changed_at__gt=since)
        | Q(post__changed_at__gt=since)
        | Q(post__organization__changed_at__gt=since)
        | Q(appointed_by__changed_at__gt=since)
    )


def in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Only the rows in one of ``STATES``."""
    if state == "belum":
        return rows.filter(public_at__isnull=True)
    if state == "ditarik":
        return rows.filter(is_withdrawn=True)
    if state in ("terbit", "berubah"):
        return rows.filter(is_withdrawn=False, is_changed=state == "berubah")
    return rows


def state_of(row: Any) -> str:
    if row.public_at is None:
        return "belum"
    if row.is_withdrawn:
        return "ditarik"
    return "berubah" if row.is_changed else "terbit"


def say_state(rows: list[Any]) -> list[Any]:
    """The same rows, each with the badge and the words of its state."""
    for row in rows:
        state = state_of(row)
        row.state_badge, row.state_words = BADGES[state], STATES[state]
    return rows
