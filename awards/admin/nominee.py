"""Who competes: chosen on the contest's page, typed here, or brought in as a sheet."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from organizations.models import Area

from .. import seating
from ..models import Contest, Evidence, Nominee, Relation, Round
from ..models.contest import Phase
from .base import Ask, AwardAdmin, AwardForm, Step, forms
from .choices import organization_field, organizations
from .columns import NomineeResource
from .exchange import Exchange
from .filters import by_contest, by_round


def before_the_result(row: Nominee) -> bool:
    running = row.contest.round.standing == Round.Standing.RUNNING
    return running and row.contest.phase in seating.BEFORE_THE_RESULT


class Withdraw(Step):
    word = "mundur"
    label = "Nyatakan mundur atau gugur"
    yes = "Ya, nyatakan"

    class form(Ask):
        reason = forms.CharField(label="alasan", max_length=300, help_text="Terbit bersama hasil.")

    def is_due(self, row: Nominee) -> bool:
        return before_the_result(row) and not row.withdrawn_reason

    def facts(self, row: Nominee) -> list[tuple[str, Any]]:
        return [
            ("Lembar yang belum ditandatangani", seating.open_sheets(nominee=row).count()),
            ("Lembar yang sudah ditandatangani",
             row.sheets.filter(signed_at__isnull=False).count()),
        ]  # fmt: skip

    def effects(self, row: Nominee) -> list[str]:
        return [
            "Peserta tidak lagi dihitung.",
            "Lembarnya yang belum ditandatangani ditutup; yang sudah tetap tersimpan.",
        ]

    def do(self, row: Nominee, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        closed = seating.withdraw(row, reason=data["reason"])
        return f"{row} dinyatakan mundur atau gugur; {closed} lembar ditutup."


class Readmit(Step):
    word = "ikut-lagi"
    label = "Ikutkan lagi"
    yes = "Ya, ikutkan lagi"

    def is_due(self, row: Nominee) -> bool:
        return before_the_result(row) and bool(row.withdrawn_reason)

    def facts(self, row: Nominee) -> list[tuple[str, Any]]:
        return [("Alasan yang tercatat", row.withdrawn_reason)]

    def effects(self, row: Nominee) -> list[str]:
        return ["Peserta dihitung lagi; dalam tahap yang terbuka lembarnya disiapkan lagi."]

    def do(self, row: Nominee, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        seating.readmit(row)
        return f"{row} ikut lagi."


class NomineeForm(AwardForm):
    """Only into a contest whose scoring has not been opened: later nobody would judge it."""

    def clean_contest(self) -> Contest:
        contest = self.cleaned_data["contest"]
        if self.instance._state.adding and contest.is_locked:
            raise ValidationError("Penilaian lomba ini sudah dibuka; pesertanya tidak ditambah.")
        return contest


@admin.register(Nominee)
class NomineeAdmin(Exchange, AwardAdmin):
    form = NomineeForm
    resource = NomineeResource
    export_order = ["contest", "number", "name"]
    import_help = (
        "Lomba disebut dengan alamatnya (kolom alamat di halaman lomba), wilayah dengan kode "
        "Kemendagri, lembaga dengan alamat halamannya. Nama boleh kosong bila wilayah atau "
        "lembaganya diisi. Berkas yang sama boleh diimpor lagi: yang sudah ada tidak digandakan."
    )
    ordering = ["-contest__round__year", "contest__name", "number", "name"]
    list_display = ["name", "number", "contest", "area", "still_in"]
    list_filter = [
        by_round("contest__round"), by_contest("contest"),
        ("withdrawn_reason", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["contest__round", "area"]
    search_fields = ["name", "area__name", "contest__name"]
    autocomplete_fields = ["contest"]
    steps = [Withdraw(), Readmit()]
    also_in_history = [(Relation, "nominee"), (Evidence, "nominee")]
    fieldsets = [
        (
            None,
            {
                "fields": ["opened_version", "contest", "area", "organization", "name", "number",
                           "withdrawn_reason"],
                "description": "Nama ditulis seperti pada hari lombanya; bila kosong, nama wilayah "
                "atau lembaganya yang dipakai. Sejak satu tahap ditutup nama tidak berubah lagi: "
                "ia termuat dalam komitmen lembar nilai.",
            },
        )
    ]  # fmt: skip

    @admin.display(description="ikut", boolean=True)
    def still_in(self, row: Nominee) -> bool:
        return not row.withdrawn_reason

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("contest__round", "area")

    def get_urls(self) -> list[Any]:
        return [self.own_url("lembaga/", organizations, "lembaga"), *super().get_urls()]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "area":
            kwargs["queryset"] = Area.objects.all()
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return organization_field(field, db_field) if db_field.name == "organization" else field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = ["withdrawn_reason"]  # has a button of its own
        if obj is not None:
            fixed.append("contest")
        if obj is not None and obj.contest.phase in (Phase.FIXED, Phase.ANNOUNCED):
            fixed += ["area", "organization", "name", "number"]
        elif obj is not None and obj.sheets.exclude(commitment="").exists():
            fixed.append("name")
        return fixed

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.contest.is_locked)
