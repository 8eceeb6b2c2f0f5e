"""What somebody typed into the search box, read as words, phrases and their other spellings."""

import re
from itertools import product
from typing import NamedTuple

LONGEST = 200  # characters of a question that are read
MOST_WORDS = 12
MOST_SPELLINGS = 8  # of one phrase

# Spellings that people use for the same thing. They are laid beside each other when somebody
# asks, not when a text is stored: a new line here works at once, for all that was ever published,
# and the text keeps the spelling of the day.
SPELLINGS = (
    ("bhakti", "bakti"),
    ("notula", "notulen", "notulensi"),
    ("wali kota", "walikota"),
    ("sapta", "septa"),
    ("lpm", "lpmk"),
    ("dp4kb", "dpmp4kb"),
    ("rt", "rukun tetangga"),
    ("rw", "rukun warga"),
    ("sekda", "sekretaris daerah"),
)
LONGEST_SPELLING = 2  # words
# Passed over where other words say what is meant; inside quotes every word counts.
SMALL_WORDS = set("dan atau yang di ke dari untuk pada dengan oleh itu ini para".split())  # noqa: SIM905


class Question(NamedTuple):
    """What somebody typed, as terms that all must occur; each is one or several spellings."""

    text: str
    terms: list[list[tuple[bool, str]]]  # (do its words stand side by side?, words)
    words: list[str]  # every word in it, small letters
    was_cut: bool

    @classmethod
    def of(cls, typed: str) -> "Question":
        text = " ".join(typed.replace("\x00", " ").split())
        terms: list[list[tuple[bool, str]]] = []
        words: list[str] = []
        was_cut = len(text) > LONGEST
        for quoted, bare in re.findall(r'["“”]([^"“”]*)["“”]|([^"“”]+)', text[:LONGEST]):
            said = words_of(quoted or bare)
            was_cut = was_cut or len(words) + len(said) > MOST_WORDS
            said = said[: MOST_WORDS - len(words)]
            words += said
            terms += [in_quotes(said)] if quoted and len(said) > 1 else one_by_one(said)
        meant = [term for term in terms if term[0][1] not in SMALL_WORDS]
        long = [term for term in meant if len(term[0][1]) > 1 or term[0][1].isdecimal()]
        return cls(text, long or meant or terms, words, was_cut)

    @property
    def is_too_short(self) -> bool:
        """One letter, or none: half of everything would answer."""
        return not any(len(words) > 1 for term in self.terms for _, words in term)

    def sql(self) -> tuple[str, dict[str, str]]:
        """The tsquery of all terms, and what its placeholders stand for."""
        parts: list[str] = []
        values: dict[str, str] = {}
        for term in self.terms:
            spellings = []
            for is_phrase, words in term:
                name = f"spelling_{len(values)}"
                values[name] = words
                shape = "phraseto" if is_phrase else "plainto"
                spellings.append(f"{shape}_tsquery('indonesian', %({name})s)")
            parts.append(f"({' || '.join(spellings)})")
        return " && ".join(parts), values


def words_of(text: str) -> list[str]:
    """Words, numbers and codes: what separates them is left out, "S.Sos." keeps its middle."""
    return re.findall(r"\w+(?:[.'’-]\w+)*", text.lower())


def spellings_at(words: list[str], place: int) -> tuple[int, list[str]]:
    """How many words from here on are one known spelling, and all the spellings of it."""
    for length in range(LONGEST_SPELLING, 0, -1):
        here = " ".join(words[place : place + length])
        for group in SPELLINGS:
            if here in group and place + length <= len(words):
                return length, [here, *(other for other in group if other != here)]
    return 1, [words[place]]


def one_by_one(words: list[str]) -> list[list[tuple[bool, str]]]:
    """Words that may stand anywhere; another spelling in two words must stand side by side."""
    terms, place = [], 0
    while place < len(words):
        length, (own, *others) = spellings_at(words, place)
        terms.append([(False, own), *((True, other) for other in others)])
        place += length
    return terms


def in_quotes(words: list[str]) -> list[tuple[bool, str]]:
    """Words as they stand, in each spelling of each of them."""
    choices, place = [], 0
    while place < len(words):
        length, spellings = spellings_at(words, place)
        choices.append(spellings)
        place += length
    return [
        (True, " ".join(choice))
        for choice, _ in zip(product(*choices), range(MOST_SPELLINGS), strict=False)
    ]
