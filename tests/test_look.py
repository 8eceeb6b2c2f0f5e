"""The typeface, the stylesheet, the components and the error pages."""

import re
import time

import brotli
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from fontTools.ttLib import TTFont

from magelang_portal.fonts import WEIGHTS, build_fonts
from publications.templatetags.portal import BADGES, badge

TEMPLATES = settings.BASE_DIR / "templates"
PORTAL = (settings.BASE_DIR / "static" / "css" / "portal.css").read_text()
OFFICE = (settings.BASE_DIR / "static" / "css" / "office.css").read_text()


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    return build_fonts(tmp_path_factory.mktemp("build"))


def component(name, **arguments):
    return render_to_string(f"components/{name}.html", arguments)


def test_the_typeface_is_one_small_file_for_the_web_and_four_for_the_papers(fonts):
    web, *papers = fonts
    assert web.stat().st_size <= 20_000
    with TTFont(web) as font:
        assert [(a.axisTag, a.minValue, a.maxValue) for a in font["fvar"].axes] == [
            ("wght", 400, 800)
        ]
    assert len(papers) == len(WEIGHTS)
    for paper in papers:
        with TTFont(paper) as font:
            assert "fvar" not in font
            assert "Plus Jakarta Sans" in font["name"].getBestFamilyName()


def test_the_typeface_can_write_what_the_portal_writes(fonts):
    for path in fonts:
        with TTFont(path) as font:
            missing = {sign for sign in "Aé“”’–—…·×→←−›•" if ord(sign) not in font.getBestCmap()}
        assert missing == set()


def test_the_same_package_gives_the_same_bytes(fonts, tmp_path):
    again = build_fonts(tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in fonts]


def test_fonts_that_are_up_to_date_are_left_alone(fonts):
    target = fonts[0].parents[2]
    before = [path.stat().st_mtime_ns for path in fonts]
    started = time.perf_counter()
    build_fonts(target)
    assert time.perf_counter() - started < 0.5
    assert [path.stat().st_mtime_ns for path in fonts] == before


def test_the_public_stylesheet_is_small_over_the_wire():
    assert len(brotli.compress(PORTAL.encode())) <= 9_000


@pytest.mark.parametrize("code", [400, 500, 503])
@pytest.mark.parametrize(("language", "home"), [("id", 'href="/"'), ("en", 'href="/en/"')])
def test_an_error_page_needs_no_request_and_no_database(code, language, home):
    with translation.override(language):
        page = render_to_string(f"{code}.html")
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    assert home in page


TILES = [
    {"name": "Wates", "href": "/wilayah/33.71.02.1003/", "row": 3, "column": 3}
    | {"level": "full", "figure": "6", "label": "Wates: 6 lembaga"},
    {"name": "Panjang", "href": "/wilayah/33.71.03.1005/", "row": 5, "column": 3}
    | {"level": "unknown", "figure": "", "label": "Panjang: belum dicatat"},
]


def test_a_tile_map_links_each_kelurahan_and_repeats_its_figures_as_a_table():
    page = component("tile_map", tiles=TILES, title="Lembaga", figure_heading="Lembaga")
    tiles, table = page.split("<details")
    assert 'class="tile-r3 tile-c3"' in tiles
    assert 'href="/wilayah/33.71.02.1003/" aria-label="Wates: 6 lembaga"' in tiles
    assert re.search(r"Wates</a></th>\s*<td class=\"num\">6</td>", table)


def test_a_tile_without_a_figure_says_that_it_is_not_recorded_and_never_zero():
    page = component("tile_map", tiles=TILES, title="Lembaga")
    row = page.split("<details")[1].split("Panjang</a>")[1]
    assert "belum dicatat" in row
    assert "0" not in row


def test_every_kind_of_badge_has_words_and_a_style():
    for kind, (tone, _) in BADGES.items():
        shown = badge(kind)
        assert re.search(r">\S[^<]+</span>", shown), kind
        assert tone == "plain" or f".badge--{tone} " in PORTAL


def test_the_legend_of_promises_tells_every_part_also_where_the_bar_shows_none():
    parts = [
        {"tone": "done", "count": 3, "words": "selesai"},
        {"tone": "late", "count": 0, "words": "terlambat"},
    ]
    page = component("stat", title="Janji", subtitle="", figure="3", text="dari 3", parts=parts)
    assert page.count("<rect") == 1 + len(parts)
    assert "0 terlambat" in page


def test_a_bar_is_told_in_words_to_who_does_not_see_it():
    page = component("progress", percent="52.9", label="9 dari 17 kelurahan")
    assert 'aria-label="9 dari 17 kelurahan"' in page
    assert 'width="52.9"' in page


def test_every_class_of_the_frame_and_the_components_is_styled():
    templates = [*TEMPLATES.glob("*.html"), *TEMPLATES.glob("components/*.html")]
    assert len(templates) > 15
    used = set()
    for template in templates:
        for classes in re.findall(r'class="([^"{]*)"', template.read_text()):
            used |= set(classes.split())
    styled = set(re.findall(r"\.([a-z][a-z0-9_-]*)", PORTAL + OFFICE))
    assert used - styled == set()
