"""The fictional year: marked wherever it shows, apart from everything real, and full of life."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.test.utils import override_settings
from django.utils import timezone

from awards.models import Certificate, Contest, Juror, Round, ScoreSheet, Stage
from forums.models import Attendance, Commitment, Decision, Forum, Meeting, Remark, Speech
from magelang_portal.loading.example_names import Names
from organizations.models import (
    Area,
    Capacity,
    Decree,
    Membership,
    Organization,
    Person,
    Post,
    Precision,
)
from publications.canonical import canonical
from publications.models import Listing, Passage, Publication, StoredFile

# Side by side, one process plays these: the examples are loaded once.
pytestmark = pytest.mark.xdist_group("examples")


@pytest.fixture(scope="module")
def example_files(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, example_files):
    """A demonstration, loaded once for the tests of this file and emptied after it."""
    shown = override_settings(FILES_DIR=example_files, DEMONSTRATION=True)
    with django_db_blocker.unblock(), shown:
        atomic = transaction.atomic()
        atomic.__enter__()
        call_command("load_portal")
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def examples(filled, db):
    """Each test changes nothing that the next one sees."""


def bodies():
    return [row.body for row in Publication.objects.exclude(body=None)]


def test_everything_fictional_is_marked_wherever_it_shows(examples):
    made_up = Listing.objects.readable().exclude(kind="area")
    real = {"forum-kemitraan-2025-12-22"}
    assert made_up.filter(slug__contains="contoh").count() > 200
    for listing in made_up.filter(slug__contains="contoh"):
        assert listing.card["is_example"] is True
        assert listing.publication.body["is_example"] is True
    for meeting in Meeting.objects.exclude(slug__in=real):
        assert meeting.is_example
        assert "Contoh" in meeting.name
        assert "Contoh" in meeting.location
        assert "Contoh" in meeting.organizer_label
        assert meeting.slug.startswith("contoh-")
    for forum in Forum.objects.exclude(slug="forum-kemitraan"):
        assert forum.is_example
        assert "Contoh" in forum.name
    for organization in Organization.objects.filter(is_example=True):
        assert "Contoh" in organization.name
    for decree in Decree.objects.filter(source="Data contoh"):
        assert decree.number.startswith("CONTOH-")
        assert "Contoh" in decree.signed_by
    for passage in Passage.objects.filter(kind="commitment"):
        assert passage.data["is_example"] is True


def test_the_fictional_and_the_real_never_sit_at_one_table(examples):
    together = Attendance.objects.filter(meeting__is_example=True)
    assert together.count() > 150
    assert not together.filter(person__is_example=False).exists()
    assert not together.filter(organization__is_example=False).exists()
    assert not Attendance.objects.filter(
        meeting__is_example=False, person__is_example=True
    ).exists()
    mixed = Membership.objects.exclude(person__is_example=F("post__organization__is_example"))
    assert not mixed.exists()
    for owner in [Commitment, Decision]:
        assert not owner.objects.filter(meeting__is_example=True, owner__is_example=False).exists()
    real = set(Person.objects.filter(is_example=False).values_list("sort_name", flat=True))
    made_up = set(Person.objects.filter(is_example=True).values_list("sort_name", flat=True))
    assert not real & made_up
    walked_in = Attendance.objects.filter(meeting__is_example=True, person=None).exclude(name="")
    assert {row.name.casefold() for row in walked_in}
    assert not real & {row.name.casefold() for row in walked_in}


def test_why_somebody_stayed_away_is_in_no_publication(examples):
    reasons = set(Attendance.objects.exclude(reason="").values_list("reason", flat=True))
    statuses = set(Attendance.objects.values_list("status", flat=True))
    assert len(reasons) >= 5
    assert statuses == {*Attendance.Status.values, ""}
    for body in bodies():
        text = canonical(body).decode()
        for reason in reasons:
            assert reason not in text


def test_nobody_under_age_is_named(examples):
    minor = Person.objects.get(is_minor=True)
    assert minor.attendances.exists()
    assert minor.memberships.exists()
    for body in bodies():
        assert minor.name not in canonical(body).decode()


def test_the_boards_tell_every_story_that_a_board_can_have(examples):
    today = timezone.localdate()
    terms = Membership.objects.filter(person__is_example=True)
    assert terms.filter(capacity=Capacity.PLT).exists()
    assert terms.filter(end_date__lt=today, ended_by=None).exists()
    assert terms.ending_within(today, today + timedelta(90)).values("post__organization").distinct()
    assert terms.exclude(ended_by=None).exists()
    assert terms.filter(start_precision=Precision.MONTH).exists()
    on_duty = {term.post_id for term in terms.on(today)}
    mandatory = Post.objects.filter(organization__is_example=True, is_mandatory=True)
    assert mandatory.exclude(pk__in=on_duty).filter(memberships__isnull=False).exists()
    boards = {}
    for term in terms.on(today).select_related("post"):
        boards.setdefault(term.person_id, set()).add(term.post.organization_id)
    assert any(len(seats) > 1 for seats in boards.values())
    people = Person.objects.filter(is_example=True)
    assert people.exclude(honorific_prefix="").exclude(honorific_suffix="").exists() or (
        people.exclude(honorific_prefix="").exists()
    )
    assert people.exclude(name__contains=" ").exists()
    assert people.exclude(other_names=[]).exists()
    assert Organization.objects.exclude(dissolution_date=None).exists()


def test_some_kelurahan_have_no_example_so_that_the_map_tells_something(examples):
    counts = dict.fromkeys(
        Area.objects.filter(classification="kelurahan").values_list("identifier", flat=True), 0
    )
    for organization in Organization.objects.filter(is_example=True):
        if organization.area.identifier in counts:
            counts[organization.area.identifier] += 1
    assert sorted(counts.values())[:2] == [0, 0]
    assert sum(number >= 3 for number in counts.values()) >= 12


def test_every_stage_of_a_record_and_every_kind_of_entry_is_there_to_see(examples):
    stages = set(Meeting.objects.values_list("record_status", flat=True))
    assert stages == {"draft", "in_review", "published", "corrected", "withdrawn"}
    assert set(Meeting.objects.values_list("status", flat=True)) == set(Meeting.Status.values)
    assert Remark.objects.filter(is_resolved=False).count() == 2
    kinds = set(Speech.objects.values_list("type", flat=True))
    assert kinds >= set(Speech.Kind.values) - {Speech.Kind.NARRATIVE}
    assert set(Speech.objects.values_list("fidelity", flat=True)) == set(Speech.Fidelity.values)
    assert set(Decision.objects.values_list("classification", flat=True)) == set(
        Decision.Kind.values
    )
    assert set(Commitment.objects.values_list("direction", flat=True)) == {"naik", "turun"}


def test_promises_lie_before_and_after_today(examples):
    today = timezone.localdate()
    promises = Passage.objects.filter(kind="commitment")
    assert 25 <= promises.count() <= 45
    assert promises.filter(date__lt=today).count() >= 8
    assert promises.filter(date__gte=today).count() >= 8


def test_every_public_list_has_something_to_show(examples):
    shown = Listing.objects.readable()
    year = timezone.localdate() - timedelta(366)
    assert shown.filter(kind="meeting", date__gte=year).count() >= 12
    assert shown.filter(kind="meeting", date__gt=timezone.localdate()).exists()
    for kind, least in [("organization", 100), ("person", 80), ("area", 21)]:
        assert shown.filter(kind=kind).count() >= least
    assert Listing.objects.filter(is_withdrawn=True).exists()
    assert Publication.objects.filter(act="correct", kind="organization").exists()
    assert Publication.objects.count() <= 450


def test_the_pictures_and_the_paper_are_public_and_describe_themselves(examples, example_files):
    public = StoredFile.objects.public()
    assert {"image/jpeg", "image/webp", "application/pdf"} == {row.media_type for row in public}
    photos = [photo for body in bodies() for photo in body.get("photos", [])]
    assert photos
    assert all("CONTOH" in photo["alternative_text"] for photo in photos)
    with override_settings(FILES_DIR=example_files):
        assert all(row.path.is_file() for row in public)


def test_names_come_in_a_fixed_order_and_never_twice():
    first, second = Names(), Names()
    women = [first.woman() for _ in range(120)]
    assert women == [second.woman() for _ in range(120)]
    men = [first.man() for _ in range(120)]
    assert len({row.name for row in women + men}) == 240


def test_the_log_marks_fictional_people_whose_names_do_not_say_it(examples, client):
    somebody = Listing.objects.readable().filter(kind="person", slug__startswith="contoh-").first()
    after = somebody.publication.sequence + 1
    page = client.get("/bukti/", {"sebelum": after}).content.decode()
    row = page[page.index(somebody.title) :].split("</tr>")[0]
    assert "Contoh" in row


def test_a_demonstration_shows_the_whole_course_of_a_round(examples):
    done = Contest.objects.get(slug__startswith="contoh-bbgrm-kelurahan-")
    assert done.phase == "announced"
    assert done.placings.get(rank=2).decided_by == 2  # the chain, at its second step
    assert done.placings.exclude(departure_reason="").count() == 2
    given = Certificate.objects.all()
    assert given.count() == 17
    assert all(paper.recipient_name.startswith("CONTOH ") for paper in given)
    withdrawn = Listing.objects.of_kind("certificate").filter(is_withdrawn=True)
    assert [row.slug for row in withdrawn] == ["contoh17"]
    running = Round.objects.get(slug__startswith="contoh-gotong-royong")
    practice, first, *_later = Stage.objects.filter(contest__round=running)
    assert practice.is_practice
    assert [stage.status for stage in (practice, first)] == ["closed", "open"]
    sheets = ScoreSheet.objects.filter(seat__stage=first)
    assert 0 < sheets.filter(signed_at=None).count() < sheets.count()
    assert sheets.filter(is_paper=True, signed_at=None, first_typed_by__isnull=False).exists()
    accounts = Juror.objects.filter(round=running, user__isnull=False)
    assert {juror.user.email for juror in accounts} == {
        "juri@contoh.test",
        "juri.kedua@contoh.test",
    }
    assert (
        not Listing.objects.of_kind("award_result")
        .filter(mentions__contains=[f"round:{running.slug}"])
        .exists()
    )


def test_in_a_demonstration_the_examples_are_the_work_of_its_accounts(examples):
    by = {user.email: user for user in get_user_model().objects.filter(is_demonstration=True)}
    mine = by["notulis.tidarselatan@contoh.test"]
    assert Meeting.objects.editable_by(mine).exists()
    assert Meeting.objects.editable_by(by["notulis.tetangga@contoh.test"]).exists()
    assert Meeting.objects.awaiting(by["pemeriksa@contoh.test"]).exists()
    returned = Meeting.objects.editable_by(by["notulis@contoh.test"]).filter(
        remarks__is_resolved=False
    )
    assert returned.exists()
    assert Publication.objects.filter(prepared_by=mine, kind="meeting").exists()
