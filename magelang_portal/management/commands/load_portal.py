"""`manage.py load_portal`: fill an empty database."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.models import User
from magelang_portal.loading.first_forum import load_first_forum
from magelang_portal.loading.registry import Registry
from magelang_portal.loading.territory import load_areas, load_kinds
from organizations.models import Area


class Command(BaseCommand):
    help = "Isi basis data kosong: wilayah, jenis lembaga, catatan nyata, dan contoh peragaan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--empty", action="store_true", help="hanya wilayah dan jenis lembaga, tanpa contoh"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Area.objects.exists():
            raise CommandError("Basis data ini sudah berisi; tidak ada yang dimuat.")
        areas, kinds = load_areas(), load_kinds()
        author, reviewer = loader("Penyusun data awal"), loader("Pemeriksa data awal")
        for area in areas.values():
            area.publish(by=reviewer)
        if not options["empty"]:
            registry = Registry(areas, kinds)
            registry.load()
            registry.publish(by=reviewer)
            load_first_forum(registry, author=author, reviewer=reviewer)


def loader(name: str) -> User:
    """Who signs what the portal was delivered with. Nobody can sign in as them."""
    return User.objects.create_user(
        f"{name.split()[0].lower()}@data-awal.invalid", None, name=name, is_active=False
    )
