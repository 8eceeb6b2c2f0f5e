"""`manage.py prepare`: fonts, translations and static files, made from what is in the checkout."""

import fcntl
import hashlib
import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import trans_real

from magelang_portal.fonts import build_fonts

STATIC_STAMP = "collected.sha256"


class Command(BaseCommand):
    """Needs no database. Costs a few file look-ups when nothing changed."""

    help = "Siapkan huruf, terjemahan, dan berkas statis."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        build: Path = settings.BUILD_DIR
        build.mkdir(parents=True, exist_ok=True)
        # Two portals may start from one checkout at once.
        handle = os.open(build, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            build_fonts(build)
            if compile_translations():
                trans_real.reset_cache(setting="LANGUAGES", enter=True)
            if "manifest" in settings.STORAGES["staticfiles"]["BACKEND"].lower():
                collect_static(build / STATIC_STAMP)
        finally:
            os.close(handle)


def compile_translations() -> bool:
    """Make each .mo that is older than its .po; say whether any was made."""
    made = False
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            unfinished = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(unfinished))
            unfinished.replace(target)
            made = True
    return made


def collect_static(stamp: Path) -> None:
    """Collect, name by content and compress the static files, if any of them changed."""
    now = fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def fingerprint() -> str:
    """Every static file's path, size and time: a change to any of them shows."""
    lines = [settings.STORAGES["staticfiles"]["BACKEND"], str(settings.STATIC_ROOT)]
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            lines.append(f"{path} {storage.path(path)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
