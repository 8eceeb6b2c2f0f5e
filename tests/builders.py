"""Small true-to-life records for tests: each builder fills what the test does not care about."""

from datetime import date
from itertools import count
from typing import Any

from django.db import connection
from django.utils.text import slugify

from accounts.models import Duty, User
from forums.models import (
    AgendaItem,
    Attendance,
    Commitment,
    Decision,
    Forum,
    Meeting,
    Speech,
)
from organizations.models import (
    Area,
    KindPost,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Post,
)

numbers = count(1)
PASSWORD = "kopi-tubruk-di-alun-alun"


def brings_a_row(question: str) -> bool:
    """What the launcher asks the database, asked on the test's own connection."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone() is not None


def city() -> Area:
    return Area.objects.get_or_create(
        identifier="33.71",
        defaults={"name": "Magelang", "classification": "kota", "slug": "33-71"},
    )[0]


def district(code: str = "33.71.01", name: str = "Magelang Selatan") -> Area:
    return Area.objects.get_or_create(
        identifier=code,
        defaults={
            "name": name,
            "classification": "kecamatan",
            "slug": code.replace(".", "-"),
            "parent": city(),
        },
    )[0]


def subdistrict(code: str = "33.71.01.1011", name: str = "Tidar Selatan") -> Area:
    return Area.objects.get_or_create(
        identifier=code,
        defaults={
            "name": name,
            "classification": "kelurahan",
            "slug": code.replace(".", "-"),
            "parent": district(code[:8]),
            "tile_column": int(code[-1]) % 4 + 1,
            "tile_row": int(code[-2:]) % 7 + 1,
        },
    )[0]


def kind(code: str = "lpmk", sector: str = "community", **fields: Any) -> OrganizationKind:
    defaults = {"name": code.upper(), "abbreviation": code.upper(), "sector": sector, **fields}
    return OrganizationKind.objects.get_or_create(code=code, defaults=defaults)[0]


def kind_post(of: OrganizationKind, role: str = "ketua", **fields: Any) -> KindPost:
    return KindPost.objects.create(
        organization_kind=of, role=role, label=role.capitalize(), **fields
    )


def organization(name: str = "", **fields: Any) -> Organization:
    name = name or f"LPMK Contoh {next(numbers)}"
    fields.setdefault("classification", kind())
    fields.setdefault("area", subdistrict())
    return Organization.objects.create(name=name, slug=slugify(name), **fields)


def post(label: str = "", **fields: Any) -> Post:
    fields["organization"] = fields.get("organization") or organization()
    fields.setdefault("role", "ketua")
    return Post.objects.create(label=label or f"Ketua {fields['organization'].name}", **fields)


def person(name: str = "", **fields: Any) -> Person:
    name = name or f"Warga Contoh {next(numbers)}"
    return Person.objects.create(name=name, slug=slugify(name), **fields)


def membership(**fields: Any) -> Membership:
    fields["person"] = fields.get("person") or person()
    fields["post"] = fields.get("post") or post()
    return Membership.objects.create(**fields)


def user(*roles: str, area: Area | None = None, name: str = "", **fields: Any) -> User:
    """An official with these duties in an area (the whole city unless said)."""
    number = next(numbers)
    made = User.objects.create_user(
        f"petugas{number}@contoh.test", PASSWORD, name=name or f"Petugas {number}", **fields
    )
    for role in roles:
        Duty.objects.create(user=made, role=role, area=area or city())
    return made


def forum(name: str = "Forum Contoh", **fields: Any) -> Forum:
    fields.setdefault("area", city())
    return Forum.objects.get_or_create(name=name, defaults={"slug": slugify(name), **fields})[0]


def meeting(name: str = "", **fields: Any) -> Meeting:
    """A held meeting, as a draft, with nothing that would stop it from being sent."""
    name = name or f"Forum Contoh {next(numbers)}"
    defaults: dict[str, Any] = {
        "forum": fields.get("forum") or forum(),
        "slug": slugify(name),
        "date": date(2025, 12, 22),
        "location": "Pendopo Contoh",
        "organizer_label": "Dinas Contoh",
        "abstract": "Pertemuan untuk pengujian.",
        "roll_note": "Daftar hadir tidak dicatat dalam pengujian ini.",
        "area": fields.get("area") or city(),
    }
    return Meeting.objects.create(name=name, **(defaults | fields))


def attendance(of: Meeting, name: str = "", status: str = "hadir", **fields: Any) -> Attendance:
    fields.setdefault("role_label", "Ketua")
    fields.setdefault("group_label", "Undangan")
    return Attendance.objects.create(
        meeting=of, name=name or f"Hadirin {next(numbers)}", status=status, **fields
    )


def agenda_item(of: Meeting, name: str = "Pembukaan", **fields: Any) -> AgendaItem:
    return AgendaItem.objects.create(meeting=of, name=name, **fields)


def speech(of: Meeting, key_points: str = "Satu pokok.", **fields: Any) -> Speech:
    """A speech by somebody on the roll."""
    made = Speech(meeting=of, key_points=key_points)
    made.speak_as(fields.pop("attendance", None) or attendance(of))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def decision(of: Meeting, text: str = "Disepakati bersama.", **fields: Any) -> Decision:
    fields.setdefault("number", of.decisions.count() + 1)
    fields.setdefault("owner_label", "Dinas Contoh")
    return Decision.objects.create(meeting=of, text=text, **fields)


def commitment(of: Meeting, text: str = "Menyusun peta lembaga.", **fields: Any) -> Commitment:
    defaults: dict[str, Any] = {
        "indicator": "kelurahan yang selesai dipetakan",
        "baseline": 0,
        "target": 17,
        "unit": "kelurahan",
        "due_date": date(2026, 3, 31),
        "owner_label": "Dinas Contoh",
    }
    return Commitment.objects.create(meeting=of, text=text, **(defaults | fields))


def published(of: Meeting, **roles: Any) -> Meeting:
    """Send and publish a meeting, by two people."""
    of.submit(by=roles.get("author") or user("note_taker"), reason=roles.get("reason", ""))
    of.publish(by=roles.get("reviewer") or user("reviewer"))
    return of
