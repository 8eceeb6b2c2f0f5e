"""What holds for every test."""

import pytest
from django.utils import translation

from tests.running_portal import started_portal


@pytest.fixture(autouse=True)
def in_indonesian():
    """A page asked for in English leaves its language on the thread; the next test begins anew."""
    with translation.override("id"):
        yield


@pytest.fixture(scope="session")
def used_once():
    """A data folder that a portal has used and left."""
    with started_portal() as portal:
        portal.end()
        yield portal.data
