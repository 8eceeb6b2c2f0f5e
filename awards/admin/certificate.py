"""Certificates one by one: looked over before they are published, mended or withdrawn after."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest

from publications.canonical import canonical, normal, sha256
from publications.models import Publication

from ..models import Certificate, Placing
from ..models.contest import Phase
from .base import Ask, AwardAdmin, Step, forms
from .filters import by_contest, by_round

STATES = {"publish": "terbit", "correct": "terbit (diralat)", "withdraw": "ditarik", None: "belum"}


def is_out(row: Certificate) -> bool:
    published = row.published()
    return published is not None and not published.is_withdrawn


def differs(row: Certificate) -> bool:
    """Whether the row says something else than its publication."""
    published = row.published()
    return published is not None and published.digest != sha256(canonical(normal(row.document())))


def says(row: Certificate) -> list[tuple[str, Any]]:
    return [
        ("Penerima", row.recipient_name),
        ("Jabatan", row.recipient_role or "tidak disebut"),
        ("Nomor", row.number or "tanpa nomor"),
        ("Tempat", str(row.placing.final_place)),
        ("Untuk", row.text),
    ]


class Publish(Step):
    word = "terbitkan"
    label = "Terbitkan"
    yes = "Ya, terbitkan"

    def is_due(self, row: Certificate) -> bool:
        announced = row.placing.contest.phase == Phase.ANNOUNCED
        return announced and row.published() is None

    def facts(self, row: Certificate) -> list[tuple[str, Any]]:
        return says(row)

    def effects(self, row: Certificate) -> list[str]:
        return ["Halaman piagam ini terbuka dan menyatakannya sah."]

    def do(self, row: Certificate, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        row.publish(by=by)
        return "Piagam terbit."


class Correct(Step):
    word = "ralat"
    label = "Terbitkan ralat"
    yes = "Ya, terbitkan ralat"

    class form(Ask):
        reason = forms.CharField(
            label="apa yang diralat", max_length=300, help_text="Pembaca melihatnya."
        )

    def is_due(self, row: Certificate) -> bool:
        return is_out(row) and differs(row)

    def facts(self, row: Certificate) -> list[tuple[str, Any]]:
        return says(row)

    def effects(self, row: Certificate) -> list[str]:
        return ["Halaman piagam menampilkan isi ini; yang lama tetap ada dalam riwayatnya."]

    def do(self, row: Certificate, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        row.publish(by=by, reason=data["reason"])
        return "Ralat piagam terbit."


class Withdraw(Step):
    word = "tarik"
    label = "Tarik piagam"
    yes = "Ya, tarik"
    is_grave = True

    class form(Ask):
        reason = forms.CharField(label="alasan", max_length=300, help_text="Pembaca melihatnya.")

    def is_due(self, row: Certificate) -> bool:
        return is_out(row)

    def facts(self, row: Certificate) -> list[tuple[str, Any]]:
        return says(row)

    def effects(self, row: Certificate) -> list[str]:
        return [
            "Halaman piagam menyatakannya ditarik, dengan alasan Anda. Alamatnya tetap ada.",
            "Kertas yang sudah dicetak tidak lagi dinyatakan sah.",
        ]

    def do(self, row: Certificate, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        row.withdraw(by=by, reason=data["reason"])
        return "Piagam ditarik."


class StateFilter(admin.SimpleListFilter):
    title = "keadaan"
    parameter_name = "keadaan"

    def lookups(self, request: HttpRequest, page: Any) -> list[Any]:
        return [("belum", "belum terbit"), ("terbit", "terbit"), ("tarik", "ditarik")]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        chosen = {
            "belum": Q(act=None),
            "terbit": Q(act__in=["publish", "correct"]),
            "tarik": Q(act="withdraw"),
        }
        return rows.filter(chosen.get(self.value() or "", Q()))


@admin.register(Certificate)
class CertificateAdmin(AwardAdmin):
    ordering = ["-given_on", "number", "recipient_name"]
    list_display = ["recipient_name", "recipient_role", "number", "place", "contest", "state"]
    list_filter = [
        by_round("placing__contest__round"), by_contest("placing__contest"), StateFilter,
    ]  # fmt: skip
    list_select_related = ["placing__contest__round", "placing__final_place", "placing__nominee"]
    search_fields = ["recipient_name", "number", "slug", "placing__nominee__name"]
    overview_template = "admin/awards/certificate_overview.html"
    steps = [Publish(), Correct(), Withdraw()]
    stays_on_page = True
    fieldsets = [
        (
            "Penerima",
            {
                "fields": ["opened_version", "placing", "recipient_name", "recipient_role"],
                "description": "Nama dengan gelar dan jabatan seperti pada hari penyerahan.",
            },
        ),
        ("Piagam", {"fields": ["number", "text", ("given_on", "given_at_place")]}),
        (
            "Penanda tangan",
            {"fields": ["signatory_name", "signatory_role", "signatory_capacity"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        acts = Publication.objects.filter(record_id=OuterRef("pk")).order_by("-version")
        rows = super().get_queryset(request).annotate(act=Subquery(acts.values("act")[:1]))
        return rows.select_related(
            "placing__contest__round", "placing__final_place", "placing__nominee"
        )

    @admin.display(description="tempat")
    def place(self, row: Certificate) -> str:
        return f"{row.placing.final_place or 'tanpa tempat'}: {row.placing.nominee}"

    @admin.display(description="lomba")
    def contest(self, row: Certificate) -> str:
        return str(row.placing.contest)

    @admin.display(description="keadaan")
    def state(self, row: Certificate) -> str:
        return STATES[row.act]  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "placing":
            kwargs["queryset"] = Placing.objects.filter(
                final_place__isnull=False, contest__phase=Phase.ANNOUNCED
            ).select_related("nominee", "final_place", "place", "contest")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["placing"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.published() is None or is_out(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.published() is None)

    def overview(self, row: Certificate, request: HttpRequest) -> dict[str, Any]:
        published = row.published()
        return {
            "state": STATES[published.act if published else None],
            "published": published,
            "differs": is_out(row) and differs(row),
        }
