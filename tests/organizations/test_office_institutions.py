"""The register of institutions, as officials keep it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Organization, Post
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return builders.user("registrar", area=builders.subdistrict())


@pytest.fixture
def desk(client, registrar):
    client.force_login(registrar)
    return client


def answers(**changes):
    kind = builders.kind()
    return {
        "version": 0,
        "key": str(uuid.uuid4()),
        "classification": str(kind.pk),
        "name": "LPMK Kelurahan Tidar Selatan",
        "area": str(builders.subdistrict().pk),
        **changes,
    }


def texts(response):
    return response.content.decode()


EDITING = [
    "organization_create", "organization_edit", "organization_standard_posts",
    "organization_publish", "organization_withdraw", "post_create", "post_edit", "post_delete",
    "membership_create", "membership_edit", "membership_end", "membership_delete",
    "person_create", "person_edit", "person_publish", "person_withdraw",
    "decree_create", "decree_edit", "decree_appoint",
]  # fmt: skip
READING = [
    "office_organization_list", "organization_desk", "office_person_list", "person_desk",
    "decree_list", "decree_desk", "decree_scan", "vacant_posts", "ending_terms",
]  # fmt: skip


def address(name, pk):
    bare = {"organization_create", "person_create", "decree_create", "vacant_posts",
            "ending_terms"}  # fmt: skip
    return reverse(name, args=[] if name in bare or name.endswith("_list") else [pk])


@pytest.mark.parametrize("name", EDITING)
def test_a_note_taker_looks_but_edits_nothing(client, name):
    client.force_login(builders.user("note_taker"))
    assert client.get(address(name, uuid.uuid4())).status_code == 403


@pytest.mark.parametrize("name", EDITING + READING)
def test_a_stranger_is_asked_to_sign_in(client, name):
    response = client.get(address(name, uuid.uuid4()))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_every_official_may_look_at_an_institution_and_sees_no_button(client):
    organization = builders.organization(internal_note="Telepon Bu Ketua 0812.")
    builders.post("Ketua Contoh", organization=organization)
    client.force_login(builders.user("note_taker"))
    page = texts(client.get(reverse("organization_desk", args=[organization.pk])))
    assert "Ketua Contoh" in page
    assert "Isi jabatan" not in page
    assert "Lihat dan terbitkan" not in page
    assert "0812" not in page


def test_a_neighbours_institution_is_not_there_to_edit(desk):
    neighbour = builders.organization(area=builders.subdistrict("33.71.01.1010", "Tidar Utara"))
    post = builders.post(organization=neighbour)
    term = builders.membership(post=post)
    for name, key in [
        ("organization_edit", neighbour.pk), ("organization_publish", neighbour.pk),
        ("organization_withdraw", neighbour.pk), ("post_create", neighbour.pk),
        ("post_edit", post.pk), ("membership_create", post.pk), ("membership_edit", term.pk),
        ("membership_end", term.pk),
    ]:  # fmt: skip
        assert desk.get(reverse(name, args=[key])).status_code == 404, name
    for name, key in [
        ("organization_standard_posts", neighbour.pk), ("post_delete", post.pk),
        ("membership_delete", term.pk),
    ]:  # fmt: skip
        assert desk.post(reverse(name, args=[key]), {"version": 1}).status_code == 404, name
    assert desk.get(reverse("organization_desk", args=[neighbour.pk])).status_code == 200


def test_a_new_institution_gets_its_address_and_its_standard_posts_in_one_step(desk):
    builders.kind_post(builders.kind(), "ketua", is_mandatory=True)
    builders.kind_post(builders.kind(), "bidang", maximum_holders=6)
    response = desk.post(reverse("organization_create"), answers(with_posts="on"))
    made = Organization.objects.get()
    assert response.url == reverse("organization_desk", args=[made.pk])
    assert made.slug == "lpmk-kelurahan-tidar-selatan"
    assert sorted(made.posts.values_list("label", "is_mandatory", "maximum_holders")) == [
        ("Bidang LPMK Tidar Selatan", False, 6),
        ("Ketua LPMK Tidar Selatan", True, 1),
    ]


def test_a_new_institution_sent_twice_is_one_institution(desk):
    builders.kind_post(builders.kind(), "ketua")
    sent = answers(with_posts="on")
    assert desk.post(reverse("organization_create"), sent).status_code == 302
    assert desk.post(reverse("organization_create"), sent).status_code == 302
    assert Organization.objects.count() == 1
    assert Post.objects.count() == 1


def test_a_second_institution_of_the_same_name_gets_another_address(desk):
    for _ in range(3):
        desk.post(reverse("organization_create"), answers(name="Karang Taruna Bina Muda"))
    assert sorted(Organization.objects.values_list("slug", flat=True)) == [
        "karang-taruna-bina-muda",
        "karang-taruna-bina-muda-tidar-selatan",
        "karang-taruna-bina-muda-tidar-selatan-2",
    ]


def test_an_institution_outside_my_area_cannot_be_made(desk):
    elsewhere = builders.subdistrict("33.71.01.1010", "Tidar Utara")
    response = desk.post(reverse("organization_create"), answers(area=str(elsewhere.pk)))
    assert response.status_code == 422
    assert not Organization.objects.exists()


def test_the_address_stays_when_the_name_changes(desk):
    organization = builders.organization("Nama Lama")
    address = reverse("organization_edit", args=[organization.pk])
    assert "<code>nama-lama</code>" in texts(desk.get(address))
    assert desk.post(address, answers(name="Nama Baru", version=1)).status_code == 302
    organization.refresh_from_db()
    assert (organization.name, organization.slug) == ("Nama Baru", "nama-lama")


def test_a_stale_edit_shows_both_texts_and_can_be_saved_knowingly(desk):
    organization = builders.organization("Nama Lama")
    address = reverse("organization_edit", args=[organization.pk])
    organization.name = "Nama Kedua"
    organization.save()
    response = desk.post(address, answers(name="Nama Ketiga", version=1))
    page = texts(response)
    assert response.status_code == 409
    assert "Nama Kedua" in page
    assert "Nama Ketiga" in page
    assert 'name="version" value="2"' in page
    assert desk.post(address, answers(name="Nama Ketiga", version=2)).status_code == 302


def test_an_edit_without_a_version_is_a_bad_request(desk):
    organization = builders.organization()
    sent = answers()
    del sent["version"]
    response = desk.post(reverse("organization_edit", args=[organization.pk]), sent)
    assert response.status_code == 400


def test_dissolved_before_founded_is_a_sentence_beside_its_field(desk):
    response = desk.post(
        reverse("organization_create"),
        answers(founding_date="2025-01-02", dissolution_date="2024-01-01"),
    )
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors == {"dissolution_date": ["Tanggal bubar mendahului tanggal dibentuk."]}
    assert 'href="#id_dissolution_date"' in texts(response)


def test_standard_posts_are_made_once_and_those_that_exist_stay(desk):
    organization = builders.organization()
    builders.kind_post(builders.kind(), "ketua")
    builders.kind_post(builders.kind(), "bendahara")
    builders.post("Ketua Umum", organization=organization, role="ketua")
    address = reverse("organization_standard_posts", args=[organization.pk])
    desk.post(address)
    desk.post(address)
    assert sorted(organization.posts.values_list("role", flat=True)) == ["bendahara", "ketua"]
    assert organization.posts.filter(label="Ketua Umum").exists()


def listed(client, **asked):
    response = client.get(reverse("office_organization_list"), asked)
    return [organization.name for organization in response.context["organizations"]]


def test_the_list_begins_with_my_area_and_filters(desk, client):
    mine = builders.organization("Punya Saya")
    other_area = builders.subdistrict("33.71.01.1010", "Tidar Utara")
    other = builders.organization("Punya Tetangga", area=other_area)
    pkk = builders.organization("Punya PKK", classification=builders.kind("pkk"))
    builders.post(organization=mine, is_mandatory=True)
    builders.membership(post=builders.post(organization=pkk))
    builders.membership(post=builders.post(organization=other, is_mandatory=True))
    assert listed(desk) == ["Punya PKK", "Punya Saya"]
    assert listed(desk, wilayah="33.71") == ["Punya PKK", "Punya Saya", "Punya Tetangga"]
    assert listed(desk, wilayah="33.71.01.1010") == ["Punya Tetangga"]
    assert listed(desk, jenis="pkk") == ["Punya PKK"]
    assert listed(desk, pengurus="belum") == ["Punya Saya"]
    assert listed(desk, pengurus="ada") == ["Punya PKK"]
    assert listed(desk, pengurus="kosong") == []
    assert listed(desk, cari="saya") == ["Punya Saya"]


def test_the_list_goes_on_where_the_page_ended(desk, monkeypatch):
    monkeypatch.setattr("organizations.office.institutions.PAGE", 2)
    for letter in "CABED":
        builders.organization(f"Lembaga {letter}")
    seen, page = [], desk.get(reverse("office_organization_list"))
    for _ in range(3):
        seen += [organization.name[-1] for organization in page.context["organizations"]]
        page = desk.get(reverse("office_organization_list") + page.context["next_url"])
    assert seen == list("ABCDE")


def test_a_broken_place_in_the_list_is_a_bad_request(desk):
    response = desk.get(reverse("office_organization_list"), {"sesudah": "entah"})
    assert response.status_code == 400


def test_the_list_asks_as_often_for_five_rows_as_for_one(desk, registrar):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("office_organization_list"))
        return len(asked)

    one_board(registrar)
    first = queries()
    for _ in range(4):
        one_board(registrar)
    assert queries() == first


def one_board(by):
    organization = builders.organization()
    builders.membership(post=builders.post(organization=organization))
    organization.publish(by=by)


def test_the_desk_asks_as_often_for_five_posts_as_for_one(desk):
    organization = builders.organization()
    builders.kind_post(builders.kind(), "ketua", is_mandatory=True)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("organization_desk", args=[organization.pk]))
        return len(asked)

    builders.membership(post=builders.post(organization=organization))
    first = queries()
    for number in range(4):
        builders.membership(post=builders.post(f"Bidang {number}", organization=organization))
    assert queries() == first
