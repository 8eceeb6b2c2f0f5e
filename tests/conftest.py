"""What holds for every test."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.utils import translation

from tests.running_portal import RunningPortal


@pytest.fixture(autouse=True)
def in_indonesian():
    """A page asked for in English leaves its language on the thread; the next test begins anew."""
    with translation.override("id"):
        yield


@pytest.fixture(scope="session")
def used_once():
    """A data folder that a portal has used and left."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    running = RunningPortal(folder)
    running.wait_until_ready()
    running.end()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
