"""The portal's own settings, as shipped, with two bare addresses to measure against."""

from magelang_portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
