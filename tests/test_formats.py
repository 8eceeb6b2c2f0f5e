"""Days, hours, figures and addresses, as readers see them in both languages."""

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from publications.templatetags import portal

DAY = dt.date(2025, 12, 22)
MOMENT = dt.datetime(2026, 1, 5, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("value", [DAY, "2025-12-22", dt.datetime(2025, 12, 22, 9, 0)])
def test_a_day_is_written_with_its_weekday_and_the_month_in_words(value):
    assert portal.long_date(value) == "Senin, 22 Desember 2025"
    assert portal.plain_date(value) == "22 Desember 2025"
    assert portal.short_date(value) == "22 Des 2025"
    assert portal.month_year(value) == "Desember 2025"
    with translation.override("en"):
        assert portal.long_date(value) == "Monday, 22 December 2025"
        assert portal.short_date(value) == "22 Dec 2025"


@pytest.mark.parametrize("value", [MOMENT, "2026-01-05T02:12:00Z"])
def test_a_moment_is_told_in_wib(value):
    assert portal.moment(value) == "Senin, 5 Januari 2026 pukul 09.12 WIB"
    assert portal.clock(value) == "09.12 WIB"
    with translation.override("en"):
        assert portal.moment(value) == "Monday, 5 January 2026 at 09:12 WIB"


def test_a_moment_after_seventeen_utc_belongs_to_the_next_day_in_magelang():
    assert portal.long_date("2025-12-21T17:00:00Z") == "Senin, 22 Desember 2025"
    assert portal.long_date("2025-12-21T16:59:59Z") == "Minggu, 21 Desember 2025"
    assert portal.iso_date("2025-12-21T17:00:00Z") == "2025-12-22"


@pytest.mark.parametrize("value", [dt.time(9, 0), "09:00", "09:00:00"])
def test_an_hour_of_the_clock_has_a_point_in_indonesian_and_a_colon_in_english(value):
    assert portal.clock(value) == "09.00 WIB"
    with translation.override("en"):
        assert portal.clock(value) == "09:00 WIB"


def test_midnight_is_an_hour_and_not_nothing():
    assert portal.clock(dt.time(0, 0)) == "00.00 WIB"
    assert portal.clock("00:00") == "00.00 WIB"


def test_every_month_and_weekday_has_its_own_name():
    for language in ("id", "en"):
        with translation.override(language):
            months = {portal.month_year(dt.date(2026, month, 1)) for month in range(1, 13)}
            short = {portal.short_month_year(dt.date(2026, month, 1)) for month in range(1, 13)}
            days = {portal.long_date(dt.date(2026, 6, day)).split(",")[0] for day in range(1, 8)}
        assert (len(months), len(short), len(days)) == (12, 12, 7)


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1.000", "1,000"),
        ("1234.5", "1.234,5", "1,234.5"),
        (Decimal("1234567.80"), "1.234.567,80", "1,234,567.80"),
        ("-12.25", "−12,25", "−12.25"),
        (Decimal("1E+3"), "1.000", "1,000"),
        ("123456789012345678.01", "123.456.789.012.345.678,01", "123,456,789,012,345,678.01"),
    ],
)
def test_a_figure_keeps_every_digit_it_was_given(value, indonesian, english):
    assert portal.number(value) == indonesian
    with translation.override("en"):
        assert portal.number(value) == english


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        portal.number(0.1)


def test_rupiah_are_written_without_a_space():
    assert portal.rupiah(1_500_000) == "Rp1.500.000"
    assert portal.rupiah("-2500.50") == "−Rp2.500,50"
    with translation.override("en"):
        assert portal.rupiah("1500000") == "Rp1,500,000"


@pytest.mark.parametrize(
    "formatter",
    [
        "long_date",
        "plain_date",
        "short_date",
        "month_year",
        "iso_date",
        "clock",
        "moment",
        "number",
        "rupiah",
    ],
)
def test_nothing_known_is_written_as_nothing(formatter):
    assert getattr(portal, formatter)(None) == ""
    assert getattr(portal, formatter)("") == ""


def test_text_and_link_reach_whatsapp_whole():
    address = portal.wa_share_url("Peta lembaga: 9 & 8?", "https://portal.test/pertemuan/a/")
    assert address.startswith("https://wa.me/?text=")
    assert parse_qs(urlsplit(address).query) == {
        "text": ["Peta lembaga: 9 & 8?\nhttps://portal.test/pertemuan/a/"]
    }


@pytest.mark.parametrize(
    ("language", "here", "there"),
    [
        ("id", "/", "/en/"),
        ("en", "/en/", "/"),
        ("id", "/pertemuan/forum/?tahun=2025&a=b", "/en/pertemuan/forum/?tahun=2025&amp;a=b"),
        ("en", "/en/pertemuan/?tahun=2025", "/pertemuan/?tahun=2025"),
        ("id", "/energi/", "/en/energi/"),
    ],
)
def test_the_language_link_leads_to_the_same_page(language, here, there):
    context = Context({"request": RequestFactory().get(here)})
    with translation.override(language):
        assert Template("{% load portal %}{% other_language_url %}").render(context) == there


def test_an_official_types_the_day_before_the_month():
    field = forms.DateField()
    assert field.clean("12/01/2026") == dt.date(2026, 1, 12)
    assert field.clean("12-01-2026") == dt.date(2026, 1, 12)
    assert field.clean("2026-01-12") == dt.date(2026, 1, 12)
    with pytest.raises(forms.ValidationError):
        field.clean("12/22/2025")


def test_an_official_types_the_hour_with_a_point_or_a_colon():
    assert forms.TimeField().clean("09.30") == forms.TimeField().clean("09:30") == dt.time(9, 30)


def test_a_bar_reads_the_same_in_a_language_with_decimal_commas():
    assert portal.svg_length(Decimal("12.50")) == "12.5"
    assert portal.svg_length("140") == "100"
    assert portal.svg_length(-3) == "0"
    assert portal.svg_length(50) == "50"


def test_the_parts_of_a_bar_fill_it_and_an_empty_part_takes_no_room():
    parts = [{"count": 19}, {"count": 0}, {"count": 1}]
    bars = portal.segments(parts)
    assert [bar["x"] for bar in bars] == ["0.00", "95.00"]
    assert portal.segments([{"count": 0}]) == []
