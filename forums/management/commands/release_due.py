"""`manage.py release_due`: publish the meetings whose set moment has come."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forums import releasing


class Command(BaseCommand):
    """Does nothing while nothing is due. Two of them at once publish once."""

    help = "Terbitkan catatan pertemuan yang dijadwalkan dan saatnya tiba."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for publication in releasing.release_due():
            self.stdout.write(f"Terbit sesuai jadwal: {publication.slug}.")
        if left := releasing.due().count():
            raise CommandError(f"{left} catatan terjadwal belum terbit; sebabnya ada di atas.")
