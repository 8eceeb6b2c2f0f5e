"""A meeting's document laid out for reading: what its page and its paper show, and in which words.

Pure functions over the published dict, so that the office can show a draft exactly as the public
would read it. A document of an older schema may lack any name; what is missing is said in words.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organizations.promises import state_of
from publications.history import Version, address
from publications.models import Publication
from publications.templatetags.portal import clock, long_date, plain_date

from .attending import attendance_of
from .words import (
    DECISION_HEADINGS,
    DECISION_KINDS,
    DIRECTIONS,
    FIDELITY,
    MEETING_KINDS,
    SPEECH_KINDS,
    SUMMARY,
    role_words,
)

Body = dict[str, Any]


def reading(
    body: Body,
    *,
    today: date,
    versions: Iterable[Version] = (),
    publication: Publication | None = None,
    kelurahan: Iterable[dict[str, Any]] = (),
    says: dict[str, dict[str, Any]] | None = None,
    first: Body | None = None,
) -> dict[str, Any]:
    """Everything the templates of a meeting show. Without ``publication`` it is a draft.

    ``versions`` are those of the record, the newest first; ``kelurahan`` the cards of the areas
    on the tile map; ``says`` what was reported since, by the anchor of the promise; ``first`` the
    first version of a meeting still to come, after which items and papers are marked as added.
    """
    agenda = agenda_of(body.get("agenda") or [])
    speeches = [speech_of(entry) for entry in body.get("speeches") or []]
    decisions = [decision_of(entry) for entry in body.get("decisions") or []]
    commitments = [
        commitment_of(entry | (says or {}).get(entry["anchor"], {}), number, today)
        for number, entry in enumerate(body.get("commitments") or [], 1)
    ]
    documents = [document_of(entry) for entry in body.get("documents") or []]
    if first is not None:
        mark_added(agenda, documents, first)
    connect(agenda, speeches, decisions, commitments)
    status = body.get("status") or "held"
    forum = body.get("forum") or {}
    organizer = body.get("organizer") or {}
    return {
        "title": body.get("title", ""),
        "share": share_text(body),
        "slug": body.get("slug", ""),
        "is_example": bool(body.get("is_example")),
        "is_from_press_release": any(speech["is_from_press_release"] for speech in speeches),
        "date": body.get("date"),
        "year": (body.get("date") or "")[:4],
        "hours": hours(body.get("start_time"), body.get("end_time")),
        "end": clock(body.get("end_time")),
        "location": body.get("location") or "",
        "status": status,
        "is_held": status == "held",
        "forum": forum.get("name") or "",
        "number": forum.get("number"),
        "kind": MEETING_KINDS.get(body.get("classification") or "", ""),
        "organizer": organizer.get("name") or "",
        "organizer_url": link("organization", organizer.get("slug")),
        "area": (body.get("area") or {}).get("full_name") or "",
        "area_url": link("area", (body.get("area") or {}).get("identifier")),
        "chaired_by": body.get("chaired_by") or "",
        "minutes_by": body.get("minutes_by") or "",
        "abstract": body.get("abstract") or "",
        "summary": summary_of(body.get("summary") or {}),
        "source": body.get("source") or {},
        "errata": errata(versions, publication),
        "agenda": agenda,
        "speeches": speeches,
        "speech_words": speech_words(speeches),
        "outcome_note": body.get("outcome_note") or "",
        "decisions": by_kind(decisions),
        "number_of_decisions": len(decisions),
        "commitments": commitments,
        "attendance": attendance_of(body, kelurahan),
        "photos": body.get("photos") or [],
        "documents": documents,
        "publication": publication,
        "words": repeated_words(),
    }


# ------------------------------------------------------------------------------------------ words
def repeated_words() -> dict[str, str]:
    """What stands beside every speech, decision or promise; translated once a page."""
    return {
        "full_text": _("Teks lengkap"),
        "cite": _("kutip bagian ini"),
        "led_to": _("Melahirkan"),
        "led_by": _("Pengampu:"),
        "led_by_nobody": _("pengampu belum dicatat"),
        "from": _("dari"),
        "owner": _("Penanggung jawab"),
        "due": _("Tenggat"),
        "state": _("Capaian"),
        "reports": _("laporannya"),
        "becoming": _("menjadi"),
        "measured_by": _("diukur dari"),
    }


def hours(start: str | None, end: str | None) -> str:
    """09.00–11.30 WIB; from one hour alone what is known of it; nothing when neither is."""
    if start and end:
        return f"{clock(start).removesuffix(' WIB')}–{clock(end)}"
    if start:
        return _("mulai %(hour)s") % {"hour": clock(start)}
    return _("sampai %(hour)s") % {"hour": clock(end)} if end else ""


def share_text(body: Body) -> str:
    """What is sent along with a shared link: at most three lines above it."""
    lines = [body.get("title") or "", long_date(body.get("date")), body.get("location") or ""]
    return "\n".join(filter(None, lines))


def minutes_between(start: str | None, end: str | None) -> int | None:
    """Whole minutes from one hour of a day to another, "09:00" to "10:30"."""
    if not (start and end):
        return None
    (from_hour, from_minute), (to_hour, to_minute) = (
        map(int, value.split(":")[:2]) for value in (start, end)
    )
    return (to_hour - from_hour) * 60 + to_minute - from_minute


def duration(minutes: int) -> str:
    """1 jam 12 menit."""
    whole, rest = divmod(minutes, 60)
    parts = []
    if whole:
        parts.append(ngettext("%(n)s jam", "%(n)s jam", whole) % {"n": whole})
    if rest or not whole:
        parts.append(ngettext("%(n)s menit", "%(n)s menit", rest) % {"n": rest})
    return " ".join(parts)


def speech_words(speeches: list[dict[str, Any]]) -> str:
    """5 pembicara · 1 jam 12 menit. The time is told only when every speech was clocked."""
    if not speeches:
        return ""
    speakers = len({(speech["speaker"], speech["role"]) for speech in speeches})
    words = ngettext("%(n)s pembicara", "%(n)s pembicara", speakers) % {"n": speakers}
    spans = [speech["minutes"] for speech in speeches]
    if all(spans):
        words += f" · {duration(sum(spans))}"
    return words


def summary_of(summary: dict[str, str]) -> list[dict[str, Any]]:
    """The three lines on top; nothing at all when nobody wrote any."""
    lines = [{"term": term, "text": summary.get(name) or ""} for name, term in SUMMARY.items()]
    return lines if any(line["text"] for line in lines) else []


def errata(versions: Iterable[Version], publication: Publication | None) -> list[dict[str, Any]]:
    """What was mended since the first version, the newest first."""
    if publication is None:
        return []
    found = []
    for version in versions:
        row = version.publication
        if row.act != Publication.Act.CORRECT or row.version > publication.version:
            continue
        found.append(
            {
                "title": _("Ralat %(day)s.") % {"day": plain_date(row.published_at)},
                "day": row.published_at,
                "text": row.reason,
                "url": version.before
                and address("meeting", "compare", row.slug, version.before.version, row.version),
                "link": version.before
                and _("Bandingkan versi %(old)s dan %(new)s")
                % {"old": version.before.version, "new": row.version},
            }
        )
    return found


def link(kind: str, slug: str | None) -> str | None:
    return address(kind, "detail", slug) if slug else None


# ------------------------------------------------------------------------------------------- parts
def speech_of(entry: Body) -> dict[str, Any]:
    fidelity = entry.get("fidelity") or ""
    return {
        "anchor": entry["anchor"],
        "speaker": entry.get("speaker") or _("Pembicara tidak dicatat"),
        "url": link("person", entry.get("person")),
        "role": role_words(entry),
        "kind": SPEECH_KINDS.get(entry.get("kind") or "", ""),
        "hours": hours(entry.get("start"), entry.get("end")),
        "minutes": minutes_between(entry.get("start"), entry.get("end")),
        "fidelity": FIDELITY.get(fidelity) or _("Bentuk catatan tidak disebut"),
        "is_from_press_release": fidelity == "siaran-pers",
        "is_verbatim": fidelity == "verbatim",
        "source": entry.get("source") or "",
        "agenda_item": entry.get("agenda_item"),
        "points": entry.get("points") or [],
        "paragraphs": entry.get("paragraphs") or [],
        "decisions": [],
        "commitments": [],
        "agenda": None,
    }


def agenda_of(items: list[Body]) -> list[Body]:
    """The agenda as it is nested. Every item has its ``items``: a template that asks a dictionary
    without them would be given the dictionary's own.
    """
    return [item | {"items": agenda_of(item.get("items") or [])} for item in items]


def decision_of(entry: Body) -> dict[str, Any]:
    kind = entry.get("kind") or "keputusan"
    return {
        "anchor": entry["anchor"],
        "code": kind,
        "label": f"{DECISION_KINDS.get(kind, kind)} {entry.get('number') or ''}".strip(),
        "number": entry.get("number"),
        "text": entry.get("text") or "",
        "owner": entry.get("owner") or "",
        "owner_url": link("organization", entry.get("owner_slug")),
        "agenda_item": entry.get("agenda_item"),
        "speech": entry.get("speech"),
        "sources": [],
        "commitments": [],
    }


def by_kind(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Decisions under their kinds: what was decided, then agreed, then recommended."""
    kinds = [*DECISION_KINDS, *{row["code"] for row in decisions} - set(DECISION_KINDS)]
    groups = [
        {
            "name": DECISION_HEADINGS.get(kind, kind),
            "rows": [row for row in decisions if row["code"] == kind],
        }
        for kind in kinds
    ]
    return [group for group in groups if group["rows"]]


def commitment_of(entry: Body, number: int, today: date) -> dict[str, Any]:
    due, progress = entry.get("date"), entry.get("progress") or {}
    return {
        "anchor": entry["anchor"],
        "number": number,
        "label": _("nomor %(number)s") % {"number": number},
        "text": entry.get("text") or "",
        "indicator": entry.get("indicator") or "",
        "measurement": entry.get("measurement") or "",
        "baseline": entry.get("baseline"),
        "target": entry.get("target"),
        "unit": entry.get("unit") or "",
        "direction": DIRECTIONS.get(entry.get("direction") or "", ""),
        "due": due,
        "owner": entry.get("owner") or "",
        "owner_url": link("organization", entry.get("owner_slug")),
        "co_owners": [
            {"name": owner["name"], "url": link("organization", owner.get("slug"))}
            for owner in entry.get("co_owners") or []
        ],
        "state": state_of(entry, today),
        "percent": progress.get("percent"),
        "value": progress.get("value"),
        "new_target": progress.get("target") if progress.get("is_changed") else None,
        "is_changed": bool(progress.get("is_changed")),
        "progress_url": link("progress", progress.get("slug")),
        "speech": entry.get("speech"),
        "decision": entry.get("decision"),
        "sources": [],
    }


def connect(
    agenda: list[Body],
    speeches: list[dict[str, Any]],
    decisions: list[dict[str, Any]],
    commitments: list[dict[str, Any]],
) -> None:
    """Lay the links between agenda item, speech, decision and promise, in both directions."""
    items = {item["anchor"]: item for item in every_item(agenda)}
    spoken = {speech["anchor"]: speech for speech in speeches}
    decided = {decision["anchor"]: decision for decision in decisions}
    for speech in speeches:
        speech["agenda"] = items.get(speech["agenda_item"])
    for decision in decisions:
        speaker = spoken.get(decision["speech"])
        item = items.get(decision["agenda_item"])
        if speaker:
            speaker["decisions"].append(decision)
            decision["sources"].append(spoken_source(speaker))
        if item:
            decision["sources"].append(
                {"anchor": item["anchor"], "words": _("acara"), "name": item.get("text") or ""}
            )
    for commitment in commitments:
        speaker = spoken.get(commitment["speech"])
        settled = decided.get(commitment["decision"])
        if speaker:
            speaker["commitments"].append(commitment)
            commitment["sources"].append(spoken_source(speaker))
        if settled:
            settled["commitments"].append(commitment)
            commitment["sources"].append(
                {"anchor": settled["anchor"], "words": settled["label"], "name": ""}
            )
    for speech in speeches:
        if number := len(speech["commitments"]):
            words = ngettext("%(n)s tindak lanjut", "%(n)s tindak lanjut", number)
            speech["commitment_words"] = words % {"n": number}


def spoken_source(speech: dict[str, Any]) -> dict[str, Any]:
    # English puts a word between the speech and its speaker.
    words = pgettext("ucapan seseorang", "%(kind)s") % {"kind": speech["kind"]}
    return {"anchor": speech["anchor"], "words": words, "name": speech["speaker"]}


def every_item(items: list[Body]) -> Iterable[Body]:
    for item in items:
        yield item
        yield from every_item(item["items"])


def mark_added(agenda: list[Body], documents: list[Body], first: Body) -> None:
    """Say of each item and paper whether the first version had it already."""
    known = {item["anchor"] for item in every_item(agenda_of(first.get("agenda") or []))}
    known |= {paper["sha256"] for paper in first.get("documents") or []}
    for item in every_item(agenda):
        item["is_added"] = item["anchor"] not in known
    for paper in documents:
        paper["is_added"] = paper["sha256"] not in known


def document_of(entry: Body) -> dict[str, Any]:
    return {
        "name": entry.get("name") or _("Dokumen tanpa judul"),
        "sha256": entry["sha256"],
        "size": entry.get("size"),
        "extension": "pdf" if entry.get("media_type") == "application/pdf" else "jpg",
    }
