"""Finding what was published: from what somebody typed to the rows that answer it.

However many rows there are and however common the word, a search is bounded: it looks first
whether at most ``MOST`` rows match, and then either sorts those few or walks the rows from the
newest on until a page is full. Left alone, PostgreSQL walks all rows for a word that nobody ever
said. What still takes too long is stopped, and the page says so. See docs/decisions/0013-search.md.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import product
from typing import Any, NamedTuple

from django.db import OperationalError, connection
from psycopg2.errors import QueryCanceled

MOST = 1_000  # counted exactly, and ranked; beyond stands "lebih dari 1.000"
ROWS = 20  # on a page
LONGEST = 200  # characters of a question that are read
MOST_WORDS = 12
MILLISECONDS = 400  # for the first look, and again for the page: together under a second
NAMES = 6
FAR = 0.3  # how far a name may be from a word to be looked at (pg_trgm's word similarity)
ALIKE = 0.72  # how much a word must then resemble a word of the name (1 is the same)

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

# What a reader may narrow to: the words under which such rows are found (``Findable.words``).
KINDS: dict[str, tuple[str, ...]] = {
    "pertemuan": ("type:meeting", "type:agenda_item"),
    "sambutan": ("type:point", "type:paragraph", "type:speech"),
    "keputusan": ("type:decision",),
    "janji": ("type:commitment", "of:award_commitment"),
    "orang": ("type:person",),
    "lembaga": ("type:organization",),
    "wilayah": ("type:area",),
    "penghargaan": ("of:award_round", "of:award_result", "of:certificate"),
}


class TooSlow(Exception):
    """The search was stopped before it took a second."""


# --------------------------------------------------------------------------- what was asked
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
        long = [term for term in meant if len(term[0][1]) > 1]
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
        (True, " ".join(choice)) for choice, _ in zip(product(*choices), range(8), strict=False)
    ]


# ------------------------------------------------------------------------------- what is found
class Place(NamedTuple):
    """The row behind which a page begins: its day, or its rank, and its key."""

    value: str
    key: int


class Found(NamedTuple):
    number: int  # MOST + 1 means: more than MOST
    numbers: dict[str, int]  # under each word of ``Findable.words``; past MOST, of some rows only
    rows: list[dict[str, Any]]
    following: Place | None

    @property
    def is_counted(self) -> bool:
        return self.number <= MOST


COLUMNS = ("id", "value", "kind", "anchor", "day", "is_dated", "is_example", "record_kind", "slug",
           "title", "text", "byline")  # fmt: skip
MARKED = '\'HighlightAll=true, StartSel="\x02", StopSel="\x03"\''
PROBE = """
    WITH probe AS MATERIALIZED (
        SELECT words FROM publications_findable WHERE vector @@ ({narrowed}) LIMIT {most} + 1
    ), counted AS (
        SELECT word, count(*) AS number FROM probe, unnest(words) AS word GROUP BY word
    )
    SELECT (SELECT count(*) FROM probe), (SELECT json_object_agg(word, number) FROM counted)
"""
PAGE = """
    WITH candidates AS MATERIALIZED (
        SELECT id, day, {rank} AS rank FROM publications_findable
        WHERE vector @@ ({narrowed}) {bound}
    ), picked AS MATERIALIZED (
        SELECT id, {order} AS value FROM candidates WHERE {behind}
        ORDER BY {order} DESC, id DESC LIMIT {rows} + 1
    )
    SELECT picked.id, picked.value::text, row.kind, row.anchor, row.day, row.is_dated,
        row.is_example, listing.kind, listing.slug, listing.title,
        ts_headline('indonesian', {text}, {asked}, {marked}),
        ts_headline('indonesian', {byline}, {asked}, {marked})
    FROM picked
    JOIN publications_findable AS row ON row.id = picked.id
    JOIN publications_listing AS listing ON listing.publication_id = row.publication_id
    ORDER BY picked.value DESC, picked.id DESC
"""


def find(
    question: Question, under: list[tuple[str, ...]], *, by_rank: bool, after: Place | None
) -> Found:
    """The rows that answer and stand under one word of each of ``under``. Two statements."""
    asked, values = question.sql()
    narrowed = asked
    for words in under:
        names = [f"word_{len(values) + place}" for place in range(len(words))]
        values |= dict(zip(names, map(quoted, words), strict=True))
        narrowed += f" && ({' || '.join(f'%({name})s::tsquery' for name in names)})"

    [(number, numbers)] = ask(
        PROBE.format(narrowed=narrowed, most=MOST), values, never=("seqscan",)
    )
    if not number:
        return Found(0, {}, [], None)
    order, behind = ("rank" if by_rank else "day"), "true"
    if after:
        behind = f"({order}, id) < (%(value)s::{'numeric' if by_rank else 'date'}, %(key)s)"
        values |= {"value": after.value, "key": after.key}
    is_common = number > MOST
    bound = ""
    if is_common:
        bound = f"ORDER BY day DESC, id DESC LIMIT {MOST if by_rank else ROWS + 1}"
        bound = bound if by_rank else f"AND {behind} {bound}"
    rows = ask(
        PAGE.format(
            rank=f"ts_rank_cd(vector, {asked})::numeric(9, 6)" if by_rank else "0",
            narrowed=narrowed,
            bound=bound,
            order=order,
            behind=behind,
            rows=ROWS,
            asked=asked,
            marked=MARKED,
            text="replace(left(row.text, 20000), '/', '/\u200b')",
            byline="replace(row.byline, '/', '/\u200b')",
        ),
        values,
        # Of a common word the newest rows are near; of a rare one all rows are few.
        never=("seqscan", "bitmapscan") if is_common else ("seqscan",),
    )
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    page = found[:ROWS]
    following = Place(page[-1]["value"], page[-1]["id"]) if len(found) > ROWS else None
    return Found(number, numbers or {}, page, following)


def quoted(word: str) -> str:
    """A word of ``Findable.words`` as a tsquery of its own."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def ask(sql: str, values: dict[str, Any], *, never: tuple[str, ...] = ()) -> list[Any]:
    """One statement that may not take long, planned without the ways that ``never`` names.

    The settings travel with it and hold for it alone.
    """
    settings = [f"SET LOCAL statement_timeout = {MILLISECONDS}"]
    settings += [f"SET LOCAL enable_{way} = off" for way in never]
    settings += [f"SET LOCAL pg_trgm.word_similarity_threshold = {FAR}"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("; ".join([*settings, sql]), values)
            return list(cursor.fetchall())
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise


# ------------------------------------------------------------------------------------- by name
BY_NAME = """
    WITH candidates AS MATERIALIZED (
        SELECT publication_id, kind, names, is_example, {alike} AS alike
        FROM publications_findable AS row WHERE names <> '' AND ({like}) LIMIT 2000
    )
    SELECT listing.kind, listing.slug, listing.title, is_example, names FROM candidates
    JOIN publications_listing AS listing USING (publication_id)
    ORDER BY alike DESC, candidates.kind = 'meeting', length(names), listing.title LIMIT 40
"""


class Named(NamedTuple):
    kind: str
    slug: str
    title: str
    is_example: bool


def named(words: list[str], *, every: bool) -> list[Named]:
    """Records whose names are like ``words``, typing errors forgiven; the most alike first.

    ``every``: each word must be like a word of the name. One statement.
    """
    words = [word for word in dict.fromkeys(words) if word not in SMALL_WORDS][:4]
    long = [word for word in words if len(word) >= 3]
    if not long:
        return []
    values = {f"word_{place}": word for place, word in enumerate(long)}
    like = (" AND " if every else " OR ").join(f"row.names %%> %({name})s" for name in values)
    alike = " + ".join(f"word_similarity(%({name})s, row.names)" for name in values)
    rows = ask(
        BY_NAME.format(alike=alike, like=like),
        values,
        never=("seqscan",),
    )
    scored = []
    for *fields, names in rows:
        likeness = [max(alike_words(word, words_of(names))) for word in words]
        near = [value >= ALIKE for value in likeness]
        if all(near) if every else any(near):
            scored.append((-sum(likeness), len(scored), Named(*fields)))
    return [record for _, _, record in sorted(scored)[:NAMES]]


def alike_words(word: str, others: list[str]) -> Iterator[float]:
    """How much each of ``others`` is like the word, or like its beginning while it is typed."""
    yield 0.0
    for other in others:
        if other.startswith(word) and len(word) >= 3:
            yield 1.0
        else:
            yield SequenceMatcher(None, word, other).ratio()


# ------------------------------------------------------------------------------------- excerpts
Excerpt = list[tuple[str, bool]]  # pieces of text; is it what was asked for?
SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^a-z])|\n+")
LONGEST_EXCERPT = 320  # characters


def excerpt(marked: str) -> Excerpt:
    """The sentence with the most of what was asked for; a very long one around the first of it."""
    sentences = [text for text in SENTENCE.split(marked) if text.strip()] or [""]
    best = max(range(len(sentences)), key=lambda place: sentences[place].count("\x02"))
    text = sentences[best]
    before, after = best > 0, best < len(sentences) - 1
    if len(text) > LONGEST_EXCERPT:
        start = max(text.find("\x02") - LONGEST_EXCERPT // 3, 0)
        start = text.rfind(" ", 0, start) + 1 if start else 0
        end = text.find(" ", start + LONGEST_EXCERPT)
        before, after = before or start > 0, after or end > 0
        text = text[start : end if end > 0 else None]
    return pieces(f"{'… ' if before else ''}{text}{' …' if after else ''}")


def pieces(marked: str) -> Excerpt:
    """Text in which ``\x02`` and ``\x03`` stand around what was asked for."""
    found: Excerpt = []
    for place, part in enumerate(marked.split("\x02")):
        inside, ended, outside = part.partition("\x03")
        if place and ended:
            found += [(inside, True), (outside, False)]
        else:
            found.append((part, False))
    return [(text, is_asked) for text, is_asked in found if text]
