"""Finding what was published: from what somebody typed to the rows that answer it.

However many rows there are and however common the word, a search is bounded: it looks first
whether at most ``MANY`` rows answer, and then either sorts those or walks the rows from the newest
on until a page is full. Left alone, PostgreSQL walks all rows for a word that nobody ever said.
What still takes too long is stopped, and the page says so. See docs/decisions/0015-search.md.
"""

import re
import time
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db import OperationalError, connection
from psycopg2.errors import QueryCanceled

from .question import SMALL_WORDS, Question, words_of

MOST = 1_000  # counted exactly, and ranked; beyond stands "lebih dari 1.000"
ROWS = 20  # on a page
MANY = 5_000  # rows that are looked at one by one to sort them
FEW = 100  # of more than MOST rows, those that are asked what else could be narrowed to
MILLISECONDS = 800  # for all statements of a search; names take a part of the rest of the second
NAMES = 6
FAR = 0.3  # how far a name may be from a word to be looked at (pg_trgm's word similarity)
ALIKE = 0.72  # how much a word must then resemble a word of the name (1 is the same)

# What a reader may narrow to: the words under which such rows are found (``Findable.words``).
KINDS: dict[str, tuple[str, ...]] = {
    "pertemuan": ("type:meeting", "type:agenda_item"),
    "sambutan": ("type:point", "type:paragraph", "type:speech"),
    "keputusan": ("type:decision",),
    "janji": ("type:commitment", "of:award_commitment", "of:progress"),
    "orang": ("type:person",),
    "lembaga": ("type:organization",),
    "wilayah": ("type:area",),
    "penghargaan": ("of:award_round", "of:award_result", "of:certificate"),
}


class TooSlow(Exception):
    """The search was stopped before it took a second."""


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
# The first look. Where PostgreSQL's own statistics say that MANY rows answer or more, nobody reads
# the whole index to count them.
LOOK = """
    WITH expected AS MATERIALIZED (
        SELECT CASE WHEN %(is_guessed)s THEN publications_expected({narrowed}) ELSE 0 END AS number
    ), probe AS MATERIALIZED (
        SELECT id, day, words FROM publications_findable
        WHERE vector @@ ({narrowed}) AND (SELECT number < %(many)s FROM expected)
        LIMIT %(many)s + 1
    ), total AS MATERIALIZED (
        SELECT count(*) AS number FROM probe
    ), counted AS (
        SELECT word, count(*) AS number
        FROM (
            SELECT words FROM probe
            LIMIT (SELECT CASE WHEN number > %(most)s THEN %(few)s ELSE number END FROM total)
        ) AS rows, unnest(words) AS word
        GROUP BY word
    ), newest AS (
        SELECT id, day FROM probe WHERE (SELECT number <= %(many)s FROM total)
        ORDER BY day DESC, id DESC {window}
    ), picked AS (
        SELECT id, value FROM ({valued}) AS valued WHERE {behind}
        ORDER BY value DESC, id DESC LIMIT %(rows)s + 1
    )
    SELECT (SELECT number FROM expected), (SELECT number FROM total),
        (SELECT json_object_agg(word, number) FROM counted),
        (SELECT json_agg(json_build_array(id, value::text)) FROM picked)
"""
BY_DAY = "SELECT id, day AS value FROM newest"
BY_RANK = """SELECT id, ts_rank_cd(row.vector, {asked})::numeric(9, 6) AS value
    FROM newest JOIN publications_findable AS row USING (id)"""
CHOSEN = "SELECT id, value FROM unnest(%(ids)s::bigint[], %(values)s::text[]) AS chosen (id, value)"
# Of a frequent word: the newest rows, looked at one by one until there are enough.
WALK = """
    SELECT id, value FROM (
        WITH newest AS MATERIALIZED (
            SELECT id, day FROM publications_findable WHERE vector @@ ({narrowed}) {beyond}
            ORDER BY day DESC, id DESC LIMIT {length}
        ) {valued}
    ) AS walked WHERE {behind} ORDER BY value DESC, id DESC LIMIT %(rows)s + 1
"""
DETAILS = """
    WITH picked AS MATERIALIZED ({picked})
    SELECT picked.id, picked.value::text, row.kind, row.anchor, row.day, row.is_dated,
        row.is_example, listing.kind, listing.slug, listing.title,
        ts_headline('indonesian', replace(left(row.text, 20000), '/', '/\u200b'), {asked},
            {marked}),
        ts_headline('indonesian', replace(row.byline, '/', '/\u200b'), {asked}, {marked})
    FROM picked
    JOIN publications_findable AS row ON row.id = picked.id
    JOIN publications_listing AS listing ON listing.publication_id = row.publication_id
    ORDER BY {order} DESC, picked.id DESC
"""


class Search:
    """One question with its filters and its page, asked of the database within a second."""

    def __init__(
        self,
        question: Question,
        under: list[tuple[str, ...]],
        *,
        by_rank: bool,
        after: Place | None,
    ) -> None:
        self.asked, values = question.sql()
        self.values: dict[str, Any] = dict(values)
        self.narrowed, self.by_rank, self.after = self.asked, by_rank, after
        self.deadline = time.monotonic() + MILLISECONDS / 1000
        for words in under:
            names = [f"word_{len(self.values) + place}" for place in range(len(words))]
            self.values |= dict(zip(names, map(quoted, words), strict=True))
            self.narrowed += f" && ({' || '.join(f'%({name})s::tsquery' for name in names)})"
        self.behind = "true"
        if after:
            kind = "numeric" if by_rank else "date"
            self.behind = f"(value, id) < (%(value)s::{kind}, %(key)s)"
            self.values |= {"value": after.value, "key": after.key}
        self.values |= {
            "most": MOST,
            "many": MANY,
            "few": FEW,
            "rows": ROWS,
        }
        self.valued = BY_RANK.format(asked=self.asked) if by_rank else BY_DAY

    def find(self) -> Found:
        """Two statements; more where the statistics were wrong."""
        expected, number, numbers, picked = self.look()
        if expected >= MANY:
            try:
                return self.walk(expected, {}, at_most=MILLISECONDS // 4)
            except TooSlow:  # frequent words that seldom stand together
                expected, number, numbers, picked = self.look(is_guessed=False)
        if number > MANY:
            return self.walk(expected, numbers)
        if not picked:
            return Found(min(number, MOST + 1), numbers, [], None)
        ids, values = zip(*picked, strict=True)
        return self.page(min(number, MOST + 1), numbers, CHOSEN, {"ids": ids, "values": values})

    def look(
        self, *, is_guessed: bool = True
    ) -> tuple[float, int, dict[str, int], list[tuple[int, str]]]:
        """How many rows answer, up to MANY, and which of them stand on the page."""
        sql = LOOK.format(
            narrowed=self.narrowed,
            window=f"LIMIT {MOST}" if self.by_rank else "",
            valued=self.valued,
            behind=self.behind,
        )
        values = self.values | {"is_guessed": is_guessed}
        [(expected, number, numbers, picked)] = self.ask(sql, values, never=("seqscan",))
        return expected, number, numbers or {}, picked or []

    def walk(self, expected: float, numbers: dict[str, int], *, at_most: int = 0) -> Found:
        beyond = ""
        if self.after and not self.by_rank:
            beyond = "AND (day, id) < (%(value)s::date, %(key)s)"
        picked = WALK.format(
            narrowed=self.narrowed,
            beyond=beyond,
            length=MOST if self.by_rank else ROWS + 1,
            valued=self.valued,
            behind=self.behind,
        )
        # A thousand rows of a word that is not so frequent after all are fetched sooner by the
        # index of words, even if there are thirty times as many.
        is_far = self.by_rank and 0 < expected < 30 * MOST
        return self.page(
            MOST + 1, numbers, picked, {}, at_most=at_most,
            never=("seqscan", "indexscan") if is_far else ("seqscan", "bitmapscan"),
        )  # fmt: skip

    def page(
        self,
        number: int,
        numbers: dict[str, int],
        picked: str,
        values: dict[str, Any],
        *,
        at_most: int = 0,
        never: tuple[str, ...] = ("seqscan",),
    ) -> Found:
        """The rows of the page, with what was asked for marked in them."""
        order = f"picked.value::{'numeric' if self.by_rank else 'date'}"
        sql = DETAILS.format(picked=picked, asked=self.asked, marked=MARKED, order=order)
        values = {name: list(given) for name, given in values.items()}
        rows = self.ask(sql, self.values | values, never=never, at_most=at_most)
        found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        page = found[:ROWS]
        following = Place(page[-1]["value"], page[-1]["id"]) if len(found) > ROWS else None
        return Found(number, numbers, page, following)

    def ask(
        self, sql: str, values: dict[str, Any], *, never: tuple[str, ...], at_most: int = 0
    ) -> list[Any]:
        left = int((self.deadline - time.monotonic()) * 1000)
        if left <= 0:
            raise TooSlow
        return ask(sql, values, never=never, milliseconds=min(left, at_most or left))


def find(
    question: Question, under: list[tuple[str, ...]], *, by_rank: bool, after: Place | None
) -> Found:
    """The rows that answer and stand under one word of each of ``under``."""
    return Search(question, under, by_rank=by_rank, after=after).find()


def quoted(word: str) -> str:
    """A word of ``Findable.words`` as a tsquery of its own."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def ask(
    sql: str, values: dict[str, Any], *, never: tuple[str, ...] = (), milliseconds: int
) -> list[Any]:
    """One statement that may not take long, planned without the ways that ``never`` names.

    The settings travel with it and hold for it alone.
    """
    settings = [f"SET LOCAL statement_timeout = {milliseconds}"]
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
        milliseconds=MILLISECONDS // 4,
    )
    scored: list[tuple[bool, float, int, Named]] = []
    for *fields, names in rows:
        likeness = [max(alike_words(word, words_of(names))) for word in words]
        near = [value >= ALIKE for value in likeness]
        if all(near) or (any(near) and not every):
            scored.append((not all(near), -sum(likeness), len(scored), Named(*fields)))
    scored.sort()
    return [record for is_part, *_, record in scored if is_part == scored[0][0]][:NAMES]


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
