"""What gunicorn serves: `magelang_portal.wsgi:application`.

In production it refuses to start on a database that may lose what it confirmed, whoever started
it; the settings refuse a missing SECRET_KEY or ALLOWED_HOSTS before that.
"""

import os
import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

from magelang_portal.health import refuse_unsafe_database

DATABASE_PATIENCE = 30  # seconds to wait for a database that is just starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "magelang_portal.settings")
application = get_wsgi_application()


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
