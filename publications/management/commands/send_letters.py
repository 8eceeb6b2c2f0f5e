"""`manage.py send_letters`: the weekly letters that are due."""

import smtplib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from publications import digest


class Command(BaseCommand):
    """Does nothing while nothing is due. Two of them at once write to nobody twice."""

    help = "Kirim surat mingguan kepada pengikut yang gilirannya tiba."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--site",
            required=True,
            help="Alamat portal di depan setiap tautan, misalnya https://portal.example.go.id.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sent = digest.send_due(options["site"].rstrip("/"))
        except (OSError, smtplib.SMTPException) as problem:
            raise CommandError(f"Peladen surat tidak menjawab: {problem}") from None
        if sent:
            self.stdout.write(f"Surat mingguan terkirim: {sent}.")
