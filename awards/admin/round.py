"""A round: its frame, its contests, and what is done with all of them at once."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from publications.models import Publication
from publications.templatetags.portal import moment

from .. import announcement
from ..models import Certificate, Contest, Nominee, Placing, Round, ScoreSheet
from ..models.contest import Phase
from .base import Ask, AwardAdmin, Step, forms
from .certificate_steps import MakeCertificates, PublishCertificates
from .choices import organization_field, secretaries


class PublishRules(Step):
    word = "terbitkan-aturan"
    label = "Terbitkan aturan"
    yes = "Ya, terbitkan aturan"

    class form(Ask):
        reason = forms.CharField(
            label="apa yang berubah", max_length=300, required=False,
            help_text="Wajib bila aturan putaran ini sudah pernah terbit; pembaca melihatnya.",
        )  # fmt: skip

        def clean_reason(self) -> str:
            reason = self.cleaned_data["reason"].strip()
            if not reason and self.row.published() is not None:
                raise forms.ValidationError("Aturan sudah terbit. Tuliskan apa yang berubah.")
            return reason

    def is_due(self, row: Round) -> bool:
        return row.standing != Round.Standing.ARCHIVE and not row.is_announced

    def facts(self, row: Round) -> list[tuple[str, Any]]:
        contests = row.contests.annotate(
            stage_number=Count("stages", distinct=True),
            criteria_number=Count("stages__criteria", distinct=True),
        ).order_by("position", "name")
        before = row.published()
        return [
            ("Aturan yang sudah terbit", f"versi {before.version}" if before else "belum ada"),
            ("Lomba", len(contests)),
            *(
                (
                    one.name,
                    f"{one.stage_number} tahap, {one.criteria_number} kriteria"  # type: ignore[attr-defined]
                    f" ({one.get_phase_display().lower()})",
                )
                for one in contests
            ),
        ]

    def effects(self, row: Round) -> list[str]:
        return [
            "Siapa saja dapat membaca: lomba, tahap, bidang, variabel, bobot, skala, tempat juara, "
            "dan rantai penentu.",
            "Nama juri dan nilai tidak ikut terbit.",
            "Yang sudah terbit tidak dihapus; perubahan sesudahnya terbit sebagai ralat.",
        ]

    def problems(self, row: Round) -> list[str]:
        return [] if row.contests.exists() else ["Putaran ini belum punya lomba."]

    def do(self, row: Round, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        published = announcement.publish_rules(row, by=by, reason=data["reason"])
        return f"Aturan {row} terbit sebagai versi {published.version}."


class Announce(Step):
    word = "umumkan"
    label = "Umumkan hasil"
    yes = "Ya, umumkan sekarang"
    is_grave = True

    def is_due(self, row: Round) -> bool:
        return row.standing == Round.Standing.RUNNING and not row.is_announced

    def facts(self, row: Round) -> list[tuple[str, Any]]:
        places = Placing.objects.filter(contest__round=row, final_place__isnull=False)
        sheets = ScoreSheet.objects.filter(seat__stage__contest__round=row).exclude(commitment="")
        ready = row.contests.filter(phase=Phase.FIXED).count()
        return [
            ("Saat pengumuman", moment(row.announce_at) or "belum ditentukan"),
            ("Lomba yang sudah ditetapkan", f"{ready} dari {row.contests.count()}"),
            ("Penerima tempat", places.count()),
            ("Lembar nilai yang dibuka", sheets.count()),
        ]

    def effects(self, row: Round) -> list[str]:
        return [
            "Pemenang, rekapitulasi per kriteria, dan penjelasan tiap tempat langsung terbuka "
            "untuk semua orang.",
            "Lembar nilai dibuka tanpa nama juri, supaya siapa pun dapat menghitung ulang.",
            "Hasil yang sudah diumumkan tidak bisa ditarik kembali ke pleno.",
        ]

    def problems(self, row: Round) -> list[str]:
        return announcement.announcement_problems(row)

    def do(self, row: Round, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        return f"Hasil {len(announcement.announce(row, by=by))} lomba diumumkan."


class PublishArchive(Step):
    word = "terbitkan-arsip"
    label = "Terbitkan arsip"
    yes = "Ya, terbitkan arsip"

    class form(Ask):
        prepared_by = forms.ModelChoiceField(
            label="disusun oleh", queryset=User.objects.none(),
            help_text="Arsip dibaca dua orang: yang menyusun dari sumbernya, dan Anda.",
        )  # fmt: skip
        reason = forms.CharField(
            label="apa yang berubah", max_length=300, required=False,
            help_text="Wajib bila arsip ini sudah pernah terbit; pembaca melihatnya.",
        )  # fmt: skip

        def __init__(self, row: Round, *args: Any, **kwargs: Any) -> None:
            super().__init__(row, *args, **kwargs)
            self.fields["prepared_by"].queryset = secretaries()

        clean_reason = PublishRules.form.clean_reason

    def is_due(self, row: Round) -> bool:
        return row.standing == Round.Standing.ARCHIVE

    def facts(self, row: Round) -> list[tuple[str, Any]]:
        winners = Placing.objects.filter(contest__round=row, final_place__isnull=False)
        return [
            ("Sumber", row.source),
            ("Lomba", row.contests.count()),
            ("Penerima tempat", winners.count()),
        ]

    def effects(self, row: Round) -> list[str]:
        return ["Pemenang menurut sumber ini terbuka untuk semua orang, dengan sumbernya."]

    def problems(self, row: Round) -> list[str]:
        return [] if row.contests.exists() else ["Putaran ini belum punya lomba."]

    def do(self, row: Round, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        announcement.publish_archive(row, by=by, **data)
        return f"Arsip {row} terbit."


@admin.register(Round)
class RoundAdmin(AwardAdmin):
    ordering = ["-year", "name"]
    list_display = ["name", "year", "edition", "standing", "contest_number", "announced_at"]
    list_filter = ["standing", "year"]
    search_fields = ["name", "edition"]
    prepopulated_fields = {"slug": ["name"]}
    stays_on_page = True
    overview_template = "admin/awards/round_overview.html"
    steps = [
        PublishRules(), Announce(), PublishArchive(),
        MakeCertificates(), PublishCertificates(),
    ]  # fmt: skip
    also_in_history = [(Contest, "round")]
    fieldsets = [
        (
            "Putaran",
            {
                "fields": [
                    "opened_version", "name", ("year", "edition"), "slug", "standing", "level",
                    "description", "is_example",
                ],
                "description": "Satu putaran memuat semua lomba tahun itu. Alamatnya tidak berubah "
                "lagi sesudah disimpan.",
            },
        ),
        (
            "Penyelenggara dan dasar",
            {"fields": ["organizer", "organizer_label", "legal_basis",
                        ("period_start", "period_end")]},
        ),
        (
            "Pengumuman",
            {
                "fields": ["announce_at", "meeting_slug", "announcement_note"],
                "description": "Sebelum saat pengumuman, nilai, urutan, dan pemenang tidak keluar "
                "ke mana pun. Pada saat itu, putaran yang semua lombanya sudah ditetapkan "
                "diumumkan dengan sendirinya.",
            },
        ),
        (
            "Sumber",
            {
                "fields": ["source", "source_url"],
                "description": "Wajib untuk arsip: dari mana hasilnya diketahui.",
                "classes": ["collapse"],
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        if request.resolver_match and str(request.resolver_match.url_name).endswith("_changelist"):
            rows = rows.annotate(contest_count=Count("contests"))
        return rows

    @admin.display(description="lomba", ordering="contest_count")
    def contest_number(self, row: Round) -> int:
        return row.contest_count  # type: ignore[attr-defined]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "source_url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return organization_field(field, db_field) if db_field.name == "organizer" else field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        fixed = ["slug", "standing"] if obj.contests.exists() else ["slug"]
        return [*fixed, "announce_at"] if obj.is_announced else fixed

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.published() is None)

    def links(self, row: Round) -> list[tuple[str, str]]:
        made = Certificate.objects.filter(placing__contest__round=row).exists()
        address = reverse("round_certificates", args=[row.pk])
        return [("Unduh semua piagam (ZIP)", address)] if made else []

    def overview(self, row: Round, request: HttpRequest) -> dict[str, Any]:
        contests = row.contests.annotate(
            nominee_number=Count("nominees", distinct=True),
            stage_number=Count("stages", distinct=True),
        ).order_by("position", "name")
        published = Publication.objects.filter(record_id=OuterRef("pk"))
        certificates = Certificate.objects.filter(placing__contest__round=row).aggregate(
            made=Count("pk"), out=Count("pk", filter=Q(Exists(published)))
        )
        rules = row.published()
        return {
            "contests": contests,
            "rules": rules,
            "certificates": certificates,
            "jurors": row.jurors.count(),
            "nominees": Nominee.objects.filter(contest__round=row).count(),
        }
