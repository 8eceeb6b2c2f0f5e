"""The minutes (notula) of a published meeting as a PDF for archives and for screen readers.

How a paper is made and kept: ``publications.papers``. It says nothing that depends on the day it
is made: the same publication gives the same bytes.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from publications import papers
from publications.history import History, Version
from publications.models import Publication
from publications.page_cache import public_page
from publications.papers import LANGUAGE, qr
from publications.public import Withdrawn, current_or_moved, listing_or_moved, whole_number
from publications.templatetags.portal import long_date, moment, number, plain_date

from .reading import reading


@require_safe
@public_page
def meeting_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper of the version that holds, or with ``?versi=N`` of one that may still be read."""
    version = whole_number(request, "versi")
    publication = older(slug, version) if version else current_or_moved("meeting", slug)
    with translation.override(LANGUAGE):
        address = reverse("verify_seal", args=[publication.seal])
    verification = request.build_absolute_uri(address)
    path = papers.place(publication, verification)
    return papers.answer(
        request,
        path,
        f"notula-{publication.slug}-versi-{publication.version}.pdf",
        lambda: make_once(path, publication, verification),
    )


def older(slug: str, number_of_version: int) -> Publication:
    """That version, unless what it says was withdrawn."""
    history = History.of(listing_or_moved("meeting", slug).record_id)
    version = history.get(number_of_version)
    if version is None:
        raise Http404
    if not version.is_readable:
        raise Withdrawn(history.withdrawal or version.publication)
    return Publication.objects.get(pk=version.publication.pk)


# ----------------------------------------------------------------------------------------- making
def make_once(path: Path, publication: Publication, verification: str) -> None:
    """Put the paper at ``path`` if it is not there."""

    def made() -> bytes:
        versions = History.of(publication.record_id).versions
        return typeset(paper_data(publication, versions, verification), publication)

    papers.keep(path, made)


def typeset(data: dict[str, Any], publication: Publication) -> bytes:
    return papers.typeset("notula.typ", data, publication.published_at)


# ------------------------------------------------------------------------------ what the paper says
def paper_data(
    publication: Publication, versions: list[Version], verification: str
) -> dict[str, Any]:
    """The whole paper in words, ready to be laid out: the template adds headings and no facts."""
    day = publication.published_at.date()  # no state on paper depends on it
    with translation.override(LANGUAGE):
        page = reading(
            publication.body or {}, today=day, versions=versions, publication=publication
        )
        return json.loads(json.dumps(laid_out(page, publication, verification), default=str))


def laid_out(page: dict[str, Any], row: Publication, verification: str) -> dict[str, Any]:
    roll = page["attendance"]
    source = page["source"]
    return {
        "title": page["title"],
        "is_example": page["is_example"],
        "kop": [text for text in (page["organizer"], page["forum"]) if text],
        "number": f"Pertemuan ke-{page['number']} tahun {page['year']}" if page["number"] else "",
        "status": {"planned": "DIRENCANAKAN", "cancelled": "DIBATALKAN"}.get(page["status"], ""),
        "day": long_date(page["date"]) or "tidak dicatat",
        "hours": page["hours"] or "tidak dicatat",
        "location": page["location"] or "tidak dicatat",
        "errata": [{"title": item["title"], "text": item["text"]} for item in page["errata"]],
        "is_from_press_release": page["is_from_press_release"],
        "source": " · ".join(filter(None, (source.get("label"), source.get("url")))),
        "abstract": page["abstract"],
        "summary": [
            {"term": line["term"], "text": line["text"] or "belum dicatat"}
            for line in page["summary"]
        ],
        "agenda": list(agenda_lines(page["agenda"])),
        "chaired_by": page["chaired_by"],
        "minutes_by": page["minutes_by"],
        "roll": {
            "words": roll["words"],
            "note": roll["note"] or ("Daftar hadir belum dicatat." if roll["is_empty"] else ""),
            "groups": [
                {
                    "label": group["label"],
                    "text": ", ".join(filter(None, (group["words"], group["note"]))),
                }
                for group in roll["groups"]
            ],
            "headings": [
                {
                    "label": heading["label"],
                    "words": heading["words"],
                    "rows": [person_line(person) for person in heading["rows"]],
                }
                for heading in roll["headings"]
            ],
        },
        "speeches": [speech_block(speech) for speech in page["speeches"]],
        "decisions": [
            {
                "name": group["name"],
                "rows": [decision_line(decision) for decision in group["rows"]],
            }
            for group in page["decisions"]
        ],
        "outcome_note": page["outcome_note"],
        "commitments": [commitment_line(commitment) for commitment in page["commitments"]],
        "closing": closing(page),
        "attachments": [
            *({"name": photo["caption"] or "Foto", "kind": "foto", "sha256": photo["sha256"]}
              for photo in page["photos"]),
            *({"name": document["name"], "kind": "dokumen", "sha256": document["sha256"]}
              for document in page["documents"]),
        ],
        "version": row.version,
        "published_at": moment(row.published_at),
        "published_on": plain_date(row.published_at),
        "seal": row.seal,
        "verification": verification,
        "qr": qr(verification),
        "lacks_letters": False,
    }  # fmt: skip


def agenda_lines(items: list[dict[str, Any]], before: str = "") -> Iterator[dict[str, Any]]:
    """The agenda in one list: 1, 2, 2.1, …"""
    for position, item in enumerate(items, 1):
        place = f"{before}{position}"
        start, end = item.get("start"), item.get("end")
        yield {
            "place": place,
            "depth": place.count("."),
            "text": item.get("text") or "",
            "hours": "–".join(filter(None, (start, end))).replace(":", "."),
            "notes": item.get("notes") or "",
        }
        yield from agenda_lines(item.get("items") or [], f"{place}.")


def person_line(person: dict[str, Any]) -> list[str]:
    status = person["words"]
    if person["represented_by"]:
        status = f"{status} oleh {person['represented_by']}"
    return [person["name"] or "nama tidak dicatat", person["role"], str(status)]


def speech_block(speech: dict[str, Any]) -> dict[str, Any]:
    agenda = f"acara: {speech['agenda']['text']}" if speech["agenda"] else ""
    parts = (speech["role"], speech["kind"], speech["hours"], agenda)
    return {
        "speaker": speech["speaker"],
        "about": " · ".join(str(part) for part in parts if part),
        "points": [point["text"] for point in speech["points"]],
        "paragraphs": [paragraph["text"] for paragraph in speech["paragraphs"]],
        "form": " · ".join(str(part) for part in (speech["fidelity"], speech["source"]) if part),
    }


def decision_line(decision: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": str(decision["number"] or ""),
        "text": decision["text"],
        "owner": decision["owner"] or "belum dicatat",
    }


def commitment_line(commitment: dict[str, Any]) -> dict[str, str]:
    owners = commitment["owner"] or "belum dicatat"
    if commitment["co_owners"]:
        owners += " bersama " + ", ".join(owner["name"] for owner in commitment["co_owners"])
    baseline, target = commitment["baseline"], commitment["target"]
    measure = "ukuran belum dicatat"
    if commitment["indicator"]:
        measure = (
            f"{commitment['indicator']}: dari "
            f"{number(baseline) if baseline is not None else '(nilai awal belum dicatat)'} menjadi "
            f"{number(target) if target is not None else '(sasaran belum dicatat)'} "
            f"{commitment['unit']}"
        ).strip()
    return {
        "number": str(commitment["number"]),
        "text": commitment["text"],
        "measure": measure,
        "owners": owners,
        "due": plain_date(commitment["due"]) or "belum ditetapkan",
    }


def closing(page: dict[str, Any]) -> str:
    if page["status"] == "planned":
        return "Pertemuan ini belum berlangsung."
    if page["status"] == "cancelled":
        return "Pertemuan ini dibatalkan."
    end = page["end"]
    return f"Pertemuan ditutup pukul {end}." if end else "Waktu penutupan tidak dicatat."
