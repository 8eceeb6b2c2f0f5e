"""A meeting as Akoma Ntoso 3.0 (OASIS LegalDocML): a ``debate``, where each speech says who spoke
(``by``) and in which role (``as``), as both were on the day.

Made from the published document and from nothing else. What the standard has no element for (the
promises) stands in a section of its own; anchors of the page are the ``eId`` of the same parts.
"""

import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from publications.canonical import utc
from publications.history import address
from publications.models import Publication
from publications.page_cache import public_page
from publications.public import current_or_moved

from .words import ATTENDANCE, DECISION_KINDS, role_words

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no way to write them
NOBODY = "Pembicara tidak dicatat"
SOURCE = "#portal"

Node = ElementTree.Element


@require_safe
@public_page
def meeting_akn(request: HttpRequest, slug: str) -> HttpResponse:
    publication = current_or_moved("meeting", slug)
    with translation.override("id"):  # the record is Indonesian
        root = debate(publication, request.build_absolute_uri("/").rstrip("/"))
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    response = HttpResponse(text, content_type="application/akn+xml; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{publication.slug}.akn.xml"'
    return response


def debate(publication: Publication, site: str) -> Node:
    body = publication.body or {}
    root = ElementTree.Element("akomaNtoso", {"xmlns": NAMESPACE})
    document = add(root, "debate", name="debate")
    cast = Cast(body)
    meta(document, publication, body, cast, site)
    preface(document, body)
    main = add(document, "debateBody")
    agenda(main, body.get("agenda") or [])
    roll(main, body.get("attendance") or {})
    speeches(main, body, cast)
    decisions(main, body)
    promises(main, body.get("commitments") or [])
    if len(main) == 0:
        section = add(main, "debateSection", name="catatan", eId="catatan")
        add(section, "p", "Isi pertemuan ini belum dicatat.")
    return root


def add(parent: Node, name: str, text: Any = None, /, **attributes: Any) -> Node:
    given = {key.rstrip("_"): clean(value) for key, value in attributes.items() if value}
    node = ElementTree.SubElement(parent, name, given)
    if text is not None:
        node.text = clean(text)
    return node


def clean(text: Any) -> str:
    return CONTROL.sub("", str(text))


def paragraphs(parent: Node, text: str, **attributes: Any) -> None:
    """Each line a paragraph; the anchor belongs to the first."""
    lines = [line for line in text.splitlines() if line.strip()] or [text or "belum dicatat"]
    for position, line in enumerate(lines):
        add(parent, "p", line, **(attributes if position == 0 else {}))


# ------------------------------------------------------------------------------------ who and what
class Cast:
    """Who speaks and as what: each once, under an id that ``by`` and ``as`` point to."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.people: dict[tuple[str, str], str] = {}
        self.roles: dict[str, str] = {}
        for speech in body.get("speeches") or []:
            slug = speech.get("person") or ""
            who = (slug, "" if slug else speech.get("speaker") or NOBODY)
            self.people.setdefault(who, f"orang-{slug or len(self.people) + 1}")
            if role := role_words(speech):
                self.roles.setdefault(role, f"jabatan-{len(self.roles) + 1}")
        self.names = {
            speech["person"]: speech.get("speaker") or NOBODY
            for speech in body.get("speeches") or []
            if speech.get("person")
        }

    def by(self, speech: dict[str, Any]) -> str:
        slug = speech.get("person") or ""
        return "#" + self.people[(slug, "" if slug else speech.get("speaker") or NOBODY)]

    def as_(self, speech: dict[str, Any]) -> str:
        role = role_words(speech)
        return f"#{self.roles[role]}" if role else ""


def meta(
    document: Node, publication: Publication, body: dict[str, Any], cast: Cast, site: str
) -> None:
    day = body.get("date") or utc(publication.published_at)[:10]
    published = utc(publication.published_at)[:10]
    work = f"/akn/id/debate/{day}/{publication.slug}"
    expression = f"{work}/ind@{published}"
    identification = add(add(document, "meta"), "identification", source=SOURCE)
    for level, uri, date, name in (
        ("FRBRWork", work, day, "pertemuan"),
        ("FRBRExpression", expression, published, "terbit"),
        ("FRBRManifestation", f"{expression}.akn", published, "terbit"),
    ):
        part = add(identification, level)
        add(part, "FRBRthis", value=f"{uri}/!main")
        add(part, "FRBRuri", value=uri)
        if level == "FRBRWork":
            add(part, "FRBRalias", value=titled(body), name="title")
        add(part, "FRBRdate", date=date, name=name)
        add(part, "FRBRauthor", href="#forum" if level == "FRBRWork" else SOURCE)
        if level == "FRBRWork":
            add(part, "FRBRcountry", value="id")
        elif level == "FRBRExpression":
            add(part, "FRBRversionNumber", value=publication.version)
            add(part, "FRBRlanguage", language="ind")
    references = add(document[0], "references", source=SOURCE)
    portal, forum = "Forum Kemitraan Kota Magelang", (body.get("forum") or {}).get("name")
    add(references, "TLCOrganization", eId="portal", href=f"{site}/", showAs=portal)
    add(references, "TLCOrganization", eId="forum", href=f"{site}/", showAs=forum or portal)
    for (slug, name), key in cast.people.items():
        page = address("person", "detail", slug) if slug else None
        add(
            references, "TLCPerson", eId=key, href=f"{site}{page or '/'}",
            showAs=cast.names.get(slug) or name,
        )  # fmt: skip
    for role, key in cast.roles.items():
        add(references, "TLCRole", eId=key, href=f"{site}/", showAs=role)
    proprietary = add(document[0], "proprietary", source=SOURCE)
    seal = ElementTree.SubElement(proprietary, "segel", {"xmlns": f"{site}/data/kamus-data.md"})
    seal.text = publication.seal
    seal.set("periksa", site + reverse("verify_seal", args=[publication.seal]))


def titled(body: dict[str, Any]) -> str:
    title = body.get("title") or ""
    return f"CONTOH: {title}" if body.get("is_example") else title


def preface(document: Node, body: dict[str, Any]) -> None:
    line = add(add(document, "preface"), "p")
    add(line, "docTitle", titled(body))
    parts = [body.get("date"), body.get("location") or "tempat belum dicatat"]
    add(document[-1], "p", ", ".join(part for part in parts if part))
    if body.get("abstract"):
        paragraphs(document[-1], body["abstract"])


# --------------------------------------------------------------------------------------- the parts
def agenda(main: Node, items: list[dict[str, Any]]) -> None:
    if not items:
        return
    section = add(main, "debateSection", name="acara", eId="acara")
    add(section, "heading", "Acara")
    for item in every(items):
        hours = "–".join(filter(None, (item.get("start"), item.get("end"))))
        text = " · ".join(filter(None, (hours, item.get("text"), item.get("notes"))))
        paragraphs(section, text, eId=item.get("anchor"))


def every(items: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield item
        yield from every(item.get("items") or [])


def roll(main: Node, attendance: dict[str, Any]) -> None:
    section = add(main, "rollCall", eId="kehadiran")
    add(section, "heading", "Kehadiran")
    if attendance.get("note") or not attendance.get("recorded"):
        paragraphs(section, attendance.get("note") or "Daftar hadir belum dicatat.")
    for heading in attendance.get("headings") or []:
        for row in heading.get("rows") or []:
            status = str(ATTENDANCE.get(row.get("status") or "", row.get("status") or ""))
            who = ", ".join(filter(None, (row.get("name"), role_words(row))))
            add(section, "p", f"{who or 'nama tidak dicatat'}: {status}")
    for group in attendance.get("groups") or []:
        number = group.get("headcount")
        told = f"{number} orang" if number is not None else "jumlah tidak dicatat"
        add(section, "p", f"{group.get('label') or 'rombongan'}: {told}")


def speeches(main: Node, body: dict[str, Any], cast: Cast) -> None:
    rows = body.get("speeches") or []
    if not rows:
        return
    section = add(main, "debateSection", name="sambutan", eId="sambutan")
    add(section, "heading", "Sambutan dan tanggapan")
    for row in rows:
        speech = add(
            section, "speech", eId=row["anchor"], by=cast.by(row), as_=cast.as_(row),
            startTime=moment(body.get("date"), row.get("start")),
            endTime=moment(body.get("date"), row.get("end")),
        )  # fmt: skip
        name = row.get("speaker") or NOBODY
        add(speech, "from", ", ".join(filter(None, (name, role_words(row)))))
        units = [*(row.get("points") or []), *(row.get("paragraphs") or [])]
        for unit in units:
            paragraphs(speech, unit.get("text") or "", eId=unit.get("anchor"))
        if not units:
            add(speech, "p", "Isi ucapan belum dicatat.")


def moment(day: str | None, hour: str | None) -> str:
    return f"{day}T{hour}:00+07:00" if day and hour else ""


def decisions(main: Node, body: dict[str, Any]) -> None:
    rows = body.get("decisions") or []
    if not rows and not body.get("outcome_note"):
        return
    section = add(main, "resolutions", eId="keputusan")
    add(section, "heading", "Keputusan")
    if body.get("outcome_note"):
        paragraphs(section, body["outcome_note"])
    for row in rows:
        label = f"{DECISION_KINDS.get(row.get('kind') or '', '')} {row.get('number') or ''}".strip()
        owner = row.get("owner") or "belum dicatat"
        text = f"{label}: {row.get('text') or ''} (penanggung jawab: {owner})"
        paragraphs(section, text, eId=row["anchor"])


def promises(main: Node, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    section = add(main, "debateSection", name="tindak-lanjut", eId="tindak-lanjut")
    add(section, "heading", "Tindak lanjut")
    for row in rows:
        owner, due = row.get("owner") or "belum dicatat", row.get("date") or "belum ditetapkan"
        text = f"{row.get('text') or ''} (penanggung jawab: {owner}; tenggat: {due})"
        paragraphs(section, text, eId=row["anchor"])
