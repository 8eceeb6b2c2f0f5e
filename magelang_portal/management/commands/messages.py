"""`manage.py messages`: bring the English catalogue up to date with the templates."""

from typing import Any

from django.core.management.base import BaseCommand

from magelang_portal.catalogue import catalogue_path, update


class Command(BaseCommand):
    help = "Perbarui katalog bahasa Inggris dari templat dan kode."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        total, untranslated = update()
        self.stdout.write(
            f"{catalogue_path()}: {total} kalimat, {untranslated} belum diterjemahkan"
        )
