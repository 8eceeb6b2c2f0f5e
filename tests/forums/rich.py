"""One meeting with something in every place, for the tests of the public page and its paper."""

from datetime import date, time

from forums.models import AgendaItem, AttendanceGroup
from tests import builders


def rich_meeting(name="Forum Kemitraan Contoh", **fields):
    """Not yet published: two kelurahan, two speakers, a decision and a promise from it."""
    south = builders.subdistrict("33.71.01.1011", "Tidar Selatan")
    wates = builders.subdistrict("33.71.02.1003", "Wates")
    defaults = {
        "number": 1,
        "start_time": time(9),
        "end_time": time(11, 30),
        "summary_agreed": "Peta lembaga disusun bersama.",
        "summary_who": "Dinas Contoh dengan LPMK.",
        "summary_when": "31 Maret 2026",
        "chaired_by": "Budi Contoh, S.Sos., Kepala Dinas Contoh",
        "minutes_by": "Ratna Contoh, Notulis",
        "roll_note": "",
        "is_example": True,
    }
    meeting = builders.meeting(name, **(defaults | fields))
    opening = builders.agenda_item(meeting, "Pembukaan", order=1, start=time(9), end=time(9, 15))
    talk = builders.agenda_item(meeting, "Pembahasan", order=2, planned_minutes=60)
    AgendaItem.objects.create(meeting=meeting, name="Peta lembaga", order=3, parent=talk)
    head = builders.attendance(
        meeting, "Budi Contoh", role_label="Kepala Dinas Contoh", group_label="Pemerintah kota",
    )  # fmt: skip
    chair = builders.attendance(
        meeting, "Sari Contoh", role_label="Ketua LPMK Tidar Selatan", group_label="Ketua LPMK",
        area=south, is_invited=True, arrived_at=time(9, 5),
    )  # fmt: skip
    builders.attendance(
        meeting, "Tono Contoh", "diwakili", role_label="Ketua LPMK Wates",
        represented_by="Wakilnya", group_label="Ketua LPMK", area=wates, is_invited=True,
    )  # fmt: skip
    builders.attendance(
        meeting, "Joko Contoh", "sakit", role_label="Sekretaris LPMK Wates",
        reason="Rawat inap tifus", group_label="Ketua LPMK", area=wates, is_invited=True,
    )  # fmt: skip
    AttendanceGroup.objects.create(meeting=meeting, label="Camat se-Kota Magelang")
    first = builders.speech(
        meeting, "Warga ikut berperan.\nPeta lembaga dibutuhkan.", attendance=head,
        agenda_item=opening, start=time(9), end=time(9, 12), fidelity="verbatim",
        text="Paragraf pertama.\n\nParagraf kedua.",
    )  # fmt: skip
    builders.speech(
        meeting, "LPMK siap mendata.", attendance=chair, type="tanggapan", position=2,
        start=time(9, 12), end=time(10, 12),
    )  # fmt: skip
    decision = builders.decision(
        meeting, "Peta lembaga aktif disusun di tujuh belas kelurahan.",
        source_speech=first, agenda_item=talk,
    )  # fmt: skip
    builders.commitment(
        meeting, "Menyusun peta lembaga aktif.", source_speech=first, source_decision=decision,
        due_date=date(2026, 3, 31), measurement="laporan kelurahan",
    )  # fmt: skip
    return meeting


def corrected(meeting, reason="Ejaan nama diperbaiki.", **fields):
    """The next version, with these fields changed."""
    meeting.reopen(by=builders.user("note_taker"), reason=reason)
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()
    return builders.published(meeting)
