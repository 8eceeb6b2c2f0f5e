"""Officials and their duties. An administrator manages the accounts of the own area."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from organizations.admin import TerritoryAdmin
from organizations.duties import ADMINISTRATOR, within
from organizations.models import Area
from publications.admin import VersionedAdminForm, VersionedInline, locked

from .models import Duty, User

# Rights come from duties; addresses, second factors and sessions have their own pages.
for model in (Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def own_areas(request: HttpRequest) -> QuerySet[Area]:
    user: Any = request.user
    if user.is_superuser:
        return Area.objects.all()
    return Area.objects.filter(within(user.codes_on_duty(ADMINISTRATOR), "identifier"))


class DutyInline(VersionedInline):
    model = Duty
    verbose_name_plural = "tugas"

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Nobody hands out a duty outside the own area."""
        if db_field.name == "area":
            kwargs["queryset"] = own_areas(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class NewUserForm(BaseUserCreationForm):
    """The first password is told in person; its owner changes it after signing in."""

    class Meta:
        model = User
        fields = ["email", "name"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError("Surel ini sudah dipakai akun lain.")
        return email


class UserForm(VersionedAdminForm):
    class Meta:
        model = User
        fields = ["email", "name", "person", "is_active"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Surel ini sudah dipakai akun lain.")
        return email


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts without a duty yet, and those whose duties all lie in the administrator's area.

    Whoever may change an address may take over the account, so an account with a duty elsewhere
    is out of reach, and a superuser's always.
    """

    form = UserForm
    add_form = NewUserForm
    list_display = ["name", "email", "is_active", "is_demonstration"]
    list_filter = ["is_active", "is_demonstration", "duties__role"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = []
    autocomplete_fields = ["person"]
    fieldsets = [
        (
            None,
            {"fields": ["opened_version", "email", "name", "person", "is_active", "password_page"]},
        )
    ]
    readonly_fields = ["password_page"]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]
    inlines = [DutyInline]
    actions = ["drop_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = locked(request, super().get_queryset(request))
        user: Any = request.user
        if user.is_superuser:
            return rows
        elsewhere = Duty.objects.exclude(area__in=own_areas(request))
        return rows.filter(is_superuser=False).exclude(pk__in=elsewhere.values("user"))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [DutyInline] if obj else []  # first the account, then its duties

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # history and publications name their people; an account is switched off

    @admin.display(description="kata sandi")
    def password_page(self, user: User) -> str:
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">Beri kata sandi baru</a>', address)

    @admin.action(description="Lepas verifikasi dua langkah (ponsel hilang)")
    def drop_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        number = chosen.count()
        Authenticator.objects.filter(user__in=chosen).delete()
        self.message_user(
            request, f"Verifikasi dua langkah {number} akun dilepas.", messages.SUCCESS
        )


@admin.register(Duty)
class DutyAdmin(TerritoryAdmin):
    area_path = "area__identifier"
    list_display = ["user", "role", "area", "start_date", "end_date"]
    list_filter = ["role"]
    list_select_related = ["user", "area"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user"]
