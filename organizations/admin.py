"""Base data in the admin. The register itself is kept under /kantor/lembaga/."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from publications.admin import VersionedAdmin, VersionedInline

from .duties import ADMINISTRATOR, within
from .models import (
    Area,
    Decree,
    KindPost,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Post,
)


class TerritoryAdmin(VersionedAdmin):
    """Rows of the administrator's own area; what belongs to no area, for the whole territory's.

    ``area_path`` leads from the row to its area's code.
    """

    area_path = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        user: Any = request.user
        if user.is_superuser or not self.area_path:
            return rows
        return rows.filter(within(user.codes_on_duty(ADMINISTRATOR), self.area_path))

    def _may_write(self, request: HttpRequest) -> bool:
        return bool(self.area_path) or request.user.oversees_all  # type: ignore[union-attr]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_write(request)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Nobody gives a row to an area that is not theirs."""
        user: Any = request.user
        if db_field.remote_field.model is Area and not user.is_superuser:
            codes = user.codes_on_duty(ADMINISTRATOR)
            kwargs["queryset"] = Area.objects.filter(within(codes, "identifier"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PublishableAdmin(TerritoryAdmin):
    """What may have been published is never deleted: it is withdrawn, or ends.

    Nor does its address change: readers and papers lead there, and another record would take it.
    """

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "slug") if obj else fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Area)
class AreaAdmin(PublishableAdmin):
    list_display = ["identifier", "full_name", "parent"]
    list_filter = ["classification"]
    list_select_related = ["parent"]
    search_fields = ["name", "identifier"]


class KindPostInline(VersionedInline):
    model = KindPost


@admin.register(OrganizationKind)
class OrganizationKindAdmin(TerritoryAdmin):
    list_display = ["name", "abbreviation", "sector", "territory_level"]
    list_filter = ["sector"]
    inlines = [KindPostInline]


@admin.register(Organization)
class OrganizationAdmin(PublishableAdmin):
    area_path = "area__identifier"
    list_display = ["name", "abbreviation", "classification", "area"]
    list_filter = ["classification"]
    list_select_related = ["classification", "area"]
    search_fields = ["name", "abbreviation"]
    autocomplete_fields = ["parent"]


@admin.register(Person)
class PersonAdmin(PublishableAdmin):
    list_display = ["full_name", "is_example"]
    search_fields = ["name", "sort_name"]


@admin.register(Post)
class PostAdmin(TerritoryAdmin):
    area_path = "organization__area__identifier"
    list_display = ["label", "organization", "precedence"]
    list_select_related = ["organization"]
    search_fields = ["label", "organization__name"]
    autocomplete_fields = ["organization"]


@admin.register(Membership)
class MembershipAdmin(TerritoryAdmin):
    area_path = "post__organization__area__identifier"
    list_display = ["person", "post", "capacity", "start_date", "end_date"]
    list_filter = ["capacity"]
    list_select_related = ["person", "post"]
    search_fields = ["person__name", "post__label"]
    autocomplete_fields = ["person", "post", "appointed_by", "ended_by"]


@admin.register(Decree)
class DecreeAdmin(TerritoryAdmin):
    list_display = ["number", "date", "signed_by", "organization"]
    list_select_related = ["organization"]
    search_fields = ["number", "subject"]
    autocomplete_fields = ["organization"]
    raw_id_fields = ["file"]
