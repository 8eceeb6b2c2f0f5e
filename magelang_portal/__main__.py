"""The commands behind `./portal`."""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from magelang_portal import processes
from magelang_portal.postgres import Postgres, PostgresError, binary
from magelang_portal.run import CHECKOUT, Refusal, run, site_environment

USAGE = """\
./portal run [--port 8000] [--data FOLDER] [--empty]   siapkan semuanya, lalu layani
./portal test [argumen pytest]                         jalankan semua pengujian
./portal check                                         periksa gaya, jenis, migrasi, dan keamanan
./portal bench [search] [--json BERKAS]                ukur kecepatan
./portal manage <perintah>                             manage.py di lingkungan yang sama
./portal postgres <program> [argumen]                  psql, pg_dump, … pada basis data portal
"""
# These change the database's shape or speak for its owner; the rest connects as the site does.
OWNER_COMMANDS = {"boot", "createcachetable", "dbshell", "flush", "migrate", "sqlflush"}
DATA = CHECKOUT / "data"


def main(arguments: Sequence[str]) -> int:
    """Do what the first word says."""
    commands = {"test": test, "check": check, "bench": bench, "manage": manage, "postgres": client}
    name, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    try:
        if name == "run":
            return start(rest)
        if name in commands:
            return commands[name](rest)
    except (Refusal, PostgresError) as reason:
        print(reason, file=sys.stderr)
        return 1
    asked = name in {"-h", "--help", "help"}
    print(USAGE, end="", file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


def start(arguments: list[str]) -> int:
    """Set everything up, then serve."""
    parser = argparse.ArgumentParser(prog="./portal run", description="Jalankan portal.")
    parser.add_argument("--port", type=int, default=8000, help="port pada 127.0.0.1 (8000)")
    parser.add_argument("--data", type=Path, default=DATA, help="folder data (data/)")
    parser.add_argument("--empty", action="store_true", help="hanya wilayah dan jenis lembaga")
    options = parser.parse_args(arguments)
    return run(options.data, options.port, empty=options.empty)


def test(arguments: list[str]) -> int:
    """Every test, on a PostgreSQL of its own that is gone afterwards."""
    with temporary_database() as environment:
        if prepared := follow([sys.executable, "manage.py", "prepare"], environment):
            return prepared
        return follow(
            [sys.executable, "-m", "pytest", *workers(arguments), *arguments], environment
        )


def workers(arguments: list[str]) -> list[str]:
    """Two processes for the whole suite; one when the caller names files or the number."""
    named = any((CHECKOUT / word.split("::")[0]).exists() for word in arguments if word[:1] != "-")
    counted = any(word.startswith(("-n", "--numprocesses", "--dist")) for word in arguments)
    return [] if named or counted or "no:xdist" in arguments else ["-n", "2", "--dist", "loadgroup"]


def check(arguments: list[str]) -> int:
    """Everything a machine can say about the code; prints each part's name and result."""
    templates = sorted(
        str(p.relative_to(CHECKOUT)) for p in CHECKOUT.glob("**/templates/**/*.html")
    )
    templates = [name for name in templates if not name.startswith((".venv/", "data/", "build/"))]
    python = sys.executable
    django = [python, "manage.py"]
    parts: dict[str, list[str]] = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "djade": [
            str(Path(python).with_name("djade")),
            "--target-version",
            "5.2",
            "--check",
            *templates,
        ],
        "migrasi": [*django, "makemigrations", "--check", "--dry-run"],
        "pemeriksaan produksi": [*django, "check", "--deploy", "--fail-level", "WARNING"],
    }
    failed: list[str] = []
    with temporary_database() as environment:
        production = environment | {
            "PORTAL_MODE": "production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "portal.example",
        }
        follow([*django, "prepare"], production)  # fonts: a fresh checkout has none yet
        # It takes longer than all the rest, so it runs beside them.
        types = subprocess.Popen([python, "-m", "mypy", "."], env=production, cwd=CHECKOUT)
        for name, command in parts.items():
            failed += told(name, follow(command, production))
        failed += told("mypy", types.wait())
    return 1 if failed else 0


def told(name: str, status: int) -> list[str]:
    """Print how one part ended; return its name if it failed."""
    print(f"{name}: {'gagal' if status else 'lulus'}", flush=True)
    return [name] if status else []


def bench(arguments: list[str]) -> int:
    """The benchmarks, on a PostgreSQL of their own with durability on."""
    with temporary_database(durable=True) as environment:
        return follow([sys.executable, "benchmarks/run.py", *arguments], environment)


def manage(arguments: list[str]) -> int:
    """manage.py against the portal that runs now, or the operator's server. Starts nothing."""
    data = Path(os.environ.get("PORTAL_DATA") or DATA).absolute()
    environment = site_environment(data)
    as_owner = bool(arguments) and arguments[0] in OWNER_COMMANDS
    if not environment.get("DATABASE_URL"):
        postgres = Postgres(data)
        if postgres.find_running():
            environment["DATABASE_URL"] = postgres.url("portal_owner" if as_owner else "portal")
    elif as_owner and environment.get("DATABASE_OWNER_URL"):
        environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
    os.chdir(CHECKOUT)
    os.execve(sys.executable, [sys.executable, "manage.py", *arguments], environment)


def client(arguments: list[str]) -> int:
    """A client program of the embedded PostgreSQL (pg_dump, pg_restore, psql), as the owner."""
    postgres = Postgres(Path(os.environ.get("PORTAL_DATA") or DATA).absolute())
    if not arguments or "/" in arguments[0] or not binary(arguments[0]).is_file():
        raise Refusal("Sebutkan program PostgreSQL, misalnya: ./portal postgres psql")
    if not postgres.find_running():
        raise Refusal("PostgreSQL portal tidak berjalan; jalankan ./portal run dahulu.")
    environment = os.environ | postgres.client_environment("portal_owner")
    os.execve(binary(arguments[0]), arguments, environment)


@contextmanager
def temporary_database(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """A PostgreSQL in a temporary folder, and the environment that leads to it."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    processes.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="portal-data-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o711)  # noqa: S103 - root's PostgreSQL runs as another account
        data = Path(folder)
        postgres = Postgres(data, for_tests=not durable, may_create_databases=True)
        environment = os.environ | {"PORTAL_DATA": folder, "PORTAL_MODE": "test"}
        environment.pop("DATABASE_OWNER_URL", None)
        try:
            postgres.prepare()
            postgres.start()
            environment["DATABASE_URL"] = postgres.url("portal_owner")
            environment["PORTAL_SITE_DATABASE_URL"] = postgres.url("portal")
            yield environment
        finally:
            postgres.stop()
            processes.end_descendants()


def follow(command: list[str], environment: dict[str, str]) -> int:
    """Run a command in the checkout to its end; Ctrl-C and SIGTERM end it first."""
    child = subprocess.Popen(command, env=environment, cwd=CHECKOUT)
    try:
        return child.wait()
    except KeyboardInterrupt:
        # From the keyboard the child has it too and is writing its summary.
        child.send_signal(signal.SIGINT)
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise SystemExit(130) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
