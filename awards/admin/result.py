"""What was found and decided, to look at: it is written by the buttons of the contest alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from publications.admin import ReadOnlyAdmin

from ..models import Placing, Plenary
from ..models.contest import Phase
from .base import AwardAdmin
from .filters import by_contest, by_round

SECRET = (Phase.DRAFT, Phase.SCORING)


@admin.register(Placing)
class PlacingAdmin(ReadOnlyAdmin):
    """Rows exist once all stages are closed; those of an archive are typed on its contest."""

    ordering = ["-contest__round__year", "contest__name", "rank", "nominee__name"]
    list_display = ["nominee", "contest", "rank", "place", "final_place", "total"]
    list_filter = [by_round("contest__round"), by_contest("contest")]
    list_select_related = ["nominee", "contest__round", "place", "final_place"]
    search_fields = ["nominee__name", "contest__name"]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("nominee", "contest__round")
        return rows.exclude(contest__phase__in=SECRET, contest__round__standing="running")


@admin.register(Plenary)
class PlenaryAdmin(AwardAdmin):
    """The number of the decision often comes days after the plenary; the rest is as recorded."""

    ordering = ["-held_on"]
    list_display = ["contest", "held_on", "chaired_by", "confirms", "decree_number"]
    list_filter = [by_round("contest__round"), "confirms"]
    list_select_related = ["contest__round"]
    search_fields = ["contest__name", "chaired_by", "decree_number"]
    readonly_fields = [
        "contest", "held_on", "location", "chaired_by", "confirms", "reason", "votes_for",
        "votes_against", "votes_abstained",
    ]  # fmt: skip
    fieldsets = [
        ("Keputusan", {
            "fields": ["opened_version", "decree_number", "decree_date"],
            "description": "Nomor dan tanggal keputusan penetapan, sampai hasilnya diumumkan.",
        }),
        ("Sidang", {"fields": [*readonly_fields]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("contest__round")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.contest.phase != Phase.ANNOUNCED)
