"""How a gotong royong is typed in the field: one page, a few figures, photographs at once."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from forums.forms.row import GROUPED
from organizations.duties import ADMINISTRATOR, NOTE_TAKER, within
from organizations.forms.fields import day_input, lines
from organizations.models import Area, Organization
from publications.forms import VersionedForm
from publications.images import store_image
from publications.models import StoredFile

from ..labour import shortest
from ..models import Activity, ActivityPhoto, Criterion

PICTURES = "image/jpeg,image/png,image/webp"
MOST_PHOTOS = 12  # at once: each is drawn anew while the sender waits
FIRST_DAY = date(2000, 1, 1)
MONEY = re.compile(r"^\s*(?:rp\.?)?\s*|\s*(?:,-|,00)?\s*$", re.IGNORECASE)


class FigureField(forms.DecimalField):
    """A number as it is written here: 1.250 is one thousand two hundred and fifty, 2,5 a half."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, localize=True, **kwargs)
        self.widget.attrs["inputmode"] = "decimal" if self.decimal_places else "numeric"

    def prepare_value(self, value: Any) -> Any:
        return shortest(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip()
            if GROUPED.match(value):
                value = value.replace(".", "")
        return super().to_python(value)


class RupiahField(FigureField):
    """Rp1.500.000, Rp 1.500.000,- and 1500000 are the same amount."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) < 100:
            value = MONEY.sub("", value)
        return super().to_python(value)


class Photographs(forms.ClearableFileInput):
    """Chosen from the phone, several at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"accept": PICTURES, **attrs})


class PhotosField(forms.FileField):
    """Whatever was sent, as a list; whether each is a photograph is asked one by one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        found = data if isinstance(data, list | tuple) else [data]
        return [item for item in found if isinstance(item, UploadedFile)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # a photograph is added beside the fields and never quarrels with them


class ActivityForm(VersionedForm):
    """One activity with its photographs. A photograph that fails holds up nothing else."""

    hours = FigureField(
        label="Lama (jam)", max_digits=5, decimal_places=1, help_text="Misalnya 2,5."
    )
    self_help_value = RupiahField(
        label="Nilai swadaya (Rp)",
        max_digits=14,
        decimal_places=0,
        help_text="Tenaga, bahan, dan makanan, bila dinilai dengan uang.",
    )
    camera = PhotosField(
        label="Ambil foto", widget=Photographs(capture="environment", multiple=False)
    )
    photos = PhotosField(
        label="Pilih foto yang sudah ada",
        widget=Photographs(),
        help_text=(
            f"Boleh beberapa sekaligus, paling banyak {MOST_PHOTOS}. "
            "Tempat dan alat yang tertulis di dalam foto dibuang."
        ),
    )
    # Photographs that were accepted while something else was wrong need not be chosen again.
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Activity
        fields = [
            "date", "field", "name", "area", "location", "people", "hours", "self_help_value",
            "organization", "description",
        ]  # fmt: skip
        widgets = {"date": day_input(), "description": lines(3)}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accepted: list[StoredFile] = []
        self.refused: list[str] = []
        codes = user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)
        fields: dict[str, Any] = self.fields
        fields["area"].queryset = Area.objects.filter(within(codes, "identifier"))
        fields["organization"].queryset = Organization.objects.filter(
            within(codes, "area__identifier")
        ).order_by("name")
        fields["organization"].empty_label = "(tidak ditautkan)"
        fields["field"].choices = [("", "Pilih bidang"), *Criterion.Field.choices[1:]]
        fields["people"].widget.attrs["inputmode"] = "numeric"
        for name, words in [
            ("date", "Tanggal belum diisi."),
            ("field", "Pilih bidangnya."),
            ("name", "Tuliskan apa yang dikerjakan."),
            ("area", "Pilih wilayahnya."),
        ]:
            fields[name].error_messages["required"] = words

    def clean_date(self) -> date:
        day: date = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise ValidationError("Tanggal ini belum tiba. Catat kegiatan sesudah berlangsung.")
        if day < FIRST_DAY:
            raise ValidationError("Periksa tahunnya.")
        return day

    def clean_people(self) -> int | None:
        people: int | None = self.cleaned_data["people"]
        if people == 0:
            raise ValidationError("Kosongkan bila orangnya tidak dihitung.")
        return people

    def clean_hours(self) -> Decimal | None:
        hours: Decimal | None = self.cleaned_data["hours"]
        if hours is not None and hours <= 0:
            raise ValidationError("Kosongkan bila lamanya tidak dicatat.")
        return hours

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        area, organization = data.get("area"), data.get("organization")
        if area and organization:
            here, there = f"{area.identifier}.", f"{organization.area.identifier}."
            if not (here.startswith(there) or there.startswith(here)):
                self.add_error("organization", "Lembaga ini dari wilayah lain.")
        self._take_photos(data)
        return data

    def _take_photos(self, data: dict[str, Any]) -> None:
        self.accepted = self._kept(data.get("kept", ""))
        sent = [*data.get("camera", []), *data.get("photos", [])]
        for upload in sent[:MOST_PHOTOS]:
            try:
                self.accepted.append(store_image(upload))
            except ValidationError as error:
                self.refused.append(f"{upload.name}: {' '.join(error.messages)}")
        if left := sent[MOST_PHOTOS:]:
            self.refused.append(
                f"{len(left)} foto belum diterima; kirim lagi sesudah ini, {MOST_PHOTOS} sekali."
            )

    def _kept(self, token: str) -> list[StoredFile]:
        try:
            digests = signing.loads(token, salt=str(self.instance.pk))
        except signing.BadSignature:
            return []
        return list(StoredFile.objects.filter(pk__in=digests))

    @property
    def token(self) -> str:
        """Says, signed, which photographs this form has taken already."""
        digests = list(dict.fromkeys(stored.pk for stored in self.accepted))
        return signing.dumps(digests, salt=str(self.instance.pk)) if digests else ""

    def attach_photos(self) -> int:
        """Put what was accepted beside the saved activity; a photograph stands there once."""
        return sum(
            ActivityPhoto.objects.get_or_create(activity=self.instance, file=stored)[1]
            for stored in self.accepted
        )


class ActivityPhotoForm(VersionedForm):
    """What a photograph shows. The picture itself never changes."""

    class Meta:
        model = ActivityPhoto
        fields = ["caption"]
        help_texts = {"caption": "Apa yang tampak, juga bagi yang tidak melihat gambarnya."}
