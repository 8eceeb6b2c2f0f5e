"""Documents in the shapes of Popolo (people, organizations, posts, memberships, areas) and of Open
Civic Data (events): https://www.popoloproject.com. Pure functions of what is published.

Where a document names another record by its address alone, ``Names`` finds its identifier. Posts
and memberships have no record of their own; theirs is made from the institution's, the label, the
person and the first day, and stays while those do.
"""

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from .canonical import utc
from .history import address
from .models import Listing

Shape = dict[str, Any]


class Names:
    """The identifiers behind addresses; one query for a whole page of records."""

    def __init__(self, rows: Iterable[Listing]) -> None:
        wanted: dict[str, set[str]] = {"person": set(), "organization": set()}
        for row in rows:
            body = row.publication.body or {}
            for post in body.get("posts") or []:
                wanted["person"] |= {term.get("person") for term in post["terms"]}
            for term in body.get("memberships") or []:
                wanted["organization"].add(term.get("organization_slug"))
            for name in ("parent", "organizer"):
                if isinstance(body.get(name), dict):
                    wanted["organization"].add(body[name].get("slug"))
        slugs = {slug for found in wanted.values() for slug in found if slug}
        known = Listing.objects.readable().filter(kind__in=wanted, slug__in=slugs)
        self.ids = {
            (kind, slug): str(key)
            for kind, slug, key in (known.values_list("kind", "slug", "record_id") if slugs else ())
        }

    def of(self, kind: str, slug: str | None) -> str | None:
        return self.ids.get((kind, slug or ""))


def shared(row: Listing, site: str) -> Shape:
    """What every record says of itself."""
    page = address(row.kind, "detail", row.slug)
    body = row.publication.body or {}
    source = body.get("source")
    told = source if isinstance(source, dict) else {"label": source, "url": None}
    return {
        "id": str(row.record_id),
        "slug": row.slug,
        "links": [{"url": f"{site}{page}", "note": "halaman portal"}] if page else [],
        "sources": [{"note": told.get("label"), "url": told.get("url") or None}]
        if told.get("label")
        else [],
        "is_example": bool(body.get("is_example")),
        "version": row.publication.version,
        "updated_at": utc(row.publication.published_at),
        "seal": row.publication.seal,
    }


def partial(term: Shape, name: str) -> str | None:
    """2024-05-17, 2024-05 or 2024: Popolo writes a day as exactly as it is known."""
    length = {"year": 4, "month": 7}.get(term.get(f"{name}_precision") or "", 10)
    return (term.get(name) or "")[:length] or None


def area(row: Listing, names: Names, site: str) -> Shape:
    body = row.publication.body or {}
    return shared(row, site) | {
        "identifier": body.get("identifier"),
        "name": body.get("name"),
        "classification": body.get("classification"),
        "parent_id": (body.get("parent") or {}).get("identifier"),
    }


def organization(row: Listing, names: Names, site: str) -> Shape:
    body = row.publication.body or {}
    parent = body.get("parent") or {}
    return shared(row, site) | {
        "name": body.get("name"),
        "other_names": other_names(body),
        "classification": (body.get("classification") or {}).get("code"),
        "parent_id": names.of("organization", parent.get("slug")),
        "area_id": (body.get("area") or {}).get("identifier"),
        "founding_date": body.get("founding_date"),
        "dissolution_date": body.get("dissolution_date"),
        "posts": posts(row, names, site),
        "memberships": memberships(row, names, site),
    }


def other_names(body: Shape) -> list[Shape]:
    short = body.get("abbreviation")
    found = [{"name": short, "note": "singkatan"}] if short else []
    return found + [{"name": name, "note": None} for name in body.get("other_names") or []]


def post_id(organization_id: UUID, label: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"post:{organization_id}:{label}"))


def posts(row: Listing, names: Names, site: str) -> list[Shape]:
    body = row.publication.body or {}
    return [
        {
            "id": post_id(row.record_id, post["label"]),
            "label": post["label"],
            "role": post.get("role"),
            "organization_id": str(row.record_id),
            "area_id": (body.get("area") or {}).get("identifier"),
            "maximum_holders": post.get("maximum_holders"),
        }
        for post in body.get("posts") or []
    ]


def memberships(row: Listing, names: Names, site: str) -> list[Shape]:
    """Every recorded term in an institution."""
    body = row.publication.body or {}
    return [
        membership(term, position)
        | {
            "person_id": names.of("person", term.get("person")),
            "organization_id": str(row.record_id),
            "post_id": post_id(row.record_id, post["label"]),
            "id": str(
                uuid5(
                    NAMESPACE_URL,
                    f"membership:{row.record_id}:{post['label']}:{term.get('person')}"
                    f":{term['name']}:{term.get('start')}:{position}",
                )
            ),
        }
        for post in body.get("posts") or []
        for position, term in enumerate(post["terms"])
    ]


def membership(term: Shape, position: int) -> Shape:
    decree = term.get("decree") or {}
    return {
        "person_name": term.get("name"),
        "role": term.get("role"),
        "capacity": term.get("capacity"),
        "start_date": partial(term, "start"),
        "end_date": partial(term, "end"),
        "decree": decree.get("number"),
    }


def person(row: Listing, names: Names, site: str) -> Shape:
    body = row.publication.body or {}
    return shared(row, site) | {
        "name": body.get("title"),
        "sort_name": row.card.get("sort_name"),
        "honorific_prefix": body.get("honorific_prefix") or None,
        "honorific_suffix": body.get("honorific_suffix") or None,
        "other_names": other_names(body),
        "memberships": [
            membership(term, position)
            | {
                "id": None,
                "person_id": str(row.record_id),
                "organization_id": names.of("organization", term.get("organization_slug")),
                "organization_name": term.get("organization"),
                "post_id": None,
            }
            for position, term in enumerate(body.get("memberships") or [])
        ],
    }


def event(row: Listing, names: Names, site: str) -> Shape:
    body = row.publication.body or {}
    day, organizer = body.get("date"), body.get("organizer") or {}

    def at(hour: str | None) -> str | None:
        return f"{day}T{hour}:00+07:00" if day and hour else None

    return shared(row, site) | {
        "name": body.get("title"),
        "description": body.get("abstract") or None,
        "classification": body.get("classification"),
        "status": body.get("status"),
        "start_date": at(body.get("start_time")) or day,
        "end_date": at(body.get("end_time")),
        "location": body.get("location") or None,
        "area_id": (body.get("area") or {}).get("identifier"),
        "organization_id": names.of("organization", organizer.get("slug")),
        "organization_name": organizer.get("name"),
        "agenda": [
            {"id": item.get("anchor"), "description": item.get("text")}
            for item in body.get("agenda") or []
        ],
    }
