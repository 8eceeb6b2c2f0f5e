"""`manage.py boot`: everything between a started database and a served page, in one process."""

import sys
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from magelang_portal.health import UnsafeDatabase, refuse_unsafe_database

BOOT_LOCK = 7_274_531_112  # any number that nobody else uses as an advisory lock


class Command(BaseCommand):
    """Connects as the database's owner. Does nothing that is already done."""

    help = "Siapkan basis data dan berkas statis sebelum portal melayani."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--empty", action="store_true", help="hanya wilayah dan jenis lembaga, tanpa contoh"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if settings.PRODUCTION:
                refuse_unsafe_database()
            connection.ensure_connection()
        except UnsafeDatabase as refusal:
            sys.exit(str(refusal))
        except OperationalError as error:
            sys.exit(f"Portal tidak dijalankan: basis data tidak menjawab ({error}).")
        call_command("prepare")
        with connection.cursor() as cursor:
            # Two machines may start on one database at once; the second finds the work done.
            cursor.execute("SELECT pg_advisory_lock(%s)", [BOOT_LOCK])
            self.migrate()
            self.load(empty=options["empty"])
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BOOT_LOCK])
        self.look_for_problems()
        if settings.DEMONSTRATION:
            self.name_accounts()

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Menyiapkan basis data …")
            self.stdout.flush()
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def load(self, *, empty: bool) -> None:
        """The registry, and in a demonstration its examples, into a database without an area."""
        if "load_portal" not in get_commands():
            return
        area = apps.get_model("organizations", "Area")
        if area._default_manager.exists():
            return
        self.stdout.write("Memuat data awal …")
        self.stdout.flush()
        with transaction.atomic():  # an interrupted load leaves the database empty, not half full
            call_command("load_portal", *(["--empty"] if empty else []))

    def name_accounts(self) -> None:
        """With which accounts a visitor may try the officials' side; none is made here."""
        from accounts.demonstration import ACCOUNTS, PASSWORD

        users = apps.get_model("accounts", "User")._default_manager.filter(is_demonstration=True)
        there = set(users.values_list("email", flat=True))
        rows = [account for account in ACCOUNTS if account.email in there]
        if not rows:
            return
        width = max(len(account.email) for account in rows)
        self.stdout.write(f"Akun peragaan (kata sandi semuanya: {PASSWORD}):")
        for account in rows:
            self.stdout.write(f"  {account.email:{width}}  {account.explanation}")
        self.stdout.flush()

    def look_for_problems(self) -> None:
        """Django's own checks; in production those for a public site as well."""
        from django.core import checks

        problems = checks.run_checks(
            databases=["default"], include_deployment_checks=settings.PRODUCTION
        )
        for problem in problems:
            if not problem.is_silenced() and problem.level >= checks.WARNING:
                self.stderr.write(str(problem))
        if any(p.is_serious() and not p.is_silenced() for p in problems):
            raise CommandError("Portal tidak dijalankan: pemeriksaan di atas menemukan kesalahan.")
