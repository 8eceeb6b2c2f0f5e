"""The libraries of this checkout: a virtual environment in `.venv`, filled from the hashed locks.

Run by `./portal` with the machine's own Python, so it uses the standard library alone. When the
environment is as the locks say, it costs one hash and hands over at once.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
NEEDS_DEVELOPMENT = {"test", "check", "bench"}


def main() -> None:
    """Make sure the libraries are there, then become `python -m magelang_portal …`."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    lock_file = DEVELOPMENT if command in NEEDS_DEVELOPMENT else RUNTIME
    if not is_ready(lock_file):
        # A lock on the checkout's folder leaves no file behind and ends with this process.
        checkout = os.open(CHECKOUT, os.O_RDONLY)
        fcntl.flock(checkout, fcntl.LOCK_EX)
        if not is_ready(lock_file):  # another run may have done it while we waited
            install(lock_file)
        os.close(checkout)
    python_path = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))
    os.environ["PYTHONPATH"] = python_path
    os.execv(PYTHON, [str(PYTHON), "-m", "magelang_portal", *sys.argv[1:]])


def is_ready(lock_file: str) -> bool:
    """Was this lock, as it is now, installed to its end?"""
    stamp = stamp_of(lock_file)
    return (
        os.access(PYTHON, os.X_OK) and stamp.is_file() and stamp.read_text() == hash_of(lock_file)
    )


def install(lock_file: str) -> None:
    """Install the lock. The stamp goes first and comes back last: an interruption shows."""
    print("Menyiapkan pustaka Python (sekali saja, kira-kira satu menit) …", flush=True)
    stamp_of(lock_file).unlink(missing_ok=True)
    if not works(PYTHON):
        make_environment()
    if not works(PYTHON, "-m", "pip"):
        add_pip()
    pip = [str(PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    installed = subprocess.run(
        [*pip, "install", "-qq", "--require-hashes", "-r", str(CHECKOUT / lock_file)]
    )
    if installed.returncode:
        sys.exit("Pustaka Python tidak dapat dipasang; sebabnya ada pada baris di atas.")
    # The development lock holds every line of the runtime lock.
    for name in {RUNTIME, lock_file}:
        stamp_of(name).write_text(hash_of(name))


def make_environment() -> None:
    """An empty environment on the Python that runs this file."""
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        import venv

        venv.create(VENV, symlinks=True, with_pip=False)
    except ImportError:
        sys.exit("Python ini tidak membawa modul venv; pasang dahulu paket python3-venv.")


def add_pip() -> None:
    """pip from Python's own bundle, or else with the help of the machine's pip."""
    if works(PYTHON, "-m", "ensurepip", "--upgrade"):
        return
    # Debian takes ensurepip out of Python; its pip can still install into the environment.
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if works(*outside, "install", "--quiet", "pip"):
        return
    sys.exit("Python ini tidak membawa pip; pasang dahulu paket python3-venv atau python3-pip.")


def works(*command: str | Path) -> bool:
    """Does this command exist and end well? A lone Python is asked for its version."""
    arguments = [str(part) for part in command]
    if len(arguments) == 1 or arguments[-1] == "pip":
        arguments.append("--version")
    try:
        return subprocess.run(arguments, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def stamp_of(lock_file: str) -> Path:
    return VENV / f"installed-{lock_file}"


def hash_of(lock_file: str) -> str:
    return hashlib.sha256((CHECKOUT / lock_file).read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
