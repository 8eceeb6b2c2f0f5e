"""`./portal bench search`: how long a search takes among 100,000 and 1,000,000 passages.

Texts are made up, with words as unevenly spread as in a language (the k-th word is k times rarer
than the first), and come in the order of their days, as publications do. Each figure stands against
a look-up by primary key on the same connection in the same run.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from benchmarks.run import Report

WORDS = 20_000  # in the made-up language
LENGTH = 25  # words of a text
PUBLICATIONS = 200
ROUNDS = 12  # of each question
FIRST, LAST = date(2016, 1, 1), date(2025, 12, 31)

FILL = """
    INSERT INTO publications_findable
        (publication_id, kind, anchor, title, byline, text, names, day, is_dated, is_example, words)
    SELECT home.publication_id, 'point', 'ukur-' || n, '', 'CONTOH Pembicara, Ketua',
        spoken.text || CASE WHEN n %% 50 = 0 THEN ' gotong royong' ELSE '' END, '', days.day,
        true, true,
        ARRAY['type:point', 'of:meeting', 'year:' || extract(year FROM days.day), 'area:33.71',
              'area:33.71.0' || 1 + n %% 3, 'area:33.71.0' || 1 + n %% 3 || '.100' || 1 + n %% 6,
              'organization:ukur-' || n %% 200]
    FROM generate_series(%(start)s + 1, %(end)s) AS n
    JOIN (SELECT publication_id, row_number() OVER (ORDER BY publication_id) - 1 AS place
          FROM publications_listing) AS home
        ON home.place = n %% (SELECT count(*) FROM publications_listing)
    CROSS JOIN LATERAL (
        SELECT %(first)s::date + (n::bigint * %(days)s / %(end)s)::int AS day
    ) AS days
    CROSS JOIN LATERAL (
        SELECT string_agg(translate(floor(%(words)s ^ random())::int::text,
                          '0123456789', 'aeioubkmtr'), ' ') AS text
        FROM generate_series(1, %(length)s) WHERE n > 0
    ) AS spoken
    ORDER BY n
"""
FILL_NAMES = """
    INSERT INTO publications_findable
        (publication_id, kind, anchor, title, byline, text, names, day, is_dated, is_example, words)
    SELECT home.publication_id, 'person', 'orang-' || n, named.name, '', '', named.name,
        %(first)s::date, false, true, ARRAY['type:person', 'of:person']
    FROM generate_series(%(start)s / 10 + 1, %(end)s / 10) AS n
    JOIN (SELECT publication_id, row_number() OVER (ORDER BY publication_id) - 1 AS place
          FROM publications_listing) AS home
        ON home.place = n %% (SELECT count(*) FROM publications_listing)
    CROSS JOIN LATERAL (
        SELECT string_agg((ARRAY['su','har','to','sri','wah','yu','ni','bam','bang','en','dang',
            'pra','se','tyo','ra','di','tya','kus','ma','wati','joko','nur','ji','lar','si'])
            [1 + floor(random() * 25)::int], CASE WHEN part = 3 THEN ' ' ELSE '' END) AS name
        FROM generate_series(1, 6) AS part WHERE n > 0
    ) AS named
"""


def word(place: int) -> str:
    """The made-up word at this place of the language; the first is the most frequent."""
    return str(place).translate(str.maketrans("0123456789", "aeioubkmtr"))


def questions(chance: random.Random) -> dict[str, list[str]]:
    """What is asked of each sort: several words each, so that no single one decides."""
    often = [word(place) for place in range(1, 16)]
    between = [
        word(place) for place in (100, 200, 300, 500, 800, 1_200, 1_700, 2_100, 2_600, 3_000)
    ]
    seldom = [word(chance.randrange(12_000, 20_000)) for _ in range(15)]
    never = [f"takpernah{letter}" for letter in "abcdefghijklmno"]
    pair = chance.choice
    return {
        "kata sering": often,
        "kata menengah": between,
        "kata jarang": seldom,
        "kata yang tidak ada": never,
        "dua kata": [
            *(f"{pair(often)} {pair(between)}" for _ in range(6)),
            *(f"{pair(between)} {pair(between)}" for _ in range(4)),
            *(f"{pair(often)} {pair(seldom)}" for _ in range(4)),
            f"{often[3]} {often[8]}",
            f"{often[5]} {never[0]}",
        ],
        "frasa": [
            '"gotong royong"',
            *(f'"{pair(often)} {pair(often)}"' for _ in range(5)),
            *(f'"{pair(between)} {pair(between)}"' for _ in range(5)),
        ],
    }


def measure(report: "Report", sizes: Iterable[int], people: tuple[Any, Any]) -> None:
    from benchmarks import data

    data.large_meeting(people)
    data.fill(PUBLICATIONS, people)
    start = 0
    for size in sizes:
        report.heading(f"Pencarian di antara {size:,} butir".replace(",", "."))
        begun = time.perf_counter()
        fill(start, size)
        report.row("mengisi dan mengindeks", time.perf_counter() - begun, "detik")
        measure_at(report)
        start = size


def fill(start: int, end: int) -> None:
    """Make rows ``start`` + 1 to ``end``; indexes are built afterwards, which is much faster."""
    values = {"start": start, "end": end, "words": WORDS, "length": LENGTH,
              "first": FIRST, "days": (LAST - FIRST).days}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'publications_findable'"
            " AND indexdef NOT LIKE '%UNIQUE%'"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(FILL, values)
        cursor.execute(FILL_NAMES, values)
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE publications_findable")


def measure_at(report: "Report") -> None:
    from publications.question import Question
    from publications.search import TooSlow, find, named

    chance = random.Random(3371)
    stopped: dict[str, int] = {}

    def search(text: str, kind: str, *, by_rank: bool = False) -> None:
        try:
            find(Question.of(text), [], by_rank=by_rank, after=None)
        except TooSlow:
            stopped[kind] = stopped.get(kind, 0) + 1

    key = times(by_key, keys(chance) * 20)
    show(report, "menurut kunci utama", key)
    for kind, texts in questions(chance).items():
        for text in texts:  # once, so that what is asked is in memory, as for the key
            search(text, "")
        each = times(lambda text, kind=kind: search(text, kind), texts * ROUNDS)
        show(report, kind, each)
        if kind == "frasa":
            report.at_most("  p99, jam", each.clock_p99, 1_000, "ms")
            report.row("  dihentikan", 100 * stopped.get(kind, 0) / (len(texts) * ROUNDS), "%")
        elif kind == "dua kata":
            report.at_most("  p99 dibanding kunci utama", each.p99 / key.p50, 1_200, "×")
        else:
            report.at_most("  p50 dibanding kunci utama", each.p50 / key.p50, 120, "×")
            report.at_most("  p99 dibanding kunci utama", each.p99 / key.p50, 300, "×")
    often = questions(chance)["kata sering"]
    by_rank = times(lambda text: search(text, "", by_rank=True), often * 4)
    show(report, "kata sering, menurut kecocokan", by_rank)
    wrong = ["larsiwyau", "bambnag", "pradytia", "suharot", "kusmwaati", "endagn"]
    show(report, "salah ketik nama", times(lambda text: named([text], every=True), wrong * 10))


def show(report: "Report", name: str, each: "Times") -> None:
    clock = f"{each.clock_p50:.1f} · {each.clock_p99:.1f} ms"
    report.row(f"{name}, p50", each.p50, f"· p99 {each.p99:.1f} ms prosesor (jam {clock})")


def keys(chance: random.Random) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM publications_findable")
        low, high = cursor.fetchone()
    return [chance.randint(low, high) for _ in range(100)]


def by_key(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, text FROM publications_findable WHERE id = %s", [key])
        cursor.fetchall()


class Times(NamedTuple):
    """The median and the 99th of a hundred, in milliseconds: by the clock, and on the processor.

    What a busy neighbour takes stands in the first and not in the second.
    """

    p50: float
    p99: float
    clock_p50: float
    clock_p99: float


def times(action: Callable[[Any], Any], subjects: list[Any]) -> Times:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    spent, taken = [], []
    for subject in subjects:
        before = backend_seconds(backend)
        begun, worked = time.perf_counter(), time.process_time()
        action(subject)
        worked, begun = time.process_time() - worked, time.perf_counter() - begun
        spent.append((worked + backend_seconds(backend) - before) * 1000)
        taken.append(begun * 1000)
    spent.sort()
    taken.sort()
    late = int(len(taken) * 0.99) - 1
    return Times(statistics.median(spent), spent[late], statistics.median(taken), taken[late])


def backend_seconds(backend: int) -> float:
    """What the database's process that serves this one has worked so far."""
    return int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9
