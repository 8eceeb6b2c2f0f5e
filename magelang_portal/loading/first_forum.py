"""The real forum of 22 December 2025, from the press release that is all there is to it.

Facts and short paraphrase in our own words. What the source does not say, the record does not
say either: no roll, no counts, no decisions, no recipients of awards.
"""

from datetime import date
from typing import Any

from forums.models import (
    AgendaItem,
    Attendance,
    AttendanceGroup,
    Forum,
    Meeting,
    Speech,
)
from organizations.models import Post

from .registry import ARTICLE, Registry

DAY = date(2025, 12, 22)
PRESS_RELEASE = f"{ARTICLE}, dari siaran pers Bagian Prokompim Pemerintah Kota Magelang"


def load_first_forum(registry: Registry, *, author: Any, reviewer: Any) -> Meeting:
    """Log the forum as its source tells it, publish it, and mend one spelling in the open."""
    forum = Forum.objects.create(
        name="Forum Kemitraan Kelembagaan Kemasyarakatan Kota Magelang",
        slug="forum-kemitraan",
        area=registry.city,
        source=ARTICLE,
    )
    meeting = Meeting.objects.create(
        forum=forum,
        slug="forum-kemitraan-2025-12-22",
        name="Diskusi Forum Kemitraan Kelembagaan Kemasyarakatan",
        classification=Meeting.Classification.FORUM,
        date=DAY,
        location="Pendopo Pengabdian, Kompleks Rumah Dinas Wali Kota Magelang",
        organizer=registry.organizations["pemerintah-kota-magelang"],
        area=registry.city,
        abstract=(
            "Kemitraan yang setara antara pemerintah kota dan lembaga kemasyarakatan, serta "
            "penyerahan penghargaan BBGRM 2025."
        ),
        roll_note="Sumber hanya menyebut lima pejabat; daftar hadir selengkapnya tidak terbit.",
        outcome_note="Sumber tidak memuat keputusan, kesepakatan, atau tindak lanjut.",
        source=PRESS_RELEASE,
    )
    discussion = AgendaItem.objects.create(
        meeting=meeting, order=1, name="Diskusi pemerintah kota dengan lembaga kemasyarakatan"
    )
    AgendaItem.objects.create(
        meeting=meeting,
        order=2,
        name="Penyerahan penghargaan Pelaksana Terbaik BBGRM Tahun 2025",
        notes="Untuk tingkat kelurahan dan kecamatan. Penerimanya tidak disebut dalam sumber.",
    )
    mayor = came(meeting, registry.posts["wali-kota-magelang"])
    came(meeting, registry.posts["wakil-wali-kota-magelang"])
    chair = came(meeting, registry.posts["ketua-dprd-kota-magelang"])
    came(meeting, registry.posts["sekretaris-daerah-kota-magelang"])
    head = came(meeting, registry.posts["kepala-dpmp4kb"])
    for position, label in enumerate(
        ["Camat", "Lurah", "Ketua dan pengurus lembaga kemasyarakatan se-Kota Magelang"]
    ):
        AttendanceGroup.objects.create(
            meeting=meeting,
            label=label,
            note="nama tidak dicatat",
            source=ARTICLE,
            position=position,
        )
    spoke(
        meeting,
        mayor,
        Speech.Kind.ADDRESS,
        discussion,
        [
            "Pemerintah tidak dapat membangun kota sendirian; keikutsertaan warga yang menentukan.",
            "PKK, posyandu, LPM, dan Karang Taruna adalah mitra strategis karena paling dekat "
            "dengan persoalan warga.",
            "Hubungan pemerintah dengan lembaga itu setara dan saling percaya, bukan perintah.",
        ],
    )
    spoke(
        meeting,
        head,
        Speech.Kind.PRESENTATION,
        discussion,
        [
            "Forum Kemitraan menjadi tempat lembaga masyarakat menyatukan gerak dalam "
            "pemberdayaan warga.",
            "Dengan kemitraan yang lebih kuat, hasil pembangunan diharapkan dapat diukur dan "
            "dirasakan semua lapisan warga.",
        ],
    )
    # First as the source spells it, then the erratum: the record shows that it was mended.
    chair.name = "Evin Sapta Haryanto Kamil"
    chair.save()
    meeting.submit(by=author)
    meeting.publish(by=reviewer)
    meeting.reopen(
        by=author,
        reason=(
            "Ejaan nama Ketua DPRD diperbaiki: sumber menulis Sapta, sumber-sumber lain menulis "
            "Septa."
        ),
    )
    chair.refresh_from_db()
    chair.name = registry.people["evin-septa-haryanto-kamil"].full_name
    chair.save()
    meeting.submit(by=author)
    meeting.publish(by=reviewer)
    return meeting


def came(meeting: Meeting, post: Post) -> Attendance:
    """Put the holder of a post on the roll as present; whether they were invited is not known."""
    [row] = Attendance.objects.invite(meeting, [post])
    row.status = Attendance.Status.PRESENT
    row.is_invited = False
    row.source = ARTICLE
    row.save()
    return row


def spoke(
    meeting: Meeting, row: Attendance, kind: str, item: AgendaItem, points: list[str]
) -> None:
    speech = Speech(
        meeting=meeting,
        type=kind,
        agenda_item=item,
        position=meeting.speeches.count() + 1,
        key_points="\n".join(points),
        fidelity=Speech.Fidelity.PRESS_RELEASE,
        source=PRESS_RELEASE,
    )
    speech.speak_as(row)
    speech.save()
