"""What the forms of the desk have in common: widgets, links to the register, sentences in place."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Max, Q

from organizations.models import Organization, Post
from publications.forms import VersionedForm

from ..models import Meeting


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def find_institution(text: str) -> Organization | None:
    """The one institution of that name or abbreviation; none if it is unknown or ambiguous."""
    named = Q(name__iexact=text) | Q(abbreviation__iexact=text)
    found = list(Organization.objects.filter(named)[:2]) if text else []
    return found[0] if len(found) == 1 else None


def find_owner(text: str) -> tuple[Organization | None, Post | None]:
    """The institution that answers for something, and the post if one was named."""
    if not text:
        return None, None
    if institution := find_institution(text):
        return institution, None
    found = list(Post.objects.filter(label__iexact=text).select_related("organization")[:2])
    return (found[0].organization, found[0]) if len(found) == 1 else (None, None)


class RowForm(VersionedForm):
    """A row of the desk. What is asked first is ``main``; what is asked seldom is ``more``."""

    main: ClassVar[list[str]] = []
    more: ClassVar[list[str]] = []
    wide: ClassVar[set[str]] = set()
    # Under which field the sentence of a constraint is shown.
    beside: ClassVar[dict[str, str]] = {}
    use_required_attribute = False  # the portal's own sentence, not the browser's

    is_locked = False  # the meeting was sent while this row was being typed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{self.instance.pk.hex[:8]}_%s"
        for field in self.fields.values():
            widget = field.widget
            name = {"select": "form-select", "checkbox": "form-check-input"}.get(
                getattr(widget, "input_type", ""), "form-control"
            )
            widget.attrs.setdefault("class", name)
            label = str(field.label or "Isian")
            field.error_messages["required"] = f"{label[:1].upper()}{label[1:]} belum diisi."

    def full_clean(self) -> None:
        """What is asked seldom and was not sent, is not touched: a short form sends little."""
        if self.is_bound:
            for name in self.more:
                if name not in self.data:
                    self.fields.pop(name, None)
        super().full_clean()

    def add_error(self, field: str | None, error: Any) -> None:
        if field is not None:
            super().add_error(field, error)
            return
        found = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: [error]}
        sentences = {
            str(constraint.violation_error_message): self.beside[constraint.name]
            for constraint in self.instance._meta.constraints
            if constraint.name in self.beside
        }
        for name, errors in found.items():
            for message in ValidationError(errors).messages:
                known = sentences.get(message, name)
                known = known if known in self.fields else None
                if message not in self.errors.get(known or NON_FIELD_ERRORS, []):
                    super().add_error(known, message)

    @property
    def status(self) -> int:
        return 409 if self.is_locked else super().status

    @property
    def is_refused(self) -> bool:
        """Whether this is the answer to a save that did not go through."""
        return self.status != 200

    @property
    def meeting(self) -> Meeting:
        return self.instance.meeting

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.main if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more if name in self.fields]

    @property
    def more_is_open(self) -> bool:
        return any(field.errors for field in self.more_fields) if self.is_bound else False

    def save(self, commit: bool = True) -> Any:
        """A new row stands at the end of its list."""
        row = self.instance
        place = {"position", "order"} & {field.name for field in row._meta.concrete_fields}
        if row._state.adding and place:
            name = place.pop()
            last = type(row).objects.filter(meeting=row.meeting).aggregate(last=Max(name))["last"]
            setattr(row, name, 0 if last is None else last + 1)
        return super().save(commit)


GROUPED = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$")


class NumberField(forms.DecimalField):
    """A number as it is written here: 1.250 is one thousand two hundred and fifty, 12,5 a half."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, required=False, localize=True, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and GROUPED.match(value.strip()):
            value = value.replace(".", "")
        return super().to_python(value)


class InstitutionField(forms.CharField):
    """A name that is linked to the register when it stands there, and kept as typed when not."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs.update({"list": "lembaga", "autocomplete": "off"})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "").strip().casefold() != (data or "").strip().casefold()


class InstitutionsField(forms.CharField):
    """Institutions of the register, one a line; each line must be known."""

    def clean(self, value: Any) -> list[Organization]:
        names = [line.strip() for line in (value or "").splitlines() if line.strip()]
        found = {name: find_institution(name) for name in names}
        missing = [f"“{name}”" for name, institution in found.items() if institution is None]
        if missing:
            raise ValidationError(f"{', '.join(missing)} tidak ada di daftar lembaga.")
        return [institution for institution in found.values() if institution]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return {row.pk for row in self.clean(initial)} != {row.pk for row in self.clean(data)}
        except ValidationError:
            return True
