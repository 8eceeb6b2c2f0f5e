"""How the meeting itself and its agenda are typed."""

from typing import Any

from django import forms

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, within
from organizations.models import Area

from ..models import AgendaItem, Meeting
from .row import InstitutionField, RowForm, area, date_input, find_institution, time_input


class MeetingForm(RowForm):
    """The meeting itself: what, when, where, by whom, and the three lines on top."""

    organizer_name = InstitutionField(
        label="penyelenggara", help_text="Nama atau singkatan lembaga; boleh juga nama bebas."
    )

    source_url = forms.URLField(label="alamat sumber", required=False, assume_scheme="https")

    main = [
        "forum", "number", "name", "classification", "status", "date", "location",
        "start_time", "end_time", "organizer_name", "area",
    ]  # fmt: skip
    summary = ["abstract", "summary_agreed", "summary_who", "summary_when"]
    more = ["chaired_by", "minutes_by", "source", "source_url"]
    wide = {"name", "abstract", "summary_agreed", "summary_who", "summary_when"}
    beside = {"meeting_ends_after_it_begins": "end_time", "one_meeting_per_number": "number"}

    class Meta:
        model = Meeting
        fields = [
            "forum", "number", "name", "classification", "status", "date", "start_time",
            "end_time", "location", "organizer_name", "area", "abstract", "summary_agreed",
            "summary_who", "summary_when", "chaired_by", "minutes_by", "source", "source_url",
        ]  # fmt: skip
        widgets = {
            "date": date_input(),
            "start_time": time_input(),
            "end_time": time_input(),
            "abstract": area(2),
        }

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        meeting = kwargs["instance"]
        kwargs["initial"] = {
            "organizer_name": meeting.organizer_label,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        codes = user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR) if user else set()
        areas = Area.objects.filter(within(codes, "identifier"))
        self.fields["area"].queryset = areas
        if meeting._state.adding and len(codes) == 1:
            self.initial.setdefault("area", areas.order_by("identifier").first())

    @property
    def summary_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.summary]

    def save(self, commit: bool = True) -> Any:
        name = self.cleaned_data["organizer_name"]
        self.instance.organizer = find_institution(name)
        self.instance.organizer_label = name
        return super().save(commit)


class RollNoteForm(RowForm):
    """Why no roll was recorded, said in one sentence."""

    main = ["roll_note"]
    wide = {"roll_note"}

    class Meta:
        model = Meeting
        fields = ["roll_note"]


class OutcomeNoteForm(RowForm):
    """Why there is no decision to show, said in one sentence."""

    main = ["outcome_note"]
    wide = {"outcome_note"}

    class Meta:
        model = Meeting
        fields = ["outcome_note"]


class AgendaItemForm(RowForm):
    main = ["name", "parent", "start", "end", "planned_minutes"]
    more = ["notes"]
    wide = {"name", "notes"}

    class Meta:
        model = AgendaItem
        fields = ["name", "parent", "start", "end", "planned_minutes", "notes"]
        widgets = {"start": time_input(), "end": time_input(), "notes": area(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.filter(meeting=self.meeting)
        below, level = {self.instance.pk}, {self.instance.pk}
        while not self.instance._state.adding and level:
            level = set(items.filter(parent__in=level).values_list("pk", flat=True)) - below
            below |= level
        self.fields["parent"].queryset = items.exclude(pk__in=below)
        self.fields["parent"].empty_label = "(berdiri sendiri)"
        self.fields["planned_minutes"].label = "rencana (menit)"
        self.fields["planned_minutes"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", "Jam selesai mendahului jam mulai.")
        return data
