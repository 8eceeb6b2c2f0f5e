"""The public's catalogue: what stands where, drawn from publications and remade from them at will.

Lists read these narrow rows and never the documents themselves. A *mention* is a word such as
``area:33.71.01``, ``organization:dpmp4kb``, ``person:larsita``, ``year:2025`` or ``kind:lpmk``.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from ..passages import passages
from .findable import Findable

if TYPE_CHECKING:
    from .publication import Publication


class Mentioning(models.QuerySet[Any]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def mentioning(self, *words: str) -> Self:
        """Rows that mention every one of ``words``; empty words are passed over."""
        wanted = [word for word in words if word]
        return self.filter(mentions__contains=wanted) if wanted else self


class ListingQuerySet(Mentioning):
    def readable(self) -> Self:
        return self.filter(is_withdrawn=False)

    def for_rows(self) -> Self:
        """What a row of a list shows of each, without the words by which it was found."""
        return self.defer("mentions", "files")

    def replace(self, publication: "Publication") -> "Listing":
        """Point the record's row at its newest publication; remake all that is drawn from it."""
        change: Counter[tuple[str, str]] = Counter()
        old = self.filter(record_id=publication.record_id).first()
        Findable.replace(old and old.publication_id, publication)
        if old:
            change.subtract(old.counted())
            old_passages = Passage.objects.filter(publication_id=old.publication_id)
            for passage in old_passages:
                change.subtract(passage.counted())
            old_passages.delete()
        body = publication.body or {}
        listing = old or self.model(record_id=publication.record_id)
        listing.publication = publication
        listing.kind = publication.kind
        listing.slug = publication.slug
        listing.is_withdrawn = publication.body is None
        if publication.body is not None:
            listing.title = body["title"]
            listing.date = _day(body.get("date"))
            listing.card = body["card"]
        listing.mentions = body.get("mentions", [])
        listing.files = body.get("files", [])
        listing.save()
        says = self.said_about(publication.record_id)
        new_passages = [
            Passage.of(publication, position, node | says.get(node["anchor"], {}))
            for position, node in enumerate(passages(body))
        ]
        Passage.objects.bulk_create(new_passages)
        change.update(listing.counted())
        for passage in new_passages:
            change.update(passage.counted())
        Tally.objects.add(change)
        if about := listing.card.get("about"):
            self.tell(about["record"])
        return listing

    def said_about(self, record_id: Any) -> dict[str, dict[str, Any]]:
        """What other records say of passages of this one: anchor → what is laid over it.

        A card's ``about`` names the record and the anchor; ``says`` replaces what the passage knew.
        """
        cards = self.readable().mentioning(f"about:{record_id}").values_list("card", flat=True)
        return {card["about"]["anchor"]: card["about"]["says"] for card in cards}

    def tell(self, record_id: str) -> None:
        """Draw the passages of a record anew, because something was said about them."""
        told = self.filter(record_id=record_id).select_related("publication").first()
        if told and not told.is_withdrawn:
            self.replace(told.publication)


class Listing(models.Model):
    """Where one record stands in public: its newest publication and what a list shows of it."""

    record_id = models.UUIDField(primary_key=True)
    publication = models.OneToOneField(
        "publications.Publication", models.PROTECT, related_name="listing"
    )
    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=160)
    title = models.CharField(max_length=400)  # a name with all its titles fits
    date = models.DateField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    card = models.JSONField(default=dict)
    mentions = ArrayField(models.CharField(max_length=200), default=list)
    files = ArrayField(models.CharField(max_length=64), default=list)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="one_record_per_address")
        ]
        indexes = [
            models.Index(
                fields=["kind", "-date", "-record_id"],
                condition=models.Q(is_withdrawn=False),
                name="listing_newest_first",
            ),
            models.Index(
                fields=["kind", "title", "record_id"],
                condition=models.Q(is_withdrawn=False),
                name="listing_by_title",
            ),
            GinIndex(fields=["mentions"], name="listing_mentions", fastupdate=False),
            GinIndex(fields=["files"], name="listing_files", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    def counted(self) -> Iterable[tuple[str, str]]:
        """What this row adds to the tallies."""
        if self.is_withdrawn:
            return []
        return [(self.kind, word) for word in ["", *self.mentions]]


class Passage(models.Model):
    """A citable unit of a current publication: a point of a speech, a decision, a commitment."""

    publication = models.ForeignKey(
        "publications.Publication", models.PROTECT, related_name="passages"
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    anchor = models.CharField(max_length=120)
    text = models.TextField()
    date = models.DateField(null=True)
    data = models.JSONField(default=dict)
    mentions = ArrayField(models.CharField(max_length=200), default=list)

    objects = Mentioning.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "anchor"], name="one_passage_per_anchor")
        ]
        indexes = [
            models.Index(fields=["kind", "date", "id"], name="passage_by_date"),
            GinIndex(fields=["mentions"], name="passage_mentions", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.anchor}"

    @classmethod
    def of(cls, publication: "Publication", position: int, node: dict[str, Any]) -> "Passage":
        return cls(
            publication=publication,
            position=position,
            kind=node["type"],
            anchor=node["anchor"],
            text=node["text"],
            date=_day(node.get("date")),
            data=node,
            mentions=node.get("mentions", []),
        )

    def counted(self) -> Iterable[tuple[str, str]]:
        return [(self.kind, word) for word in ["", *self.mentions]]


class TallyQuerySet(models.QuerySet["Tally"]):
    def add(self, change: Counter[tuple[str, str]]) -> None:
        """Add each number of ``change`` (it may be negative) to its tally."""
        rows = sorted((kind, word, number) for (kind, word), number in change.items() if number)
        if rows:
            with connection.cursor() as cursor:
                cursor.execute(
                    """
                    INSERT INTO publications_tally (kind, mention, number)
                    SELECT * FROM unnest(%s::text[], %s::text[], %s::int[])
                    ON CONFLICT (kind, mention)
                    DO UPDATE SET number = publications_tally.number + excluded.number
                    """,
                    [list(column) for column in zip(*rows, strict=True)],
                )

    def numbers(self, kind: str, prefix: str) -> dict[str, int]:
        """How many ``kind`` mention each word that starts with ``prefix``, which is cut off."""
        rows = self.filter(kind=kind, mention__startswith=prefix, number__gt=0)
        return {
            mention[len(prefix) :]: number
            for mention, number in rows.values_list("mention", "number")
        }


class Tally(models.Model):
    """How many readable rows of a kind mention a word; kept so that no page counts rows.

    The empty word counts all rows of the kind.
    """

    kind = models.CharField(max_length=40)
    mention = models.CharField(max_length=200)
    number = models.IntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "mention"], name="one_tally_per_word")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.mention}: {self.number}"


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
