import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from awards.models import Placing, Round
from forums.models import Meeting
from magelang_portal.management.commands import boot, load_portal
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
    _first, second = Publication.objects.of_record(meeting.pk).order_by("version")
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


ARCHIVE = {
    ("2017", "Terbaik II", "Kelurahan Jurangombo Selatan"),
    ("2019", "Terbaik I", "Kelurahan Tidar Selatan"),
    ("2020", "Terbaik I", "Kelurahan Tidar Utara"),
    ("2020", "Terbaik II", "Kelurahan Gelangan"),
    ("2020", "Terbaik III", "Kelurahan Kramat Utara"),
    ("2023", "Juara I", "Kelurahan Tidar Selatan"),
    ("2023", "Juara II", "Kelurahan Gelangan"),
    ("2023", "Juara III", "Kelurahan Rejowinangun Utara"),
    ("2023", "Juara Harapan I", "Kelurahan Kramat Selatan"),
    ("2023", "Juara Harapan II", "Kelurahan Kedungsari"),
    ("2023", "Juara Harapan III", "Kelurahan Magersari"),
    ("2023", "Juara I", "LPMK Kelurahan Tidar Selatan"),
    ("2023", "Juara II", "LPMK Kelurahan Jurangombo Selatan"),
    ("2023", "Juara III", "LPMK Kelurahan Kedungsari"),
    ("2023", "Juara Harapan I", "LPMK Kelurahan Potrobangsan"),
    ("2023", "Juara Harapan II", "LPMK Kelurahan Cacaban"),
    ("2023", "Juara Harapan III", "LPMK Kelurahan Wates"),
}


def test_the_archive_of_awards_is_what_its_sources_tell(loaded):
    results = Publication.objects.of_kind("award_result")
    told = {
        (str(row.body["round"]["year"]), winner["place"], winner["name"])
        for row in results
        for winner in row.body["winners"]
    }
    assert told == ARCHIVE
    assert all(row.body["source"]["label"] for row in results)
    assert not any(row.body["recap"] or row.body["sheets"] for row in results)
    editions = dict(Round.objects.exclude(edition="").values_list("year", "edition"))
    assert editions == {2017: "XIV", 2019: "XVI", 2025: "XXII"}


def test_of_2025_stands_that_awards_were_handed_over_and_nothing_more(loaded):
    round = Round.objects.get(year=2025)
    assert round.standing == Round.Standing.UNPUBLISHED
    assert Meeting.objects.filter(slug=round.meeting_slug).exists()
    assert not Placing.objects.filter(contest__round=round).exists()
    body = Publication.objects.of_record(round.pk).first().body
    assert "22 Desember 2025" in body["announcement_note"]
    assert not any(contest["stages"] for contest in body["contests"])


def test_an_empty_portal_has_no_awards():
    call_command("load_portal", "--empty")
    assert not Round.objects.exists()


def test_a_load_that_fails_halfway_leaves_nothing(monkeypatch, settings, tmp_path):
    settings.FILES_DIR = tmp_path

    def broken(*args, **options):
        assert Meeting.objects.exists()
        raise RuntimeError("listrik padam")

    monkeypatch.setattr(load_portal, "load_example_year", broken)
    with pytest.raises(RuntimeError, match="listrik padam"):
        call_command("load_portal", "--examples")
    assert not Area.objects.exists()
    assert not Publication.objects.exists()


def test_without_a_demonstration_there_are_no_examples_and_no_accounts(loaded):
    assert not Meeting.objects.filter(is_example=True).exists()
    assert not Organization.objects.filter(is_example=True).exists()
    assert not get_user_model().objects.filter(is_demonstration=True).exists()


def test_an_empty_demonstration_has_its_accounts_and_nothing_to_read(settings):
    settings.DEMONSTRATION = True
    call_command("load_portal", "--empty")
    assert get_user_model().objects.filter(is_demonstration=True).count() >= 6
    assert not Meeting.objects.exists()


def test_each_start_of_a_demonstration_names_its_accounts(settings, capsys):
    settings.DEMONSTRATION = True
    call_command("load_portal", "--empty")
    boot.Command().name_accounts()
    printed = capsys.readouterr().out
    assert "pemeriksa@contoh.test" in printed
    assert "peragaan-tidar" in printed


def test_a_start_names_no_account_that_is_not_there(capsys):
    boot.Command().name_accounts()
    assert capsys.readouterr().out == ""
