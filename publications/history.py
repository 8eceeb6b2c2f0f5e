"""Every version of one record, and which of them may still be read.

A withdrawal takes content away from readers, and for good: the versions before it are not read
again, here or as JSON, even when the record comes back later with a new version. What was taken
away usually had to go (a name, a number, a photograph), and the new version is what remains of
it. Number, moment, reason and seal of every version stay public, so the chain stays whole.
See docs/decisions/0003-withdrawal.md.
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, JSONField, Value, When
from django.urls import NoReverseMatch, reverse

from .models import Publication


class Version(NamedTuple):
    """One publication of a record, without its body, as its history knows it."""

    publication: Publication
    is_readable: bool
    before: Publication | None  # the readable version before this one, to compare with


class History(NamedTuple):
    """All versions of one record, the newest first."""

    versions: list[Version]

    @classmethod
    def of(cls, record_id: UUID, *, with_bodies: tuple[int, ...] = (), **more: Any) -> "History":
        """One query. The bodies of the asked versions come along as ``publication.text``.

        ``more`` are expressions that come along with each version, for a page that may not ask
        twice.
        """
        rows = Publication.objects.of_record(record_id).without_body().annotate(**more)
        if with_bodies:
            rows = rows.annotate(
                text=Case(
                    When(version__in=with_bodies, then="body"),
                    default=Value(None, JSONField()),
                    output_field=JSONField(),
                )
            )
        found, is_readable = [], True
        publications = list(rows)
        for position, publication in enumerate(publications):
            is_readable = is_readable and not publication.is_withdrawn
            older = publications[position + 1] if position + 1 < len(publications) else None
            comparable = is_readable and older is not None and not older.is_withdrawn
            found.append(Version(publication, is_readable, older if comparable else None))
        return cls(found)

    @property
    def newest(self) -> Publication:
        return self.versions[0].publication

    @property
    def withdrawal(self) -> Publication | None:
        """The latest withdrawal; what came before it cannot be read."""
        return next((v.publication for v in self.versions if v.publication.is_withdrawn), None)

    def get(self, number: int) -> Version | None:
        return next((v for v in self.versions if v.publication.version == number), None)


def address(kind: str, page: str, *parts: Any) -> str | None:
    """Where a record's page is mounted (``meeting_history`` …), or None where its app has none."""
    try:
        return reverse(f"{kind}_{page}", args=parts)
    except NoReverseMatch:
        return None


def addresses(kind: str, example: str = "alamat") -> Callable[[str | None], str | None]:
    """``address`` for many records of one kind; asking for each anew costs more than their page.

    ``example`` is a slug as this kind has them.
    """
    pattern = address(kind, "detail", example)
    return lambda slug: pattern.replace(example, slug) if pattern and slug else None
