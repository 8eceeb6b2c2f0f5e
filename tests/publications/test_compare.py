"""Two versions told apart: what a reader is shown, and what is no difference at all."""

import time
from copy import deepcopy

import pytest
from django.utils import translation

from organizations.document import organization_document, person_document
from publications.compare import ADDED, CHANGED, REMOVED, SAME, Piece, compare, differing
from publications.reading import entries
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    """The document of a meeting with something in every section."""
    meeting = builders.meeting("Forum Contoh", summary_agreed="Satu data.", roll_note="")
    builders.agenda_item(meeting, "Pembukaan")
    builders.attendance(meeting, "Budi Contoh", organization_label="LPMK Cacaban")
    builders.attendance(meeting, "Siti Contoh", status="sakit")
    for name in ("Pertama", "Kedua"):
        builders.speech(
            meeting, f"Pokok {name}.", attendance=builders.attendance(meeting, f"Penutur {name}")
        )
    builders.decision(meeting)
    builders.commitment(meeting)
    return meeting.document()


def told(old, new):
    """The differences as flat lines: section, item, label, kind."""
    return [
        (section.label, item.label, change.label, change.kind)
        for section in compare(old, new)
        for item in section.items
        for change in item.changes
    ]


def test_a_document_does_not_differ_from_itself(body):
    assert compare(body, deepcopy(body)) == []


def test_what_is_derived_is_no_difference(body):
    new = deepcopy(body)
    new["mentions"], new["card"], new["files"], new["schema"] = ["year:1"], {}, ["a"], 2
    new["speeches"][0]["person"] = "budi-contoh"
    new["attendance"]["headings"][0]["rows"][0]["organization_slug"] = "lpmk-cacaban"
    assert compare(body, new) == []


def test_a_changed_field_is_named_as_readers_know_it(body):
    new = deepcopy(body)
    new["location"] = "Gedung Wanita Magelang"
    new["date"] = "2025-12-23"
    new["status"] = "cancelled"
    new["summary"]["agreed"] = "Satu data lembaga."
    assert told(body, new) == [
        ("Pokok", "", "Keadaan", CHANGED),
        ("Pokok", "", "Tanggal", CHANGED),
        ("Pokok", "", "Tempat", CHANGED),
        ("Tiga baris ringkasan", "", "Apa yang disepakati", CHANGED),
    ]
    pieces = compare(body, new)[0].items[0].changes[1].pieces
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == "22 Desember 2025"
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == "23 Desember 2025"


def test_a_filled_and_an_emptied_field_are_new_and_gone(body):
    new = deepcopy(body)
    new["abstract"], new["chaired_by"] = "", "Sekretaris Contoh"
    assert set(told(body, new)) == {
        ("Pokok", "", "Pimpinan pertemuan", ADDED),
        ("Pokok", "", "Ringkasan satu kalimat", REMOVED),
    }


def test_a_new_speech_stands_under_its_speaker_and_the_others_are_silent(body):
    new = deepcopy(body)
    added = deepcopy(new["speeches"][0]) | {"anchor": "sambutan-baru", "speaker": "Ketiga"}
    new["speeches"].insert(0, added)
    lines = told(body, new)
    assert {(section, item, kind) for section, item, _, kind in lines} == {
        ("Sambutan", "Ketiga", ADDED)
    }
    assert told(new, body)[0] == ("Sambutan", "Ketiga", "Pembicara", REMOVED)


def test_speeches_in_another_order_are_one_difference(body):
    new = deepcopy(body)
    new["speeches"].reverse()
    ((section, _, label, kind),) = told(body, new)
    assert (section, label, kind) == ("Sambutan", "Urutan", CHANGED)


def test_one_row_of_the_roll_that_changed_is_told_alone(body):
    new = deepcopy(body)
    rows = new["attendance"]["headings"][0]["rows"]
    (row,) = (row for row in rows if row["name"] == "Budi Contoh")
    row["status"] = "diwakili"
    new["attendance"]["counts"]["represented"] += 1
    assert [line[2] for line in told(body, new)] == ["Jumlah", "Budi Contoh"]


def test_two_people_of_one_name_stay_two(body):
    rows = body["attendance"]["headings"][0]["rows"]
    rows.append(deepcopy(rows[0]))
    new = deepcopy(body)
    new["attendance"]["headings"][0]["rows"].pop()
    assert [kind for *_, kind in told(body, new)] == [REMOVED]


def test_a_commitment_shows_its_deadline_and_target_in_words(body):
    new = deepcopy(body)
    new["commitments"][0]["date"] = "2026-06-30"
    new["commitments"][0]["target"] = "1250.5"
    ((item,),) = [section.items for section in compare(body, new)]
    assert [change.label for change in item.changes] == ["Sasaran", "Tenggat"]
    assert item.changes[0].pieces == [Piece(REMOVED, "17"), Piece(ADDED, "1.250,5")]


def test_boards_and_lives_are_compared_by_post_and_term():
    organization = builders.organization("LPMK Contoh Uji")
    post = builders.post("Ketua LPMK", organization=organization)
    vacant = organization_document(organization)
    person = builders.person("Budi Contoh")
    alone = person_document(person)
    builders.membership(person=person, post=post)
    filled = organization_document(organization)
    lines = told(vacant, filled)
    assert {line[:2] for line in lines} == {("Pengurus", "Ketua LPMK")}
    assert ("Pengurus", "Ketua LPMK", "Budi Contoh", ADDED) in lines
    assert [line[0] for line in told(alone, person_document(person))] == ["Jabatan"]


def test_a_field_from_another_age_of_the_portal_is_shown_under_its_name(body):
    new = deepcopy(body) | {"weather_note": "Hujan deras."}
    assert told(body, new) == [("Pokok", "", "weather note", ADDED)]
    for missing in ("summary", "attendance", "speeches", "forum"):
        new.pop(missing)
    assert compare(body, new)
    assert entries({"schema": 1, "kind": "puisi", "title": "Tidar"})


def test_labels_are_translated_and_text_is_not(body):
    with translation.override("en"):
        assert [entry.text for entry in entries(body) if entry.key == ("location",)] == [
            "Pendopo Contoh"
        ]


# ------------------------------------------------------------------------------- within one text
@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("Satu. Dua.", "Satu. Dua.", [Piece(SAME, "Satu. Dua.")]),
        ("Satu. Dua.", "Satu.", [Piece(SAME, "Satu."), Piece(REMOVED, "Dua.")]),
        ("Satu.", "Satu.\nDua.", [Piece(SAME, "Satu.\n"), Piece(ADDED, "Dua.")]),
        (
            "Kita data lembaga. Lalu dibagi.",
            "Kita data semua lembaga. Lalu dibagi.",
            [Piece(SAME, "Kita data "), Piece(ADDED, "semua "),
             Piece(SAME, "lembaga. Lalu dibagi.")],
        ),
        ("Lama nian.", "Lain pula.", [Piece(REMOVED, "Lama nian."), Piece(ADDED, "Lain pula.")]),
    ],
)  # fmt: skip
def test_only_the_words_that_changed_are_marked(old, new, pieces):
    assert differing(old, new) == pieces


def test_what_stays_and_what_is_new_make_the_new_text():
    old = "Dana Rp5.000.000 cair. Ketua hadir. Lurah tidak hadir!\nSelesai."
    new = "Dana Rp7.500.000 cair. Lurah hadir!\nLalu pulang.\nSelesai sudah."
    pieces = differing(old, new)
    assert "".join(p.text for p in pieces if p.kind != REMOVED) == new
    assert {p.kind for p in pieces} == {SAME, ADDED, REMOVED}


def test_long_texts_are_compared_in_no_time():
    old = "Kata demi kata tanpa titik " * 4000 + "akhir. " + "Kalimat yang sama. " * 1500
    new = old.replace("akhir", "ujung") + "Kalimat baru."
    started = time.perf_counter()
    assert differing(old, new)[-1] == Piece(ADDED, "Kalimat baru.")
    assert time.perf_counter() - started < 3
