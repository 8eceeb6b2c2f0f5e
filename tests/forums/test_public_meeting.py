"""The page of one meeting, as anyone reads it."""

import re
from datetime import date

import pytest

from publications.models import Publication
from tests import builders
from tests.forums.rich import corrected, rich_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def papers_folder(settings, tmp_path):
    settings.PAPERS_DIR = tmp_path / "papers"


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.content[:500]
    assert not response.cookies
    return response.content.decode(errors="replace")


def words(html):
    """What stands on the page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


def read(client, meeting, language=""):
    return page(client, f"{language}/pertemuan/{meeting.slug}/")


# ---------------------------------------------------------------------------- what stands there
def test_the_page_tells_who_said_and_promised_what(client):
    text = words(read(client, builders.published(rich_meeting())))
    for told in (
        "Senin, 22 Desember 2025", "09.00–11.30 WIB", "Terbit · versi 1", "Forum ke-1",
        "Peta lembaga disusun bersama.", "Warga ikut berperan.", "Paragraf kedua.",
        "Dicatat kata demi kata", "2 pembicara · 1 jam 12 menit", "Kesepakatan",
        "2 hadir · 1 diwakili · 1 tidak hadir · ditambah rombongan tanpa nama",
        "diwakili oleh Wakilnya", "jumlah tidak dicatat", "laporan kelurahan",
    ):  # fmt: skip
        assert told in text, told


def test_an_example_says_so(client):
    assert "CONTOH: pertemuan ini fiktif" in read(client, builders.published(rich_meeting()))
    real = builders.published(builders.meeting())
    assert "CONTOH" not in read(client, real)


def test_speech_decision_and_promise_lead_to_one_another(client):
    meeting = builders.published(rich_meeting())
    body = meeting.published().body
    html = read(client, meeting)
    speech, decision = body["speeches"][0]["anchor"], body["decisions"][0]["anchor"]
    promise = body["commitments"][0]["anchor"]
    for anchor in (speech, decision, promise, body["speeches"][0]["points"][1]["anchor"]):
        assert html.count(f'id="{anchor}"') == 1
    row = re.search(rf'<tr id="{promise}".*?</tr>', html, re.DOTALL)[0]
    assert f'href="#{speech}"' in row
    assert f'href="#{decision}"' in row
    article = re.search(rf'<article class="speech" id="{speech}".*?</article>', html, re.DOTALL)[0]
    assert f'href="#{promise}"' in article
    assert f'href="#{decision}"' in article


def test_each_id_stands_once(client):
    ids = re.findall(r'\sid="([^"]+)"', read(client, builders.published(rich_meeting())))
    assert len(ids) == len(set(ids))


def test_a_promise_is_running_until_its_deadline_has_passed(client, time_machine):
    meeting = builders.published(rich_meeting())
    for today, state in (
        (date(2026, 3, 31), "Belum jatuh tenggat"),
        (date(2026, 4, 1), "Lewat tenggat, belum ada laporan"),
    ):
        time_machine.move_to(f"{today}T12:00:00+07:00", tick=False)
        row = re.search(r'<tr id="tindak-lanjut.*?</tr>', read(client, meeting), re.DOTALL)[0]
        assert state in row


def test_an_erratum_stands_on_top_with_its_reason_day_and_comparison(client):
    meeting = corrected(builders.published(rich_meeting()), "Ejaan nama diperbaiki.")
    html = read(client, meeting)
    assert "Ejaan nama diperbaiki." in html
    assert f"/pertemuan/{meeting.slug}/riwayat/1-2/" in html
    assert "Bandingkan versi 1 dan 2" in html
    assert html.index("Ejaan nama diperbaiki.") < html.index("Susunan acara")
    page(client, f"/pertemuan/{meeting.slug}/riwayat/1-2/")
    page(client, f"/pertemuan/{meeting.slug}/riwayat/")
    page(client, f"/pertemuan/{meeting.slug}.json")


def test_a_role_stays_as_it_was_on_the_day(client):
    kind = builders.organization("Dinas Lama")
    post = builders.post("Kepala Dinas Lama", organization=kind)
    meeting = builders.meeting()
    holder = builders.membership(post=post, start_date=date(2025, 1, 1), capacity="pj")
    [row] = type(builders.attendance(meeting)).objects.invite(meeting, [post])
    row.status = "hadir"
    row.save()
    builders.speech(meeting, attendance=row)
    # Renamed before the minutes are out, and somebody else sits there afterwards.
    post.label, kind.name = "Kepala Dinas Baru", "Dinas Baru"
    post.save()
    kind.save()
    holder.end_date = date(2026, 1, 1)
    holder.save()
    builders.published(meeting)
    text = words(read(client, meeting))
    assert "Pj. Kepala Dinas Lama" in text
    assert "Dinas Baru" not in text


# ------------------------------------------------------------------------------- what is missing
def test_every_gap_is_said_in_words(client):
    meeting = builders.published(builders.meeting(roll_note="Tidak terbit dalam sumber."))
    text = words(read(client, meeting))
    for gap in (
        "jam belum dicatat",
        "Tiga baris ringkasan (apa yang disepakati, siapa mengerjakan, kapan selesai) belum",
        "Susunan acara belum dicatat.",
        "Tidak terbit dalam sumber.",
        "Sambutan dan pembahasan belum dicatat.",
        "Keputusan belum dicatat.",
        "Tindak lanjut belum dicatat.",
        "Tidak ada foto atau dokumen yang dilampirkan.",
        "Kehadiran per kelurahan Belum dicatat.",
        "Pimpinan pertemuan belum dicatat",
        "Notulis belum dicatat",
    ):
        assert gap in text, gap
    assert not re.search(r"\b0\b", text)


def test_a_meeting_from_a_press_release_names_its_source(client):
    meeting = builders.meeting(
        source="ANTARA, 23 Desember 2025", source_url="https://contoh.test/berita",
        outcome_note="Sumber tidak memuat keputusan.",
    )  # fmt: skip
    builders.speech(meeting, fidelity="siaran-pers", source="siaran pers")
    html = read(client, builders.published(meeting))
    assert "Ringkasan dari siaran pers." in words(html)
    assert 'href="https://contoh.test/berita"' in html
    assert "Sumber tidak memuat keputusan." in html


def test_a_planned_meeting_makes_no_gaps_of_what_has_not_happened(client):
    meeting = builders.published(builders.meeting(status="planned", date=date(2027, 1, 5)))
    text = words(read(client, meeting))
    assert "Pertemuan ini direncanakan." in text
    assert "Keputusan belum dicatat" not in text
    off = builders.published(builders.meeting(status="cancelled"))
    assert "Pertemuan ini dibatalkan." in words(read(client, off))


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_document_of_an_older_shape_is_still_read(client, language):
    """The least that a meeting's document ever was; and a speech and a promise without detail."""
    author, reviewer = builders.user("note_taker"), builders.user("reviewer")
    body = {
        "title": "Pertemuan lama", "slug": "pertemuan-lama", "card": {}, "date": "2020-01-02",
        "speeches": [{"anchor": "sambutan-1"}],
        "decisions": [{"anchor": "keputusan-1"}],
        "commitments": [{"anchor": "tindak-lanjut-1"}],
        "agenda": [{"anchor": "acara-1", "type": "agenda_item", "text": "Pembukaan"}],
        "attendance": {"headings": [{"label": "Undangan", "rows": [{"name": "Budi"}]}]},
    }  # fmt: skip
    record = builders.meeting().pk
    Publication.objects.seal(
        kind="meeting", record_id=record, slug="pertemuan-lama", body=body,
        prepared_by=author, published_by=reviewer,
    )  # fmt: skip
    assert "Pertemuan lama" in page(client, f"{language}/pertemuan/pertemuan-lama/")
    assert client.get("/pertemuan/pertemuan-lama.pdf").status_code == 200


# ---------------------------------------------------------------------------------- what must not
def test_a_draft_does_not_exist_for_the_public(client):
    meeting = rich_meeting("Rapat rahasia")
    for path in ("/", ".json", ".pdf", "/riwayat/"):
        page(client, f"/pertemuan/{meeting.slug}{path}", 404)
    assert "Rapat rahasia" not in page(client, "/pertemuan/")
    meeting.submit(by=builders.user("note_taker"))
    page(client, f"/pertemuan/{meeting.slug}/", 404)
    meeting.publish(by=builders.user("reviewer"))
    assert "Rapat rahasia" in page(client, f"/pertemuan/{meeting.slug}/")
    assert "Rapat rahasia" in page(client, "/pertemuan/")


def test_a_change_in_the_office_shows_only_when_it_is_published(client):
    meeting = builders.published(rich_meeting())
    meeting.reopen(by=builders.user("note_taker"), reason="Tempatnya keliru.")
    meeting.location = "Gedung Wanita"
    meeting.save()
    assert "Gedung Wanita" not in read(client, meeting)
    assert "Tempatnya keliru." not in read(client, meeting)


def test_a_withdrawn_meeting_says_so_and_keeps_nothing(client):
    meeting = builders.published(rich_meeting())
    page(client, f"/pertemuan/{meeting.slug}.pdf")
    meeting.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    for path in ("/", ".json", ".pdf", ".pdf?versi=1"):
        html = page(client, f"/pertemuan/{meeting.slug}{path}", 410)
        assert "Warga ikut berperan." not in html
    assert "Memuat data pribadi." in page(client, f"/pertemuan/{meeting.slug}/", 410)
    assert meeting.name not in page(client, "/pertemuan/")
    assert "Menyusun peta lembaga aktif." not in page(client, "/tindak-lanjut/")


def test_why_somebody_stayed_away_is_told_nowhere(client):
    meeting = rich_meeting()
    assert meeting.attendances.filter(status="sakit", reason="Rawat inap tifus").exists()
    builders.attendance(meeting, "Dewi Contoh", "izin", reason="Hajatan keluarga")
    builders.attendance(meeting, "Rudi Contoh", "dinas", reason="Diklat di Semarang")
    builders.published(meeting)
    answers = [
        page(client, f"{language}/pertemuan/{meeting.slug}{path}")
        for language in ("", "/en")
        for path in ("/", ".json", "/riwayat/", "/riwayat/?versi=1")
        if not (path == ".json" and language)
    ]
    answers += [page(client, "/pertemuan/"), page(client, "/tindak-lanjut/")]
    secret = r"sakit|tifus|rawat inap|hajatan|diklat|dinas luar|\bizin\b|\bill\b"
    for answer in answers:
        assert not re.search(secret, answer, re.IGNORECASE)
    assert any("Joko Contoh" in answer for answer in answers)


HOSTILE = (
    """<script>alert(1)</script> "' {{ 7|add:7 }} #set text(red) $x$ `raw` \\u{41} [b] @a <a>"""
)


def test_what_people_write_is_never_markup(client):
    meeting = rich_meeting("Rapat <b>tebal</b>", location=HOSTILE, chaired_by=HOSTILE)
    builders.speech(meeting, HOSTILE, speaker_name=HOSTILE, text=HOSTILE, source=HOSTILE)
    builders.decision(meeting, HOSTILE, owner_label=HOSTILE)
    builders.commitment(meeting, HOSTILE, unit="<i>", owner_label=HOSTILE)
    builders.attendance(meeting, HOSTILE[:190], role_label=HOSTILE, group_label="<u>")
    builders.published(meeting)
    for path in (f"/pertemuan/{meeting.slug}/", "/pertemuan/", "/tindak-lanjut/"):
        html = page(client, path)
        assert "<script>alert" not in html
        assert "<b>tebal" not in html
        assert "&lt;" in html
        assert "{{ 7|add:7 }}" in html or path == "/pertemuan/"


# ------------------------------------------------------------------------------------- languages
def test_the_english_page_marks_the_record_as_indonesian(client):
    html = read(client, builders.published(rich_meeting()), "/en")
    assert '<html lang="en"' in html
    assert "Monday, 22 December 2025" in html
    assert '<h1 lang="id">' in html
    for point in ("Warga ikut berperan.", "Paragraf pertama.", "Menyusun peta lembaga aktif."):
        assert f'lang="id">{point}' in html


def test_the_indonesian_page_marks_nothing(client):
    html = read(client, builders.published(rich_meeting()))
    assert ' lang="id"' not in html.split("<main", 1)[1].split("</main", 1)[0]


# --------------------------------------------------------------------------------------- queries
@pytest.mark.parametrize("number", [1, 5])
@pytest.mark.parametrize("version", [1, 2])
def test_a_page_asks_twice_at_most_whatever_stands_on_it(
    client, django_assert_max_num_queries, number, version
):
    meeting = rich_meeting()
    for _ in range(number):
        builders.commitment(meeting, source_speech=builders.speech(meeting))
    area = builders.subdistrict()
    area.publish(by=builders.user("registrar"))
    builders.published(meeting)
    if version == 2:
        corrected(meeting)
    with django_assert_max_num_queries(2):
        html = read(client, meeting)
    assert "tile-map" in html
    assert "tidak hadir" in html


def test_a_kelurahan_shows_on_the_map_how_many_came(client):
    meeting = rich_meeting()
    for code, name in (("33.71.01.1011", "Tidar Selatan"), ("33.71.02.1003", "Wates")):
        builders.subdistrict(code, name).publish(by=builders.user("registrar"))
    builders.subdistrict("33.71.03.1006", "Gelangan").publish(by=builders.user("registrar"))
    html = read(client, builders.published(meeting))
    tiles = re.findall(r'class="tile tile--(\w+)" href="([^"]+)"', html)
    assert {code: level for level, code in tiles} == {
        "/wilayah/33.71.01.1011/": "full",
        "/wilayah/33.71.02.1003/": "half",
        "/wilayah/33.71.03.1006/": "unknown",
    }


def test_the_page_is_kept_and_answers_with_its_mark(client):
    meeting = builders.published(rich_meeting())
    first = client.get(f"/pertemuan/{meeting.slug}/")
    again = client.get(f"/pertemuan/{meeting.slug}/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "public" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")


def test_few_absences_are_counted_without_their_kind_and_many_with():
    meeting = builders.meeting()
    for status in ("sakit", "izin", "tk"):
        builders.attendance(meeting, status=status)
    assert meeting.document()["attendance"]["counts"].get("excused") is None
    assert meeting.document()["attendance"]["counts"]["absent"] == 3
    for status in ("dinas", "tk"):
        builders.attendance(meeting, status=status)
    roll = meeting.document()["attendance"]
    assert (roll["counts"]["excused"], roll["counts"]["unexplained"]) == (3, 2)
    assert "excused" not in roll["headings"][0]["counts"]


def test_a_corrected_meeting_without_a_map_and_promises_is_read_like_any_other(client):
    meeting = corrected(builders.published(builders.meeting()), abstract="Abstrak lain.")
    assert "Abstrak lain." in page(client, f"/pertemuan/{meeting.slug}/")


def test_what_was_added_to_a_plan_after_it_was_announced_is_marked(client):
    meeting = builders.meeting("Forum Rencana", date=date(2099, 1, 10), status="planned")
    builders.agenda_item(meeting, "Pembukaan")
    builders.published(meeting)
    assert "Tambahan" not in words(read(client, meeting))
    meeting.reopen(by=meeting.submitted_by, reason="Acara bertambah.")
    late = builders.agenda_item(meeting, "Usul warga")
    builders.agenda_item(meeting, "Tanya jawab", parent=late)
    builders.published(meeting)
    text = words(read(client, meeting))
    assert re.findall(r"(\w+ \w+) # Tambahan", text) == ["Usul warga", "Tanya jawab"]


def test_minutes_of_a_meeting_that_was_held_mark_nothing(client):
    meeting = builders.meeting()
    builders.published(meeting)
    meeting.reopen(by=meeting.submitted_by, reason="Acara terlewat.")
    builders.agenda_item(meeting, "Usul warga")
    builders.published(meeting)
    assert "Tambahan" not in words(read(client, meeting))
