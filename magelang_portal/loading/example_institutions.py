"""Institutions and boards that do not exist, so that a demonstration shows how real ones look.

Every name says *Contoh*, every decree's number as well. Two kelurahan have none and two have
almost none, because that is what the maps are for. Days count from the day of loading.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.text import slugify

from organizations.models import (
    Area,
    Capacity,
    Decree,
    Membership,
    Organization,
    Person,
    Post,
    Precision,
)

from .example_names import Names
from .registry import Registry

FULL, CHAIR, UNKNOWN = 3, 1, 0  # how many of a board's three posts are recorded
SOURCE = "Data contoh"
WOMENS = {"pkk", "posyandu"}  # boards that are mostly women's
SHORT = {"lpmk": "LPMK", "pkk": "TP PKK", "karang-taruna": "Karang Taruna"}


class Place(NamedTuple):
    """What stands in one kelurahan, and how much of each board is recorded."""

    code: str
    lpmk: int | None = FULL
    pkk: int | None = FULL
    youth: int | None = FULL
    posyandu: tuple[tuple[str, int], ...] = ()
    rw: tuple[str, ...] = ()


PLACES = [
    Place("33.71.01.1003", posyandu=(("Mawar", CHAIR),)),
    Place("33.71.01.1007", youth=CHAIR, posyandu=(("Dahlia", CHAIR),)),
    Place("33.71.01.1008", pkk=CHAIR, youth=UNKNOWN),
    Place("33.71.01.1010", posyandu=(("Kenanga", CHAIR),), rw=("RW 02",)),
    Place("33.71.01.1011", posyandu=(("Melati", FULL), ("Seruni", CHAIR)), rw=("RW 03", "RW 07")),
    Place("33.71.02.1003", youth=CHAIR, posyandu=(("Cempaka", FULL),)),
    Place("33.71.02.1004", lpmk=CHAIR, pkk=None, youth=None),
    Place("33.71.02.1005", pkk=CHAIR, posyandu=(("Flamboyan", FULL),), rw=("RW 04",)),
    Place("33.71.02.1008", pkk=CHAIR, posyandu=(("Teratai", CHAIR),)),
    Place("33.71.02.1009", pkk=UNKNOWN, youth=CHAIR, posyandu=(("Bougenvil", CHAIR),)),
    Place("33.71.03.1001", lpmk=None, pkk=CHAIR, youth=UNKNOWN),
    Place("33.71.03.1002", pkk=CHAIR, youth=CHAIR, posyandu=(("Wijaya Kusuma", CHAIR),)),
    Place("33.71.03.1003", youth=UNKNOWN, posyandu=(("Sedap Malam", CHAIR),)),
    Place("33.71.03.1004", youth=CHAIR, pkk=CHAIR),
    Place("33.71.03.1006", posyandu=(("Alamanda", FULL),), rw=("RW 05",)),
]


def years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


class ExampleRegister(Registry):
    """A register of its own: nothing in it ever stands beside a real official."""

    def __init__(self, areas: dict[str, Area], kinds: dict[str, Any], *, today: date) -> None:
        super().__init__(areas, kinds)
        self.today = today
        self.names = Names()
        self.decrees = 0

    # --- one row of each ------------------------------------------------------------------------

    def organization(self, name: str, kind: str, area: Area | None = None, **fields: Any) -> Any:
        return super().organization(name, kind, area, is_example=True, source=SOURCE, **fields)

    def somebody(self, *, woman: bool, **fields: Any) -> Person:
        """The next fictional person."""
        prefix, name, suffix = self.names.woman() if woman else self.names.man()
        slug = f"contoh-{slugify(name)}"
        self.people[slug] = Person.objects.create(
            honorific_prefix=prefix,
            name=name,
            honorific_suffix=suffix,
            slug=slug,
            is_example=True,
            source=SOURCE,
            **fields,
        )
        return self.people[slug]

    def decree(self, day: date, organization: Organization, subject: str) -> Decree:
        self.decrees += 1
        level = organization.area.classification
        office = {"kota": "Wali Kota", "kecamatan": "Camat", "kelurahan": "Lurah"}[level]
        return Decree.objects.create(
            number=f"CONTOH-{self.decrees:03d}/{day.year}",
            date=day,
            subject=subject,
            signed_by=f"{office} Contoh {organization.area.name}",
            organization=organization,
            source=SOURCE,
        )

    def seated(self, person: Person, post: Post, start: date, **fields: Any) -> Membership:
        if "appointed_by" not in fields:  # otherwise the decree is the source
            fields.setdefault("source", SOURCE)
        return Membership.objects.create(person=person, post=post, start_date=start, **fields)

    def body(self, name: str, kind: str, area: Area, recorded: int, **fields: Any) -> Organization:
        """An institution with its three posts and the people who sit in them for five years."""
        organization = self.organization(name, kind, area, **fields)
        standard = [row for row in self.kinds[kind].posts.all() if row.is_mandatory]
        if kind == "posyandu" and recorded == CHAIR:
            standard = standard[:1]  # small ones often know only who leads them
        posts = [
            self.post(
                organization,
                f"{row.label} {name}",
                row.role,
                precedence=600,
                position=row.position,
                is_mandatory=True,
            )
            for row in standard
        ]
        if recorded:
            number = len(self.organizations)
            self.board(organization, posts[:recorded], self.today - timedelta(380 + number * 18))
        return organization

    def board(self, organization: Organization, posts: Iterable[Post], start: date) -> None:
        """One decree seats a whole board."""
        decree = self.decree(
            start - timedelta(9), organization, f"Susunan pengurus {organization.name}"
        )
        monthly = len(self.organizations) % 4 == 1  # of every fourth only the month is known
        precision = Precision.MONTH if monthly else Precision.DAY
        start = start.replace(day=1) if monthly else start
        for position, post in enumerate(posts):
            self.seated(
                self.somebody(woman=self.is_woman(organization, position)),
                post,
                start,
                start_precision=precision,
                end_date=years_later(start, 5) - timedelta(1),
                end_precision=precision,
                appointed_by=decree,
            )

    def is_woman(self, organization: Organization, position: int) -> bool:
        return organization.classification.code in WOMENS or position == 2

    # --- the whole ------------------------------------------------------------------------------

    def load(self) -> None:
        self.load_city_bodies()
        for place in PLACES:
            self.load_place(place)
        self.load_stories()

    def load_city_bodies(self) -> None:
        """Bodies above the kelurahan, which call the meetings and answer for many promises."""
        for name, slug, man in [
            ("Dinas Contoh Pemberdayaan Warga", "dinas-contoh-pemberdayaan", False),
            ("Dinas Contoh Kebersihan dan Taman", "dinas-contoh-kebersihan", True),
            ("Badan Contoh Perencanaan Kota", "badan-contoh-perencanaan", True),
        ]:
            body = self.organization(name, "perangkat-daerah", slug=slug)
            head = self.post(
                body, f"Kepala {name}", "kepala", precedence=220, position=0, is_mandatory=True
            )
            acting = slug == "badan-contoh-perencanaan"
            if acting:  # whoever led it before retired
                self.seated(
                    self.somebody(woman=False),
                    head,
                    self.today - timedelta(1300),
                    end_date=self.today - timedelta(76),
                )
            self.seated(
                self.somebody(woman=not man),
                head,
                self.today - timedelta(75 if acting else 500),
                capacity=Capacity.PLT if acting else Capacity.DEFINITIVE,
                appointed_by=self.decree(
                    self.today - timedelta(77 if acting else 503), body, f"Kepala {name}"
                ),
            )
        self.body("TP PKK Contoh Kota Magelang", "pkk", self.city, FULL)
        self.body("Karang Taruna Contoh Kota Magelang", "karang-taruna", self.city, FULL)
        for code in ("33.71.01", "33.71.02", "33.71.03"):
            name = f"TP PKK Contoh Kecamatan {self.areas[code].name}"
            self.body(name, "pkk", self.areas[code], CHAIR)

    def load_place(self, place: Place) -> None:
        area = self.areas[place.code]
        for kind, recorded in [
            ("lpmk", place.lpmk),
            ("pkk", place.pkk),
            ("karang-taruna", place.youth),
        ]:
            if recorded is not None:
                self.body(f"{SHORT[kind]} Contoh {area.name}", kind, area, recorded)
        for flower, recorded in place.posyandu:
            self.body(f"Posyandu Contoh {flower} {area.name}", "posyandu", area, recorded)
        for number in place.rw:
            self.body(f"{number} Contoh {area.name}", "rw", area, CHAIR)

    # --- what happens to boards in real life ----------------------------------------------------

    def load_stories(self) -> None:
        self.a_board_before_this_one("lpmk-contoh-tidar-selatan")
        self.a_chair_who_left("lpmk-contoh-kedungsari")
        for slug, left in [
            ("lpmk-contoh-cacaban", -40),  # over, and nobody was appointed
            ("lpmk-contoh-magersari", 12),
            ("karang-taruna-contoh-gelangan", 45),
            ("tp-pkk-contoh-wates", 80),
        ]:
            self.ends_in(slug, left)
        self.a_vacancy("karang-taruna-contoh-tidar-utara", "bendahara")
        self.one_person_in_two_boards()
        self.more_posts_than_the_rule_names()
        self.somebody_under_age()
        self.a_body_that_closed()
        twice = self.person_of("ketua-karang-taruna-contoh-wates")
        twice.other_names = [twice.name.replace("a", "o", 1)]  # as an older list spells it
        twice.save()

    def term(self, post: str) -> Membership:
        return Membership.objects.on(self.today).get(post=self.posts[post])

    def person_of(self, post: str) -> Person:
        return self.people[self.term(post).person.slug]

    def a_board_before_this_one(self, slug: str) -> None:
        """The five years before, ended by the decree that seats the present board."""
        organization = self.organizations[slug]
        for term in Membership.objects.filter(post__organization=organization):
            assert term.start_date is not None
            if term.post.role == "ketua":
                before = self.decree(
                    years_later(term.start_date, -5), organization, f"Pengurus {organization.name}"
                )
            self.seated(
                self.somebody(woman=term.post.role == "bendahara"),
                term.post,
                years_later(term.start_date, -5).replace(day=1),
                start_precision=Precision.MONTH,
                end_date=term.start_date - timedelta(1),
                end_precision=term.start_precision,
                appointed_by=before,
                ended_by=term.appointed_by,
            )

    def a_chair_who_left(self, slug: str) -> None:
        """The secretary acts for a chair who stepped down two months ago."""
        organization = self.organizations[slug]
        left = self.today - timedelta(61)
        chair = self.term(f"ketua-{slug}")
        decree = self.decree(left, organization, f"Pemberhentian Ketua {organization.name}")
        chair.end_date, chair.end_precision, chair.ended_by = left, Precision.DAY, decree
        chair.save()
        self.seated(
            self.person_of(f"sekretaris-{slug}"),
            chair.post,
            left + timedelta(1),
            capacity=Capacity.PLT,
            appointed_by=decree,
        )

    def ends_in(self, slug: str, days: int) -> None:
        """A term whose end is near, or just past."""
        end = self.today + timedelta(days)
        for term in Membership.objects.filter(post__organization=self.organizations[slug]):
            term.start_date, term.end_date = years_later(end, -5), end
            term.start_precision = term.end_precision = Precision.DAY
            term.save()
        for decree in self.organizations[slug].decrees.all():
            decree.date = years_later(end, -5) - timedelta(9)
            decree.number = f"{decree.number[:10]}/{decree.date.year}"
            decree.save()

    def a_vacancy(self, slug: str, role: str) -> None:
        """Somebody moved away; nobody has followed yet."""
        term = self.term(f"{role}-{slug}")
        term.end_date, term.end_precision = self.today - timedelta(30), Precision.DAY
        term.save()

    def one_person_in_two_boards(self) -> None:
        """The treasurer of one board is the secretary of another."""
        busy = self.person_of("bendahara-lpmk-contoh-tidar-selatan")
        term = self.term("sekretaris-tp-pkk-contoh-tidar-selatan")
        idle, term.person = term.person, busy
        term.save()
        del self.people[idle.slug]
        idle.delete()

    def more_posts_than_the_rule_names(self) -> None:
        """The four working groups of a TP PKK, and two fields of an LPMK."""
        extra = [
            ("tp-pkk-contoh-tidar-selatan", "pokja", ["Pokja I", "Pokja II", "Pokja III"]),
            ("lpmk-contoh-tidar-selatan", "bidang", ["Bidang Lingkungan", "Bidang Pemuda"]),
        ]
        for slug, role, labels in extra:
            organization = self.organizations[slug]
            for position, label in enumerate(labels, 10):
                post = self.post(
                    organization,
                    f"Ketua {label} {organization.name}",
                    f"pokja-{position - 9}" if role == "pokja" else role,
                    precedence=610,
                    position=position,
                )
                if label != "Pokja III":  # waits for somebody
                    self.seated(
                        self.somebody(woman=role == "pokja"), post, self.today - timedelta(400)
                    )

    def somebody_under_age(self) -> None:
        """A board member of seventeen: on the record, never named in public."""
        organization = self.organizations["karang-taruna-contoh-kramat-utara"]
        post = self.post(
            organization,
            f"Wakil Ketua {organization.name}",
            "wakil-ketua",
            precedence=610,
            position=9,
        )
        self.seated(self.somebody(woman=True, is_minor=True), post, self.today - timedelta(120))

    def a_body_that_closed(self) -> None:
        self.organization(
            "Posyandu Contoh Anggrek Wates",
            "posyandu",
            self.areas["33.71.02.1003"],
            founding_date=years_later(self.today, -12),
            dissolution_date=self.today - timedelta(290),
            internal_note="Kader bergabung dengan Posyandu Contoh Cempaka Wates.",
        )

    def publish(self, *, by: Any) -> None:
        """People before institutions, whose boards link to them; nobody under age."""
        for person in self.people.values():
            if not person.is_minor:
                person.publish(by=by)
        for organization in self.organizations.values():
            organization.publish(by=by)
