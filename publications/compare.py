"""Two versions of one document, told apart the way a reader would: by field, sentence and word.

Pure functions from documents (docs/data-dictionary.md) to things a template can loop over. A
document is first laid out as *entries*, each a labelled piece of text in reading order; two
documents differ where their entries do. What is derived from the rest (mentions, cards, tallies
per area, the links that depend on other pages) is no difference.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext

from .reading import Entry, entries

SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
WORD = re.compile(r"\S+\s*")
ALIKE = 0.5  # two sentences that share less are a new sentence, not a changed one
MOST_WORDS = 1_500  # a longer "sentence" is told apart whole; comparing it would take too long

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"


class Piece(NamedTuple):
    """A stretch of text that stands in both versions, or in one."""

    kind: str
    text: str


class Change(NamedTuple):
    """One field that reads differently; ``kind`` says whether it is new, gone or ``changed``."""

    label: str
    kind: str
    pieces: list[Piece]
    is_named: bool = False  # its label comes from the record


class Item(NamedTuple):
    """What belongs together: one speech, one decision; without a label, the section itself."""

    label: str
    changes: list[Change]


class Section(NamedTuple):
    label: str
    items: list[Item]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Section]:
    """Where two documents differ, in the order of the page; empty when they read the same."""
    before = {entry.key: entry for entry in entries(old)}
    after = {entry.key: entry for entry in entries(new)}
    found: list[tuple[Entry, Change]] = []
    for key in merged(list(before), list(after)):
        was, now = before.get(key), after.get(key)
        if was is None or now is None or was.text != now.text:
            found.append((now or was, change(was, now)))  # type: ignore[arg-type]
    found += moves(before, after)
    # A change of order is found last; it belongs to its section all the same.
    places: dict[str, int] = {}
    for entry, _ in found:
        places.setdefault(entry.section, len(places))
    found.sort(key=lambda pair: places[pair[0].section])
    return [
        Section(label, [
            Item(heading, [difference for _, difference in rows])
            for heading, rows in groupby(of_section, key=lambda pair: pair[0].heading)
        ])
        for label, of_section in groupby(found, key=lambda pair: pair[0].section)
    ]  # fmt: skip


def change(was: Entry | None, now: Entry | None) -> Change:
    if was is None:
        assert now is not None
        return Change(now.label, ADDED, [Piece(ADDED, now.text)], now.is_named)
    if now is None:
        return Change(was.label, REMOVED, [Piece(REMOVED, was.text)], was.is_named)
    return Change(now.label, CHANGED, differing(was.text, now.text), now.is_named)


def merged(old: list[Any], new: list[Any]) -> list[Any]:
    """All keys: those of the new version in its order, each lost one where it used to stand."""
    known = set(new)
    result = list(new)
    place = 0
    for key in old:
        if key in known:
            place = result.index(key) + 1
        else:
            result.insert(place, key)
            place += 1
    return result


def moves(before: dict[Any, Entry], after: dict[Any, Entry]) -> Iterator[tuple[Entry, Change]]:
    """The lists whose things stand in another order, as one change each."""
    was, now = in_order(before, after), in_order(after, before)
    for name, groups in now.items():
        if list(groups) != list(was[name]):
            old, new = ("\n".join(map(named, rows.values())) for rows in (was[name], groups))
            first = next(iter(groups.values()))
            yield (
                first._replace(group=(name,), heading=""),
                Change(gettext("Urutan"), CHANGED, differing(old, new)),
            )


def named(entry: Entry) -> str:
    return entry.heading if len(entry.key) > len(entry.group) else entry.label


def in_order(
    here: dict[Any, Entry], there: dict[Any, Entry]
) -> dict[str, dict[tuple[str, ...], Entry]]:
    """Of each list, the things that both versions have, in the order of this one."""
    shared = {entry.group for entry in there.values()}
    result: dict[str, dict[tuple[str, ...], Entry]] = {}
    for entry in here.values():
        if len(entry.group) > 1 and entry.group in shared:
            result.setdefault(entry.group[0], {}).setdefault(entry.group, entry)
    return result


# ------------------------------------------------------------------------------- within one text
def differing(old: str, new: str) -> list[Piece]:
    """Sentence by sentence; inside a changed sentence, word by word."""
    before, after = sentences(old), sentences(new)
    pieces: list[Piece] = []
    for kind, i, j, k, m in matched(before, after).get_opcodes():
        gone, come = before[i:j], after[k:m]
        if kind == "equal":
            pieces += [Piece(SAME, text) for text in come]
            continue
        for was, now in zip(gone, come, strict=False):
            pieces += words(was, now)
        shared = min(len(gone), len(come))
        pieces += [Piece(REMOVED, text) for text in gone[shared:]]
        pieces += [Piece(ADDED, text) for text in come[shared:]]
    return together(pieces)


def words(old: str, new: str) -> list[Piece]:
    before, after = WORD.findall(old), WORD.findall(new)
    whole = [Piece(REMOVED, old), Piece(ADDED, new)]
    if max(len(before), len(after)) > MOST_WORDS:
        return whole
    matcher = matched(before, after)
    if matcher.ratio() < ALIKE:
        return whole
    pieces = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(SAME, "".join(after[k:m])))
        else:
            pieces += [Piece(REMOVED, "".join(before[i:j])), Piece(ADDED, "".join(after[k:m]))]
    return pieces


def sentences(text: str) -> list[str]:
    """The text cut after each sentence, with the white space that follows it."""
    cuts = [0, *(match.end() for match in SENTENCE.finditer(text)), len(text)]
    return [text[i:j] for i, j in pairwise(cuts) if j > i]


def matched(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    """White space after a word or a sentence is no part of it."""
    before, after = ([text.strip() for text in side] for side in (old, new))
    return SequenceMatcher(None, before, after, autojunk=False)


def together(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind joined; nothing empty."""
    return [
        Piece(kind, "".join(piece.text for piece in run))
        for kind, run in groupby((p for p in pieces if p.text), key=lambda piece: piece.kind)
    ]
