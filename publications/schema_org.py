"""The subject of a page in the words of schema.org, for search engines: drawn from its document.

It says no more than the page. What is fictional is marked in its name, as it is on the page.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from .history import address, addresses
from .models import Publication

Absolute = Callable[[str], str]
STATUS = {"cancelled": "EventCancelled"}
MEMBERS = 50


def data_block(publication: Publication, absolute: Absolute, today: date) -> SafeString:
    """A block of data, which no browser runs; nothing in it can end it."""
    make = SUBJECTS.get(publication.kind)
    body = publication.body
    if make is None or not body:
        return SafeString("")
    page = address(publication.kind, "detail", publication.slug) or "/"
    found = {
        "@context": "https://schema.org",
        "@id": absolute(page),
        "url": absolute(page),
        **make(body, absolute, today),
    }
    found = {name: value for name, value in found.items() if value not in (None, "", [], {})}
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def named(body: dict[str, Any]) -> str:
    title = body.get("title") or ""
    return f"CONTOH: {title}" if body.get("is_example") else title


def meeting(body: dict[str, Any], absolute: Absolute, today: date) -> dict[str, Any]:
    organizer = body.get("organizer") or {}
    paper = address("meeting", "pdf", body.get("slug"))
    return {
        "@type": "Event",
        "name": named(body),
        "description": body.get("abstract"),
        "inLanguage": "id",
        "startDate": moment(body.get("date"), body.get("start_time")),
        "endDate": moment(body.get("date"), body.get("end_time")) if body.get("end_time") else None,
        "eventStatus": "https://schema.org/"
        + STATUS.get(body.get("status") or "", "EventScheduled"),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": body.get("location") or (body.get("area") or {}).get("full_name"),
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Kota Magelang",
                "addressCountry": "ID",
            },
        },
        "organizer": linked("Organization", "organization", organizer, absolute),
        "subjectOf": {
            "@type": "DigitalDocument",
            "encodingFormat": "application/pdf",
            "url": absolute(paper),
        }
        if paper
        else None,
    }


def moment(day: str | None, hour: str | None) -> str | None:
    """2025-12-22T09:00:00+07:00, or the day alone; Magelang keeps WIB all year."""
    return f"{day}T{hour}:00+07:00" if day and hour else day


def linked(
    type: str, kind: str, reference: dict[str, Any], absolute: Absolute
) -> dict[str, Any] | None:
    if not reference.get("name"):
        return None
    page = address(kind, "detail", reference["slug"]) if reference.get("slug") else None
    return {"@type": type, "name": reference["name"]} | ({"url": absolute(page)} if page else {})


def organization(body: dict[str, Any], absolute: Absolute, today: date) -> dict[str, Any]:
    area = body.get("area") or {}
    is_government = (body.get("classification") or {}).get("sector") == "government"
    person, seats = addresses("person"), []
    for post in body.get("posts") or []:
        for term in post.get("terms") or []:
            page = person(term.get("person"))
            if page and holds(term, today):
                seats.append(
                    {
                        "@type": "OrganizationRole",
                        "roleName": term.get("role") or post.get("label"),
                        "startDate": known(term, "start"),
                        "member": {
                            "@type": "Person",
                            "name": term["name"],
                            "url": absolute(page),
                        },
                    }
                )
    return {
        "@type": "GovernmentOrganization" if is_government else "Organization",
        "name": named(body),
        "alternateName": [
            *filter(None, [body.get("abbreviation")]),
            *(body.get("other_names") or []),
        ],
        "foundingDate": body.get("founding_date"),
        "dissolutionDate": body.get("dissolution_date"),
        "areaServed": {
            "@type": "AdministrativeArea",
            "name": area.get("full_name"),
            "identifier": area.get("identifier"),
        },
        "parentOrganization": linked(
            "Organization", "organization", body.get("parent") or {}, absolute
        ),
        "member": [
            {name: value for name, value in seat.items() if value} for seat in seats[:MEMBERS]
        ],
    }


def person(body: dict[str, Any], absolute: Absolute, today: date) -> dict[str, Any]:
    now = [term for term in body.get("memberships") or [] if holds(term, today)]
    organization = addresses("organization")
    return {
        "@type": "Person",
        "name": named(body),
        "honorificPrefix": body.get("honorific_prefix"),
        "honorificSuffix": body.get("honorific_suffix"),
        "alternateName": body.get("other_names"),
        "jobTitle": [term["role"] for term in now],
        "affiliation": [
            {"@type": "Organization", "name": term["organization"]}
            | ({"url": absolute(page)} if (page := organization(term["organization_slug"])) else {})
            for term in now
        ],
    }


def holds(term: dict[str, Any], today: date) -> bool:
    day = today.isoformat()
    return (not term.get("start") or term["start"] <= day) and (
        not term.get("end") or day <= term["end"]
    )


def known(term: dict[str, Any], name: str) -> str | None:
    """A day as exactly as its source knows it: 2024, 2024-05, 2024-05-17."""
    length = {"year": 4, "month": 7}.get(term.get(f"{name}_precision") or "", 10)
    return (term.get(name) or "")[:length] or None


SUBJECTS: dict[str, Callable[[dict[str, Any], Absolute, date], dict[str, Any]]] = {
    "meeting": meeting,
    "organization": organization,
    "person": person,
}
