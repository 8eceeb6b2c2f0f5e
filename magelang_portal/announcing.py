"""Awards come out at their set moment: a small question to the database, and a command when due."""

from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg2

from magelang_portal.chores import Chore

# awards.announcement.due asks the same: tests/awards/test_announcement.py holds them together.
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


class Announcer(Chore):
    """Announces what is due; a connection every few seconds, and nothing kept open."""

    def is_due(self) -> bool:
        return is_due(self.environment["DATABASE_URL"])

    def words(self) -> list[str]:
        return ["announce_due"]
