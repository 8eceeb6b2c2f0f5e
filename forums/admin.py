"""Forums in the admin, and meetings to look at: minutes are written at the desk alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.admin import TerritoryAdmin
from organizations.duties import ADMINISTRATOR, within
from publications.admin import ReadOnlyAdmin

from .models import Forum, Meeting


@admin.register(Forum)
class ForumAdmin(TerritoryAdmin):
    area_path = "area__identifier"
    list_display = ["name", "slug", "organizer", "area"]
    list_select_related = ["organizer", "area"]
    search_fields = ["name"]
    autocomplete_fields = ["organizer"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """A change here would go around the draft, the second pair of eyes and the seal."""

    list_display = ["name", "date", "area", "record_status"]
    list_filter = ["record_status"]
    list_select_related = ["area"]
    search_fields = ["name"]
    unshown = ("submitted_body",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).defer("submitted_body")
        user: Any = request.user
        if user.is_superuser:
            return rows
        return rows.filter(within(user.codes_on_duty(ADMINISTRATOR), "area__identifier"))
