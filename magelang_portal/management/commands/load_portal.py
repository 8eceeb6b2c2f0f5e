"""`manage.py load_portal`: fill an empty database."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.demonstration import TIDAR_SELATAN, TIDAR_UTARA, create_demonstration_accounts
from accounts.models import User
from magelang_portal.loading.award_archive import load_award_archive
from magelang_portal.loading.example_activities import load_example_activities
from magelang_portal.loading.example_awards import AwardHands, load_example_awards
from magelang_portal.loading.example_year import Hands, load_example_year
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
        parser.add_argument(
            "--examples",
            action="store_true",
            help="sertakan tahun contoh, juga di luar mode peragaan",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Area.objects.exists():
            raise CommandError("Basis data ini sudah berisi; tidak ada yang dimuat.")
        areas, kinds = load_areas(), load_kinds()
        author, reviewer = loader("Penyusun data awal"), loader("Pemeriksa data awal")
        for area in areas.values():
            area.publish(by=reviewer)
        if settings.DEMONSTRATION:
            create_demonstration_accounts()
        if options["empty"]:
            return
        registry = Registry(areas, kinds)
        registry.load()
        registry.publish(by=reviewer)
        load_first_forum(registry, author=author, reviewer=reviewer)
        load_award_archive(registry, author=author, reviewer=reviewer)
        if settings.DEMONSTRATION or options["examples"]:
            hands = demonstrators() if settings.DEMONSTRATION else Hands(author, reviewer, reviewer)
            today = timezone.localdate()
            load_example_year(areas, kinds, hands=hands, today=today)
            load_example_activities(areas, by=hands.author, local=hands.local, today=today)
            judges = jury() if settings.DEMONSTRATION else AwardHands(author, reviewer)
            load_example_awards(areas, kinds, hands=judges, today=today)


def loader(name: str) -> User:
    """Who signs what the portal was delivered with. Nobody can sign in as them."""
    return User.objects.create_user(
        f"{name.split()[0].lower()}@data-awal.invalid", None, name=name, is_active=False
    )


def account(name: str) -> User:
    return User.objects.get(email=f"{name}@contoh.test")


def jury() -> AwardHands:
    return AwardHands(
        account("sekretaris"), account("sekretaris.kedua"), account("juri"), account("juri.kedua")
    )


def demonstrators() -> Hands:
    """The examples are the work of those with whose accounts visitors try the portal."""
    return Hands(
        account("notulis"),
        account("pemeriksa"),
        account("pencatat"),
        {
            TIDAR_SELATAN: account("notulis.tidarselatan"),
            TIDAR_UTARA: account("notulis.tetangga"),
        },
    )
