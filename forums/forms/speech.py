"""How a speech is typed: who, as what, and the points."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..models import AgendaItem, Attendance, Speech
from .attendance import walk_in, who_came
from .row import RowForm, area, time_input

SELECTED = SafeString(" selected")


class LongSelect(forms.Select):
    """A choice among everybody on the roll; Django's own template would draw each by itself."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SELECTED if str(key or "") == chosen else "", label)
                for key, label in self.choices
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, attributes, options)


class SpeechForm(RowForm):
    """A contribution by somebody on the roll, or by a walk-in named in the same step."""

    new_speaker = forms.CharField(
        label="tidak ada di daftar?",
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"placeholder": "Nama, jabatan atau lembaga"}),
    )

    main = ["attendance", "type", "new_speaker", "key_points"]
    more = ["agenda_item", "start", "end", "fidelity", "source", "text"]
    wide = {"new_speaker", "key_points", "text", "source"}
    beside = {"speech_ends_after_it_begins": "end"}

    class Meta:
        model = Speech
        fields = [
            "attendance", "type", "key_points", "new_speaker", "agenda_item", "start", "end",
            "fidelity", "source", "text",
        ]  # fmt: skip
        widgets = {
            "start": time_input(),
            "end": time_input(),
            "attendance": LongSelect,
            "key_points": area(4, **{"data-points": ""}),
            "text": area(6),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roll = Attendance.objects.filter(meeting=self.meeting)
        self.fields["attendance"].queryset = roll
        self.fields["attendance"].label = "pembicara"
        self.fields["attendance"].empty_label = "(pilih dari daftar hadir)"
        self.fields["attendance"].label_from_instance = as_speaker
        self.fields["agenda_item"].queryset = AgendaItem.objects.filter(meeting=self.meeting)
        self.fields["agenda_item"].label = "butir acara"
        self.fields["agenda_item"].empty_label = "(tidak ditautkan)"
        if self.is_bound and self.data.get("new_speaker"):
            self._take_walk_in_as_known(roll)

    @property
    def walk_in_key(self) -> uuid.UUID:
        """The same line of the roll each time the same name is sent."""
        typed = " ".join(self.data.get("new_speaker", "").split())
        return uuid.uuid5(self.instance.pk, f"pembicara {typed}")

    def _take_walk_in_as_known(self, roll: Any) -> None:
        known = roll.filter(pk=self.walk_in_key).first()
        typed = who_came(self.data["new_speaker"])
        if known and known.name == typed["name"] and not self.data.get("attendance"):
            self.data = self.data.copy()
            self.data["attendance"], self.data["new_speaker"] = str(known.pk), ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named, typed = data.get("attendance"), data.get("new_speaker")
        if named and typed:
            self.add_error("new_speaker", "Pilih dari daftar hadir atau tulis di sini, jangan dua.")
        elif typed and not named and "attendance" not in self.errors:
            try:
                self.walk_in = walk_in(self.meeting, self.walk_in_key, typed)
            except ValidationError as error:
                self.add_error("new_speaker", error.messages)
        elif not named and not typed and {"attendance", "new_speaker"}.isdisjoint(self.errors):
            self.add_error("attendance", "Pilih pembicaranya.")
        return data

    def save(self, commit: bool = True) -> Any:
        line = self.cleaned_data["attendance"]
        if self.cleaned_data["new_speaker"]:
            line = self.walk_in
            line.save()
        if not line.status:  # whoever speaks is there
            line.status = Attendance.Status.PRESENT
            line.save()
        if (
            self.instance._state.adding
            or "attendance" in self.changed_data
            or not self.instance.attendance
        ):
            self.instance.speak_as(line)
        return super().save(commit)


def as_speaker(line: Attendance) -> str:
    parts = (
        [line.role_label, line.name] if line.role_label else [line.name, line.organization_label]
    )
    return " · ".join(filter(None, parts)) or line.organization_label
