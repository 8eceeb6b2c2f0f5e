"""The file of all open data is made anew each night by the portal itself."""

import os
from datetime import UTC, datetime

import pytest

from magelang_portal.nightly import Nightly, last_night
from publications import dump


@pytest.fixture
def nightly(tmp_path):
    return Nightly({"PORTAL_DATA": str(tmp_path), "PORTAL_SITE": "https://portal.example"})


def made(tmp_path, moment):
    file = tmp_path / "dump" / "data-terbuka.zip"
    file.parent.mkdir(exist_ok=True)
    file.touch()
    os.utime(file, (moment.timestamp(), moment.timestamp()))


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2025, 12, 22, 18, 29, tzinfo=UTC), datetime(2025, 12, 21, 18, 30, tzinfo=UTC)),
        (datetime(2025, 12, 22, 18, 30, tzinfo=UTC), datetime(2025, 12, 22, 18, 30, tzinfo=UTC)),
        (datetime(2025, 12, 22, 3, 0, tzinfo=UTC), datetime(2025, 12, 21, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_night_is_half_past_one_in_magelang(now, night):
    assert last_night(now) == night


def test_a_portal_without_the_file_makes_it(nightly):
    assert nightly.is_due()


def test_the_file_of_last_night_is_enough(nightly, tmp_path):
    made(tmp_path, datetime.now(UTC))
    assert not nightly.is_due()


def test_an_older_file_is_made_anew(nightly, tmp_path):
    made(tmp_path, last_night(datetime.now(UTC)).replace(minute=29))
    assert nightly.is_due()


def test_the_launcher_looks_where_the_command_writes(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    made(tmp_path, datetime.now(UTC))
    assert [file.name for file in dump.folder().iterdir()] == [dump.NAME]


def test_whoever_has_just_started_the_portal_looks_first(nightly):
    nightly.look()
    assert nightly.command is None
