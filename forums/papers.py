"""The minutes (notula) of a published meeting as a PDF for archives and for screen readers.

A paper is made when it is first asked for, by a short-lived process (``typeset``), and kept; why
so: docs/decisions/0011-papers-when-first-asked-for.md. It says nothing that depends on the day it
is made: the same publication gives the same bytes.
"""

import contextlib
import fcntl
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from publications.history import History, Version
from publications.models import Publication
from publications.page_cache import public_page
from publications.public import Withdrawn, current_or_moved, listing_or_moved, whole_number
from publications.templatetags.portal import long_date, moment, number, plain_date

from .reading import reading

SECONDS = 60  # for one paper; the largest takes about one
PATIENCE = 30  # seconds to wait while other papers are being made
LANGUAGE = "id"  # the record is Indonesian, and so is its paper
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "papers"


class NotNow(Exception):
    """The paper could not be made in time; asking again will help."""


@require_safe
@public_page
def meeting_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper of the version that holds, or with ``?versi=N`` of one that may still be read."""
    version = whole_number(request, "versi")
    publication = older(slug, version) if version else current_or_moved("meeting", slug)
    with translation.override(LANGUAGE):
        address = reverse("verify_seal", args=[publication.seal])
    verification = request.build_absolute_uri(address)
    # The address is printed on the paper: a portal with two names has two papers.
    name = hashlib.sha256(verification.encode()).hexdigest()[:8]
    path = Path(settings.PAPERS_DIR) / f"{publication.seal}-{LANGUAGE}-{name}.pdf"
    etag = f'"{path.stem}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=0, s-maxage=60, must-revalidate",
        "Content-Disposition": (
            f'inline; filename="notula-{publication.slug}-versi-{publication.version}.pdf"'
        ),
    }
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponseNotModified(headers=headers)
    try:
        make_once(path, publication, verification)
    except NotNow:
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "30"
        return response
    return HttpResponse(path.read_bytes(), content_type="application/pdf", headers=headers)


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
    """Put the paper at ``path`` if it is not there; one paper at a time, each whole or not at all.

    One lock for all papers: however many are asked for at once, one Typst uses memory.
    """
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone(path.parent / "lock"):
        if path.is_file():  # somebody made it while we waited
            return
        versions = History.of(publication.record_id).versions
        save(path, typeset(paper_data(publication, versions, verification), publication))


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold the lock; it is given back with the process, whatever happens to it."""
    until = time.monotonic() + PATIENCE
    with lock.open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise NotNow from None
                time.sleep(0.05)
        yield


def typeset(data: dict[str, Any], publication: Publication) -> bytes:
    """The finished PDF, from a process that is gone when this returns."""
    order = {
        "template": str(TEMPLATES / "notula.typ"),
        "root": str(TEMPLATES),
        "fonts": [str(Path(settings.BUILD_DIR) / "fonts")],
        "moment": int(publication.published_at.timestamp()),
        "data": data,
    }
    program = Path(settings.BASE_DIR) / "forums" / "typeset.py"
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(program)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=SECONDS,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},  # none of our secrets
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotNow from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise RuntimeError(f"{publication}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def save(path: Path, paper: bytes) -> None:
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(paper)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


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


def qr(address: str) -> str:
    """An SVG of dark squares; read from paper it opens the page that verifies this publication."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, border=2, light="#fff"
    )
    return drawn.getvalue().decode()
