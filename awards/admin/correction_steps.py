"""Buttons of an announced contest: what was wrong is proposed by one and published by another."""

from typing import Any

from django.http import HttpRequest

from .. import correcting
from ..models import Contest
from .base import Ask, Step, forms
from .result_steps import figure, places_offered


class CorrectionForm(Ask):
    """Each nominee with the place it should have; what is left alone stays as announced."""

    reason = forms.CharField(
        label="apa yang keliru", max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Terbit bersama ralatnya; pembaca melihatnya.",
    )  # fmt: skip

    def __init__(self, row: Contest, *args: Any, **kwargs: Any) -> None:
        super().__init__(row, *args, **kwargs)
        self.places, choices = places_offered(row)
        self.placings = list(row.placings.select_related("nominee", "final_place"))
        for one in self.placings:
            self.fields[f"tempat-{one.pk}"] = forms.ChoiceField(
                label=f"{one.rank}. {one.nominee} ({figure(one.total)})", choices=choices,
                required=False, initial=str(one.final_place_id or ""),
                help_text=f"Diumumkan: {one.final_place or 'tanpa tempat'}.",
            )  # fmt: skip

    def groups(self) -> list[tuple[str, list[Any]]]:
        of = [self[f"tempat-{one.pk}"] for one in self.placings]
        return [("Ralat", [self["reason"]]), ("Tempat", of)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["places"] = {
            one.pk: self.places.get(data[f"tempat-{one.pk}"])
            for one in self.placings
            if f"tempat-{one.pk}" in data
        }
        return data


class ProposeCorrection(Step):
    word = "usulkan-ralat"
    label = "Ralat hasil"
    yes = "Ya, usulkan ralat"
    form = CorrectionForm

    def is_due(self, row: Contest) -> bool:
        return correcting.can_be_corrected(row) and correcting.waiting(row) is None

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        return [
            ("Penerima tempat", row.placings.filter(final_place__isnull=False).count()),
            ("Ralat sebelumnya", row.corrections.filter(status="accepted").count()),
        ]

    def effects(self, row: Contest) -> list[str]:
        return [
            "Belum ada yang terbit: orang kedua memeriksa dan menerbitkannya.",
            "Nilai dan hitungan tidak berubah; yang diralat adalah tempat dan keterangannya.",
        ]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        correcting.propose(row, by=by, places=data["places"], reason=data["reason"])
        return "Ralat diusulkan. Orang kedua dapat menerbitkannya sekarang."


class OnWaiting(Step):
    """What is done with a correction that waits; its page restates it."""

    def is_due(self, row: Contest) -> bool:
        return correcting.waiting(row) is not None

    def facts(self, row: Contest) -> list[tuple[str, Any]]:
        one = correcting.waiting(row)
        if one is None:
            return []
        papers = correcting.certificates(one).count()
        return [
            ("Diusulkan oleh", str(one.proposed_by)),
            ("Alasan", one.reason),
            *(
                (
                    str(placing.nominee),
                    f"{placing.final_place or 'tanpa tempat'} → {place or 'tanpa tempat'}",
                )
                for placing, place in correcting.changes(one)
            ),
            ("Piagam yang tidak lagi berlaku", papers),
        ]


class AcceptCorrection(OnWaiting):
    word = "terbitkan-ralat"
    label = "Terbitkan ralat"
    yes = "Ya, terbitkan ralat"
    is_grave = True

    def effects(self, row: Contest) -> list[str]:
        return [
            "Hasil terbit sebagai versi baru dengan alasannya; versi lama tetap dapat dibaca.",
            "Piagam yang tempatnya berubah ditarik; yang belum terbit dibuang.",
        ]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        one = correcting.waiting(row)
        assert one is not None  # is_due was asked under the same lock
        return f"Ralat terbit sebagai versi {correcting.accept(one, by=by).version}."


class RefuseCorrection(OnWaiting):
    word = "tolak-ralat"
    label = "Tolak ralat"
    yes = "Ya, tolak"

    class form(Ask):
        reason = forms.CharField(label="alasan", max_length=300)

    def effects(self, row: Contest) -> list[str]:
        return ["Hasil tetap seperti yang terbit."]

    def do(self, row: Contest, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        one = correcting.waiting(row)
        assert one is not None
        correcting.refuse(one, by=by, reason=data["reason"])
        return f"Ralat ditolak: {data['reason']}"
