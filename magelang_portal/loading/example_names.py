"""Names for people who do not exist, given out in a fixed order so that every load is the same."""

from typing import NamedTuple

WOMEN = [
    "Endang",
    "Retno",
    "Sulastri",
    "Tutik",
    "Wiwik",
    "Yuni",
    "Murni",
    "Sundari",
    "Partini",
    "Nunik",
    "Rini",
    "Ambar",
    "Kustini",
    "Haryati",
    "Lilis",
    "Umi",
    "Dyah",
    "Ratna",
    "Titik",
    "Wahyuni",
]
WOMEN_AFTER = [
    "Wulandari",
    "Handayani",
    "Rahayu",
    "Puspitasari",
    "Kusumawati",
    "Setyowati",
    "Widiastuti",
    "Purwanti",
    "Astuti",
    "Hapsari",
    "Utami",
    "Lestari",
    "Palupi",
]
MEN = [
    "Heru",
    "Teguh",
    "Agung",
    "Sigit",
    "Danang",
    "Galih",
    "Bayu",
    "Nanang",
    "Fajar",
    "Hendra",
    "Yulianto",
    "Arif",
    "Ponco",
    "Rudi",
    "Krisna",
    "Imam",
    "Yoga",
    "Panji",
    "Seno",
    "Wisnu",
]
MEN_AFTER = [
    "Santosa",
    "Wibisono",
    "Kurniawan",
    "Pamungkas",
    "Raharja",
    "Sulistya",
    "Wicaksana",
    "Purnomo",
    "Hidayat",
    "Nugraha",
    "Utama",
    "Budiharja",
    "Prayitna",
]
# Many people here have one name alone.
WOMEN_ALONE = ["Ngatinah", "Suyati", "Tukinem", "Sumirah", "Wagiyem", "Paryati"]
MEN_ALONE = ["Wagiman", "Sutarno", "Tukimin", "Parjono", "Ngadiman", "Sukamto"]
BEHIND = ["S.Pd.", "S.Sos.", "S.T.", "A.Md.Kep.", "S.E., M.M.", "S.Si."]


class Name(NamedTuple):
    prefix: str
    name: str
    suffix: str


class Names:
    """Hands out one name after the other, women's and men's, some with titles, some alone."""

    def __init__(self) -> None:
        self.given = {"woman": 0, "man": 0}

    def woman(self) -> Name:
        return self.next("woman", WOMEN, WOMEN_AFTER, WOMEN_ALONE, ("Hj.", "Dra."))

    def man(self) -> Name:
        return self.next("man", MEN, MEN_AFTER, MEN_ALONE, ("H.", "Drs."))

    def next(
        self,
        who: str,
        first: list[str],
        after: list[str],
        alone: list[str],
        titles: tuple[str, str],
    ) -> Name:
        number = self.given[who]
        self.given[who] += 1
        if number % 9 == 5 and number // 9 < len(alone):
            return Name("", alone[number // 9], "")
        # 20 and 13 have no common factor: the pairs repeat only after 260 names.
        name = f"{first[number % len(first)]} {after[number % len(after)]}"
        before = {3: titles[0], 14: titles[0], 0: titles[1], 9: "Ir."}
        return Name(
            before.get(number % 23, ""),
            name,
            BEHIND[number % len(BEHIND)] if number % 4 == 2 else "",
        )
