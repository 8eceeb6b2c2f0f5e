"""A contest: its instrument on one page, and the way to the criteria, entrants and jurors."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from publications.models import Publication

from .. import actions
from ..models import (
    Certificate,
    Contest,
    Correction,
    Criterion,
    Nominee,
    Place,
    Placing,
    Plenary,
    Round,
    ScaleStep,
    Seat,
    Stage,
    TieStep,
)
from ..models.contest import Phase
from ..recap import completeness
from .base import AwardAdmin, AwardInline, RulesInline
from .contest_steps import Assign, Copy, EnterNominees, FillIn, OpenScoring
from .correction_steps import AcceptCorrection, ProposeCorrection, RefuseCorrection
from .filters import by_round
from .result_steps import Compute, DownloadScores, Fix, Propose, TakeBack

RULES = (
    "round", "nominee_type", "organization_kind", "method", "trim", "ties", "scale_maximum",
    "outlier_points",
)  # fmt: skip
COURSE = [
    (Phase.DRAFT, "Instrumen"),
    (Phase.SCORING, "Penilaian"),
    (Phase.CLOSED, "Hitungan dan pleno"),
    (Phase.PROPOSED, "Penetapan"),
    (Phase.FIXED, "Menunggu pengumuman"),
    (Phase.ANNOUNCED, "Diumumkan"),
]


class StageInline(RulesInline):
    model = Stage
    fields = ["name", "position", "weight", "is_practice", "cutoff_count", "cutoff_score"]
    show_change_link = True
    verbose_name_plural = "tahap (kriteria dan juri ada di halaman tiap tahap)"


class PlaceInline(RulesInline):
    model = Place


class ScaleInline(RulesInline):
    model = ScaleStep


class TieInline(RulesInline):
    model = TieStep
    remembered = ("stage", "criterion")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Stages and fields of this contest alone."""
        of = request.resolver_match.kwargs.get("object_id")
        if db_field.name == "stage":
            kwargs["queryset"] = Stage.objects.filter(contest=of, is_practice=False)
        if db_field.name == "criterion":
            kwargs["queryset"] = Criterion.objects.filter(
                stage__contest=of, parent=None, stage__is_practice=False
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ArchivePlacingInline(AwardInline):
    """Winners of an old round, as its source names them; nothing was scored here."""

    model = Placing
    fields = ["nominee", "final_place"]
    remembered = ("nominee", "final_place")
    verbose_name_plural = "pemenang menurut sumber"

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        of = request.resolver_match.kwargs.get("object_id")
        rows = {"nominee": Nominee, "final_place": Place}[db_field.name]
        kwargs["queryset"] = rows.objects.filter(contest=of)  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def may(self, obj: Any) -> bool:
        return obj is None or obj.phase == Phase.DRAFT

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self.may(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.may(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may(obj)


@admin.register(Contest)
class ContestAdmin(AwardAdmin):
    ordering = ["-round__year", "round__name", "position", "name"]
    list_display = ["name", "round", "nominee_type", "phase", "nominee_number"]
    list_filter = [by_round("round"), "phase", "nominee_type"]
    list_select_related = ["round"]
    search_fields = ["name", "round__name"]
    autocomplete_fields = ["round"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [StageInline, PlaceInline, ScaleInline, TieInline, ArchivePlacingInline]
    stays_on_page = True
    overview_template = "admin/awards/contest_overview.html"
    steps = [
        FillIn(), EnterNominees(), Assign(), OpenScoring(),
        Compute(), Propose(), TakeBack(), Fix(),
        ProposeCorrection(), AcceptCorrection(), RefuseCorrection(), DownloadScores(), Copy(),
    ]  # fmt: skip
    also_in_history = [
        (Stage, "contest"), (Place, "contest"), (ScaleStep, "contest"), (TieStep, "contest"),
        (Plenary, "contest"), (Correction, "contest"),
    ]  # fmt: skip
    fieldsets = [
        (
            "Lomba",
            {
                "fields": ["opened_version", "round", "name", "slug", "position", "nominee_type",
                           "organization_kind"],
                "description": "Nama dan urutan boleh diubah kapan saja; yang lain dikunci sejak "
                "penilaian dibuka.",
            },
        ),
        (
            "Cara menilai",
            {
                "fields": ["method", "trim", "scale_maximum", "outlier_points", "ties",
                           "weights_source"],
                "description": "Dipilih sebelum penilaian dibuka, supaya yang dinilai dapat "
                "mengetahuinya lebih dahulu. Bobot tidak ditetapkan peraturan mana pun: isilah "
                "bobot kota ini sendiri, lalu sebutkan keputusannya.",
            },
        ),
        ("Piagam", {"fields": ["certificate_text"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("round")
        if request.resolver_match and str(request.resolver_match.url_name).endswith("_changelist"):
            rows = rows.annotate(nominee_count=Count("nominees"))
        return rows

    @admin.display(description="peserta", ordering="nominee_count")
    def nominee_number(self, row: Contest) -> int:
        return row.nominee_count  # type: ignore[attr-defined]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        if obj is None:
            return []  # first the contest, then what belongs to it
        if obj.round.standing == Round.Standing.ARCHIVE:
            return [PlaceInline, ArchivePlacingInline]
        return [StageInline, PlaceInline, ScaleInline, TieInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        return ["slug", *RULES] if obj.is_locked else ["slug", "round"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.is_locked)

    def links(self, row: Contest) -> list[tuple[str, str]]:
        links = []
        if row.computed_at and row.phase not in (Phase.DRAFT, Phase.SCORING):
            address = reverse("plenary_minutes", args=[row.pk])
            links.append(("Berita acara pleno (PDF)", address))
        if Certificate.objects.filter(placing__contest=row).exists():
            address = reverse("contest_certificates", args=[row.pk])
            links.append(("Unduh piagam (ZIP)", address))
        return links

    def overview(self, row: Contest, request: HttpRequest) -> dict[str, Any]:
        names = [phase for phase, _ in COURSE]
        reached = names.index(Phase(row.phase))
        stages = list(
            row.stages.annotate(
                criteria_number=Count("criteria", distinct=True),
                seat_number=Count("seats", distinct=True),
            ).order_by("position")
        )
        sheets = []
        if row.phase == Phase.SCORING:
            for stage in stages:
                if stage.status == Stage.Status.OPEN:
                    rows = completeness(stage)
                    sheets.append(
                        (stage, sum(r.signed for r in rows), sum(r.expected for r in rows))
                    )
        numbers = row.nominees.aggregate(
            all=Count("pk"), gone=Count("pk", filter=~Q(withdrawn_reason=""))
        )
        is_archive = row.round.standing == Round.Standing.ARCHIVE
        return {
            "is_archive": is_archive,
            "course": [
                (words, "done" if at < reached else "now" if at == reached else "ahead")
                for at, (_, words) in enumerate(COURSE)
            ],
            "stages": stages,
            "sheets": sheets,
            "nominees": numbers,
            "seats": Seat.objects.filter(stage__contest=row)
            .aggregate(jurors=Count("juror", distinct=True))["jurors"],
            "problems": actions.instrument_problems(row)
            if row.phase == Phase.DRAFT and not is_archive
            else [],
            "placings": row.placings.count(),
            "published": Publication.objects.current().filter(record_id=row.pk).first()
            if row.phase == Phase.ANNOUNCED
            else None,
            "second_needed": row.phase == Phase.PROPOSED and row.first_fixed_by_id,
        }  # fmt: skip
