"""Who may not: neighbours, the wrong duty, yesterday's duty, a stranger; and what the public may
not reach. Each refusal is shown next to the same request from somebody who may."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Duty
from forums.models import Meeting
from forums.office.rows import KINDS
from publications.models import Listing, Publication, StoredFile, Tally
from tests import builders
from tests.test_bad_input import FILLED, picture, row_url
from tests.test_house import public_addresses, walk

pytestmark = pytest.mark.django_db


def signed_in(*roles, area=None, **fields):
    client = Client()
    client.user = builders.user(*roles, area=area, **fields)
    client.force_login(client.user)
    return client


@pytest.fixture
def mine(db):
    return builders.subdistrict("33.71.01.1011", "Tidar Selatan")


@pytest.fixture
def neighbour(db):
    return builders.subdistrict("33.71.01.1012", "Tidar Utara")


@pytest.fixture
def meeting(neighbour):
    """The neighbour's draft, with one of each kind of row."""
    made = builders.meeting("Forum Contoh Tetangga", area=neighbour)
    line = builders.attendance(made, reason="urusan keluarga")
    made.rows = {
        "acara": builders.agenda_item(made),
        "kehadiran": line,
        "rombongan": made.attendance_groups.create(label="Rombongan"),
        "sambutan": builders.speech(made, attendance=line),
        "keputusan": builders.decision(made),
        "tindak-lanjut": builders.commitment(made),
        "berkas": made.attachments.create(
            type="foto",
            name="Foto",
            alternative_text="Foto.",
            file=StoredFile.objects.store(picture("JPEG"), media_type="image/jpeg"),
        ),
    }
    made.remark = made.remarks.create(
        section="acara", text="Lengkapi.", made_by=builders.user("reviewer")
    )
    return made


def addresses_of(meeting):
    """Every office address of a meeting and of its rows, with those that write among them."""
    for route, pattern in walk(get_resolver().url_patterns):
        if not route.startswith(("kantor/pertemuan/<", "kantor/periksa/<", "kantor/riwayat/<")):
            continue
        for word in [*KINDS] if "<slug:word>" in route else ["berkas"]:
            row = meeting.remark if "catatan/" in route else meeting.rows[word]
            if "sambutan/<uuid:key>" in route:
                row = meeting.rows["sambutan"]
            yield (
                "/"
                + route.replace("<uuid:pk>", str(meeting.pk))
                .replace("<slug:word>", word)
                .replace("<uuid:key>", str(row.pk))
                .replace("<str:label>", "forums.Meeting"),
                pattern.name,
            )


def snapshot():
    return {
        model: sorted(map(str, model.objects.values_list()))
        for model in [Meeting, Publication, *{kind.form._meta.model for kind in KINDS.values()}]
    }


def refused(client, meeting, *, but=()):
    """Every address answers 403, 404 or 405 to this person, and nothing changes."""
    before, wrong, seen = snapshot(), [], 0
    for address, name in addresses_of(meeting):
        if name in but:
            continue
        for method in ("get", "post", "put", "patch", "delete"):
            sent = {"version": 1, "reason": "coba", "siapa": "Coba", "key": str(uuid4())}
            answer = getattr(client, method)(address, sent if method in ("get", "post") else b"")
            seen += 1
            if answer.status_code not in (403, 404, 405):
                wrong.append(f"{method} {address}: {answer.status_code}")
    assert seen > 100
    assert not wrong, "\n".join(wrong)
    assert snapshot() == before


def test_the_neighbours_note_taker_reaches_nothing_of_this_meeting(meeting, mine):
    refused(signed_in("note_taker", "reviewer", area=mine), meeting)


def test_its_own_note_taker_reaches_it(meeting, neighbour):
    client = signed_in("note_taker", area=neighbour)
    assert client.get(reverse("desk_basics", args=[meeting.pk])).status_code == 200
    row = meeting.rows["acara"]
    sent = {"name": "Pembukaan baru", "version": 1}
    assert client.post(row_url(meeting, "acara", row.pk), sent).status_code == 302


@pytest.mark.parametrize("role", ["registrar", "award_secretary", "juror"])
def test_other_duties_reach_no_minutes(role, meeting):
    refused(signed_in(role), meeting)


def test_a_reviewer_writes_nothing(meeting, neighbour):
    looking = {"meeting_check", "meeting_preview", "meeting_review", "meeting_publish",
               "record_history", "meeting_withdraw", "meeting_schedule",
               "meeting_unschedule"}  # fmt: skip
    client = signed_in("reviewer", area=neighbour)
    refused(client, meeting, but=looking)
    assert client.get(reverse("meeting_check", args=[meeting.pk])).status_code == 200
    before = snapshot()
    assert client.post(reverse("meeting_check", args=[meeting.pk]), {"version": 1}).status_code in (
        403,
        404,
    )
    assert snapshot() == before


def test_a_note_taker_publishes_nothing(meeting, neighbour):
    author = signed_in("note_taker", area=neighbour)
    meeting.submit(by=builders.user("note_taker"))
    for name in (
        "meeting_publish", "meeting_review", "meeting_withdraw", "meeting_schedule",
        "meeting_unschedule",
    ):  # fmt: skip
        sent = {"version": Meeting.objects.get(pk=meeting.pk).version, "reason": "coba"}
        assert author.post(reverse(name, args=[meeting.pk]), sent).status_code == 403
    assert not Publication.objects.exists()


def test_who_holds_both_duties_still_publishes_nothing_they_sent(meeting, neighbour):
    both = signed_in("note_taker", "reviewer", area=neighbour)
    meeting.submit(by=both.user)
    sent = {"version": meeting.version}
    assert both.post(reverse("meeting_publish", args=[meeting.pk]), sent).status_code == 403
    assert not Publication.objects.exists()


def test_the_reviewer_of_one_kelurahan_publishes_no_other(meeting, mine, neighbour):
    meeting.submit(by=builders.user("note_taker"))
    stranger = signed_in("reviewer", area=mine)
    sent = {"version": meeting.version}
    assert stranger.post(reverse("meeting_publish", args=[meeting.pk]), sent).status_code == 404
    assert not Publication.objects.exists()
    own = signed_in("reviewer", area=neighbour)
    assert own.post(reverse("meeting_publish", args=[meeting.pk]), sent).status_code == 302
    assert Publication.objects.filter(record_id=meeting.pk).exists()


def test_an_area_whose_code_begins_alike_is_not_below(db):
    """33.71.01.101 does not hold 33.71.01.1011: codes are compared part by part."""
    like = builders.subdistrict("33.71.01.101", "Mirip")
    meeting = builders.meeting(area=builders.subdistrict("33.71.01.1011"))
    client = signed_in("note_taker", area=like)
    assert client.get(reverse("desk_basics", args=[meeting.pk])).status_code == 404


def test_a_duty_that_ended_yesterday_or_begins_tomorrow_opens_nothing(meeting, neighbour):
    today = timezone.localdate()
    for dates in (
        {"end_date": today - timedelta(days=1)},
        {"start_date": today + timedelta(days=1)},
    ):
        client = signed_in()
        Duty.objects.create(user=client.user, role="note_taker", area=neighbour, **dates)
        refused(client, meeting)
    client = signed_in()
    Duty.objects.create(user=client.user, role="note_taker", area=neighbour, end_date=today)
    assert client.get(reverse("desk_basics", args=[meeting.pk])).status_code == 200


def test_an_account_that_was_closed_is_out_at_once(meeting):
    client = signed_in("note_taker")
    address = reverse("desk_basics", args=[meeting.pk])
    assert client.get(address).status_code == 200
    type(client.user).objects.filter(pk=client.user.pk).update(is_active=False, version=2)
    assert client.get(address).status_code == 302
    assert client.post(address, {"version": 1}).status_code == 302


def test_a_meeting_is_moved_to_no_area_that_is_not_mine(meeting, mine, neighbour):
    client = signed_in("note_taker", area=neighbour)
    sent = {"version": 1, "name": meeting.name, "forum": meeting.forum_id, "area": mine.pk,
            "date": "2025-12-22", "status": "held", "classification": "forum"}  # fmt: skip
    answer = client.post(reverse("desk_basics", args=[meeting.pk]), sent)
    assert answer.status_code == 422
    assert Meeting.objects.get(pk=meeting.pk).area == neighbour


def test_a_registrar_touches_no_institution_of_the_neighbour(mine, neighbour):
    theirs = builders.organization(area=neighbour)
    post = builders.post(organization=theirs)
    term = builders.membership(post=post)
    client = signed_in("registrar", area=mine)
    for name, row in [
        ("organization_edit", theirs), ("organization_publish", theirs),
        ("organization_withdraw", theirs), ("organization_standard_posts", theirs),
        ("post_create", theirs), ("post_edit", post), ("post_delete", post),
        ("membership_create", post), ("membership_edit", term), ("membership_end", term),
        ("membership_delete", term),
    ]:  # fmt: skip
        for method in ("get", "post"):
            sent = {"version": 1, "key": str(uuid4())}
            answer = getattr(client, method)(reverse(name, args=[row.pk]), sent)
            assert answer.status_code in (404, 405), name
    own = signed_in("registrar", area=neighbour)
    assert own.get(reverse("post_edit", args=[post.pk])).status_code == 200


# ------------------------------------------------------------------------- what nobody may reach
def test_a_file_of_a_draft_is_nobody_elses(meeting, client):
    stored = meeting.rows["berkas"].file
    address = reverse("file", args=[stored.pk, "jpg"])
    assert client.get(address).status_code == 404
    meeting.rows["kehadiran"].status = "hadir"
    builders.published(meeting)
    assert client.get(address).status_code == 200
    meeting.withdraw(by=builders.user("reviewer"), reason="Keliru.")
    assert client.get(address).status_code == 404


def test_a_file_that_a_correction_took_out_is_reached_no_more(meeting, client):
    """A photograph is often taken out because of who is on it."""
    stored = meeting.rows["berkas"].file
    address = reverse("file", args=[stored.pk, "jpg"])
    builders.published(meeting)
    meeting.reopen(by=builders.user("note_taker"), reason="Foto dikeluarkan.")
    meeting.attachments.all().delete()
    builders.published(meeting)
    assert client.get(address).status_code == 404


def test_what_was_published_is_deleted_by_nobody():
    reviewer, meeting = builders.user("reviewer"), builders.meeting()
    institution, person = builders.organization(), builders.person()
    for row in (institution, person):
        row.publish(by=reviewer)
    builders.published(meeting)
    for row in (institution, person, meeting):
        with pytest.raises(DatabaseError, match="published"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
        assert type(row).objects.filter(pk=row.pk).exists()


def test_a_draft_that_was_never_public_may_be_deleted():
    draft = builders.meeting()
    draft.delete()
    assert not Meeting.objects.filter(pk=draft.pk).exists()


def test_an_office_page_is_kept_in_no_cache(meeting, neighbour):
    client = signed_in("note_taker", "registrar", area=neighbour)
    for address in [
        reverse("office"), reverse("desk_basics", args=[meeting.pk]),
        reverse("office_organization_list"), reverse("meeting_check", args=[meeting.pk]),
        reverse("account_logout"),
        reverse("desk_file", args=[meeting.pk, meeting.rows["berkas"].pk]),
    ]:  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        kept = answer.headers.get("Cache-Control", "")
        assert "private" in kept, address
        assert "no-store" in kept, address
    assert "no-store" in Client().get(reverse("office"))["Cache-Control"]


def test_a_public_page_may_be_kept_as_before(client, meeting):
    builders.published(meeting)
    assert "public" in client.get("/pertemuan/")["Cache-Control"]


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_every_public_answer_carries_its_guards(client, meeting):
    """Also what is missing, moved, withdrawn or refused."""
    builders.published(meeting)
    detail = reverse("meeting_detail", args=[meeting.slug])
    answers = [client.get(address) for address in (
        "/", "/pertemuan/", detail, f"{detail[:-1]}.json", f"{detail}riwayat/", "/tidak-ada/",
        detail[:-1], "/pertemuan/?tahun=x", "/bukti/rantai.json", "/bukti/verify.py", "/en/",
        "/healthz", "/readyz", "/orang/", "/lembaga", reverse("office"),
        reverse("file", args=[meeting.rows["berkas"].file_id, "jpg"]),
    )]  # fmt: skip
    meeting.withdraw(by=builders.user("reviewer"), reason="Keliru.")
    answers += [client.get(detail), client.post("/"), client.put(detail), client.delete(detail)]
    for answer in answers:
        where = answer.request["PATH_INFO"]
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (where, name)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, where
        assert "default-src 'none'" in policy, where
        assert "Server" not in answer.headers
        assert not answer.cookies or where.startswith("/kantor/"), where


def test_an_address_without_its_last_slash_leads_on(client, meeting):
    builders.published(meeting)
    for address in ("/pertemuan", f"/pertemuan/{meeting.slug}", "/lembaga", "/en/pertemuan"):
        answer = client.get(address)
        assert answer.status_code == 301, address
        assert answer["Location"] == f"{address}/"
        assert not answer.cookies


# ------------------------------------------------------------------------ the catalogue's figures
def figures():
    return dict(Tally.objects.filter(number__gt=0).values_list("mention", "number"))


def test_the_figures_return_to_what_they_were(meeting):
    """Published, corrected, withdrawn, published again: each row is counted once or not at all."""
    reviewer = builders.user("reviewer")
    builders.published(meeting)
    first = {row: row.number for row in Tally.objects.all()}
    meeting.reopen(by=reviewer, reason="Salah tulis.")
    builders.published(meeting)
    assert {row: row.number for row in Tally.objects.all()} == first
    meeting.withdraw(by=reviewer, reason="Keliru.")
    assert figures() == {}
    meeting.reopen(by=reviewer, reason="Sudah benar.")
    builders.published(meeting)
    assert {row: row.number for row in Tally.objects.all()} == first
    versions = Publication.objects.of_record(meeting.pk)
    assert [row.act for row in versions] == ["correct", "withdraw", "correct", "publish"]


def test_an_address_that_was_given_up_may_be_taken_by_another_record(client):
    """The newest record of that name stands there; the older one is found under its own name."""
    reviewer = builders.user("reviewer")
    old = builders.organization("LPMK Contoh Lama")
    old.publish(by=reviewer)
    slug = old.slug
    old.slug = "lpmk-contoh-lama-sekali"
    old.save()
    new = builders.organization("LPMK Contoh Baru")
    new.slug = slug
    new.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        new.publish(by=reviewer)  # readers still know the other one under this address
    assert Publication.objects.current().get(listing__slug=slug).record_id == old.pk
    old.publish(by=reviewer, reason="Alamat baru.")
    new.publish(by=reviewer)
    assert Listing.objects.get(slug=slug).record_id == new.pk


def test_an_address_once_given_is_changed_by_nobody(neighbour):
    record = builders.organization("LPMK Contoh Tetap", area=neighbour)
    client = signed_in("administrator")
    address = reverse("admin:organizations_organization_change", args=[record.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="name"' in page.content.decode()
    assert 'name="slug"' not in page.content.decode()


# -------------------------------------------------------------------------- what a review says
def test_what_the_reviewer_asked_survives_a_letter_sent_too_early(meeting):
    """Sent by mistake and taken back: the remarks are still there to be worked on."""
    author, reviewer = builders.user("note_taker"), builders.user("reviewer")
    meeting.remarks.all().delete()
    meeting.submit(by=author)
    meeting.send_back(by=reviewer, remarks={"acara": "Jam belum ada."})
    meeting.submit(by=author)
    meeting.recall(by=author)
    assert [row.text for row in meeting.remarks.filter(is_resolved=False)] == ["Jam belum ada."]
    meeting.submit(by=author)
    meeting.publish(by=reviewer)
    assert not meeting.remarks.filter(is_resolved=False).exists()


def test_a_second_return_replaces_what_was_asked_before(meeting):
    author, reviewer = builders.user("note_taker"), builders.user("reviewer")
    meeting.submit(by=author)
    meeting.send_back(by=reviewer, remarks={"acara": "Jam belum ada."})
    meeting.submit(by=author)
    meeting.send_back(by=reviewer, remarks={"sambutan": "Sumber belum ada."})
    assert [row.text for row in meeting.remarks.filter(is_resolved=False)] == ["Sumber belum ada."]


def test_the_reviewer_sees_the_photographs_of_a_draft(meeting, neighbour):
    """Exactly the page the public will see: with its pictures."""
    upload = SimpleUploadedFile("a.png", picture(size=(1000, 800)))
    writer = signed_in("note_taker", area=neighbour)
    sent = {**FILLED.get("berkas", {}), "version": 0, "name": "Foto", "alternative_text": "Foto.",
            "is_public": "on", "upload": upload}  # fmt: skip
    assert writer.post(row_url(meeting, "berkas", uuid4()), sent).status_code == 302
    meeting.refresh_from_db()
    meeting.submit(by=writer.user)
    reviewer = signed_in("reviewer", area=neighbour)
    page = reviewer.get(reverse("meeting_review", args=[meeting.pk])).content.decode()
    sources = [part.split('"')[0] for part in page.split(' src="')[1:] if "pratinjau" in part[:80]]
    assert len(sources) == 2
    for source in sources:
        assert reviewer.get(source).status_code == 200, source
        assert Client().get(source).status_code in (302, 404), source


def test_the_date_of_a_decade_ago_or_ahead_is_only_a_date(meeting):
    meeting.date = date(1, 1, 1)
    meeting.save()
    builders.published(meeting)
    assert Publication.objects.current().get(record_id=meeting.pk).body["date"] == "0001-01-01"


# ------------------------------------------------------------------- what never leaves the office
def test_nothing_internal_is_in_anything_public(client, neighbour):
    """Every place of a record where something internal may be written holds a secret here."""
    author = builders.user("note_taker", name="Rahasia Penyusun")
    reviewer = builders.user("reviewer", name="Rahasia Pemeriksa")
    institution = builders.organization("LPMK Contoh", area=neighbour, internal_note="RAHASIA-1")
    minor = builders.person("Rahasia Anak", is_minor=True, internal_note="RAHASIA-2")
    grown = builders.person("Bu Contoh", internal_note="0812-RAHASIA-3")
    for number, person in enumerate((minor, grown)):
        post = builders.post(f"Anggota {number}", organization=institution)
        builders.membership(person=person, post=post)
    meeting = builders.meeting("Forum Contoh Rahasia", area=neighbour, organizer=institution)
    secret = StoredFile.objects.store(b"RAHASIA-4", media_type="image/jpeg")
    for status, who in (("hadir", minor), ("sakit", grown)):
        line = builders.attendance(meeting, who.name, status, person=who, reason="RAHASIA-5",
                                   proof=secret, organization=institution)  # fmt: skip
        if who is minor:
            builders.speech(meeting, attendance=line)
    meeting.attachments.create(type="foto", name="RAHASIA-6", file=secret, is_public=False,
                               alternative_text="RAHASIA-7")  # fmt: skip
    for row in (grown, institution, neighbour):
        row.publish(by=reviewer)
    meeting.submit(by=author)
    meeting.send_back(by=reviewer, remarks={"acara": "RAHASIA-8"})
    meeting.submit(by=author)
    meeting.publish(by=reviewer)
    addresses = public_addresses()
    assert len(addresses) > 25
    seen = b""
    for address in addresses:
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        seen += content
        for word in (b"RAHASIA", b"Rahasia P", b"Rahasia Anak", b"rahasia-anak", b"@contoh.test",
                     secret.pk.encode(), b'"sakit"'):  # fmt: skip
            assert word not in content, (address, word)
    assert b"Forum Contoh Rahasia" in seen
    assert b"Peserta di bawah 18 tahun" in seen
    assert client.get(reverse("person_detail", args=[minor.slug])).status_code == 404
    assert client.get(reverse("file", args=[secret.pk, "jpg"])).status_code == 404
