"""Forms for rows that several people edit at once."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Self

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.http import Http404, HttpRequest

from .models import Versioned
from .templatetags.portal import clock, moment, plain_date

LARGEST_LOCK = 2**63 - 1  # a PostgreSQL advisory lock is named by a signed 64-bit number


class Difference(NamedTuple):
    """One field on which two editors disagree, as both would read it."""

    label: str
    mine: str
    theirs: str


class VersionField(forms.IntegerField):
    """The version a form was opened with. Shown again, it is the one that is stored now."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class VersionedForm(forms.ModelForm):
    """A form that knows which version of its row it was opened with.

    Inside one transaction::

        form = SpeechForm.opened(request, rows=meeting.speeches, key=key,
                                 new=lambda key: Speech(id=key, meeting=meeting))
        if request.method == "POST" and form.saved():
            return redirect(...)
        return render(request, template, {"form": form}, status=form.status)

    A missing version is a 400. A save on an older version changes nothing and answers 409:
    ``conflict`` is then true and ``differences`` tells mine from theirs; the form shown again
    carries the newer version, so a second, knowing save goes through. The key of a new row is
    minted before it is shown, so a resent form is the same row and not a second one.

    Every constraint of the row is checked, and each complaint stands on top of the form or, where
    ``beside`` names a field for the constraint, next to that field. A constraint that only the
    database could see broken (two people at the same moment) gives the same sentence.
    """

    version = VersionField()

    beside: ClassVar[dict[str, str]] = {}  # name of a constraint: the field that explains it

    conflict = False
    is_gone = False  # somebody deleted the row while this form was open

    @classmethod
    def opened(
        cls,
        request: HttpRequest,
        *,
        rows: Any,
        key: uuid.UUID,
        new: Callable[[uuid.UUID], Versioned] | None = None,
        **kwargs: Any,
    ) -> Self:
        """The form on one of ``rows``, or on a ``new`` row with this key; locked when posted."""
        if request.method != "POST":
            row = rows.filter(pk=key).first()
            return cls(instance=_made(new, key) if row is None else row, **kwargs)
        locked = rows.select_for_update(of=("self",))
        row = locked.filter(pk=key).first()
        if row is None and new is not None:
            # A second click may be a moment behind the first: wait for it, then look again.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int & LARGEST_LOCK])
            row = locked.filter(pk=key).first()
        if row is None:
            row = _made(new, key)
            if type(row)._base_manager.filter(pk=key).exists():
                raise Http404  # the key of a row that is not among these is not this person's
        return cls(request.POST, request.FILES, instance=row, **kwargs)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.fresh_version
        if self.is_bound:
            try:
                opened_with = int(self.data[self.add_prefix("version")])
            except (KeyError, ValueError):
                raise BadRequest("Versi isian tidak disertakan.") from None
            self.conflict = opened_with != self.fresh_version
            self.is_gone = self.conflict and self.instance._state.adding

    def _post_clean(self) -> None:
        # Django's own check passes over constraints that reach outside the form's fields.
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]
        del self.instance.validate_constraints
        broken = set(self.errors)  # each of these has its sentence already
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                condition = getattr(constraint, "condition", None)
                if condition is not None and condition.referenced_base_fields & broken:
                    continue  # whether it holds depends on what could not be read
                try:
                    constraint.validate(model, self.instance, exclude=broken)
                except ValidationError as error:
                    self._complain(constraint, error)
                    # The same fields need no second sentence, and may upset the next check.
                    if isinstance(constraint, models.CheckConstraint) and condition:
                        broken |= condition.referenced_base_fields

    def _complain(self, constraint: models.BaseConstraint, error: ValidationError) -> None:
        """Put the sentence of a broken constraint where the reader can mend it."""
        fields: list[str] = list(getattr(constraint, "fields", ()))
        field = self.beside.get(constraint.name) or (fields[0] if len(fields) == 1 else None)
        self.add_error(field if field in self.fields else None, error)

    def saved(self) -> bool:
        """Save if the row stands where it stood when the form was opened; say if it was saved."""
        is_valid = self.is_valid()
        if self.conflict:
            # A resent form, or somebody typed the same: nothing is lost.
            return is_valid and not self.is_gone and not self.differences
        if not is_valid:
            return False
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as refusal:
            # What validation could not see: a row that somebody else wrote a moment ago.
            diagnosis = getattr(refusal.__cause__, "diag", None)
            for constraint in self.instance._meta.constraints:
                if constraint.name == getattr(diagnosis, "constraint_name", None):
                    message = constraint.get_violation_error_message()
                    self._complain(constraint, ValidationError(message))
                    return False
            raise
        return True

    @property
    def status(self) -> int:
        """The answer's HTTP status when the form is shown again."""
        if self.conflict:
            return 409
        return 422 if self.is_bound and self.errors else 200

    @property
    def fresh_version(self) -> int:
        """What the hidden field carries when the form is shown (again); 0 for a new row."""
        return 0 if self.instance._state.adding else self.instance.version

    @property
    def differences(self) -> list[Difference]:
        """The fields in which what was typed is not what is stored."""
        return [
            Difference(
                str(self[name].label),
                in_words(self.fields[name], self[name].data),
                in_words(self.fields[name], self[name].initial),
            )
            for name in self.changed_data
            if name != "version"
        ]


def _made(new: Callable[[uuid.UUID], Versioned] | None, key: uuid.UUID) -> Versioned:
    if new is None:
        raise Http404
    return new(key)


def in_words(field: Any, value: Any) -> str:
    """A typed or stored value as a reader of the form knows it."""
    if isinstance(field, forms.BooleanField):
        return "ya" if field.to_python(value) else "tidak"
    if value in (None, "", []):
        return "(kosong)"
    queryset: Any = getattr(field, "queryset", None)
    try:
        if isinstance(field, forms.ModelMultipleChoiceField):
            keys = [getattr(item, "pk", item) for item in value]
            return ", ".join(map(str, queryset.filter(pk__in=keys))) or "(kosong)"
        if isinstance(field, forms.ModelChoiceField):
            key = value.pk if isinstance(value, models.Model) else value
            return str(queryset.filter(pk=key).first() or value)
        if isinstance(field, forms.ChoiceField):
            labels = dict(_flat(field.choices))
            chosen = value if isinstance(value, list | tuple) else [value]
            return ", ".join(str(labels.get(str(item), item)) for item in chosen)
        value = field.to_python(value)
    except (ValueError, ValidationError):
        pass  # not a value of this field: shown as it was typed
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return plain_date(value)
    if isinstance(value, dt.time):
        return clock(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _flat(choices: Any) -> list[tuple[str, Any]]:
    """The choices of a select, its groups opened."""
    return [
        (str(value), label)
        for key, labels in choices
        for value, label in (labels if isinstance(labels, list | tuple) else [(key, labels)])
    ]
