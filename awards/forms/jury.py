"""What a juror types: a mark, a remark, a relation. A mark is written 82,5 or 82.5."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from publications.forms import Difference, VersionedForm

from ..actions import said
from ..judging import Page
from ..models import Criterion, Score, ScoreSheet

TYPED = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?", re.ASCII)


class MarkField(forms.Field):
    """A mark on the scale: from 0 to its highest, or one of its steps where it has few."""

    def __init__(self, maximum: Decimal, choices: list[Decimal], **kwargs: Any) -> None:
        self.maximum, self.choices = maximum, choices
        kwargs.setdefault("label", "Nilai")
        super().__init__(error_messages={"required": "Nilai belum diisi."}, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        if not TYPED.fullmatch(text):
            raise ValidationError(f"Tulis angka dari 0 sampai {said(self.maximum)}, misalnya 82,5.")
        return Decimal(text.replace(",", "."))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value > self.maximum:
            raise ValidationError(f"Nilai tertinggi {said(self.maximum)}.")
        if self.choices and value not in self.choices:
            raise ValidationError("Pilih salah satu langkah skala.")


def mark_field(page: Page, **kwargs: Any) -> MarkField:
    return MarkField(page.maximum, [step.value for step in page.choices], **kwargs)


class MarkForm(VersionedForm):
    """One mark with its note."""

    class Meta:
        model = Score
        fields = ["value", "note"]

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = mark_field(page)

    @property
    def differences(self) -> list[Difference]:
        """Marks as they are written here: 82,5."""
        return [
            row._replace(mine=row.mine.replace(".", ","), theirs=row.theirs.replace(".", ","))
            if row.label == "Nilai"
            else row
            for row in super().differences
        ]


class SheetNoteForm(VersionedForm):
    """What the juror wants to say of the nominee as a whole."""

    class Meta:
        model = ScoreSheet
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    note = forms.CharField(
        label="Catatan umum", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class RelationForm(forms.Form):
    """Why a juror does not judge a nominee."""

    reason = forms.CharField(
        label="Hubungan Anda dengan peserta",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Misalnya: kakak saya lurah di sana; saya pengurus LPMK-nya.",
        error_messages={
            "required": "Tuliskan hubungannya.",
            "max_length": "Paling panjang 300 huruf.",
        },
    )


class PaperForm(forms.Form):
    """The values of one sheet of paper, as one person reads them there."""

    def __init__(self, *args: Any, page: Page, variables: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variables = {f"n-{row.pk.hex}": row for row in variables}
        for name, row in self.variables.items():
            self.fields[name] = mark_field(page, label=str(row))

    @property
    def values(self) -> dict[Criterion, Decimal]:
        return {row: self.cleaned_data[name] for name, row in self.variables.items()}
