"""What is done with a contest until its scoring is open."""

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from organizations.models import Area, Organization

from .. import actions, seating
from ..models import Contest, Juror, Nominee, Round, Stage
from ..models.contest import Phase
from . import defaults
from .base import Ask, Step, forms


def is_draft(row: Contest) -> bool:
    return row.phase == Phase.DRAFT and row.round.standing == Round.Standing.RUNNING


class FillIn(Step):
    word = "isi-baku"
    label = "Isi baku"
    yes = "Ya, isi"

    class form(Ask):
        stages = forms.MultipleChoiceField(
            label="tahap", choices=[(name, name) for name in defaults.STAGES],
            initial=defaults.STAGES[:2], widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        places = forms.ChoiceField(
            label="sebutan tempat", choices=list(defaults.PLACE_WORDS.items()), initial="juara",
            widget=forms.RadioSelect,
        )  # fmt: skip

    def is_due(self, row: Contest) -> bool:
        parts = (row.stages, row.places, row.scale)
        return is_draft(row) and not all(part.exists() for part in parts)

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        return [
            ("Tahap yang sudah ada", row.stages.count()),
            ("Tempat yang sudah ada", row.places.count()),
            ("Langkah skala yang sudah ada", row.scale.count()),
        ]

    def effects(self, row: Contest) -> list[str]:
        return [
            "Tiap tahap mendapat empat bidang Permendagri 42/2005: "
            + ", ".join(title for _, title in defaults.FIELDS)
            + ".",
            "Bobot sengaja kosong: peraturan itu tidak menetapkannya, jadi bobotnya milik kota "
            "ini sendiri.",
            "Skala diberi kata-kata; tempat juara diberi sebutan.",
            "Hanya bagian yang masih kosong yang diisi.",
        ]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        defaults.fill(row, stages=data["stages"], places=data["places"])
        return "Isian baku dimasukkan. Lengkapi bobotnya, lalu tambahkan variabel tiap bidang."


def candidates(row: Contest) -> list[tuple[str, str]]:
    """Who may compete by the kind of contest, without those who already do."""
    if row.nominee_type in (Contest.NomineeType.SUBDISTRICT, Contest.NomineeType.DISTRICT):
        areas = Area.objects.filter(classification=row.nominee_type)
        areas = areas.exclude(pk__in=row.nominees.values("area"))
        return [(str(area.pk), area.full_name) for area in areas]
    if row.organization_kind_id is None:
        return []
    bodies = Organization.objects.active(timezone.localdate()).filter(
        classification=row.organization_kind
    )
    bodies = bodies.exclude(pk__in=row.nominees.filter(organization__isnull=False)
                            .values("organization"))  # fmt: skip
    return [(str(body.pk), body.name) for body in bodies]


class EnterNominees(Step):
    word = "masukkan-peserta"
    label = "Masukkan peserta"
    yes = "Ya, masukkan"

    class form(Ask):
        chosen = forms.MultipleChoiceField(label="peserta", widget=forms.CheckboxSelectMultiple)

        def __init__(self, row: Contest, *args: Any, **kwargs: Any) -> None:
            super().__init__(row, *args, **kwargs)
            self.fields["chosen"].choices = candidates(row)
            self.fields["chosen"].initial = [key for key, _ in self.fields["chosen"].choices]

    def is_due(self, row: Contest) -> bool:
        return is_draft(row) and bool(candidates(row))

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        return [
            ("Peserta sekarang", row.nominees.count()),
            ("Yang dapat dimasukkan", len(candidates(row))),
        ]

    def effects(self, row: Contest) -> list[str]:
        return ["Nomor peserta diberikan berurutan; dapat diubah di halaman peserta."]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        is_area = row.nominee_type in (
            Contest.NomineeType.SUBDISTRICT,
            Contest.NomineeType.DISTRICT,
        )
        rows: Any = Area.objects if is_area else Organization.objects
        last = row.nominees.aggregate(last=Max("number"))["last"] or 0
        found = rows.in_bulk(data["chosen"])
        for number, (key, _name) in enumerate(
            (one for one in candidates(row) if one[0] in data["chosen"]), last + 1
        ):
            one = next(value for pk, value in found.items() if str(pk) == key)
            who = {"area": one} if is_area else {"organization": one}
            Nominee.objects.create(contest=row, number=number, **who)
        return f"{len(data['chosen'])} peserta dimasukkan."


class Assign(Step):
    word = "tugaskan-juri"
    label = "Tugaskan juri"
    yes = "Ya, tugaskan"

    class form(Ask):
        jurors = forms.ModelMultipleChoiceField(
            label="juri", queryset=Juror.objects.none(), widget=forms.CheckboxSelectMultiple
        )
        stages = forms.ModelMultipleChoiceField(
            label="tahap", queryset=Stage.objects.none(), widget=forms.CheckboxSelectMultiple
        )
        panel = forms.CharField(
            label="panel", max_length=20, initial="A",
            help_text="Dua panel yang menilai peserta yang sama dapat dibandingkan.",
        )  # fmt: skip

        def __init__(self, row: Contest, *args: Any, **kwargs: Any) -> None:
            super().__init__(row, *args, **kwargs)
            self.fields["jurors"].queryset = row.round.jurors.all()
            self.fields["stages"].queryset = waiting_stages(row)
            self.fields["stages"].initial = [stage.pk for stage in waiting_stages(row)]

    def is_due(self, row: Contest) -> bool:
        may = row.phase in (Phase.DRAFT, Phase.SCORING) and waiting_stages(row).exists()
        return may and row.round.jurors.exists()

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        return [
            ("Juri dalam putaran ini", row.round.jurors.count()),
            *((f"Ditugaskan, tahap {stage}", stage.seats.count()) for stage in waiting_stages(row)),
        ]

    def effects(self, row: Contest) -> list[str]:
        return [
            "Juri tidak mendapat lembar peserta dari wilayahnya sendiri, atau yang hubungannya "
            "sudah dinyatakan.",
            "Penugasan yang sudah ada tidak berubah.",
        ]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        made = seating.assign(
            row, jurors=list(data["jurors"]), stages=list(data["stages"]), panel=data["panel"]
        )
        return f"{made} penugasan dibuat."


def waiting_stages(row: Contest) -> Any:
    return row.stages.filter(status=Stage.Status.WAITING)


def expected_sheets(stage: Stage) -> tuple[int, int]:
    """How many sheets opening a stage lays out, and how many a conflict keeps shut."""
    nominees = actions.competing(stage)
    seats = list(stage.seats.select_related("juror__area").prefetch_related("juror__relations"))
    shut = 0
    for seat in seats:
        declared = {relation.nominee_id for relation in seat.juror.relations.all()}
        shut += sum(
            1 for nominee in nominees if nominee.pk in declared or seat.juror.neighbour_of(nominee)
        )
    return len(seats) * len(nominees) - shut, shut


def weights(stage: Stage) -> str:
    if stage.is_practice:
        return "latihan, tidak dihitung"
    return "belum diisi" if stage.weight is None else f"{actions.said(stage.weight)} %"


class OpenScoring(Step):
    word = "buka-penilaian"
    label = "Buka penilaian"
    yes = "Ya, kunci instrumen dan buka penilaian"
    is_grave = True

    def is_due(self, row: Contest) -> bool:
        return is_draft(row)

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        stages = list(row.stages.all())
        laid, shut = expected_sheets(stages[0]) if stages else (0, 0)
        return [
            ("Peserta", row.nominees.standing().count()),
            *((f"Bobot tahap {stage}", weights(stage)) for stage in stages),
            *((f"Kriteria tahap {stage}", stage.criteria.count()) for stage in stages),
            *((f"Juri tahap {stage}", stage.seats.count()) for stage in stages),
            ("Lembar nilai yang disiapkan", laid),
            ("Lembar yang tertutup karena benturan kepentingan", shut),
            ("Cara menggabung", row.get_method_display()),
            ("Dasar bobot", row.weights_source or "belum disebutkan"),
        ]

    def effects(self, row: Contest) -> list[str]:
        first = row.stages.first()
        return [
            "Tahap, kriteria, bobot, skala, tempat juara, dan rantai penentu dikunci oleh basis "
            "data. Tidak seorang pun dapat mengubahnya lagi.",
            f"Tahap {first} terbuka bagi jurinya." if first else "Tahap pertama terbuka.",
            "Belum ada yang menjadi terbuka untuk umum.",
        ]

    def problems(self, row: Contest) -> list[str]:
        return actions.instrument_problems(row)

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        actions.open_scoring(row, by=by)
        return f"Penilaian {row.name} dibuka dan instrumennya dikunci."


class Copy(Step):
    word = "salin"
    label = "Salin ke putaran lain"
    yes = "Ya, salin"

    class form(Ask):
        into = forms.ModelChoiceField(label="ke putaran", queryset=Round.objects.none())

        def __init__(self, row: Contest, *args: Any, **kwargs: Any) -> None:
            super().__init__(row, *args, **kwargs)
            self.fields["into"].queryset = targets(row)

    def is_due(self, row: Contest) -> bool:
        return row.stages.exists()

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        stages = list(row.stages.all())
        return [
            ("Versi instrumen", f"{row.edition}; salinannya versi {row.edition + 1}"),
            ("Tahap", len(stages)),
            ("Kriteria", sum(stage.criteria.count() for stage in stages)),
            ("Tempat juara", row.places.count()),
        ]

    def effects(self, row: Contest) -> list[str]:
        return [
            "Aturannya disalin sebagai versi baru yang masih dapat diubah.",
            "Peserta, juri, nilai, dan hasil tidak ikut.",
        ]

    def problems(self, row: Contest) -> list[str]:
        if targets(row).exists():
            return []
        return ["Tidak ada putaran lain yang masih berjalan. Buat dahulu putarannya."]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> HttpResponse:
        from django.contrib import messages

        into = data["into"]
        if into.contests.filter(name=row.name).exists():
            raise forms.ValidationError(f"{into} sudah punya lomba bernama {row.name}.")
        new = actions.copy_contest(row, into=into, by=by)
        messages.success(request, f"{row.name} disalin ke {into} sebagai versi {new.edition}.")
        return redirect(reverse("admin:awards_contest_change", args=[new.pk]))


def targets(row: Contest) -> Any:
    rows = Round.objects.filter(standing=Round.Standing.RUNNING, announced_at=None)
    return rows.exclude(pk=row.round_id)
