"""What becomes of a promise: reported by its owner's official, accepted by another, then public."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from forums.models import ProgressReport
from organizations.promises import promise_numbers
from publications.models import Passage, Publication, Tally
from tests import builders
from tests.test_concurrency import assert_the_figures_are_true

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-06-01T09:00:00+07:00")


@pytest.fixture
def owner():
    return builders.organization("LPMK Tidar Selatan")


@pytest.fixture
def promise(owner):
    meeting = builders.meeting("Forum Juni", date=date(2026, 1, 10))
    promise = builders.commitment(
        meeting,
        "Menanam 200 pohon.",
        owner=owner,
        baseline=Decimal(0),
        target=Decimal(200),
        unit="pohon",
        indicator="pohon ditanam",
        due_date=date(2026, 12, 31),
    )
    builders.published(meeting)
    return promise


@pytest.fixture
def reporter():
    return builders.user("note_taker", area=builders.subdistrict(), name="Bu Reni")


@pytest.fixture
def reviewer():
    return builders.user("reviewer", name="Pak Danar")


def report(promise, by, **fields):
    defaults = {"kind": "kemajuan", "date": date(2026, 5, 20), "note": "Sudah ditanam."}
    return ProgressReport.objects.create(commitment=promise, reported_by=by, **(defaults | fields))


def accepted(promise, by, reviewer, **fields):
    made = report(promise, by, **fields)
    made.accept(by=reviewer)
    return made


def text(response):
    return response.content.decode()


# ------------------------------------------------------------------------------------- the office
def test_a_report_is_typed_by_the_owners_official_and_accepted_by_another(
    client, promise, reporter, reviewer
):
    client.force_login(reporter)
    desk = reverse("commitment_desk", args=[promise.pk])
    key = client.get(desk).context["key"]
    data = {"key": key, "version": 0, "kind": "kemajuan", "date": "2026-05-20"}
    data |= {"value": "1.20", "note": "Seratus dua puluh pohon ditanam."}
    refused = client.post(desk, data | {"value": "banyak"})
    assert refused.status_code == 422
    assert "banyak" in text(refused)
    data["value"] = "120"
    assert client.post(desk, data).status_code == 302
    again = client.post(desk, data)  # a second click
    assert again.status_code in (302, 409)
    (made,) = ProgressReport.objects.all()
    assert made.value == 120
    assert Publication.objects.of_kind("progress").count() == 0
    client.force_login(reviewer)
    review = reverse("progress_review", args=[made.pk])
    assert "Seratus dua puluh" in text(client.get(review))
    assert client.post(review, {"act": "accept", "version": made.version}).status_code == 302
    published = Publication.objects.of_kind("progress").get()
    assert (published.prepared_by, published.published_by) == (reporter, reviewer)


def test_nobody_accepts_the_own_report(promise):
    both = builders.user("note_taker", "reviewer")
    made = report(promise, both)
    with pytest.raises(PermissionDenied):
        made.accept(by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressReport.objects.filter(pk=made.pk).update(
            status="accepted", decided_by=both, version=made.version + 1
        )


def test_a_neighbours_promise_is_not_there(client, promise):
    client.force_login(
        builders.user("note_taker", area=builders.subdistrict("33.71.02.1003", "Wates"))
    )
    assert client.get(reverse("commitment_desk", args=[promise.pk])).status_code == 404


def test_a_promise_of_a_draft_is_not_there(client, owner, reporter):
    promise = builders.commitment(builders.meeting("Masih draf"), owner=owner)
    client.force_login(reporter)
    assert client.get(reverse("commitment_desk", args=[promise.pk])).status_code == 404


def test_a_returned_report_tells_why_and_makes_room_for_another(
    client, promise, reporter, reviewer
):
    made = report(promise, reporter)
    client.force_login(reviewer)
    review = reverse("progress_review", args=[made.pk])
    empty = client.post(review, {"act": "return", "version": made.version, "remark": " "})
    assert empty.status_code == 422
    client.post(review, {"act": "return", "version": made.version, "remark": "Sebut jumlahnya."})
    made.refresh_from_db()
    assert made.status == "returned"
    client.force_login(reporter)
    page = client.get(reverse("commitment_desk", args=[promise.pk]))
    assert "Sebut jumlahnya." in text(page)
    assert page.context["form"] is not None
    assert Publication.objects.of_kind("progress").count() == 0


def test_two_reports_do_not_wait_at_once(promise, reporter):
    report(promise, reporter)
    with pytest.raises(IntegrityError), transaction.atomic():
        report(promise, reporter)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date": "2026-07-01"}, "sesudah hari ini"),
        ({"date": "2025-01-01"}, "mendahului pertemuan"),
        ({"kind": "diubah"}, "Tuliskan sasaran baru atau tenggat baru."),
        ({"new_target": "300"}, "hanya untuk laporan perubahan"),
        ({"note": ""}, "Keterangan belum diisi."),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(client, promise, reporter, fields, sentence):
    client.force_login(reporter)
    desk = reverse("commitment_desk", args=[promise.pk])
    data = {"key": uuid.uuid4(), "version": 0, "kind": "kemajuan", "date": "2026-05-20"}
    refused = client.post(desk, data | {"note": "Isi."} | fields)
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert not ProgressReport.objects.exists()


def test_the_work_list_asks_the_same_with_one_promise_and_with_five(
    client, promise, reporter, owner, django_assert_max_num_queries
):
    client.force_login(reporter)
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("office_commitment_list"))
    for number in range(4):
        meeting = builders.meeting(f"Rembuk {number}")
        builders.commitment(meeting, f"Janji {number}", owner=owner)
        builders.published(meeting)
    with django_assert_max_num_queries(len(few)):
        page = client.get(reverse("office_commitment_list"))
    assert len(page.context["commitments"]) == 5


def test_the_work_list_is_searched_and_says_what_it_leaves_out(
    client, promise, reporter, owner, monkeypatch
):
    meeting = builders.meeting("Rembuk pasar")
    builders.commitment(meeting, "Menata lapak", owner=owner)
    builders.published(meeting)
    client.force_login(reporter)
    found = client.get(reverse("office_commitment_list"), {"cari": "LAPAK"})
    assert [row["commitment"].text for row in found.context["commitments"]] == ["Menata lapak"]
    monkeypatch.setattr("forums.office.progress.PAGE", 1)
    page = client.get(reverse("office_commitment_list"))
    assert len(page.context["commitments"]) == 1
    assert "1 janji dengan tenggat terdekat" in text(page)


# ------------------------------------------------------------------------------------- the public
def test_an_accepted_report_shows_wherever_the_promise_stands(client, promise, reporter, reviewer):
    accepted(promise, reporter, reviewer, value=Decimal(120))
    slug = Publication.objects.of_kind("progress").get().slug
    page = text(client.get(f"/tindak-lanjut/{slug}/"))
    assert "Sudah ditanam." in page
    assert "60 persen jalan" in page
    assert f"/pertemuan/forum-juni/#tindak-lanjut-{promise.pk.hex}" in page
    for path in ("/pertemuan/forum-juni/", "/tindak-lanjut/"):
        listed = text(client.get(path))
        assert f'href="/tindak-lanjut/{slug}/"' in listed, path
        assert "Berjalan" in listed, path


def test_a_change_shows_old_beside_new_and_moves_the_deadline(client, promise, reporter, reviewer):
    accepted(
        promise, reporter, reviewer, kind="diubah", note="Bibit datang terlambat.",
        new_target=Decimal(150), new_due_date=date(2027, 3, 31),
    )  # fmt: skip
    publication = Publication.objects.of_kind("progress").get()
    (entry,) = publication.body["reports"]
    assert (entry["old_target"], entry["new_target"]) == ("200", "150")
    assert (entry["old_due"], entry["new_due"]) == ("2026-12-31", "2027-03-31")
    passage = Passage.objects.get(kind="commitment")
    assert passage.date == date(2027, 3, 31)
    assert "changed:yes" in passage.mentions
    page = text(client.get("/tindak-lanjut/?keadaan=diubah"))
    assert "Menanam 200 pohon." in page
    assert "31 Mar 2027" in page


def test_a_kept_promise_is_counted_as_kept_and_is_no_longer_due(promise, reporter, reviewer, owner):
    other = builders.meeting("Forum Mei", date=date(2026, 5, 1))
    builders.commitment(other, "Lampu jalan.", owner=owner, due_date=date(2026, 5, 15))
    builders.published(other)
    accepted(promise, reporter, reviewer, kind="selesai", value=Decimal(200))
    numbers = promise_numbers(TODAY)
    assert (numbers.all, numbers.done, numbers.waiting, numbers.late) == (2, 1, 0, 1)
    assert_the_figures_are_true()


def test_a_dropped_promise_stays_in_the_sum(promise, reporter, reviewer):
    accepted(promise, reporter, reviewer, kind="dihentikan", note="Lahan dipakai lain.")
    numbers = promise_numbers(TODAY)
    assert (numbers.all, numbers.dropped, numbers.waiting) == (1, 1, 0)


def test_sixty_days_without_a_report_are_said(client, promise, reporter, reviewer, time_machine):
    accepted(promise, reporter, reviewer, value=Decimal(10))
    assert "60 hari tanpa laporan" not in text(client.get("/pertemuan/forum-juni/"))
    time_machine.move_to("2026-08-01T09:00:00+07:00")
    assert "60 hari tanpa laporan" in text(client.get("/pertemuan/forum-juni/?baru"))
    assert "Menanam 200 pohon." in text(client.get("/tindak-lanjut/?keadaan=tanpa-laporan"))


def test_a_corrected_meeting_keeps_what_was_reported(client, promise, reporter, reviewer):
    accepted(promise, reporter, reviewer, kind="selesai")
    meeting = promise.meeting
    meeting.refresh_from_db()
    meeting.reopen(by=builders.user("note_taker"), reason="Salah ketik.")
    builders.published(meeting)
    assert Passage.objects.get(kind="commitment").data["progress"]["status"] == "selesai"
    assert_the_figures_are_true()


def test_what_was_reported_comes_back_with_a_meeting_that_is_published_again(
    client, promise, reporter, reviewer
):
    accepted(promise, reporter, reviewer, kind="selesai")
    meeting = promise.meeting
    meeting.refresh_from_db()
    meeting.withdraw(by=reviewer, reason="Keliru.")
    report_page = Publication.objects.current().get(record_id=promise.pk)
    assert report_page.is_withdrawn
    meeting.reopen(by=builders.user("note_taker"), reason="Diperbaiki.")
    builders.published(meeting)
    again = Publication.objects.current().get(record_id=promise.pk)
    assert (again.version, again.is_withdrawn) == (report_page.version + 1, False)
    assert Passage.objects.get(kind="commitment").data["progress"]["status"] == "selesai"
    assert client.get(f"/tindak-lanjut/{again.slug}/").status_code == 200
    assert_the_figures_are_true()


def test_each_accepted_report_is_a_new_version_and_no_erratum(client, promise, reporter, reviewer):
    accepted(promise, reporter, reviewer, value=Decimal(10))
    second = accepted(promise, reporter, reviewer, value=Decimal(50), date=date(2026, 5, 30))
    latest = Publication.objects.of_kind("progress").first()
    assert (latest.version, latest.act) == (2, "update")
    assert second.commitment.pk == latest.record_id
    history = text(client.get(f"/tindak-lanjut/{latest.slug}/riwayat/"))
    assert "Diperbarui" in history
    assert "Alasan ralat" not in history


def test_no_report_that_waits_or_was_returned_is_read_anywhere(client, promise, reporter, reviewer):
    report(promise, reporter, note="RAHASIA-DRAF")
    pages = ("/pertemuan/forum-juni/", "/tindak-lanjut/", "/pertemuan/forum-juni.json", "/")
    for path in pages:
        assert "RAHASIA-DRAF" not in text(client.get(path)), path


def test_the_tallies_of_promises_never_fall_below_zero(promise, reporter, reviewer):
    accepted(promise, reporter, reviewer, kind="selesai")
    accepted(promise, reporter, reviewer, kind="kemajuan", date=date(2026, 5, 31))
    promise.meeting.refresh_from_db()
    promise.meeting.withdraw(by=reviewer, reason="Keliru.")
    assert not Tally.objects.filter(number__lt=0).exists()
    assert promise_numbers(TODAY).all == 0
