"""How a photograph or a PDF comes to a meeting."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from publications.images import store_document, store_image
from publications.models import StoredFile

from ..models import Attachment
from .row import RowForm


class AttachmentForm(RowForm):
    """A photograph or a PDF. The file of a row never changes; another file is another row."""

    upload = forms.FileField(
        label="berkas", required=False, help_text="Foto (JPEG, PNG, WebP) atau PDF."
    )
    # A file that was accepted while something else was wrong need not be chosen again.
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    main = ["upload", "name", "alternative_text", "credit", "is_public"]
    wide = {"upload", "alternative_text"}
    beside = {"one_attachment_per_file": "upload"}

    class Meta:
        model = Attachment
        fields = ["upload", "kept", "name", "alternative_text", "credit", "is_public"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["upload"].widget.attrs["accept"] = (
                "image/jpeg,image/png,image/webp,application/pdf"
            )
        else:
            del self.fields["upload"], self.fields["kept"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        row = self.instance
        if row._state.adding and "upload" not in self.errors:
            self._take_file(data.get("upload"), data.get("kept"))
        is_photo = row.type == Attachment.Kind.PHOTO
        if is_photo and data.get("is_public") and not data.get("alternative_text"):
            self.add_error(
                "alternative_text", "Foto yang boleh terbit perlu teks pengganti. Tuliskan."
            )
        return data

    def _take_file(self, upload: Any, token: str | None) -> None:
        row = self.instance
        if not upload:
            kept = self._kept(token)
            if kept is None:
                self.add_error("upload", "Pilih berkasnya.")
                return
            row.file = kept
        else:
            store = store_document if upload.read(5) == b"%PDF-" else store_image
            try:
                row.file = store(upload)
            except ValidationError as error:
                self.add_error("upload", error)
                return
        is_pdf = row.file.media_type == "application/pdf"
        row.type = Attachment.Kind.DOCUMENT if is_pdf else Attachment.Kind.PHOTO

    def _kept(self, token: str | None) -> StoredFile | None:
        try:
            digest = signing.loads(token or "", salt=str(self.instance.pk))
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
