"""What is done with a stage: open it, close it, replace a juror."""

from typing import Any

from django.http import HttpRequest

from .. import actions, seating
from ..models import Juror, Nominee, Stage
from ..models.contest import Phase
from ..recap import completeness
from .base import Ask, Step, forms
from .contest_steps import expected_sheets, weights


class OpenStage(Step):
    word = "buka"
    label = "Buka tahap"
    yes = "Ya, buka tahap"

    def is_due(self, row: Stage) -> bool:
        return row.contest.phase == Phase.SCORING and row.status == Stage.Status.WAITING

    def facts(self, row: Stage) -> list[tuple[str, Any]]:
        laid, shut = expected_sheets(row)
        return [
            ("Bobot tahap", weights(row)),
            ("Peserta yang dinilai", len(actions.competing(row))),
            ("Juri", row.seats.count()),
            ("Lembar nilai yang disiapkan", laid),
            ("Lembar yang tertutup karena benturan kepentingan", shut),
        ]

    def effects(self, row: Stage) -> list[str]:
        return ["Juri tahap ini dapat mengisi lembarnya mulai sekarang."]

    def problems(self, row: Stage) -> list[str]:
        before = row.contest.stages.filter(position__lt=row.position)
        waiting = [
            f"Tahap {stage} belum ditutup." for stage in before.exclude(status=Stage.Status.CLOSED)
        ]
        return waiting + ([] if row.seats.exists() else ["Tahap ini belum punya juri."])

    def do(self, row: Stage, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        actions.open_stage(row, by=by)
        return f"Tahap {row} dibuka."


class CloseStage(Step):
    word = "tutup"
    label = "Tutup tahap"
    yes = "Ya, tutup tahap"
    is_grave = True

    def is_due(self, row: Stage) -> bool:
        return row.contest.phase == Phase.SCORING and row.status == Stage.Status.OPEN

    def facts(self, row: Stage) -> list[tuple[str, Any]]:
        rows = completeness(row)
        return [
            ("Peserta", len(actions.competing(row))),
            ("Juri", len(rows)),
            ("Lembar", sum(one.expected for one in rows)),
            ("Sudah ditandatangani", sum(one.signed for one in rows)),
            ("Yang maju", row.cutoff_count or "semua"),
            ("Nilai terendah untuk maju",
             "tanpa batas" if row.cutoff_score is None else actions.said(row.cutoff_score)),
        ]  # fmt: skip

    def effects(self, row: Stage) -> list[str]:
        if row.is_practice:
            return ["Tahap latihan ditutup; tidak ada yang dihitung atau dicatat di log umum."]
        return [
            "Tidak ada lembar yang dapat diubah atau ditambah lagi.",
            "Sidik tiap lembar masuk log umum. Dari sidik itu nilainya tidak dapat dibaca, tetapi "
            "kelak siapa pun dapat memastikan tidak ada yang diganti.",
            "Yang maju ke tahap berikutnya ditentukan menurut batas di atas.",
        ]

    def problems(self, row: Stage) -> list[str]:
        return actions.stage_problems(row)

    def do(self, row: Stage, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        publication = actions.close_stage(row, by=by)
        number = len(publication.body["commitments"]) if publication and publication.body else 0
        return f"Tahap {row} ditutup; {number} sidik lembar masuk log umum."


class Substitute(Step):
    word = "ganti-juri"
    label = "Ganti juri"
    yes = "Ya, ganti juri"

    class form(Ask):
        replaced = forms.ModelChoiceField(label="yang diganti", queryset=Juror.objects.none())
        by_juror = forms.ModelChoiceField(label="penggantinya", queryset=Juror.objects.none())
        nominee = forms.ModelChoiceField(
            label="peserta", queryset=Nominee.objects.none(), required=False,
            empty_label="semua peserta yang belum ditandatanganinya",
        )  # fmt: skip
        reason = forms.CharField(label="alasan", max_length=300)

        def __init__(self, row: Stage, *args: Any, **kwargs: Any) -> None:
            super().__init__(row, *args, **kwargs)
            jurors = Juror.objects.filter(round=row.contest.round_id)
            self.fields["replaced"].queryset = jurors.filter(seats__stage=row)
            self.fields["by_juror"].queryset = jurors
            self.fields["nominee"].queryset = row.contest.nominees.standing()

        def clean(self) -> dict[str, Any]:
            data = super().clean() or self.cleaned_data
            if data.get("replaced") and data.get("replaced") == data.get("by_juror"):
                raise forms.ValidationError("Pengganti harus orang lain.")
            return data

    def is_due(self, row: Stage) -> bool:
        return row.contest.phase == Phase.SCORING and row.status == Stage.Status.OPEN

    def facts(self, row: Stage) -> list[tuple[str, Any]]:
        return [
            (f"{one.juror}, panel {one.panel}", f"{one.signed} dari {one.expected} ditandatangani")
            for one in completeness(row)
        ]

    def effects(self, row: Stage) -> list[str]:
        return [
            "Penggantian dan alasannya tercatat dan ikut dalam berita acara.",
            "Lembar juri yang diganti ditutup bila belum ditandatangani; yang sudah ditandatangani "
            "tetap berlaku.",
            "Penggantinya mendapat lembar baru, kecuali untuk peserta yang berbenturan dengannya.",
        ]

    def do(self, row: Stage, by: Any, data: dict[str, Any], request: HttpRequest) -> str:
        laid, closed, against = seating.substitute(row, by=by, **data)
        said = f"{closed} lembar ditutup, {laid} lembar disiapkan bagi {data['by_juror']}."
        if against:
            names = ", ".join(map(str, against))
            said += f" Tidak boleh dinilainya, dan perlu juri lain: {names}."
        return said
