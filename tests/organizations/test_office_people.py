"""The register of people."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Person
from organizations.names import alike, folded
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(builders.user("registrar"))
    return client


def answers(name, **more):
    return {"version": 0, "key": str(uuid.uuid4()), "name": name, **more}


def listed(desk, **asked):
    response = desk.get(reverse("office_person_list"), asked)
    return [person.name for person in response.context["people"]]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Evin Sapta Haryanto Kamil", "Evin Septa Haryanto Kamil", True),
        ("Bhakti", "Bakti", True),
        ("Achmad Sudarsono", "Ahmad Soedarsono", True),
        ("Muhammad Yusuf", "Muhamad Jusuf", True),
        ("Larsita", "LARSITA", True),
        ("Larsita", "Larsita Dewi", True),
        ("E. Septa", "Evin Sapta", True),
        ("Budi", "Rudi", False),
        ("Sri Harso", "Siti Harso", False),
        ("A", "Ahmad", False),
        ("", "Ahmad", False),
    ],
)
def test_names_that_sound_alike_are_found(one, other, is_alike):
    assert alike(folded(one), folded(other)) is is_alike


def test_a_person_is_recorded_with_titles_apart_from_the_name(desk):
    sent = answers("Siti Aminah", honorific_prefix="dr.", honorific_suffix="S.H.",
                   other_names="Siti Aminnah, Bu Siti")  # fmt: skip
    desk.post(reverse("person_create"), sent)
    person = Person.objects.get()
    assert person.full_name == "dr. Siti Aminah, S.H."
    assert person.other_names == ["Siti Aminnah", "Bu Siti"]
    assert person.slug == "siti-aminah"


def test_a_person_sent_twice_is_one_person(desk):
    sent = answers("Larsita")
    for _ in range(2):
        assert desk.post(reverse("person_create"), sent).status_code == 302
    assert Person.objects.count() == 1


def test_a_similar_person_is_shown_before_a_second_one_is_made(desk):
    builders.person("Evin Septa")
    sent = answers("Evin Sapta")
    response = desk.post(reverse("person_create"), sent)
    assert response.status_code == 422
    assert "Sudah ada 1 orang bernama mirip" in response.content.decode()
    assert desk.post(reverse("person_create"), {**sent, "is_another": "on"}).status_code == 302
    assert Person.objects.count() == 2


def test_a_corrected_spelling_asks_nothing_and_keeps_the_address(desk):
    person = builders.person("Evin Sapta")
    sent = {"version": 1, "name": "Evin Septa", "other_names": "Evin Sapta"}
    assert desk.post(reverse("person_edit", args=[person.pk]), sent).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.slug) == ("Evin Septa", "evin-sapta")


def test_the_list_is_sorted_by_the_bare_name_and_finds_aliases(desk):
    builders.person("Zainal", honorific_prefix="Drs.")
    builders.person("Aminah", other_names=["Bu Minah"])
    assert listed(desk) == ["Aminah", "Zainal"]
    assert listed(desk, cari="minah") == ["Aminah"]
    assert listed(desk, cari="Bu Minah") == ["Aminah"]


def test_a_search_that_finds_nobody_offers_who_sounds_alike(desk):
    builders.person("Evin Septa")
    response = desk.get(reverse("office_person_list"), {"cari": "Evin Sapta"})
    assert "Mungkin maksudnya" in response.content.decode()
    assert "Evin Septa" in response.content.decode()


def test_an_internal_note_is_for_whoever_keeps_the_register(client, desk):
    person = builders.person("Siti", internal_note="Hubungi lewat kantor.")
    address = reverse("person_desk", args=[person.pk])
    assert "Hubungi lewat kantor." in desk.get(address).content.decode()
    client.force_login(builders.user("note_taker"))
    assert "Hubungi lewat kantor." not in client.get(address).content.decode()


def test_the_list_of_people_asks_as_often_for_five_rows_as_for_one(desk):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("office_person_list"))
        return len(asked)

    builders.membership()
    first = queries()
    for _ in range(4):
        builders.membership()
    assert queries() == first
