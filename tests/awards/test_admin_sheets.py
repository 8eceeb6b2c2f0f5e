"""Sheets in the admin: looked at before anything is stored, safe to open, safe to send again."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards import actions
from awards.admin.exchange import as_typed, harmless
from awards.models import Activity, Contest, Criterion, Nominee, Stage
from tests import builders

from . import contests
from .admin_pages import text

pytestmark = pytest.mark.django_db
IMPORT = {name: f"admin:awards_{name}_import" for name in ("nominee", "criterion", "activity")}


@pytest.fixture
def secretary():
    client = Client()
    client.user = builders.user("award_secretary")
    client.force_login(client.user)
    return client


@pytest.fixture
def contest():
    builders.subdistrict()
    return Contest.objects.create(round=contests.award_round(), name="K", slug="kelurahan-2025")


def upload(client, what, content, name="berkas.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse(IMPORT[what]), {"sheet": SimpleUploadedFile(name, content)})


def confirm(client, what, page):
    return client.post(reverse(IMPORT[what]), {"key": page.context["key"]})


NOMINEES = (
    "lomba,nama,nomor,kode_wilayah,lembaga\n"
    "kelurahan-2025,,1,33.71.01.1011,\n"
    "kelurahan-2025,Kelompok Contoh,2,,\n"
)


def test_nominees_are_looked_at_first_and_stored_once(secretary, contest):
    page = upload(secretary, "nominee", NOMINEES)
    assert page.status_code == 200
    assert "2 baru" in text(page)
    assert not Nominee.objects.exists()
    assert confirm(secretary, "nominee", page).status_code == 302
    assert list(contest.nominees.order_by("number").values_list("name", flat=True)) == [
        "Kelurahan Tidar Selatan",
        "Kelompok Contoh",
    ]
    again = upload(secretary, "nominee", NOMINEES)
    assert "2 sama" in text(again)
    changed = upload(secretary, "nominee", NOMINEES.replace("Contoh,2", "Contoh,7"))
    assert "1 berubah" in text(changed)
    assert "<del>2</del> <ins>7</ins>" in changed.content.decode()
    confirm(secretary, "nominee", changed)
    assert Nominee.objects.get(name="Kelompok Contoh").number == 7
    assert Nominee.objects.count() == 2


def test_a_confirmation_counts_once_and_only_for_who_looked(secretary, contest):
    page = upload(secretary, "nominee", NOMINEES)
    stranger = Client()
    stranger.force_login(builders.user("award_secretary"))
    answer = confirm(stranger, "nominee", page)
    assert answer.status_code == 422
    assert "Unggah berkasnya lagi." in text(answer)
    assert not Nominee.objects.exists()
    confirm(secretary, "nominee", page)
    assert confirm(secretary, "nominee", page).status_code == 422
    assert Nominee.objects.count() == 2


def test_one_wrong_row_keeps_all_of_them_out(secretary, contest):
    page = upload(secretary, "nominee", NOMINEES + "kelurahan-2025,Salah,tiga,33.99,\n")
    assert page.status_code == 422
    said = text(page)
    assert "Baris 4" in said
    assert "“tiga” bukan angka." in said
    assert "Ya, simpan semuanya" not in said
    assert not Nominee.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"lomba,nama\n", "kosong"),
        (b"nama,nomor\nx,1\n", "Kolom yang tidak ada: lomba."),
        (b"lomba,nama,nama\na,b,c\n", "judul yang sama"),
        (b"\xff\xfe\x00\x01", "tidak terbaca"),
        (b"PK\x03\x04rusak", "tidak terbaca"),
        (b"lomba,nama\ntidak-ada,Contoh\n", "Tidak ada lomba beralamat “tidak-ada”."),
        (b"lomba,nama\n,Contoh\n", "Sebutkan alamat lombanya."),
        ("lomba,nama\n" + "x,y\n" * 2001, "Paling banyak 2000 baris"),
        ("lomba,nama\n" + "x" * 200_000 + ",y\n", "tidak terbaca"),
    ],
)
def test_a_strange_sheet_is_refused_in_words(secretary, contest, content, words):
    page = upload(secretary, "nominee", content)
    assert page.status_code == 422
    assert words in text(page) or (words == "kosong" and "The submitted" not in text(page))
    assert not Nominee.objects.exists()


def test_a_zip_that_swells_is_refused(secretary, contest):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 40_000_000)
    page = upload(secretary, "nominee", buffer.getvalue(), "bom.xlsx")
    assert page.status_code == 422
    assert "terlalu besar" in text(page)


def test_nobody_is_imported_into_a_contest_that_is_being_judged(secretary):
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    page = upload(secretary, "nominee", f"lomba,nama\n{contest.slug},Terlambat\n")
    assert page.status_code == 422
    assert "pesertanya tidak ditambah" in text(page)
    stage = contest.stages.first()
    page = upload(
        secretary, "criterion", f"lomba,tahap,kode,nama\n{contest.slug},{stage.name},Z,Baru\n"
    )
    assert "sudah dikunci" in text(page)


def test_criteria_come_in_as_a_tree_with_commas_in_their_weights(secretary, contest):
    Stage.objects.create(contest=contest, name="Lapangan")
    sheet = (
        "lomba;tahap;kode;induk;nama;bobot;urutan;bidang_bbgrm;bukti;petunjuk\n"
        "kelurahan-2025;Lapangan;A;;Kemasyarakatan;62,5;1;kemasyarakatan;;\n"
        "kelurahan-2025;Lapangan;A.1;A;Ronda;100;1;;foto;Lihat pos ronda\n"
    )
    page = upload(secretary, "criterion", sheet)
    assert page.status_code == 200, text(page)
    assert confirm(secretary, "criterion", page).status_code == 302
    child = Criterion.objects.get(code="A.1")
    assert (child.parent.code, str(child.parent.weight), child.evidence) == ("A", "62.500", "foto")
    assert "2 sama" in text(upload(secretary, "criterion", sheet))
    orphan = sheet.replace("A.1;A;", "A.2;Q;")
    assert "Tidak ada bidang berkode “Q”." in text(upload(secretary, "criterion", orphan))


def test_activities_come_in_from_a_workbook(secretary):
    builders.subdistrict()
    book = openpyxl.Workbook()
    for row in (
        ["kode_wilayah", "nama", "bidang", "tanggal", "orang", "jam", "swadaya"],
        ["33.71.01.1011", "Kerja bakti", "lingkungan", "04/05/2025", 40.0, 3.5, 1500000],
    ):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    page = upload(secretary, "activity", buffer.getvalue(), "kegiatan.xlsx")
    assert page.status_code == 200, text(page)
    confirm(secretary, "activity", page)
    made = Activity.objects.get()
    assert (made.people, str(made.hours), made.date.isoformat()) == (40, "3.5", "2025-05-04")
    assert made.recorded_by == secretary.user
    wrong = upload(
        secretary, "activity", "kode_wilayah,nama,bidang,tanggal\n33.71.01.1011,X,bukan,kapan\n"
    )
    assert wrong.status_code == 422
    assert "bukan tanggal" in text(wrong)


# -------------------------------------------------------------------------------- what goes out
@pytest.mark.parametrize("cell", ["=1+1", "+62", "-1", "@x", "\tx", "=HYPERLINK(0)"])
def test_no_cell_that_goes_out_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert as_typed(harmless(cell)) == cell.strip() or cell.startswith("\t")
    assert harmless("Kelurahan Wates") == "Kelurahan Wates"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_may_be_imported_again(secretary, contest, kind):
    Nominee.objects.create(contest=contest, name='=cmd|"/c calc"!A0', number=1)
    Nominee.objects.create(contest=contest, area=builders.subdistrict(), number=2)
    answer = secretary.get(reverse("admin:awards_nominee_export", args=[kind]))
    assert answer.status_code == 200
    assert f'filename="nominee.{kind}"' in answer["Content-Disposition"]
    if kind == "csv":
        assert "'=cmd" in answer.content.decode("utf-8-sig")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    page = upload(secretary, "nominee", answer.content, f"peserta.{kind}")
    assert page.status_code == 200, text(page)
    assert "2 sama" in text(page)


def test_an_export_holds_what_the_list_shows(secretary, contest):
    other = contests.contest()
    Nominee.objects.create(contest=contest, name="Hanya Ini", number=1)
    address = reverse("admin:awards_nominee_export", args=["csv"])
    lines = secretary.get(address, {"lomba": contest.pk}).content.decode().splitlines()
    assert len(lines) == 2
    assert other.slug not in "".join(lines)
    assert secretary.get(reverse("admin:awards_nominee_export", args=["exe"])).status_code == 302


@pytest.mark.parametrize("role", ["administrator", "juror", "note_taker"])
def test_sheets_are_the_secretarys_alone(role, contest):
    client = Client()
    client.force_login(builders.user(role))
    for name in IMPORT.values():
        assert client.get(reverse(name)).status_code in (302, 403)
        assert client.post(reverse(name), {"key": "x"}).status_code in (302, 403)
    address = reverse("admin:awards_nominee_export", args=["csv"])
    assert client.get(address).status_code in (302, 403)
