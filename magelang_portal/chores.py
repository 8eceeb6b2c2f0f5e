"""What the launcher has done beside serving: a look now and then, a command when something is due.

Part of the launcher, so no Django here, and Python is only started for work that is there.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from magelang_portal import processes

CHECKOUT = Path(__file__).resolve().parent.parent
STOP = ((signal.SIGTERM, 1.0),)


class Chore:
    """Looked in on by the launcher's watch; never waits for anything."""

    pause = 15.0  # seconds between two looks
    pause_after_failure = 600.0
    first_pause = 0.0

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.command: subprocess.Popen[bytes] | None = None
        self.next_look = time.monotonic() + self.first_pause

    def is_due(self) -> bool:
        raise NotImplementedError

    def words(self) -> list[str]:
        """The command of manage.py that does it."""
        raise NotImplementedError

    def look(self) -> None:
        if self.command is not None:
            code = self.command.poll()
            if code is None:
                return
            self.command = None
            self.next_look = time.monotonic() + (self.pause_after_failure if code else self.pause)
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + self.pause
        if self.is_due():
            command = [sys.executable, "manage.py", *self.words()]
            self.command = processes.start(command, env=self.environment, cwd=CHECKOUT)

    def end(self) -> None:
        if self.command is not None:
            processes.stop(self.command, STOP)
