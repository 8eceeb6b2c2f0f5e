"""What the search box reads: one row for each thing that can be found, remade with its publication.

A thing is a record, found by its names and by what its page says first, or a citable unit of one
(``Passage``), found by its words. The rows stand apart from the catalogue because lists must not
carry search vectors, and because a unit is found under words that its list does not count: the
place and the year of its meeting. See docs/decisions/0015-search.md.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from .publication import Publication

# Facets are words of the vector itself, so that one index answers words and filters together.
# An empty space after each slash: PostgreSQL takes "LPM/LPMK" for the path of a file.
VECTOR = (
    "setweight(to_tsvector('indonesian', replace(title, '/', '/\u200b')), 'A')"
    " || setweight(to_tsvector('indonesian', replace(byline, '/', '/\u200b')), 'C')"
    " || to_tsvector('indonesian', replace(left(text, 50000), '/', '/\u200b'))"
    " || array_to_tsvector(words)"
)
INHERITED = ("year:", "area:")  # what a unit is found under because its meeting is
ACTING = {"plt": "Plt.", "plh": "Plh.", "pj": "Pj.", "pjs": "Pjs."}
# What the page of a record says first, whatever its kind.
SAID_FIRST = ("abstract", "summary", "location", "forum", "organizer")
UNNAMED = {"progress", "award_commitment"}  # titled by a sentence
NAMES = ("title", "name", "abbreviation", "other_names")


class Findable(models.Model):
    publication = models.ForeignKey(
        "publications.Publication", models.PROTECT, related_name="findables"
    )
    kind = models.CharField(max_length=40)  # the record's, or the unit's
    anchor = models.CharField(max_length=120, blank=True)  # empty for the record itself
    title = models.TextField(blank=True)  # every name of the record; empty for a unit
    byline = models.TextField(blank=True)  # who said it or owes it, and in which role
    text = models.TextField(blank=True)
    names = models.TextField(blank=True)  # of a record, for typing errors
    day = models.DateField()  # of the record, or else of its publication
    is_dated = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False)
    words = ArrayField(models.TextField(), default=list)  # what it is found under
    vector = models.GeneratedField(
        expression=models.Func(template=VECTOR, output_field=SearchVectorField()),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "anchor"], name="one_findable_per_anchor"
            )
        ]
        indexes = [
            GinIndex(fields=["vector"], name="findable_vector", fastupdate=False),
            models.Index(fields=["-day", "-id"], name="findable_newest_first"),
            GinIndex(
                OpClass(models.F("names"), name="gin_trgm_ops"),
                condition=~models.Q(names=""),
                name="findable_names",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.anchor}"

    @classmethod
    def replace(cls, old_publication: Any, publication: "Publication") -> None:
        """Forget what the older publication said; remember what this one says."""
        cls.objects.filter(publication_id=old_publication).delete()
        day = timezone.localdate(publication.published_at)
        rows: Any = findables(publication.kind, publication.body, day)
        found: Any = [cls(publication=publication, **row) for row in rows]
        cls.objects.bulk_create(found)


def findables(kind: str, body: dict[str, Any] | None, published_on: date) -> list[dict[str, Any]]:
    """The rows of one document, as fields; none of a withdrawn record."""
    if body is None:
        return []
    day, is_example = body.get("date"), is_said_to_be_example(body)
    shared = {
        "day": date.fromisoformat(day) if day else published_on,
        "is_dated": bool(day),
        "is_example": is_example,
    }
    mentions = body.get("mentions") or []
    names = " · ".join(dict.fromkeys(said(body[name]) for name in NAMES if body.get(name)))
    own = {
        "kind": kind,
        "title": names,
        "names": "" if kind in UNNAMED else names.lower(),
        "text": "\n".join(
            filter(
                None,
                [
                    *(said(body.get(name)) for name in SAID_FIRST),
                    what_and_where(body),
                    said(body.get("memberships")),
                ],
            )
        ),
        "words": found_under(kind, kind, mentions),
    }
    rows = [own | shared]
    homes = institutions(body)
    inherited = [word for word in mentions if word.startswith(INHERITED)]
    for unit, above in units(body):
        about = unit.get("mentions") or [*inherited, *whose(unit, above, homes)]
        rows.append(
            {
                "kind": unit["type"],
                "anchor": unit["anchor"],
                "byline": byline(unit, above),
                "text": unit["text"],
                "words": found_under(unit["type"], kind, about),
            }
            | shared
        )
    return rows


def what_and_where(body: dict[str, Any]) -> str:
    """Posyandu, Kelurahan Wates. The kind of a meeting or an area is a code and says nothing."""
    kind = body.get("classification")
    named = "" if isinstance(kind, str) else said(kind)
    return ", ".join(filter(None, (named, said(body.get("area")))))


def is_said_to_be_example(body: dict[str, Any]) -> bool:
    return bool(body.get("is_example") or (body.get("card") or {}).get("is_example"))


def found_under(kind: str, of: str, mentions: list[str]) -> list[str]:
    """What it is, what record it stands in, and what that mentions. Nobody filters by a person:
    their names are words of the text."""
    kept = (word for word in mentions if word.startswith(("year:", "area:", "organization:")))
    return sorted({f"type:{kind}", f"of:{of}", *kept})


def said(value: Any) -> str:
    """The words of a value: a text, a list of them, or what is said of another thing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return "\n".join(filter(None, (said(item) for item in value)))
    if isinstance(value, dict):
        if "agreed" in value:  # the three lines on top
            return "\n".join(filter(None, (said(value.get(k)) for k in ("agreed", "who", "when"))))
        if "role" in value:  # a term in a post
            role, of = said(value["role"]), said(value.get("organization"))
            return ", ".join(filter(None, (role, "" if of in role else of)))
        return said(value.get("full_name") or value.get("name") or value.get("label") or "")
    return ""


Unit = tuple[dict[str, Any], list[dict[str, Any]]]


def units(node: Any, above: tuple[dict[str, Any], ...] = ()) -> Iterator[Unit]:
    """Every citable unit with what it stands in, the nearest first: a point in its speech.

    The same units, in the same order, as ``passages`` finds.
    """
    if isinstance(node, dict):
        if node.get("anchor") and node.get("text"):
            yield node, list(above)
        for value in node.values():
            yield from units(value, (node, *above))
    elif isinstance(node, list):
        for value in node:
            yield from units(value, above)


def byline(unit: dict[str, Any], above: list[dict[str, Any]]) -> str:
    """Who said it, in the role of that day; or who answers for it."""
    for node in (unit, *above[:1]):
        if speaker := node.get("speaker"):
            role, acting = node.get("role") or "", ACTING.get(node.get("capacity") or "", "")
            if acting and not re.match(r"(?i)(plt|plh|pj|pjs|penjabat|pelaksana)\b", role):
                role = f"{acting} {role}".strip()
            return ", ".join(filter(None, (speaker, role)))
    return said(unit.get("owner") or "")


def institutions(body: dict[str, Any]) -> dict[str, str]:
    """Of each institution that this document names with its address: the address by the name."""
    found: dict[str, str] = {}

    def look(node: Any) -> None:
        if isinstance(node, dict):
            for name, slug in (("organization", "organization_slug"), ("owner", "owner_slug")):
                if isinstance(node.get(name), str) and node.get(slug):
                    found.setdefault(node[name], node[slug])
            for value in node.values():
                look(value)
        elif isinstance(node, list):
            for value in node:
                look(value)

    look(body)
    return found


def whose(unit: dict[str, Any], above: list[dict[str, Any]], homes: dict[str, str]) -> list[str]:
    """The institution that said it, or that answers for it, as a mention."""
    for node in (unit, *above[:1]):
        for name in ("owner", "organization"):
            label = node.get(name)
            if isinstance(label, str) and label in homes:
                return [f"organization:{homes[label]}"]
    return []
