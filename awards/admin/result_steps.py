"""From closed stages to a fixed result: arithmetic, the plenary, two people who stand for it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from publications.models import Publication
from publications.templatetags.portal import moment, plain_date

from .. import actions
from ..explaining import explanations
from ..models import Contest, Juror, Place, Placing, Plenary, ScoreSheet
from ..models.contest import Phase
from ..recap import Recap, agreement_of, outliers, panels_apart
from .base import Ask, Step, forms
from .exchange import CSV, FORMATS, file_of

LONGEST = 500


def figure(value: Decimal | None) -> str:
    """85,2500: as the recap prints it."""
    return "–" if value is None else f"{value:f}".replace(".", ",")


def material(row: Contest) -> dict[str, Any]:
    """What the plenary looks at: the order and why, agreement, and what stands out."""
    placings = list(row.placings.select_related("nominee", "place", "final_place"))
    recap = Recap.of(row)
    names = {str(key): name for key, name in row.nominees.values_list("pk", "name")}
    jurors = {
        str(key): name
        for key, name in Juror.objects.filter(round=row.round_id).values_list("pk", "name")
    }
    words = explanations(row, placings, recap) if placings else {}
    stages = []
    for stage in row.stages.filter(is_practice=False).prefetch_related("seats"):
        found = outliers(stage, recap) + panels_apart(stage, recap)
        stages.append(
            {
                "stage": stage,
                "agreement": agreement_of(stage, recap),
                "flags": [
                    {
                        "nominee": names.get(flag.nominee, ""),
                        "juror": jurors.get(flag.juror, ""),
                        "difference": figure(abs(flag.difference)),
                        "words": flag.words,
                    }
                    for flag in found
                ],
            }
        )
    rows = [
        {"placing": one, "total": figure(one.total), "words": words.get(str(one.nominee_id), "")}
        for one in placings
    ]
    return {"placings": rows, "material": stages}


class Compute(Step):
    word = "hitung"
    label = "Hitung hasil"
    yes = "Ya, hitung"

    def is_due(self, row: Contest) -> bool:
        return row.phase == Phase.CLOSED and row.stages.exists()

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        sheets = ScoreSheet.objects.filter(
            seat__stage__contest=row, seat__stage__is_practice=False, signed_at__isnull=False
        )
        return [
            ("Peserta", row.nominees.standing().count()),
            ("Lembar yang ditandatangani", sheets.count()),
            ("Cara menggabung", row.get_method_display()),
            ("Sudah pernah dihitung", moment(row.computed_at) or "belum"),
        ]

    def effects(self, row: Contest) -> list[str]:
        return [
            "Nilai akhir, peringkat, dan tempat menurut hitungan ditulis; hitungan yang lama "
            "diganti.",
            "Belum ada yang menjadi terbuka: hasil ini bahan sidang pleno.",
        ]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        found = actions.compute(row, by=by)
        given = sum(1 for one in found if one.place_id)
        return f"{len(found)} peserta dihitung; {given} mendapat tempat menurut hitungan."


def places_offered(row: Contest) -> tuple[dict[str, Place], list[tuple[str, str]]]:
    """The places of a contest by what a form sends for them, and the choices of its selects."""
    places = {str(place.pk): place for place in row.places.all()}
    return places, [("", "tanpa tempat"), *((key, str(one)) for key, one in places.items())]


class PlenaryForm(Ask):
    """The plenary, and for each nominee the place it decided on."""

    held_on = forms.DateField(label="tanggal pleno", widget=forms.DateInput(attrs={"type": "date"}))
    location = forms.CharField(label="tempat", max_length=200, required=False)
    chaired_by = forms.CharField(label="pimpinan pleno", max_length=200)
    votes_for = forms.IntegerField(label="setuju", min_value=0, max_value=999)
    votes_against = forms.IntegerField(label="tidak setuju", min_value=0, max_value=999, initial=0)
    votes_abstained = forms.IntegerField(
        label="tidak bersuara", min_value=0, max_value=999, initial=0
    )
    reason = forms.CharField(
        label="alasan menyimpang", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wajib bila ada tempat yang berbeda dari hitungan. Terbit bersama hasil.",
    )  # fmt: skip

    def __init__(self, row: Contest, *args: Any, **kwargs: Any) -> None:
        super().__init__(row, *args, **kwargs)
        before = Plenary.objects.filter(contest=row).first()
        for name in self.fields if before else ():
            self.fields[name].initial = getattr(before, name)
        self.plenary_names = list(self.fields)
        self.places, choices = places_offered(row)
        self.placings = list(row.placings.select_related("nominee", "place"))
        for one in self.placings:
            self.fields[f"tempat-{one.nominee_id}"] = forms.ChoiceField(
                label=f"{one.rank}. {one.nominee} ({figure(one.total)})", choices=choices,
                required=False, initial=str(one.place_id or ""),
                help_text=f"Menurut hitungan: {one.place or 'tanpa tempat'}.",
            )  # fmt: skip
            self.fields[f"alasan-{one.nominee_id}"] = forms.CharField(
                label=f"alasan untuk {one.nominee}", required=False, max_length=LONGEST
            )

    def groups(self) -> list[tuple[str, list[Any]]]:
        of = [
            self[f"{what}-{one.nominee_id}"]
            for one in self.placings
            for what in ("tempat", "alasan")
        ]
        return [("Sidang pleno", [self[name] for name in self.plenary_names]), ("Tempat", of)]

    def clean_held_on(self) -> date:
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError("Pleno yang belum berlangsung tidak bisa dicatat.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        departures = {}
        for one in self.placings:
            chosen = data.get(f"tempat-{one.nominee_id}")
            if chosen is None:
                continue
            place = self.places.get(chosen)
            if (place.pk if place else None) != one.place_id:
                why = (data.get(f"alasan-{one.nominee_id}") or "").strip()
                if not why:
                    self.add_error(f"alasan-{one.nominee_id}", "Tuliskan alasannya.")
                departures[one.nominee_id] = (place, why)
        data["departures"] = departures
        if departures and not (data.get("reason") or "").strip():
            self.add_error("reason", "Tuliskan mengapa pleno menyimpang dari hitungan.")
        return data


class Propose(Step):
    word = "pleno"
    label = "Catat pleno dan usulkan"
    yes = "Ya, catat dan usulkan"
    form = PlenaryForm
    template = "admin/awards/plenary.html"

    def is_due(self, row: Contest) -> bool:
        return row.phase == Phase.CLOSED and row.computed_at is not None

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        return [
            ("Dihitung", moment(row.computed_at)),
            ("Peserta yang dihitung", row.placings.count()),
            ("Mendapat tempat menurut hitungan", row.placings.filter(place__isnull=False).count()),
        ]

    def effects(self, row: Contest) -> list[str]:
        return [
            "Pleno menguatkan hitungan, atau menyimpang darinya dengan alasan dan suara.",
            "Usulan menunggu penetapan oleh dua orang; sampai saat itu masih dapat dikembalikan.",
        ]

    def more(self, row: Contest) -> dict[str, Any]:
        return material(row)

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        departures = data["departures"]
        plenary = Plenary.objects.filter(contest=row).first() or Plenary(contest=row)
        for name in ("held_on", "location", "chaired_by", "reason", "votes_for", "votes_against",
                     "votes_abstained"):  # fmt: skip
            setattr(plenary, name, data[name])
        plenary.confirms = not departures
        plenary.full_clean()
        plenary.save()
        actions.propose(row, by=by, departures=departures)
        if not departures:
            return "Pleno menguatkan hitungan. Usulan menunggu penetapan dua orang."
        return f"Pleno mengubah {len(departures)} tempat. Usulan menunggu penetapan dua orang."


class TakeBack(Step):
    word = "kembalikan"
    label = "Kembalikan usulan"
    yes = "Ya, kembalikan ke pleno"

    class form(Ask):
        reason = forms.CharField(label="alasan", max_length=300)

    def is_due(self, row: Contest) -> bool:
        return row.phase == Phase.PROPOSED

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        return [("Penetapan pertama", str(row.first_fixed_by or "belum ada"))]

    def effects(self, row: Contest) -> list[str]:
        return ["Penetapan pertama gugur; hasil dapat dihitung dan diplenokan lagi."]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        actions.take_back(row, by=by, reason=data["reason"])
        return f"Usulan dikembalikan ke pleno: {data['reason']}"


def is_last_before_the_announcement(row: Contest) -> bool:
    """Whether a second signature here lets the whole round out at once."""
    moment = row.round.announce_at
    others = row.round.contests.exclude(pk=row.pk).exclude(phase=Phase.FIXED)
    return moment is not None and moment <= timezone.now() and not others.exists()


class Fix(Step):
    word = "tetapkan"
    label = "Tetapkan"
    yes = "Ya, saya tetapkan"
    is_grave = True
    template = "admin/awards/fix.html"

    def is_due(self, row: Contest) -> bool:
        return row.phase == Phase.PROPOSED

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        plenary = row.plenary
        places = row.placings.filter(final_place__isnull=False)
        votes = (
            f"{plenary.votes_for} setuju, {plenary.votes_against} tidak, "
            f"{plenary.votes_abstained} tidak bersuara"
        )
        first = row.first_fixed_by
        return [
            ("Pleno", f"{plain_date(plenary.held_on)}, dipimpin {plenary.chaired_by}"),
            ("Suara", votes),
            ("Sikap", "menguatkan hitungan" if plenary.confirms else "menyimpang dari hitungan"),
            ("Penerima tempat", places.count()),
            (
                "Tempat yang berbeda dari hitungan",
                row.placings.exclude(departure_reason="").count(),
            ),
            ("Penetapan pertama", f"{first}, {moment(row.first_fixed_at)}" if first else "belum"),
        ]

    def effects(self, row: Contest) -> list[str]:
        if row.first_fixed_by_id is None:
            return [
                "Anda menetapkan sebagai orang pertama. Hasil menunggu orang kedua.",
                "Belum ada yang terbuka untuk umum.",
            ]
        return [
            "Anda menetapkan sebagai orang kedua. Sesudah ini hasil tidak bisa dikembalikan.",
            "Saat pengumuman putaran ini sudah lewat dan lomba lain sudah ditetapkan: hasilnya "
            "diumumkan sendiri beberapa detik sesudah Anda menetapkan."
            if is_last_before_the_announcement(row)
            else "Hasil terbuka pada saat pengumuman putarannya, tidak lebih awal.",
        ]

    def more(self, row: Contest) -> dict[str, Any]:
        rows = Placing.objects.filter(contest=row).select_related("nominee", "final_place", "place")
        order = sorted(rows, key=lambda one: (
            one.final_place.position if one.final_place else 999, one.rank or 999,
        ))  # fmt: skip
        return {"placings": [{"placing": one, "total": figure(one.total)} for one in order]}

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        if actions.fix(row, by=by):
            return f"Hasil {row.name} ditetapkan oleh dua orang."
        return "Penetapan pertama tercatat. Orang kedua dapat menetapkannya sekarang."


class DownloadScores(Step):
    """Marks leave only as the published result carries them: opened, and without names."""

    word = "unduh-nilai"
    label = "Unduh nilai"
    yes = "Unduh"

    class form(Ask):
        kind = forms.ChoiceField(label="bentuk", choices=[*FORMATS.items()], initial=CSV)

    def is_due(self, row: Contest) -> bool:
        return row.phase == Phase.ANNOUNCED and row.computed_at is not None

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        return [("Lembar nilai", len(self.sheets(row)))]

    def effects(self, row: Contest) -> list[str]:
        return ["Nilai tiap lembar seperti yang sudah diumumkan; juri diberi nomor, bukan nama."]

    def sheets(self, row: Contest) -> list[dict[str, Any]]:
        published = Publication.objects.current().filter(record_id=row.pk).first()
        return published.body["sheets"] if published and published.body else []

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> Any:
        rows = [
            [sheet["stage"], sheet["opening"]["nominee"], sheet["juror"], code, mark]
            for sheet in self.sheets(row)
            for code, mark in sheet["opening"]["marks"].items()
        ]
        head = ["tahap", "peserta", "juri", "kriteria", "nilai"]
        return file_of(head, sorted(rows), data["kind"], f"nilai-{row.slug}")
