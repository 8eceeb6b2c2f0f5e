"""Decrees: one letter appoints and dismisses many, and its scan is kept once."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Decree, Membership, Person
from publications.models import StoredFile
from tests import builders

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + b"isi " * 50 + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def desk(client):
    client.force_login(builders.user("registrar"))
    return client


@pytest.fixture
def decree():
    return Decree.objects.create(
        number="400/12/2025",
        signed_by="Lurah Contoh",
        organization=builders.organization("LPMK Contoh"),
    )


def texts(response):
    return response.content.decode()


def answers(**changes):
    key = {"version": 0, "key": str(uuid.uuid4())}
    return {**key, "number": "400/1/2025", "signed_by": "Lurah Contoh", **changes}


def scan(data=PDF, name="SK asli.pdf"):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def test_a_decree_is_recorded_with_its_scan_untouched(desk):
    response = desk.post(reverse("decree_create"), answers(scan=scan(), date="2025-01-02"))
    made = Decree.objects.get()
    assert response.url == reverse("decree_desk", args=[made.pk])
    assert made.file.path.read_bytes() == PDF
    page = desk.get(reverse("decree_scan", args=[made.pk]))
    assert b"".join(page.streaming_content) == PDF
    assert "SK asli.pdf" in texts(desk.get(response.url))


def test_a_decree_sent_twice_with_its_scan_is_one_decree(desk):
    sent = answers()
    for _ in range(2):
        response = desk.post(reverse("decree_create"), {**sent, "scan": scan()})
        assert response.status_code == 302
    assert Decree.objects.count() == 1
    assert StoredFile.objects.count() == 1


def test_what_is_no_pdf_is_a_sentence_beside_its_field(desk):
    response = desk.post(reverse("decree_create"), answers(scan=scan(b"bukan pdf")))
    assert response.status_code == 422
    assert "bukan PDF" in response.context["form"].errors["scan"][0]


def test_the_same_number_by_the_same_office_is_a_sentence_beside_the_number(desk, decree):
    response = desk.post(reverse("decree_create"), answers(number=decree.number))
    assert response.context["form"].errors == {
        "number": ["SK dengan nomor dan penanda tangan ini sudah ada."]
    }


def test_an_edit_keeps_the_scan_and_a_new_scan_replaces_it(desk, decree):
    address = reverse("decree_edit", args=[decree.pk])
    desk.post(address, answers(version=1, scan=scan()))
    desk.post(address, answers(version=2, subject="Pengurus LPMK"))
    decree.refresh_from_db()
    assert decree.file.path.read_bytes() == PDF
    desk.post(address, answers(version=3, scan=scan(PDF + b"%%EOF"), subject="Pengurus LPMK"))
    decree.refresh_from_db()
    assert decree.file.path.read_bytes() == PDF + b"%%EOF"


def test_a_stale_edit_with_another_scan_is_a_conflict_and_nothing_is_lost(desk, decree):
    address = reverse("decree_edit", args=[decree.pk])
    desk.post(address, answers(version=1, scan=scan()))
    response = desk.post(address, answers(version=1, scan=scan(PDF + b"%%EOF")))
    assert response.status_code == 409
    decree.refresh_from_db()
    assert decree.file.path.read_bytes() == PDF


def test_a_scan_is_for_officials_only_and_never_public(client, desk, decree):
    desk.post(reverse("decree_edit", args=[decree.pk]), answers(version=1, scan=scan()))
    builders.membership(post=builders.post(organization=decree.organization), appointed_by=decree)
    decree.organization.publish(by=builders.user("registrar"))
    assert not StoredFile.objects.public().exists()
    client.logout()
    assert client.get(reverse("decree_scan", args=[decree.pk])).status_code == 302


def test_a_decree_of_a_neighbours_institution_is_not_mine_to_edit(client):
    area = builders.subdistrict("33.71.01.1010", "Tidar Utara")
    neighbours = Decree.objects.create(
        number="1", signed_by="Lurah", organization=builders.organization(area=area)
    )
    client.force_login(builders.user("registrar", area=builders.subdistrict()))
    for name in ("decree_edit", "decree_appoint"):
        assert client.get(reverse(name, args=[neighbours.pk])).status_code == 404
    assert client.get(reverse("decree_desk", args=[neighbours.pk])).status_code == 200
    address = reverse("decree_create") + f"?lembaga={neighbours.organization_id}"
    assert client.get(address).status_code == 404


# ------------------------------------------------------------------- one decree, many people
def rows(desk, decree):
    response = desk.get(reverse("decree_appoint", args=[decree.pk]))
    return {row["post"].role: row for row in response.context["rows"]}


def typed(rows, **names):
    sent = {"start_date": "1/1/2026", "end_date": "31/12/2030"}
    for role, row in rows.items():
        sent |= {
            f"{row['prefix']}-key": str(row["key"]),
            f"{row['prefix']}-version": 0,
            f"{row['prefix']}-capacity": "definitif",
            f"{row['prefix']}-name": names.get(role, ""),
        }
    return sent


@pytest.fixture
def board(decree):
    return [
        builders.post(f"{role.title()} LPMK", organization=decree.organization, role=role)
        for role in ("ketua", "sekretaris", "bendahara")
    ]


def test_one_decree_fills_many_posts_and_leaves_empty_rows_alone(desk, decree, board):
    address = reverse("decree_appoint", args=[decree.pk])
    sent = typed(rows(desk, decree), ketua="Siti Aminah", bendahara="Slamet")
    assert desk.post(address, sent).status_code == 302
    terms = Membership.objects.filter(appointed_by=decree).order_by("post__role")
    assert [(term.post.role, term.person.name) for term in terms] == [
        ("bendahara", "Slamet"), ("ketua", "Siti Aminah"),
    ]  # fmt: skip
    assert {term.start_date for term in terms} == {date(2026, 1, 1)}
    page = texts(desk.get(reverse("decree_desk", args=[decree.pk])))
    assert "Siti Aminah" in page
    assert "Slamet" in page


def test_a_whole_board_sent_twice_is_one_board(desk, decree, board):
    address = reverse("decree_appoint", args=[decree.pk])
    sent = typed(rows(desk, decree), ketua="Siti Aminah", bendahara="Slamet")
    for _ in range(2):
        assert desk.post(address, sent).status_code == 302
    assert Membership.objects.count() == 2
    assert Person.objects.count() == 2


def test_one_mistake_saves_nobody_and_keeps_what_was_typed(desk, decree, board):
    builders.person("Slamet Riyadi")
    address = reverse("decree_appoint", args=[decree.pk])
    seen = rows(desk, decree)
    sent = typed(seen, ketua="Siti Aminah", bendahara="Slamet Riyadi")
    response = desk.post(address, sent)
    assert response.status_code == 422
    assert not Membership.objects.exists()
    assert not Person.objects.filter(name="Siti Aminah").exists()
    page = texts(response)
    assert 'value="Siti Aminah"' in page
    assert "Sudah ada 1 orang bernama mirip" in page
    assert 'value="1/1/2026"' in page
    sent[f"{seen['bendahara']['prefix']}-chosen"] = "baru"
    assert desk.post(address, sent).status_code == 302
    assert Membership.objects.count() == 2


def test_the_old_board_ends_the_day_before_when_asked(desk, decree, board):
    old = builders.membership(post=board[0], start_date=date(2021, 1, 1))
    address = reverse("decree_appoint", args=[decree.pk])
    sent = typed(rows(desk, decree), ketua="Siti Aminah")
    assert desk.post(address, sent).status_code == 422
    assert desk.post(address, {**sent, "replace": "on"}).status_code == 302
    old.refresh_from_db()
    assert old.end_date == date(2025, 12, 31)


def test_a_board_without_one_name_is_a_sentence(desk, decree, board):
    response = desk.post(reverse("decree_appoint", args=[decree.pk]), typed(rows(desk, decree)))
    assert response.status_code == 422
    assert "Tuliskan sedikitnya satu nama." in texts(response)


def test_a_decree_for_the_whole_city_asks_for_which_institution(desk, board):
    general = Decree.objects.create(number="9", signed_by="Wali Kota")
    address = reverse("decree_appoint", args=[general.pk])
    assert "Lanjut" in texts(desk.get(address))
    response = desk.get(address, {"lembaga": board[0].organization_id})
    assert len(response.context["rows"]) == 3


def test_the_list_of_decrees_asks_as_often_for_five_rows_as_for_one(desk, decree):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("decree_list"))
        return len(asked)

    first = queries()
    for number in range(4):
        Decree.objects.create(
            number=str(number), signed_by="Lurah", organization=builders.organization()
        )
    assert queries() == first
