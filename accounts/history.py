"""Who changed what, from what to what, and when: the triggers' events, told in words.

A record's page tells of the record and of the rows that belong to it; the trail tells of all.
One query reads a page of it, whatever the number of tables.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from organizations.duties import ADMINISTRATOR, on_duty
from publications.templatetags.portal import clock, moment, number, plain_date

from .models import User

PAGE = 50
EMPTY = "(kosong)"
UNTOLD = {"id", "sort_name", "password", "last_login"}
INTERNAL = {"internal_note"}  # only for whoever may edit the record
ACTS = {"insert": "menambahkan", "update": "mengubah", "delete": "menghapus"}
# Rows that belong to a record although they would not be deleted with it.
ALSO = {
    "organizations.Organization": [
        ("organizations.Post", "organization"),
        ("organizations.Membership", "post__organization"),
    ],
    "organizations.Person": [("organizations.Membership", "person")],
    "forums.Meeting": [("forums.CoOwner", "commitment__meeting")],
}


class Place(NamedTuple):
    """The last event shown: the next page begins below it."""

    at: datetime
    table: int
    key: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.table}_{self.key}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        if not text:
            return None
        try:
            day, table, key = text.replace(" ", "+").split("_")
            at = datetime.fromisoformat(day)
            if at.tzinfo is None:
                raise ValueError("a moment without its zone")
            return cls(at, int(table), int(key))
        except ValueError:
            raise BadRequest("Alamat halaman ini tidak utuh.") from None


class FieldChange(NamedTuple):
    label: str
    old: str
    new: str


class Event(NamedTuple):
    """One change, as it is read aloud."""

    at: datetime
    by: str
    act: str
    kind: str
    name: str
    is_update: bool
    changes: list[FieldChange]


def tracked() -> list[type[models.Model]]:
    """Every model whose changes are remembered, and may be told: marks of a jury are not."""
    return sorted(
        (
            model
            for model in apps.get_models()
            if hasattr(model, "pgh_event_models") and not getattr(model, "history_is_secret", False)
        ),
        key=lambda model: model._meta.label_lower,
    )


@on_duty()
def record_history(request: HttpRequest, label: str, pk: UUID) -> HttpResponse:
    """Everything that happened to one record. Who may not see it gets the same 404 as ever."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if model not in tracked():
        raise Http404
    rows = model._default_manager.all()
    user: Any = request.user
    hidden = UNTOLD
    if not user.oversees_all:
        if not hasattr(rows, "visible_to"):
            raise Http404
        if not rows.editable_by(user).filter(pk=pk).exists():
            hidden = UNTOLD | INTERNAL
        rows = rows.visible_to(user)
    record = get_object_or_404(rows, pk=pk)
    scopes = [(model, Q(pgh_obj_id=pk))]
    for child in tracked():
        for field in child._meta.concrete_fields:
            remote = field.remote_field
            if (
                remote is not None
                and remote.model is model
                and getattr(remote, "on_delete", None) is models.CASCADE
            ):
                scopes.append((child, Q(**{field.name: pk})))
    for child_label, path in ALSO.get(model._meta.label, []):
        scopes.append((apps.get_model(child_label), Q(**{path: pk})))
    events, older = page(scopes, Place.read(request.GET.get("sebelum", "")), hidden, about=pk)
    context = {
        "record": record,
        "kind": model._meta.verbose_name,
        "acts": acts(events),
        "older": older,
        "is_first_page": "sebelum" not in request.GET,
    }
    return render(request, "accounts/office/record_history.html", context)


@on_duty(ADMINISTRATOR)
def audit_trail(request: HttpRequest) -> HttpResponse:
    """All changes in one list, for administrators of the whole territory."""
    user: Any = request.user
    if not user.oversees_all:
        raise PermissionDenied
    scopes = [(model, Q()) for model in tracked()]
    events, older = page(scopes, Place.read(request.GET.get("sebelum", "")), UNTOLD)
    context = {
        "acts": acts(events),
        "older": older,
        "is_first_page": "sebelum" not in request.GET,
    }
    return render(request, "accounts/office/audit_trail.html", context)


class Act(NamedTuple):
    """What one person did at one moment to rows of one kind; inviting sixty posts is one act."""

    at: datetime
    by: str
    act: str
    kind: str
    events: list[Event]


def acts(events: list[Event]) -> list[Act]:
    return [
        Act(*key, list(group))
        for key, group in groupby(events, lambda event: (event.at, event.by, event.act, event.kind))
    ]


def page(
    scopes: list[tuple[type[models.Model], Q]],
    place: Place | None,
    hidden: set[str],
    about: UUID | None = None,
) -> tuple[list[Event], Place | None]:
    """One page of events of these tables, the newest first, and where the next page begins."""
    branches = [branch(table, model, which, place) for table, (model, which) in enumerate(scopes)]
    first, rest = branches[0], branches[1:]
    if rest:
        found = first.union(*rest, all=True)
        first = found.order_by("-event_at", "-event_table", "-event_key")[: PAGE + 1]
    rows = list(first)
    older = None
    if len(rows) > PAGE:
        rows = rows[:PAGE]
        last = rows[-1]
        older = Place(last["event_at"], last["event_table"], last["event_key"])
    return told(rows, [model for model, _ in scopes], hidden, str(about)), older


def branch(table: int, model: Any, which: Q, place: Place | None) -> Any:
    """The newest events of one table, each with the row as it became and as it was before."""
    events = model.pgh_event_models["insert"]._default_manager
    row = JSONObject(
        **{field.attname: F(field.attname) for field in fields_of(model)},
    )
    before = (
        events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
        .order_by("-pgh_id")
        .values(row=row)[:1]
    )
    below = Q()
    if place:
        below = Q(pgh_created_at__lt=place.at)
        if table == place.table:
            below |= Q(pgh_created_at=place.at, pgh_id__lt=place.key)
        elif table < place.table:
            below |= Q(pgh_created_at=place.at)
    return (
        events.filter(which)
        .filter(below)
        .order_by("-pgh_created_at", "-pgh_id")
        .values(
            event_table=Value(table),
            event_key=F("pgh_id"),
            event_at=F("pgh_created_at"),
            event_act=F("pgh_label"),
            event_by=KeyTextTransform("user", "pgh_context__metadata"),
            event_now=row,
            event_before=Subquery(before),
        )[: PAGE + 1]
    )


def fields_of(model: Any) -> list[Any]:
    """What the events remember of a model."""
    kept = {field.name for field in model.pgh_event_models["insert"]._meta.concrete_fields}
    return [field for field in model._meta.concrete_fields if field.name in kept]


def told(
    rows: list[dict[str, Any]], tables: list[Any], hidden: set[str], about: str
) -> list[Event]:
    """The events in words; everything they point to is fetched once for the whole page."""
    wanted: dict[Any, set[Any]] = {User: {row["event_by"] for row in rows if row["event_by"]}}
    for row in rows:
        for field in fields_of(tables[row["event_table"]]):
            if field.remote_field:
                keys = wanted.setdefault(field.remote_field.model, set())
                keys |= {
                    snapshot[field.attname]
                    for snapshot in (row["event_now"], row["event_before"])
                    if snapshot and snapshot[field.attname] is not None
                }
    known = {
        model: {str(key): item for key, item in model._base_manager.in_bulk(list(keys)).items()}
        for model, keys in wanted.items()
        if keys
    }
    events = []
    for row in rows:
        model = tables[row["event_table"]]
        signer = known.get(User, {}).get(row["event_by"])
        events.append(
            Event(
                at=row["event_at"],
                by=str(signer) if signer else "Sistem",
                act=ACTS.get(row["event_act"], row["event_act"]),
                kind=str(model._meta.verbose_name),
                name=named(model, row["event_now"], known),
                is_update=row["event_act"] == "update",
                changes=list(changes(model, row, known, hidden, about)),
            )
        )
    return events


def named(model: Any, snapshot: dict[str, Any], known: dict[Any, dict[str, Any]]) -> str:
    """The row's own name at that time."""
    row = model()
    for field in fields_of(model):
        value = snapshot[field.attname]
        if field.remote_field:
            target = known.get(field.remote_field.model, {}).get(str(value))
            setattr(row, field.name, target) if target else setattr(row, field.attname, value)
        else:
            setattr(row, field.attname, value)
    try:
        return str(row)
    except (ObjectDoesNotExist, AttributeError):
        return "yang sudah dihapus"


def changes(
    model: Any,
    row: dict[str, Any],
    known: dict[Any, dict[str, Any]],
    hidden: set[str],
    about: str,
) -> Iterable[FieldChange]:
    """Field by field; a new or deleted row tells only what was filled in."""
    is_update = row["event_act"] == "update"
    for field in fields_of(model):
        if field.name in hidden:
            continue
        now = row["event_now"][field.attname]
        if field.remote_field and now == about:
            continue  # that it belongs to the record on this page goes without saying
        was = row["event_before"][field.attname] if is_update and row["event_before"] else None
        label = str(field.verbose_name)
        label = label[:1].upper() + label[1:]
        if is_update and now != was:
            yield FieldChange(label, in_words(field, was, known), in_words(field, now, known))
        elif not is_update and now not in (None, "", [], {}):
            yield FieldChange(label, "", in_words(field, now, known))


def in_words(field: Any, value: Any, known: dict[Any, dict[str, Any]]) -> str:
    """A stored value as an official reads it."""
    if value in (None, "", [], {}):
        return EMPTY
    if field.remote_field:
        target = known.get(field.remote_field.model, {}).get(str(value))
        return str(target) if target else "(sudah dihapus)"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(field, models.DecimalField):
        return number(field.to_python(str(value)))
    value = field.to_python(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return plain_date(value)
    if isinstance(value, time):
        return clock(value)
    return str(value)
