"""What a reader follows: Atom feeds and calendars of everything published, for every filter.

Both name a thing by its record's UUID, which neither a new address nor a correction changes. A
correction is the same entry with a later ``updated`` (Atom, RFC 4287) or a higher ``SEQUENCE``
(iCalendar, RFC 5545); what is withdrawn is no longer there, and a feed reader or calendar drops it
at its next visit. The bytes depend on publications alone, so an unchanged feed is answered 304.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from .filters import Asked
from .history import address, addresses
from .models import Listing, Passage, Publication
from .page_cache import public_page

ENTRIES = 50  # of a feed: what changed last
EVENTS = 300  # of a calendar: the newest days, those to come included
DEADLINES = 500
PAST_DEADLINES = timedelta(days=365)
WIB = ZoneInfo("Asia/Jakarta")
PUBLISHER = "Forum Kemitraan Kota Magelang"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed; the format wants a moment
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no way to write them


class Channel(NamedTuple):
    """One thing to follow. Its name is its address: /pertemuan.atom."""

    title: str
    page: str  # the list beside it, by URL name
    kinds: tuple[str, ...]
    filters: tuple[str, ...]
    has_calendar: bool = True


AWARDS = ("award_round", "award_result")
CHANNELS = {
    "terbaru": Channel(
        "Semua yang terbit",
        "home",
        ("meeting", "organization", "person", "area", *AWARDS),
        ("tahun", "wilayah", "lembaga", "orang"),
        has_calendar=False,
    ),
    "pertemuan": Channel(
        "Pertemuan",
        "meeting_list",
        ("meeting",),
        ("tahun", "wilayah", "lembaga", "orang", "forum"),
    ),
    "tindak-lanjut": Channel(
        "Tindak lanjut", "commitment_list", ("commitment",), ("tahun", "wilayah", "lembaga")
    ),
    "lembaga": Channel(
        "Lembaga",
        "organization_list",
        ("organization",),
        ("wilayah", "jenis", "pengurus", "orang"),
        has_calendar=False,
    ),
    "penghargaan": Channel(
        "Penghargaan", "award_list", AWARDS, ("tahun", "wilayah", "lembaga")
    ),
}  # fmt: skip


# ------------------------------------------------------------------------------------------- Atom
class Feed(Atom1Feed):
    """As Django writes it, but for the moment of an empty feed, which would be now."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)


@require_safe
@public_page
def atom(request: HttpRequest, channel: str) -> HttpResponse:
    """The entries that changed last, corrections included, of one channel and filter."""
    told = CHANNELS[channel]
    asked = Asked(request.GET, told.filters)
    where = asked.under(reverse("atom", kwargs={"channel": channel}))
    feed = Feed(
        title=clean(title_of(told, asked)),
        link=request.build_absolute_uri(asked.under(page_of(told))),
        description="",
        subtitle="Hanya yang sudah terbit; ralat tampil sebagai pembaruan.",
        language="id",
        author_name=PUBLISHER,
        feed_url=request.build_absolute_uri(where),
        feed_guid=f"urn:uuid:{uuid5(NAMESPACE_URL, where)}",
    )
    entries = promise_entries if told.kinds == ("commitment",) else entries_of
    for entry in entries(told, asked):
        entry["link"] = request.build_absolute_uri(entry["link"])
        for name in ("title", "description"):
            entry[name] = clean(entry[name])
        feed.add_item(**entry)
    return HttpResponse(feed.writeString("utf-8"), content_type=Feed.content_type)


def entries_of(channel: Channel, asked: Asked) -> list[dict[str, Any]]:
    """Records, the last published first. One query."""
    first = Publication.objects.filter(record_id=OuterRef("record_id"), version=1)
    rows = (
        Listing.objects.readable()
        .filter(kind__in=channel.kinds)
        .mentioning(*asked.words)
        .for_rows()
        .select_related("publication")
        .defer("mentions", "files", "publication__body")
        .annotate(first_published_at=Subquery(first.values("published_at")[:1]))
        .order_by("-publication_id")[:ENTRIES]
    )
    return [
        {
            "title": titled(row.title, row.card.get("is_example")),
            "link": link_of(row),
            "description": "\n".join(filter(None, (summary_of(row), told_change(row.publication)))),
            "unique_id": f"urn:uuid:{row.record_id}",
            "pubdate": row.first_published_at,  # type: ignore[attr-defined]
            "updateddate": row.publication.published_at,
            "categories": (row.kind,),
        }
        for row in rows
    ]


def promise_entries(channel: Channel, asked: Asked) -> list[dict[str, Any]]:
    """Promises of meetings, those of the last publication first. One query."""
    rows = (
        promises(asked).select_related("publication").defer("publication__body")
        .annotate(first_published_at=Subquery(
            Publication.objects.filter(record_id=OuterRef("publication__record_id"), version=1)
            .values("published_at")[:1]
        ))
        .order_by("-publication_id", "position")[:ENTRIES]
    )  # fmt: skip
    detail = addresses("meeting")
    return [
        {
            "title": titled(row.text, row.data.get("is_example")),
            "link": f"{detail(row.data['meeting']['slug']) or '/'}#{row.anchor}",
            "description": "\n".join(
                filter(None, (promise_words(row), told_change(row.publication)))
            ),
            "unique_id": f"urn:uuid:{identity(row)}",
            "pubdate": row.first_published_at,  # type: ignore[attr-defined]
            "updateddate": row.publication.published_at,
            "categories": (row.kind,),
        }
        for row in rows
    ]


def promises(asked: Asked) -> QuerySet[Passage]:
    return Passage.objects.of_kind("commitment").mentioning(*asked.words)


def identity(passage: Passage) -> UUID:
    """The key of the promise itself, which its anchor carries through every version."""
    digits = passage.anchor.rpartition("-")[2]
    if re.fullmatch("[0-9a-f]{32}", digits):
        return UUID(digits)
    return uuid5(NAMESPACE_URL, f"{passage.publication.record_id}#{passage.anchor}")


# ---------------------------------------------------------------------------------------- calendar
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
    """Deadlines from a year ago on, the soonest first. One query."""
    since = timezone.localdate() - PAST_DEADLINES
    rows = promises(asked).filter(date__gte=since).order_by("date", "id")
    detail, found = addresses("meeting"), []
    for row in rows.select_related("publication").defer("publication__body")[:DEADLINES]:
        url = f"{detail(row.data['meeting']['slug']) or '/'}#{row.anchor}"
        event = event_of(
            identity(row), row.publication.version, row.publication.published_at,
            titled(f"Tenggat: {row.text}", row.data.get("is_example")),
            request.build_absolute_uri(url), promise_words(row),
        )  # fmt: skip
        event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
        when(event, row.date, None, None)
        found.append(event)
    return found


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


# ------------------------------------------------------------------------------------------- words
def title_of(channel: Channel, asked: Asked) -> str:
    narrowed = asked.told()
    return f"{channel.title}: {narrowed}" if narrowed else f"{channel.title} · {PUBLISHER}"


def page_of(channel: Channel) -> str:
    try:
        return reverse(channel.page)
    except NoReverseMatch:
        return reverse("home")


def link_of(row: Listing) -> str:
    """The page of a record; of one without a page of its own, the proof of its seal."""
    page = address(row.kind, "detail", row.slug)
    return page or reverse("verify_seal", args=[row.publication.seal])


def titled(title: str, is_example: Any) -> str:
    return f"CONTOH: {title}" if is_example else title


def summary_of(row: Listing) -> str:
    """What the row of a list says of it, in one paragraph."""
    card = row.card
    if row.kind == "meeting":
        return card.get("abstract") or ""
    if row.kind == "organization":
        return ", ".join(filter(None, (card.get("kind"), card.get("area"))))
    if row.kind == "person":
        return "; ".join(card.get("roles") or [])
    if row.kind == "award_result":
        winners = card.get("winners") or []
        return "; ".join(f"{one.get('place')}: {one.get('name')}" for one in winners)
    return card.get("note") or ""


def promise_words(row: Passage) -> str:
    data = row.data
    owners = [data.get("owner") or "", *(one["name"] for one in data.get("co_owners") or [])]
    return ". ".join(
        filter(
            None,
            (
                f"Tenggat {row.date.isoformat()}" if row.date else "Tenggat belum ditetapkan",
                "Penanggung jawab: " + (", ".join(filter(None, owners)) or "belum dicatat"),
                f"Dari {data['meeting']['title']}",
            ),
        )
    )


def told_change(publication: Publication) -> str:
    if publication.act != Publication.Act.CORRECT:
        return ""
    return f"Ralat (versi {publication.version}): {publication.reason}"


def clean(text: str) -> str:
    return CONTROL.sub("", text)
