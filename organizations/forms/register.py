"""How a registrar types institutions, posts and people, and why what is public changes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify

from publications.forms import VersionedForm

from ..duties import ADMINISTRATOR, REGISTRAR, within
from ..models import Area, Organization, Person, Post
from ..names import similar_people
from ..slugs import free_slug
from .fields import already, day_input, lines


class OrganizationForm(VersionedForm):
    beside = {"organization_ends_after_it_begins": "dissolution_date"}

    class Meta:
        model = Organization
        fields = [
            "classification", "name", "abbreviation", "area", "parent", "other_names",
            "founding_date", "dissolution_date", "source", "internal_note", "is_example",
        ]  # fmt: skip
        widgets = {
            "founding_date": day_input(),
            "dissolution_date": day_input(),
            "internal_note": lines(),
        }
        help_texts = {
            "name": "Nama lengkap, misalnya LPMK Kelurahan Cacaban.",
            "other_names": "Dipisahkan koma.",
            "parent": "Lembaga yang menaunginya, bila ada.",
            "source": "Dari mana keterangan ini: SK, surat, atau alamat berita.",
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = user.codes_on_duty(REGISTRAR, ADMINISTRATOR)
        mine = within(codes, "identifier")
        fields: dict[str, Any] = self.fields
        fields["area"].queryset = Area.objects.filter(mine)
        # An RT lies in an RW; all else belongs to a government body.
        fields["parent"].queryset = (
            Organization.objects.filter(
                Q(classification__sector="government")
                | Q(classification__code="rw") & within(codes, "area__identifier")
                | Q(pk=self.instance.parent_id)
            )
            .exclude(pk=self.instance.pk)
            .order_by("name")
        )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def save(self, commit: bool = True) -> Organization:
        if not self.instance.slug:
            self.instance.slug = free_slug(
                Organization, self.instance.name, self.instance.area.name
            )
        return super().save(commit)


class PostForm(VersionedForm):
    role = forms.SlugField(
        label="Peran",
        required=False,
        max_length=40,
        help_text="Kata kunci yang sama untuk jabatan sejenis, misalnya ketua. Boleh dikosongkan.",
    )

    class Meta:
        model = Post
        fields = [
            "label", "is_mandatory", "maximum_holders", "role", "position", "precedence",
        ]  # fmt: skip
        help_texts = {"label": "Sebutan lengkap, misalnya Ketua LPMK Cacaban."}

    beside = {"one_post_per_label": "label"}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and not cleaned.get("role"):
            cleaned["role"] = slugify(cleaned.get("label", ""))[:40]
        return cleaned

    def clean_maximum_holders(self) -> int:
        most = self.cleaned_data["maximum_holders"]
        if most < 1:
            raise ValidationError("Paling sedikit satu pemegang.")
        return most


class PersonForm(VersionedForm):
    """A person; a new one whose name sounds like somebody on record is asked about first."""

    is_another = forms.BooleanField(
        label="Ini orang lain. Catat sebagai orang baru.", required=False
    )

    class Meta:
        model = Person
        fields = [
            "honorific_prefix", "name", "honorific_suffix", "other_names", "is_minor", "source",
            "internal_note", "is_example",
        ]  # fmt: skip
        widgets = {"internal_note": lines()}
        help_texts = {
            "honorific_prefix": "Misalnya dr. atau H.",
            "name": "Tanpa gelar. Nama satu kata tidak apa-apa.",
            "honorific_suffix": "Misalnya S.H., M.M.",
            "internal_note": "Tidak pernah terbit.",
            "source": "Dari mana keterangan ini.",
        }

    similar: list[Person]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.similar = []

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and self.instance._state.adding and cleaned.get("name"):
            self.similar = similar_people(cleaned["name"])
            if self.similar and not cleaned.get("is_another"):
                self.add_error("name", already(self.similar))
        return cleaned

    @property
    def changed_data(self) -> list[str]:  # an answer to a question is no field of the row
        return [name for name in super().changed_data if name != "is_another"]

    def save(self, commit: bool = True) -> Person:
        if not self.instance.slug:
            self.instance.slug = free_slug(Person, self.instance.name)
        return super().save(commit)


class ReasonForm(forms.Form):
    """Why something published is changed or taken away: readers see these words."""

    reason = forms.CharField(
        label="Alasan",
        max_length=1000,
        widget=lines(),
        help_text="Pembaca melihat kalimat ini.",
        error_messages={"required": "Tuliskan alasannya; pembaca akan melihatnya."},
    )
