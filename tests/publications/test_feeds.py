"""What a feed reader and a calendar get: read by the libraries that they are made with."""

from datetime import UTC, date, datetime, time, timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from forums.models import ProgressReport
from forums.models.meeting import WrongMoment
from publications.calendars import EVENTS_OF
from publications.feeds import CHANNELS
from tests import builders

pytestmark = pytest.mark.django_db
DUE = date.today() + timedelta(days=60)


def feed(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def events(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert calendar.to_ical() == answer.content  # what was read is what was written
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def forum(name="Forum Contoh", **fields):
    fields.setdefault("start_time", time(9))
    fields.setdefault("end_time", time(11, 30))
    return builders.meeting(name, **fields)


@pytest.fixture
def meeting():
    made = forum("Forum <Contoh> & Kawan", location="Pendopo; lantai 2, utara\nMagelang")
    builders.commitment(made, "Memetakan lembaga", due_date=DUE)
    return builders.published(made)


def corrected(meeting, **changes):
    meeting.reopen(by=builders.user("reviewer"), reason="Nama tempat keliru.")
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.save()
    return builders.published(meeting)


def withdrawn(meeting):
    meeting.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")


# ------------------------------------------------------------------------------------------- Atom
def test_every_channel_is_a_well_formed_feed_even_while_nothing_is_published(client):
    for channel in CHANNELS:
        parsed = feed(client, f"/{channel}.atom")
        assert parsed.entries == []
        assert parsed.feed.id.startswith("urn:uuid:")
        assert client.get(f"/{channel}.atom").content == client.get(f"/{channel}.atom").content


def test_a_published_meeting_is_an_entry_that_leads_to_its_page(client, meeting):
    (entry,) = feed(client, "/pertemuan.atom").entries
    assert entry.id == f"urn:uuid:{meeting.pk}"
    assert entry.title == "Forum <Contoh> & Kawan"
    assert entry.link == f"http://testserver/pertemuan/{meeting.slug}/"
    assert entry.summary == meeting.abstract
    assert entry.published == entry.updated


def test_a_draft_is_in_no_feed_and_in_no_calendar(client):
    forum("Rapat Rahasia")
    for address in addresses():
        assert b"Rahasia" not in client.get(address).content


def test_a_correction_is_the_same_entry_with_a_later_date_and_its_reason(client, meeting):
    before = feed(client, "/pertemuan.atom").entries[0]
    calm = builders.published(forum("Forum Contoh Lain"))
    corrected(meeting, location="Balai Kota")
    after = feed(client, "/pertemuan.atom").entries
    assert [entry.id for entry in after] == [before.id, f"urn:uuid:{calm.pk}"]
    assert after[0].updated_parsed >= before.updated_parsed
    assert after[0].published == before.published
    assert "Ralat (versi 2): Nama tempat keliru." in after[0].summary


def test_what_is_withdrawn_vanishes(client, meeting):
    withdrawn(meeting)
    for address in addresses():
        assert b"Kawan" not in client.get(address).content
        assert b"Memetakan" not in client.get(address).content
    assert feed(client, "/pertemuan.atom").entries == []
    assert events(client, "/pertemuan.ics") == {}


def test_a_promise_keeps_its_name_through_a_correction(client, meeting):
    (before,) = feed(client, "/tindak-lanjut.atom").entries
    promise = meeting.commitments.get()
    assert before.id == f"urn:uuid:{promise.pk}"
    assert before.link.endswith(f"/pertemuan/{meeting.slug}/#tindak-lanjut-{promise.pk.hex}")
    assert f"Tenggat {DUE}" in before.summary
    corrected(meeting)
    (after,) = feed(client, "/tindak-lanjut.atom").entries
    assert after.id == before.id


def test_a_feed_is_narrowed_as_its_list_is(client):
    here = builders.organization("LPMK Contoh Sini")
    here.publish(by=builders.user("reviewer"))
    south = forum("Forum Contoh Tidar", area=builders.subdistrict("33.71.01.1011"))
    north = forum("Forum Contoh Utara", area=builders.subdistrict("33.71.02.1001", "Kramat"))
    builders.commitment(south, owner=here, due_date=DUE)
    for made in (south, north):
        builders.published(made)

    def titles(address):
        return sorted(entry.title for entry in feed(client, address).entries)

    def summaries(address):
        return sorted(str(event["summary"]) for event in events(client, address).values())

    assert titles("/pertemuan.atom?wilayah=33.71") == ["Forum Contoh Tidar", "Forum Contoh Utara"]
    for query in ("wilayah=33.71.01", "wilayah=33.71.01.1011", "lembaga=lpmk-contoh-sini"):
        assert titles(f"/pertemuan.atom?{query}") == ["Forum Contoh Tidar"]
        assert summaries(f"/pertemuan.ics?{query}") == ["Forum Contoh Tidar"]
        assert len(titles(f"/tindak-lanjut.atom?{query}")) == 1
        assert len(summaries(f"/tindak-lanjut.ics?{query}")) == 1
    assert titles("/pertemuan.atom?tahun=2024") == []
    assert titles("/lembaga.atom?jenis=lpmk&pengurus=belum") == ["LPMK Contoh Sini"]
    assert titles("/terbaru.atom?wilayah=33.71.02") == ["Forum Contoh Utara"]
    assert feed(client, "/pertemuan.atom?lembaga=lpmk-contoh-sini").feed.title == (
        "Pertemuan: LPMK Contoh Sini"
    )
    assert client.get("/pertemuan.atom?wilayah=nowhere").status_code == 404


def test_an_example_says_so_in_its_title(client):
    builders.published(forum("Forum Peragaan", is_example=True))
    assert feed(client, "/pertemuan.atom").entries[0].title == "CONTOH: Forum Peragaan"
    (event,) = events(client, "/pertemuan.ics").values()
    assert event["summary"] == "CONTOH: Forum Peragaan"


# ---------------------------------------------------------------------------------------- calendar
def test_a_meeting_stands_in_the_calendar_at_its_hours(client, meeting):
    event = events(client, "/pertemuan.ics")[str(meeting.pk)]
    assert event["dtstart"].dt == datetime(2025, 12, 22, 2, tzinfo=UTC)
    assert event["dtend"].dt == datetime(2025, 12, 22, 4, 30, tzinfo=UTC)
    assert event["location"] == "Pendopo; lantai 2, utara\nMagelang"
    assert event["status"] == "CONFIRMED"
    assert event["sequence"] == 0


def test_without_an_hour_it_is_the_whole_day(client):
    made = builders.published(forum(start_time=None, end_time=None))
    event = events(client, "/pertemuan.ics")[str(made.pk)]
    assert event["dtstart"].dt == date(2025, 12, 22)
    assert "dtend" not in event


def test_a_corrected_meeting_is_the_same_event_with_a_higher_sequence(client, meeting):
    corrected(meeting, start_time=time(10))
    event = events(client, "/pertemuan.ics")[str(meeting.pk)]
    assert event["sequence"] == 1
    assert event["dtstart"].dt.hour == 3
    assert event["last-modified"].dt == meeting.published().published_at


def test_a_cancelled_meeting_is_cancelled_in_the_calendar(client):
    made = builders.published(forum(status="cancelled"))
    assert events(client, "/pertemuan.ics")[str(made.pk)]["status"] == "CANCELLED"


def test_a_deadline_is_a_whole_day_that_keeps_nobody_busy(client, meeting):
    (event,) = events(client, "/tindak-lanjut.ics").values()
    assert event["summary"] == "Tenggat: Memetakan lembaga"
    assert event["dtstart"].dt == DUE
    assert event["transp"] == "TRANSPARENT"


# ------------------------------------------------------------------------------------ all of them
def addresses():
    return [f"/{name}.atom" for name in CHANNELS] + [f"/{name}.ics" for name in EVENTS_OF]


def test_whoever_has_the_feed_already_is_answered_304(client, meeting):
    for address in addresses():
        first = client.get(address)
        assert not first.cookies
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304, address
        assert again.content == b""
    first = client.get("/pertemuan.atom")
    corrected(meeting)
    changed = client.get("/pertemuan.atom", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_a_feed_asks_no_more_of_the_database_when_it_is_long(client):
    def queries():
        found = {}
        for address in addresses():
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found[address] = len(asked)
        return found

    def publish(number):
        for _ in range(number):
            made = forum(f"Forum Contoh {next(builders.numbers)}")
            builders.commitment(made)
            builders.published(made)

    publish(1)
    short = queries()
    publish(4)
    assert queries() == short
    assert max(short.values()) <= 2


def test_letters_that_no_feed_can_hold_do_not_break_it(client):
    builders.published(forum("Forum Contoh", abstract="Baris\x0bganjil \x1b dan wajar."))
    assert feed(client, "/pertemuan.atom").entries[0].summary == "Barisganjil  dan wajar."
    assert len(events(client, "/pertemuan.ics")) == 1


# ------------------------------------------------------------------------------------ later reports
def reported(promise, **fields):
    """A report by the owner's official, accepted by somebody else."""
    told = {"kind": "kemajuan", "date": date.today(), "note": "Sudah dipetakan.", **fields}
    made = ProgressReport.objects.create(
        commitment=promise, reported_by=builders.user("note_taker"), **told
    )
    made.accept(by=builders.user("reviewer"))
    return made


def test_an_accepted_report_brings_its_promise_back_to_the_top(client, meeting):
    promise = meeting.commitments.get()
    later = forum("Forum Contoh Kemudian")
    builders.commitment(later, "Menanam pohon", due_date=DUE)
    builders.published(later)
    names = [entry.id for entry in feed(client, "/tindak-lanjut.atom").entries]
    before = events(client, "/tindak-lanjut.ics")[str(promise.pk)]
    assert names[-1] == f"urn:uuid:{promise.pk}"
    reported(promise, value=5)
    entries = feed(client, "/tindak-lanjut.atom").entries
    assert len(entries) == 2
    (entry,) = (entry for entry in entries if entry.id == f"urn:uuid:{promise.pk}")
    assert "nilai 5 dari sasaran 17" in entry.summary
    page = client.get(entry.link.removeprefix("http://testserver"))
    assert page.status_code == 200
    after = events(client, "/tindak-lanjut.ics")[str(promise.pk)]
    assert after["sequence"] > before["sequence"]
    assert [one.id for one in feed(client, "/tindak-lanjut.atom?keadaan=berjalan").entries]
    assert feed(client, "/tindak-lanjut.atom?keadaan=selesai").entries == []


def test_a_withdrawn_meeting_takes_its_promise_out_of_the_feed(client, meeting):
    promise = meeting.commitments.get()
    reported(promise, value=5)
    (entry,) = feed(client, "/tindak-lanjut.atom").entries
    page = entry.link.removeprefix("http://testserver")
    withdrawn(meeting)
    assert feed(client, "/tindak-lanjut.atom").entries == []
    assert feed(client, "/terbaru.atom").entries == []
    assert events(client, "/tindak-lanjut.ics") == {}
    assert client.get(page).status_code == 410
    with pytest.raises(WrongMoment):
        reported(promise, value=6)
