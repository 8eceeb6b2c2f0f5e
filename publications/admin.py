"""The stock admin for what has no page of its own; nothing here goes around the door.

``VersionedAdmin`` is the parent of every admin page for rows that people edit.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import Follower, Publication, StoredFile

admin.site.site_header = "Kantor Forum Kemitraan"
admin.site.site_title = "Kantor Forum Kemitraan"
admin.site.index_title = "Akun, tugas, dan data dasar"
admin.site.enable_nav_sidebar = False

STALE = (
    "Orang lain menyimpan baris ini setelah halaman ini dibuka. Tidak ada yang disimpan. "
    "Muat ulang halaman untuk melihat isinya sekarang, lalu ulangi perubahan Anda."
)


class VersionedAdminForm(forms.ModelForm):
    """Carries the version the page was opened with; a save on an older one changes nothing."""

    # Not named like the model's own field, which no form may set.
    opened_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, label="versi")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial["opened_version"] = 0 if row._state.adding else row.version

    def has_changed(self) -> bool:
        # The version is no content: an untouched new row of an inline form stays untouched.
        return any(name != "opened_version" for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        row = self.instance
        if not row._state.adding and data.get("opened_version") != row.version:
            raise ValidationError(STALE)
        return data


def locked(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """While saving, the rows are held, so that the version compared is the version replaced."""
    if request.method == "POST" and admin_saves(request):
        return rows.select_for_update(of=("self",))
    return rows


def admin_saves(request: HttpRequest) -> bool:
    name = str(request.resolver_match and request.resolver_match.url_name)
    return name.endswith(("_change", "_delete")) and not name.endswith("_password_change")


class VersionedAdmin(admin.ModelAdmin):
    form = VersionedAdminForm
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return locked(request, super().get_queryset(request))


class VersionedInline(admin.TabularInline):
    form = VersionedAdminForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return locked(request, super().get_queryset(request))


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at, never to touch."""

    show_full_result_count = False
    list_per_page = 50
    unshown: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [field.name for field in self.opts.fields if field.name not in self.unshown]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "kind", "slug", "version", "act", "published_at", "published_by"]
    list_filter = ["kind", "act"]
    list_select_related = ["published_by"]
    search_fields = ["slug", "digest", "seal"]
    ordering = ["-sequence"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and str(match.url_name).endswith("_changelist")
        return rows.defer("body") if is_list else rows


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "media_type", "size", "stored_at"]
    search_fields = ["name", "sha256"]


@admin.register(Follower)
class FollowerAdmin(ReadOnlyAdmin):
    """To erase an address whose owner asks for it; for administrators of the whole territory."""

    list_display = ["email", "channel", "query", "asked_at", "next_letter_at", "refusals"]
    list_filter = ["channel"]
    search_fields = ["email"]
    ordering = ["-asked_at"]
    unshown = ("id",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.oversees_all)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
