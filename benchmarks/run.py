"""`./portal bench`: how fast the portal is, as ratios against a bare view measured in the same run.

H is a view that answers "ok" behind the same middleware on the same gunicorn. CPU is what web and
database processes spent, so a busy machine shows in the rates and less in the ratios. The run makes
its own data, and prints what docs/performance.md explains. `--json FILE` keeps the figures.
"""

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))
ROUNDS, SECONDS = 3, 1.5
TURNS, SHORT = 6, 0.7  # of the built pages: often and briefly, for the least of what was measured
BUILT_IN_H = 28  # 10 ms where a bare view takes 0.36 ms, on the machine the aims were set on
MEETING = "/pertemuan/forum-besar/"
LISTS = {
    "beranda": "/",
    "daftar pertemuan": "/pertemuan/",
    "pertemuan satu kelurahan": "/pertemuan/?kelurahan=33.71.01.1003",
    "daftar lembaga": "/lembaga/",
    "peta ubin": "/wilayah/",
    "satu wilayah": "/wilayah/33.71.01.1003/",
    "tindak lanjut": "/tindak-lanjut/",
    "bukti": "/bukti/",
    "pencarian": "/cari/?q=pokok",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./portal bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=["search"], help="hanya pencarian")
    parser.add_argument(
        "--passages", type=int, nargs="+", default=[100_000, 1_000_000],
        help="search: banyaknya butir yang dicari (100000 1000000)",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, help="tulis angka-angkanya ke berkas ini")
    options = parser.parse_args()
    prepare_environment()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    report = Report()
    if options.part == "search":
        measure_search(report, options.passages)
    else:
        measure_all(report)
    if options.json:
        options.json.write_text(json.dumps(report.rows, indent=1, ensure_ascii=False))
    return 0 if report.holds else 1


def prepare_environment() -> None:
    """The portal as it is shipped, on the PostgreSQL that `./portal bench` started."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PORTAL_MODE": "demonstration",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "PYTHONPATH": str(CHECKOUT),
    }


class Report:
    """Prints each figure beside its aim, and remembers whether all held."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.holds = True

    def heading(self, words: str) -> None:
        print(f"\n{words}", flush=True)

    def row(self, name: str, value: float, unit: str, aim: str = "", *, holds: bool = True) -> None:
        mark = "" if not aim else ("  memenuhi " if holds else "  TIDAK memenuhi ") + aim
        print(f"  {name:<46}{value:>9.2f} {unit:<12}{mark}", flush=True)
        self.rows.append(
            {"name": name, "value": round(value, 4), "unit": unit, "aim": aim, "holds": holds}
        )
        self.holds = self.holds and holds

    def at_least(self, name: str, value: float, aim: float, unit: str = "×") -> None:
        self.row(name, value, unit, f"≥ {aim:g}", holds=value >= aim)

    def at_most(self, name: str, value: float, aim: float, unit: str) -> None:
        self.row(name, value, unit, f"≤ {aim:g}", holds=value <= aim)


class Site:
    """One gunicorn with one worker, so that the other core is the visitors'."""

    def __init__(self, page_cache_seconds: int) -> None:
        from magelang_portal.health import healthz  # noqa: F401  (fails early if the site is broken)

        self.port = free_port()
        environment = os.environ | {
            "DATABASE_URL": os.environ["PORTAL_SITE_DATABASE_URL"],
            "PAGE_CACHE_SECONDS": str(page_cache_seconds),
        }
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "magelang_portal.wsgi:application"),
                *("--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--no-control-socket"),
                *("--log-level", "warning"),
            ],
            env=environment,
            cwd=CHECKOUT,
        )

    def __enter__(self) -> "Site":
        import urllib.request

        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise SystemExit("gunicorn tidak menjawab")

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(20)

    def pids(self) -> list[int]:
        """The web worker, and the database's processes that serve it."""
        from benchmarks.load import descendants

        return [*descendants(self.process.pid), *descendants(postmaster())]

    def measure(
        self, path: str, headers: str = "", clients: int = 2, seconds: float = SECONDS
    ) -> Any:
        from benchmarks.load import measure

        measure(self.port, path, [], seconds=0.3, headers=headers)  # warm
        return measure(
            self.port, path, self.pids(), seconds=seconds, headers=headers, clients=clients
        )

    def ratios(self, path: str, headers: str = "") -> list[Any]:
        """(page, bare) in turn, a few times: what changes on the machine touches both."""
        return [(self.measure(path, headers), self.measure("/ukur/polos")) for _ in range(ROUNDS)]

    def etag(self, path: str) -> str:
        import urllib.request

        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return str(answer.headers["ETag"])


def measure_search(report: Report, passages: list[int]) -> None:
    from benchmarks import search

    load_territory()
    search.measure(report, passages, two_people())


def load_territory() -> dict[str, Any]:
    from magelang_portal.loading.territory import load_areas, load_kinds

    areas = load_areas()
    load_kinds()
    return areas


def two_people() -> tuple[Any, Any]:
    """Nobody publishes their own minutes."""
    from tests import builders

    return (
        builders.user("note_taker", name="CONTOH A"),
        builders.user("reviewer", name="CONTOH B"),
    )


def measure_all(report: Report) -> None:
    from accounts.models import User
    from benchmarks import data

    areas, people = load_territory(), two_people()
    for area in areas.values():
        area.publish(by=people[1])
    data.large_meeting(people)
    draft = data.desk_meeting(60)
    data.fill(100, people)
    data.settle()

    with Site(page_cache_seconds=3600) as site:
        report.heading("Halaman pertemuan (200 hadirin, 10 sambutan), dari simpanan halaman")
        cached = site.ratios(MEETING)
        report.at_least("laju dibanding tampilan polos", ratio(cached, "per_second"), 1.2)
        unchanged = site.ratios(MEETING, f"If-None-Match: {site.etag(MEETING)}\r\n")
        report.at_least("laju jawaban 304", ratio(unchanged, "per_second"), 1.4)
        report.row("p99/p50", statistics.median(a.p99 / a.p50 for a, _ in cached), "×")
        report.row("ukuran terkirim", cached[0][0].size / 1024, "KB")
        first_views(report, site.port)

    with Site(page_cache_seconds=0) as site:
        bare = site.measure("/ukur/polos", clients=1).cpu
        report.heading("Dibuat dari terbitannya, tanpa simpanan halaman (100 terbitan)")
        report.row("tampilan polos (H)", bare, "ms CPU")
        few = {path: page(report, site, name, path) for name, path in pages().items()}
        report.heading("Meja kerja")
        desk(report, draft, User.objects.get(pk=people[0].pk))
        report.heading("10.000 terbitan dibanding 100, halaman yang sama")
        data.fill(10_000, people)
        data.settle()
        for name, path in pages().items():
            many = in_bare_views(site, path).bare_views
            report.at_most(name, many / few[path], 1.2, "×")


def pages() -> dict[str, str]:
    return {"halaman pertemuan": MEETING, **LISTS}


def page(report: Report, site: Site, name: str, path: str) -> float:
    """CPU and queries of one page that is built anew each time; how many H it costs."""
    cost = in_bare_views(site, path)
    report.row(name, cost.cpu, "ms CPU")
    report.at_most("", cost.bare_views, BUILT_IN_H, "H")
    report.at_most("", queries(path), 2 if path == MEETING else 4, "kueri")
    return cost.bare_views


class Cost(NamedTuple):
    cpu: float  # milliseconds
    bare_views: float


def in_bare_views(site: Site, path: str) -> Cost:
    """The least CPU of several turns, beside the least of a bare view in the same turns.

    Whatever else the machine does can only add to a measure, so the least is nearest to the cost.
    One visitor at a time: two cores that share their arithmetic inflate each other's seconds.
    """
    pairs = [
        [site.measure(each, clients=1, seconds=SHORT).cpu for each in (path, "/ukur/polos")]
        for _ in range(TURNS)
    ]
    cpu, bare = (min(found) for found in zip(*pairs, strict=True))
    return Cost(cpu, cpu / bare)


def queries(path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = Client().get(path)
    assert response.status_code == 200, (path, response.status_code)
    return len(captured)


def desk(report: Report, draft: Any, user: Any) -> None:
    """The roll of 60 people against an ordinary crispy form of 20 fields, in CPU time."""
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.force_login(user)
    paths = reverse("desk_attendance", args=[draft.pk]), "/ukur/formulir"
    rows, form = (seconds_of(client, path) for path in paths)
    report.row("60 baris kehadiran", rows * 1000, "ms CPU")
    report.at_most("dibanding formulir 20 isian", rows / form, 3, "×")


def seconds_of(client: Any, path: str) -> float:
    client.get(path)
    times = []
    for _ in range(30):
        begun = time.process_time()
        response = client.get(path)
        times.append(time.process_time() - begun)
        assert response.status_code == 200, (path, response.status_code)
    return statistics.median(times)


def first_views(report: Report, port: int) -> None:
    """What a first visit costs over the wire, in a real browser with an empty cache."""
    from benchmarks.first_view import first_view

    report.heading("Kunjungan pertama, dalam Chromium")
    for name, path in pages().items():
        seen = first_view(f"http://127.0.0.1:{port}{path}")
        if seen is None:
            print("  Chromium tidak ditemukan: dilewati")
            return
        report.at_most(name, seen.kilobytes, 60, "KB")
        report.at_most("", seen.requests, 4, "permintaan")


def ratio(pairs: list[Any], field: str) -> float:
    return statistics.median(getattr(a, field) / getattr(b, field) for a, b in pairs)


def postmaster() -> int:
    """The database's first process: the parent of the one that serves this connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("PORTAL_DATA", folder)
        sys.exit(main())
