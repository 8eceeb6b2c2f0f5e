"""When did the public side last change? One small file whose time every web worker can read.

The page cache of each worker keys its pages by this mark, so a publication is seen by the next
reader. Workers on other machines, which do not share the file, catch up within
``PAGE_CACHE_SECONDS``.
"""

import os
import time

from django.conf import settings


def everything_changed() -> None:
    """A publication was committed: pages made before this moment are old."""
    mark = settings.FRESHNESS_FILE
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    # The kernel's own clock moves in steps of some milliseconds; two publications may share one.
    now = time.time_ns()
    os.utime(mark, ns=(now, now))


def mark() -> int:
    """Nanoseconds of the last change; 0 while nothing was ever published."""
    try:
        return os.stat(settings.FRESHNESS_FILE).st_mtime_ns
    except FileNotFoundError:
        return 0
