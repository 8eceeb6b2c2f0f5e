"""The file of all open data, made anew each night while the portal runs."""

from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

from magelang_portal.chores import Chore

WIB = timezone(timedelta(hours=7))
NIGHT = time(1, 30, tzinfo=WIB)  # when nobody minutes a meeting


def last_night(now: datetime) -> datetime:
    """The newest half past one, Magelang's time, that lies behind ``now``."""
    here = now.astimezone(WIB)
    night = datetime.combine(here.date(), NIGHT)
    return night if night <= here else night - timedelta(days=1)


class Nightly(Chore):
    """Due while the file is missing or older than last night."""

    pause = 60.0
    pause_after_failure = 3600.0
    first_pause = 30.0  # whoever has just started the portal looks at it first

    def is_due(self) -> bool:
        file = Path(self.environment["PORTAL_DATA"]) / "dump" / "data-terbuka.zip"
        try:
            made = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError:
            return True
        return made < last_night(datetime.now(UTC))

    def words(self) -> list[str]:
        return ["dump", "--site", self.environment["PORTAL_SITE"]]
