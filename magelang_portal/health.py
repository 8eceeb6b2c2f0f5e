"""Is the portal alive, can it answer, and does its database keep what it is given?"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

# With one of these off, a power cut can lose or tear what was reported as saved.
MUST_BE_ON = ("fsync", "full_page_writes")


class UnsafeDatabase(ImproperlyConfigured):
    """The database does not promise to keep what it confirmed; a sentence for the operator."""


def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up. Asks nobody else, so that a lost database does not restart the site."""
    return plain("ok")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration has been applied."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return plain("basis data tidak menjawab", status=503)
    if waiting:
        return plain("migrasi belum dijalankan", status=503)
    return plain("ok")


def plain(text: str, **options: Any) -> HttpResponse:
    """A line of text that nobody may keep."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text + "\n", content_type="text/plain", headers=headers, **options)


def refuse_unsafe_database() -> None:
    """Raise unless PostgreSQL has every setting on that durability rests on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*MUST_BE_ON]]
        )
        settings = dict(cursor.fetchall())
    for name in MUST_BE_ON:
        if settings.get(name) != "on":
            raise UnsafeDatabase(
                f"Portal tidak dijalankan: {name} pada basis data tidak aktif,"
                " sehingga data dapat hilang saat listrik padam."
            )
