"""What the benchmark measures on: one large meeting, and a catalogue of many small publications."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from forums.models import Attendance, Meeting
from organizations.models import Area
from publications.models import Publication
from tests import builders

KELURAHAN = "33.71.01.1003", "33.71.02.1004", "33.71.03.1005", "33.71.01.1011", "33.71.03.1006"


def large_meeting(by: Any) -> Meeting:
    """200 attendances, 10 speeches of six points, 10 promises: the largest forum of a year."""
    meeting = builders.meeting("Forum besar", start_time="09:00", end_time="12:00")
    areas = list(Area.objects.filter(classification="kelurahan"))
    rows = [
        builders.attendance(
            meeting,
            f"Hadirin {number}",
            status=["hadir", "hadir", "hadir", "izin", "tk"][number % 5],
            role_label=f"Ketua LPMK {areas[number % 17].name}",
            organization_label=f"LPMK Kelurahan {areas[number % 17].name}",
            group_label=f"Kelompok {number % 12}",
            area=areas[number % 17],
            is_invited=True,
        )
        for number in range(200)
    ]
    for number in range(10):
        speech = builders.speech(
            meeting,
            "\n".join(
                f"Pokok {point} dari pembicara {number}, satu kalimat utuh." for point in range(6)
            ),
            attendance=rows[number * 5],
            text="\n\n".join(
                ["Paragraf lengkap sambutan ini, beberapa kalimat panjangnya. " * 4] * 4
            ),
        )
        builders.commitment(meeting, f"Janji nomor {number}.", source_speech=speech)
        builders.decision(meeting, f"Kesepakatan nomor {number}.")
    return builders.published(meeting, author=by[0], reviewer=by[1])


def desk_meeting(rows: int) -> Meeting:
    """A draft with so many people on its roll."""
    meeting = builders.meeting("Meja kerja")
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            name=f"Hadirin {number}",
            role_label="Ketua",
            organization_label=f"LPMK {number}",
            group_label=f"Kelompok {number % 6}",
            is_invited=True,
            status="hadir" if number % 3 else "",
        )
        for number in range(rows)
    )
    return meeting


def fill(until: int, by: Any) -> None:
    """Seal small meetings and institutions until there are ``until`` publications.

    A hundred a transaction: each tally changes with every one, and PostgreSQL throws old rows away
    only once they are committed.
    """
    for start in range(Publication.objects.count(), until, 100):
        with transaction.atomic():
            seal_small(range(start, min(start + 100, until)), by)


def seal_small(numbers: range, by: Any) -> None:
    model = Publication.objects.of_kind("meeting").exclude(body=None).first()
    assert model is not None
    for number in numbers:
        code = KELURAHAN[number % len(KELURAHAN)]
        area = {"identifier": code, "name": code, "full_name": f"Kelurahan {code}"}
        places = [f"area:{code}", f"area:{code[:8]}", "area:33.71"]
        day = date(2024, 1, 1) + timedelta(days=number % 1000)
        kind = "organization" if number % 2 else "meeting"
        record = uuid.uuid4()
        slug = f"ukur-{number}"
        body: dict[str, Any] = {
            "schema": 1,
            "kind": kind,
            "id": str(record),
            "slug": slug,
            "title": f"Ukur {number}",
            "is_example": True,
            "files": [],
            "area": area,
        }
        if kind == "meeting":
            body |= {
                key: model.body[key]
                for key in model.body
                if key not in {*body, "speeches", "attendance", "mentions", "date", "commitments"}
            }
            body |= {
                "date": day.isoformat(),
                "speeches": [],
                "attendance": {**model.body["attendance"], "headings": []},
                "mentions": [*places, f"year:{day.year}", f"organization:ukur-{number % 200}"],
                "commitments": [
                    {
                        **model.body["commitments"][0],
                        "date": (day + timedelta(days=90)).isoformat(),
                        "mentions": [*places, f"due:{(day + timedelta(days=90)).isoformat()}"],
                    }
                ],
                "card": {**model.body["card"], "title": f"Ukur {number}", "date": day.isoformat()},
            }
        else:
            body |= {
                "name": f"Ukur {number}",
                "date": None,
                "mentions": [*places, f"organization:{slug}", "kind:lpmk", "sector:community"],
                "posts": [],
                "card": {
                    "name": f"Ukur {number}",
                    "abbreviation": "",
                    "kind": "LPMK",
                    "sector": "community",
                    "area": area["full_name"],
                    "area_code": code,
                    "board_recorded": False,
                    "is_example": True,
                },
            }
        Publication.objects.seal(
            kind=kind,
            record_id=record,
            slug=slug,
            body=body,
            prepared_by=by[0],
            published_by=by[1],
        )


def settle() -> None:
    """Let the planner know what is there, as autovacuum would in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
