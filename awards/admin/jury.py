"""Jurors: who they are, how they get in, whom they may not judge. Never what they gave."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from publications.admin import ReadOnlyAdmin

from .. import seating
from ..models import (
    Juror,
    JuryLink,
    JuryLinkOpening,
    Nominee,
    Relation,
    Seat,
    Substitution,
)
from .base import Ask, AwardAdmin, Step, forms
from .choices import jurors_accounts
from .filters import by_contest, by_round

OPENINGS = 20


class MakeLink(Step):
    word = "buat-tautan"
    label = "Buat tautan pribadi"
    yes = "Ya, buat tautan"

    class form(Ask):
        days = forms.IntegerField(
            label="berlaku berapa hari", min_value=1, max_value=60, initial=14,
        )  # fmt: skip

    def is_due(self, row: Juror) -> bool:
        return not row.round.is_announced

    def facts(self, row: Juror) -> list[tuple[str, Any]]:
        return [
            ("Tautan yang masih berlaku", row.links.usable().count()),
            ("Penugasan", row.seats.count()),
        ]

    def effects(self, row: Juror) -> list[str]:
        return [
            "Siapa pun yang memegang tautan ini masuk sebagai juri ini: kirimkan langsung "
            "kepadanya.",
            "Tautan hanya tampil satu kali, di halaman berikut. Portal tidak menyimpannya.",
            "Tautan yang lama tetap berlaku sampai dicabut.",
        ]

    def do(self, row: Juror, by: Any, data: dict[str, Any], request: HttpRequest) -> Any:
        link, token = JuryLink.make(row, by=by, days=data["days"])
        page: Any = admin.site.get_model_admin(Juror)
        page.log_change(request, row, "Tautan pribadi dibuat.")
        context = {
            **admin.site.each_context(request),
            "title": "Tautan pribadi",
            "opts": Juror._meta,
            "row": row,
            "back": page.address(row),
            "link": link,
            "address": request.build_absolute_uri(reverse("juri:jury_link", args=[token])),
        }
        answer = TemplateResponse(request, "admin/awards/jury_link.html", context)
        answer["Cache-Control"] = "private, no-store"
        answer["Referrer-Policy"] = "no-referrer"
        return answer


class RevokeLinks(Step):
    word = "cabut-tautan"
    label = "Cabut tautan"
    yes = "Ya, cabut"

    def is_due(self, row: Juror) -> bool:
        return row.links.usable().exists()

    def facts(self, row: Juror) -> list[tuple[str, Any]]:
        return [("Tautan yang masih berlaku", row.links.usable().count())]

    def effects(self, row: Juror) -> list[str]:
        return ["Semua tautan juri ini berhenti berlaku sekarang juga. Isian lembarnya tetap ada."]

    def do(self, row: Juror, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        links = list(row.links.usable())
        for link in links:
            link.revoke()
        return f"{len(links)} tautan dicabut."


class DeclareRelation(Step):
    word = "nyatakan-hubungan"
    label = "Nyatakan hubungan"
    yes = "Ya, nyatakan"

    class form(Ask):
        nominee = forms.ModelChoiceField(label="dengan peserta", queryset=Nominee.objects.none())
        reason = forms.CharField(
            label="hubungan", max_length=300, help_text="Misalnya: kakak kandung Lurah."
        )

        def __init__(self, row: Juror, *args: Any, **kwargs: Any) -> None:
            super().__init__(row, *args, **kwargs)
            field = self.fields["nominee"]
            field.queryset = (
                Nominee.objects.standing()
                .filter(contest__round=row.round_id)
                .exclude(relations__juror=row)
                .select_related("contest")
            )
            field.label_from_instance = lambda one: f"{one.name} · {one.contest.name}"

    def is_due(self, row: Juror) -> bool:
        return not row.round.is_announced

    def facts(self, row: Juror) -> list[tuple[str, Any]]:
        return [
            ("Hubungan yang sudah dinyatakan", row.relations.count()),
            ("Lembar yang sedang diisi", seating.open_sheets(seat__juror=row).count()),
        ]

    def effects(self, row: Juror) -> list[str]:
        return [
            "Juri ini tidak lagi mendapat lembar peserta itu.",
            "Lembarnya yang belum ditandatangani ditutup; yang sudah ditandatangani tetap dan "
            "perlu diputuskan pleno.",
            "Pernyataan tetap tersimpan dan masuk berita acara.",
        ]

    def do(self, row: Juror, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        closed = seating.declare(row, data["nominee"], reason=data["reason"])
        return f"Hubungan dengan {data['nominee']} dinyatakan; {closed} lembar ditutup."


@admin.register(Juror)
class JurorAdmin(AwardAdmin):
    ordering = ["-round__year", "name"]
    list_display = ["name", "institution", "area", "round", "is_chair", "has_account"]
    list_filter = [by_round("round"), "is_chair"]
    list_select_related = ["round", "area"]
    search_fields = ["name", "institution"]
    autocomplete_fields = ["round"]
    stays_on_page = True
    overview_template = "admin/awards/juror_overview.html"
    steps = [MakeLink(), RevokeLinks(), DeclareRelation()]
    also_in_history = [(Relation, "juror"), (Seat, "juror")]
    fieldsets = [
        (
            None,
            {
                "fields": ["opened_version", "round", "name", "institution", "area", "is_chair",
                           "user"],
                "description": "Nama juri tidak pernah terbit di sebelah nilai. Juri masuk dengan "
                "akun, atau dengan tautan pribadi yang dibuat di halaman ini.",
            },
        )
    ]  # fmt: skip

    @admin.display(description="punya akun", boolean=True)
    def has_account(self, row: Juror) -> bool:
        return row.user_id is not None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("round", "area")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["round"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = jurors_accounts()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def overview(self, row: Juror, request: HttpRequest) -> dict[str, Any]:
        return {
            "seats": row.seats.select_related("stage__contest").order_by(
                "stage__contest__position", "stage__contest__name", "stage__position"
            ),
            "links": row.links.select_related("made_by"),
            "relations": row.relations.select_related("nominee__contest"),
            "openings": JuryLinkOpening.objects.filter(link__juror=row)[:OPENINGS],
            "now": timezone.now(),
        }


@admin.register(Relation)
class RelationAdmin(ReadOnlyAdmin):
    """Declared from the juror's page or by the juror; a declaration stays."""

    ordering = ["-declared_at"]
    list_display = ["juror", "nominee", "reason", "declared_at"]
    list_filter = [by_round("juror__round"), by_contest("nominee__contest")]
    list_select_related = ["juror", "nominee"]
    search_fields = ["juror__name", "nominee__name"]


@admin.register(Substitution)
class SubstitutionAdmin(ReadOnlyAdmin):
    """Made by a button on the stage's page, which moves the sheets as well."""

    ordering = ["-created_at"]
    list_display = ["replaced", "substitute", "stage", "nominee", "reason"]
    list_filter = [by_round("stage__contest__round"), by_contest("stage__contest")]
    list_select_related = ["replaced", "substitute", "stage", "nominee"]
    search_fields = ["replaced__name", "substitute__name"]


@admin.register(JuryLink)
class JuryLinkAdmin(ReadOnlyAdmin):
    """Made and revoked on the juror's page; here they are counted."""

    ordering = ["-made_at"]
    list_display = ["juror", "made_at", "made_by", "expires_at", "revoked_at"]
    list_filter = [by_round("juror__round")]
    list_select_related = ["juror", "made_by"]
    search_fields = ["juror__name"]
    unshown = ("token_hash",)
