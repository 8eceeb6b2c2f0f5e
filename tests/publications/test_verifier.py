"""static/verify.py as a citizen runs it: a program of its own against a portal that answers."""

import ast
import subprocess
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, connections

from publications.models import Publication
from tests import builders
from tests.publications.test_public import corrected, withdrawn

PROGRAM = Path(__file__).resolve().parents[2] / "static" / "verify.py"
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.publications.addresses")]


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        """The tests' output is no access log."""


@pytest.fixture
def portal():
    """The portal on a port, in the transaction of this test, whose connection it shares."""
    # Django's own test client holds these two back as well: they would end the transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    shared = connections["default"]
    shared.inc_thread_sharing()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)

    def serve():
        connections["default"] = shared
        server.serve_forever(poll_interval=0.05)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    shared.dec_thread_sharing()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def chain(monkeypatch):
    """Six publications of three records: one corrected twice, one withdrawn, one plain."""
    monkeypatch.setattr("publications.public.CHAIN_ROWS", 4)
    first = builders.published(builders.meeting("Pertama"))
    corrected(first, location="Ruang A")
    withdrawn(builders.published(builders.meeting("Kedua")))
    builders.published(builders.meeting("Ketiga"))
    corrected(first, location="Ruang Ä")


def verify(*arguments):
    done = subprocess.run(
        [sys.executable, "-I", PROGRAM, *arguments],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


def forge(sql, *values):
    """What somebody could do who owns the database and its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE publications_publication DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def test_it_is_short_stands_alone_and_suits_old_pythons():
    text = PROGRAM.read_text()
    assert len(text.splitlines()) <= 100
    tree = ast.parse(text, feature_version=(3, 8))
    modules = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else
                     [alias.name for alias in node.names])
    }  # fmt: skip
    assert modules <= sys.stdlib_module_names


def test_an_untouched_chain_and_its_documents_agree(portal):
    last = Publication.objects.first().seal
    assert verify(portal) == (0, f"6 terbitan, segel terakhir {last}. Semuanya cocok.\n")
    assert verify(portal + "/", "--documents", "--seal", last)[0] == 0


def test_a_reason_changed_afterwards_is_found(portal):
    forge("UPDATE publications_publication SET reason = 'lain' WHERE sequence = 2")
    code, said = verify(portal)
    assert code == 1
    assert "MASALAH: nomor 2: segelnya tidak cocok dengan sampulnya\n" in said
    assert said.endswith("1 masalah ditemukan.\n")


def test_a_seal_made_anew_does_not_fit_the_next_one(portal):
    forge("UPDATE publications_publication SET reason = 'lain' WHERE sequence = 2")
    row = Publication.objects.get(pk=2)
    forge("UPDATE publications_publication SET seal = %s WHERE sequence = 2", row.computed_seal())
    assert "nomor 3 tidak menyambung ke nomor sebelumnya" in verify(portal)[1]


def test_a_removed_publication_leaves_a_gap_that_is_found(portal):
    forge("DELETE FROM publications_publication WHERE sequence = 2")
    code, said = verify(portal)
    assert code == 1
    assert "sesudah nomor 1 datang nomor 3" in said


def test_a_changed_document_is_found_when_documents_are_read(portal):
    forge(
        "UPDATE publications_publication SET body = jsonb_set(body, '{location}', '\"Palsu\"')"
        " WHERE sequence = 6"
    )
    assert verify(portal)[0] == 0
    code, said = verify(portal, "--documents")
    assert code == 1
    assert "nomor 6: isinya tidak cocok dengan sidiknya" in said


def test_a_seal_remembered_from_earlier_must_still_be_there(portal):
    code, said = verify(portal, "--seal", "0" * 64)
    assert code == 1
    assert f"segel {'0' * 64} tidak ada dalam rantai" in said


def test_a_downloaded_document_is_checked_without_the_portal(client, tmp_path):
    file = tmp_path / "dokumen.json"
    file.write_bytes(client.get("/pertemuan/pertama.json").content)
    assert verify(file) == (0, "Semuanya cocok.\n")
    file.write_text(file.read_text().replace("Ruang Ä", "Ruang A"))
    assert verify(file) == (1, "MASALAH: isinya tidak cocok dengan sidiknya\n"
                               "1 masalah ditemukan.\n")  # fmt: skip
    file.write_text("bukan JSON")
    assert verify(file)[0] == 1


def test_a_portal_that_does_not_answer_is_a_problem_and_no_traceback():
    code, said = verify("http://127.0.0.1:1")
    assert code == 1
    assert "tidak dapat dibaca" in said


def test_the_portal_gives_out_this_very_program(client):
    response = client.get("/bukti/verify.py")
    assert response.content == PROGRAM.read_bytes()
    assert response["Content-Type"] == "text/x-python; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="verify.py"'
