"""What is missing before a meeting may be sent, in words, each with the place to mend it."""

from dataclasses import dataclass
from typing import Any

from .models import Attendance, Meeting
from .models.meeting import Section


@dataclass(frozen=True)
class Problem:
    """A gap in the record. Blocking ones stop the sending; the others only warn."""

    section: str
    sentence: str
    is_blocking: bool
    row_id: Any = None  # the row to mend, if it is one row


def problems(meeting: Meeting) -> list[Problem]:
    """Every gap, in the order of the page."""
    lines = list(meeting.attendances.all())
    return [
        *basics(meeting),
        *agenda(meeting),
        *roll(meeting, lines),
        *speeches(meeting, lines),
        *decisions(meeting),
        *commitments(meeting),
        *files(meeting),
    ]


def blocking(meeting: Meeting) -> list[Problem]:
    """What stops the sending; parts that only warn are not looked at."""
    lines = list(meeting.attendances.all())
    found = [
        *basics(meeting),
        *roll(meeting, lines),
        *speeches(meeting, lines),
        *decisions(meeting),
        *commitments(meeting),
        *files(meeting),
    ]
    return [problem for problem in found if problem.is_blocking]


def basics(meeting: Meeting) -> list[Problem]:
    found = []
    if not meeting.location:
        found.append(Problem(Section.BASICS, "Tempat pertemuan belum diisi.", True))
    if not meeting.organizer_label:
        found.append(Problem(Section.BASICS, "Penyelenggara belum diisi.", True))
    if meeting.status == Meeting.Status.HELD and not meeting.is_past():
        found.append(
            Problem(
                Section.BASICS,
                "Pertemuan ini tercatat terlaksana, padahal belum tiba harinya.",
                True,
            )
        )
    if meeting.status != Meeting.Status.HELD:
        return found
    if not meeting.abstract:
        found.append(Problem(Section.BASICS, "Ringkasan satu kalimat belum ditulis.", True))
    if not (meeting.summary_agreed and meeting.summary_who and meeting.summary_when):
        found.append(Problem(Section.BASICS, "Tiga baris ringkasan belum lengkap.", False))
    if not meeting.start_time:
        found.append(Problem(Section.BASICS, "Jam mulai belum dicatat.", False))
    return found


def agenda(meeting: Meeting) -> list[Problem]:
    if meeting.status != Meeting.Status.HELD or meeting.agenda.exists():
        return []
    return [Problem(Section.AGENDA, "Susunan acara belum dicatat.", False)]


def roll(meeting: Meeting, lines: list[Attendance]) -> list[Problem]:
    if meeting.status != Meeting.Status.HELD:
        return []
    found = []
    if not lines and not meeting.attendance_groups.exists() and not meeting.roll_note:
        found.append(
            Problem(
                Section.ATTENDANCE,
                "Daftar hadir kosong. Catat yang hadir, atau tuliskan mengapa tidak dicatat.",
                True,
            )
        )
    unrecorded = sum(row.status == "" for row in lines)
    if unrecorded:
        found.append(
            Problem(Section.ATTENDANCE, f"{unrecorded} undangan belum dicatat kehadirannya.", False)
        )
    return found


def speeches(meeting: Meeting, lines: list[Attendance]) -> list[Problem]:
    found = []
    came = {Attendance.Status.PRESENT, Attendance.Status.REPRESENTED}
    here = {line.pk for line in lines if line.status in came}
    for speech in meeting.speeches.all():
        if speech.attendance_id not in here:
            found.append(
                Problem(
                    Section.SPEECHES,
                    f"{speech.speaker_name} berbicara, tetapi tidak tercatat hadir.",
                    True,
                    speech.pk,
                )
            )
        if not speech.points and not speech.paragraphs:
            found.append(Problem(Section.SPEECHES, f"Isi {speech} belum ditulis.", True, speech.pk))
        if speech.fidelity == speech.Fidelity.PRESS_RELEASE and not speech.source:
            found.append(
                Problem(
                    Section.SPEECHES, f"Sumber siaran pers {speech} belum disebut.", True, speech.pk
                )
            )
    return found


def decisions(meeting: Meeting) -> list[Problem]:
    rows = meeting.decisions.all()
    found = [
        Problem(Section.DECISIONS, f"{decision} belum punya pengampu.", True, decision.pk)
        for decision in rows
        if not decision.owner_label
    ]
    if meeting.status == Meeting.Status.HELD and not meeting.outcome_note and not rows:
        found.append(
            Problem(
                Section.DECISIONS, "Belum ada keputusan. Bila memang tidak ada, tuliskan.", False
            )
        )
    return found


def commitments(meeting: Meeting) -> list[Problem]:
    found = []
    for commitment in meeting.commitments.all():
        missing = [
            words
            for words, value in (
                ("ukuran", commitment.indicator),
                ("nilai awal", commitment.baseline is not None),
                ("sasaran", commitment.target is not None),
                ("satuan", commitment.unit),
                ("tenggat", commitment.due_date),
                ("penanggung jawab", commitment.owner_label),
            )
            if not value
        ]
        if missing:
            found.append(
                Problem(
                    Section.COMMITMENTS,
                    f"“{commitment.text[:60]}” belum punya {', '.join(missing)}.",
                    True,
                    commitment.pk,
                )
            )
        if commitment.due_date and commitment.due_date < meeting.date:
            found.append(
                Problem(
                    Section.COMMITMENTS,
                    f"Tenggat “{commitment.text[:60]}” mendahului pertemuan.",
                    True,
                    commitment.pk,
                )
            )
        if not (commitment.source_speech_id or commitment.source_decision_id):
            found.append(
                Problem(
                    Section.COMMITMENTS,
                    f"Asal “{commitment.text[:60]}” belum ditautkan ke sambutan atau keputusan.",
                    False,
                    commitment.pk,
                )
            )
    return found


def files(meeting: Meeting) -> list[Problem]:
    return [
        Problem(Section.FILES, f"Foto “{photo.name}” belum punya teks pengganti.", True, photo.pk)
        for photo in meeting.attachments.filter(type="foto", is_public=True, alternative_text="")
    ]
