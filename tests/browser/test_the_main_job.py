"""The whole job, played as people do it: two officials, then a stranger, on an empty portal.

The event is the forum of 22 December 2025. Its press release tells no decision and no promise, so
the two that the job needs are marked CONTOH.
"""

import json
import re
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from publications.canonical import canonical, sha256
from tests.browser.pages import follow, sign_in

FORUM = "Forum Kemitraan Kelembagaan Kemasyarakatan Kota Magelang"
SOURCE = "ANTARA Jawa Tengah 613924, 23 Desember 2025"
POINT = "Hubungan pemerintah dengan lembaga itu setara dan saling percaya."
DECISION = "CONTOH: peta lembaga aktif disusun bersama."
PROMISE = "CONTOH: menyusun peta lembaga aktif di 17 kelurahan."


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def people(request, browser, empty_portal):
    """Makes somebody with a browser of their own; all with JavaScript, or all without."""
    contexts = []

    def person(email=None):
        context = browser.new_context(
            base_url=empty_portal,
            java_script_enabled=request.param,
            viewport={"width": 360, "height": 740},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"JavaScript: {error}"))
        if email:
            sign_in(page, email)
        return page

    yield person
    for context in contexts:
        context.close()


def test_an_official_logs_a_forum_another_publishes_it_and_anybody_reads_it(people, request):
    name = f"Diskusi Forum Kemitraan ({request.node.callspec.id})"
    taker = people("notulis@contoh.test")
    desk = create(taker, name)
    log(taker, desk)
    send(taker, desk)

    reviewer = people("pemeriksa@contoh.test")
    open_review(reviewer, name)
    assert POINT in reviewer.locator("#halaman").inner_text()
    send_back(reviewer, "Pokok", "Tiga baris ringkasan belum ditulis.")

    mend(taker, desk)
    send(taker, desk)
    open_review(reviewer, name)
    follow(reviewer, reviewer.get_by_role("link", name="Terbitkan"))
    assert name in reviewer.locator("main").inner_text()
    follow(reviewer, reviewer.get_by_role("button", name="Ya, terbitkan"))

    stranger = people()
    read(stranger, name)
    assert stranger.context.cookies() == []


def create(page, name):
    """A new meeting; returns the address of its desk."""
    page.goto("/kantor/pertemuan/baru/")
    lists = page.get_by_label("Forum", exact=False).first
    if lists.evaluate("field => field.tagName") == "SELECT":
        lists.select_option(label=FORUM)
    else:
        lists.fill(FORUM)
    page.get_by_label("Nama pertemuan").fill(name)
    page.get_by_label("Tanggal").fill("2025-12-22")
    page.get_by_label("Tempat").fill("Pendopo Pengabdian")
    page.get_by_label("Penyelenggara").fill("Pemerintah Kota Magelang")
    page.get_by_label("Wilayah").select_option(label="Kota Magelang")
    follow(page, page.get_by_role("button", name="Buat draf"))
    return re.sub(r"pokok/.*$", "", page.url)


def press(page, name):
    """Press a button and wait until what it sent has come back, by htmx or as a page."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name=name).first.click()
    assert answer.value.status in (200, 302), answer.value.status
    page.wait_for_load_state("networkidle")


def log(page, desk):
    page.goto(desk + "pokok/")
    page.get_by_label("Ringkasan satu kalimat").fill("Kemitraan yang setara dengan lembaga.")
    press(page, "Simpan")

    page.goto(desk + "kehadiran/")
    for line in ("Damar Prasetyono, Wali Kota Magelang", "Wawan Setiadi, Kepala DPMP4KB"):
        page.locator("#siapa").fill(line)
        press(page, "Catat hadir")
        page.get_by_text(line.split(",")[0]).first.wait_for()
    page.goto(desk + "kehadiran/")
    page.get_by_role("link", name="Catat rombongan").click()
    page.get_by_label("Kelompok").first.fill("Camat se-Kota Magelang")
    press(page, "Simpan rombongan")
    page.goto(desk + "kehadiran/")
    page.get_by_text("Camat se-Kota Magelang").first.wait_for()

    page.goto(desk + "sambutan/")
    pick(page, "Pembicara", "Damar Prasetyono")
    page.get_by_label("Jenis").select_option(label="Sambutan")
    page.get_by_label("Pokok-pokok").fill(f"{POINT}\nWarga ikut menentukan.")
    page.locator("form details summary").first.click()
    page.get_by_label("Kesetiaan teks").select_option(label="Ringkasan dari siaran pers")
    page.get_by_label("Sumber").fill(SOURCE)
    press(page, "Simpan")

    page.goto(desk + "keputusan/")
    page.get_by_label("Isi", exact=True).fill(DECISION)
    page.get_by_label("Pengampu").fill("DPMP4KB")
    press(page, "Simpan")

    page.goto(desk + "tindak-lanjut/")
    page.get_by_label("Janji").fill(PROMISE)
    page.get_by_label("Penanggung jawab").fill("DPMP4KB")
    page.get_by_label("Tenggat").fill("2026-03-31")
    page.get_by_label("Ukuran").fill("kelurahan yang selesai dipetakan")
    page.get_by_label("Satuan").fill("kelurahan")
    page.get_by_label("Nilai awal").fill("0")
    page.get_by_label("Sasaran").fill("17")
    press(page, "Simpan")


def pick(page, label, words):
    """Choose the option of a list that holds these words."""
    field = page.get_by_label(label, exact=True)
    value = field.locator("option", has_text=words).first.get_attribute("value")
    field.select_option(value=value)


def send(page, desk):
    page.goto(desk + "periksa/")
    follow(page, page.get_by_role("button", name="Kirim untuk diperiksa"))
    page.get_by_text("Menunggu diperiksa").first.wait_for()


def open_review(page, name):
    page.goto("/kantor/periksa/")
    follow(page, page.get_by_role("link", name=name))
    page.locator("#putusan").wait_for()


def send_back(page, section, remark):
    part = page.locator("#putusan details").filter(has=page.get_by_text(section, exact=True))
    part.first.locator("summary").click()
    part.first.locator("textarea").fill(remark)
    press(page, "Kembalikan")


def mend(page, desk):
    page.goto(desk + "pokok/")
    assert "Tiga baris ringkasan belum ditulis." in page.locator("main").inner_text()
    page.get_by_label("Apa yang disepakati").fill("Peta lembaga aktif disusun bersama.")
    page.get_by_label("Siapa mengerjakan").fill("DPMP4KB.")
    page.get_by_label("Kapan selesai").fill("31 Maret 2026.")
    press(page, "Simpan")


def read(page, name):
    """What a stranger does: reads, downloads, verifies."""
    page.goto("/pertemuan/")
    follow(page, page.get_by_role("link", name=name))
    text = page.locator("main").inner_text()
    for words in (
        "Senin, 22 Desember 2025",
        "Damar Prasetyono",
        "Wali Kota Magelang",
        POINT,
        "Ringkasan dari siaran pers",
        DECISION,
        PROMISE,
        "Camat se-Kota Magelang",
        "31 Mar 2026",
    ):
        assert words in text, words

    address = page.url.rstrip("/")
    document = json.loads(page.request.get(address + ".json").body())
    assert document["digest"] == sha256(canonical(document["body"]))
    assert document["seal"] == sha256(canonical(document["envelope"]))
    assert date.fromisoformat(document["body"]["date"]) == date(2025, 12, 22)

    paper = page.request.get(address + ".pdf")
    assert paper.headers["content-type"] == "application/pdf"
    with pikepdf.open(BytesIO(paper.body())) as pdf:
        assert document["seal"] in str(pdf.docinfo.get("/Keywords", ""))
        assert pdf.Root.MarkInfo.Marked

    page.goto(f"/periksa/?sidik={document['seal']}")
    assert "Sah" in page.locator("main").inner_text()
