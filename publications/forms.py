"""Forms for rows that several people edit at once."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest

from .models import Versioned


class Difference(NamedTuple):
    """One field on which two editors disagree, as both would read it."""

    label: str
    mine: str
    theirs: str


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
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

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
            if row is None:
                row = cls._made(new, key)
            return cls(instance=row, **kwargs)
        name = f"{kwargs['prefix']}-version" if kwargs.get("prefix") else "version"
        try:
            opened_with = int(request.POST[name])
        except (KeyError, ValueError):
            raise BadRequest("Versi isian tidak disertakan.") from None
        row = rows.select_for_update().filter(pk=key).first()
        is_gone = row is None and opened_with > 0
        if row is None:
            row = cls._made(new, key)
        form = cls(request.POST, request.FILES, instance=row, **kwargs)
        form.is_gone = is_gone
        form.conflict = is_gone or (not row._state.adding and row.version != opened_with)
        return form

    @staticmethod
    def _made(new: Callable[[uuid.UUID], Versioned] | None, key: uuid.UUID) -> Versioned:
        from django.http import Http404

        if new is None:
            raise Http404
        return new(key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial["version"] = 0 if row._state.adding else row.version
        # As stored, before this form touches the row: what "theirs" is in a conflict.
        self._stored = {
            name: self.initial.get(name, field.initial)
            for name, field in self.fields.items()
            if name != "version"
        }

    def _post_clean(self) -> None:
        """Check every constraint of the row, also those that reach outside the form's fields."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                known = field if field in self.fields and field != NON_FIELD_ERRORS else None
                for message in messages:
                    self.add_error(known, message)

    def saved(self) -> bool:
        """Save if the row stands where it stood when the form was opened; say if it was saved."""
        is_valid = self.is_valid()
        if self.conflict:
            # A resent form, or somebody typed the same: nothing is lost.
            return is_valid and not self.is_gone and not self.differences
        if not is_valid:
            return False
        self.save()
        return True

    @property
    def status(self) -> int:
        """The answer's HTTP status when the form is shown again."""
        if self.conflict:
            return 409
        return 422 if self.is_bound and self.errors else 200

    @property
    def fresh_version(self) -> int:
        """What the hidden field must carry when the form is shown (again)."""
        return 0 if self.instance._state.adding else self.instance.version

    @property
    def differences(self) -> list[Difference]:
        """The fields in which what was typed is not what is stored."""
        found = []
        for name, field in self.fields.items():
            if name == "version" or field.disabled:
                continue
            bound = self[name]
            stored = self._stored.get(name)
            if callable(stored):
                stored = stored()
            if field.has_changed(stored, bound.data):
                found.append(
                    Difference(
                        str(bound.label),
                        _in_words(field, bound.data),
                        _in_words(field, stored),
                    )
                )
        return found


def _in_words(field: forms.Field, value: Any) -> str:
    """A raw or stored value as a reader of the form knows it."""
    if value in (None, "", []):
        return "(kosong)"
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = [getattr(item, "pk", item) for item in value]
        try:
            return ", ".join(str(item) for item in field.queryset.filter(pk__in=keys))
        except (ValueError, ValidationError):
            return ", ".join(map(str, keys))
    if isinstance(field, forms.ModelChoiceField):
        key = value.pk if isinstance(value, models.Model) else value
        try:
            return str(field.queryset.filter(pk=key).first() or value)
        except (ValueError, ValidationError):
            return str(value)
    if isinstance(field, forms.ChoiceField):
        return str(
            dict(field.flatchoices if hasattr(field, "flatchoices") else field.choices).get(
                value, value
            )
        )
    return str(value)
