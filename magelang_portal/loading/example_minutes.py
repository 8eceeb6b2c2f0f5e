"""How a fictional meeting is told, and how it becomes records through the portal's own verbs.

A ``Minutes`` is what a note-taker would have on paper. Days count from the day of loading, so
that a demonstration is as fresh next year; nothing is left to chance.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from forums.models import (
    AgendaItem,
    Attachment,
    Attendance,
    AttendanceGroup,
    Commitment,
    Decision,
    Forum,
    Meeting,
    Speech,
)
from organizations.models import Membership, Post
from publications.templatetags.portal import long_date, plain_date

from .example_institutions import ExampleRegister
from .example_pictures import invitation, picture

STATUSES = {
    "h": Attendance.Status.PRESENT,
    "w": Attendance.Status.REPRESENTED,
    "i": Attendance.Status.EXCUSED,
    "s": Attendance.Status.ILL,
    "d": Attendance.Status.ON_DUTY,
    "t": Attendance.Status.UNEXPLAINED,
    "-": "",
}
# Internal for good: tests look for these words in every publication.
REASONS = {
    "i": ["Mantu di luar kota", "Menunggui anak ujian", "Hajatan tetangga satu RT"],
    "s": ["Rawat jalan sejak Senin", "Masih pemulihan setelah operasi"],
    "d": ["Mendampingi tamu dari provinsi", "Pelatihan tiga hari di Semarang"],
}
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True)
class Talk:
    """One contribution: who (the post), of which kind, with its points and perhaps its text."""

    by: str
    kind: str
    points: list[str]
    text: str = ""
    item: int | None = None  # the place of its item on the agenda
    at: str = ""
    until: str = ""
    fidelity: str = Speech.Fidelity.SUMMARY
    source: str = ""


@dataclass(frozen=True)
class Agreed:
    """Something settled; ``talk`` and ``item`` say where it came from."""

    kind: str
    text: str
    owner: str
    item: int | None = None
    talk: int | None = None


@dataclass(frozen=True)
class Promise:
    """Who does what by when. ``due`` is in days from the day of loading, told as a month's end."""

    text: str
    indicator: str
    numbers: tuple[str, str]  # where it stood, where it shall stand
    unit: str
    due: int
    owner: str
    co: tuple[str, ...] = ()
    talk: int | None = None
    agreed: int | None = None
    direction: str = Commitment.Direction.UP
    measurement: str = ""


@dataclass(frozen=True)
class Minutes:
    slug: str
    forum: str
    name: str
    days: int  # from the day of loading; the past is negative
    weekday: int
    area: str
    organizer: str
    location: str
    abstract: str = ""
    hours: tuple[str, str] | None = None
    classification: str = Meeting.Classification.DELIBERATION
    status: str = Meeting.Status.HELD
    summary: tuple[str, str, str] = ("", "", "")  # "{0}" is when the first promise is due
    agenda: list[Any] = field(default_factory=list)  # (name, start, end[, notes]) or [of those]
    invited: list[tuple[str, str, str]] = field(default_factory=list)  # kind, role, area
    posts: list[str] = field(default_factory=list)
    roll: str = "h"  # one letter a line, over and over, for whoever did not speak
    walk_ins: list[tuple[str, str, str]] = field(default_factory=list)  # name, role, institution
    groups: list[tuple[str, int | None]] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    scene: tuple[str, str, str] | None = None  # which drawing, its title, what is on it
    has_invitation: bool = False
    chair: str = ""  # a post
    roll_note: str = ""
    outcome_note: str = ""
    end: str = "published"


def clock(text: str) -> time | None:
    return time.fromisoformat(text.replace(".", ":")) if text else None


def later(moment: time, minutes: int) -> time:
    return (datetime.combine(date.min, moment) + timedelta(minutes=minutes)).time()


class Recorder:
    """Writes minutes into records, row by row, as the desk would."""

    def __init__(self, register: ExampleRegister, forums: dict[str, Forum]) -> None:
        self.register, self.forums = register, forums
        self.numbers: dict[tuple[str, int], int] = {}

    def day_of(self, minutes: Minutes) -> date:
        """The weekday asked for, away from today rather than towards it."""
        day = self.register.today + timedelta(minutes.days)
        if minutes.days < 0:
            return day - timedelta((day.weekday() - minutes.weekday) % 7)
        return day + timedelta((minutes.weekday - day.weekday()) % 7)

    def due_date(self, promise: Promise) -> date:
        day = self.register.today + timedelta(promise.due)
        return (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)

    def record(self, minutes: Minutes) -> Meeting:
        meeting = self.basics(minutes)
        items = self.agenda(meeting, minutes)
        rows = self.roll(meeting, minutes)
        talks = self.talks(meeting, minutes, rows, items)
        agreed = self.agreements(meeting, minutes, items, talks)
        self.promises(meeting, minutes, talks, agreed)
        self.files(meeting, minutes)
        return meeting

    def basics(self, minutes: Minutes) -> Meeting:
        day = self.day_of(minutes)
        place = (minutes.forum, day.year)
        self.numbers[place] = self.numbers.get(place, 0) + 1
        start, end = minutes.hours or ("", "")
        due = [plain_date(self.due_date(promise)) for promise in minutes.promises]
        agreed, who, when = minutes.summary
        return Meeting.objects.create(
            slug=f"contoh-{minutes.slug}-{day.isoformat()}",
            is_example=True,
            forum=self.forums[minutes.forum],
            number=self.numbers[place],
            name=minutes.name,
            classification=minutes.classification,
            status=minutes.status,
            date=day,
            start_time=clock(start),
            end_time=clock(end),
            location=minutes.location,
            organizer=self.register.organizations[minutes.organizer],
            area=self.register.areas[minutes.area],
            chaired_by=self.holder_of(minutes.chair, day) if minutes.chair else "",
            minutes_by="Petugas notula contoh" if minutes.talks else "",
            abstract=minutes.abstract,
            summary_agreed=agreed,
            summary_who=who,
            summary_when=when.format(*due),
            roll_note=minutes.roll_note,
            outcome_note=minutes.outcome_note,
            source="Data contoh, fiktif" if minutes.status == Meeting.Status.HELD else "",
        )

    def holder_of(self, post: str, day: date) -> str:
        term = Membership.objects.on(day).filter(post=self.register.posts[post]).first()
        return f"{term.person.full_name}, {term.role_label}" if term else ""

    def agenda(self, meeting: Meeting, minutes: Minutes) -> list[AgendaItem]:
        """The items in order; a list stands below the item before it."""
        items: list[AgendaItem] = []
        for entry in minutes.agenda:
            parent = items[-1] if isinstance(entry, list) else None
            for name, start, end, *notes in entry if isinstance(entry, list) else [entry]:
                items.append(
                    AgendaItem.objects.create(
                        meeting=meeting,
                        parent=parent,
                        order=len(items) + 1,
                        name=name,
                        start=clock(start),
                        end=clock(end),
                        notes="".join(notes),
                    )
                )
        return items

    def invited(self, minutes: Minutes) -> Iterable[Post]:
        for kind, role, area in minutes.invited:
            yield from Post.objects.filter(
                organization__in=[body.pk for body in self.register.organizations.values()],
                organization__classification__code=kind,
                organization__dissolution_date=None,
                role=role,
                area__identifier__startswith=area,
                area__classification="kelurahan",
            )
        for label in [*minutes.posts, *(talk.by for talk in minutes.talks)]:
            yield self.register.posts[label]

    def roll(self, meeting: Meeting, minutes: Minutes) -> dict[Any, Attendance]:
        """Invite by post, then mark who came; whoever spoke was there."""
        rows = Attendance.objects.invite(meeting, self.invited(minutes))
        spoke = {self.register.posts[talk.by].pk for talk in minutes.talks}
        others = 0
        for row in rows:
            if row.post_id in spoke:
                self.mark(row, "h" if row.name else "w", 0)
                continue
            letter = minutes.roll[others % len(minutes.roll)]
            # A vacant post comes in the person of a colleague, or not at all.
            self.mark(row, letter if row.name or letter in "-t" else "w", others)
            others += 1
        for name, role, institution in minutes.walk_ins:
            Attendance.objects.create(
                meeting=meeting,
                name=name,
                role_label=role,
                organization_label=institution,
                group_label="Undangan lain",
                status=Attendance.Status.PRESENT,
            )
        for position, (label, headcount) in enumerate(minutes.groups):
            AttendanceGroup.objects.create(
                meeting=meeting, label=label, headcount=headcount, position=position
            )
        return {row.post_id: row for row in rows}

    def mark(self, row: Attendance, letter: str, number: int) -> None:
        row.status = STATUSES[letter]
        start = row.meeting.start_time
        if letter == "w":
            row.represented_by = self.colleague(row)
        elif letter in REASONS:
            row.reason = REASONS[letter][number % len(REASONS[letter])]
        elif letter == "h" and start and number % 3 == 1:
            row.arrived_at = later(start, number * 7 % 40 - 15)
            if number % 6 == 1 and row.meeting.end_time:
                row.left_at = later(row.meeting.end_time, -25)
        row.save()

    def colleague(self, row: Attendance) -> str:
        """Somebody else of the same board, with the post; a nameless delegate has a role."""
        terms = Membership.objects.on(row.meeting.date).filter(
            post__organization=row.organization, person__is_minor=False
        )
        here = set(row.meeting.attendances.values_list("person_id", flat=True))
        for term in terms.exclude(post=row.post).select_related("person", "post"):
            if term.person_id not in here:
                return f"{term.person.full_name}, {term.role_label}"
        return f"Pengurus {row.organization_label}"

    def talks(
        self,
        meeting: Meeting,
        minutes: Minutes,
        rows: dict[Any, Attendance],
        items: list[AgendaItem],
    ) -> list[Speech]:
        made = []
        for position, talk in enumerate(minutes.talks, 1):
            speech = Speech(
                meeting=meeting,
                type=talk.kind,
                agenda_item=items[talk.item] if talk.item is not None else None,
                position=position,
                start=clock(talk.at),
                end=clock(talk.until),
                key_points="\n".join(talk.points),
                text=talk.text,
                fidelity=talk.fidelity,
                source=talk.source,
            )
            speech.speak_as(rows[self.register.posts[talk.by].pk])
            speech.save()
            made.append(speech)
        return made

    def agreements(
        self,
        meeting: Meeting,
        minutes: Minutes,
        items: list[AgendaItem],
        talks: list[Speech],
    ) -> list[Decision]:
        made: list[Decision] = []
        for row in minutes.agreed:
            made.append(
                Decision.objects.create(
                    meeting=meeting,
                    classification=row.kind,
                    number=1 + sum(other.classification == row.kind for other in made),
                    text=row.text,
                    owner=self.register.organizations[row.owner],
                    agenda_item=items[row.item] if row.item is not None else None,
                    source_speech=talks[row.talk] if row.talk is not None else None,
                )
            )
        return made

    def promises(
        self, meeting: Meeting, minutes: Minutes, talks: list[Speech], agreed: list[Decision]
    ) -> None:
        for position, row in enumerate(minutes.promises, 1):
            baseline, target = map(Decimal, row.numbers)
            commitment = Commitment.objects.create(
                meeting=meeting,
                text=row.text,
                indicator=row.indicator,
                measurement=row.measurement,
                baseline=baseline,
                target=target,
                unit=row.unit,
                direction=row.direction,
                due_date=self.due_date(row),
                owner=self.register.organizations[row.owner],
                source_speech=talks[row.talk] if row.talk is not None else None,
                source_decision=agreed[row.agreed] if row.agreed is not None else None,
                position=position,
            )
            commitment.co_owners.set([self.register.organizations[slug] for slug in row.co])

    def files(self, meeting: Meeting, minutes: Minutes) -> None:
        if minutes.scene:
            scene, name, alternative_text = minutes.scene
            Attachment.objects.create(
                meeting=meeting,
                type=Attachment.Kind.PHOTO,
                file=picture(scene),
                name=name,
                alternative_text=alternative_text,
                credit="Gambar contoh",
            )
        if minutes.has_invitation:
            words = {
                "name": meeting.name,
                "day": long_date(meeting.date),
                "time": f"{(minutes.hours or ('', ''))[0]} WIB",
                "place": meeting.location,
            }
            Attachment.objects.create(
                meeting=meeting,
                type=Attachment.Kind.DOCUMENT,
                file=invitation(json.dumps(words)),
                name="Undangan (contoh)",
                position=1,
            )
