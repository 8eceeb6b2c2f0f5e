"""`manage.py dump`: the nightly file of all open data, for a timer to make."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from publications import dump


class Command(BaseCommand):
    help = "Tulis berkas malam ini dengan semua data terbuka; tampil di /data/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--site",
            default="",
            help="Alamat portal di depan setiap tautan, misalnya https://portal.example.go.id.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = dump.make(options["site"].rstrip("/"))
        self.stdout.write(f"{made.path}: {made.size} bita, SHA-256 {made.sha256}")
