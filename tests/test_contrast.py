"""Every pair of colours that meets on a page, computed from the tokens, in light and dark."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
PORTAL = (CSS / "portal.css").read_text()
OFFICE = (CSS / "office.css").read_text()

# WCAG 2.2 AA: 4.5 for text, 3 for what marks a control or carries a figure.
TEXT = [
    (ink, ground)
    for ground in ("paper", "surface", "sunken")
    for ink in ("ink", "muted", "link", "link-hover", "on-late-soft", "on-wait-soft")
] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-accent-soft", "accent-soft"),
    ("ink", "accent-soft"),
    ("muted", "accent-soft"),
    ("link", "accent-soft"),
    ("link-hover", "accent-soft"),
    ("on-wait-soft", "wait-soft"),
    ("ink", "wait-soft"),
    ("link", "wait-soft"),
    ("link-hover", "wait-soft"),
    ("on-late-soft", "late-soft"),
    ("ink", "late-soft"),
    ("link", "late-soft"),
    ("on-danger", "danger"),
    ("on-deep", "deep"),
    ("on-deep-soft", "deep"),
]
SHAPES = [
    (shape, ground)
    for ground in ("paper", "surface", "sunken")
    for shape in ("edge", "focus", "accent", "danger", "wait-edge")
] + [
    ("edge", "accent-soft"),
    ("focus", "accent-soft"),
    ("focus", "wait-soft"),
    ("wait-edge", "wait-soft"),
    ("on-deep", "deep"),
    ("bar-done", "deep"),
    ("bar-on-track", "deep"),
    ("bar-no-report", "deep"),
    ("bar-late", "deep"),
]


def tokens(css):
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});", css))


LIGHT = tokens(re.search(r"^:root \{(.*?)^\}", PORTAL, re.M | re.S)[1])
DARK_ALONE = tokens(
    re.search(r"prefers-color-scheme: dark\) \{\n  :root \{(.*?)\n  \}", PORTAL, re.S)[1]
)
THEMES = {"light": LIGHT, "dark": LIGHT | DARK_ALONE}


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_all_text_can_be_read(theme, ink, ground):
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_controls_and_bars_can_be_told_from_what_is_behind_them(theme, shape, ground):
    colours = THEMES[theme]
    assert contrast(colours[shape], colours[ground]) >= 3


def test_every_colour_that_depends_on_the_light_is_defined_for_the_dark():
    the_same_on_the_green_card = {name for name in LIGHT if name.startswith("bar-")}
    assert set(LIGHT) - set(DARK_ALONE) == the_same_on_the_green_card


@pytest.mark.parametrize("css", [PORTAL, OFFICE], ids=["portal", "office"])
def test_no_component_brings_a_colour_of_its_own(css):
    rules = re.sub(r"--[a-z-]+:\s*[^;]+;", "", css)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []


@pytest.mark.parametrize("css", [PORTAL, OFFICE], ids=["portal", "office"])
def test_every_token_that_is_used_is_defined(css):
    defined = set(re.findall(r"(--[a-z-]+):", PORTAL))
    assert set(re.findall(r"var\((--[a-z-]+)", css)) <= defined


def test_the_stylesheets_fetch_nothing_from_elsewhere():
    addresses = re.findall(r"url\(([^)]*)\)", PORTAL + OFFICE)
    assert addresses == ['"../fonts/plus-jakarta-sans.woff2"']
    assert "@import" not in PORTAL + OFFICE


def test_the_mark_uses_the_green_and_the_marigold_of_the_tokens():
    mark = (settings.BASE_DIR / "static" / "img" / "mark.svg").read_text()
    assert set(re.findall(r"#[0-9a-f]{6}", mark)) == {LIGHT["accent"], LIGHT["bar-no-report"]}
