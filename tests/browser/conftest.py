"""Browser tests run in the machine's own Chromium; without one they are skipped and say so.

With CI=true a missing browser is an error: there, a skipped proof would be no proof.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.running_portal import started_portal

HERE = Path(__file__).parent
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

# Playwright's loop runs in the thread that also talks to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    """Mark what lies in this folder as a browser test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # Side by side, one process plays them all: each portal is started once.
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason="Chromium tidak ditemukan di komputer ini"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, not a download of Playwright's."""
    if CHROMIUM is None:
        pytest.fail("CI=true, tetapi Chromium tidak ditemukan.")
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"],
    }


@pytest.fixture(scope="session")
def started_empty():
    """`./portal run --empty`: the territory, the kinds and the accounts, and nothing else."""
    with started_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def empty_portal(started_empty):
    """Where it answers."""
    return started_empty.address


@pytest.fixture(scope="session")
def full_portal():
    """`./portal run` as anybody tries it: the register, the real forum and the fictional year."""
    with started_portal(empty=False) as portal:
        yield portal.address
