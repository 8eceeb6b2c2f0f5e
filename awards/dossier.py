"""The dossier of a nominee: for each variable of its contest, what speaks for it.

What is missing is said in words, so that a kelurahan can mend it before a jury asks.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from organizations.duties import ADMINISTRATOR, AWARD_SECRETARY, NOTE_TAKER, within
from publications.templatetags.portal import number, plain_date, rupiah

from .evidence import Found, Scope, find
from .labour import Labour, shortest
from .models import Activity, ActivityPhoto, Contest, Criterion, Evidence, Nominee, Round, Stage
from .models.contest import Phase

Kind = Criterion.Evidence
FIELDS = dict(Criterion.Field.choices)


# ----------------------------------------------------------------------------------------- gates
# Not ``visible_to`` on the rows: that gate also opens a row's history, and the history of a
# nominee tells of its placing.
def nominees_for(user: Any) -> Any:
    """Whose dossier this official keeps: those of the own area, or all for the award secretary."""
    running = Nominee.objects.filter(contest__round__standing=Round.Standing.RUNNING)
    if user.codes_on_duty(AWARD_SECRETARY):
        return running
    codes = user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR)
    return running.filter(within(codes, "area__identifier"))


def takes_evidence(contest: Contest) -> bool:
    """Evidence is added and changed until the judging is over, and not after."""
    return contest.phase in (Phase.DRAFT, Phase.SCORING)


# ---------------------------------------------------------------------------------- the checklist
class Variable(NamedTuple):
    """One variable with what speaks for it."""

    criterion: Criterion
    field: str  # one of the four legal fields, or ""
    kind: str  # where the portal looks
    count: int  # type: ignore[assignment]  # what it found there; a tuple has a method so named
    words: str
    is_missing: bool
    added: list[Evidence]

    @property
    def anchor(self) -> str:
        """Where the list behind the count stands on the page."""
        by_field = self.kind in (Kind.ACTIVITIES, Kind.PHOTOS) and self.field
        return f"{self.kind}-{self.field}" if by_field else self.kind


class FieldPart(NamedTuple):
    """A field (*bidang*) with its variables; without variables it is its own only one."""

    criterion: Criterion
    variables: list[Variable]

    @property
    def missing(self) -> int:
        return sum(variable.is_missing for variable in self.variables)


class StagePart(NamedTuple):
    stage: Stage
    fields: list[FieldPart]


class FieldWork(NamedTuple):
    """The activities of one legal field, and what they add up to."""

    code: str
    name: str
    activities: list[Activity]
    labour: Labour

    @property
    def photos(self) -> list[ActivityPhoto]:
        return [photo for activity in self.activities for photo in activity.photos.all()]


class Dossier(NamedTuple):
    """All that speaks for a nominee, by the tree of its contest."""

    nominee: Nominee
    round: Round
    stages: list[StagePart]
    found: Found
    labour: Labour

    @property
    def variables(self) -> list[Variable]:
        return [
            variable
            for part in self.stages
            for field in part.fields
            for variable in field.variables
        ]

    @property
    def gaps(self) -> list[Variable]:
        return [variable for variable in self.variables if variable.is_missing]

    @property
    def by_field(self) -> list[FieldWork]:
        """What was done in each of the legal fields that has any activity."""
        rows = [(code, name, self.found.of_field(code)) for code, name in FIELDS.items() if code]
        return [FieldWork(code, name, own, Labour.of(own)) for code, name, own in rows if own]

    @property
    def period_words(self) -> str:
        return period_words(self.round)

    @property
    def steady_words(self) -> str:
        """Whether the work goes on all year; juries ask for it."""
        days = [row.date for row in self.found.activities]
        start, end = self.round.period_start, self.round.period_end
        if not days or not start or not end:
            return ""
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        active = len({(day.year, day.month) for day in days})
        return f"Ada kegiatan pada {active} dari {months} bulan masa penilaian."

    @property
    def years_words(self) -> str:
        """Activities on record year by year, also before the period."""
        return ", ".join(
            f"{year}: {number(count)} kegiatan" for year, count in sorted(self.found.years.items())
        )


def dossier_of(nominee: Nominee) -> Dossier:
    return dossiers_of(nominee.contest, [nominee])[0]


def dossiers_of(contest: Contest, nominees: list[Nominee]) -> list[Dossier]:
    """The dossiers of some nominees of one contest, in their order."""
    for nominee in nominees:
        nominee.contest = contest
    stages = list(contest.stages.filter(is_practice=False).prefetch_related("criteria"))
    found = find(contest.round, nominees)
    return [
        Dossier(
            nominee,
            contest.round,
            [stage_part(stage, found[nominee.pk], Scope.of(nominee)) for stage in stages],
            found[nominee.pk],
            Labour.of(found[nominee.pk].activities),
        )
        for nominee in nominees
    ]


def stage_part(stage: Stage, found: Found, scope: Scope) -> StagePart:
    children: dict[Any, list[Criterion]] = defaultdict(list)
    for row in stage.criteria.all():
        children[row.parent_id].append(row)

    def leaves(row: Criterion, field: str) -> list[Variable]:
        field = row.field or field
        if row.pk not in children:
            return [variable_of(row, field, found, scope)]
        return [leaf for child in children[row.pk] for leaf in leaves(child, field)]

    return StagePart(stage, [FieldPart(top, leaves(top, "")) for top in children[None]])


def variable_of(row: Criterion, field: str, found: Found, scope: Scope) -> Variable:
    count, words = said(row.evidence, field, found) if scope.word else (0, "")
    added = found.added.get(row.pk, [])
    if not count and not words:
        if row.evidence and scope.word == "":
            words = "Portal tidak menyimpan catatan peserta ini; buktinya ditambahkan sendiri."
        else:
            words = "Portal tidak mencatatnya sendiri, dan belum ada bukti yang ditambahkan."
    if not count and added:
        words = ""
    return Variable(row, field, row.evidence, count, words, not count and not added, added)


def said(kind: str, field: str, found: Found) -> tuple[int, str]:
    """How much there is of one kind of evidence, in words; or that there is none."""
    if kind == Kind.MEETINGS:
        return meetings_said(found)
    if kind == Kind.ATTENDANCE:
        return attendance_said(found)
    if kind == Kind.DECREES:
        return decrees_said(found)
    if kind == Kind.PHOTOS:
        return photos_said(field, found)
    if kind == Kind.ACTIVITIES:
        return activities_said(field, found)
    return 0, ""


def meetings_said(found: Found) -> tuple[int, str]:
    if not found.own:
        return 0, "Belum ada pertemuan yang terbit dalam masa penilaian."
    without = sum(not meeting.has_roll for meeting in found.own)
    rest = f"; {number(without)} tanpa daftar hadir" if without else ""
    return len(found.own), f"{number(len(found.own))} pertemuan terbit{rest}."


def attendance_said(found: Found) -> tuple[int, str]:
    rolls = found.rolls
    if not rolls:
        return 0, "Belum ada daftar hadir terbit yang memuat warganya dalam masa penilaian."
    listed, came = sum(one.listed for one in rolls), sum(one.came for one in rolls)
    return len(rolls), (
        f"Hadir atau diwakili {number(came)} dari {number(listed)} nama "
        f"dalam {number(len(rolls))} daftar hadir terbit."
    )


def decrees_said(found: Found) -> tuple[int, str]:
    without = len(found.boards_without_decree)
    rest = f"; {number(without)} pengurus tercatat tanpa SK" if without else ""
    if not found.letters:
        return 0, f"Belum ada SK yang tercatat berlaku dalam masa penilaian{rest}."
    names = {name for letter in found.letters for name, _ in letter.institutions}
    return len(found.letters), (
        f"{number(len(found.letters))} SK bagi {number(len(names))} lembaga{rest}."
    )


def photos_said(field: str, found: Found) -> tuple[int, str]:
    pictures = found.pictures(field)
    if not pictures:
        of_field = f" kegiatan bidang {FIELDS[field].lower()}" if field else ""
        return 0, f"Belum ada foto{of_field} dalam masa penilaian."
    published = sum(picture.is_public for picture in pictures)
    parts = [
        f"{number(count)} dari {where}"
        for count, where in [
            (published, "pertemuan terbit"),
            (len(pictures) - published, "catatan kegiatan"),
        ]
        if count
    ]
    if len(parts) == 1:
        return len(
            pictures
        ), f"{number(len(pictures))} foto dari {parts[0].partition(' dari ')[2]}."
    return len(pictures), f"{number(len(pictures))} foto: {', '.join(parts)}."


def activities_said(field: str, found: Found) -> tuple[int, str]:
    rows = found.of_field(field)
    of_field = f" bidang {FIELDS[field].lower()}" if field else " gotong royong"
    if not rows:
        return 0, f"Belum ada kegiatan{of_field} yang dicatat dalam masa penilaian."
    labour = Labour.of(rows)
    parts = [
        f"{number(len(rows))} kegiatan{of_field}",
        f"{number(labour.people)} orang hadir" if labour.with_people else "orang tidak dihitung",
        f"{number(shortest(labour.person_hours))} jam kerja"
        if labour.with_hours
        else "lama tidak dicatat",
        f"swadaya {rupiah(labour.value)}" if labour.with_value else "swadaya belum dinilai",
    ]
    without = sum(not row.photos.all() for row in rows)
    rest = f"; {number(without)} kegiatan tanpa foto" if without else ""
    return len(rows), f"{', '.join(parts)}{rest}."


def period_words(round: Round) -> str:
    start, end = plain_date(round.period_start), plain_date(round.period_end)
    if start and end:
        return f"{start} sampai {end}"
    if start or end:
        return f"sejak {start}" if start else f"sampai {end}"
    return "belum ditentukan; semua catatan diperhitungkan"


def wage_of(text: str) -> Decimal | None:
    """An hour's worth in rupiah, as typed by whoever reads; none is official."""
    digits = text.strip().removeprefix("Rp").replace(".", "").strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= 7 and int(digits):
        return Decimal(digits)
    return None
