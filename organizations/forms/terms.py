"""How a registrar types who takes, holds and leaves a post."""

import datetime as dt
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from publications.forms import VersionedForm

from ..models import Capacity, Decree, Membership, Person
from ..names import similar_people
from ..partial_dates import PartialDate, PartialDateField
from ..slugs import free_slug
from .fields import already

SOMEBODY_NEW = "baru"


class MembershipForm(VersionedForm):
    """One term: in which capacity, from when until when, by which decrees."""

    start_date = PartialDateField(label="Mulai")
    end_date = PartialDateField(
        label="Berakhir",
        at_end=True,
        help_text="Hari terakhir menjabat. Kosongkan bila belum ditentukan.",
    )

    beside: ClassVar[dict[str, str]] = {
        "term_ends_after_it_begins": "end_date",
        "one_definitive_holder_at_a_time": "start_date",
    }

    class Meta:
        model = Membership
        fields = ["capacity", "start_date", "end_date", "appointed_by", "ended_by", "source"]
        help_texts = {"source": "Bila tanpa SK: dari mana keterangan ini."}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        row = kwargs["instance"]
        kwargs["initial"] = dates_of(row) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        decrees = Decree.objects.editable_by(user)
        fields: dict[str, Any] = self.fields
        for name in ("appointed_by", "ended_by"):
            if name in fields:
                kept = Q(pk=getattr(row, f"{name}_id"))
                fields[name].queryset = decrees | Decree.objects.filter(kept)
                fields[name].label_from_instance = decree_label
                fields[name].empty_label = "(tanpa SK)"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for side in ("start", "end"):
            value = (cleaned or {}).get(f"{side}_date")
            if cleaned is not None and isinstance(value, PartialDate):
                cleaned[f"{side}_date"] = value.day
                setattr(self.instance, f"{side}_precision", value.precision)
        return cleaned

    def _post_clean(self) -> None:
        if not self.errors and self.cleaned_data.get("capacity", self.instance.capacity) == (
            Capacity.DEFINITIVE
        ):
            self.instance.seat = free_seat(
                self.instance,
                self.cleaned_data.get("start_date", self.instance.start_date),
                self.cleaned_data.get("end_date", self.instance.end_date),
            )
        super()._post_clean()


def dates_of(row: Membership) -> dict[str, PartialDate]:
    found = {}
    if row.start_date:
        found["start_date"] = PartialDate(row.start_date, row.start_precision)
    if row.end_date:
        found["end_date"] = PartialDate(row.end_date, row.end_precision)
    return found


def decree_label(decree: Decree) -> str:
    year = f" ({decree.date.year})" if decree.date else ""
    subject = f" · {decree.subject}" if decree.subject else ""
    return f"{decree.number}{year}{subject}"[:120]


def free_seat(term: Membership, start: dt.date | None, end: dt.date | None) -> int:
    """The seat of this term among several holders of one post: its own, or the first free one.

    When all are taken it keeps the first, and the constraint says that the post is full.
    """
    others = Membership.objects.filter(post=term.post_id, capacity=Capacity.DEFINITIVE)
    others = others.exclude(pk=term.pk)
    if start:
        others = others.filter(Q(end_date__isnull=True) | Q(end_date__gte=start))
    if end:
        others = others.filter(Q(start_date__isnull=True) | Q(start_date__lte=end))
    taken = set(others.values_list("seat", flat=True))
    seats = range(1, term.post.maximum_holders + 1)
    if term.seat in seats and term.seat not in taken:
        return term.seat
    return next((seat for seat in seats if seat not in taken), 1)


class EndForm(MembershipForm):
    """The last day of a term, and the decree that ended it."""

    class Meta(MembershipForm.Meta):
        fields = ["end_date", "ended_by"]

    start_date = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_date"].required = True
        self.fields["end_date"].help_text = "Hari terakhir menjabat."
        self.fields["end_date"].error_messages["required"] = "Tuliskan hari terakhirnya."


class AppointmentForm(MembershipForm):
    """Somebody, typed by name, takes a post. Whoever sounds alike is offered before anyone new.

    ``replace`` ends the terms of those who hold the post now, the day before the new one begins.
    """

    name = forms.CharField(label="Nama", max_length=150, help_text="Tanpa gelar.")
    chosen = forms.CharField(required=False, max_length=40)
    honorific_prefix = forms.CharField(label="Gelar depan", required=False, max_length=60)
    honorific_suffix = forms.CharField(label="Gelar belakang", required=False, max_length=100)
    is_minor = forms.BooleanField(
        label="Di bawah 18 tahun", required=False, help_text="Namanya tidak pernah terbit."
    )
    replace = forms.BooleanField(required=False)

    field_order = ["name", "chosen", "honorific_prefix", "honorific_suffix", "is_minor", "capacity"]

    class Meta(MembershipForm.Meta):
        fields = ["capacity", "start_date", "end_date", "appointed_by", "source"]

    similar: list[Person]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs["instance"]
        if row.person_id:
            kwargs["initial"] = {"name": row.person.name} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.similar = []
        self.person: Person | None = None

    @property
    def changed_data(self) -> list[str]:  # what was asked about the person is no field of the term
        asked = {"chosen", "replace", "honorific_prefix", "honorific_suffix", "is_minor"}
        if self["chosen"].data == str(self.instance.person_id):
            asked.add("name")  # typed in another spelling, then recognised
        return [name for name in super().changed_data if name not in asked]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None or not self.instance._state.adding or not cleaned.get("name"):
            return cleaned
        chosen = cleaned.get("chosen")
        if chosen and chosen != SOMEBODY_NEW:
            with suppress(ValueError):
                self.person = Person.objects.filter(pk=UUID(chosen)).first()
            if self.person is None:
                self.add_error("name", "Orang yang dipilih tidak ada lagi. Pilih sekali lagi.")
            return cleaned
        self.similar = similar_people(cleaned["name"])
        if self.similar and chosen != SOMEBODY_NEW:
            self.add_error("name", already(self.similar))
        return cleaned

    def saved(self) -> bool:
        if not (self.is_bound and self["replace"].data) or self.conflict:
            return super().saved()
        with transaction.atomic():
            self.end_those_before()
            if super().saved():
                return True
            transaction.set_rollback(True)
        return False

    def end_those_before(self) -> None:
        with suppress(ValidationError):
            start = self.fields["start_date"].clean(self["start_date"].data)
            if start:
                holders = Membership.objects.select_for_update().filter(post=self.instance.post)
                for term in holders.on(start.day).filter(
                    Q(start_date__isnull=True) | Q(start_date__lt=start.day)
                ):
                    term.end_date = start.day - dt.timedelta(days=1)
                    term.end_precision = start.precision
                    term.save()

    def save(self, commit: bool = True) -> Membership:
        if self.instance.person_id is None:
            self.instance.person = self.person or self.somebody_new()
        return super().save(commit)

    def somebody_new(self) -> Person:
        name = " ".join(self.cleaned_data["name"].split())
        return Person.objects.create(
            name=name,
            slug=free_slug(Person, name),
            honorific_prefix=self.cleaned_data["honorific_prefix"],
            honorific_suffix=self.cleaned_data["honorific_suffix"],
            is_minor=self.cleaned_data["is_minor"],
            is_example=self.instance.post.organization.is_example,
            source=self.cleaned_data.get("source", ""),
        )
