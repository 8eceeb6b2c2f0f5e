"""What somebody takes away from /data/: tables, the catalogue, the nightly file."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.models import ProgressReport
from forums.public import STATES
from publications.datasets import DATASETS
from publications.tables import MARK, cell, figure
from tests import builders

pytestmark = pytest.mark.django_db
FORMULAS = ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "＝1"]


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def published():
    reviewer = builders.user("reviewer")
    kelurahan = builders.subdistrict()
    lpmk = builders.organization("LPMK Contoh Tidar", other_names=["LPM Tidar"])
    person = builders.person("Warga Contoh Satu")
    post = builders.post("Ketua", organization=lpmk)
    builders.membership(person=person, post=post, start_date=date(2024, 1, 2))
    for row in (kelurahan, person, lpmk):
        row.publish(by=reviewer)
    meeting = builders.meeting("=Forum Contoh", area=kelurahan, organizer=lpmk)
    builders.attendance(meeting, "Bu Hadir", area=kelurahan, organization=lpmk)
    builders.speech(meeting, "Satu.\nDua.")
    builders.decision(meeting, "@Disepakati bersama")
    builders.commitment(meeting, "-Memetakan", baseline="-5", target="17.5", owner=lpmk)
    builders.published(meeting)
    report = ProgressReport.objects.create(
        commitment=meeting.commitments.get(), kind="kemajuan", date=date(2026, 2, 1),
        note="=Sudah", value="3.5", reported_by=builders.user("note_taker"),
    )  # fmt: skip
    report.accept(by=reviewer)
    return meeting


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = body(answer).decode()
    assert text.startswith(MARK)
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def table(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "application/json"
    return json.loads(body(answer))


# ------------------------------------------------------------------------------------------ tables
def test_every_table_is_csv_and_json_with_the_same_rows_and_columns(client, published):
    for name, dataset in DATASETS.items():
        in_csv = rows(client, f"/data/{name}.csv")
        in_json = table(client, f"/data/{name}.json")["baris"]
        assert len(in_csv) == len(in_json)
        assert len(in_csv) == 0 if name == "penghargaan" else len(in_csv) > 0, name
        for flat, whole in zip(in_csv, in_json, strict=True):
            names = [column.name for column in dataset.columns]
            assert list(flat) == list(whole) == names
            for column in dataset.columns:
                assert flat[column.name] == cell(whole[column.name], column.type), column
                if column.codes and whole[column.name] is not None:
                    assert whole[column.name] in column.codes, column


def test_an_empty_table_has_its_heading(client):
    for name in DATASETS:
        assert rows(client, f"/data/{name}.csv") == []
        assert table(client, f"/data/{name}.json")["baris"] == []


def test_figures_are_figures_and_gaps_are_not_zero(client, published):
    (promise,) = table(client, "/data/tindak-lanjut.json")["baris"]
    assert promise["nilai_awal"] == -5
    assert promise["sasaran"] == 17.5
    assert promise["tenggat"] == "2026-03-31"
    assert promise["nilai_terakhir"] == 3.5
    assert promise["laporan_terakhir"] == "2026-02-01"
    assert promise["diubah"] is False
    (report,) = table(client, "/data/laporan.json")["baris"]
    assert report["nilai"] == 3.5
    assert report["catatan"] == "=Sudah"
    (meeting,) = table(client, "/data/pertemuan.json")["baris"]
    assert meeting["hadir"] == 2
    assert meeting["contoh"] is False
    assert meeting["alamat"] == f"http://testserver/pertemuan/{published.slug}/"
    unrecorded = builders.published(builders.meeting("Forum Tanpa Daftar"))
    rows = table(client, "/data/pertemuan.json")["baris"]
    told = next(row for row in rows if row["id"] == str(unrecorded.pk))
    assert told["hadir"] is None
    assert told["diundang"] is None


def test_no_text_is_a_formula(client, published):
    for formula in FORMULAS:
        assert cell(formula, "text") == f"'{formula}"
        assert cell(formula, "number") == (formula if formula == "-1" else f"'{formula}")
        assert figure(formula, "text") == formula
    (meeting,) = rows(client, "/data/pertemuan.csv")
    assert meeting["judul"] == "'=Forum Contoh"
    (decision,) = rows(client, "/data/keputusan.csv")
    assert decision["isi"] == "'@Disepakati bersama"
    (promise,) = rows(client, "/data/tindak-lanjut.csv")
    assert (promise["janji"], promise["nilai_awal"]) == ("'-Memetakan", "-5")
    for name in DATASETS:
        for row in rows(client, f"/data/{name}.csv"):
            for column in DATASETS[name].columns:
                if column.type not in ("integer", "number"):
                    assert not row[column.name].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_table_is_narrowed_as_its_list_is(client, published):
    other = builders.meeting("Forum Utara", area=builders.subdistrict("33.71.02.1001", "Kramat"))
    builders.commitment(other, due_date=date.today() + timedelta(days=3))
    builders.published(other)

    def number(address):
        return len(rows(client, address))

    assert number("/data/pertemuan.csv") == 2
    assert number("/data/pertemuan.csv?wilayah=33.71.02") == 1
    assert number("/data/pertemuan.csv?lembaga=lpmk-contoh-tidar&tahun=2025") == 1
    assert number("/data/pertemuan.csv?tahun=2024") == 0
    assert number("/data/tindak-lanjut.csv?keadaan=berjalan&wilayah=33.71.02") == 1
    assert number("/data/tindak-lanjut.csv?keadaan=lewat&wilayah=33.71.02") == 0
    assert number("/data/lembaga.csv?pengurus=tercatat&jenis=lpmk") == 1
    assert number("/data/lembaga.csv?pengurus=belum") == 0
    assert number("/data/pengurus.csv?wilayah=33.71.01") == 1
    assert table(client, "/data/pertemuan.json?tahun=2025")["saringan"] == {"tahun": "2025"}
    for wrong in ("pertemuan.csv?tahun=dua", "rahasia.csv", "pertemuan.xls"):
        assert client.get(f"/data/{wrong}").status_code == 404


def test_a_table_longer_than_a_batch_is_whole_and_in_order(client, monkeypatch):
    monkeypatch.setattr("publications.rows.BATCH", 2)
    reviewer = builders.user("reviewer")
    for number in range(5):
        meeting = builders.meeting(f"Forum Contoh ke {number}", date=date(2025, 1 + number // 2, 5))
        builders.commitment(meeting, due_date=date(2026, 1 + number // 2, 5))
        builders.published(meeting)
        builders.organization(f"LPMK Contoh ke {number}").publish(by=reviewer)
    days = [row["tanggal"] for row in rows(client, "/data/pertemuan.csv")]
    assert len(days) == 5
    assert days == sorted(days, reverse=True)
    due = [row["tenggat"] for row in rows(client, "/data/tindak-lanjut.csv")]
    assert len(due) == 5
    assert due == sorted(due)
    assert [row["nama"] for row in rows(client, "/data/lembaga.csv")] == [
        f"LPMK Contoh ke {number}" for number in range(5)
    ]


def test_nothing_of_a_draft_or_a_withdrawn_record_is_in_any_table(client, published, data_folder):
    builders.meeting("Rapat Rahasia")
    builders.organization("Lembaga Rahasia")
    published.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    call_command("dump")
    pages = [f"/data/{name}.{extension}" for name in DATASETS for extension in ("csv", "json")]
    texts = [body(client.get(page)) for page in [*pages, "/data/semua.zip"]]
    with zipfile.ZipFile(io.BytesIO(texts.pop())) as archive:
        texts += [archive.read(name) for name in archive.namelist()]
    for text in texts:
        for word in (b"Rahasia", b"Memetakan", b"Disepakati", b"=Forum"):
            assert word not in text


def test_an_unchanged_table_is_answered_304_after_one_question(client, published):
    first = client.get("/data/pertemuan.csv?tahun=2025")
    with CaptureQueriesContext(connection) as asked:
        again = client.get(
            "/data/pertemuan.csv?tahun=2025", headers={"If-None-Match": first["ETag"]}
        )
    assert again.status_code == 304
    assert len(asked) == 1
    assert client.get("/data/pertemuan.csv")["ETag"] != first["ETag"]
    builders.published(builders.meeting())
    assert client.get("/data/pertemuan.csv?tahun=2025")["ETag"] != first["ETag"]
    assert not first.cookies


def test_a_table_asks_once_for_each_batch(client, published):
    for name in DATASETS:
        with CaptureQueriesContext(connection) as asked:
            body(client.get(f"/data/{name}.csv"))
        assert len(asked) <= 3, name


def test_the_head_of_a_table_is_asked_without_reading_it(client, published):
    with CaptureQueriesContext(connection) as asked:
        answer = client.head("/data/sambutan.csv")
    assert answer.status_code == 200
    assert len(asked) == 1


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice tidak ada di mesin ini")
def test_libreoffice_opens_every_table_with_the_right_types(client, published, tmp_path):
    from openpyxl import load_workbook

    for name, dataset in DATASETS.items():
        (tmp_path / f"{name}.csv").write_bytes(body(client.get(f"/data/{name}.csv")))
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
             "--infilter=CSV:44,34,76,1", "--convert-to", "xlsx", "--outdir", str(tmp_path),
             str(tmp_path / f"{name}.csv")],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        sheet = list(load_workbook(tmp_path / f"{name}.xlsx").active.values)
        assert [str(title) for title in sheet[0]] == [column.name for column in dataset.columns]
        for row in sheet[1:]:
            for column, value in zip(dataset.columns, row, strict=False):
                if value is not None and column.type in ("integer", "number"):
                    assert isinstance(value, int | float), (name, column, value)
                if value is not None and column.type == "date":
                    assert hasattr(value, "year"), (name, column, value)


@pytest.mark.parametrize("state", STATES)
def test_a_state_of_promises_is_the_same_in_the_table_as_on_the_page(client, published, state):
    """Two apps tell the states apart: each must mean the same."""
    meeting = builders.meeting("Forum Keadaan")
    plans = ["kemajuan", "selesai", "dihentikan", "diubah", ""]
    for number, kind in enumerate(plans):
        due = date.today() + timedelta(days=number * 20 - 50)
        builders.commitment(meeting, kind or "tanpa", due_date=due)
    builders.published(meeting)
    for promise in meeting.commitments.exclude(text="tanpa"):
        ProgressReport.objects.create(
            commitment=promise, kind=promise.text, date=date.today() - timedelta(days=2),
            note="Laporan.", reported_by=builders.user("note_taker"), value=1,
            new_target=9 if promise.text == "diubah" else None,
        ).accept(by=builders.user("reviewer"))  # fmt: skip
    page = client.get(f"/tindak-lanjut/?keadaan={state}").content.decode()
    found = rows(client, f"/data/tindak-lanjut.csv?keadaan={state}")
    assert all(row["janji"].removeprefix("'") in page for row in found)
    assert page.count('<tr><td><a href="/pertemuan/') == len(found)
    assert found


# ------------------------------------------------------------------------------------------- pages
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_shows_every_table_and_its_terms(client, published, settings, language):
    page = client.get(f"{language}/data/").content.decode()
    for name in DATASETS:
        assert f'href="{language}/data/{name}/"' in page
        assert f'href="/data/{name}.csv"' in page
        assert client.get(f"{language}/data/{name}/").status_code == 200
    assert ("has not set it" if language else "belum ditetapkan pengelola") in page
    settings.DATA_LICENCE_NAME = "Lisensi Contoh"
    settings.DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
    page = client.get(f"{language}/data/").content.decode()
    assert "Lisensi Contoh" in page


def test_a_table_that_is_not_there_has_no_page(client):
    assert client.get("/data/rahasia/").status_code == 404


def test_the_catalogue_says_what_data_portals_ask(client, published, settings):
    settings.DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
    settings.OPERATOR_NAME = "Pengelola Contoh"
    answer = client.get("/data/katalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    catalogue = json.loads(answer.content)
    assert catalogue["@type"] == "dcat:Catalog"
    assert set(catalogue["@context"]) == {"dcat", "dct", "foaf", "xsd"}
    assert len(catalogue["dcat:dataset"]) == len(DATASETS)
    for described in catalogue["dcat:dataset"]:
        assert described["dct:publisher"]["foaf:name"] == "Pengelola Contoh"
        assert described["dct:license"]["@id"] == settings.DATA_LICENCE_URL
        for file in described["dcat:distribution"]:
            address = file["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
            assert client.get(address).status_code == 200
    meetings = next(d for d in catalogue["dcat:dataset"] if d["dct:identifier"] == "pertemuan")
    assert meetings["dct:temporal"]["dcat:startDate"]["@value"] == "2025"


def test_the_pages_ask_little_however_much_there_is(client, published, data_folder):
    call_command("dump")
    for address in ("/data/", "/data/pertemuan/", "/data/katalog.jsonld"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 4, address


# --------------------------------------------------------------------------------- the nightly file
def test_a_fresh_portal_says_that_no_file_was_ever_made(client, data_folder):
    assert "belum pernah dibuat" in client.get("/data/").content.decode()
    assert client.get("/data/semua.zip").status_code == 404


def test_a_kept_page_learns_of_the_new_file(client, published, data_folder, settings):
    settings.PAGE_CACHE_SECONDS = 60
    settings.FRESHNESS_FILE = data_folder / "last-publication"
    assert "belum pernah dibuat" in client.get("/data/").content.decode()
    call_command("dump")
    assert "belum pernah dibuat" not in client.get("/data/").content.decode()


def test_the_nightly_file_holds_everything_and_its_sums_are_right(client, published, data_folder):
    call_command("dump", "--site", "https://portal.example/")
    answer = client.get("/data/semua.zip")
    whole = body(answer)
    assert answer["Content-Type"] == "application/zip"
    assert answer["ETag"] == f'"{hashlib.sha256(whole).hexdigest()}"'
    assert hashlib.sha256(whole).hexdigest() in client.get("/data/").content.decode()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert {f"tabel/{name}.{kind}" for name in DATASETS for kind in ("csv", "json")} < names
        sums = dict(
            reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines()
        )
        assert set(sums) == names - {"SHA256SUMS"}
        for name, digest in sums.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        table = json.loads(archive.read("tabel/pertemuan.json"))
        assert table["baris"][0]["alamat"].startswith("https://portal.example/pertemuan/")
        documents = [json.loads(line) for line in archive.read("dokumen.jsonl").splitlines()]
        assert published.published().seal in {document["seal"] for document in documents}
    again = client.get("/data/semua.zip", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_file_is_held_back_once_something_in_it_was_withdrawn(client, published, data_folder):
    call_command("dump")
    assert client.get("/data/semua.zip").status_code == 200
    published.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    assert client.get("/data/semua.zip").status_code == 404
    assert "sedang ditahan" in client.get("/data/").content.decode()
    call_command("dump")
    assert client.get("/data/semua.zip").status_code == 200


def test_a_dump_that_fails_leaves_the_one_before(client, published, data_folder, monkeypatch):
    call_command("dump")
    before = body(client.get("/data/semua.zip"))

    def broken(*args):
        raise OSError("disk penuh")

    monkeypatch.setattr("publications.dump.chain_lines", broken)
    with pytest.raises(OSError, match="disk penuh"):
        call_command("dump")
    assert body(client.get("/data/semua.zip")) == before
    assert sorted(path.name for path in (data_folder / "dump").iterdir()) == [
        "data-terbuka.json", "data-terbuka.zip",
    ]  # fmt: skip
