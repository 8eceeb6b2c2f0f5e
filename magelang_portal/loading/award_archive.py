"""Awards that sources tell of: the results of 2017 to 2023, and what is known of 2025.

Only what a source says. A province's round holds this city's winners alone; of 2025 nothing but
the fact that awards were handed over. Editions are written where a source numbers them.
"""

from typing import Any, NamedTuple

from awards import announcement
from awards.models import Contest, Nominee, Place, Placing, Round

from .registry import ARTICLE, Registry

CITY_LEVEL, PROVINCE_LEVEL = "Kota Magelang", "Provinsi Jawa Tengah"
CITY_NAMES_ONLY = "Di sini hanya tercatat penerima dari Kota Magelang."
BEST = ("Terbaik I", "Terbaik II", "Terbaik III")
WINNERS = (
    "Juara I",
    "Juara II",
    "Juara III",
    "Juara Harapan I",
    "Juara Harapan II",
    "Juara Harapan III",
)


class Told(NamedTuple):
    """A contest as its source tells it: who took which place; ``None`` where nobody here did."""

    name: str
    slug: str
    places: tuple[str, ...]
    kelurahan: tuple[str | None, ...]
    of_lpmk: bool = False


class Edition(NamedTuple):
    name: str
    slug: str
    year: int
    edition: str
    level: str
    note: str
    description: str
    source: str
    source_url: str
    contests: tuple[Told, ...]


ARCHIVE = [
    Edition(
        name="BBGRM Jawa Tengah 2017",
        slug="bbgrm-jawa-tengah-2017",
        year=2017,
        edition="XIV",
        level=PROVINCE_LEVEL,
        note="Kelurahan Jurangombo Selatan, Kota Magelang, menjadi Terbaik II tingkat provinsi.",
        description=(
            "Penilaian berlangsung dalam tiga tahap: administrasi, verifikasi data, dan "
            f"presentasi. {CITY_NAMES_ONLY}"
        ),
        source="Pemerintah Provinsi Jawa Tengah (jatengprov.go.id), 2017",
        source_url="",
        contests=(
            Told(
                "Pelaksana Terbaik BBGRM tingkat provinsi",
                "bbgrm-provinsi-2017",
                BEST[:2],
                (None, "Jurangombo Selatan"),
            ),
        ),
    ),
    Edition(
        name="BBGRM Jawa Tengah 2019",
        slug="bbgrm-jawa-tengah-2019",
        year=2019,
        edition="XVI",
        level=PROVINCE_LEVEL,
        note="Diserahkan 9 April 2019.",
        description=(
            "Seleksi tingkat kota berlangsung pada Februari, kunjungan lapangan tim provinsi pada "
            "pertengahan Maret. Kelurahan dari kota dan desa dari kabupaten dinilai dalam kategori "
            f"yang terpisah. {CITY_NAMES_ONLY}"
        ),
        source="ANTARA Jawa Tengah 230007, 2019",
        source_url="",
        contests=(
            Told(
                "Pelaksana Terbaik BBGRM tingkat provinsi, kategori kelurahan",
                "bbgrm-provinsi-2019",
                BEST[:1],
                ("Tidar Selatan",),
            ),
        ),
    ),
    Edition(
        name="BBGRM Kota Magelang 2020",
        slug="bbgrm-kota-magelang-2020",
        year=2020,
        edition="",
        level=CITY_LEVEL,
        note="",
        description=(
            "Enam kelurahan ikut; tim kota menilai pada 23, 27, dan 28 Januari 2020. Yang pertama "
            "maju ke tingkat provinsi, dan tim provinsi berkunjung pada 27 Februari 2020."
        ),
        source="Humas Pemerintah Kota Magelang (humas.magelangkota.go.id), 2020",
        source_url="",
        contests=(
            Told(
                "Pelaksana Terbaik BBGRM tingkat kelurahan",
                "bbgrm-kelurahan-2020",
                BEST,
                ("Tidar Utara", "Gelangan", "Kramat Utara"),
            ),
        ),
    ),
    Edition(
        name="BBGRM dan Administrasi LPMK Kota Magelang 2023",
        slug="bbgrm-kota-magelang-2023",
        year=2023,
        edition="",
        level=CITY_LEVEL,
        note="Diserahkan 17 Desember 2023.",
        description="",
        source="kabarmagelang.business.blog, 18 Desember 2023",
        source_url="https://kabarmagelang.business.blog/2023/12/18/",
        contests=(
            Told(
                "Lomba BBGRM tingkat kelurahan",
                "bbgrm-kelurahan-2023",
                WINNERS,
                (
                    "Tidar Selatan",
                    "Gelangan",
                    "Rejowinangun Utara",
                    "Kramat Selatan",
                    "Kedungsari",
                    "Magersari",
                ),
            ),
            Told(
                "Lomba administrasi LPMK",
                "administrasi-lpmk-2023",
                WINNERS,
                (
                    "Tidar Selatan",
                    "Jurangombo Selatan",
                    "Kedungsari",
                    "Potrobangsan",
                    "Cacaban",
                    "Wates",
                ),
                of_lpmk=True,
            ),
        ),
    ),
]


def load_award_archive(registry: Registry, *, author: Any, reviewer: Any) -> None:
    kelurahan = {
        area.name: area
        for area in registry.areas.values()
        if area.classification == area.Classification.SUBDISTRICT
    }
    for edition in ARCHIVE:
        round = load_edition(edition, registry, kelurahan)
        announcement.publish_archive(round, by=reviewer, prepared_by=author)
    load_what_is_known_of_2025(reviewer, author)


def load_edition(edition: Edition, registry: Registry, kelurahan: dict[str, Any]) -> Round:
    round = Round.objects.create(
        name=edition.name,
        slug=edition.slug,
        year=edition.year,
        edition=edition.edition,
        standing=Round.Standing.ARCHIVE,
        level=edition.level,
        announcement_note=edition.note,
        description=edition.description,
        source=edition.source,
        source_url=edition.source_url,
    )
    for position, told in enumerate(edition.contests, 1):
        contest = Contest.objects.create(
            round=round,
            name=told.name,
            slug=told.slug,
            position=position,
            nominee_type=(
                Contest.NomineeType.ORGANIZATION
                if told.of_lpmk
                else Contest.NomineeType.SUBDISTRICT
            ),
            organization_kind=registry.kinds["lpmk"] if told.of_lpmk else None,
        )
        for number, (title, name) in enumerate(zip(told.places, told.kelurahan, strict=True), 1):
            if name is None:
                continue
            place = Place.objects.create(contest=contest, position=number, name=title)
            area = kelurahan[name]
            nominee = Nominee.objects.create(
                contest=contest, area=area, organization=lpmk_of(area, registry, told)
            )
            Placing.objects.create(contest=contest, nominee=nominee, final_place=place)
    return round


def lpmk_of(area: Any, registry: Registry, told: Told) -> Any:
    if not told.of_lpmk:
        return None
    return next(
        organization
        for organization in registry.organizations.values()
        if organization.area_id == area.pk and organization.classification.code == "lpmk"
    )


def load_what_is_known_of_2025(reviewer: Any, author: Any) -> None:
    """Awards were handed over, and to whom no source says."""
    round = Round.objects.create(
        name="BBGRM Kota Magelang 2025",
        slug="bbgrm-kota-magelang-2025",
        year=2025,
        edition="XXII",
        standing=Round.Standing.UNPUBLISHED,
        level=CITY_LEVEL,
        announcement_note=(
            "Penghargaan Pelaksana Terbaik BBGRM Tahun 2025 tingkat kelurahan dan kecamatan "
            "diserahkan dalam forum 22 Desember 2025. Penerimanya tidak disebut dalam sumber."
        ),
        meeting_slug="forum-kemitraan-2025-12-22",
        source=ARTICLE,
    )
    for position, (level, kind) in enumerate(
        [
            ("kelurahan", Contest.NomineeType.SUBDISTRICT),
            ("kecamatan", Contest.NomineeType.DISTRICT),
        ],
        1,
    ):
        Contest.objects.create(
            round=round,
            name=f"Pelaksana Terbaik BBGRM tingkat {level}",
            slug=f"bbgrm-{level}-2025",
            position=position,
            nominee_type=kind,
        )
    round.publish(by=reviewer, prepared_by=author)
