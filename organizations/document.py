"""What the public may know of areas, institutions and people. The only road out of the records.

Every field is named here on purpose: what is not named does not leave the office. Internal notes,
contacts and people under 18 have no line in this file.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from publications.models import Listing

if TYPE_CHECKING:
    from .models import Area, Membership, Organization, Person

UNNAMED_MINOR = "Pengurus di bawah 18 tahun"


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def public_slugs(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """The addresses of those records that readers can open now."""
    rows = Listing.objects.readable().filter(record_id__in={value for value in ids if value})
    return {row.record_id: row.slug for row in rows.only("record_id", "slug")}


def area_reference(area: "Area") -> dict[str, str]:
    return {
        "identifier": area.identifier,
        "name": area.name,
        "full_name": area.full_name,
        "classification": area.classification,
    }


def area_mentions(area: "Area | None") -> list[str]:
    """An area counts for all it lies in: 33.71.01.1003 also mentions 33.71.01 and 33.71."""
    return [f"area:{code}" for code in area.lineage()] if area else []


def area_document(area: "Area") -> dict[str, Any]:
    """The place itself; its institutions and meetings are asked of their own publications."""
    tile = (
        {"column": area.tile_column, "row": area.tile_row}
        if area.tile_column and area.tile_row
        else None
    )
    return {
        "schema": 1,
        "kind": "area",
        "id": str(area.pk),
        "slug": area.identifier,
        "title": area.full_name,
        "is_example": area.is_example,
        "name": area.name,
        "identifier": area.identifier,
        "classification": area.classification,
        "parent": area_reference(area.parent) if area.parent else None,
        "statistics_code": area.statistics_code,
        "postal_code": area.postal_code,
        "square_kilometres": str(area.square_kilometres) if area.square_kilometres else None,
        "tile": tile,
        "source": area.source,
        "mentions": [*area_mentions(area), f"level:{area.classification}"],
        "files": [],
        "card": {
            "name": area.name,
            "full_name": area.full_name,
            "classification": area.classification,
            "parent": area.parent.identifier if area.parent else None,
            "tile": tile,
        },
    }


def membership_entry(membership: "Membership", person_slug: str | None) -> dict[str, Any]:
    """One term of one person in one post, as a board list or a life line shows it."""
    person = membership.person
    decree = membership.appointed_by
    return {
        "name": UNNAMED_MINOR if person.is_minor else person.full_name,
        "person": None if person.is_minor else person_slug,
        "role": membership.role_label,
        "capacity": membership.capacity,
        "start": day(membership.start_date),
        "start_precision": membership.start_precision,
        "end": day(membership.end_date),
        "end_precision": membership.end_precision,
        "decree": (
            {"number": decree.number, "date": day(decree.date), "signed_by": decree.signed_by}
            if decree
            else None
        ),
        "source": membership.source,
    }


def organization_document(organization: "Organization") -> dict[str, Any]:
    """The institution with its posts and every recorded term; who sits today is read by date."""
    from .models import Membership

    posts = list(organization.posts.in_order())
    memberships = list(
        Membership.objects.filter(post__in=posts)
        .select_related("person", "post", "appointed_by")
        .order_by("start_date", "id")
    )
    slugs = public_slugs(
        [
            *(membership.person_id for membership in memberships),
            organization.parent_id,
        ]
    )
    by_post: dict[UUID, list[dict[str, Any]]] = {post.pk: [] for post in posts}
    for membership in memberships:
        by_post[membership.post_id].append(
            membership_entry(membership, slugs.get(membership.person_id))
        )
    kind = organization.classification
    return {
        "schema": 1,
        "kind": "organization",
        "id": str(organization.pk),
        "slug": organization.slug,
        "title": organization.name,
        "is_example": organization.is_example,
        "name": organization.name,
        "abbreviation": organization.abbreviation,
        "other_names": list(organization.other_names),
        "classification": {
            "code": kind.code,
            "name": kind.name,
            "sector": kind.sector,
            "term_years": kind.term_years,
        },
        "area": area_reference(organization.area),
        "parent": (
            {"name": organization.parent.name, "slug": slugs.get(organization.parent_id)}
            if organization.parent
            else None
        ),
        "founding_date": day(organization.founding_date),
        "dissolution_date": day(organization.dissolution_date),
        "source": organization.source,
        "board_recorded": bool(memberships),
        "posts": [
            {
                "label": post.label,
                "role": post.role,
                "is_mandatory": post.is_mandatory,
                "maximum_holders": post.maximum_holders,
                "terms": by_post[post.pk],
            }
            for post in posts
        ],
        "mentions": [
            *area_mentions(organization.area),
            f"organization:{organization.slug}",
            f"kind:{kind.code}",
            f"sector:{kind.sector}",
            f"seat:{organization.area.identifier}",
            *(["board:recorded"] if memberships else ["board:missing"]),
            *(f"board_recorded:{code}" for code in organization.area.lineage() if memberships),
            *(
                f"example_in:{code}"
                for code in organization.area.lineage()
                if organization.is_example
            ),
            *sorted(
                {
                    f"person:{membership.person.slug}"
                    for membership in memberships
                    if not membership.person.is_minor
                }
            ),
        ],
        "files": [],
        "card": {
            "name": organization.name,
            "abbreviation": organization.abbreviation,
            "kind": kind.name,
            "sector": kind.sector,
            "area": organization.area.full_name,
            "area_code": organization.area.identifier,
            "board_recorded": bool(memberships),
            "is_example": organization.is_example,
        },
    }


def person_document(person: "Person") -> dict[str, Any]:
    """A person in public: name, spellings, and the posts held. Nobody under 18 has one."""
    if person.is_minor:
        raise ValueError("people under 18 are never published")
    memberships = list(
        person.memberships.select_related(
            "person", "post__organization__area", "appointed_by"
        ).order_by("start_date", "id")
    )
    slugs = public_slugs(membership.post.organization_id for membership in memberships)
    return {
        "schema": 1,
        "kind": "person",
        "id": str(person.pk),
        "slug": person.slug,
        "title": person.full_name,
        "is_example": person.is_example,
        "name": person.name,
        "honorific_prefix": person.honorific_prefix,
        "honorific_suffix": person.honorific_suffix,
        "other_names": list(person.other_names),
        "source": person.source,
        "memberships": [
            {
                **membership_entry(membership, person.slug),
                "organization": membership.post.organization.name,
                "organization_slug": slugs.get(membership.post.organization_id),
            }
            for membership in memberships
        ],
        "mentions": [
            f"person:{person.slug}",
            *sorted(
                {
                    word
                    for membership in memberships
                    for word in (
                        f"organization:{membership.post.organization.slug}",
                        *area_mentions(membership.post.organization.area),
                    )
                }
            ),
        ],
        "files": [],
        "card": {
            "name": person.full_name,
            "sort_name": person.sort_name,
            "roles": [membership.role_label for membership in memberships],
            "is_example": person.is_example,
        },
    }
