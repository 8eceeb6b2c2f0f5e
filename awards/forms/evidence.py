"""How something is shown for a variable that the portal does not find by itself."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from organizations.forms.fields import lines
from publications.forms import VersionedForm
from publications.images import store_document, store_image
from publications.models import StoredFile

from ..models import Evidence


class UploadField(forms.FileField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # the file of a row never changes; a resent one is the same


class EvidenceForm(VersionedForm):
    """A photograph, a PDF, or only a note. The file of a row stays; another file is another row."""

    upload = UploadField(
        label="Berkas",
        required=False,
        help_text="Foto (JPEG, PNG, WebP) atau PDF. Boleh kosong bila keterangannya cukup.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
    # A file that was accepted while something else was wrong need not be chosen again.
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Evidence
        fields = ["name", "note"]
        widgets = {"note": lines(4)}
        help_texts = {"name": "Misalnya: Daftar hadir kerja bakti 8 Juni 2025."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = "Tuliskan apa buktinya."
        if not self.instance._state.adding:
            del self.fields["upload"], self.fields["kept"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        row = self.instance
        if row._state.adding and "upload" not in self.errors:
            self._take_file(data.get("upload"), data.get("kept", ""))
        if not row.file and not data.get("note") and not {"upload", "note"} & set(self.errors):
            field = "upload" if "upload" in self.fields else "note"
            self.add_error(field, "Unggah berkasnya, atau tulis keterangannya.")
        return data

    def _take_file(self, upload: Any, token: str) -> None:
        row = self.instance
        if not upload:
            row.file = self._kept(token)
            return
        store = store_document if upload.read(5) == b"%PDF-" else store_image
        try:
            row.file = store(upload)
        except ValidationError as error:
            self.add_error("upload", error)

    def _kept(self, token: str) -> StoredFile | None:
        try:
            digest = signing.loads(token, salt=str(self.instance.pk))
        except signing.BadSignature:
            return None
        return StoredFile.objects.filter(pk=digest).first()

    @property
    def token(self) -> str:
        """Says, signed, which file this row has taken already."""
        row = self.instance
        if not (self.is_bound and row._state.adding and row.file_id):
            return ""
        return signing.dumps(row.file_id, salt=str(row.pk))
