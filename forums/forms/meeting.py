"""How the meeting itself and its agenda are typed."""

from typing import Any

from django import forms

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, within
from organizations.models import Area
from organizations.slugs import free_slug

from ..models import AgendaItem, Forum, Meeting
from .row import InstitutionField, RowForm, area, date_input, find_institution, time_input


class MeetingForm(RowForm):
    """The meeting itself: what, when, where, by whom, and the three lines on top."""

    organizer_name = InstitutionField(
        label="penyelenggara", help_text="Nama atau singkatan lembaga; boleh juga nama bebas."
    )

    new_forum = forms.CharField(
        label="forum baru",
        required=False,
        max_length=200,
        help_text="Nama serinya, bila belum ada di daftar forum.",
    )
    source_url = forms.URLField(label="alamat sumber", required=False, assume_scheme="https")

    main = [
        "forum", "new_forum", "number", "name", "classification", "status", "date", "location",
        "start_time", "end_time", "organizer_name", "area",
    ]  # fmt: skip
    summary = ["abstract", "summary_agreed", "summary_who", "summary_when"]
    more = ["chaired_by", "minutes_by", "source", "source_url"]
    wide = {"name", "abstract", "summary_agreed", "summary_who", "summary_when"}
    beside = {"meeting_ends_after_it_begins": "end_time", "one_meeting_per_number": "number"}

    class Meta:
        model = Meeting
        fields = [
            "forum", "new_forum", "number", "name", "classification", "status", "date",
            "start_time", "end_time", "location", "organizer_name", "area", "abstract",
            "summary_agreed", "summary_who", "summary_when", "chaired_by", "minutes_by", "source",
            "source_url",
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
            self.initial["area"] = self.initial.get("area") or areas.order_by("identifier").first()

        self.fields["forum"].required = False
        self.fields["forum"].empty_label = "(pilih, atau tulis yang baru)"
        if not Forum.objects.exists():
            del self.fields["forum"]
            self.fields["new_forum"].label = "forum"
            self.fields["new_forum"].help_text = "Nama serinya; pertemuan berikutnya memilihnya."

    def clean(self) -> dict[str, Any]:
        """A forum is one of the list, or a new one by its name; a known name is the known forum."""
        data = super().clean() or self.cleaned_data
        chosen, typed = data.get("forum"), " ".join(data.get("new_forum", "").split())
        known = Forum.objects.filter(name__iexact=typed).first() if typed else None
        if chosen and typed and known != chosen:
            self.add_error("new_forum", "Pilih dari daftar atau tulis yang baru, jangan keduanya.")
        elif not chosen and not typed:
            field = "forum" if "forum" in self.fields else "new_forum"
            self.add_error(field, "Pilih forumnya, atau tulis nama forum baru.")
        elif not self.errors:
            data["forum"] = chosen or known or self._made_forum(typed, data["area"])
            self.instance.forum = data["forum"]
        return data

    def _made_forum(self, name: str, area: Area) -> Forum:
        return Forum.objects.create(name=name, slug=free_slug(Forum, name), area=area)

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
