"""How a registrar types a decree and adds its scan."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from publications.canonical import sha256
from publications.forms import VersionedForm
from publications.images import store_document
from publications.models import StoredFile

from ..models import Decree
from .fields import day_input


class ScanField(forms.FileField):
    """The scan of a decree as PDF; the same bytes once more are no change."""

    def has_changed(self, initial: Any, data: UploadedFile | None) -> bool:
        if not data:
            return False
        data.seek(0)
        return sha256(data.read()) != initial


class DecreeForm(VersionedForm):
    scan = ScanField(
        label="Pindaian",
        required=False,
        help_text="PDF. Disimpan apa adanya, hanya untuk petugas.",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    beside = {"one_decree_per_number": "number"}

    class Meta:
        model = Decree
        fields = ["number", "date", "subject", "signed_by", "source"]
        widgets = {"date": day_input()}
        help_texts = {
            "number": "Seperti tertulis di SK.",
            "signed_by": "Jabatan penanda tangan, misalnya Lurah Cacaban.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"scan": kwargs["instance"].file_id} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.stored: StoredFile | None = None

    def clean_scan(self) -> Any:
        scan = self.cleaned_data["scan"]
        if isinstance(scan, UploadedFile) and not self.conflict:
            self.stored = store_document(scan)
        return scan

    def save(self, commit: bool = True) -> Decree:
        if self.stored:
            self.instance.file = self.stored
        return super().save(commit)
