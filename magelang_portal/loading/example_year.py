"""A fictional year of meetings, promises and boards, taken along the same road as real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NamedTuple

import pghistory

from forums.models import Forum, Meeting
from organizations.models import Area, Membership, Precision

from .example_city_meetings import CITY_MEETINGS
from .example_district_meetings import DISTRICT_MEETINGS
from .example_family_meetings import FAMILY_MEETINGS
from .example_gotong_royong import GOTONG_ROYONG
from .example_institutions import SOURCE, ExampleRegister
from .example_local_meetings import LOCAL_MEETINGS
from .example_minutes import Minutes, Recorder
from .example_progress import load_example_progress
from .example_tidar_meetings import TIDAR_MEETINGS
from .example_youth_meetings import YOUTH_MEETINGS

FORUMS = {
    "forum-contoh-kemitraan": ("Forum Contoh Kemitraan Lembaga Kota Magelang", "33.71"),
    "temu-karang-taruna-contoh": ("Temu Karang Taruna Contoh Kota Magelang", "33.71"),
    "rapat-lpmk-contoh-selatan": ("Rapat LPMK Contoh Magelang Selatan", "33.71.01"),
    "rapat-lpmk-contoh-utara": ("Rapat LPMK Contoh Magelang Utara", "33.71.02"),
    "rembuk-posyandu-contoh-utara": ("Rembuk Posyandu Contoh Magelang Utara", "33.71.02"),
    "rembuk-pkk-contoh-tengah": ("Rembuk TP PKK Contoh Magelang Tengah", "33.71.03"),
    "rembuk-warga-contoh-tidar-selatan": ("Rembuk Warga Contoh Tidar Selatan", "33.71.01.1011"),
    "rembuk-warga-contoh-tidar-utara": ("Rembuk Warga Contoh Tidar Utara", "33.71.01.1010"),
    "rembuk-warga-contoh-kedungsari": ("Rembuk Warga Contoh Kedungsari", "33.71.02.1005"),
    "rembuk-warga-contoh-cacaban": ("Rembuk Warga Contoh Cacaban", "33.71.03.1002"),
    "rembuk-warga-contoh-gelangan": ("Rembuk Warga Contoh Gelangan", "33.71.03.1006"),
}
MEETINGS = sorted(
    [
        *CITY_MEETINGS,
        *GOTONG_ROYONG,
        *YOUTH_MEETINGS,
        *DISTRICT_MEETINGS,
        *FAMILY_MEETINGS,
        *TIDAR_MEETINGS,
        *LOCAL_MEETINGS,
    ],
    key=lambda minutes: minutes.days,
)


class Hands(NamedTuple):
    """Who writes, who checks, and who keeps the register; ``local`` writes by area code."""

    author: Any
    reviewer: Any
    registrar: Any
    local: dict[str, Any] = {}

    def writer_of(self, minutes: Minutes) -> Any:
        return self.local.get(minutes.area, self.author)


@contextmanager
def signed(user: Any) -> Iterator[None]:
    """Changes made inside are remembered as this user's."""
    with pghistory.context(user=str(user.pk)):
        yield


def load_example_year(
    areas: dict[str, Area], kinds: dict[str, Any], *, hands: Hands, today: date
) -> None:
    register = ExampleRegister(areas, kinds, today=today)
    with signed(hands.registrar):
        register.load()
        register.publish(by=hands.registrar)
        mend_a_board(register, by=hands.registrar)
        forums = {
            slug: Forum.objects.create(
                slug=slug, name=name, area=areas[code], source=SOURCE, is_example=True
            )
            for slug, (name, code) in FORUMS.items()
        }
    recorder = Recorder(register, forums)
    meetings = {}
    for minutes in MEETINGS:
        with signed(hands.writer_of(minutes)):
            meetings[minutes.slug] = recorder.record(minutes)
        take_along(meetings[minutes.slug], minutes, hands)
    mend_the_minutes(meetings, hands)
    load_example_progress(meetings.values(), hands=hands, today=today)


def take_along(meeting: Meeting, minutes: Minutes, hands: Hands) -> None:
    """As far along the road from draft to public as this meeting is meant to be."""
    if minutes.end == "draft":
        return
    with signed(hands.writer_of(minutes)):
        meeting.submit(by=hands.writer_of(minutes))
    with signed(hands.reviewer):
        if minutes.end == "returned":
            meeting.send_back(
                by=hands.reviewer,
                remarks={
                    "kehadiran": "Dua undangan belum dicatat kehadirannya. Tanyakan kepada ketua.",
                    "tindak-lanjut": "Sebutkan cara mengukurnya: buku lengkap itu seperti apa?",
                },
            )
        elif minutes.end != "in_review":
            meeting.publish(by=hands.reviewer)
        if minutes.end == "withdrawn":
            meeting.withdraw(
                by=hands.reviewer,
                reason="Pertemuan ini tercatat dua kali; catatan yang benar menyusul.",
            )


def mend_the_minutes(meetings: dict[str, Meeting], hands: Hands) -> None:
    """Two errata, each with its reason and the old version still to be read."""
    meeting = meetings["rembuk-bank-sampah-tidar-selatan"]
    writer = hands.local.get(meeting.area.identifier, hands.author)
    with signed(writer):
        meeting.reopen(
            by=writer,
            reason="Sasaran bank sampah salah ketik: 120 rumah seharusnya 150 rumah.",
        )
        promise = meeting.commitments.get(position=1)
        promise.target = 150
        promise.save()
        meeting.submit(by=writer)
    with signed(hands.reviewer):
        meeting.publish(by=hands.reviewer)
    meeting = meetings["rembuk-posyandu-utara"]
    with signed(hands.author):
        meeting.reopen(
            by=hands.author,
            reason="Jumlah kader yang hadir diperbaiki menurut daftar hadir: 36, bukan 34.",
        )
        group = meeting.attendance_groups.get()
        group.headcount = 36
        group.save()
        meeting.submit(by=hands.author)
    with signed(hands.reviewer):
        meeting.publish(by=hands.reviewer)


def mend_a_board(register: ExampleRegister, *, by: Any) -> None:
    """A new treasurer, told to the public as a change with its reason."""
    organization = register.organizations["lpmk-contoh-wates"]
    old = register.term("bendahara-lpmk-contoh-wates")
    new = register.somebody(woman=True)
    new.publish(by=by)
    changed = register.today.replace(day=1)
    decree = register.decree(changed, organization, f"Pergantian Bendahara {organization.name}")
    last, precision = old.end_date, old.end_precision
    old.end_date, old.end_precision, old.ended_by = (
        changed - timedelta(1),
        Precision.DAY,
        decree,
    )
    old.save()
    Membership.objects.create(
        person=new,
        post=old.post,
        start_date=changed,
        end_date=last,
        end_precision=precision,
        appointed_by=decree,
    )
    organization.publish(by=by, reason="Bendahara berganti di tengah masa bakti.")
