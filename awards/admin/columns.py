"""How a cell becomes a value: numbers and days as people here write them, rows by their words."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.widgets import Widget

from organizations.models import Area, Organization

from ..models import Activity, Contest, Criterion, Nominee, Stage
from .exchange import AwardResource, Unreadable

LOCKED = "Instrumen lomba ini sudah dikunci sejak penilaian dibuka."
DAYS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%d-%m-%Y")


class Number(Widget):
    """62,5 or 62.5; nothing stays nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        text = str(value or "").strip().replace(" ", "")
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise Unreadable(f"“{text[:40]}” bukan angka.") from None
        if not number.is_finite():
            raise Unreadable(f"“{text[:40]}” bukan angka.")
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"


class Whole(Number):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:  # type: ignore[override]
        number = super().clean(value, row)
        if number is not None and number != number.to_integral_value():
            raise Unreadable(f"“{value}” bukan bilangan bulat.")
        return None if number is None else int(number)


class Position(Whole):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:  # type: ignore[override]
        return super().clean(value, row) or 1


class Day(Widget):
    """2025-05-04 or 04/05/2025."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        text = str(value or "").strip()
        for form in DAYS if text else ():
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        if text:
            raise Unreadable(f"“{text[:40]}” bukan tanggal; tulislah 2025-05-04 atau 04/05/2025.")
        return None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class Row(Widget):
    """Another row, by the word that names it in a sheet; each word is looked up once."""

    def __init__(self, rows: Any, field: str, words: str) -> None:
        super().__init__()
        self.rows, self.field, self.words = rows, field, words
        self.known: dict[Any, Any] = {}

    def key(self, text: str, row: Any) -> dict[str, Any]:
        return {self.field: text}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        key = self.key(text, row or {})
        name = tuple(key.values())
        if name not in self.known:
            self.known[name] = self.rows.filter(**key).first()
        if self.known[name] is None:
            del self.known[name]  # a row above may still make it
            raise Unreadable(f"Tidak ada {self.words} “{text[:60]}”.")
        return self.known[name]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(getattr(value, self.field)) if value else ""


class StageOf(Row):
    def key(self, text: str, row: Any) -> dict[str, Any]:
        return {"name": text, "contest__slug": str(row.get("lomba") or "")}


class ParentOf(Row):
    def key(self, text: str, row: Any) -> dict[str, Any]:
        return {
            "code": text,
            "parent": None,
            "stage__name": str(row.get("tahap") or ""),
            "stage__contest__slug": str(row.get("lomba") or ""),
        }


def area() -> Field:
    return Field("area", "kode_wilayah", Row(Area.objects, "identifier", "wilayah berkode"))


def organization() -> Field:
    return Field("organization", "lembaga", Row(Organization.objects, "slug", "lembaga beralamat"))


class NomineeResource(AwardResource):
    contest = Field(
        "contest", "lomba", Row(Contest.objects.select_related("round"), "slug", "lomba beralamat")
    )
    name = Field("name", "nama")
    number = Field("number", "nomor", Whole())
    area = area()
    organization = organization()
    required_columns = ["lomba"]

    class Meta(AwardResource.Meta):
        model = Nominee
        import_id_fields = ["contest", "name"]
        fields = ["contest", "name", "number", "area", "organization"]
        import_order = fields
        export_order = fields

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """A name that is not written is the area's or the institution's own."""
        contest = self.fields["contest"].clean(row)
        if contest is None:
            raise ValidationError("Sebutkan alamat lombanya.")
        if contest.is_locked:
            raise ValidationError("Penilaian lomba ini sudah dibuka; pesertanya tidak ditambah.")
        if not str(row.get("nama") or "").strip():
            body = self.fields["organization"].clean(row) if row.get("lembaga") else None
            place = self.fields["area"].clean(row) if row.get("kode_wilayah") else None
            row["nama"] = body.name if body else place.full_name if place else ""


class CriterionResource(AwardResource):
    contest = Field("stage__contest__slug", "lomba", readonly=True)
    stage = Field(
        "stage", "tahap", StageOf(Stage.objects.select_related("contest"), "name", "tahap")
    )
    code = Field("code", "kode")
    parent = Field("parent", "induk", ParentOf(Criterion.objects, "code", "bidang berkode"))
    name = Field("name", "nama")
    weight = Field("weight", "bobot", Number())
    position = Field("position", "urutan", Position())
    field = Field("field", "bidang_bbgrm")
    evidence = Field("evidence", "bukti")
    guidance = Field("guidance", "petunjuk")
    required_columns = ["lomba", "tahap", "kode", "nama"]

    class Meta(AwardResource.Meta):
        model = Criterion
        import_id_fields = ["stage", "code"]
        fields = ["contest", "stage", "code", "parent", "name", "weight", "position", "field",
                  "evidence", "guidance"]  # fmt: skip
        import_order = fields
        export_order = fields

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        stage = self.fields["stage"].clean(row)
        if stage is None or not str(row.get("kode") or "").strip():
            raise ValidationError("Sebutkan tahap dan kodenya.")
        if stage.contest.is_locked:
            raise ValidationError(LOCKED)
        if str(row.get("induk") or "").strip() == str(row.get("kode")).strip():
            raise ValidationError("Kriteria tidak menjadi induk bagi dirinya sendiri.")


class ActivityResource(AwardResource):
    area = area()
    organization = organization()
    name = Field("name", "nama")
    field = Field("field", "bidang")
    date = Field("date", "tanggal", Day())
    location = Field("location", "tempat")
    people = Field("people", "orang", Whole())
    hours = Field("hours", "jam", Number())
    self_help_value = Field("self_help_value", "swadaya", Number())
    description = Field("description", "keterangan")
    required_columns = ["kode_wilayah", "nama", "bidang", "tanggal"]

    class Meta(AwardResource.Meta):
        model = Activity
        import_id_fields = ["area", "date", "name"]
        fields = ["area", "organization", "name", "field", "date", "location", "people", "hours",
                  "self_help_value", "description"]  # fmt: skip
        import_order = fields
        export_order = fields

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.user = kwargs["user"]

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        for name, words in (("area", "kode wilayahnya"), ("date", "tanggalnya")):
            if self.fields[name].clean(row) is None:
                raise ValidationError(f"Sebutkan {words}.")

    def init_instance(self, row: Any = None) -> Activity:
        return Activity(recorded_by=self.user)
