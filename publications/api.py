"""The read API: what is published, in the shapes of Popolo. Nobody signs in, nothing is written.

A list is taken page by page (``next`` is the address of the following one). Names of things and
parameters are the standard's. What it answers is described in /api/openapi.json, and no more than
that is answered.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Query, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from pydantic import Field

from . import popolo
from .models import Listing
from .page_cache import public_page
from .public import Moved, moved

Slug = Annotated[str, Field(pattern=r"^[-a-z0-9]{1,160}$")]
Code = Annotated[str, Field(pattern=r"^[0-9]{2}(\.[0-9]{2,4}){0,3}$")]
WORDS = {
    "persons": _("Orang yang terbit, dengan jabatannya"),
    "person": _("Satu orang"),
    "organizations": _("Lembaga yang terbit, dengan jabatan dan pengurusnya"),
    "organization": _("Satu lembaga"),
    "posts": _("Jabatan di lembaga"),
    "memberships": _("Masa jabatan: siapa, di mana, dari kapan sampai kapan"),
    "areas": _("Wilayah dengan kode Kementerian Dalam Negeri"),
    "area": _("Satu wilayah"),
    "events": _("Pertemuan yang terbit, dengan acaranya"),
    "event": _("Satu pertemuan"),
}


# ----------------------------------------------------------------------------------------- shapes
class Link(Schema):
    url: str
    note: str | None


class Source(Schema):
    note: str | None
    url: str | None


class Name(Schema):
    name: str
    note: str | None


class Record(Schema):
    id: str
    slug: str
    links: list[Link]
    sources: list[Source]
    is_example: bool
    version: int
    updated_at: str
    seal: str


class Area(Record):
    identifier: str | None
    name: str | None
    classification: str | None
    parent_id: str | None


class Post(Schema):
    id: str
    label: str
    role: str | None
    organization_id: str
    area_id: str | None
    maximum_holders: int | None


class Membership(Schema):
    id: str | None
    person_id: str | None
    person_name: str | None
    organization_id: str | None
    organization_name: str | None = None
    post_id: str | None
    role: str | None
    capacity: str | None
    start_date: str | None
    end_date: str | None
    decree: str | None


class Organization(Record):
    name: str | None
    other_names: list[Name]
    classification: str | None
    parent_id: str | None
    area_id: str | None
    founding_date: str | None
    dissolution_date: str | None
    posts: list[Post]
    memberships: list[Membership]


class Person(Record):
    name: str | None
    sort_name: str | None
    honorific_prefix: str | None
    honorific_suffix: str | None
    other_names: list[Name]
    memberships: list[Membership]


class AgendaItem(Schema):
    id: str | None
    description: str | None


class Event(Record):
    name: str | None
    description: str | None
    classification: str | None
    status: str | None
    start_date: str | None
    end_date: str | None
    location: str | None
    area_id: str | None
    organization_id: str | None
    organization_name: str | None
    agenda: list[AgendaItem]


class Page(Schema):
    next: str | None


class Persons(Page):
    items: list[Person]


class Organizations(Page):
    items: list[Organization]


class Posts(Page):
    items: list[Post]


class Memberships(Page):
    items: list[Membership]


class Areas(Page):
    items: list[Area]


class Events(Page):
    items: list[Event]


class Problem(Schema):
    detail: str


class Mistake(Schema):
    detail: list[Any]


# -------------------------------------------------------------------------------------- the answers
class Asked(Schema):
    """How much, and from where on."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None

    def words(self) -> list[str]:
        return []


class OfPlaces(Asked):
    area_id: Code | None = None
    organization: Slug | None = None
    person: Slug | None = None

    def words(self) -> list[str]:
        found = {"area": self.area_id, "organization": self.organization, "person": self.person}
        return [f"{name}:{value}" for name, value in found.items() if value]


class OfOrganizations(OfPlaces):
    classification: Annotated[str, Field(pattern=r"^[-a-z0-9]{1,40}$")] | None = None

    def words(self) -> list[str]:
        return super().words() + ([f"kind:{self.classification}"] if self.classification else [])


class OfEvents(OfPlaces):
    year: Annotated[int, Field(ge=1900, le=2999)] | None = None

    def words(self) -> list[str]:
        return super().words() + ([f"year:{self.year}"] if self.year else [])


api = NinjaAPI(
    title="Portal Forum Kemitraan Kota Magelang",
    version="1",
    description="Baca saja; hanya yang sudah terbit.",
    docs_url=None,  # its own page would run scripts from elsewhere; ours is /data/api/
    urls_namespace="api",
)


def page_of(request: HttpRequest, kind: str, asked: Asked, shape: Any, *, spread: bool = False):  # type: ignore[no-untyped-def]
    """One page of records in a shape; with ``spread`` the shape is a list of things in each."""
    rows = Listing.objects.readable().of_kind(kind).mentioning(*asked.words())
    rows = rows.select_related("publication").defer("mentions", "files").order_by("record_id")
    if asked.after:
        rows = rows.filter(record_id__gt=UUID(asked.after))
    found = list(rows[: asked.limit + 1])
    page, site = found[: asked.limit], request.build_absolute_uri("/").rstrip("/")
    names = popolo.Names(page)
    shaped = [shape(row, names, site) for row in page]
    following = None
    if len(found) > asked.limit:
        query = request.GET.copy()
        query["after"] = page[-1].record_id.hex
        following = f"{site}{request.path}?{query.urlencode()}"
    items = [item for row in shaped for item in row] if spread else shaped
    return {"next": following, "items": items}


def one_of(request: HttpRequest, kind: str, slug: str, shape: Any) -> Any:
    row = Listing.objects.filter(kind=kind, slug=slug).select_related("publication").first()
    if row is None:
        elsewhere = moved(kind, slug)
        if not isinstance(elsewhere, Moved):
            raise HttpError(404, "Tidak ada yang terbit di alamat ini.")
        answer = HttpResponse(status=302, content_type="application/json")
        answer["Location"] = request.path.removesuffix(slug) + elsewhere.new
        return answer
    if row.is_withdrawn:
        raise HttpError(410, f"Ditarik: {row.publication.reason}")
    site = request.build_absolute_uri("/").rstrip("/")
    return shape(row, popolo.Names([row]), site)


LIST: dict[int, Any] = {422: Mistake}
ONE: dict[int, Any] = {302: None, 404: Problem, 410: Problem, 422: Mistake}


def described(name: str, shape: type[Schema], others: dict[int, Any]) -> dict[str, Any]:
    return {
        "response": {200: shape, **others},
        "summary": WORDS[name],
        "operation_id": name,
        "url_name": name,
    }


@api.get("/persons", **described("persons", Persons, LIST))
@decorate_view(public_page)
def persons(request: HttpRequest, asked: Query[OfPlaces]):  # type: ignore[no-untyped-def]
    return page_of(request, "person", asked, popolo.person)


@api.get("/persons/{slug}", **described("person", Person, ONE))
@decorate_view(public_page)
def person(request: HttpRequest, slug: Slug):  # type: ignore[no-untyped-def]
    return one_of(request, "person", slug, popolo.person)


@api.get("/organizations", **described("organizations", Organizations, LIST))
@decorate_view(public_page)
def organizations(request: HttpRequest, asked: Query[OfOrganizations]):  # type: ignore[no-untyped-def]
    return page_of(request, "organization", asked, popolo.organization)


@api.get("/organizations/{slug}", **described("organization", Organization, ONE))
@decorate_view(public_page)
def organization(request: HttpRequest, slug: Slug):  # type: ignore[no-untyped-def]
    return one_of(request, "organization", slug, popolo.organization)


@api.get("/posts", **described("posts", Posts, LIST))
@decorate_view(public_page)
def posts(request: HttpRequest, asked: Query[OfOrganizations]):  # type: ignore[no-untyped-def]
    """``limit`` counts institutions; each brings all its posts."""
    return page_of(request, "organization", asked, popolo.posts, spread=True)


@api.get("/memberships", **described("memberships", Memberships, LIST))
@decorate_view(public_page)
def memberships(request: HttpRequest, asked: Query[OfOrganizations]):  # type: ignore[no-untyped-def]
    """``limit`` counts institutions; each brings all its terms."""
    return page_of(request, "organization", asked, popolo.memberships, spread=True)


@api.get("/areas", **described("areas", Areas, LIST))
@decorate_view(public_page)
def areas(request: HttpRequest, asked: Query[Asked]):  # type: ignore[no-untyped-def]
    return page_of(request, "area", asked, popolo.area)


@api.get("/areas/{code}", **described("area", Area, ONE))
@decorate_view(public_page)
def area(request: HttpRequest, code: Code):  # type: ignore[no-untyped-def]
    return one_of(request, "area", code, popolo.area)


@api.get("/events", **described("events", Events, LIST))
@decorate_view(public_page)
def events(request: HttpRequest, asked: Query[OfEvents]):  # type: ignore[no-untyped-def]
    return page_of(request, "meeting", asked, popolo.event)


@api.get("/events/{slug}", **described("event", Event, ONE))
@decorate_view(public_page)
def event(request: HttpRequest, slug: Slug):  # type: ignore[no-untyped-def]
    return one_of(request, "meeting", slug, popolo.event)


def operations() -> list[dict[str, Any]]:
    """What the API answers, out of its own description; for the page that a person reads."""
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for operation in methods.values():
            parameters = operation.get("parameters") or []
            found.append(
                {
                    "path": path,
                    "words": WORDS[operation["operationId"]],
                    "parameters": [one["name"] for one in parameters if one["in"] == "query"],
                    "statuses": list(operation["responses"]),
                    "example": path if "{" not in path else "",
                }
            )
    return found


def description_url() -> str:
    return reverse("api:openapi-json")
