"""The award secretary's whole work in the admin, from a new round to printed certificates."""

import io
import zipfile

import pytest

from tests.browser import test_accessibility
from tests.browser.pages import follow, sign_in

FIRST, SECOND = "sekretaris@contoh.test", "sekretaris.kedua@contoh.test"
MARKS = {"Kelurahan Wates": "90", "Kelurahan Panjang": "80", "Kelurahan Gelangan": "70"}


@pytest.fixture
def people(browser, empty_portal):
    """Makes somebody with a browser of their own, who hears of whatever a page may not do."""
    contexts, refused = [], []

    def person(email=None, width=1280):
        context = browser.new_context(
            base_url=empty_portal,
            viewport={"width": width, "height": 800},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: refused.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda line: (
                refused.append(f"{page.url}: {line.text}")
                if "Content Security Policy" in line.text
                and not getattr(page, "is_looked_at", False)
                else None
            ),
        )
        if email:
            sign_in(page, email)
        return page

    yield person
    for context in contexts:
        context.close()
    assert not refused, "\n".join(refused)


def look(page, name):
    """What is wrong with the page. That axe's own styles are refused meanwhile is not ours."""
    page.is_looked_at = True
    found = test_accessibility.look(page, name)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(150)  # what was refused is told a moment later
    page.is_looked_at = False
    return found


def step(page, button, yes, **fields):
    """Press a button of the record, look at what it restates, and say yes."""
    follow(page, page.get_by_role("link", name=button, exact=True))
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    follow(page, page.get_by_role("button", name=yes))
    assert page.locator(".errornote").count() == 0, page.locator(".step").inner_text()


def save(page):
    follow(page, page.locator("input[name=_save]"))
    assert page.locator(".errornote").count() == 0, page.locator(".errornote").all_inner_texts()


def test_from_a_new_round_to_printed_certificates(people):
    page = people(FIRST)
    page.goto("/admin/awards/round/add/")
    for name, value in {
        "name": "CONTOH Lomba Peramban", "year": "2025", "announce_at_0": "2025-12-22",
        "announce_at_1": "10:00",
    }.items():  # fmt: skip
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_is_example").check()
    save(page)
    round_page = page.url
    follow(page, page.get_by_role("link", name="Tambah juri"))
    page.locator("#id_name").fill("CONTOH Juri Peramban")
    save(page)
    juror_page = page.url

    page.goto(round_page)
    follow(page, page.get_by_role("link", name="Tambah lomba"))
    page.locator("#id_name").fill("Kelurahan terbaik peramban")
    save(page)
    contest_page = page.url
    follow(page, page.get_by_role("link", name="Isi baku"))
    page.get_by_label("Administrasi").uncheck()
    wrong = look(page, "isi baku")
    follow(page, page.get_by_role("button", name="Ya, isi"))
    follow(page, page.get_by_role("link", name="Masukkan peserta"))
    for box in page.locator("input[name=chosen]").all():
        box.uncheck()
    for name in MARKS:
        page.get_by_label(name, exact=True).check()
    follow(page, page.get_by_role("button", name="Ya, masukkan"))
    follow(page, page.get_by_role("link", name="Tugaskan juri"))
    page.get_by_label("CONTOH Juri Peramban").check()
    follow(page, page.get_by_role("button", name="Ya, tugaskan"))
    page.get_by_text("Bobot dalam bidang-bidang").wait_for()
    wrong += look(page, "lomba yang belum lengkap")

    page.locator("#id_stages-0-weight").fill("100")
    save(page)
    page.goto(contest_page)
    follow(page, page.get_by_role("link", name="4 kriteria"))
    addresses = [
        link.get_attribute("href") for link in page.locator("#result_list th.field-code a").all()
    ]
    assert len(addresses) == 4
    for address in addresses:
        page.goto(address)
        page.locator("#id_weight").fill("25")
        save(page)
    page.goto(contest_page)
    follow(page, page.get_by_role("link", name="Buka penilaian", exact=True))
    said = page.locator(".step").inner_text()
    assert "Lembar nilai yang disiapkan" in said
    wrong += look(page, "buka penilaian")
    follow(page, page.get_by_role("button", name="Ya, kunci instrumen"))
    page.get_by_text("Instrumen terkunci").wait_for()
    wrong += look(page, "lomba yang terkunci")
    assert page.locator("#id_trim").count() == 0

    page.goto(juror_page)
    follow(page, page.get_by_role("link", name="Buat tautan pribadi", exact=True))
    follow(page, page.get_by_role("button", name="Ya, buat tautan"))
    link = page.locator("#tautan").input_value()
    wrong += look(page, "tautan pribadi")
    judge(people(width=360), link)

    page.goto(contest_page)
    page.get_by_text("3 dari 3 lembar ditandatangani").wait_for()
    follow(page, page.get_by_role("link", name="Lapangan", exact=True))
    wrong += look(page, "tahap yang terbuka")
    step(page, "Tutup tahap", "Ya, tutup tahap")
    page.goto(contest_page)
    step(page, "Hitung hasil", "Ya, hitung")
    follow(page, page.get_by_role("link", name="Catat pleno dan usulkan"))
    assert "90,0000" in page.locator(".step").inner_text()
    wrong += look(page, "pleno")
    page.locator("[name=held_on]").fill("2025-12-20")
    page.locator("[name=chaired_by]").fill("CONTOH Ketua Juri")
    page.locator("[name=votes_for]").fill("1")
    follow(page, page.get_by_role("button", name="Ya, catat dan usulkan"))
    step(page, "Tetapkan", "Ya, saya tetapkan")
    other = people(SECOND)
    other.goto(contest_page)
    step(other, "Tetapkan", "Ya, saya tetapkan")

    page.goto(round_page)
    page.get_by_role("link", name="Umumkan hasil", exact=True).or_(
        page.get_by_role("link", name="Buat piagam", exact=True)
    ).first.wait_for()
    # Its moment has passed: the portal may have announced it by itself in between.
    if page.get_by_role("link", name="Umumkan hasil", exact=True).count():
        step(page, "Umumkan hasil", "Ya, umumkan sekarang")
    page.goto(round_page)
    step(
        page, "Buat piagam", "Ya, buat piagam", given_on="2025-12-22", numbers="CONTOH/{n}/2025",
        signatory_name="CONTOH Pejabat", signatory_role="Wali Kota Contoh",
    )  # fmt: skip
    step(page, "Terbitkan piagam", "Ya, terbitkan piagam")
    address = page.get_by_role("link", name="Unduh semua piagam (ZIP)").get_attribute("href")
    answer = page.request.get(address)
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.body())) as packed:
        names = packed.namelist()
        assert len(names) == 3
        assert packed.read(names[0])[:5] == b"%PDF-"
    assert not wrong, "\n" + "\n".join(wrong)


def judge(page, link):
    """What the juror does, on a phone: each sheet filled in and signed."""
    page.goto(link)
    home = page.url
    for name, mark in MARKS.items():
        page.goto(home)
        follow(page, page.get_by_role("link", name=name, exact=True))
        page.locator(".score-row").first.wait_for()
        for number in range(4):
            page.locator(".score-row").nth(number).get_by_label("Nilai").fill(mark)
            page.keyboard.press("Tab")
            page.locator("#kelengkapan", has_text=f"{number + 1} dari 4").wait_for()
        follow(page, page.get_by_role("link", name="Tinjau dan tanda tangan"))
        follow(page, page.get_by_role("button", name="Ya, saya tandatangani"))
        page.get_by_role("link", name=name, exact=True).wait_for()
