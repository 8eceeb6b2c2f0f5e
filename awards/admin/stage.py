"""A stage with its jurors and criteria; while it is open, how much is in, and nothing else."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ..models import Contest, Criterion, Juror, Seat, Stage, StageResult
from ..models.contest import Phase
from ..recap import completeness
from .base import AwardAdmin, AwardForm, RulesInline, is_locked
from .columns import LOCKED, CriterionResource
from .exchange import Exchange
from .filters import as_key, by_contest, by_round, by_stage
from .stage_steps import CloseStage, OpenStage, Substitute

RULES = ("name", "position", "weight", "is_practice", "cutoff_count", "cutoff_score")


class SeatInline(RulesInline):
    """Open until the stage is: afterwards a juror is replaced with a reason, by a button."""

    model = Seat
    fields = ["juror", "panel"]
    remembered = ("juror",)
    verbose_name_plural = "juri tahap ini"

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        stage = request.resolver_match.kwargs.get("object_id")
        if db_field.name == "juror":
            kwargs["queryset"] = Juror.objects.filter(round__contests__stages=stage)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("juror")

    def may(self, obj: Any) -> bool:
        return obj is None or obj.status == Stage.Status.WAITING

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(RulesInline, self).has_add_permission(request, obj) and self.may(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(RulesInline, self).has_change_permission(request, obj) and self.may(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(RulesInline, self).has_delete_permission(request, obj) and self.may(obj)


@admin.register(Stage)
class StageAdmin(AwardAdmin):
    ordering = ["-contest__round__year", "contest__position", "contest__name", "position"]
    list_display = ["name", "contest", "position", "weight", "status"]
    list_filter = [by_round("contest__round"), by_contest("contest"), "status"]
    list_select_related = ["contest__round"]
    search_fields = ["name", "contest__name"]
    autocomplete_fields = ["contest"]
    inlines = [SeatInline]
    stays_on_page = True
    overview_template = "admin/awards/stage_overview.html"
    steps = [OpenStage(), CloseStage(), Substitute()]
    also_in_history = [(Seat, "stage"), (Criterion, "stage")]
    fieldsets = [
        (
            None,
            {
                "fields": ["opened_version", "contest", "name", "position", "weight",
                           "is_practice", ("cutoff_count", "cutoff_score")],
                "description": "Bobot semua tahap berjumlah 100. Tahap latihan menyamakan ukuran "
                "para juri dan tidak pernah dihitung.",
            },
        )
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("contest__round")

    def held(self, pk: UUID) -> Any:
        """The contest before its stage, as every step does: nobody waits for each other."""
        stage = get_object_or_404(Stage, pk=pk)
        Contest.objects.select_for_update().get(pk=stage.contest_id)
        return super().held(pk)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [SeatInline] if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        return ["contest", *RULES] if is_locked(obj) else ["contest"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_locked(obj)

    def links(self, row: Stage) -> list[tuple[str, str]]:
        links = []
        if is_locked(row) and row.status != Stage.Status.CLOSED:
            address = reverse("score_sheets", args=[row.pk])
            links.append(("Lembar nilai kosong (PDF)", address))
        if row.status == Stage.Status.CLOSED:
            links.append(("Berita acara (PDF)", reverse("stage_minutes", args=[row.pk])))
        return links

    def overview(self, row: Stage, request: HttpRequest) -> dict[str, Any]:
        secret = row.contest.phase == Phase.SCORING
        results = list(
            StageResult.objects.filter(stage=row)
            .select_related("nominee")
            .order_by("-goes_on", "nominee__number", "nominee__name")
        )
        return {
            "criteria": row.criteria.aggregate(all=Count("pk"))["all"],
            "completeness": completeness(row) if row.status != Stage.Status.WAITING else [],
            # Who goes on must be known to run the next stage; with what mark, not yet.
            "results": [
                (one.nominee, one.goes_on, "" if secret else one.reason) for one in results
            ],
            "substitutions": row.substitutions.select_related(
                "replaced", "substitute", "nominee", "recorded_by"
            ),
        }


class VariableInline(RulesInline):
    """The variables of a field, typed as a table."""

    model = Criterion
    fk_name = "parent"
    fields = ["code", "name", "position", "weight", "evidence", "guidance"]
    verbose_name = "variabel"
    verbose_name_plural = "variabel bidang ini"

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)

        class OfStage(formset.form):  # type: ignore[name-defined]
            """A variable stands in the stage of its field; checked with it, not after it."""

            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                if obj is not None:
                    self.instance.stage = obj.stage
                self.fields["guidance"].widget.attrs["rows"] = 2

        formset.form = OfStage
        return formset


class CriterionForm(AwardForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        stage = data.get("stage") or getattr(self.instance, "stage", None)
        parent = data.get("parent")
        if stage is not None and stage.contest.is_locked:
            raise ValidationError(LOCKED)
        if parent is not None and (parent.stage != stage or parent == self.instance):
            self.add_error("parent", "Pilih bidang dari tahap yang sama.")
        return data


@admin.register(Criterion)
class CriterionAdmin(Exchange, AwardAdmin):
    form = CriterionForm
    resource = CriterionResource
    export_order = ["stage__contest", "stage__position", "position", "code"]
    import_help = (
        "Lomba disebut dengan alamatnya, tahap dengan namanya. Bidang ditulis di atas "
        "variabelnya; induk ialah kode bidang. Bobot boleh kosong, boleh berkoma. Bukti: "
        "pertemuan, kehadiran, sk, foto, atau kegiatan."
    )
    ordering = [
        "-stage__contest__round__year",
        "stage__contest__name",
        "stage__position",
        "position",
        "code",
    ]
    list_display = ["code", "name", "stage_of", "parent", "weight", "evidence"]
    list_display_links = ["code", "name"]
    list_filter = [
        by_round("stage__contest__round"), by_contest("stage__contest"), by_stage("stage"),
        "field", "evidence",
    ]  # fmt: skip
    list_select_related = ["stage__contest__round", "parent"]
    search_fields = ["code", "name", "stage__contest__name"]
    inlines = [VariableInline]
    stays_on_page = True
    fieldsets = [
        (
            None,
            {
                "fields": ["opened_version", "stage", "parent", ("code", "position"), "name",
                           "weight", "field", "evidence", "guidance"],
                "description": "Bidang tidak punya induk; variabel punya. Yang dinilai juri ialah "
                "variabel, atau bidang yang tidak punya variabel. Yang setingkat berbagi 100.",
            },
        )
    ]  # fmt: skip

    @admin.display(description="tahap", ordering="stage__contest__name")
    def stage_of(self, row: Criterion) -> str:
        return f"{row.stage.name} · {row.stage.contest}"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("stage__contest__round", "parent")

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [VariableInline] if obj is not None and obj.parent_id is None else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["stage"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The stages of contests that are still drafts; the fields of the same stage."""
        of = request.resolver_match.kwargs.get("object_id")
        asked = as_key(request.POST.get("stage") or request.GET.get("stage"))
        rows: Any
        if db_field.name == "stage":
            rows = Stage.objects.filter(contest__phase=Phase.DRAFT).select_related("contest__round")
            if asked:
                rows = rows.filter(contest__stages=asked)
            kwargs["queryset"] = rows.order_by("contest__round", "contest", "position")
        if db_field.name == "parent":
            rows = Criterion.objects.filter(parent=None, stage__contest__phase=Phase.DRAFT)
            if of:
                rows = Criterion.objects.filter(parent=None, stage__criteria=as_key(of))
                rows = rows.exclude(pk=as_key(of))
            elif asked:
                rows = rows.filter(stage=asked)
            else:
                rows = rows.none()
            kwargs["queryset"] = rows
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "stage":
            field.label_from_instance = lambda one: f"{one.name} · {one.contest}"
        return field

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_locked(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_locked(obj)
