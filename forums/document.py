"""What the public may know of a meeting: the allow-list, the only road from record to publication.

Never here: reasons and proofs of absence, contacts, signed sheets, files not marked public, names
of people under 18. A named row's absence is published without its kind; only counts tell more.
Anchors are whole row keys, so a quotation survives a correction that reorders the page, and two
rows never share one, whatever keys a browser minted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID

from organizations.document import area_mentions, area_reference, day, public_slugs
from organizations.models import Capacity, Organization

from .models import (
    AgendaItem,
    Attachment,
    Attendance,
    Commitment,
    Decision,
    Meeting,
    Speech,
)

UNNAMED_MINOR = "Peserta di bawah 18 tahun"
FEW_ABSENCES = 5


def meeting_document(meeting: Meeting) -> dict[str, Any]:
    """The whole meeting as readers get it. Shape: docs/data-dictionary.md."""
    agenda = list(meeting.agenda.all())
    roll = list(meeting.attendances.select_related("person", "area", "organization"))
    groups = list(meeting.attendance_groups.all())
    speeches = list(meeting.speeches.select_related("speaker", "organization"))
    decisions = list(meeting.decisions.select_related("owner"))
    commitments = list(
        meeting.commitments.select_related("owner__area", "owner_post__organization")
        .prefetch_related("co_owners__area")
        .all()
    )
    attachments = list(meeting.attachments.filter(is_public=True).select_related("file"))
    slugs = public_slugs(
        [
            meeting.organizer_id,
            *(row.person_id for row in roll),
            *(row.organization_id for row in roll),
            *(speech.speaker_id for speech in speeches),
            *(speech.organization_id for speech in speeches),
            *(decision.owner_id for decision in decisions),
            *(commitment.owner_id for commitment in commitments),
            *(owner.pk for commitment in commitments for owner in commitment.co_owners.all()),
        ]
    )
    photos = [item for item in attachments if item.type == Attachment.Kind.PHOTO]
    documents = [item for item in attachments if item.type == Attachment.Kind.DOCUMENT]
    return {
        "schema": 1,
        "kind": "meeting",
        "id": str(meeting.pk),
        "slug": meeting.slug,
        "title": meeting.name,
        "is_example": meeting.is_example,
        "date": day(meeting.date),
        "forum": {
            "name": meeting.forum.name,
            "slug": meeting.forum.slug,
            "number": meeting.number,
            "year": meeting.date.year,
        },
        "classification": meeting.classification,
        "status": meeting.status,
        "start_time": clock(meeting.start_time),
        "end_time": clock(meeting.end_time),
        "location": meeting.location,
        "organizer": (
            {"name": meeting.organizer_label, "slug": slugs.get(meeting.organizer_id)}
            if meeting.organizer_label
            else None
        ),
        "area": area_reference(meeting.area),
        "chaired_by": meeting.chaired_by,
        "minutes_by": meeting.minutes_by,
        "abstract": meeting.abstract,
        "summary": {
            "agreed": meeting.summary_agreed,
            "who": meeting.summary_who,
            "when": meeting.summary_when,
        },
        "source": {"label": meeting.source, "url": meeting.source_url} if meeting.source else None,
        "agenda": agenda_entries(agenda),
        "attendance": attendance_entry(meeting, roll, groups, slugs),
        "speeches": [speech_entry(speech, slugs) for speech in speeches],
        "outcome_note": meeting.outcome_note,
        "decisions": [decision_entry(decision, slugs) for decision in decisions],
        "commitments": [commitment_entry(commitment, slugs) for commitment in commitments],
        "photos": [photo_entry(item) for item in photos],
        "documents": [file_entry(item) for item in documents],
        "files": sorted(
            {
                digest
                for item in attachments
                for digest in (item.file_id, *item.file.variants.values())
            }
        ),
        "mentions": meeting_mentions(meeting, roll, speeches, commitments),
        "card": {
            "title": meeting.name,
            "date": day(meeting.date),
            "abstract": meeting.abstract or meeting.summary_agreed,
            "area": meeting.area.full_name,
            "area_code": meeting.area.identifier,
            "forum": meeting.forum.name,
            "status": meeting.status,
            "speeches": len(speeches),
            "decisions": len(decisions),
            "commitments": len(commitments),
            "from_press_release": any(
                speech.fidelity == Speech.Fidelity.PRESS_RELEASE for speech in speeches
            ),
            "is_example": meeting.is_example,
        },
    }


def clock(value: time | None) -> str | None:
    """Local time in Magelang (WIB), "09:00"."""
    return value.strftime("%H:%M") if value else None


def exact(value: Decimal | None) -> str | None:
    """A number in its shortest exact spelling: 17.00 is "17", 17.50 is "17.5"."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def anchor(prefix: str, row_id: UUID | None) -> str | None:
    return f"{prefix}-{row_id.hex}" if row_id else None


def agenda_entries(items: list[AgendaItem], parent: UUID | None = None) -> list[dict[str, Any]]:
    return [
        {
            "anchor": anchor("acara", item.pk),
            "type": "agenda_item",
            "text": item.name,
            "start": clock(item.start),
            "end": clock(item.end),
            "planned_minutes": item.planned_minutes,
            "notes": item.notes,
            "items": agenda_entries(items, item.pk),
        }
        for item in items
        if item.parent_id == parent
    ]


def public_name(row: Attendance | Speech, name: str) -> str:
    person = row.person if isinstance(row, Attendance) else row.speaker
    return UNNAMED_MINOR if person and person.is_minor else name


def public_slug(person: Any, slugs: dict[UUID | None, str]) -> str | None:
    return slugs.get(person.pk) if person and not person.is_minor else None


def public_status(row: Attendance) -> str:
    """Why somebody stayed away is nobody's business: absent is absent."""
    if row.status in ("", Attendance.Status.PRESENT, Attendance.Status.REPRESENTED):
        return row.status or "belum-dicatat"
    return "tidak-hadir"


def counts(rows: Iterable[Attendance]) -> dict[str, int]:
    """How many came, sent somebody, stayed away, or were not recorded."""
    rows = list(rows)
    tally = Counter(row.status for row in rows)
    return {
        "invited": sum(row.is_invited for row in rows),
        "listed": len(rows),
        "present": tally[Attendance.Status.PRESENT],
        "represented": tally[Attendance.Status.REPRESENTED],
        "absent": sum(row.is_absent for row in rows),
        "unrecorded": tally[""],
    }


def counts_of_all(roll: list[Attendance]) -> dict[str, int]:
    """The same for the whole roll; where many stayed away, also how many of them excused.

    Izin, sakit and dinas luar are told only together. Among a few absences even that would tell
    why a named person stayed away.
    """
    numbers = counts(roll)
    if numbers["absent"] < FEW_ABSENCES:
        return numbers
    unexplained = sum(row.status == Attendance.Status.UNEXPLAINED for row in roll)
    return numbers | {
        "excused": numbers["absent"] - unexplained,
        "unexplained": unexplained,
    }


def attendance_entry(
    meeting: Meeting, roll: list[Attendance], groups: list[Any], slugs: dict[UUID | None, str]
) -> dict[str, Any]:
    headings: dict[str, list[Attendance]] = {}
    for row in roll:
        headings.setdefault(row.group_label or "Undangan lain", []).append(row)
    by_area: dict[str, list[Attendance]] = {}
    for row in roll:
        if row.area and row.area.classification == row.area.Classification.SUBDISTRICT:
            by_area.setdefault(row.area.identifier, []).append(row)
    return {
        "recorded": bool(roll) or any(group.headcount is not None for group in groups),
        "note": meeting.roll_note,
        "counts": counts_of_all(roll),
        "headings": [
            {
                "label": label,
                "counts": counts(rows),
                "rows": [roll_entry(row, slugs) for row in rows],
            }
            for label, rows in headings.items()
        ],
        "groups": [
            {
                "label": group.label,
                "headcount": group.headcount,
                "note": group.note,
                "source": group.source,
            }
            for group in groups
        ],
        "by_area": {code: counts(rows) for code, rows in sorted(by_area.items())},
    }


def roll_entry(row: Attendance, slugs: dict[UUID | None, str]) -> dict[str, Any]:
    return {
        "name": public_name(row, row.name),
        "person": public_slug(row.person, slugs),
        "role": row.role_label,
        "capacity": row.capacity if row.name else Capacity.DEFINITIVE.value,
        "organization": row.organization_label,
        "organization_slug": slugs.get(row.organization_id),
        "status": public_status(row),
        "represented_by": row.represented_by if row.status == "diwakili" else "",
        "on_behalf_of": row.on_behalf_of,
        "arrived_at": clock(row.arrived_at),
        "left_at": clock(row.left_at),
        "is_invited": row.is_invited,
        "source": row.source,
    }


def speech_entry(speech: Speech, slugs: dict[UUID | None, str]) -> dict[str, Any]:
    own = anchor("sambutan", speech.pk)
    return {
        "anchor": own,
        "type": "speech",
        "text": "",
        "speaker": public_name(speech, speech.speaker_name),
        "person": public_slug(speech.speaker, slugs),
        "role": speech.role_label,
        "capacity": speech.capacity,
        "organization": speech.organization_label,
        "kind": speech.type,
        "start": clock(speech.start),
        "end": clock(speech.end),
        "fidelity": speech.fidelity,
        "source": speech.source,
        "agenda_item": anchor("acara", speech.agenda_item_id),
        "points": [
            {"anchor": f"{own}-{number}", "type": "point", "text": text}
            for number, text in enumerate(speech.points, 1)
        ],
        "paragraphs": [
            {"anchor": f"{own}-teks-{number}", "type": "paragraph", "text": text}
            for number, text in enumerate(speech.paragraphs, 1)
        ],
    }


def decision_entry(decision: Decision, slugs: dict[UUID | None, str]) -> dict[str, Any]:
    return {
        "anchor": anchor("keputusan", decision.pk),
        "type": "decision",
        "text": decision.text,
        "kind": decision.classification,
        "number": decision.number,
        "owner": decision.owner_label,
        "owner_slug": slugs.get(decision.owner_id),
        "agenda_item": anchor("acara", decision.agenda_item_id),
        "speech": anchor("sambutan", decision.source_speech_id),
    }


def commitment_entry(commitment: Commitment, slugs: dict[UUID | None, str]) -> dict[str, Any]:
    owner = commitment.owner
    co_owners = sorted(commitment.co_owners.all(), key=lambda item: item.name)
    owners = [item for item in [owner, *co_owners] if item]
    return {
        "anchor": anchor("tindak-lanjut", commitment.pk),
        "type": "commitment",
        "text": commitment.text,
        "indicator": commitment.indicator,
        "measurement": commitment.measurement,
        "baseline": exact(commitment.baseline),
        "target": exact(commitment.target),
        "unit": commitment.unit,
        "direction": commitment.direction,
        "date": day(commitment.due_date),
        "owner": commitment.owner_label,
        "owner_slug": slugs.get(owner.pk) if owner else None,
        "co_owners": [{"name": item.name, "slug": slugs.get(item.pk)} for item in co_owners],
        "speech": anchor("sambutan", commitment.source_speech_id),
        "decision": anchor("keputusan", commitment.source_decision_id),
        "meeting": {"slug": commitment.meeting.slug, "title": commitment.meeting.name},
        "is_example": commitment.meeting.is_example,
        "mentions": sorted(
            {
                *(f"organization:{item.slug}" for item in owners),
                *(word for item in owners for word in area_mentions(item.area)),
                *holding(
                    "example_promised" if commitment.meeting.is_example else "promised", owners
                ),
                *area_mentions(commitment.meeting.area),
                f"year:{commitment.meeting.date.year}",
                *([f"due:{day(commitment.due_date)}"] if commitment.due_date else []),
                *example_mentions(commitment),
            }
        ),
    }


def taking_part(word: str, roll: list[Attendance]) -> Iterator[str]:
    """Whose kelurahan and institutions these were: counted once a meeting each."""
    for row in roll:
        if row.area and row.area.classification == "kelurahan":
            yield f"{word}:{row.area.identifier}"
        if row.organization:
            yield f"{word}_org:{row.organization.slug}"


def holding(word: str, owners: Iterable[Organization]) -> Iterator[str]:
    """Whose promise this is, or who reported on it."""
    for owner in owners:
        yield f"{word}_org:{owner.slug}"
        if owner.area and owner.area.classification == "kelurahan":
            yield f"{word}:{owner.area.identifier}"


def example_mentions(commitment: Commitment) -> list[str]:
    """An example is counted apart, so that no figure mixes it with what was really promised."""
    if not commitment.meeting.is_example:
        return []
    due = commitment.due_date
    return ["example", *([f"example_due:{day(due)}"] if due else [])]


def photo_entry(item: Attachment) -> dict[str, Any]:
    return {
        "sha256": item.file_id,
        "width": item.file.width,
        "height": item.file.height,
        "variants": item.file.variants,
        "caption": item.name,
        "alternative_text": item.alternative_text,
        "credit": item.credit,
    }


def file_entry(item: Attachment) -> dict[str, Any]:
    return {
        "sha256": item.file_id,
        "media_type": item.file.media_type,
        "size": item.file.size,
        "name": item.name,
    }


def meeting_mentions(
    meeting: Meeting,
    roll: list[Attendance],
    speeches: list[Speech],
    commitments: list[Commitment],
) -> list[str]:
    """What this meeting is found under. Coming to a meeting counts; being invited does not."""
    came = [
        row
        for row in roll
        if row.status in (Attendance.Status.PRESENT, Attendance.Status.REPRESENTED)
    ]
    organizations = {
        meeting.organizer,
        *(row.organization for row in came),
        *(speech.organization for speech in speeches),
        *(commitment.owner for commitment in commitments),
        *(owner for commitment in commitments for owner in commitment.co_owners.all()),
    }
    spoke = {speech.attendance_id for speech in speeches}
    apart = "example_" if meeting.is_example else ""  # fiction is never counted among facts
    people = {
        *(row.person for row in came if row.status == Attendance.Status.PRESENT),
        *(speech.speaker for speech in speeches),
    }
    return sorted(
        {
            f"year:{meeting.date.year}",
            f"forum:{meeting.forum.slug}",
            *area_mentions(meeting.area),
            *(word for row in came for word in area_mentions(row.area)),
            *taking_part(f"{apart}invited", [row for row in roll if row.is_invited or row in came]),
            *taking_part(f"{apart}came", came),
            *taking_part(f"{apart}spoke", [row for row in roll if row.pk in spoke]),
            *(f"organization:{item.slug}" for item in organizations if item),
            *(f"person:{item.slug}" for item in people if item and not item.is_minor),
        }
    )
