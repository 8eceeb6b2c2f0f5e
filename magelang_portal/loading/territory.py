"""The territory of Kota Magelang and the kinds of institutions, with their sources."""

from decimal import Decimal
from typing import Any

from organizations.models import Area, KindPost, OrganizationKind

CODES = (
    "Kepmendagri 300.2.2-2430/2025 (kode dan luas), daftar BPS Januari 2018, "
    "transkripsi cahyadsn/wilayah (MIT); ubin digambar sendiri"
)
DISTRICTS = {
    "33.71.01": ("Magelang Selatan", "3371010", "6.29"),
    "33.71.02": ("Magelang Utara", "3371020", "6.18"),
    "33.71.03": ("Magelang Tengah", "3371011", "6.09"),
}
# code: name, BPS code, postal code, km², tile column, tile row
SUBDISTRICTS = {
    "33.71.01.1003": ("Rejowinangun Selatan", "3371010004", "56124", "0.46", 3, 6),
    "33.71.01.1007": ("Magersari", "3371010002", "56126", "1.27", 2, 7),
    "33.71.01.1008": ("Jurangombo Utara", "3371010005", "56123", "0.60", 1, 6),
    "33.71.01.1009": ("Jurangombo Selatan", "3371010006", "56123", "2.10", 1, 7),
    "33.71.01.1010": ("Tidar Utara", "3371010007", "56125", "0.80", 4, 6),
    "33.71.01.1011": ("Tidar Selatan", "3371010008", "56125", "1.07", 3, 7),
    "33.71.02.1003": ("Wates", "3371020004", "56113", "1.02", 3, 3),
    "33.71.02.1004": ("Potrobangsan", "3371020005", "56116", "1.34", 2, 3),
    "33.71.02.1005": ("Kedungsari", "3371020006", "56114", "1.21", 3, 2),
    "33.71.02.1008": ("Kramat Utara", "3371020008", "56115", "1.17", 3, 1),
    "33.71.02.1009": ("Kramat Selatan", "3371020009", "56115", "1.44", 2, 2),
    "33.71.03.1001": ("Kemirirejo", "3371011002", "56122", "1.25", 2, 6),
    "33.71.03.1002": ("Cacaban", "3371011003", "56121", "0.86", 2, 5),
    "33.71.03.1003": ("Rejowinangun Utara", "3371011001", "56127", "1.03", 4, 5),
    "33.71.03.1004": ("Magelang", "3371011004", "56117", "1.29", 2, 4),
    "33.71.03.1005": ("Panjang", "3371011005", "56111", "0.72", 3, 5),
    "33.71.03.1006": ("Gelangan", "3371011006", "56112", "0.93", 3, 4),
}
RULE = "Permendagri 18/2018"
BOARD = [
    ("ketua", "Ketua", True, 1),
    ("sekretaris", "Sekretaris", True, 1),
    ("bendahara", "Bendahara", True, 1),
]
# code: name, short, sector, level, term in years, most terms, basis, posts
KINDS: dict[str, tuple[Any, ...]] = {
    "pemerintah-kota": ("Pemerintah kota", "", "government", "kota", 5, 2, "", []),
    "dprd": ("DPRD", "DPRD", "government", "kota", 5, None, "", []),
    "perangkat-daerah": ("Perangkat daerah", "", "government", "kota", None, None, "", []),
    "kecamatan": (
        "Kecamatan", "", "government", "kecamatan", None, None, "", [("camat", "Camat", True, 1)],
    ),
    "kelurahan": (
        "Kelurahan", "", "government", "kelurahan", None, None, "", [("lurah", "Lurah", True, 1)],
    ),
    "pkk": (
        "Tim Penggerak PKK", "TP PKK", "community", "kelurahan", None, None,
        "Perpres 99/2017; Permendagri 36/2020",
        [
            ("ketua", "Ketua", True, 1),
            ("wakil-ketua", "Wakil Ketua", False, 1),
            ("sekretaris", "Sekretaris", True, 1),
            ("bendahara", "Bendahara", True, 1),
            ("pokja-1", "Ketua Pokja I", False, 1),
            ("pokja-2", "Ketua Pokja II", False, 1),
            ("pokja-3", "Ketua Pokja III", False, 1),
            ("pokja-4", "Ketua Pokja IV", False, 1),
        ],
    ),
    "posyandu": (
        "Posyandu", "", "community", "kelurahan", 5, 2, "Permendagri 13/2024",
        [*BOARD, ("kader", "Kader", False, 30)],
    ),
    "lpmk": (
        "Lembaga Pemberdayaan Masyarakat Kelurahan", "LPMK", "community", "kelurahan", 5, 2, RULE,
        [*BOARD, ("bidang", "Ketua Bidang", False, 6)],
    ),
    "karang-taruna": (
        "Karang Taruna", "", "community", "kelurahan", 5, 2, RULE,
        [*BOARD, ("wakil-ketua", "Wakil Ketua", False, 1)],
    ),
    "rw": (
        "Rukun Warga", "RW", "community", "kelurahan", 5, 2, RULE, [("ketua", "Ketua", True, 1)],
    ),
    "rt": (
        "Rukun Tetangga", "RT", "community", "kelurahan", 5, 2, RULE, [("ketua", "Ketua", True, 1)],
    ),
}  # fmt: skip


def load_areas() -> dict[str, Area]:
    """The city, its kecamatan and kelurahan, by code."""
    areas = {
        "33.71": Area.objects.create(
            slug="33-71",
            name="Magelang",
            identifier="33.71",
            classification="kota",
            square_kilometres=Decimal("18.558"),
            source=CODES,
        )
    }
    for code, (name, statistics, size) in DISTRICTS.items():
        areas[code] = Area.objects.create(
            slug=code.replace(".", "-"),
            name=name,
            identifier=code,
            classification="kecamatan",
            parent=areas["33.71"],
            statistics_code=statistics,
            square_kilometres=Decimal(size),
            source=CODES,
        )
    for code, (name, statistics, postal, size, column, row) in SUBDISTRICTS.items():
        areas[code] = Area.objects.create(
            slug=code.replace(".", "-"),
            name=name,
            identifier=code,
            classification="kelurahan",
            parent=areas[code[:8]],
            statistics_code=statistics,
            postal_code=postal,
            square_kilometres=Decimal(size),
            tile_column=column,
            tile_row=row,
            source=CODES,
        )
    return areas


def load_kinds() -> dict[str, OrganizationKind]:
    """The kinds of institutions, each with the posts its rule names, by code."""
    kinds = {}
    for position, (code, row) in enumerate(KINDS.items()):
        name, short, sector, level, term, terms, basis, posts = row
        kinds[code] = OrganizationKind.objects.create(
            code=code,
            name=name,
            abbreviation=short,
            sector=sector,
            territory_level=level,
            term_years=term,
            maximum_terms=terms,
            position=position,
            source=basis,
        )
        for place, (role, label, is_mandatory, holders) in enumerate(posts):
            KindPost.objects.create(
                organization_kind=kinds[code],
                role=role,
                label=label,
                is_mandatory=is_mandatory,
                maximum_holders=holders,
                position=place,
            )
    return kinds
