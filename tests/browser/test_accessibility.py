"""Every kind of page, for the public and the office: axe, and what axe does not ask.

axe runs its own WCAG 2.0 to 2.2 A and AA rules and its best practices; none is left out. In the
dark only colours change, so the dark pages are asked about colours alone.
"""

import re
from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import pages as kinds

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
LIGHT = [(360, "light", EVERY_RULE), (1280, "light", EVERY_RULE)]
DARK = [(360, "dark", COLOURS), (1280, "dark", COLOURS)]
VIEWS = [*LIGHT, *DARK]
RUN_AXE = "rules => axe.run(document, rules).then(found => found.violations)"
AXE = Axe().axe_script  # the copy that comes with the library; nothing is fetched

# What a page must be besides: asked in the page itself, answered with what is wrong.
PLAIN_QUESTIONS = """() => {
    const wrong = [];
    const headings = document.querySelectorAll('h1');
    if (headings.length !== 1) wrong.push(`${headings.length} h1`);
    else if (!headings[0].innerText.trim()) wrong.push('empty h1');
    const language = location.pathname.startsWith('/en/') ? 'en' : 'id';
    if (document.documentElement.lang.split('-')[0] !== language)
        wrong.push(`lang is ${document.documentElement.lang}`);
    return wrong;
}"""
# A colour on its way to another has no contrast of its own yet.
STAND_STILL = "() => document.getAnimations().forEach(animation => animation.finish())"
TOO_WIDE = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return '';
    const guilty = [...document.body.querySelectorAll('*')].filter(
        element => element.getBoundingClientRect().right > root.clientWidth + 1);
    const name = element => element.tagName.toLowerCase() + '.' + element.className;
    return `${root.scrollWidth} px wide: ` + guilty.slice(0, 3).map(name).join(', ');
}"""


@pytest.fixture(scope="module")
def visitor(browser, full_portal):
    """Makes somebody with a browser of their own, signed in when they have an e-mail address."""
    contexts = []

    def somebody(email=None):
        context = browser.new_context(
            base_url=full_portal, locale="id-ID", timezone_id="Asia/Jakarta"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if email:
            kinds.sign_in(page, email)
        return page

    yield somebody
    for context in contexts:
        context.close()


def test_every_public_page_is_accessible(visitor):
    page = visitor()
    sweep(page, kinds.public_pages(page))


def test_the_entrance_of_the_office_is_accessible(visitor):
    sweep(visitor(), kinds.ENTRANCE)


@pytest.mark.parametrize(
    ("email", "pages"),
    [
        (kinds.TAKER, kinds.taker_pages),
        (kinds.REVIEWER, kinds.reviewer_pages),
        (kinds.REGISTRAR, kinds.registrar_pages),
        (kinds.ADMINISTRATOR, kinds.administrator_pages),
    ],
    ids=["note-taker", "reviewer", "registrar", "administrator"],
)
def test_every_page_of_the_office_is_accessible(visitor, email, pages):
    page = visitor(email)
    sweep(page, pages(page), LIGHT[:1], [LIGHT[1], *DARK])


def test_two_step_verification_is_accessible(visitor):
    page = visitor(kinds.JUROR)
    kinds.set_up_two_steps(page)
    sweep(page, kinds.TWO_STEPS)

    entrance = visitor()
    kinds.sign_in(entrance, kinds.JUROR)
    assert "/dua-langkah/kode/" in entrance.url
    assert look(entrance, "kode dua langkah") == []


def test_mistakes_and_conflicts_are_accessible(visitor):
    """Pages that only a post can bring: a form with errors, a save on a changed record."""
    page = visitor(kinds.TAKER)
    page.goto("/kantor/pertemuan/baru/")
    page.locator("main form").evaluate("form => form.noValidate = true")
    kinds.follow(page, page.get_by_role("button", name="Buat draf"))
    page.locator(".error-summary").wait_for()
    wrong = look(page, "pertemuan baru dengan kesalahan")

    address = next(p.address for p in kinds.taker_pages(page) if p.address.endswith("/pokok/"))
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    for tab, words in ((other, "Kalimat dari tab lain."), (page, "Kalimat dari tab ini.")):
        tab.get_by_label("Ringkasan satu kalimat").fill(words)
        with tab.expect_response(lambda answer: answer.request.method == "POST") as answer:
            tab.get_by_role("button", name="Simpan").first.click()
        tab.wait_for_load_state("networkidle")
    assert answer.value.status == 409
    page.get_by_text("Kalimat dari tab lain.").first.wait_for()
    assert (
        page.get_by_text("Kalimat dari tab ini.").count()
        or page.get_by_label("Ringkasan satu kalimat").input_value()
    )
    assert wrong + look(page, "409: isian bertabrakan") == []


def sweep(page, pages, always=LIGHT, in_turn=DARK):
    """Open each page once; look at it. All that is wrong is told together.

    Pages are made of the same parts, so of the views ``in_turn`` each page has one.
    """
    wrong, titles, one = [], {}, cycle(in_turn)
    for kind in pages:
        answer = page.goto(kind.address)
        if answer.status != kind.status:
            wrong.append(f"{kind.name} ({kind.address}): answers {answer.status}")
            continue
        # In English the same page has other words: what colours and widths do was seen.
        is_english = kind.address.startswith("/en/")
        wrong += look(page, kind.name, LIGHT[:1] if is_english else [*always, next(one)])
        titles.setdefault(page.title(), []).append(kind)
    wrong += [
        f"one title for {', '.join(kind.name for kind in same)}: {title!r}"
        for title, same in titles.items()
        if len({without_query(kind.address) for kind in same}) > 1
    ]
    wrong += [
        f"a title says too little: {title!r}" for title in titles if len(title.split("·")[0]) < 4
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def look(page, name, views=VIEWS):
    """What is wrong with the page that stands open, a line for each."""
    wrong = [f"{name}: {words}" for words in page.evaluate(PLAIN_QUESTIONS)]
    page.evaluate(AXE)
    for width in (320, 768, 1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        if words := page.evaluate(TOO_WIDE):
            wrong.append(f"{name}, {width} px: {words}")
    for width, scheme, rules in views:
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(STAND_STILL)
        for violation in page.evaluate(RUN_AXE, rules):
            elements = [str(node["target"][0]) for node in violation["nodes"]]
            reason = violation["nodes"][0]["failureSummary"].splitlines()[1].strip()
            wrong.append(
                f"{name}, {width} px, {scheme}: {violation['id']} at "
                f"{', '.join(elements[:3])} ({len(elements)}): {reason}"
            )
    return list(dict.fromkeys(wrong))


def without_query(address):
    return re.sub(r"\?.*", "", address)


# ── By keyboard alone ─────────────────────────────────────────────────────────────────────────


def tab_to(page, reached, most=80):
    """Press Tab until the focus is where it should be; the focus must be seen on its way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() and focus.evaluate(reached):
            return focus
    raise AssertionError(f"the keyboard does not reach {reached}")


def test_a_citizen_reads_and_filters_by_keyboard_alone(visitor):
    page = visitor()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#isi"
    tab_to(page, "e => e.matches('main a[href^=\"/pertemuan/\"]')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pertemuan/**")

    page.goto("/pertemuan/")
    tab_to(page, "e => e.tagName === 'SELECT' && e.name === 'tahun'")
    page.keyboard.press("ArrowDown")
    tab_to(page, "e => e.tagName === 'BUTTON' && e.closest('main')")
    page.keyboard.press("Enter")
    page.wait_for_url("**tahun=2**")


def test_a_citizen_verifies_by_keyboard_alone(visitor):
    page = visitor()
    page.goto("/periksa/")
    tab_to(page, "e => e.matches('main input[name=sidik]')")
    page.keyboard.type("0" * 64)
    page.keyboard.press("Enter")
    page.wait_for_url("**sidik=0**")


def test_an_official_marks_who_came_by_keyboard_alone(visitor):
    page = visitor(kinds.TAKER)
    roll = next(p.address for p in kinds.taker_pages(page) if p.address.endswith("/kehadiran/"))
    page.goto(roll)
    tab_to(page, "e => e.matches('.segmented input') && !e.checked")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.keyboard.press("Space")
    assert answer.value.status == 200


def test_the_focus_is_always_seen(visitor):
    page = visitor()
    for address in ("/", "/pertemuan/", "/lembaga/"):
        page.goto(address)
        for _ in range(12):
            page.keyboard.press("Tab")
            page.evaluate(STAND_STILL)
            unseen = page.locator(":focus").evaluate(
                """e => { const s = getComputedStyle(e), b = e.getBoundingClientRect();
                return (s.outlineStyle === 'none' || s.outlineWidth === '0px')
                    && s.boxShadow === 'none' || b.width < 1 || b.bottom < 0; }"""
            )
            assert not unseen, (address, page.locator(":focus").evaluate("e => e.outerHTML"))
