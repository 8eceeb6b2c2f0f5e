"""History, comparison, JSON and the log, as a reader meets them."""

import json

import pytest

from publications.canonical import canonical, sha256
from publications.models import Listing, Publication
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.publications.addresses")]


@pytest.fixture
def meeting():
    """Published, with one speech."""
    made = builders.meeting("Forum Contoh", abstract="Pertemuan pertama.")
    builders.speech(made, "Lembaga didata. Data dipakai bersama.")
    return builders.published(made)


def corrected(meeting, reason="Angka diperbaiki.", **fields):
    """The next version, with these fields changed."""
    meeting.reopen(by=builders.user("note_taker"), reason=reason)
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()
    return builders.published(meeting)


def withdrawn(meeting, reason="Memuat data pribadi."):
    meeting.withdraw(by=builders.user("reviewer"), reason=reason)
    return meeting


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.content[:400]
    assert not response.cookies
    return response.content.decode()


def test_the_history_tells_every_version_with_its_reason_and_seal(client, meeting):
    corrected(meeting, location="Gedung Wanita")
    html = page(client, "/pertemuan/forum-contoh/riwayat/")
    for publication in Publication.objects.of_record(meeting.pk):
        assert publication.seal in html
    assert "Versi 1" in html
    assert "Versi 2" in html
    assert "Angka diperbaiki." in html
    assert "/pertemuan/forum-contoh/riwayat/1-2/" in html


def test_an_old_version_can_still_be_read(client, meeting):
    corrected(meeting, location="Gedung Wanita")
    old = page(client, "/pertemuan/forum-contoh/riwayat/?versi=1")
    assert "Pendopo Contoh" in old
    assert "Gedung Wanita" not in old
    assert "Ini bukan versi yang berlaku." in old
    assert "Lembaga didata. Data dipakai bersama." in old


@pytest.mark.parametrize("number", ["3", "0", "-1", "x", "9" * 30, "²"])
def test_a_version_that_never_was_is_not_found(client, meeting, number):
    page(client, f"/pertemuan/forum-contoh/riwayat/?versi={number}", 404)
    page(client, f"/pertemuan/forum-contoh.json?versi={number}", 404)


def test_a_comparison_shows_the_changed_sentence_and_not_the_others(client, meeting):
    speech = meeting.speeches.get()
    meeting.reopen(by=builders.user("note_taker"), reason="Salah dengar.")
    speech.key_points = "Lembaga didata. Data dipakai sendiri."
    speech.save()
    builders.published(meeting)
    html = page(client, "/pertemuan/forum-contoh/riwayat/1-2/")
    assert "<del>bersama.</del><ins>sendiri.</ins>" in html
    assert "<del>Lembaga" not in html
    assert "Salah dengar." in html
    assert "Pendopo Contoh" not in html


def test_a_comparison_goes_from_an_older_to_a_newer_version_only(client, meeting):
    corrected(meeting)
    for numbers in ("2-1", "1-1", "1-3"):
        page(client, f"/pertemuan/forum-contoh/riwayat/{numbers}/", 404)


def test_the_json_holds_what_a_verifier_needs(client, meeting):
    response = client.get("/pertemuan/forum-contoh.json")
    assert response["Content-Type"] == "application/json"
    document = json.loads(response.content)
    assert set(document) == {"envelope", "seal", "digest", "body"}
    assert sha256(canonical(document["body"])) == document["envelope"]["digest"]
    assert sha256(canonical(document["envelope"])) == document["seal"]


def test_the_json_of_an_older_version_stays(client, meeting):
    corrected(meeting, location="Gedung Wanita")
    old = json.loads(client.get("/pertemuan/forum-contoh.json?versi=1").content)
    new = json.loads(client.get("/pertemuan/forum-contoh.json").content)
    assert (old["envelope"]["version"], old["body"]["location"]) == (1, "Pendopo Contoh")
    assert (new["envelope"]["version"], new["body"]["location"]) == (2, "Gedung Wanita")


def test_a_withdrawn_record_says_when_and_why_and_shows_nothing_of_its_content(client, meeting):
    corrected(meeting, location="Gedung Wanita")
    withdrawn(meeting)
    html = page(client, "/pertemuan/forum-contoh/", 410)
    assert "Memuat data pribadi." in html
    history = page(client, "/pertemuan/forum-contoh/riwayat/")
    assert "Memuat data pribadi." in history
    assert Publication.objects.of_record(meeting.pk).last().seal in history
    for path in ("riwayat/?versi=1", "riwayat/?versi=2", "riwayat/?versi=3", "riwayat/1-2/"):
        html += page(client, f"/pertemuan/forum-contoh/{path}", 410)
    for path in ("", "?versi=1", "?versi=2", "?versi=3"):
        response = client.get(f"/pertemuan/forum-contoh.json{path}")
        assert response.status_code == 410
        assert "body" not in response.json()
        html += response.content.decode()
    html += history + page(client, "/bukti/")
    for secret in ("Forum Contoh", "Pendopo Contoh", "Gedung Wanita", "Lembaga didata"):
        assert secret not in html


def test_what_was_withdrawn_stays_closed_when_the_record_comes_back(client, meeting):
    withdrawn(meeting)
    corrected(meeting, reason="Nama anak dihapus.", location="Gedung Wanita")
    assert "Forum Contoh" in page(client, "/pertemuan/forum-contoh/")
    history = page(client, "/pertemuan/forum-contoh/riwayat/")
    assert "?versi=1" not in history
    assert "pernah ditarik" in history
    page(client, "/pertemuan/forum-contoh/riwayat/?versi=1", 410)
    page(client, "/pertemuan/forum-contoh/riwayat/?versi=3")
    assert "Pendopo" not in page(client, "/pertemuan/forum-contoh/riwayat/1-3/", 410)
    assert client.get("/pertemuan/forum-contoh.json?versi=1").status_code == 410
    assert client.get("/pertemuan/forum-contoh.json?versi=3").status_code == 200


@pytest.mark.parametrize("path", ["/", ".json", "/riwayat/", "/riwayat/?versi=1"])
def test_an_address_a_record_once_had_leads_to_the_new_one(client, meeting, path):
    corrected(meeting, slug="forum-baru")
    response = client.get(f"/pertemuan/forum-contoh{path}")
    assert (response.status_code, response.url) == (302, f"/pertemuan/forum-baru{path}")


def test_a_draft_and_a_record_of_another_kind_have_no_history(client, meeting):
    builders.meeting("Masih Draf")
    for path in ("", "riwayat/", "riwayat/1-2/"):
        page(client, f"/pertemuan/masih-draf/{path}", 404)
    page(client, "/pertemuan/masih-draf.json", 404)
    Listing.objects.update(kind="organization")
    page(client, "/pertemuan/masih-draf/riwayat/", 404)


def test_pages_ask_the_database_no_more_with_five_versions_than_with_one(
    client, meeting, django_assert_max_num_queries
):
    for round in range(2):
        for path, most in {
            "/pertemuan/forum-contoh/": 2,
            "/pertemuan/forum-contoh/riwayat/": 2,
            "/pertemuan/forum-contoh.json": 2,
            "/bukti/": 2,
            "/bukti/rantai.json": 1,
        }.items():
            with django_assert_max_num_queries(most):
                page(client, path)
        if round == 0:
            for number in range(4):
                corrected(meeting, location=f"Ruang {number}")
    for path in ("riwayat/1-5/", "riwayat/?versi=2"):
        with django_assert_max_num_queries(2):
            page(client, f"/pertemuan/forum-contoh/{path}")


def test_the_log_tells_every_act_the_newest_first(client, meeting):
    corrected(meeting)
    withdrawn(builders.published(builders.meeting("Forum Lain")))
    html = page(client, "/bukti/")
    places = [html.index(f"{row.seal[:16]}…") for row in Publication.objects.order_by("-sequence")]
    assert places == sorted(places)
    assert html.count("<td") == 4 * 5
    assert "terbit</td>" in html
    assert "ralat</td>" in html
    assert "tarik</td>" in html


def test_the_log_is_read_further_by_the_number_reached(client, meeting, monkeypatch):
    monkeypatch.setattr("publications.public.LOG_ROWS", 2)
    for _ in range(3):
        corrected(meeting)
    first = page(client, "/bukti/")
    assert "?sebelum=3" in first
    second = page(client, "/bukti/?sebelum=3")
    assert '<th scope="row" data-label="Nomor">2</th>' in second
    assert '<th scope="row" data-label="Nomor">3</th>' not in second
    assert 'rel="next"' not in second
    page(client, "/bukti/?sebelum=satu", 404)


def test_the_chain_as_json_is_read_in_parts_without_a_gap(client, meeting, monkeypatch):
    monkeypatch.setattr("publications.public.CHAIN_ROWS", 2)
    for _ in range(4):
        corrected(meeting)
    path, seen = "/bukti/rantai.json", []
    while path:
        part = json.loads(page(client, path))
        seen += part["rows"]
        path = part["next"]
    assert [row["envelope"]["sequence"] for row in seen] == [1, 2, 3, 4, 5]
    assert [row["document"] for row in seen] == [None] * 4 + ["/pertemuan/forum-contoh.json"]
    assert [row["envelope"]["previous"] for row in seen][1:] == [row["seal"] for row in seen][:-1]


def test_english_pages_keep_the_language_of_the_record(client, meeting):
    corrected(meeting, location="Gedung Wanita")
    for path in ("bukti/", "periksa/"):
        assert '<html lang="en">' in page(client, f"/en/{path}")
