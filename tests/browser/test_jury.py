"""A juror on a small phone, from the personal link to the signature; with scripts and without."""

import json
import os
import re
import subprocess
import sys

import pytest

from magelang_portal.postgres import Postgres
from tests.browser.pages import follow
from tests.browser.test_accessibility import look
from tests.running_portal import CHECKOUT, bare_environment

SAVED, UNSAVED = re.compile("Semua tersimpan"), re.compile("Belum tersimpan 1 baris")

# What the secretary does beforehand: a contest with a practice stage, opened, and a link.
PREPARE = """
import json
from django.utils.text import slugify
from awards import actions
from awards.models import Juror, JuryLink, Nominee, ScaleStep, Seat, Stage
from tests.awards import contests
from accounts.models import User
from organizations.models import Area

steps = json.loads({steps!r})
secretary = User.objects.filter(duties__role="award_secretary").first()
name = {name!r}
round = contests.award_round(name=name, slug=slugify(name))
made = contests.Contest.objects.create(
    round=round, name="CONTOH Kelurahan", slug=round.slug + "-kelurahan",
    scale_maximum=max(steps) if steps else 100,
)
for value in steps:
    ScaleStep.objects.create(contest=made, value=value, words=f"Langkah {{value}}")
if not steps:
    for value, words in [(60, "Cukup"), (75, "Baik"), (90, "Sangat baik")]:
        ScaleStep.objects.create(contest=made, value=value, words=words)
stage = Stage.objects.create(contest=made, name="Lapangan", position=1, weight=100)
contests.criteria(stage)
contests.Place.objects.create(contest=made, position=1, name="Juara I")
for number, code in enumerate(["33.71.01.1011", "33.71.02.1005", "33.71.03.1006"], 1):
    Nominee.objects.create(
        contest=made, area=Area.objects.get(identifier=code), number=number
    )
juror = Juror.objects.create(
    round=round, name="CONTOH Juri Lapangan", area=Area.objects.get(identifier="33.71.03.1006")
)
Seat.objects.create(stage=stage, juror=juror)
other = Juror.objects.create(round=round, name="CONTOH Juri Lain")
Seat.objects.create(stage=stage, juror=other)
actions.open_scoring(made, by=secretary)
link, token = JuryLink.make(juror, by=secretary)
print("TOKEN " + token)
"""


def prepare(portal, name, steps=()):
    """Run what the secretary did in the database of the running portal; answer with the token."""
    postgres = Postgres(portal.data)
    assert postgres.find_running()
    script = PREPARE.format(name=name, steps=json.dumps(list(steps)))
    found = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", script],
        cwd=CHECKOUT,
        env=bare_environment(
            PORTAL_MODE="test",
            PORTAL_DATA=str(portal.data),
            DATABASE_URL=postgres.url("portal"),
            PATH=os.environ["PATH"],
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "TOKEN " in found.stdout, found.stderr[-2000:]
    return found.stdout.split("TOKEN ")[1].split()[0]


@pytest.fixture
def phone(browser, started_empty):
    """Makes a phone of 360 px, with scripts or without."""
    contexts = []

    def made(**fields):
        context = browser.new_context(
            base_url=started_empty.address,
            viewport={"width": 360, "height": 740},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            **fields,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"JavaScript: {error}"))
        return page

    yield made
    for context in contexts:
        context.close()


def says(page, words):
    page.locator("#tersimpan", has_text=words).wait_for()


def open_sheet(page, token, nominee="Kelurahan Tidar Selatan"):
    page.goto(f"/juri/{token}/")
    assert page.url.endswith("/juri/")
    follow(page, page.get_by_role("link", name=nominee, exact=True))
    page.locator(".score-row").first.wait_for()


def test_a_juror_judges_on_a_phone_from_the_link_to_the_signature(phone, started_empty):
    token = prepare(started_empty, "CONTOH Putaran Ponsel")
    page = phone()
    page.goto(f"/juri/{token}/")
    assert token not in page.url
    assert page.get_by_text("Juri berasal dari").is_visible()
    assert look(page, "daftar penilaian") == []
    page.set_viewport_size({"width": 360, "height": 740})
    follow(page, page.get_by_role("link", name="Kelurahan Tidar Selatan", exact=True))
    rows = page.locator(".score-row")
    assert rows.count() == 3
    rows.nth(0).get_by_label("Nilai").fill("82,5")
    page.keyboard.press("Tab")
    says(page, SAVED)
    page.locator("#kelengkapan", has_text="1 dari 3").wait_for()
    rows.nth(1).get_by_label("Nilai").fill("170")
    page.keyboard.press("Tab")
    rows.nth(1).get_by_text("Nilai tertinggi 100.").wait_for()
    says(page, UNSAVED)
    assert look(page, "lembar dengan kesalahan") == []
    page.set_viewport_size({"width": 360, "height": 740})
    rows.nth(1).get_by_label("Nilai").fill("77.25")
    page.keyboard.press("Tab")
    says(page, SAVED)
    rows.nth(2).locator("summary").click()
    rows.nth(2).get_by_label("Catatan").fill("Rapi sekali.")
    page.keyboard.press("Tab")
    says(page, UNSAVED)  # a note waits for its mark
    rows.nth(2).get_by_label("Nilai").fill("90")
    page.keyboard.press("Tab")
    says(page, SAVED)
    assert look(page, "lembar") == []
    page.set_viewport_size({"width": 360, "height": 740})
    follow(page, page.get_by_role("link", name="Tinjau dan tanda tangan"))
    page.get_by_text("82,5", exact=True).wait_for()
    assert page.get_by_text("Rapi sekali.").is_visible()
    assert look(page, "tanda tangan") == []
    follow(page, page.get_by_role("button", name="Ya, saya tandatangani"))
    page.get_by_text("1 dari 2 lembar sudah ditandatangani").wait_for()
    follow(page, page.get_by_role("link", name="Kelurahan Tidar Selatan", exact=True))
    page.get_by_text("Sudah ditandatangani").wait_for()
    assert page.locator(".score-row").count() == 0
    assert look(page, "lembar yang ditandatangani") == []


def test_a_juror_judges_without_scripts_by_choosing_steps(phone, started_empty):
    token = prepare(started_empty, "CONTOH Putaran Tanpa Skrip", steps=[5, 4, 3, 2, 1])
    page = phone(java_script_enabled=False)
    open_sheet(page, token)
    for number in range(3):
        row = page.locator(".score-row").nth(number)
        row.get_by_text("Langkah 4").click()
        follow(page, row.get_by_role("button", name="Simpan"))
        page.locator("#kelengkapan", has_text=f"{number + 1} dari 3").wait_for()
    follow(page, page.get_by_role("link", name="Tinjau dan tanda tangan"))
    follow(page, page.get_by_role("button", name="Ya, saya tandatangani"))
    page.get_by_text("1 dari 2 lembar sudah ditandatangani").wait_for()
    follow(page, page.get_by_role("button", name="Keluar dari perangkat ini"))
    page.get_by_text("Anda sudah keluar").wait_for()
    page.goto("/juri/")
    page.get_by_text("Tautan ini tidak berlaku").wait_for()


def test_what_the_network_did_not_take_is_sent_when_it_is_back(phone, started_empty):
    token = prepare(started_empty, "CONTOH Putaran Tanpa Jaringan")
    page = phone()
    open_sheet(page, token)
    address, context = page.url, page.context
    context.set_offline(True)
    page.locator(".score-row").nth(0).get_by_label("Nilai").fill("64,5")
    page.keyboard.press("Tab")
    says(page, UNSAVED)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    page.locator(".score-row.is-saved").wait_for()
    says(page, SAVED)
    assert 'value="64,5"' in page.request.get(address).text()


def test_steps_are_chosen_by_thumb_and_the_focus_stays(phone, started_empty):
    token = prepare(started_empty, "CONTOH Putaran Langkah", steps=[5, 4, 3, 2, 1])
    page = phone()
    open_sheet(page, token)
    page.locator(".score-row").nth(0).get_by_text("Langkah 3").click()
    page.locator(".score-row.is-saved [value='3']:checked").wait_for()
    page.keyboard.press("ArrowDown")
    page.locator(".score-row.is-saved [value='2']:checked").wait_for()
    says(page, SAVED)
    assert look(page, "lembar dengan langkah") == []
