"""The desk in the hall, by keyboard and with a network that comes and goes."""

import re

import pytest

from tests.browser.pages import sign_in
from tests.browser.test_the_main_job import create

EMAIL = "notulis@contoh.test"
SAVED, UNSAVED = re.compile("Semua tersimpan"), re.compile("Belum tersimpan 1 baris")


@pytest.fixture
def hall(browser, empty_portal):
    """The roll of a meeting with one guest on it; the meeting is new for each test."""
    context = browser.new_context(base_url=empty_portal, locale="id-ID")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"JavaScript: {error}"))
    sign_in(page, EMAIL)
    page.goto(create(page, "CONTOH Meja kerja") + "kehadiran/")
    page.keyboard.press("/")
    page.keyboard.type("Tamu Contoh, Ketua RT 5")
    page.keyboard.press("Enter")
    page.locator(".roll-row").wait_for()
    yield page
    context.close()


def says(page, words):
    page.locator("#tersimpan", has_text=words).wait_for()


def status(page):
    """What the portal has stored, asked without this browser's own memory."""
    answer = page.request.get(page.url).text()
    return re.search(r'name="status" value="(\w+)" checked', answer)[1]


def test_a_line_is_saved_by_the_arrow_keys_alone_and_keeps_the_focus(hall):
    hall.locator("[value=izin]").focus()
    hall.keyboard.press("ArrowRight")
    hall.locator(".roll-row.is-saved [value=sakit]:checked").wait_for()
    hall.keyboard.press("ArrowRight")
    hall.locator(".roll-row.is-saved [value=dinas]:checked").wait_for()
    says(hall, SAVED)
    assert status(hall) == "dinas"


def test_a_delegate_is_asked_for_before_the_line_is_sent(hall):
    hall.get_by_text("Diwakili", exact=True).click()
    says(hall, UNSAVED)
    assert status(hall) == "hadir"
    hall.locator("[name=represented_by]:focus").wait_for()
    hall.keyboard.type("Ani Contoh, Sekretaris")
    hall.keyboard.press("Control+Enter")
    says(hall, SAVED)
    assert status(hall) == "diwakili"


def test_what_the_network_did_not_take_is_sent_when_it_is_back(hall):
    hall.context.set_offline(True)
    hall.get_by_text("Sakit", exact=True).click()
    says(hall, UNSAVED)
    hall.context.set_offline(False)
    says(hall, SAVED)
    assert status(hall) == "sakit"


def test_a_page_that_was_lost_without_network_brings_back_what_was_typed(hall):
    context, address = hall.context, hall.url
    context.set_offline(True)
    hall.get_by_text("Izin", exact=True).click()
    says(hall, UNSAVED)
    hall.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    page.locator(".roll-row.is-saved [value=izin]:checked").wait_for()
    says(page, SAVED)
    assert status(page) == "izin"


def test_what_was_chosen_before_the_scripts_had_come_is_sent_once_they_are_here(hall):
    """A slow network shows the page long before its scripts: a choice made then is not lost."""
    late = []
    hall.route("**/desk*.js", lambda route: late.append(route))
    hall.reload(wait_until="commit")
    hall.get_by_text("Sakit", exact=True).click()
    assert status(hall) == "hadir"
    late.pop().continue_()
    hall.locator(".roll-row.is-saved [value=sakit]:checked").wait_for()
    says(hall, SAVED)
    assert status(hall) == "sakit"


def test_a_colleague_who_was_faster_is_shown_and_not_overwritten(hall):
    colleague = hall.context.new_page()
    colleague.goto(hall.url)
    colleague.get_by_text("Sakit", exact=True).click()
    colleague.locator(".roll-row.is-saved").wait_for()
    hall.get_by_text("Izin", exact=True).click()
    hall.get_by_text("Yang sudah tersimpan").wait_for()
    says(hall, UNSAVED)
    assert hall.locator("[value=izin]").is_checked()
    assert status(hall) == "sakit"
    hall.locator(".roll-row").get_by_text("Dinas", exact=True).click()  # now knowingly
    says(hall, SAVED)
    assert status(hall) == "dinas"


def test_the_line_under_the_cursor_becomes_a_promise_of_that_speech(hall):
    panel = hall.locator("#sedang-berbicara")
    panel.get_by_label("Pembicara").select_option(index=1)
    panel.get_by_label("Pokok-pokok").fill("Salam pembuka.\nMenyusun peta lembaga.")
    panel.get_by_label("Pokok-pokok").press("Control+End")
    hall.keyboard.press("Alt+t")
    assert hall.locator("#janji-baru").get_by_label("Janji").input_value() == (
        "Menyusun peta lembaga."
    )
    panel.get_by_role("link", name="jadikan tindak lanjut").nth(1).wait_for()
    hall.keyboard.press("Control+Enter")
    hall.locator("#daftar-tindak-lanjut").get_by_text("Asal").wait_for()
    says(hall, SAVED)
