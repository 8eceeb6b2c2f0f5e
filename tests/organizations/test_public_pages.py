"""Institutions, people and areas as readers meet them."""

from datetime import date

import pytest
import time_machine

from organizations.models import Decree
from organizations.public import ROWS
from publications.models import Publication
from tests import builders

pytestmark = pytest.mark.django_db
NOW = "2025-12-22T03:00:00Z"


@pytest.fixture
def registrar():
    return builders.user("registrar")


@pytest.fixture
def areas(registrar):
    """Tidar Selatan, its kecamatan and the city, in public."""
    places = [builders.city(), builders.district(), builders.subdistrict()]
    for place in places:
        place.publish(by=registrar)
    return places


def published(record, by):
    record.publish(by=by)
    return record


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


# --------------------------------------------------------------------------------- the list
def test_a_draft_institution_does_not_exist_for_the_public(client, registrar):
    published(builders.organization("LPMK Terbit"), registrar)
    builders.organization("LPMK Draf")
    page = read(client, "/lembaga/")
    assert "LPMK Terbit" in page
    assert "LPMK Draf" not in page
    read(client, "/lembaga/lpmk-draf/", 404)


def test_what_was_saved_after_publishing_stays_in_the_office(client, registrar):
    lpmk = published(builders.organization("LPMK Lama"), registrar)
    lpmk.name = "LPMK Baru Belum Terbit"
    lpmk.save()
    assert "Belum Terbit" not in read(client, "/lembaga/lpmk-lama/")


def test_an_internal_note_never_leaves_the_office(client, registrar):
    lpmk = builders.organization("LPMK Satu", internal_note="telepon 0812")
    published(lpmk, registrar)
    assert "0812" not in read(client, "/lembaga/lpmk-satu/")


def test_the_list_says_that_a_board_is_not_recorded_and_marks_examples(client, registrar):
    published(builders.organization("LPMK Sunyi", is_example=True), registrar)
    page = read(client, "/lembaga/")
    assert '<span class="muted nowrap">belum dicatat</span>' in page
    assert "Contoh" in page


def test_the_list_narrows_by_kind_area_and_board(client, registrar, areas):
    published(builders.organization("LPMK Tanpa Pengurus"), registrar)
    pkk = builders.organization("PKK Berpengurus", classification=builders.kind("pkk"))
    builders.membership(post=builders.post(organization=pkk))
    published(pkk, registrar)
    for query, here, gone in [
        ("jenis=pkk", "PKK Ber", "LPMK Tanpa"),
        ("jenis=lpmk", "LPMK Tanpa", "PKK Ber"),
        ("pengurus=tercatat", "PKK Ber", "LPMK Tanpa"),
        ("pengurus=belum", "LPMK Tanpa", "PKK Ber"),
    ]:
        page = read(client, f"/lembaga/?{query}")
        assert here in page
        assert gone not in page
    page = read(client, "/lembaga/?wilayah=33.71.01&jenis=pkk")
    assert "PKK Ber" in page
    assert "Tidak ada lembaga terbit" in read(client, "/lembaga/?wilayah=33.71.02")


@pytest.mark.parametrize("query", ["jenis=%00", "wilayah=x", "pengurus=apa", "setelah=1"])
def test_a_filter_that_cannot_be_right_is_an_address_without_a_page(client, query):
    read(client, f"/lembaga/?{query}", 404)


def test_pages_of_the_list_join_without_a_gap_or_a_double(client, registrar):
    names = [f"LPMK Nomor {number:03}" for number in range(ROWS + 2)]
    for name in names:
        published(builders.organization(name), registrar)
    first = client.get("/lembaga/?pengurus=belum")
    second = client.get("/lembaga/" + first.context["older_url"])
    told = [row.title for page in (first, second) for row, *_ in page.context["institutions"]]
    assert told == names
    assert second.context["older_url"] == ""
    assert second.context["board"] == "belum"


def test_the_list_costs_the_same_with_one_institution_and_with_five(
    client, registrar, areas, django_assert_num_queries
):
    published(builders.organization("LPMK Satu"), registrar)
    with django_assert_num_queries(3):
        client.get("/lembaga/")
    for number in range(4):
        published(builders.organization(f"LPMK Lagi {number}"), registrar)
    with django_assert_num_queries(3):
        client.get("/lembaga/")


# ------------------------------------------------------------------------- one institution
@pytest.fixture
def lpmk(registrar):
    """An institution whose chair left, whose secretary acts, whose treasurer nobody recorded."""
    lpmk = builders.organization("LPMK Tidar")
    chair = builders.post("Ketua LPMK Tidar", organization=lpmk)
    clerk = builders.post("Sekretaris LPMK Tidar", organization=lpmk, role="sekretaris")
    builders.post("Bendahara LPMK Tidar", organization=lpmk, role="bendahara")
    left = published(builders.person("Surip"), registrar)
    builders.membership(
        post=chair, person=left, start_date=date(2020, 1, 1), end_date=date(2025, 6, 30)
    )
    builders.membership(
        post=clerk,
        person=published(builders.person("Larsi"), registrar),
        capacity="plt",
        start_date=date(2025, 2, 1),
        start_precision="month",
        appointed_by=Decree.objects.create(number="SK-7/2025", signed_by="Lurah Contoh"),
    )
    return published(lpmk, registrar)


@time_machine.travel(NOW, tick=False)
def test_the_board_of_today_tells_vacancy_acting_capacity_decree_and_gap(client, lpmk):
    page = read(client, "/lembaga/lpmk-tidar/").partition("</head>")[2]
    assert "sejak 1 Juli 2025" in page
    assert (
        "Plt. Sekretaris LPMK Tidar" not in page.split("Pemegang terdahulu")[0].split("<tbody>")[0]
    )
    assert "Pelaksana Tugas (Plt.)" in page
    assert "sejak Februari 2025" in page
    assert "SK SK-7/2025, Lurah Contoh" in page
    assert "belum dicatat" in page
    assert 'href="/orang/larsi/"' in page


@time_machine.travel(NOW, tick=False)
def test_the_board_of_any_day_stands_at_its_own_address(client, lpmk):
    page = read(client, "/lembaga/lpmk-tidar/?pada=2024-05-05").partition("</head>")[2]
    assert "pada 5 Mei 2024" in page
    assert "Surip" in page
    assert "Larsi" not in page
    assert "Pemegang terdahulu" not in page


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("text", ["12/22/2025", "2025-02-30", "kemarin", "%00", "٢٠٢٥-٠١-٠١"])
def test_a_day_that_cannot_be_read_is_said_and_never_guessed(client, lpmk, text):
    page = read(client, f"/lembaga/lpmk-tidar/?pada={text}")
    assert "Tanggal itu tidak terbaca" in page
    assert "sejak 1 Juli 2025" in page


def test_an_institution_without_a_board_says_that_this_is_no_vacancy(client, registrar):
    lpmk = builders.organization("LPMK Baru")
    builders.post(organization=lpmk)
    published(lpmk, registrar)
    page = read(client, "/lembaga/lpmk-baru/")
    assert "Pengurus belum dicatat." in page
    assert "Ini bukan berarti jabatannya kosong" in page


def test_an_institution_shows_its_meetings_and_the_promises_it_holds(client, registrar):
    lpmk = published(builders.organization("LPMK Aktif"), registrar)
    meeting = builders.meeting("Rembuk Aktif", organizer=lpmk)
    builders.commitment(meeting, "Menanam seribu pohon.", owner=lpmk, owner_label="LPMK Aktif")
    builders.published(meeting)
    builders.published(builders.meeting("Rembuk Lain"))
    page = read(client, "/lembaga/lpmk-aktif/")
    assert "Rembuk Aktif" in page
    assert "Menanam seribu pohon." in page
    assert "Rembuk Lain" not in page


def test_a_withdrawn_institution_leaves_a_page_that_says_so(client, registrar):
    lpmk = published(builders.organization("LPMK Keliru"), registrar)
    lpmk.withdraw(by=registrar, reason="Salah nama")
    page = read(client, "/lembaga/lpmk-keliru/", 410)
    assert "Salah nama" in page
    assert "LPMK Keliru" not in read(client, "/lembaga/")


def test_an_old_address_leads_to_the_new_one(client, registrar):
    lpmk = published(builders.organization("LPMK Awal"), registrar)
    lpmk.slug = "lpmk-akhir"
    lpmk.save()
    lpmk.publish(by=registrar, reason="Alamat baru")
    response = client.get("/lembaga/lpmk-awal/?pada=2025-01-01")
    assert response.status_code == 302
    assert response["Location"] == "/lembaga/lpmk-akhir/?pada=2025-01-01"


def test_an_institution_costs_three_queries_whatever_it_did(
    client, registrar, lpmk, django_assert_num_queries
):
    with django_assert_num_queries(3):
        client.get("/lembaga/lpmk-tidar/")
    for _ in range(5):
        meeting = builders.meeting(organizer=lpmk)
        builders.commitment(meeting, owner=lpmk)
        builders.published(meeting)
    with django_assert_num_queries(3):
        client.get("/lembaga/lpmk-tidar/")


@pytest.mark.parametrize("page", [".json", "/riwayat/"])
def test_an_institution_has_its_sealed_document_and_its_history(client, lpmk, page):
    assert Publication.objects.get(slug="lpmk-tidar").seal in read(
        client, f"/lembaga/lpmk-tidar{page}"
    )


# -------------------------------------------------------------------------------- a person
@time_machine.travel(NOW, tick=False)
def test_a_person_with_one_name_has_a_page_with_posts_spellings_and_sources(client, registrar):
    person = builders.person("Larsita", other_names=["Larsitha"], source="Harian Contoh")
    lpmk = published(builders.organization("LPMK Larsita"), registrar)
    builders.membership(
        person=person,
        post=builders.post("Sekretaris", organization=lpmk),
        capacity="pj",
        start_date=date(2025, 2, 1),
        start_precision="month",
        source="Siaran contoh",
    )
    published(person, registrar)
    page = read(client, "/orang/larsita/")
    assert "<h1>Larsita</h1>" in page
    for words in [
        "Pj. Sekretaris",
        "Penjabat (Pj.), sejak Februari 2025",
        "Larsitha",
        "Harian Contoh",
        "Siaran contoh",
        'href="/lembaga/lpmk-larsita/"',
    ]:
        assert words in page


def test_an_institution_published_after_its_people_is_linked_all_the_same(client, registrar):
    person = builders.person("Surip")
    lpmk, hidden = builders.organization("LPMK Menyusul"), builders.organization("LPMK Draf")
    for place in (lpmk, hidden):
        builders.membership(person=person, post=builders.post(organization=place))
    published(person, registrar)
    published(lpmk, registrar)
    page = read(client, "/orang/surip/")
    assert 'href="/lembaga/lpmk-menyusul/"' in page
    assert 'href="/lembaga/lpmk-draf/"' not in page


def test_a_person_shows_where_they_came_and_spoke_and_where_not(client, registrar):
    person = published(builders.person("Surip"), registrar)
    came, stayed = builders.meeting("Rembuk Hadir"), builders.meeting("Rembuk Absen")
    builders.attendance(came, "Surip", person=person)
    builders.attendance(stayed, "Surip", "sakit", person=person)
    builders.published(came)
    builders.published(stayed)
    page = read(client, "/orang/surip/")
    assert "Rembuk Hadir" in page
    assert "Rembuk Absen" not in page


def test_a_person_costs_two_queries_whatever_they_did(client, registrar, django_assert_num_queries):
    person = published(builders.person("Surip"), registrar)
    with django_assert_num_queries(2):
        client.get("/orang/surip/")
    for _ in range(5):
        meeting = builders.meeting()
        builders.attendance(meeting, "Surip", person=person)
        builders.published(meeting)
    with django_assert_num_queries(2):
        client.get("/orang/surip/")


def test_there_is_no_index_of_people(client):
    assert client.get("/orang/")["Location"] == "/lembaga/"


# ---------------------------------------------------------------------------------- an area
def test_the_map_counts_published_institutions_and_tells_their_boards(client, registrar, areas):
    page = read(client, "/wilayah/")
    assert "belum ada lembaga yang diterbitkan" in page
    lpmk = builders.organization("LPMK Tidar")
    published(lpmk, registrar)
    published(builders.organization("Posyandu Tidar"), registrar)
    builders.organization("LPMK Draf")
    assert "Kelurahan Tidar Selatan: 2 lembaga, pengurus belum dicatat" in read(client, "/wilayah/")
    builders.membership(post=builders.post(organization=lpmk))
    lpmk.publish(by=registrar, reason="Pengurus dicatat")
    page = read(client, "/wilayah/")
    assert "Kelurahan Tidar Selatan: 2 lembaga, 1 dengan pengurus tercatat" in page
    assert "tile--half" in page


def test_examples_are_told_apart_wherever_institutions_are_counted(client, registrar, areas):
    published(builders.organization("LPMK Nyata"), registrar)
    published(builders.organization("LPMK Contoh", is_example=True), registrar)
    assert "2 lembaga, pengurus belum dicatat (1 contoh)" in read(client, "/wilayah/")
    assert "1 di antaranya contoh" in read(client, "/wilayah/33.71.01/")
    assert "Termasuk 1 contoh" in read(client, "/lembaga/")
    assert "1 lembaga di kota ini hanya contoh" in read(client, "/")


def test_the_kelurahan_named_like_the_city_is_always_written_in_full(client, registrar, areas):
    published(builders.subdistrict("33.71.03.1004", "Magelang"), registrar)
    tiles = client.get("/wilayah/").context["tiles"]
    assert [tile["name"] for tile in tiles] == ["Tidar Selatan", "Kelurahan Magelang"]


def test_a_chosen_kelurahan_opens_its_page(client, areas):
    response = client.get("/wilayah/?kode=33.71.01.1011")
    assert response["Location"] == "/wilayah/33.71.01.1011/"


@time_machine.travel(NOW, tick=False)
def test_a_kelurahan_shows_codes_institutions_officials_meetings_and_promises(client, registrar):
    place = builders.subdistrict()
    place.statistics_code, place.postal_code = "3371010008", "56125"
    place.square_kilometres, place.source = "1.07", "Kepmendagri contoh"
    place.save()
    published(place, registrar)
    office = builders.organization(
        "Kelurahan Tidar Selatan", classification=builders.kind("kelurahan", "government")
    )
    lurah = builders.post("Lurah Tidar Selatan", organization=office, is_mandatory=True)
    builders.membership(
        post=lurah, person=published(builders.person("Lurah Contoh"), registrar), capacity="plh"
    )
    published(office, registrar)
    lpmk = published(builders.organization("LPMK Tidar Selatan"), registrar)
    meeting = builders.meeting("Rembuk Tidar", area=place)
    builders.commitment(meeting, "Membersihkan kali.", owner=lpmk)
    builders.published(meeting)
    page = read(client, "/wilayah/33.71.01.1011/")
    for words in [
        "3371010008",
        "56125",
        "1,07",
        "Kepmendagri contoh",
        "Lurah Contoh",
        "Pelaksana Harian (Plh.)",
        "LPMK Tidar Selatan",
        "Rembuk Tidar",
        "Membersihkan kali.",
    ]:
        assert words in page


def test_a_kecamatan_lists_what_is_its_own_and_counts_what_lies_below(client, registrar, areas):
    published(builders.organization("LPMK Di Bawah"), registrar)
    published(builders.organization("Kantor Camat", area=builders.district()), registrar)
    response = client.get("/wilayah/33.71.01/")
    told = [row.title for kind in response.context["kinds"] for row in kind["institutions"]]
    assert told == ["Kantor Camat"]
    assert response.context["number"] == 2


def test_a_place_that_is_not_published_has_no_page(client, areas):
    read(client, "/wilayah/33.71.02/", 404)
    read(client, "/wilayah/magelang/", 404)


def test_a_withdrawn_place_says_so(client, registrar, areas):
    areas[2].withdraw(by=registrar, reason="Kode keliru")
    assert "Kode keliru" in read(client, "/wilayah/33.71.01.1011/", 410)
    read(client, "/wilayah/33.71.01/")


def test_map_and_area_cost_the_same_with_one_row_and_with_five(
    client, registrar, areas, django_assert_num_queries
):
    for number in range(5):
        lpmk = published(builders.organization(f"LPMK {number}"), registrar)
        meeting = builders.meeting(organizer=lpmk, area=areas[2])
        builders.commitment(meeting, owner=lpmk)
        builders.published(meeting)
        if number in (0, 4):
            with django_assert_num_queries(2):
                client.get("/wilayah/")
            with django_assert_num_queries(4):
                client.get("/wilayah/33.71.01.1011/")


@pytest.mark.parametrize(
    "address", ["/lembaga/", "/lembaga/lpmk-tidar/", "/wilayah/33.71.01.1011/"]
)
def test_english_pages_mark_what_the_records_say_as_indonesian(client, lpmk, areas, address):
    page = read(client, f"/en{address}")
    assert '<html lang="en">' in page
    assert ' lang="id">LPMK Tidar' in page
    assert ' lang="id">LPMK Tidar' not in read(client, address)
