"""The minutes as a PDF: whole, sealed, readable by machines, and made once."""

import io
import re
import subprocess
import threading

import pikepdf
import pytest

from forums import papers
from publications import papers as press
from publications.verification import verdict_on_bytes
from tests import builders
from tests.forums.rich import corrected, rich_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def papers_folder(settings, tmp_path):
    settings.PAPERS_DIR = tmp_path / "papers"
    return settings.PAPERS_DIR


def fetch(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    assert not response.cookies
    return response.content


def words_of(pdf, *options):
    done = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def test_the_paper_is_tagged_titled_and_fit_for_archives(client):
    meeting = builders.published(rich_meeting())
    pdf = pikepdf.open(io.BytesIO(fetch(client, f"/pertemuan/{meeting.slug}.pdf")))
    seal = meeting.published().seal
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["dc:title"] == "Notula: Forum Kemitraan Contoh"
        assert f"segel:{seal}" in str(metadata["pdf:Keywords"])
    assert str(pdf.Root.Lang) == "id-ID"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_the_paper_follows_the_usual_order_of_a_notula(client):
    meeting = builders.published(rich_meeting())
    text = words_of(fetch(client, f"/pertemuan/{meeting.slug}.pdf"))
    order = [
        "Dinas Contoh", "NOTULA", "Senin, 22 Desember 2025", "09.00–11.30 WIB", "Pendopo Contoh",
        "Susunan acara", "Pembukaan", "2.1.", "Pimpinan rapat dan notulis", "Peserta",
        "Camat se-Kota Magelang", "Pembahasan", "Warga ikut berperan.", "Paragraf kedua.",
        "Keputusan", "Peta lembaga aktif disusun", "Tindak lanjut", "31 Maret 2026", "Penutupan",
        "Pertemuan ditutup pukul 11.30 WIB.", "Pimpinan rapat,", "Lampiran",
        "bukan tanda tangan elektronik",
    ]  # fmt: skip
    place = 0
    for words in order:
        assert words in text[place:], (words, text[place : place + 300])
        place = text.index(words, place)
    assert "Halaman 1 dari" in text
    assert "CONTOH" in text


def test_the_paper_says_what_is_missing(client):
    meeting = builders.published(builders.meeting(roll_note="Tidak terbit dalam sumber."))
    text = words_of(fetch(client, f"/pertemuan/{meeting.slug}.pdf"), "-layout")
    for gap in (
        "Waktu : tidak dicatat", "Susunan acara belum dicatat.", "Pimpinan rapat : belum dicatat",
        "Tidak terbit dalam sumber.", "Sambutan dan pembahasan belum dicatat.",
        "Keputusan belum dicatat.", "Tindak lanjut belum dicatat.",
        "Waktu penutupan tidak dicatat.", "nama dan jabatan tidak dicatat", "Tidak ada lampiran.",
    ):  # fmt: skip
        assert gap in text, gap
    assert "CONTOH" not in text


def test_a_summary_of_a_press_release_says_so(client):
    meeting = builders.meeting(source="ANTARA, 23 Desember 2025")
    builders.speech(meeting, fidelity="siaran-pers", source="siaran pers")
    text = words_of(fetch(client, f"/pertemuan/{builders.published(meeting).slug}.pdf"))
    assert "Ringkasan dari siaran pers." in text
    assert "ANTARA, 23 Desember 2025" in text


def test_an_erratum_stands_on_top_and_the_old_paper_stays_as_it_was(client):
    meeting = builders.published(rich_meeting())
    before = fetch(client, f"/pertemuan/{meeting.slug}.pdf")
    corrected(meeting, "Ejaan nama diperbaiki.")
    text = words_of(fetch(client, f"/pertemuan/{meeting.slug}.pdf"))
    assert text.index("Ejaan nama diperbaiki.") < text.index("Susunan acara")
    assert "Versi 2" in text
    assert fetch(client, f"/pertemuan/{meeting.slug}.pdf?versi=1") == before
    assert "Ejaan nama" not in words_of(before)
    fetch(client, f"/pertemuan/{meeting.slug}.pdf?versi=3", 404)
    fetch(client, f"/pertemuan/{meeting.slug}.pdf?versi=x", 404)


def test_what_was_withdrawn_has_no_paper_even_when_one_was_made(client, papers_folder):
    meeting = builders.published(rich_meeting())
    fetch(client, f"/pertemuan/{meeting.slug}.pdf")
    meeting.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    fetch(client, f"/pertemuan/{meeting.slug}.pdf", 410)
    meeting.reopen(by=builders.user("note_taker"), reason="Diperbaiki.")
    builders.published(meeting)
    assert fetch(client, f"/pertemuan/{meeting.slug}.pdf")
    fetch(client, f"/pertemuan/{meeting.slug}.pdf?versi=1", 410)


def test_why_somebody_stayed_away_is_not_on_paper(client):
    meeting = rich_meeting()
    builders.attendance(meeting, "Rudi Contoh", "dinas", reason="Diklat di Semarang")
    pdf = fetch(client, f"/pertemuan/{builders.published(meeting).slug}.pdf")
    text = words_of(pdf)
    assert "Rudi Contoh" in text
    assert not re.search(r"sakit|tifus|rawat inap|diklat|dinas luar", text, re.IGNORECASE)


def test_the_same_publication_gives_the_same_bytes(client, papers_folder):
    meeting = builders.published(rich_meeting())
    first = fetch(client, f"/pertemuan/{meeting.slug}.pdf")
    [kept] = papers_folder.glob("*.pdf")
    assert kept.name.startswith(meeting.published().seal)
    kept.unlink()
    assert fetch(client, f"/en/pertemuan/{meeting.slug}.pdf") == first
    assert len(list(papers_folder.glob("*.pdf"))) == 1


def test_the_portal_recognizes_its_own_paper_and_no_other(client):
    meeting = builders.published(rich_meeting())
    paper = fetch(client, f"/pertemuan/{meeting.slug}.pdf")
    assert verdict_on_bytes(paper).state == "valid"
    assert verdict_on_bytes(paper[:-20] + b"%" + paper[-19:]).state == "altered"


def test_the_qr_code_leads_to_the_page_that_verifies_it(client):
    meeting = builders.published(rich_meeting())
    seal = meeting.published().seal
    pdf = pikepdf.open(io.BytesIO(fetch(client, f"/pertemuan/{meeting.slug}.pdf")))
    links = [
        str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if "/A" in note
    ]
    assert f"http://testserver/periksa/{seal}/" in links


HOSTILE = (
    '#set page(fill: red) #panic("x") $x^2$ `raw` *tebal* _miring_ = Judul \\u{41} @acuan <label> '
    '<script>alert(1)</script> [b] // komentar /* x */ "'
)


def test_what_people_write_is_never_markup(client):
    meeting = rich_meeting("#panic() $", location=HOSTILE, chaired_by=HOSTILE, minutes_by=HOSTILE)
    builders.speech(meeting, HOSTILE, speaker_name=HOSTILE, text=HOSTILE, source=HOSTILE)
    builders.decision(meeting, HOSTILE, owner_label=HOSTILE)
    builders.commitment(meeting, HOSTILE, owner_label=HOSTILE)
    builders.attendance(meeting, HOSTILE[:190], role_label=HOSTILE[:190])
    builders.agenda_item(meeting, HOSTILE[:190], order=9)
    text = words_of(fetch(client, f"/pertemuan/{builders.published(meeting).slug}.pdf"), "-raw")
    for told in ("#set page(fill: red)", "$x^2$", "`raw`", "*tebal*", "<script>", "// komentar"):
        assert told in text, told


@pytest.mark.parametrize("letters", ["ꦩꦒꦼꦭꦁ", "😀", "中文", "a\u0301b\u200d", "\x07", "Ш Ω"])
def test_a_letter_that_no_font_draws_stops_no_paper(client, letters):
    meeting = rich_meeting(location=f"Pendopo {letters}")
    text = words_of(fetch(client, f"/pertemuan/{builders.published(meeting).slug}.pdf"))
    assert "Pendopo" in text
    if letters in ("😀", "中文"):
        assert "Sebagian huruf tidak dapat dicetak" in text


def test_many_who_ask_at_once_get_one_paper_made_once(papers_folder, monkeypatch):
    publication = builders.published(rich_meeting()).published()
    history = papers.History.of(publication.record_id)
    made, path, typeset = [], papers_folder / "paper.pdf", papers.typeset
    monkeypatch.setattr(papers, "typeset", lambda *it: made.append(1) or typeset(*it))
    # The threads share no database connection with this test.
    monkeypatch.setattr(papers.History, "of", lambda record_id: history)
    askers = [
        threading.Thread(target=papers.make_once, args=(path, publication, "http://x/"))
        for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(made) == 1
    assert path.read_bytes().startswith(b"%PDF-")
    assert sorted(file.name for file in papers_folder.iterdir()) == ["lock", "paper.pdf"]


def test_a_paper_that_takes_too_long_asks_to_come_back(client, papers_folder, monkeypatch):
    meeting = builders.published(rich_meeting())
    monkeypatch.setattr(press, "SECONDS", 0.01)
    response = client.get(f"/pertemuan/{meeting.slug}.pdf")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert not list(papers_folder.glob("*.pdf"))
    monkeypatch.undo()


def test_a_known_paper_is_not_sent_again(client):
    meeting = builders.published(rich_meeting())
    first = client.get(f"/pertemuan/{meeting.slug}.pdf")
    path = f"/pertemuan/{meeting.slug}.pdf"
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    corrected(meeting)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_largest_forum_fits_on_paper(client):
    meeting = builders.meeting("Forum besar", start_time="09:00", end_time="12:00")
    rows = [
        builders.attendance(
            meeting, f"Hadirin {number}", role_label="Ketua", organization_label=f"LPMK {number}",
            group_label=f"Kelompok {number // 100}",
        )
        for number in range(200)
    ]  # fmt: skip
    for number in range(10):
        text = "\n\n".join(["Paragraf sambutan ini panjang. " * 12] * 4)
        builders.speech(meeting, "Pokok.", attendance=rows[number * 9], text=text)
    pdf = fetch(client, f"/pertemuan/{builders.published(meeting).slug}.pdf")
    text = words_of(pdf)
    assert "Hadirin 0" in text
    assert "Hadirin 199" in text
    assert text.count("Jabatan dan lembaga") >= 3  # a table that breaks repeats its head
    pages = len(pikepdf.open(io.BytesIO(pdf)).pages)
    assert f"Halaman {pages} dari {pages}" in text
