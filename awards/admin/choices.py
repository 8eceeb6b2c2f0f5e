"""Lists to choose from. Institutions and areas belong to the register, which the award secretary
does not manage; so they are searched here, and not through the register's own pages."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from organizations.duties import AWARD_SECRETARY, JUROR
from organizations.models import Organization

PAGE = 20
LONGEST = 100


class OrganizationSelect(AutocompleteSelect):
    def get_url(self) -> str:
        return reverse("admin:awards_nominee_lembaga")


def organizations(request: HttpRequest) -> JsonResponse:
    """Institutions that exist today, by name or abbreviation; as Django's own search answers."""
    if not request.user.has_module_perms("awards"):
        raise PermissionDenied
    term = request.GET.get("term", "").replace("\0", "")[:LONGEST]
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    found = Organization.objects.active(timezone.localdate()).select_related("area")
    for word in term.split():
        found = found.filter(Q(name__icontains=word) | Q(abbreviation__icontains=word))
    first = max(number - 1, 0) * PAGE
    rows = list(found.order_by("name", "pk")[first : first + PAGE + 1])
    return JsonResponse(
        {
            "results": [
                {"id": str(row.pk), "text": f"{row.name} ({row.area.full_name})"}
                for row in rows[:PAGE]
            ],
            "pagination": {"more": len(rows) > PAGE},
        }
    )


def organization_field(field: Any, db_field: Any) -> Any:
    """A form field on an institution, searched as one types."""
    field.widget = OrganizationSelect(db_field, admin.site, choices=field.widget.choices)
    return field


def on_duty(role: str) -> Any:
    """Accounts that hold this duty, now or soon."""
    soon = timezone.localdate() + timedelta(days=60)
    return User.objects.filter(
        Q(duties__end_date__isnull=True) | Q(duties__end_date__gte=timezone.localdate()),
        Q(duties__start_date__isnull=True) | Q(duties__start_date__lte=soon),
        duties__role=role,
        is_active=True,
    ).distinct()


def jurors_accounts() -> Any:
    return on_duty(JUROR)


def secretaries() -> Any:
    return on_duty(AWARD_SECRETARY)
