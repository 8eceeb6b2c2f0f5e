"""`./portal run` as an operator meets it: started, watched over, and ended to the last process."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.running_portal import (
    CHECKOUT,
    RunningPortal,
    answer,
    bare_environment,
    free_port,
    started_portal,
    wait_for,
)

pytestmark = [
    pytest.mark.server,
    pytest.mark.xdist_group("run"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@pytest.fixture
def data():
    """An empty data folder. A short path: a socket's name has 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def portal(used_once):
    """One running portal for the tests that leave it running; the second start of its data."""
    with started_portal(used_once) as running:
        yield running


@pytest.fixture
def used(data, used_once):
    """A copy of it, so that a test need not migrate again."""
    subprocess.run(["cp", "-a", f"{used_once}/.", data], check=True)
    return data


def test_one_process_plays_these_tests(request):
    """Otherwise each process starts the same portals anew, and the whole run takes much longer."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@run")


def test_the_portal_answers_when_it_says_so(portal):
    assert answer(portal.port, "/") == 200
    assert answer(portal.port, "/healthz") == 200
    assert answer(portal.port, "/readyz") == 200


def test_its_secrets_are_for_the_owner_alone(portal):
    for name in ("passwords.json", "secret_key"):
        assert (portal.data / name).stat().st_mode & 0o077 == 0
    assert (portal.data / "postgres").stat().st_mode & 0o077 == 0


def test_a_second_run_on_the_same_data_says_so_and_stops(portal):
    second = run_to_end("--data", str(portal.data), "--port", str(free_port()))
    assert second.returncode != 0
    assert second.stdout.splitlines() == [
        f"Portal sudah berjalan dengan folder data {portal.data}."
    ]
    assert answer(portal.port, "/readyz") == 200


def test_a_port_in_use_is_said_before_anything_starts(portal, data):
    second = run_to_end("--data", str(data), "--port", str(portal.port))
    assert second.returncode != 0
    assert f"Port {portal.port} sedang dipakai" in second.stdout
    assert not (data / "postgres").exists()


def test_a_killed_postgresql_comes_back_and_the_site_answers_by_itself(portal):
    before = portal.postmaster()
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: portal.postmaster() != before, 10)
    wait_for(lambda: answer(portal.port, "/readyz") == 200, 10)
    assert portal.process.poll() is None


def test_a_command_reaches_the_running_database_and_leaves_it_running(portal):
    environment = bare_environment(PORTAL_DATA=str(portal.data))
    for command in (["manage", "migrate", "--check"], ["postgres", "psql", "-Atc", "SELECT 1"]):
        done = subprocess.run([CHECKOUT / "portal", *command], env=environment, check=False)
        assert done.returncode == 0
    assert answer(portal.port, "/readyz") == 200


def test_the_site_may_write_rows_but_not_change_the_database(portal):
    environment = bare_environment(PORTAL_DATA=str(portal.data))
    code = (
        "from django.db import connection as c, DatabaseError\n"
        "k = c.cursor()\n"
        "k.execute('SELECT current_user, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles"
        " WHERE rolname = current_user')\n"
        "print(k.fetchone())\n"
        "k.execute('SELECT count(*) FROM pg_tables WHERE tableowner = current_user')\n"
        "print(k.fetchone())\n"
        "try: k.execute('CREATE TABLE intruder ()')\n"
        "except DatabaseError as error: print(error)\n"
    )
    done = subprocess.run(
        [CHECKOUT / "portal", "manage", "shell", "--no-imports", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "('portal', False, False, False)\n(0,)\n" in done.stdout
    assert "permission denied for schema public" in done.stdout


def test_a_killed_gunicorn_ends_the_command(used):
    portal = RunningPortal(used)
    portal.wait_until_ready()
    os.kill(portal.gunicorn(), signal.SIGKILL)
    assert portal.process.wait(10) == 1
    assert "gunicorn berakhir" in portal.output()
    assert portal.processes() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_within_ten_seconds(used, number):
    portal = RunningPortal(used)
    portal.wait_until_ready()
    assert len(portal.processes()) > 4
    started = time.monotonic()
    portal.process.send_signal(number)
    assert portal.process.wait(10) == 0
    assert time.monotonic() - started < 10
    assert portal.processes() == []
    assert not (used / "postgres" / "postmaster.pid").exists()


def test_children_that_do_not_listen_are_ended_too_and_the_data_survives(used):
    portal = RunningPortal(used)
    portal.wait_until_ready()
    deaf = [pid for pid in portal.processes() if pid != portal.process.pid]
    for pid in deaf:
        os.kill(pid, signal.SIGSTOP)
    portal.process.terminate()
    assert portal.process.wait(10) == 0
    assert portal.processes() == []

    again = RunningPortal(used)
    try:
        again.wait_until_ready()
        # Killed outright, the launcher can stop nobody; the kernel tells its children.
        again.process.kill()
        again.process.wait(5)
        wait_for(lambda: again.processes() == [], 10)
    finally:
        again.end()


def test_a_signal_while_it_is_still_preparing_ends_everything(data):
    portal = RunningPortal(data)
    wait_for(lambda: (data / "postgres" / "postmaster.pid").exists(), 20)
    portal.process.terminate()
    assert portal.process.wait(10) == 0
    assert portal.processes() == []


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(missing, data):
    environment = production_environment()
    del environment[missing]
    refused = run_to_end("--data", str(data), **environment)
    assert refused.returncode != 0
    assert refused.stdout.splitlines() == [
        f"Portal tidak dijalankan: {missing} belum diisi (docs/operations.md)."
    ]
    assert not (data / "postgres").exists()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_production_refuses_its_own_database_when_it_may_lose_data(setting, data):
    wait_for_cluster(data)
    (data / "postgres" / "local.conf").write_text(f"{setting} = off\n")
    (data / "postgres" / "local.conf").chmod(0o644)
    refused = run_to_end("--data", str(data), **production_environment())
    assert refused.returncode != 0
    assert f"{setting} pada basis data tidak aktif" in refused.stdout
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_production_refuses_another_server_that_may_lose_data(data):
    unsafe = os.environ["DATABASE_URL"]  # the tests' own server runs without fsync
    refused = run_to_end("--data", str(data), DATABASE_URL=unsafe, **production_environment())
    assert refused.returncode != 0
    assert "fsync pada basis data tidak aktif" in refused.stdout


@pytest.mark.parametrize("option", [["--preload"], []])
def test_gunicorn_started_directly_refuses_it_as_well(option):
    site = ["-m", "gunicorn", "magelang_portal.wsgi", "--no-control-socket"]
    refused = subprocess.run(
        [sys.executable, *site, "--bind", f"127.0.0.1:{free_port()}", *option],
        env=bare_environment(DATABASE_URL=os.environ["DATABASE_URL"], **production_environment()),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=30,
        check=False,
    )
    assert refused.returncode != 0
    assert "fsync pada basis data tidak aktif" in refused.stdout


def production_environment():
    return {"PORTAL_MODE": "production", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "portal.example"}


def run_to_end(*arguments, **environment):
    return subprocess.run(
        [CHECKOUT / "portal", "run", *arguments],
        env=bare_environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=30,
        check=False,
    )


def wait_for_cluster(data):
    """A portal's database, made and at rest."""
    from magelang_portal.postgres import Postgres

    data.chmod(0o711)
    Postgres(data).prepare()
