"""Many at the same moment: nothing is done twice, nothing is lost, and the chain has no gap.

Each test commits, in a database of its own that is copied from the tests' and thrown away; every
thread has a connection of its own, as the workers of the portal have.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from forums.models import Meeting
from organizations.models import Organization
from publications.canonical import GENESIS
from publications.models import Listing, Passage, Publication, Tally
from tests import builders
from tests.running_portal import CHECKOUT, bare_environment, started_portal, wait_for
from tests.test_bad_input import row_url

ROUNDS = 4
pytestmark = pytest.mark.xdist_group("run")  # one process, one database


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """A database of these tests' own; whoever connects while it stands connects to it.

    It is migrated and not copied: PostgreSQL copies no database that somebody is connected to, and
    the browser's loop keeps a connection of its own to the tests' database.
    """
    settings = connections.settings["default"]
    with django_db_blocker.unblock():
        before, own = settings["NAME"], f"together_{os.getpid()}"
        connection.close()
        administer(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        administer(f'CREATE DATABASE "{own}"')
        settings["NAME"] = own
        try:
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            yield
        finally:
            connection.close()
            settings["NAME"] = before
            administer(f'DROP DATABASE "{own}" WITH (FORCE)')


def administer(statement):
    parameters = connection.get_connection_params()
    del parameters["cursor_factory"]
    admin = psycopg2.connect(**parameters | {"dbname": "postgres"})
    admin.autocommit = True
    admin.cursor().execute(statement)
    admin.close()


@pytest.fixture
def people(place):
    return {
        "author": builders.user("note_taker"),
        "other": builders.user("note_taker"),
        "reviewer": builders.user("reviewer"),
        "second": builders.user("reviewer"),
    }


def together(*works):
    """All at one moment, each on a connection of its own; what each came to."""
    start = threading.Barrier(len(works))

    def alone(work):
        try:
            start.wait(20)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [each.result(60) for each in [threads.submit(alone, work) for work in works]]


def press(user, name, meeting, **data):
    """This person presses the button of the page as it stands now."""
    client = Client()
    client.force_login(user)
    data.setdefault("version", Meeting.objects.get(pk=meeting.pk).version)
    address = reverse(name, args=[meeting.pk])
    return lambda: client.post(address, data).status_code


def assert_the_chain_is_whole():
    before, moment = GENESIS, None
    for number, row in enumerate(Publication.objects.order_by("sequence"), 1):
        assert row.sequence == number
        assert row.previous == before
        assert row.seal == row.computed_seal()
        assert moment is None or row.published_at >= moment
        before, moment = row.seal, row.published_at


def assert_the_figures_are_true():
    counted = Counter()
    for row in [*Listing.objects.all(), *Passage.objects.all()]:
        counted.update(row.counted())
    kept = {(row.kind, row.mention): row.number for row in Tally.objects.exclude(number=0)}
    assert kept == dict(counted)


def sent(meeting, people):
    meeting.submit(by=people["author"])
    return meeting


# ----------------------------------------------------------------------- the road of a record
def test_two_reviewers_who_publish_at_once_publish_once(people):
    for _ in range(ROUNDS):
        meeting = sent(builders.meeting(), people)
        together(
            press(people["reviewer"], "meeting_publish", meeting),
            press(people["second"], "meeting_publish", meeting),
        )
        assert Publication.objects.of_record(meeting.pk).count() == 1
        meeting.refresh_from_db()
        assert meeting.record_status == "published"
    assert_the_chain_is_whole()


def test_published_or_taken_back_but_never_both(people):
    for _ in range(ROUNDS):
        meeting = sent(builders.meeting(), people)
        together(
            press(people["reviewer"], "meeting_publish", meeting),
            press(people["author"], "meeting_recall", meeting),
        )
        meeting.refresh_from_db()
        is_public = Publication.objects.of_record(meeting.pk).exists()
        assert meeting.record_status == ("published" if is_public else "draft")
    assert_the_chain_is_whole()


def test_published_or_sent_back_but_never_both(people):
    for _ in range(ROUNDS):
        meeting = sent(builders.meeting(), people)
        together(
            press(people["reviewer"], "meeting_publish", meeting),
            press(people["second"], "meeting_review", meeting, acara="Jam belum ada."),
        )
        meeting.refresh_from_db()
        is_public = Publication.objects.of_record(meeting.pk).exists()
        assert meeting.record_status == ("published" if is_public else "draft")
        assert meeting.remarks.exists() != is_public


def test_a_double_click_sends_once(people):
    for _ in range(ROUNDS):
        meeting = builders.meeting()
        button = press(people["author"], "meeting_check", meeting)
        assert together(button, button) == [302, 302]
        meeting.refresh_from_db()
        assert (meeting.record_status, meeting.version) == ("in_review", 2)


def test_withdrawn_and_reopened_at_once_is_one_of_the_two(people):
    for _ in range(ROUNDS):
        meeting = sent(builders.meeting(), people)
        meeting.publish(by=people["reviewer"])
        together(
            press(people["reviewer"], "meeting_withdraw", meeting, reason="Keliru."),
            press(people["author"], "meeting_reopen", meeting, reason="Salah tulis."),
        )
        meeting.refresh_from_db()
        withdrawn = meeting.published().is_withdrawn
        assert meeting.record_status == ("withdrawn" if withdrawn else "draft")
    assert_the_figures_are_true()


def test_what_is_reviewed_holds_every_row_that_was_said_to_be_saved(people):
    """A row saved while another hand sends the record is in what was sent, or is refused."""
    for number in range(ROUNDS * 2):
        meeting = builders.meeting()
        typist = Client()
        typist.force_login(people["other"])
        address = row_url(meeting, "acara", uuid.uuid4())
        data = {"name": f"Acara {number}", "version": 0}
        answer, _sent = together(
            lambda: typist.post(address, data).status_code,  # noqa: B023
            press(people["author"], "meeting_check", meeting),
        )
        meeting.refresh_from_db()
        assert meeting.record_status == "in_review"
        assert answer in (302, 409)
        held = [item["text"] for item in meeting.submitted_body["agenda"]]
        assert held == ([f"Acara {number}"] if answer == 302 else [])
        assert meeting.agenda.count() == len(held)


# ------------------------------------------------------------------------------------ the desk
def test_two_note_takers_on_one_row_lose_nothing_unseen(people):
    meeting = builders.meeting()
    for version in range(1, ROUNDS + 1):
        item = meeting.agenda.first() or builders.agenda_item(meeting)
        address = row_url(meeting, "acara", item.pk)

        def type_in(user, name):
            client = Client()
            client.force_login(user)
            data = {"name": name, "version": version}  # noqa: B023
            return lambda: (name, client.post(address, data).status_code)  # noqa: B023

        answers = together(
            type_in(people["author"], f"Satu {version}"), type_in(people["other"], f"Dua {version}")
        )
        assert sorted(status for _, status in answers) == [302, 409]
        item.refresh_from_db()
        assert item.name == next(name for name, status in answers if status == 302)
        assert item.version == version + 1


def test_decisions_typed_at_once_get_numbers_of_their_own(people):
    meeting = builders.meeting()

    def decide(number):
        client = Client()
        client.force_login(people["author"])
        data = {"text": f"Keputusan {number}", "classification": "kesepakatan", "version": 0}
        address = row_url(meeting, "keputusan", uuid.uuid4())
        return lambda: client.post(address, data).status_code

    assert together(*map(decide, range(4))) == [302] * 4
    assert sorted(meeting.decisions.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_meetings_made_at_once_in_one_forum_have_addresses_of_their_own(people):
    forum = builders.forum()

    def make(_number):
        client = Client()
        client.force_login(people["author"])
        data = {"key": uuid.uuid4(), "version": 0, "forum": forum.pk, "name": "Rapat serentak",
                "classification": "forum", "status": "held", "date": "2025-11-03",
                "area": builders.city().pk}  # fmt: skip
        return lambda: client.post(reverse("meeting_create"), data).status_code

    assert together(*map(make, range(3))) == [302] * 3
    slugs = set(Meeting.objects.filter(name="Rapat serentak").values_list("slug", flat=True))
    assert len(slugs) == 3


# ------------------------------------------------------------------------------------ the chain
def test_seals_of_many_records_at_once_make_one_chain_without_gaps(people):
    institutions = [builders.organization() for _ in range(6)]
    before = Publication.objects.count()

    def seal(institution):
        def work():
            own = Organization.objects.get(pk=institution.pk)
            for number in range(3):
                own.publish(by=people["reviewer"], reason=f"Ralat {number}." if number else "")

        return work

    together(*map(seal, institutions))
    assert Publication.objects.count() == before + 18
    assert_the_chain_is_whole()
    assert_the_figures_are_true()


def test_a_seal_that_fails_leaves_no_gap(people):
    """The number of a publication that was rolled back is the next one's."""
    one, other = builders.organization(), builders.organization()
    before = Publication.objects.count()

    class Lost(Exception):
        pass

    def fails():
        with suppress(Lost), transaction.atomic():
            one.publish(by=people["reviewer"])
            raise Lost

    together(fails, lambda: other.publish(by=people["reviewer"]))
    assert Publication.objects.count() == before + 1
    assert not Listing.objects.filter(record_id=one.pk).exists()
    assert_the_chain_is_whole()
    assert_the_figures_are_true()


# --------------------------------------------------------- a connection that dies under the site
@pytest.fixture(scope="module")
def portal(used_once):
    with started_portal(used_once, PAGE_CACHE_SECONDS="0") as running:
        yield running


def asked(portal, path, method="GET"):
    request = urllib.request.Request(portal.address + path, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def in_database(portal, statement):
    return subprocess.run(
        [CHECKOUT / "portal", "postgres", "psql", "-XAtqc", statement],
        env=bare_environment(PORTAL_DATA=str(portal.data)),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()


needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
OF_THE_SITE = "SELECT pid FROM pg_stat_activity WHERE usename = 'portal'"
WAITING = "SELECT pid FROM pg_locks WHERE NOT granted"
HOLDING = "SELECT pid FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"


def end(processes):
    """What pg_terminate_backend does, and a database administrator or a restart."""
    for pid in {int(pid) for pid in processes}:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


@pytest.mark.server
@needs_linux
def test_a_connection_that_was_ended_is_made_anew(portal):
    """Idle connections of the workers are ended; the next readers notice nothing."""
    for _ in range(6):
        assert asked(portal, "/pertemuan/")[0] == 200
    idle = in_database(portal, OF_THE_SITE)
    assert idle
    end(idle)
    wait_for(lambda: not {*idle} & {*in_database(portal, OF_THE_SITE)}, 10)
    for _ in range(6):
        assert asked(portal, "/pertemuan/")[0] == 200


@pytest.mark.server
@needs_linux
def test_a_connection_ended_in_the_middle_of_a_page_says_when_to_come_back(portal):
    """The table is held, so the page waits in the database; there its connection is ended."""
    hold = subprocess.Popen(
        [CHECKOUT / "portal", "postgres", "psql", "-Xqc",
         "BEGIN; LOCK publications_listing; SELECT pg_sleep(30)"],
        env=bare_environment(PORTAL_DATA=str(portal.data)),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(lambda: in_database(portal, HOLDING), 20)
        with ThreadPoolExecutor(1) as threads:
            page = threads.submit(asked, portal, "/pertemuan/")
            wait_for(lambda: in_database(portal, WAITING), 20)
            end(in_database(portal, WAITING))
            status, headers, body = page.result(30)
        assert status == 503
        assert headers["Retry-After"] == "5"
        assert "Set-Cookie" not in headers
        assert b"<h1" in body
    finally:
        end(in_database(portal, HOLDING))
        hold.wait(20)
    assert asked(portal, "/pertemuan/")[0] == 200
    assert asked(portal, "/readyz")[0] == 200


@pytest.mark.server
@needs_linux
def test_head_is_the_page_without_its_body(portal):
    for path in ("/", "/pertemuan/", "/bukti/rantai.json", "/healthz", "/tidak-ada/"):
        whole, head = asked(portal, path), asked(portal, path, "HEAD")
        assert head[0] == whole[0], path
        assert head[2] == b"", path
        assert head[1]["Content-Type"] == whole[1]["Content-Type"], path
        # No more than the headers comes over the wire.
        host, port = "127.0.0.1", portal.port
        with socket.create_connection((host, port), timeout=10) as wire:
            wire.sendall(f"HEAD {path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
                         "Connection: close\r\n\r\n".encode())  # fmt: skip
            received = b""
            while part := wire.recv(65536):
                received += part
        assert received.partition(b"\r\n\r\n")[2] == b"", path
        assert os.fsencode(str(CHECKOUT)) not in received
