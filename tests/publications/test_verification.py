"""/periksa/: is this what was published, and does it still hold?"""

import io
import json
import re

import pikepdf
import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forums.models import Attachment
from publications import verification
from publications.canonical import canonical, sha256
from publications.images import store_document
from publications.models import Publication
from tests import builders
from tests.publications.test_public import corrected, meeting, page, withdrawn

__all__ = ["meeting"]  # the fixture
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.publications.addresses")]

VALID = "Sah: ini terbitan yang berlaku sekarang."
SUPERSEDED = "Asli, tetapi sudah diralat"
WITHDRAWN = "Pernah terbit, tetapi sudah ditarik"
ALTERED = "Tidak sama: berkas ini mengaku sebagai terbitan kami"
UNKNOWN = "Tidak dikenal: tidak ada terbitan"
AMBIGUOUS = "Ada lebih dari satu terbitan"
MALFORMED = "Ini bukan sidik."
ANSWERS = {VALID, SUPERSEDED, WITHDRAWN, ALTERED, UNKNOWN, AMBIGUOUS, MALFORMED}


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    settings.PAPERS_DIR = tmp_path / "papers"
    settings.PAPERS_DIR.mkdir()


def answer(html):
    """The one sentence that the page says."""
    (said,) = [sentence for sentence in ANSWERS if sentence in html]
    return said


def asked(client, text):
    return answer(page(client, f"/periksa/?sidik={text}"))


def handed(client, data, name="berkas.json"):
    response = client.post("/periksa/", {"berkas": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    return response.content.decode()


def issued(client, path="/pertemuan/forum-contoh.json"):
    return client.get(path).content


def test_the_page_asks_and_answers_nothing_yet(client):
    html = page(client, "/periksa/")
    assert not [sentence for sentence in ANSWERS if sentence in html]
    assert "bukan tanda tangan elektronik" in html


@pytest.mark.parametrize("field", ["seal", "digest"])
def test_a_hash_is_found_whole_or_by_its_beginning(client, meeting, field):
    value = getattr(meeting.published(), field)
    for text in (value, value.upper(), value[:12], f"{value[:8]} {value[8:16]}", f"segel:{value}"):
        assert asked(client, text) == VALID
    assert asked(client, value[:11]) == MALFORMED
    assert asked(client, value[:-1] + ("0" if value[-1] != "0" else "1")) == UNKNOWN


@pytest.mark.parametrize("text", ["halo", "zz" * 32, "a" * 65, "'; DROP TABLE", "%00" * 12])
def test_what_is_no_hash_is_called_so(client, meeting, text):
    assert asked(client, text) == MALFORMED


def test_the_qr_code_leads_to_an_answer(client, meeting):
    seal = meeting.published().seal
    assert answer(page(client, f"/periksa/{seal}/")) == VALID
    assert answer(page(client, f"/periksa/{'0' * 64}/")) == UNKNOWN
    page(client, f"/periksa/{seal[:12]}/", 404)


def test_a_corrected_version_is_called_superseded_with_the_way_to_the_newest(client, meeting):
    old = meeting.published()
    corrected(meeting, location="Gedung Wanita")
    html = page(client, f"/periksa/{old.seal}/")
    assert answer(html) == SUPERSEDED
    assert 'href="/pertemuan/forum-contoh/"' in html
    assert "/riwayat/1-2/" in html
    assert asked(client, meeting.published().seal) == VALID
    assert answer(handed(client, issued(client, "/pertemuan/forum-contoh.json?versi=1"))) == (
        SUPERSEDED
    )


def test_a_withdrawn_record_is_called_so_by_every_seal_it_had(client, meeting):
    kept = issued(client)
    withdrawn(meeting)
    for row in Publication.objects.of_record(meeting.pk):
        html = page(client, f"/periksa/{row.seal}/")
        assert answer(html) == WITHDRAWN
        assert "Memuat data pribadi." in html
        assert "Forum Contoh" not in html
    assert answer(handed(client, kept)) == WITHDRAWN
    assert answer(handed(client, issued(client))) == WITHDRAWN
    assert asked(client, sha256(canonical(None))) == UNKNOWN  # the digest of "nothing"


def test_a_version_from_before_a_withdrawal_says_that_it_was_taken_away(client, meeting):
    old = meeting.published()
    withdrawn(meeting)
    corrected(meeting, reason="Nama anak dihapus.")
    html = page(client, f"/periksa/{old.seal}/")
    assert answer(html) == SUPERSEDED
    assert "Memuat data pribadi." in html
    assert "/riwayat/1-3/" not in html


def test_a_beginning_that_two_publications_share_is_not_guessed_at(monkeypatch):
    for name in ("Satu", "Dua"):
        builders.published(builders.meeting(name))
    monkeypatch.setattr(verification, "HEX", re.compile("[0-9a-f]*"))
    assert verification.verdict_on_hash("").state == verification.AMBIGUOUS


def test_the_document_we_issued_is_valid_however_it_was_spaced(client, meeting):
    data = issued(client)
    assert answer(handed(client, data)) == VALID
    assert answer(handed(client, json.dumps(json.loads(data), indent=2).encode())) == VALID
    assert answer(handed(client, canonical(json.loads(data)["body"]))) == VALID


def test_one_changed_letter_is_enough_to_be_called_altered(client, meeting):
    data = issued(client)
    document = json.loads(data)
    for spoilt in (
        data.replace(b"Data dipakai bersama", b"Data dipakai bersana"),
        canonical({**document, "envelope": {**document["envelope"], "reason": "lain"}}),
        canonical({**document, "seal": "0" * 64}),
        canonical({**document, "digest": "0" * 64}),
        canonical({name: document[name] for name in ("envelope", "seal", "digest")}),
    ):
        assert spoilt != data
        assert answer(handed(client, spoilt)) == ALTERED


@pytest.mark.parametrize(
    "data",
    [b"{", b'{"envelope": 1}', b'{"envelope": {"sequence": "x"}}', b"{}", b'{"a": 0.1}', b"\xff",
     b'{"a": "\\ud800"}', b'{"a":' * 5000, b"[1]", b"{" + b'"a":1,"a":2}', b"%PDF-1.7",
     b'{"envelope": {"digest": 1, "sequence": 99999999999999999999, "record": []}, "seal": 7}'],
)  # fmt: skip
def test_a_file_that_is_not_ours_is_unknown_and_never_an_error(client, meeting, data):
    assert answer(handed(client, data)) == UNKNOWN


def test_a_document_that_says_one_thing_twice_is_not_believed(client, meeting):
    data = issued(client)
    assert answer(handed(client, data[:-1] + b',"body":{}}')) == UNKNOWN
    assert answer(handed(client, b'{"body":{"title":"palsu"},' + data[1:])) == UNKNOWN


def attached(meeting):
    """A public PDF of this meeting."""
    upload = SimpleUploadedFile("undangan.pdf", b"%PDF-1.4\nisi\n%%EOF\n")
    stored = store_document(upload)
    Attachment.objects.create(meeting=meeting, type="dokumen", file=stored, name="Undangan")
    return stored


def test_an_attached_file_is_valid_while_a_current_publication_refers_to_it(client):
    meeting = builders.meeting("Forum Contoh")
    stored = attached(meeting)
    data = stored.path.read_bytes()
    assert answer(handed(client, data)) == UNKNOWN  # a draft does not exist for the public
    builders.published(meeting)
    assert "Sah: berkas ini sama persis" in page(client, f"/periksa/?sidik={stored.pk}")
    assert "Sah: berkas ini sama persis" in handed(client, data)
    withdrawn(meeting)
    assert answer(handed(client, data)) == UNKNOWN


def paper(seal):
    """A paper as the portal prints it: the seal stands in its keywords."""
    source = f'#set document(title: "Notula", keywords: ("segel:{seal}",))\n= Notula\nIsi.'
    return typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1", "a-2a"])


def test_a_paper_is_valid_to_the_last_byte(client, meeting, settings):
    seal = meeting.published().seal
    data = paper(seal)
    assert "belum dapat kami bandingkan" in handed(client, data, "notula.pdf")
    (settings.PAPERS_DIR / f"{seal}-id.pdf").write_bytes(data)
    assert "Sah: naskah ini sama persis" in handed(client, data, "notula.pdf")
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.save(spoilt)
    assert seal.encode() in spoilt.getvalue()
    assert answer(handed(client, spoilt.getvalue(), "notula.pdf")) == ALTERED
    assert answer(handed(client, paper("0" * 64), "notula.pdf")) == UNKNOWN
    corrected(meeting)
    assert answer(handed(client, data, "notula.pdf")) == SUPERSEDED


def test_a_file_too_large_gets_a_sentence(client, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    upload = SimpleUploadedFile("besar.pdf", b"x" * 1001)
    response = client.post("/periksa/", {"berkas": upload})
    assert response.status_code == 413
    assert "terlalu besar" in response.content.decode()
    huge = client.post("/periksa/", {"berkas": SimpleUploadedFile("b.pdf", b"x" * 5000)})
    assert huge.status_code == 413


def test_a_file_is_checked_without_a_token_and_without_a_cookie():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/periksa/", {"berkas": SimpleUploadedFile("a.json", b"{}")})
    assert response.status_code == 200
    assert not response.cookies
