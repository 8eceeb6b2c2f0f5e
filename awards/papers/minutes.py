"""The minutes (berita acara) of a stage and of the plenary: what the jury signs by hand.

An internal paper made from records, kept nowhere: it names jurors. No figure, no order and no
reason that tells one stands on it while another stage of the contest may still be scored.
"""

import datetime as dt
from typing import Any

from django.utils import timezone, translation

from publications import papers
from publications.papers import LANGUAGE
from publications.templatetags.portal import plain_date

from ..actions import WrongMoment, competing
from ..document import recap_document, tie_steps
from ..explaining import explanations
from ..models import Contest, Juror, Plenary, ScoreSheet, Stage
from ..models.contest import Phase
from ..recap import Recap, agreement_of, outliers, panels_apart
from .tables import stage_tables
from .words import breakable, day_in_words, decided_words, figure, moved, percent

TEMPLATE = "minutes.typ"
BEFORE_TOTALS = (Phase.DRAFT, Phase.SCORING)
NOT_DECIDED = (*BEFORE_TOTALS, Phase.CLOSED)


def stage_minutes(stage: Stage) -> bytes:
    """The paper of a closed stage."""
    with translation.override(LANGUAGE):
        data = stage_data(stage)
    with papers.alone():
        return papers.typeset(TEMPLATE, data, stage.closed_at or stage.changed_at)


def plenary_minutes(contest: Contest) -> bytes:
    """The paper of the plenary; before it was recorded, with lines to write on."""
    with translation.override(LANGUAGE):
        data = plenary_data(contest)
    with papers.alone():
        return papers.typeset(TEMPLATE, data, contest.computed_at or contest.changed_at)


# ----------------------------------------------------------------------------------- what both say
def common(contest: Contest, title: str, jurors: list[dict[str, Any]], day: Any) -> dict[str, Any]:
    round = contest.round
    return {
        "title": f"Berita acara: {title}, {contest.name}",
        "is_example": round.is_example,
        "kop": [breakable(text) for text in (round.organizer_label, round.name) if text],
        "heading": title,
        "contest": breakable(contest.name),
        "jurors": jurors,
        "chairs": [juror for juror in jurors if juror["is_chair"]],
        "members": [juror for juror in jurors if not juror["is_chair"]],
        "signed_on": plain_date(day) if day else "",
        "facts": [],
        "nominees": [],
        "withdrawn": [
            {"name": breakable(row.name), "reason": breakable(row.withdrawn_reason)}
            for row in contest.nominees.exclude(withdrawn_reason="")
        ],
        "conflicts": None,
        "substitutions": [],
        "withheld": "",
        "stages": [],
        "results": None,
        "ranking": None,
        "explanations": [],
        "departures": [],
        "decision": None,
        "lacks_letters": False,
    }


def juror_line(juror: Juror, panel: str = "") -> dict[str, Any]:
    return {
        "name": breakable(juror.name),
        "institution": breakable(juror.institution),
        "is_chair": juror.is_chair,
        "panel": panel,
    }


def in_order(jurors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The chair first."""
    return sorted(jurors, key=lambda juror: (not juror["is_chair"], juror["panel"], juror["name"]))


# --------------------------------------------------------------------------------------- one stage
def stage_data(stage: Stage) -> dict[str, Any]:
    contest = stage.contest
    if stage.status != Stage.Status.CLOSED:
        raise WrongMoment("Berita acara tahap dibuat sesudah tahap ditutup.")
    seats = list(stage.seats.select_related("juror__area"))
    nominees = judged(stage)
    day = timezone.localtime(stage.closed_at).date() if stage.closed_at else None
    practice = "latihan " if stage.is_practice else ""
    return {
        **common(
            contest,
            f"Penilaian tahap {practice}{stage.name}",
            in_order([juror_line(seat.juror, seat.panel) for seat in seats]),
            day,
        ),
        "opening": opening(
            day, f"dewan juri telah menyelesaikan penilaian tahap {stage.name}", contest
        ),
        "facts": [
            ["Peserta yang dinilai", f"{len(nominees)} peserta"],
            ["Lembar nilai", f"{signed_sheets(stage)} lembar, semuanya ditandatangani juri"],
        ],
        "nominees": [
            {"number": str(row.number or "–"), "name": breakable(row.name)} for row in nominees
        ],
        "conflicts": [breakable(text) for text in conflicts(stage, seats, nominees)],
        "substitutions": substitutions(stage),
        **outcome(stage, nominees),
    }


def judged(stage: Stage) -> list[Any]:
    """Who was judged in it, in the order of their numbers, whatever became of them later."""
    found = {row.pk: row for row in competing(stage)}
    sheets = ScoreSheet.objects.filter(seat__stage=stage).select_related("nominee__area")
    found |= {sheet.nominee_id: sheet.nominee for sheet in sheets}
    return sorted(found.values(), key=lambda row: (row.number is None, row.number, row.name))


def signed_sheets(stage: Stage) -> int:
    return ScoreSheet.objects.filter(seat__stage=stage, signed_at__isnull=False).count()


def conflicts(stage: Stage, seats: list[Any], nominees: list[Any]) -> list[str]:
    """Which juror was kept from whom, and why: asked only where a sheet is missing."""
    pairs = ScoreSheet.objects.filter(seat__stage=stage).values_list("seat_id", "nominee_id")
    laid_out = set(pairs)
    return [
        f"{seat.juror} tidak menilai {nominee}. {reason}"
        for seat in seats
        for nominee in nominees
        if (seat.pk, nominee.pk) not in laid_out
        if (reason := seat.juror.conflict_with(nominee))
    ]


def substitutions(stage: Stage) -> list[str]:
    rows = stage.substitutions.select_related("replaced", "substitute", "nominee")
    return [
        breakable(
            f"{row.substitute} menggantikan {row.replaced} "
            f"{f'untuk {row.nominee}' if row.nominee else 'untuk semua peserta'}. {row.reason}"
        )
        for row in rows
    ]


def outcome(stage: Stage, nominees: list[Any]) -> dict[str, Any]:
    """Figures and reasons once no stage can be scored any more; until then who goes on."""
    contest = stage.contest
    results = {row.nominee_id: row for row in stage.results.select_related("nominee")}
    if stage.is_practice:
        return {"withheld": "Tahap latihan tidak dihitung dan tidak menggugurkan siapa pun."}
    is_open = contest.phase not in BEFORE_TOTALS
    rows = [
        {
            "rank": str(row.rank or "–") if is_open else "",
            "name": breakable(nominee.name),
            "score": figure(row.score) if is_open else "",
            "cumulative": figure(row.cumulative) if is_open else "",
            "verdict": "maju" if row.goes_on else "tidak maju",
            "reason": breakable(row.reason) if is_open else "",
            "order": row.rank or 999,
        }
        for nominee in nominees
        if (row := results.get(nominee.pk))
    ]
    if not is_open:
        return {
            "results": {"has_figures": False, "rows": rows},
            "withheld": (
                "Nilai, peringkat, dan alasannya dicantumkan sesudah semua tahap lomba ini "
                "ditutup, agar tidak memengaruhi penilaian tahap berikutnya."
            ),
        }
    counting = list(contest.stages.filter(is_practice=False))
    recap = recap_document(contest, Recap.of(contest, nominees))["stages"][counting.index(stage)]
    return {
        "stages": [stage_tables(recap)],
        "results": {
            "has_figures": True,
            "rows": sorted(rows, key=lambda row: (row["order"], row["name"])),
        },
    }


# -------------------------------------------------------------------------------------- the plenary
def plenary_data(contest: Contest) -> dict[str, Any]:
    if contest.phase in BEFORE_TOTALS:
        raise WrongMoment("Berita acara pleno dibuat sesudah semua tahap ditutup.")
    if contest.computed_at is None:
        raise WrongMoment("Hasil belum dihitung.")
    plenary = Plenary.objects.filter(contest=contest).first()
    is_decided = contest.phase not in NOT_DECIDED
    jurors: dict[Any, dict[str, Any]] = {}
    seated = Juror.objects.filter(seats__stage__contest=contest, seats__stage__is_practice=False)
    for juror in seated:
        jurors.setdefault(juror.pk, juror_line(juror))
    recap = Recap.of(contest)
    placings = list(
        contest.placings.select_related(
            "nominee", "place", "final_place", "plenary_place"
        ).order_by("rank", "nominee__name")
    )
    words = explanations(contest, placings, recap, with_corrections=False)
    steps = tie_steps(contest)
    stages = [stage for stage in contest.stages.all() if not stage.is_practice]
    day = plenary.held_on if plenary else None
    return {
        **common(contest, "Pleno dewan juri", in_order(list(jurors.values())), day),
        "opening": opening(
            day,
            "dewan juri telah bersidang dalam pleno untuk menetapkan usulan pemenang",
            contest,
            plenary.location if plenary else "",
        ),
        "facts": [["Pimpinan pleno", breakable(plenary.chaired_by) if plenary else ""]],
        "ranking": {
            "stages": [breakable(stage.name) for stage in stages],
            "rows": [
                {
                    "rank": str(row.rank or "–"),
                    "name": breakable(row.nominee.name),
                    "scores": [
                        figure(scores[str(stage.pk)].score)
                        if (scores := recap.scores.get(str(row.nominee_id), {}))
                        and str(stage.pk) in scores
                        else "–"
                        for stage in stages
                    ],
                    "total": figure(row.total),
                    "place": row.place.name if row.place else "–",
                    "decided": decided_words(row.decided_by, steps) if row.decided_by else "",
                    "final": (row.decided_place.name if row.decided_place else "–")
                    if is_decided
                    else "",
                }
                for row in placings
            ],
        },
        "agreement": [agreement_words(stage, recap) for stage in stages],
        "explanations": [
            breakable(words[str(row.nominee_id)])
            for row in placings
            if words.get(str(row.nominee_id))
        ],
        "departures": [
            moved(
                row.nominee.name,
                row.place.name if row.place else "",
                row.decided_place.name if row.decided_place else "",
                row.departure_reason,
            )
            for row in placings
            if row.departure_reason
        ],
        "decision": decision(plenary),
    }


def agreement_words(stage: Stage, recap: Recap) -> str:
    """How far the jurors of a stage agreed, and how much was flagged; nobody is named on paper."""
    agreement = agreement_of(stage, recap)
    limit = percent(stage.contest.outlier_points)
    sheets, panels = len(outliers(stage, recap)), len(panels_apart(stage, recap))
    told = [
        f"kesepakatan juri (W Kendall) {figure(agreement)}"
        if agreement is not None
        else "kesepakatan juri tidak dapat dihitung",
        f"{sheets or 'tidak ada'} lembar yang berjarak lebih dari {limit} dari rata-rata juri lain",
    ]
    if panels:
        told.append(f"{panels} peserta yang dinilai berbeda lebih dari {limit} oleh dua panel")
    return breakable(f"{stage.name}: {'; '.join(told)}.")


def decision(plenary: Plenary | None) -> dict[str, Any]:
    """What was decided and by how many; empty words become lines to write on."""
    if plenary is None:
        return {"words": "", "reason": "", "votes": ["", "", ""], "decree": ""}
    decree = plenary.decree_number
    if decree and plenary.decree_date:
        decree += f", tanggal {plain_date(plenary.decree_date)}"
    return {
        "words": "Pleno menguatkan hasil hitungan."
        if plenary.confirms
        else "Pleno menyimpang dari hasil hitungan.",
        "reason": breakable(plenary.reason),
        "votes": [
            str(votes)
            for votes in (plenary.votes_for, plenary.votes_against, plenary.votes_abstained)
        ],
        "decree": breakable(decree),
    }


DOTS = "…" * 12


def opening(day: dt.date | None, what: str, contest: Contest, location: str = "") -> str:
    """Pada hari ini, Senin, tanggal …: the day in words, as such papers begin."""
    when = day_in_words(day) if day else f"{DOTS}, tanggal {DOTS}, bulan {DOTS}, tahun {DOTS}"
    return breakable(
        f"Pada hari ini, {when}, bertempat di {location or DOTS}, {what} "
        f"{contest.name} dalam {contest.round.name}, dengan hasil sebagai berikut."
    )
