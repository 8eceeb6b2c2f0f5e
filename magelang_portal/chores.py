"""What the launcher has done beside serving: a look now and then, a command when something is due.

Part of the launcher, so no Django here, and Python is only started for work that is there.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg2

from magelang_portal import processes

CHECKOUT = Path(__file__).resolve().parent.parent
STOP = ((signal.SIGTERM, 1.0),)


class Chore:
    """Looked in on by the launcher's watch; never waits for anything."""

    pause = 15.0  # seconds between two looks
    pause_after_failure = 600.0
    first_pause = 0.0

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.command: subprocess.Popen[bytes] | None = None
        self.next_look = time.monotonic() + self.first_pause

    def is_due(self) -> bool:
        raise NotImplementedError

    def words(self) -> list[str]:
        """The command of manage.py that does it."""
        raise NotImplementedError

    def look(self) -> None:
        if self.command is not None:
            code = self.command.poll()
            if code is None:
                return
            self.command = None
            self.next_look = time.monotonic() + (self.pause_after_failure if code else self.pause)
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + self.pause
        if self.is_due():
            command = [sys.executable, "manage.py", *self.words()]
            self.command = processes.start(command, env=self.environment, cwd=CHECKOUT)

    def end(self) -> None:
        if self.command is not None:
            processes.stop(self.command, STOP)


class Asking(Chore):
    """Due while a question to the database brings a row; nothing is kept open in between."""

    question = ""

    def is_due(self) -> bool:
        return finds(self.environment["DATABASE_URL"], self.question)


def finds(url: str, question: str) -> bool:
    """Whether a question to the database brings a row; one that does not answer brings none."""
    try:
        connection = psycopg2.connect(**options(url), connect_timeout=2)
    except psycopg2.Error:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
            cursor.execute(question)
            return cursor.fetchone() is not None
    except psycopg2.Error:
        return False
    finally:
        connection.close()


def options(url: str) -> dict[str, str]:
    """``DATABASE_URL`` as libpq takes it; without a host, the path starts with a socket folder."""
    parts = urlsplit(url)
    folder, _, name = unquote(parts.path).rpartition("/")
    found = {
        "dbname": name,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": unquote(parts.hostname or "") or (f"/{folder.lstrip('/')}" if folder else ""),
        "port": str(parts.port or ""),
        **dict(parse_qsl(parts.query)),
    }
    return {word: value for word, value in found.items() if value}
