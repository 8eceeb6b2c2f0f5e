"""What kelurahan show: their log of gotong royong, and evidence beyond what the portal finds."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from publications.admin import ReadOnlyAdmin

from ..models import Activity, ActivityPhoto, Evidence
from .base import AwardAdmin
from .choices import organization_field
from .columns import ActivityResource
from .exchange import Exchange
from .filters import by_contest, by_round


@admin.register(Activity)
class ActivityAdmin(Exchange, AwardAdmin):
    resource = ActivityResource
    export_order = ["-date", "name", "pk"]
    import_help = (
        "Wilayah disebut dengan kode Kemendagri. Bidang: kemasyarakatan, ekonomi, "
        "sosial-budaya-agama, atau lingkungan. Tanggal: 2025-05-04 atau 04/05/2025. Kegiatan "
        "dengan wilayah, tanggal, dan nama yang sama dianggap kegiatan yang sama."
    )
    ordering = ["-date", "name"]
    list_display = ["name", "area", "field", "date", "people", "hours"]
    list_filter = ["field", ("area", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["area"]
    date_hierarchy = "date"
    search_fields = ["name", "location", "area__name"]
    also_in_history = [(ActivityPhoto, "activity")]
    fieldsets = [
        (None, {"fields": ["opened_version", "area", "organization", "name", "field", "date",
                           "location"],
                "description": "Foto dilampirkan kelurahan lewat meja kerjanya."}),
        ("Ukuran", {"fields": [("people", "hours"), "self_help_value", "description"],
                    "description": "Kosong bila tidak dihitung; kosong bukan nol."}),
    ]  # fmt: skip

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return organization_field(field, db_field) if db_field.name == "organization" else field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Added in the dossier by the kelurahan itself."""

    ordering = ["-created_at"]
    list_display = ["name", "nominee", "criterion"]
    list_filter = [by_round("nominee__contest__round"), by_contest("nominee__contest")]
    list_select_related = ["nominee", "criterion"]
    search_fields = ["name", "nominee__name", "criterion__name"]
