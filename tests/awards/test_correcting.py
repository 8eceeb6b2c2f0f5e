"""An announced result that was wrong: one proposes what is right, another publishes it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from awards import announcement, correcting
from awards.models import Certificate, Contest, Correction, Nominee
from awards.papers.minutes import plenary_data
from publications.models import Publication
from tests import builders

from . import contests
from .admin_pages import asked, page_of, pressed, text

pytestmark = pytest.mark.django_db
MARKS = {
    "Kelurahan Tidar Selatan": [80, 90],
    "Kelurahan Gelangan": [70, 75],
    "Kelurahan Kramat Selatan": [60, 65],
}


@pytest.fixture
def first():
    return builders.user("award_secretary", name="Bu Sekretaris")


@pytest.fixture
def second():
    return builders.user("award_secretary", name="Pak Sekretaris")


@pytest.fixture
def contest(first):
    made = contests.fixed(contests.scored(contests.contest(), MARKS))
    announcement.announce(made.round, by=first)
    made.refresh_from_db()
    return made


def swapped(contest):
    """The first and the second change places."""
    one, two = contest.placings.filter(rank__lte=2).order_by("rank")
    return {one.pk: two.final_place, two.pk: one.final_place}


def winners(contest):
    body = Publication.objects.current().get(record_id=contest.pk).body
    return [row["name"] for row in body["winners"] if row["place"]]


def certificate(contest, rank):
    return Certificate.objects.create(
        placing=contest.placings.get(rank=rank), recipient_name="CONTOH Lurah", text="Contoh",
        given_on=date(2025, 12, 22), signatory_name="CONTOH", signatory_role="Kepala Contoh",
    )  # fmt: skip


def test_a_correction_is_out_once_another_person_publishes_it(contest, first, second):
    before = winners(contest)
    one = correcting.propose(contest, by=first, places=swapped(contest), reason="Salah salin.")
    assert winners(contest) == before
    with pytest.raises(PermissionDenied):
        correcting.accept(one, by=first)
    published = correcting.accept(one, by=second)
    assert winners(contest) == [before[1], before[0], before[2]]
    assert (published.version, published.reason) == (2, "Salah salin.")
    assert (published.prepared_by, published.published_by) == (first, second)
    assert Publication.objects.get(record_id=contest.pk, version=1).body["winners"]
    assert Contest.objects.get(pk=contest.pk).phase == "announced"


def test_readers_see_the_reason_and_both_versions(contest, first, second, client):
    one = correcting.propose(contest, by=first, places=swapped(contest), reason="Salah salin.")
    correcting.accept(one, by=second)
    page = client.get(reverse("award_result_detail", args=[contest.slug])).content.decode()
    assert "Diralat: semula Juara I, sekarang Juara II, dengan alasan: Salah salin." in page
    assert "Diralat setelah diumumkan, semula Juara I." in page
    assert "Pleno menyimpang" not in page  # it did not
    history = client.get(reverse("award_result_history", args=[contest.slug])).content.decode()
    assert "Salah salin." in history


def test_a_certificate_that_no_longer_holds_is_withdrawn(contest, first, second):
    out, draft, kept = certificate(contest, 1), certificate(contest, 2), certificate(contest, 3)
    out.publish(by=first)
    kept.publish(by=first)
    one = correcting.propose(contest, by=first, places=swapped(contest), reason="Salah salin.")
    correcting.accept(one, by=second)
    assert out.published().is_withdrawn
    assert "Salah salin." in out.published().reason
    assert not Certificate.objects.filter(pk=draft.pk).exists()
    assert not kept.published().is_withdrawn


def test_a_place_set_right_again_departs_from_nothing(contest, first, second):
    places = swapped(contest)
    correcting.accept(
        correcting.propose(contest, by=first, places=places, reason="Salah salin."), by=second
    )
    mended = contest.placings.get(rank=1)
    assert (mended.correction_reason, mended.departure_reason) == ("Salah salin.", "")
    assert mended.decided_place == mended.place
    places = swapped(contest)
    correcting.accept(
        correcting.propose(contest, by=first, places=places, reason="Ternyata benar."), by=second
    )
    mended = contest.placings.get(rank=1)
    assert (mended.correction_reason, mended.plenary_place) == ("", None)


def test_what_the_plenary_gave_stays_said_beside_the_correction(first, second):
    made = contests.scored(contests.contest(), MARKS)
    top = made.nominees.get(area__name="Tidar Selatan")
    low = made.nominees.get(area__name="Gelangan")
    one, two = made.places.order_by("position")[:2]
    departures = {top.pk: (two, "Kunjungan ulang."), low.pk: (one, "Kunjungan ulang.")}
    contests.fixed(made, departures, confirms=False, reason="Kunjungan ulang.")
    announcement.announce(made.round, by=first)
    correcting.accept(
        correcting.propose(made, by=first, places=swapped(made), reason="Usul pleno salah salin."),
        by=second,
    )
    body = Publication.objects.current().get(record_id=made.pk).body
    winner = next(row for row in body["winners"] if row["name"] == top.name)
    assert winner["place"] == "Juara I"
    assert winner["correction"] == {"place": "Juara II", "reason": "Usul pleno salah salin."}
    assert "menurut hitungan Juara I, ditetapkan Juara II" in winner["explanation"]
    assert "Diralat: semula Juara II, sekarang Juara I" in winner["explanation"]
    minuted = plenary_data(Contest.objects.get(pk=made.pk))
    assert {row["after"] for row in minuted["departures"]} == {"Juara I", "Juara II"}
    rows = {row["name"]: row["final"] for row in minuted["ranking"]["rows"]}
    assert rows[top.name] == "Juara II"
    assert "Diralat" not in str(minuted)


def test_a_refused_correction_changes_nothing(contest, first, second):
    before = winners(contest)
    one = correcting.propose(contest, by=first, places=swapped(contest), reason="Salah salin.")
    with pytest.raises(ValidationError):
        correcting.refuse(one, by=second, reason=" ")
    correcting.refuse(one, by=second, reason="Sudah benar.")
    assert winners(contest) == before
    with pytest.raises(ValidationError):
        correcting.accept(one, by=second)
    correcting.propose(contest, by=first, places=swapped(contest), reason="Sekali lagi.")


def test_one_correction_waits_at_a_time(contest, first, second):
    correcting.propose(contest, by=first, places=swapped(contest), reason="Salah salin.")
    with pytest.raises(ValidationError):
        correcting.propose(contest, by=second, places=swapped(contest), reason="Salah salin.")
    with pytest.raises(Error), transaction.atomic():
        Correction.objects.create(contest=contest, reason="x", proposed_by=second)


def test_without_a_difference_there_is_nothing_to_correct(contest, first, second):
    with pytest.raises(ValidationError):
        correcting.propose(contest, by=first, places={}, reason="Tidak ada.")
    contest.name = "Kelurahan terbaik sekali"
    contest.save()
    one = correcting.propose(contest, by=first, places={}, reason="Nama lombanya keliru.")
    assert correcting.accept(one, by=second).body["contest"] == "Kelurahan terbaik sekali"


def test_nobody_accepts_alone_in_the_database(contest, first):
    with pytest.raises(Error), transaction.atomic():
        Correction.objects.create(
            contest=contest, reason="x", status="accepted", proposed_by=first, decided_by=first
        )


def test_what_is_not_out_is_not_corrected(first):
    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    with pytest.raises(ValidationError):
        correcting.propose(contest, by=first, places=swapped(contest), reason="Salah salin.")


def test_by_the_buttons_of_the_contest(contest, first, second):
    one, two = Client(), Client()
    one.force_login(first)
    two.force_login(second)
    assert "Ralat hasil" in text(one.get(page_of(contest)))
    places = {f"tempat-{key}": place.pk for key, place in swapped(contest).items()}
    answer = pressed(one, contest, "usulkan-ralat", reason="", **places)
    assert answer.status_code == 422
    page = asked(one, contest, "usulkan-ralat")
    assert pressed(one, contest, "usulkan-ralat", page, reason="Salah salin.", **places)
    assert Correction.objects.count() == 1
    assert asked(one, contest, "usulkan-ralat").status_code == 302
    own = pressed(one, contest, "terbitkan-ralat")
    assert own.status_code == 422
    assert "orang lain" in text(own)
    said = text(asked(two, contest, "terbitkan-ralat"))
    assert "Juara I → Juara II" in said
    assert "Salah salin." in said
    assert pressed(two, contest, "terbitkan-ralat").status_code == 302
    assert Publication.objects.current().get(record_id=contest.pk).version == 2


def test_a_committed_name_stays(first):
    """The hash of a sheet holds the name; another name would make the recount fail."""
    contest = contests.scored(contests.contest(), MARKS)
    nominee = contest.nominees.first()
    nominee.name = "Nama lain"
    with pytest.raises(Error), transaction.atomic():
        nominee.save()
    client = Client()
    client.force_login(first)
    assert 'name="name"' not in client.get(page_of(nominee)).content.decode()
    before = contests.contest().nominees.first()
    before.name = "Nama lain"
    before.save()
    assert Nominee.objects.get(pk=before.pk).name == "Nama lain"
