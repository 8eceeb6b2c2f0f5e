"""`manage.py announce_due`: bring out the results whose moment has come."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from awards import actions, announcement


class Command(BaseCommand):
    """Does nothing while nothing is due. Two of them at once announce once."""

    help = "Umumkan putaran penghargaan yang saatnya tiba dan hasilnya sudah ditetapkan."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for round in announcement.due():
            try:
                announcement.announce_at_its_moment(round)
            except actions.WrongMoment:
                continue  # somebody pressed the button meanwhile
            except ValidationError as problem:
                self.stderr.write(f"{round}: {' '.join(problem.messages)}")
            else:
                self.stdout.write(f"Diumumkan: {round}.")
