"""A `./portal run` of its own, started and ended by a test."""

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
OURS = ("DATABASE_", "PORTAL_", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO_", "PYTEST_")


class RunningPortal:
    """One `./portal run` with a data folder and a port of its own; empty unless told."""

    def __init__(self, data, *, empty=True, **environment):
        self.data = data
        self.port = free_port()
        self.log = data / f"output-{self.port}.log"
        self.process = subprocess.Popen(
            [
                *(CHECKOUT / "portal", "run", "--port", str(self.port), "--data", data),
                *(["--empty"] if empty else []),
            ],
            env=bare_environment(**environment),
            cwd="/",
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_ready(self):
        wait_for(lambda: "Portal siap" in self.output() or self.process.poll() is not None, 180)
        assert f"Portal siap: http://127.0.0.1:{self.port}" in self.output(), self.output()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def output(self):
        return self.log.read_text()

    def processes(self):
        """Every living process of this portal, by what it was started with."""
        marks = (str(self.data), f"127.0.0.1:{self.port}")
        return [pid for pid, command in commands() if any(mark in command for mark in marks)]

    def gunicorn(self):
        """The master: the oldest of those that hold the port."""
        return min(pid for pid, command in commands() if f"127.0.0.1:{self.port}" in command)

    def postmaster(self):
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)


@contextmanager
def started_portal(copied=None, *, empty=True, **environment):
    """A portal that answers, on a folder of its own; ``copied`` is one that another has left."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))  # short: a socket's name has 107 bytes
    if copied:
        subprocess.run(["cp", "-a", f"{copied}/.", folder], check=True)
    portal = RunningPortal(folder, empty=empty, **environment)
    try:
        portal.wait_until_ready()
        yield portal
    finally:
        portal.end()
        shutil.rmtree(folder, ignore_errors=True)


def bare_environment(**more):
    """This machine's environment without what the test run itself was given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | more


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except (OSError, IndexError, ValueError):
            pass
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def commands():
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = Path(entry.path, "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if command:
                yield int(entry.name), command
