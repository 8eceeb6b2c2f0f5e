"""One person, several spellings: Bhakti and Bakti, Achmad and Ahmad, Sapta and Septa.

Used only to ask "is this the same person?"; nobody is ever matched without an official's word.
"""

import re
import unicodedata
from collections.abc import Iterator
from uuid import UUID

from .models import Person

# Old and Arabic spellings of one sound, in the order in which they are folded.
SOUNDS = [
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("kh", "h"), ("ch", "h"), ("bh", "b"), ("dh", "d"),
    ("th", "t"), ("ph", "f"), ("v", "f"), ("y", "i"), ("z", "s"), ("q", "k"), ("x", "ks"),
]  # fmt: skip
LONG_ENOUGH = 5  # letters; in shorter names one letter makes another name: Budi, Rudi
MOST = 8  # people to choose from; more is no choice


def folded(name: str) -> tuple[str, ...]:
    """The words of a name as they sound, without accents, dots and doubled letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    for spelling, sound in SOUNDS:
        plain = plain.replace(spelling, sound)
    return tuple(re.sub(r"(.)\1+", r"\1", word) for word in re.findall(r"[a-z]+", plain))


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Every word of the shorter name sounds like a word of the longer; initials stand for words."""
    shorter, longer = sorted((one, other), key=len)
    left = list(longer)
    sure = False
    for word in shorter:
        match = next((each for each in left if near(word, each)), None)
        if match is None:
            return False
        left.remove(match)
        sure = sure or min(len(word), len(match)) > 1
    return sure


def near(word: str, other: str) -> bool:
    if word == other:
        return True
    if min(len(word), len(other)) == 1:
        return word[0] == other[0]
    return min(len(word), len(other)) >= LONG_ENOUGH and one_letter_apart(word, other)


def one_letter_apart(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    front = 0
    while front < len(shorter) and shorter[front] == longer[front]:
        front += 1
    rest = len(longer) - len(shorter)
    return shorter[front + 1 - rest :] == longer[front + 1 :]


def similar_people(name: str) -> list[Person]:
    """People on record who may be the one of this name, the likeliest first."""
    wanted = folded(name)
    if not wanted:
        return []
    ranked: list[tuple[int, str, UUID]] = []
    for key, sort_name, names in spellings():
        likeness = [
            (abs(len(wanted) - len(spelling)) + (spelling != wanted))
            for spelling in map(folded, names)
            if alike(wanted, spelling)
        ]
        if likeness:
            ranked.append((min(likeness), sort_name, key))
    keys = [key for _, _, key in sorted(ranked)[:MOST]]
    people = (
        Person.objects.filter(pk__in=keys)
        .prefetch_related("memberships__post__organization")
        .in_bulk()
    )
    return [people[key] for key in keys]


def spellings() -> Iterator[tuple[UUID, str, list[str]]]:
    rows = Person.objects.order_by().values_list("pk", "sort_name", "name", "other_names")
    for key, sort_name, name, others in rows.iterator():
        yield key, sort_name, [name, *others]
