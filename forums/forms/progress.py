"""How a report on a promise is typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from publications.forms import VersionedForm
from publications.images import store_document, store_image

from ..models import ProgressReport
from .row import NumberField, area, date_input


class ProgressReportForm(VersionedForm):
    """One report. Only one that tells a change has a new target or deadline."""

    value = NumberField(label="Capaian")
    new_target = NumberField(label="Sasaran baru")
    upload = forms.FileField(
        label="Berkas bukti", required=False, help_text="Foto atau PDF. Ikut terbit bila diterima."
    )
    evidence_url = forms.URLField(
        label="Tautan bukti",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Misalnya berita atau halaman dokumentasi.",
    )

    use_required_attribute = False
    field_order = [
        "kind", "date", "value", "note", "new_target", "new_due_date", "upload", "evidence_url",
    ]  # fmt: skip
    beside = {
        "a_change_says_what_changes": "new_target",
        "only_a_change_changes": "kind",
    }

    class Meta:
        model = ProgressReport
        fields = ["kind", "date", "value", "note", "new_target", "new_due_date", "evidence_url"]
        widgets = {"date": date_input(), "new_due_date": date_input(), "note": area(4)}
        help_texts = {
            "new_target": "Hanya bila laporan ini mengubah sasaran.",
            "new_due_date": "Hanya bila laporan ini mengubah tenggat.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        commitment = self.instance.commitment
        self.fields["value"].help_text = (
            f"Dalam {commitment.unit}; kosong bila tidak diukur dengan angka."
            if commitment.unit
            else "Kosong bila tidak diukur dengan angka."
        )
        self.fields["upload"].widget.attrs["accept"] = (
            "image/jpeg,image/png,image/webp,application/pdf"
        )
        for field in self.fields.values():
            label = str(field.label or "Isian")
            field.error_messages["required"] = f"{label[:1].upper()}{label[1:]} belum diisi."

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "upload"]

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise ValidationError("Keadaan yang dilaporkan tidak mungkin sesudah hari ini.")
        if day < self.instance.commitment.meeting.date:
            raise ValidationError("Tanggal ini mendahului pertemuan tempat janji dibuat.")
        return day

    def clean_upload(self) -> Any:
        upload = self.cleaned_data.get("upload")
        if upload:
            store = store_document if upload.read(5) == b"%PDF-" else store_image
            self.instance.evidence = store(upload)
        return upload


class ReturnForm(forms.Form):
    """Why a report goes back to its reporter."""

    remark = forms.CharField(
        label="Apa yang perlu diperbaiki",
        max_length=500,
        widget=area(3),
        error_messages={"required": "Tuliskan apa yang perlu diperbaiki."},
    )
