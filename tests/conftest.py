"""What holds for every test."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_indonesian():
    """A page asked for in English leaves its language on the thread; the next test begins anew."""
    with translation.override("id"):
        yield
