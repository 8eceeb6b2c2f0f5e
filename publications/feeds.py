"""What a reader follows: Atom feeds (RFC 4287) of everything published, for every filter.

An entry is named by its record's UUID, which neither a new address nor a correction changes. A
correction or an accepted report is the same entry with a later ``updated``; what is withdrawn is no
longer there, and a feed reader drops it at its next visit. The bytes depend on publications alone,
so an unchanged feed is answered 304. Calendars of the same channels: ``calendars``.
"""

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from .filters import Asked, in_state
from .history import address, addresses
from .models import Listing, Passage, Publication
from .page_cache import public_page

ENTRIES = 50  # of a feed: what changed last
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
        ("meeting", "progress", "organization", "person", "area", *AWARDS),
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
        "Tindak lanjut", "commitment_list", ("commitment",),
        ("tahun", "wilayah", "lembaga", "keadaan"),
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
    for entry in entries(told, asked):
        entry["link"] = request.build_absolute_uri(entry["link"])
        for name in ("title", "description"):
            entry[name] = clean(entry[name])
        feed.add_item(**entry)
    return HttpResponse(feed.writeString("utf-8"), content_type=Feed.content_type)


def entries(channel: Channel, asked: Asked) -> list[dict[str, Any]]:
    """What a channel tells under these filters, what changed last first: at most ``ENTRIES``."""
    of = promise_entries if channel.kinds == ("commitment",) else entries_of
    return of(channel, asked)


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
            "sequence": row.publication_id,
            "categories": (row.kind,),
        }
        for row in rows
    ]


def promise_entries(channel: Channel, asked: Asked) -> list[dict[str, Any]]:
    """Promises, that of the last publication or the last accepted report first. Two queries."""
    first = Publication.objects.filter(record_id=OuterRef("publication__record_id"), version=1)
    rows = (
        promises(asked).select_related("publication").defer("publication__body")
        .annotate(first_published_at=Subquery(first.values("published_at")[:1]))
        .order_by("-publication_id", "position")[:ENTRIES]
    )  # fmt: skip
    detail, found = addresses("meeting"), {}
    for row in rows:
        found[identity(row)] = {
            "title": titled(row.text, row.data.get("is_example")),
            "link": f"{detail(row.data['meeting']['slug']) or '/'}#{row.anchor}",
            "description": "\n".join(
                filter(None, (promise_words(row), told_change(row.publication)))
            ),
            "unique_id": f"urn:uuid:{identity(row)}",
            "pubdate": row.first_published_at,  # type: ignore[attr-defined]
            "updateddate": row.publication.published_at,
            "sequence": row.publication_id,
            "categories": (row.kind,),
        }
    # What was reported may concern a promise of long ago, which those rows no longer reach.
    reported = Channel("", "", ("progress",), ()), asked
    for entry in entries_of(*reported) if "keadaan" not in asked.values else ():
        promise = found.setdefault(UUID(entry["unique_id"].removeprefix("urn:uuid:")), entry)
        for name in ("updateddate", "sequence"):
            promise[name] = max(promise[name], entry[name])
        promise["link"] = entry["link"]
        if promise is not entry:
            promise["description"] += "\n" + entry["description"]
    newest = sorted(found.values(), key=lambda entry: entry["updateddate"], reverse=True)
    return newest[:ENTRIES]


def promises(asked: Asked) -> QuerySet[Passage]:
    rows = Passage.objects.of_kind("commitment").mentioning(*asked.words)
    return rows.filter(in_state(asked.values.get("keadaan", ""), timezone.localdate()))


def identity(passage: Passage) -> UUID:
    """The key of the promise itself, which its anchor carries through every version."""
    digits = passage.anchor.rpartition("-")[2]
    if re.fullmatch("[0-9a-f]{32}", digits):
        return UUID(digits)
    return uuid5(NAMESPACE_URL, f"{passage.publication.record_id}#{passage.anchor}")


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
    if row.kind == "progress":
        return progress_words(((card.get("about") or {}).get("says") or {}).get("progress") or {})
    return card.get("note") or ""


def progress_words(progress: dict[str, Any]) -> str:
    """What was reported last: "Selesai. Laporan terakhir 2026-02-01, nilai 12 dari sasaran 17"."""
    if not progress:
        return ""
    told = f"Laporan terakhir {progress.get('reported') or 'tidak bertanggal'}"
    if progress.get("value"):
        told += f", nilai {progress['value']}"
    if progress.get("target"):
        told += f" dari sasaran {progress['target']}"
    return ". ".join(filter(None, ((progress.get("status") or "").capitalize(), told)))


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
                progress_words(data.get("progress") or {}),
            ),
        )
    )


def told_change(publication: Publication) -> str:
    if publication.act == Publication.Act.UPDATE:
        return f"Pembaruan (versi {publication.version}): {publication.reason}"
    if publication.act != Publication.Act.CORRECT:
        return ""
    return f"Ralat (versi {publication.version}): {publication.reason}"


def clean(text: str) -> str:
    return CONTROL.sub("", text)
