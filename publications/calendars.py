"""Calendars to subscribe to (iCalendar, RFC 5545): meetings, deadlines, announcements of awards.

An event is named by its record's UUID. A correction or an accepted report raises ``SEQUENCE``; what
is withdrawn is no longer there, and a cancelled meeting stays with its ``STATUS``.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from .feeds import CHANNELS, NEVER, clean, identity, promise_words, promises, title_of, titled
from .filters import Asked
from .history import address, addresses
from .models import Listing
from .page_cache import public_page

EVENTS = 300  # of a calendar: the newest days, those to come included
DEADLINES = 500
PAST_DEADLINES = timedelta(days=365)
WIB = ZoneInfo("Asia/Jakarta")


@require_safe
@public_page
def calendar(request: HttpRequest, channel: str) -> HttpResponse:
    """Meetings with their hours, deadlines of promises as whole days, announcements of awards."""
    told = CHANNELS[channel]
    asked = Asked(request.GET, told.filters)
    where = asked.under(reverse("calendar", kwargs={"channel": channel}))
    name = clean(title_of(told, asked))
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Forum Kemitraan Kota Magelang//Portal//ID")
    made.add("method", "PUBLISH")
    made.add("uid", str(uuid5(NAMESPACE_URL, where)))
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Jakarta")
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for event in EVENTS_OF[channel](asked, request):
        made.add_component(event)
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def meeting_events(asked: Asked, request: HttpRequest) -> list[Event]:
    """One query; hours and place stand in the document alone."""
    rows = (
        Listing.objects.readable()
        .of_kind("meeting")
        .mentioning(*asked.words)
        .order_by("-date", "-record_id")
        .values(
            "record_id", "slug", "title", "date", "card",
            version=F("publication__version"),
            moment=F("publication__published_at"),
            start=F("publication__body__start_time"),
            end=F("publication__body__end_time"),
            place=F("publication__body__location"),
        )[:EVENTS]
    )  # fmt: skip
    detail, found = addresses("meeting"), []
    for row in rows:
        status = row["card"].get("status")
        url = request.build_absolute_uri(detail(row["slug"]) or "/")
        event = event_of(
            row["record_id"], row["version"], row["moment"],
            titled(row["title"], row["card"].get("is_example")), url,
            row["card"].get("abstract") or "",
        )  # fmt: skip
        event.add("status", "CANCELLED" if status == "cancelled" else "CONFIRMED")
        if row["place"]:
            event.add("location", clean(row["place"]))
        when(event, row["date"], hour(row["start"]), hour(row["end"]))
        found.append(event)
    return found


def deadline_events(asked: Asked, request: HttpRequest) -> list[Event]:
    """Deadlines from a year ago on, the soonest first. Two queries."""
    since = timezone.localdate() - PAST_DEADLINES
    rows = promises(asked).filter(date__gte=since).order_by("date", "id")
    found = list(rows.select_related("publication").defer("publication__body")[:DEADLINES])
    reported = Listing.objects.readable().filter(
        kind="progress", record_id__in=[identity(row) for row in found if "progress" in row.data]
    )
    later = {
        row.record_id: row.publication
        for row in reported.select_related("publication").defer("publication__body")
    }
    detail, events = addresses("meeting"), []
    for row in found:
        key, publication = identity(row), row.publication
        report = later.get(key)
        url = f"{detail(row.data['meeting']['slug']) or '/'}#{row.anchor}"
        event = event_of(
            key,
            publication.version + (report.version if report else 0),
            max(publication.published_at, report.published_at if report else NEVER),
            titled(f"Tenggat: {row.text}", row.data.get("is_example")),
            request.build_absolute_uri(url), promise_words(row),
        )  # fmt: skip
        event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
        when(event, row.date, None, None)
        events.append(event)
    return events


def announcement_events(asked: Asked, request: HttpRequest) -> list[Event]:
    """When winners are announced, where that moment is set. One query."""
    rows = (
        Listing.objects.readable()
        .of_kind("award_round")
        .mentioning(*asked.words)
        .order_by("-date", "-record_id")
        .values(
            "record_id", "slug", "title", "kind", "card",
            version=F("publication__version"),
            moment=F("publication__published_at"),
            seal=F("publication__seal"),
            announced=F("publication__body__announce_at"),
        )[:EVENTS]
    )  # fmt: skip
    found = []
    for row in rows:
        if not row["announced"]:
            continue
        page = address(row["kind"], "detail", row["slug"]) or reverse(
            "verify_seal", args=[row["seal"]]
        )
        event = event_of(
            row["record_id"], row["version"], row["moment"],
            titled(f"Pengumuman: {row['title']}", row["card"].get("is_example")),
            request.build_absolute_uri(page), row["card"].get("note") or "",
        )  # fmt: skip
        event.add("dtstart", datetime.fromisoformat(row["announced"]).astimezone(UTC))
        found.append(event)
    return found


EVENTS_OF = {
    "pertemuan": meeting_events,
    "tindak-lanjut": deadline_events,
    "penghargaan": announcement_events,
}


def event_of(key: UUID, version: int, moment: datetime, title: str, url: str, text: str) -> Event:
    event = Event()
    event.add("uid", str(key))
    event.add("dtstamp", moment.astimezone(UTC))
    event.add("last-modified", moment.astimezone(UTC))
    event.add("sequence", version - 1)
    event.add("summary", clean(title))
    event.add("url", url)
    event.add("description", clean("\n".join(filter(None, (text, url)))))
    return event


def when(event: Event, day: date | None, start: time | None, end: time | None) -> None:
    """The hours in UTC, which every calendar reads alike; without an hour, the whole day."""
    if day is None:
        return
    if start is None:
        event.add("dtstart", day)
        return
    begins = datetime.combine(day, start, WIB)
    event.add("dtstart", begins.astimezone(UTC))
    if end and end > start:
        event.add("dtend", datetime.combine(day, end, WIB).astimezone(UTC))


def hour(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
