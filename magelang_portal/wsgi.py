"""What gunicorn serves: `magelang_portal.wsgi:application`.

In production it refuses to start on a database that may lose what it confirmed, whoever started
it; the settings refuse a missing SECRET_KEY or ALLOWED_HOSTS before that.
"""

import os
import time
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

from magelang_portal.health import refuse_unsafe_database

DATABASE_PATIENCE = 30  # seconds to wait for a database that is just starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "magelang_portal.settings")
django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """The portal, called from a frame that makes Python reserve room for all calls below it.

    CPython keeps frames in pieces of 16 KB, and asks the kernel for the next piece each time a call
    crosses the edge. A loop in a template that happens to stand on an edge does so a thousand times
    a page, for half of its time. This frame is so large that what follows fits beside it in one
    piece. See docs/decisions/0012-room-for-frames.md.
    """
    return django_application(environ, start_response)


FRAME_WORDS = 8_300  # of 8 bytes: just over half of the piece of 128 KB that it makes necessary
application.__code__ = application.__code__.replace(co_stacksize=FRAME_WORDS)


def check_database() -> None:
    """Wait for the database a little, then look at its promises."""
    deadline = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            refuse_unsafe_database()
            return
        except OperationalError as error:
            if time.monotonic() > deadline:
                # An exception, not an exit: gunicorn gives up on it instead of trying for ever.
                raise ImproperlyConfigured(
                    "Portal tidak dijalankan: basis data tidak menjawab."
                ) from error
            time.sleep(0.5)
        finally:
            connection.close()  # a worker must not inherit it


if settings.PRODUCTION:
    check_database()
