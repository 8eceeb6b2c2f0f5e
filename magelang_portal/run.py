"""`./portal run`: start what the portal needs, serve it, watch over it, and end it all.

This process imports no Django: it stays small, and it is the one that must not fall.
"""

import contextlib
import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from magelang_portal import processes
from magelang_portal.announcing import Announcer
from magelang_portal.chores import Chore
from magelang_portal.nightly import Nightly
from magelang_portal.postgres import Postgres, PostgresError
from magelang_portal.releasing import Releaser
from magelang_portal.writing import Writer

CHECKOUT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1"
BOOT_STOP = ((signal.SIGTERM, 2.0),)
# The whole stop must end within ten seconds, PostgreSQL's four and the orphans' two included.
SITE_STOP = ((signal.SIGTERM, 3.0),)
MUST_BE_ON = ("fsync", "full_page_writes")
FIRST_PAGE = "/"
FIRST_PAGE_PATIENCE = 60  # seconds
BACKOFF = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before another start of PostgreSQL
STEADY_AFTER = 60  # seconds of life after which a death counts as the first again


class Refusal(Exception):
    """The portal does not start, or cannot go on; one sentence says why."""


def run(data: Path, port: int, *, empty: bool) -> int:
    """Serve until told to stop. The return value is the command's exit code."""
    supervisor = Supervisor(data.expanduser().absolute(), port, empty=empty)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    processes.adopt_orphans()
    try:
        supervisor.serve()
    except (Refusal, PostgresError) as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    finally:
        supervisor.end()
    return 0


def mode_of(environment: Mapping[str, str]) -> str:
    """`./portal` shows the portal; a production site says so in PORTAL_MODE."""
    return environment.get("PORTAL_MODE") or "demonstration"


def site_environment(data: Path) -> dict[str, str]:
    """The environment that manage.py and gunicorn share, but for the database."""
    environment = dict(os.environ)
    environment["PORTAL_MODE"] = mode_of(environment)
    environment["PORTAL_DATA"] = str(data)
    if environment["PORTAL_MODE"] == "demonstration":
        environment.setdefault("SECRET_KEY", demonstration_key(data))
        environment.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
    for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
        if environment["PORTAL_MODE"] == "production" and not environment.get(name):
            raise Refusal(f"Portal tidak dijalankan: {name} belum diisi (docs/operations.md).")
    return environment


def demonstration_key(data: Path) -> str:
    """A secret of this data folder, so that a restart signs nobody out."""
    path = data / "secret_key"
    if not path.is_file():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def first_host(environment: Mapping[str, str]) -> str:
    host = environment["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".").replace("*", ADDRESS)
    return host or ADDRESS


class Supervisor:
    """Holds the data folder, PostgreSQL and the site, from the first start to the last stop."""

    def __init__(self, data: Path, port: int, *, empty: bool) -> None:
        self.data = data
        self.port = port
        self.empty = empty
        self.stopping = False
        self.postgres: Postgres | None = None
        self.site: subprocess.Popen[bytes] | None = None
        self.boot: subprocess.Popen[bytes] | None = None
        self.chores: list[Chore] = []
        self.lock: int | None = None
        self.deaths = 0
        self.postgres_since = 0.0

    def ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def serve(self) -> None:
        environment = site_environment(self.data)
        self.take_data_folder()
        self.take_port()
        owner_url = environment.get("DATABASE_OWNER_URL") or environment.get("DATABASE_URL")
        if not environment.get("DATABASE_URL"):
            self.postgres = Postgres(self.data)
            self.start_postgres(
                self.postgres, production=environment["PORTAL_MODE"] == "production"
            )
            if self.stopping:
                return
            environment["DATABASE_URL"] = self.postgres.url("portal")
            owner_url = self.postgres.url("portal_owner")
        environment.pop("DATABASE_OWNER_URL", None)  # the site never learns the owner's password
        self.prepare_site({**environment, "DATABASE_URL": owner_url or ""})
        if self.stopping:
            return
        self.start_site(environment)
        self.wait_for_first_page(environment)
        if not self.stopping:
            print(f"Portal siap: http://{ADDRESS}:{self.port}", flush=True)
            environment.setdefault("PORTAL_SITE", self.address_outside(environment))
            self.chores = [chore(environment) for chore in (Announcer, Releaser, Nightly, Writer)]
            self.watch()

    # --- one step after the other -------------------------------------------------------------

    def take_data_folder(self) -> None:
        """One portal per data folder; the kernel frees the lock however this process ends."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(f"Portal sudah berjalan dengan folder data {self.data}.") from None

    def take_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, self.port))
            except OSError:
                raise Refusal(
                    f"Port {self.port} sedang dipakai program lain; pilih yang lain dengan --port."
                ) from None

    def start_postgres(self, postgres: Postgres, *, production: bool) -> None:
        postgres.prepare()
        for name in MUST_BE_ON:
            if production and postgres.setting(name) != "on":
                raise Refusal(
                    f"Portal tidak dijalankan: {name} pada basis data tidak aktif,"
                    " sehingga data dapat hilang saat listrik padam."
                )
        postgres.start(should_stop=lambda: self.stopping)
        self.postgres_since = time.monotonic()

    def prepare_site(self, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "manage.py", "boot", *(["--empty"] if self.empty else [])]
        self.boot = processes.start(command, env=environment, cwd=CHECKOUT)
        while self.boot.poll() is None and not self.stopping:
            time.sleep(0.02)
        if not self.stopping and self.boot.returncode:
            raise Refusal("Portal tidak dijalankan; sebabnya ada pada baris di atas.")

    def start_site(self, environment: Mapping[str, str]) -> None:
        workers = environment.get("WEB_CONCURRENCY") or str(os.cpu_count() or 1)
        shared_memory = Path("/dev/shm")  # noqa: S108 - a worker's heartbeat, never on a slow disk
        self.site = processes.start(
            [
                *(sys.executable, "-m", "gunicorn", "magelang_portal.wsgi:application"),
                *("--bind", f"{ADDRESS}:{self.port}"),
                *("--workers", workers, "--worker-class", "sync", "--preload"),
                *("--timeout", "30", "--graceful-timeout", "3"),
                *("--no-control-socket", "--log-level", "warning"),
                *(
                    ["--worker-tmp-dir", str(shared_memory)]
                    if os.access(shared_memory, os.W_OK)
                    else []
                ),
            ],
            env=environment,
            cwd=CHECKOUT,
        )

    def wait_for_first_page(self, environment: Mapping[str, str]) -> None:
        headers = {"Host": first_host(environment), "X-Forwarded-Proto": "https"}
        deadline = time.monotonic() + FIRST_PAGE_PATIENCE
        answer = "tidak ada jawaban"
        while not self.stopping:
            self.check_site()
            try:
                page = http.client.HTTPConnection(ADDRESS, self.port, timeout=30)
                page.request("GET", FIRST_PAGE, headers=headers)
                status = page.getresponse().status
                page.close()
            except OSError:
                status = 0
            if 200 <= status < 400:
                return
            if status:
                answer = f"jawaban {status}"
            if time.monotonic() > deadline:
                raise Refusal(f"Portal dihentikan: halaman depan tidak dapat dibuka ({answer}).")
            time.sleep(0.05 if not status else 0.5)

    def address_outside(self, environment: dict[str, str]) -> str:
        """Where readers find the portal, as far as its settings tell."""
        if environment["PORTAL_MODE"] != "production":
            return f"http://{ADDRESS}:{self.port}"
        return f"https://{first_host(environment)}"

    def watch(self) -> None:
        while not self.stopping:
            self.check_site()
            if self.postgres is not None and self.postgres.has_died():
                self.revive(self.postgres)
            for chore in self.chores:
                chore.look()
            time.sleep(0.1)

    def check_site(self) -> None:
        if self.site is not None and self.site.poll() is not None:
            raise Refusal("Portal dihentikan: proses gunicorn berakhir.")

    def revive(self, postgres: Postgres) -> None:
        """PostgreSQL died under the site: start it again, each time a little later."""
        if time.monotonic() - self.postgres_since > STEADY_AFTER:
            self.deaths = 0
        while not self.stopping:
            pause = BACKOFF[min(self.deaths, len(BACKOFF) - 1)]
            self.deaths += 1
            print("PostgreSQL berhenti; dijalankan kembali.", file=sys.stderr, flush=True)
            until = time.monotonic() + pause
            while time.monotonic() < until and not self.stopping:
                time.sleep(0.05)
            try:
                postgres.start(should_stop=lambda: self.stopping)
            except PostgresError as error:
                print(error, file=sys.stderr, flush=True)
            else:
                self.postgres_since = time.monotonic()
                return
            self.check_site()

    # --- the end ------------------------------------------------------------------------------

    def end(self) -> None:
        """The site first, then its database, then whatever is still there."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # already ending; a second Ctrl-C changes nothing
        if self.boot is not None:
            processes.stop(self.boot, BOOT_STOP)
        for chore in self.chores:
            chore.end()
        if self.site is not None:
            processes.stop(self.site, SITE_STOP)
        if self.postgres is not None:
            self.postgres.stop()
        processes.end_descendants()
        if self.lock is not None:
            with contextlib.suppress(OSError):
                os.close(self.lock)
