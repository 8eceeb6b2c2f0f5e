"""What the portal already holds for a nominee, within the period that its round judges.

Evidence is read where it stands: in published meetings and their rolls, in boards and their
decrees, in the log of gotong royong; and what somebody added by hand. However many nominees are
asked for, the number of queries is the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Func, JSONField, Prefetch, Q, QuerySet, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import ExtractYear

from organizations.document import public_slugs
from organizations.duties import within
from organizations.models import Decree, Membership, Organization
from publications.models import Listing

from .models import Activity, ActivityPhoto, Contest, Evidence, Nominee, Round

EVER, NEVER = date.min, date.max
ROWS_OF = "$.attendance.headings[*].rows[*] ? (@.organization_slug == $slugs[*])"


class Held(NamedTuple):
    """A published meeting, as far as it concerns a nominee."""

    title: str
    slug: str
    day: date | None
    place: str
    is_own: bool  # held in the own area, or one that the own institution took part in
    listed: int  # own people on its published roll
    came: int  # of them, present or represented
    has_roll: bool
    photos: list[dict[str, Any]]
    is_example: bool


class Letter(NamedTuple):
    """A decree that was in force, and whom it is about: (name, address of the page or "")."""

    decree: Decree
    institutions: list[tuple[str, str]]


class Picture(NamedTuple):
    """A photograph with what it shows; ``is_public`` where readers can see it too."""

    sha256: str
    variants: dict[str, str]
    measure: tuple[int | None, int | None]  # width and height
    words: str
    day: date | None
    is_public: bool

    @property
    def small(self) -> str:
        """The digest of its smallest rendition."""
        return self.variants.get("480.jpg", self.sha256)


class Found:
    """Everything the portal holds for one nominee within the period."""

    def __init__(self) -> None:
        self.meetings: list[Held] = []
        self.letters: list[Letter] = []
        self.boards_without_decree: list[str] = []
        self.activities: list[Activity] = []
        self.years: dict[int, int] = {}  # activities of every year on record
        self.added: dict[Any, list[Evidence]] = defaultdict(list)  # by criterion

    @property
    def own(self) -> list[Held]:
        return [meeting for meeting in self.meetings if meeting.is_own]

    @property
    def rolls(self) -> list[Held]:
        return [meeting for meeting in self.meetings if meeting.listed]

    def of_field(self, field: str) -> list[Activity]:
        """Activities of one of the four fields; of all where a variable belongs to none."""
        return [row for row in self.activities if not field or row.field == field]

    def pictures(self, field: str = "") -> list[Picture]:
        published = [] if field else self.own
        return [
            Picture(
                photo["sha256"],
                photo.get("variants") or {},
                (photo.get("width"), photo.get("height")),
                photo.get("alternative_text") or photo.get("caption") or f"Foto {meeting.title}",
                meeting.day,
                True,
            )
            for meeting in published
            for photo in meeting.photos
        ] + [
            Picture(
                photo.file_id,
                photo.file.variants,
                (photo.file.width, photo.file.height),
                photo.caption or f"Foto {row.name}",
                row.date,
                False,
            )
            for row in self.of_field(field)
            for photo in row.photos.all()
        ]

    @property
    def published_photos(self) -> list[Picture]:
        return [picture for picture in self.pictures() if picture.is_public]


class Scope(NamedTuple):
    """What counts as the nominee's own: all within an area, or one institution."""

    code: str
    organization: Organization | None

    @classmethod
    def of(cls, nominee: Nominee) -> "Scope":
        if nominee.organization:
            return cls("", nominee.organization)
        types = Contest.NomineeType
        is_area = nominee.contest.nominee_type in (types.SUBDISTRICT, types.DISTRICT)
        return cls(nominee.code if is_area else "", None)

    @property
    def word(self) -> str:
        """How publications mention it; empty for a group, of which the portal keeps no record."""
        if self.organization:
            return f"organization:{self.organization.slug}"
        return f"area:{self.code}" if self.code else ""

    def holds(self, code: str) -> bool:
        return bool(self.code) and (code == self.code or code.startswith(f"{self.code}."))

    def counts(self, area_code: str, organization_id: Any) -> bool:
        if self.organization:
            return bool(organization_id == self.organization.pk)
        return self.holds(area_code)


def find(round: Round, nominees: Iterable[Nominee]) -> dict[Any, Found]:
    """What stands on record for each nominee of a round."""
    scopes = {nominee.pk: Scope.of(nominee) for nominee in nominees}
    found = {key: Found() for key in scopes}
    period = period_of(round)
    codes = {scope.code for scope in scopes.values() if scope.code}
    own = [scope.organization for scope in scopes.values() if scope.organization]
    find_meetings(round, period, scopes, found)
    find_letters(round, period, codes, own, scopes, found)
    activities = activities_in(round, scopes.values())
    photos = Prefetch("photos", ActivityPhoto.objects.select_related("file"))
    rows = activities.filter(date__range=period).select_related("area").prefetch_related(photos)
    for row in rows.order_by("date", "name", "pk"):
        for key, scope in scopes.items():
            if scope.counts(row.area.identifier, row.organization_id):
                found[key].activities.append(row)
    years = activities.order_by().values_list(
        "area__identifier", "organization", ExtractYear("date")
    )
    for code, organization, year, count in years.annotate(count=Count("pk")):
        for key, scope in scopes.items():
            if scope.counts(code, organization):
                found[key].years[year] = found[key].years.get(year, 0) + count
    for evidence in Evidence.objects.filter(nominee__in=scopes).select_related("file"):
        found[evidence.nominee_id].added[evidence.criterion_id].append(evidence)
    return found


def period_of(round: Round) -> tuple[date, date]:
    """The first and the last day that count."""
    return round.period_start or EVER, round.period_end or NEVER


def activities_in(round: Round, scopes: Iterable[Scope]) -> QuerySet[Activity]:
    """The log of those areas and institutions, of all years; examples count among examples."""
    scopes = list(scopes)
    codes = {scope.code for scope in scopes if scope.code}
    own = [scope.organization for scope in scopes if scope.organization]
    rows = Activity.objects.filter(within(codes, "area__identifier") | Q(organization__in=own))
    return rows if round.is_example else rows.filter(is_example=False)


def activities_of(nominee: Nominee) -> QuerySet[Activity]:
    """The activities that are evidence for one nominee."""
    round = nominee.contest.round
    rows = activities_in(round, [Scope.of(nominee)])
    return rows.filter(date__range=period_of(round))


def find_meetings(
    round: Round, period: tuple[date, date], scopes: dict[Any, Scope], found: dict[Any, Found]
) -> None:
    """Published meetings that mention a nominee, with the parts of each that count as evidence."""
    words = {scope.word for scope in scopes.values() if scope.word}
    slugs = [scope.organization.slug for scope in scopes.values() if scope.organization]
    body = F("publication__body")
    rows = (
        Listing.objects.readable()
        .of_kind("meeting")
        .filter(mentions__overlap=sorted(words), date__range=period)
        .order_by("date", "record_id")
        .values(
            "title", "slug", "date", "card", "mentions",
            by_area=KeyTransform("by_area", KeyTransform("attendance", "publication__body")),
            recorded=KeyTransform("recorded", KeyTransform("attendance", "publication__body")),
            photographs=KeyTransform("photos", "publication__body"),
            own_rows=Func(
                body, Value(ROWS_OF), Value({"slugs": slugs}, JSONField()),
                function="jsonb_path_query_array", output_field=JSONField(),
            ),
        )
    )  # fmt: skip
    for row in rows:
        card, mentions = row["card"], set(row["mentions"])
        if card.get("status", "held") != "held" or (
            card.get("is_example") and not round.is_example
        ):
            continue
        for key, scope in scopes.items():
            if scope.word not in mentions:
                continue
            listed, came = on_roll(row, scope)
            found[key].meetings.append(
                Held(
                    title=row["title"],
                    slug=row["slug"],
                    day=row["date"],
                    place=card.get("area", ""),
                    is_own=bool(scope.organization) or scope.holds(card.get("area_code", "")),
                    listed=listed,
                    came=came,
                    has_roll=bool(row["recorded"]),
                    photos=row["photographs"] or [],
                    is_example=bool(card.get("is_example")),
                )
            )


def on_roll(row: dict[str, Any], scope: Scope) -> tuple[int, int]:
    """How many of the nominee's own stand on a published roll, and how many came."""
    if scope.organization:
        own = [
            person
            for person in row["own_rows"] or []
            if person["organization_slug"] == scope.organization.slug
        ]
        return len(own), sum(person["status"] in ("hadir", "diwakili") for person in own)
    counts = [numbers for code, numbers in (row["by_area"] or {}).items() if scope.holds(code)]
    return (
        sum(numbers["listed"] for numbers in counts),
        sum(numbers["present"] + numbers["represented"] for numbers in counts),
    )


def find_letters(
    round: Round,
    period: tuple[date, date],
    codes: set[str],
    own: list[Organization],
    scopes: dict[Any, Scope],
    found: dict[Any, Found],
) -> None:
    """Decrees that appointed somebody whose term touches the period, and those given within it."""
    start, end = period
    mine = within(codes, "area__identifier") | Q(pk__in=[one.pk for one in own])
    organizations = Organization.objects.filter(mine).select_related("area")
    if not round.is_example:
        organizations = organizations.filter(is_example=False)
    known = {one.pk: one for one in organizations.order_by("name")}
    terms = Membership.objects.filter(
        Q(start_date__isnull=True) | Q(start_date__lte=end),
        Q(end_date__isnull=True) | Q(end_date__gte=start),
        post__organization__in=known,
    ).values_list("post__organization", "appointed_by")
    about: dict[Any, set[Any]] = defaultdict(set)  # decree → institutions
    decreed: dict[Any, bool] = {}  # institutions with a board, and whether a decree stands behind
    for organization, decree in terms.distinct():
        decreed[organization] = decreed.get(organization, False) or decree is not None
        if decree is not None:
            about[decree].add(organization)
    decrees = Decree.objects.filter(
        Q(pk__in=about) | Q(organization__in=known, date__range=period)
    ).order_by("date", "number")
    slugs = public_slugs(known)
    for letter in decrees:
        subjects = about[letter.pk] | ({letter.organization_id} & set(known))
        for key, scope in scopes.items():
            names = [
                (one.name, slugs.get(one.pk) or "")
                for one in known.values()
                if one.pk in subjects and scope.counts(one.area.identifier, one.pk)
            ]
            if names:
                found[key].letters.append(Letter(letter, names))
    for pk, has_decree in decreed.items():
        for key, scope in scopes.items():
            if not has_decree and scope.counts(known[pk].area.identifier, pk):
                found[key].boards_without_decree.append(known[pk].name)
