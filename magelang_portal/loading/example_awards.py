"""Two fictional rounds: one that went the whole course, one in the middle of its judging.

Both take the same verbs as the browser. Nominees, jurors and recipients say *contoh* in their
names, and marks follow from a rule, so every load tells the same story.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from awards import actions, announcement
from awards.models import (
    Certificate,
    Contest,
    Juror,
    Nominee,
    PaperEntry,
    Placing,
    Plenary,
    Relation,
    Round,
    Score,
    ScoreSheet,
    Seat,
    Stage,
)
from organizations.models import Area, Organization

from .example_instruments import (
    BOOKS,
    FOUR_FIELDS,
    MADE_UP,
    PRACTICE,
    PRESENTATION,
    VISIT,
    furnish,
    stage,
    tie_chain,
)
from .example_names import Names

# The second and the third are made to be equal: the chain decides at its second step.
KELURAHAN = {
    "33.71.01.1010": 89,
    "33.71.02.1008": 86,
    "33.71.03.1002": 86,
    "33.71.03.1006": 82,
    "33.71.02.1005": 80,
    "33.71.01.1007": 76,
    "33.71.02.1003": 71,
}
LPMK = {
    "33.71.02.1008": 90,
    "33.71.01.1011": 87,
    "33.71.03.1003": 83,
    "33.71.02.1004": 78,
    "33.71.01.1003": 74,
}
DECIDED_BY_THE_CHAIN = ("33.71.02.1008", "33.71.03.1002")
LEANINGS = (0, 2, -3, 1)  # how much each juror in turn gives more or less than the others
Marks = Callable[[str, str, int, int], int]  # nominee, criterion, its number, the juror's number


class AwardHands(NamedTuple):
    """Two secretaries, and jurors with an account: one of them judges beside a kelurahan."""

    first: Any
    second: Any
    juror: Any = None
    neighbour: Any = None


def load_example_awards(
    areas: dict[str, Area], kinds: dict[str, Any], *, hands: AwardHands, today: date
) -> None:
    done = load_announced_round(areas, kinds, hands, today)
    load_open_round(areas, done, hands, today)


# ------------------------------------------------------------------------- the whole course
def load_announced_round(
    areas: dict[str, Area], kinds: dict[str, Any], hands: AwardHands, today: date
) -> Contest:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    round = Round.objects.create(
        name=f"BBGRM Contoh {today.year}",
        slug=f"contoh-bbgrm-{today.year}",
        year=today.year,
        level="Kota Magelang",
        organizer_label="Dinas Contoh Kota Magelang",
        period_start=today - timedelta(330),
        period_end=today - timedelta(30),
        legal_basis="CONTOH: keputusan yang tidak ada, untuk peragaan",
        description="Contoh seluruh jalan sebuah putaran: dari aturan sampai piagam.",
        announce_at=now,
        is_example=True,
    )
    jurors = [
        Juror.objects.create(
            round=round,
            name=f"CONTOH Juri {letter}",
            institution="Lembaga Contoh",
            is_chair=letter == "A",
        )
        for letter in "ABCD"
    ]
    villages = Contest.objects.create(
        round=round,
        name="Pelaksana Terbaik BBGRM tingkat kelurahan",
        slug=f"contoh-bbgrm-kelurahan-{today.year}",
        position=1,
        weights_source=MADE_UP,
        certificate_text=f"CONTOH: Pelaksana Terbaik BBGRM {today.year} tingkat kelurahan",
    )
    furnish(villages)
    stage(villages, "Administrasi", 1, FOUR_FIELDS, weight=Decimal(30), cutoff_count=6)
    visit = stage(villages, "Lapangan", 2, FOUR_FIELDS, weight=Decimal(50))
    stage(villages, "Pemaparan", 3, PRESENTATION, weight=Decimal(20))
    tie_chain(villages, visit, "D")
    for number, code in enumerate(KELURAHAN, 1):
        name = f"{areas[code].full_name} (contoh)"
        Nominee.objects.create(contest=villages, area=areas[code], name=name, number=number)
    books = Contest.objects.create(
        round=round,
        name="Administrasi LPMK",
        slug=f"contoh-administrasi-lpmk-{today.year}",
        position=2,
        nominee_type=Contest.NomineeType.ORGANIZATION,
        organization_kind=kinds["lpmk"],
        method=Contest.Method.TRIMMED,
        trim=1,
        weights_source=MADE_UP,
        certificate_text=f"CONTOH: Administrasi LPMK terbaik {today.year}",
    )
    furnish(books)
    stage(books, "Administrasi", 1, BOOKS, weight=Decimal(60))
    visit = stage(books, "Lapangan", 2, VISIT, weight=Decimal(40))
    tie_chain(books, visit, "A")
    for number, code in enumerate(LPMK, 1):
        organization = Organization.objects.get(
            area=areas[code], classification=kinds["lpmk"], is_example=True
        )
        Nominee.objects.create(contest=books, organization=organization, number=number)
    for contest in (villages, books):
        for row in contest.stages.all():
            seat(row, jurors)
    # The last juror knows somebody: no sheet is laid out for that pair.
    Relation.objects.create(
        juror=jurors[3],
        nominee=villages.nominees.get(number=5),
        reason="CONTOH: pernah menjadi pendamping kelurahan ini",
    )
    announcement.publish_rules(round, by=hands.first)
    judge(villages, village_marks, hands)
    judge(books, book_marks, hands)
    decide(villages, hands, today, departs=True)
    decide(books, hands, today, departs=False)
    announcement.announce(round, by=hands.second)
    for contest in (villages, books):
        contest.refresh_from_db()
    hand_out([villages, books], hands, today)
    return villages


def seat(row: Stage, jurors: list[Juror]) -> None:
    for number, juror in enumerate(jurors):
        Seat.objects.create(stage=row, juror=juror, panel="A" if number < 2 else "B")


def village_marks(nominee: str, code: str, number: int, juror: int) -> int:
    mark = KELURAHAN[nominee] + (0, 3, -2, 1, -4, 2, 0, -1)[number % 8] + LEANINGS[juror]
    if nominee == "33.71.03.1006" and juror == 1 and code.startswith("A"):
        mark -= 24  # one sheet far from the others: flagged, and left as it is
    return mark


def book_marks(nominee: str, code: str, number: int, juror: int) -> int:
    return LPMK[nominee] + (2, -3, 1, 0)[number % 4] + LEANINGS[juror]


def judge(contest: Contest, marks: Marks, hands: AwardHands) -> None:
    """Every stage opened, scored, signed and closed; then the arithmetic."""
    actions.open_scoring(contest, by=hands.first)
    for row in contest.stages.all():
        row.refresh_from_db()
        if row.status == Stage.Status.WAITING:
            actions.open_stage(row, by=hands.first)
        for sheet in sheets_of(row):
            fill(sheet, marks)
            actions.sign(sheet)
        actions.close_stage(row, by=hands.first)
    contest.refresh_from_db()
    actions.compute(contest, by=hands.first)


def sheets_of(row: Stage) -> list[ScoreSheet]:
    sheets = ScoreSheet.objects.filter(seat__stage=row)
    return list(
        sheets.select_related("nominee__area", "seat__juror", "seat__stage__contest").order_by(
            "seat__juror__name", "nominee__number"
        )
    )


def fill(sheet: ScoreSheet, marks: Marks, *, rows: int | None = None) -> None:
    """Marks on every variable of a sheet, or on the first ``rows`` of them."""
    juror = sorted(sheet.seat.stage.seats.values_list("juror__name", flat=True)).index(
        sheet.seat.juror.name
    )
    code = sheet.nominee.code
    Score.objects.bulk_create(
        Score(
            sheet=sheet,
            criterion=criterion,
            value=Decimal(marks(code, criterion.code, number, juror) + shift(sheet, criterion)),
        )
        for number, criterion in enumerate(actions.missing(sheet)[:rows])
    )


def shift(sheet: ScoreSheet, criterion: Any) -> int:
    """Two equal totals and equal visits: what one has more in field D it has less in field A."""
    if sheet.seat.stage.name != "Lapangan" or sheet.nominee.code != DECIDED_BY_THE_CHAIN[0]:
        return 0
    return {"A": -2, "D": 2}.get(criterion.code[0], 0) if "." in criterion.code else 0


def decide(contest: Contest, hands: AwardHands, today: date, *, departs: bool) -> None:
    """The plenary, and two people who stand for it."""
    departures = {}
    if departs:
        fourth, fifth = contest.placings.filter(rank__in=[4, 5]).order_by("rank")
        reason = "CONTOH: kunjungan ulang menemukan daftar hadir kerja bakti yang belum dihitung."
        departures = {
            fourth.nominee_id: (fifth.place, "CONTOH: bertukar tempat dengan peringkat kelima."),
            fifth.nominee_id: (fourth.place, reason),
        }
    Plenary.objects.create(
        contest=contest,
        held_on=today - timedelta(3),
        location="Ruang Rapat Contoh",
        chaired_by="CONTOH Ketua Juri",
        confirms=not departs,
        reason="CONTOH: bukti baru untuk satu peserta." if departs else "",
        votes_for=3 if departs else 4,
        votes_against=1 if departs else 0,
        decree_number=f"CONTOH-PENETAPAN/{contest.position}/{today.year}",
        decree_date=today - timedelta(1),
    )
    actions.propose(contest, by=hands.first, departures=departures)
    actions.fix(contest, by=hands.first)
    actions.fix(contest, by=hands.second)


def hand_out(contests: list[Contest], hands: AwardHands, today: date) -> None:
    """Certificates for the lurah and, beside them, those who did the work; one is taken back."""
    names, number, last = Names(), 0, None
    for contest in contests:
        placings = contest.placings.exclude(final_place=None).order_by("final_place__position")
        for placing in placings.select_related("nominee", "final_place"):
            for role in roles_of(placing):
                number += 1
                name = names.woman() if "PKK" in role or number % 3 == 0 else names.man()
                last = Certificate.objects.create(
                    slug=f"contoh{number:02}",
                    placing=placing,
                    recipient_name=f"CONTOH {name.name}",
                    recipient_role=role,
                    number=f"CONTOH/{number:02}/{today.year}",
                    text=contest.certificate_text,
                    given_on=today,
                    signatory_name="CONTOH Penanda Tangan",
                    signatory_role="Kepala Dinas Contoh",
                    is_example=True,
                )
                last.publish(by=hands.second, prepared_by=hands.first)
    if last:
        last.withdraw(by=hands.second, reason="CONTOH: nama penerima salah tulis; piagam diganti.")


def roles_of(placing: Placing) -> list[str]:
    name = placing.nominee.name.removesuffix(" (contoh)")
    if placing.nominee.organization:
        return [f"Ketua {name}"]
    place = name.removeprefix("Kelurahan ")
    roles = [f"Lurah Contoh {place}", f"Ketua LPMK Contoh {place}", f"Ketua TP PKK Contoh {place}"]
    return roles if placing.final_place and placing.final_place.position <= 3 else roles[:1]


# --------------------------------------------------------------------- in the middle of it
def load_open_round(
    areas: dict[str, Area], before: Contest, hands: AwardHands, today: date
) -> None:
    """A practice stage that is closed, and a first stage with sheets in every state."""
    soon = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    round = Round.objects.create(
        name=f"Lomba Gotong Royong Contoh {today.year}",
        slug=f"contoh-gotong-royong-{today.year}",
        year=today.year,
        level="Kota Magelang",
        organizer_label="Dinas Contoh Kota Magelang",
        period_start=today - timedelta(300),
        period_end=today - timedelta(10),
        description="Contoh putaran yang sedang dinilai: aturannya terbuka, nilainya tertutup.",
        announce_at=soon + timedelta(days=30),
        is_example=True,
    )
    contest = actions.copy_contest(before, into=round, by=hands.first)
    contest.name = "Kelurahan gotong royong"
    contest.slug = f"contoh-kelurahan-gotong-royong-{today.year}"
    contest.certificate_text = f"CONTOH: Kelurahan gotong royong {today.year}"
    contest.save()
    practice = stage(contest, "Latihan", 0, PRACTICE, is_practice=True)
    for number, code in enumerate(list(KELURAHAN)[:6], 1):
        name = f"{areas[code].full_name} (contoh)"
        Nominee.objects.create(contest=contest, area=areas[code], name=name, number=number)
    jurors = [
        Juror.objects.create(
            round=round,
            name=name,
            institution="Lembaga Contoh",
            user=user,
            area=area,
            is_chair=number == 0,
        )
        for number, (name, user, area) in enumerate(
            [
                ("CONTOH Juri A", hands.juror, None),
                ("CONTOH Juri B", hands.neighbour, areas["33.71.03.1002"]),
                ("CONTOH Juri C, lembar kertas", None, None),
                ("CONTOH Juri D", None, None),
            ]
        )
    ]
    for row in contest.stages.all():
        seat(row, jurors)
    announcement.publish_rules(round, by=hands.first)
    actions.open_scoring(contest, by=hands.first)
    for sheet in sheets_of(practice):
        fill(sheet, village_marks)
        actions.sign(sheet)
    practice.refresh_from_db()
    actions.close_stage(practice, by=hands.first)
    first = contest.stages.get(name="Administrasi")
    actions.open_stage(first, by=hands.first)
    leave_half_done(first, hands)


def leave_half_done(row: Stage, hands: AwardHands) -> None:
    """Juror A signed two sheets and began a third, B signed one, C's are on paper, D is done."""
    by_juror: dict[str, list[ScoreSheet]] = {}
    for sheet in sheets_of(row):
        by_juror.setdefault(sheet.seat.juror.name, []).append(sheet)
    a, b, c, d = (by_juror[name] for name in sorted(by_juror))
    for sheet in [*a[:2], *b[:1], *d]:
        fill(sheet, village_marks)
        actions.sign(sheet)
    fill(a[2], village_marks, rows=3)
    for sheet in c:
        sheet.is_paper = True
        sheet.save()
    typed = c[0]
    typed.first_typed_by = hands.first
    typed.save()
    PaperEntry.objects.bulk_create(
        PaperEntry(
            sheet=typed,
            criterion=criterion,
            turn=1,
            value=Decimal(village_marks(typed.nominee.code, criterion.code, number, 2)),
        )
        for number, criterion in enumerate(actions.missing(typed))
    )
