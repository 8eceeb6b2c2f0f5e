import pytest
from django.core.management import CommandError, call_command

from forums.models import Meeting
from organizations.models import Area, Membership, Organization, Person
from publications.models import Listing, Publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    call_command("load_portal")


def test_an_empty_portal_knows_the_territory_and_the_kinds_and_nothing_else():
    call_command("load_portal", "--empty")
    assert Area.objects.filter(classification="kelurahan").count() == 17
    assert set(Listing.objects.values_list("kind", flat=True)) == {"area"}
    assert not Organization.objects.exists()


def test_a_filled_database_is_left_alone(loaded):
    with pytest.raises(CommandError):
        call_command("load_portal")


def test_the_register_names_only_the_officials_whom_sources_document(loaded):
    real = Person.objects.filter(is_example=False)
    assert sorted(real.values_list("name", flat=True)) == [
        "Damar Prasetyono",
        "Evin Septa Haryanto Kamil",
        "Larsita",
        "Sri Harso",
        "Wawan Setiadi",
    ]
    assert not Membership.objects.filter(person__is_example=False, source="").exists()


def test_the_forum_of_22_december_2025_stands_with_its_gaps_and_its_erratum(loaded):
    meeting = Meeting.objects.get(slug="forum-kemitraan-2025-12-22")
    first, second = Publication.objects.of_record(meeting.pk).order_by("version")
    assert "Septa" in second.reason
    body = second.body
    assert body["decisions"] == body["commitments"] == []
    assert body["outcome_note"]
    assert body["attendance"]["note"]
    assert [group["headcount"] for group in body["attendance"]["groups"]] == [None] * 3
    assert [speech["role"] for speech in body["speeches"]] == [
        "Wali Kota Magelang",
        "Kepala DPMP4KB",
    ]
    names = {
        row["role"]: row["name"]
        for heading in body["attendance"]["headings"]
        for row in heading["rows"]
    }
    assert names["Ketua DPRD Kota Magelang"] == "Evin Septa Haryanto Kamil, S.H."
    assert names["Pj. Sekretaris Daerah Kota Magelang"] == "Larsita"
