"""The real register: the government bodies and officials that sources document, and no one else.

Dates are as exact as their sources: a month where only the month is certain, nothing where nothing
is known. The institutions of each kelurahan stand with their boards "belum dicatat".
"""

from datetime import date
from typing import Any

from django.utils.text import slugify

from organizations.models import (
    Area,
    Capacity,
    Decree,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Post,
    Precision,
)

ARTICLE = "ANTARA Jawa Tengah 613924, 23 Desember 2025"
PRESS_2025 = "Pemberitaan 2025 (ANTARA, Magelang Ekspres, KR Jogja)"
COMMUNITY = {"pkk": "TP PKK", "lpmk": "LPMK", "karang-taruna": "Karang Taruna"}


class Registry:
    """Makes the rows of the register and remembers them by slug."""

    def __init__(self, areas: dict[str, Area], kinds: dict[str, OrganizationKind]) -> None:
        self.areas, self.kinds = areas, kinds
        self.city = areas["33.71"]
        self.organizations: dict[str, Organization] = {}
        self.posts: dict[str, Post] = {}
        self.people: dict[str, Person] = {}

    def organization(self, name: str, kind: str, area: Area | None = None, **fields: Any) -> Any:
        slug = fields.pop("slug", slugify(name))
        self.organizations[slug] = Organization.objects.create(
            name=name,
            slug=slug,
            classification=self.kinds[kind],
            area=area or self.city,
            **fields,
        )
        return self.organizations[slug]

    def post(self, organization: Organization, label: str, role: str, **fields: Any) -> Post:
        self.posts[slugify(label)] = Post.objects.create(
            organization=organization, label=label, role=role, area=organization.area, **fields
        )
        return self.posts[slugify(label)]

    def person(self, name: str, **fields: Any) -> Person:
        self.people[slugify(name)] = Person.objects.create(name=name, slug=slugify(name), **fields)
        return self.people[slugify(name)]

    def load(self) -> None:
        self.load_city_bodies()
        self.load_districts()
        self.load_community()
        self.load_officials()

    def load_city_bodies(self) -> None:
        city = self.organization(
            "Pemerintah Kota Magelang", "pemerintah-kota", abbreviation="Pemkot Magelang"
        )
        self.post(city, "Wali Kota Magelang", "wali-kota", precedence=10, is_mandatory=True)
        self.post(
            city, "Wakil Wali Kota Magelang", "wakil-wali-kota", precedence=20, is_mandatory=True
        )
        council = self.organization(
            "Dewan Perwakilan Rakyat Daerah Kota Magelang",
            "dprd",
            abbreviation="DPRD Kota Magelang",
            slug="dprd",
        )
        self.post(council, "Ketua DPRD Kota Magelang", "ketua", precedence=30, is_mandatory=True)
        secretariat = self.organization(
            "Sekretariat Daerah Kota Magelang",
            "perangkat-daerah",
            slug="sekretariat-daerah",
            parent=city,
        )
        self.post(
            secretariat,
            "Sekretaris Daerah Kota Magelang",
            "sekretaris-daerah",
            precedence=40,
            is_mandatory=True,
        )
        self.organization(
            "Bagian Protokol dan Komunikasi Pimpinan",
            "perangkat-daerah",
            abbreviation="Bagian Prokompim",
            slug="prokompim",
            parent=secretariat,
            source=ARTICLE,
        )
        inspectorate = self.organization(
            "Inspektorat Daerah Kota Magelang",
            "perangkat-daerah",
            slug="inspektorat-daerah",
            parent=city,
        )
        self.post(inspectorate, "Inspektur Daerah", "inspektur", precedence=190, is_mandatory=True)
        service = self.organization(
            "Dinas Pemberdayaan Masyarakat, Perempuan, Perlindungan Anak, Pengendalian Penduduk "
            "dan Keluarga Berencana Kota Magelang",
            "perangkat-daerah",
            abbreviation="DPMP4KB",
            other_names=["DP4KB"],
            slug="dpmp4kb",
            parent=city,
            source=ARTICLE,
        )
        self.post(service, "Kepala DPMP4KB", "kepala", precedence=200, is_mandatory=True)

    def load_districts(self) -> None:
        city = self.organizations["pemerintah-kota-magelang"]
        for code, area in self.areas.items():
            if area.classification == "kota":
                continue
            kind = area.classification
            parent = city
            if kind == "kelurahan":
                parent = self.organizations[slugify(f"Kecamatan {self.areas[code[:8]].name}")]
            body = self.organization(area.full_name, kind, area, parent=parent)
            head = {"kecamatan": "Camat", "kelurahan": "Lurah"}[kind]
            self.post(
                body,
                f"{head} {area.name}",
                head.lower(),
                precedence=300 if kind == "kecamatan" else 400,
                is_mandatory=True,
            )

    def load_community(self) -> None:
        """One row for each institution that a kelurahan has by rule; nobody's name is guessed."""
        for area in self.areas.values():
            if area.classification != "kelurahan":
                continue
            for kind, short in COMMUNITY.items():
                body = self.organization(f"{short} Kelurahan {area.name}", kind, area)
                for standard in self.kinds[kind].posts.filter(is_mandatory=True):
                    self.post(
                        body,
                        f"{standard.label} {short} {area.name}",
                        standard.role,
                        precedence=600,
                        position=standard.position,
                        is_mandatory=True,
                    )

    def load_officials(self) -> None:
        """The five officials whom the sources name, in the capacities that they document."""
        damar = self.person("Damar Prasetyono", source=ARTICLE)
        self.holds(
            damar,
            "wali-kota-magelang",
            start_date=date(2025, 2, 1),
            start_precision=Precision.MONTH,
            source=PRESS_2025,
        )
        sri_harso = self.person("Sri Harso", honorific_prefix="dr.", source=ARTICLE)
        self.holds(sri_harso, "wakil-wali-kota-magelang", source=ARTICLE)
        evin = self.person(
            "Evin Septa Haryanto Kamil",
            honorific_suffix="S.H.",
            other_names=["Evin Sapta Haryanto Kamil"],
            source=f"{PRESS_2025}; {ARTICLE} menulis Sapta",
        )
        self.holds(evin, "ketua-dprd-kota-magelang", source=PRESS_2025)
        larsita = self.person("Larsita", source=ARTICLE)
        secretary = "sekretaris-daerah-kota-magelang"
        # Another secretary was still in office on 7 October 2025, so October is certain.
        self.holds(
            larsita,
            secretary,
            capacity=Capacity.PLH,
            start_date=date(2025, 10, 30),
            start_precision=Precision.MONTH,
            end_date=date(2025, 11, 9),
            source=PRESS_2025,
        )
        self.holds(
            larsita,
            secretary,
            capacity=Capacity.PJ,
            start_date=date(2025, 11, 10),
            appointed_by=Decree.objects.create(
                number="800.1.3.3/117/430 Tahun 2025",
                signed_by="Wali Kota Magelang",
                subject="Penjabat Sekretaris Daerah",
                organization=self.organizations["sekretariat-daerah"],
                source=PRESS_2025,
            ),
            source=PRESS_2025,
        )
        self.holds(larsita, "inspektur-daerah", source=PRESS_2025)
        wawan = self.person("Wawan Setiadi", source=ARTICLE)
        self.holds(
            wawan,
            "kepala-dpmp4kb",
            capacity=Capacity.PLT,
            end_date=date(2025, 10, 29),
            end_precision=Precision.MONTH,
            source=PRESS_2025,
        )
        self.holds(
            wawan,
            "kepala-dpmp4kb",
            start_date=date(2025, 10, 30),
            start_precision=Precision.MONTH,
            source=PRESS_2025,
        )

    def holds(self, person: Person, post: str, **fields: Any) -> None:
        Membership.objects.create(person=person, post=self.posts[post], **fields)

    def publish(self, *, by: Any) -> None:
        """People before institutions, whose boards link to them."""
        for person in self.people.values():
            person.publish(by=by)
        for organization in self.organizations.values():
            organization.publish(by=by)
