"""Awards come out at their set moment: a small question to the database, and a command when due.

Part of the launcher, so no Django here. Nothing is asked of the site and nothing is kept open: a
connection every ``PAUSE`` seconds, and Python is only started for a round that is due.
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
PAUSE = 15.0  # seconds between two looks
PAUSE_AFTER_FAILURE = 600.0
STOP = ((signal.SIGTERM, 1.0),)
# The same question as awards.actions.due: tests/awards/test_announcement.py holds them together.
IS_DUE = """
    SELECT 1 FROM awards_round round
     WHERE standing = 'running' AND announced_at IS NULL AND announce_at <= now()
       AND EXISTS (SELECT 1 FROM awards_contest WHERE round_id = round.id)
       AND NOT EXISTS (
           SELECT 1 FROM awards_contest WHERE round_id = round.id AND phase <> 'fixed')
     LIMIT 1
"""


def is_due(url: str) -> bool:
    """Whether a round waits to be announced; a database that does not answer has none."""
    try:
        connection = psycopg2.connect(**options(url), connect_timeout=2)
    except psycopg2.Error:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
            cursor.execute(IS_DUE)
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


class Announcer:
    """Looked in on by the launcher's watch; never waits for anything."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.command: subprocess.Popen[bytes] | None = None
        self.next_look = 0.0

    def look(self) -> None:
        if self.command is not None:
            code = self.command.poll()
            if code is None:
                return
            self.command = None
            self.next_look = time.monotonic() + (PAUSE_AFTER_FAILURE if code else PAUSE)
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + PAUSE
        if is_due(self.environment["DATABASE_URL"]):
            command = [sys.executable, "manage.py", "announce_due"]
            self.command = processes.start(command, env=self.environment, cwd=CHECKOUT)

    def end(self) -> None:
        if self.command is not None:
            processes.stop(self.command, STOP)
