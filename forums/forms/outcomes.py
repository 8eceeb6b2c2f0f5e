"""How decisions and commitments are typed."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from ..models import AgendaItem, Commitment, Decision, Meeting, Speech
from .row import (
    InstitutionField,
    InstitutionsField,
    NumberField,
    RowForm,
    area,
    date_input,
    find_owner,
)


class DecisionForm(RowForm):
    owner_name = InstitutionField(label="pengampu", help_text="Lembaga atau jabatan.")

    main = ["text", "classification", "number", "owner_name"]
    more = ["source_speech", "agenda_item"]
    wide = {"text"}
    beside = {"one_decision_per_number": "number"}

    class Meta:
        model = Decision
        fields = ["text", "classification", "number", "owner_name", "source_speech", "agenda_item"]
        widgets = {"text": area(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs["instance"]
        kwargs["initial"] = {"owner_name": row.owner_label} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if self.is_bound and not row._state.adding and not self.data.get("number"):
            self.data = self.data.copy()
            self.data["number"] = row.number  # left open, and given when it was saved
        self.fields["source_speech"].queryset = Speech.objects.filter(meeting=self.meeting)
        self.fields["source_speech"].label = "asal sambutan"
        self.fields["agenda_item"].queryset = AgendaItem.objects.filter(meeting=self.meeting)
        self.fields["agenda_item"].label = "butir acara"
        for name in ("source_speech", "agenda_item"):
            self.fields[name].empty_label = "(tidak ditautkan)"
        self.fields["number"].required = False
        if row._state.adding:
            free = [f"{kind.label} {next_number(self.meeting, kind)}" for kind in Decision.Kind]
            self.fields["number"].help_text = f"Kosongkan untuk {', '.join(free)}."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("number") is None and "number" not in self.errors:
            data["number"] = next_number(self.meeting, data.get("classification", ""))
        return data

    def save(self, commit: bool = True) -> Any:
        name = self.cleaned_data["owner_name"]
        self.instance.owner, _ = find_owner(name)
        self.instance.owner_label = name
        return super().save(commit)


def next_number(meeting: Meeting, kind: str) -> int:
    last = meeting.decisions.filter(classification=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


class CommitmentForm(RowForm):
    owner_name = InstitutionField(label="penanggung jawab", help_text="Lembaga atau jabatan.")
    co_owner_names = InstitutionsField(
        label="bersama",
        required=False,
        widget=area(2),
        help_text="Satu lembaga satu baris, seperti di daftar lembaga.",
    )
    baseline = NumberField(label="nilai awal")
    target = NumberField(label="sasaran")

    main = ["text", "owner_name", "due_date", "indicator", "unit", "baseline", "target"]
    more = [
        "direction", "measurement", "co_owner_names", "source_speech", "source_decision",
    ]  # fmt: skip
    wide = {"text", "measurement", "co_owner_names"}
    beside = {"a_target_lies_in_its_direction": "target"}

    class Meta:
        model = Commitment
        fields = [
            "text", "owner_name", "due_date", "indicator", "unit", "baseline", "target",
            "direction", "measurement", "co_owner_names", "source_speech", "source_decision",
        ]  # fmt: skip
        widgets = {"text": area(2, **{"data-promise": ""}), "due_date": date_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs["instance"]
        initial: dict[str, Any] = {"owner_name": row.owner_label}
        if not row._state.adding:
            names = row.co_owners.values_list("name", flat=True)
            initial["co_owner_names"] = "\n".join(names)
        for name in ("baseline", "target"):
            value = getattr(row, name)
            initial[name] = value if value is None else plain(value)
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        speech, decision = self.fields["source_speech"], self.fields["source_decision"]
        speech.queryset = Speech.objects.filter(meeting=self.meeting)
        decision.queryset = Decision.objects.filter(meeting=self.meeting)
        speech.label, decision.label = "asal sambutan", "asal keputusan"
        speech.empty_label = decision.empty_label = "(tidak ditautkan)"
        speech.widget.attrs["data-source"] = ""

    @property
    def source_key(self) -> str:
        """The speech that this promise comes from, where it is sent along unseen."""
        value = self["source_speech"].value()
        return str(getattr(value, "pk", value) or "")

    def clean_due_date(self) -> dt.date | None:
        due = self.cleaned_data["due_date"]
        if due and due < self.meeting.date:
            raise ValidationError("Tenggat mendahului hari pertemuan.")
        return due

    def save(self, commit: bool = True) -> Any:
        row, name = self.instance, self.cleaned_data["owner_name"]
        row.owner, row.owner_post = find_owner(name)
        row.owner_label = name
        super().save(commit)
        if "co_owner_names" in self.cleaned_data:
            row.co_owners.set(self.cleaned_data["co_owner_names"])
        return row


def plain(value: Any) -> Any:
    """17.00 is shown as 17."""
    return value.quantize(1) if value == value.to_integral_value() else value.normalize()
