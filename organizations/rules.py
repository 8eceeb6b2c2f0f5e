"""What the rules for boards say of a board as it is recorded: warnings, never a refusal.

Source of the rules: Permendagri 18/2018 for community institutions (one board per person, five
years, at most two terms in a row or not); their numbers are data of each ``OrganizationKind``.
"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple
from uuid import UUID

from .models import Capacity, Membership, Organization, OrganizationKind, Post

COMMUNITY = OrganizationKind.Sector.COMMUNITY


class Concern(NamedTuple):
    """Something a registrar should look at, and the rule behind it."""

    sentence: str
    rule: str
    post_id: UUID | None = None


def concerns(organization: Organization, on: date) -> list[Concern]:
    """Everything to look at on the board of one institution, the gravest first."""
    posts = list(organization.posts.all())
    terms = list(
        Membership.objects.filter(post__organization=organization)
        .select_related("person", "post")
        .order_by("start_date", "id")
    )
    if not terms:
        return []  # "belum dicatat" is said elsewhere; a board nobody wrote down breaks no rule
    kind = organization.classification
    now = [term for term in terms if holds(term, on)]
    ended = ended_terms(terms, now, on)
    filled: set[UUID | None] = {term.post_id for term in now}
    return [
        *ended,
        *missing_posts(kind, posts, filled | {concern.post_id for concern in ended}),
        *two_boards(kind, organization, now, on),
        *too_many_terms(kind, terms, now),
        *too_long_terms(kind, now, on),
    ]


def holds(term: Membership, on: date) -> bool:
    return (term.start_date is None or term.start_date <= on) and (
        term.end_date is None or term.end_date >= on
    )


def missing_posts(
    kind: OrganizationKind, posts: list[Post], told: set[UUID | None]
) -> list[Concern]:
    """Mandatory posts that nobody holds, unless something else was told of them already."""
    found = [
        Concern(f"{post.label} kosong.", "Jabatan ini wajib ada.", post.pk)
        for post in posts
        if post.is_mandatory and post.pk not in told
    ]
    roles = {post.role for post in posts}
    found += [
        Concern(
            f"Jabatan {standard.label} belum dibuat.",
            f"Setiap {kind.name} wajib memilikinya"
            + (f" ({kind.source})." if kind.source else "."),
        )
        for standard in kind.posts.all()
        if standard.is_mandatory and standard.role not in roles
    ]
    return found


def ended_terms(terms: list[Membership], now: list[Membership], on: date) -> list[Concern]:
    """The last term of a post is over and nobody came after."""
    held = {term.post_id for term in now} | {
        term.post_id for term in terms if term.start_date and term.start_date > on
    }
    last: dict[UUID, Membership] = {}
    for term in terms:
        if term.post_id not in held and term.end_date:
            known = last.get(term.post_id)
            if known is None or known.end_date is None or known.end_date < term.end_date:
                last[term.post_id] = term
    return [
        Concern(
            f"Masa bakti {term.person} sebagai {term.role_label} berakhir "
            f"{term.end_words}; belum ada penggantinya.",
            "Perpanjang atau catat penggantinya.",
            term.post_id,
        )
        for term in last.values()
        if term.end_date
    ]


def two_boards(
    kind: OrganizationKind, organization: Organization, now: list[Membership], on: date
) -> list[Concern]:
    if kind.sector != COMMUNITY:
        return []
    people = {term.person_id for term in now}
    elsewhere = (
        Membership.objects.on(on)
        .filter(person__in=people, post__organization__classification__sector=COMMUNITY)
        .exclude(post__organization=organization)
        .select_related("person", "post__organization")
        .order_by("person__sort_name", "id")
    )
    return [
        Concern(
            f"{term.person} juga tercatat sebagai {term.role_label} "
            f"di {term.post.organization.name}.",
            f"Pengurus lembaga kemasyarakatan tidak merangkap di lembaga lain{basis(kind)}.",
        )
        for term in elsewhere
    ]


def too_many_terms(
    kind: OrganizationKind, terms: list[Membership], now: list[Membership]
) -> list[Concern]:
    if not kind.maximum_terms:
        return []
    begun: dict[UUID, set[date | None]] = defaultdict(set)
    for term in terms:
        if term.capacity == Capacity.DEFINITIVE:
            begun[term.person_id].add(term.start_date)
    found = {
        term.person_id: Concern(
            f"{term.person} tercatat {len(begun[term.person_id])} kali masa bakti di sini.",
            f"Paling banyak {kind.maximum_terms} kali{basis(kind)}.",
        )
        for term in now
        if len(begun[term.person_id]) > kind.maximum_terms
    }
    return list(found.values())


def too_long_terms(kind: OrganizationKind, now: list[Membership], on: date) -> list[Concern]:
    if not kind.term_years:
        return []
    found = []
    for term in now:
        if not term.start_date or term.capacity != Capacity.DEFINITIVE:
            continue
        limit = years_later(term.start_date, kind.term_years)
        if (term.end_date or on) > limit:
            found.append(
                Concern(
                    f"Masa bakti {term.person} sebagai {term.role_label} lebih dari "
                    f"{kind.term_years} tahun, sejak "
                    f"{term.start_words}.",
                    f"Masa bakti {kind.term_years} tahun{basis(kind)}.",
                    term.post_id,
                )
            )
    return found


def years_later(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def basis(kind: OrganizationKind) -> str:
    return f" ({kind.source})" if kind.source else ""
