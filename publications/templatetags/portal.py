"""How the portal writes days, hours, figures and addresses, in one place for all pages.

A document is JSON: a day is "2025-12-22", a moment "2026-01-05T02:12:00Z" in UTC, an hour of
the clock "09:00" in WIB, a quantity "1234.5". The filters take that text and Python's own
objects alike. Nothing known (None, "") is written as nothing, so that a template can say in
words what is missing.
"""

import datetime as dt
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

register = template.Library()

WIB = ZoneInfo("Asia/Jakarta")

# Written out by hand: the names must not change with a library's next version.
# fmt: off
DAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
MONTHS = {
    "id": ["Januari", "Februari", "Maret", "April", "Mei", "Juni",
           "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
    "en": ["January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"],
}
SHORT_MONTHS = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
# fmt: on


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def _day(value: Any) -> dt.date | None:
    """The day in Magelang: a moment late in the evening UTC is already tomorrow here."""
    if value in (None, ""):
        return None
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value) if "T" in value else dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return (value.astimezone(WIB) if value.tzinfo else value).date()
    return value


def _clock(value: Any) -> dt.time | None:
    if value in (None, ""):
        return None
    if isinstance(value, str):
        iso = dt.datetime if "T" in value else dt.time
        value = iso.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return (value.astimezone(WIB) if value.tzinfo else value).time()
    return value


@register.filter
def long_date(value: Any) -> str:
    """Senin, 22 Desember 2025."""
    day = _day(value)
    return f"{DAYS[_language()][day.weekday()]}, {plain_date(day)}" if day else ""


@register.filter
def plain_date(value: Any) -> str:
    """22 Desember 2025."""
    day = _day(value)
    return f"{day.day} {month_year(day)}" if day else ""


@register.filter
def short_date(value: Any) -> str:
    """22 Des 2025."""
    day = _day(value)
    return f"{day.day} {short_month_year(day)}" if day else ""


@register.filter
def month_year(value: Any) -> str:
    """Desember 2025."""
    day = _day(value)
    return f"{MONTHS[_language()][day.month - 1]} {day.year}" if day else ""


@register.filter
def short_month_year(value: Any) -> str:
    """Des 2025, beneath the large day of a date chip."""
    day = _day(value)
    return f"{SHORT_MONTHS[_language()][day.month - 1]} {day.year}" if day else ""


@register.filter
def day_number(value: Any) -> str:
    day = _day(value)
    return str(day.day) if day else ""


@register.filter
def iso_date(value: Any) -> str:
    """2025-12-22, for the `datetime` attribute of a <time>."""
    day = _day(value)
    return day.isoformat() if day else ""


@register.filter
def clock(value: Any) -> str:
    """09.00 WIB, in English 09:00 WIB."""
    hour = _clock(value)
    if hour is None:
        return ""
    separator = ":" if _language() == "en" else "."
    return f"{hour.hour:02}{separator}{hour.minute:02} WIB"


@register.filter
def moment(value: Any) -> str:
    """Senin, 5 Januari 2026 pukul 09.12 WIB."""
    if value in (None, ""):
        return ""
    word = "at" if _language() == "en" else "pukul"
    return f"{long_date(value)} {word} {clock(value)}"


@register.filter
def number(value: Any) -> str:
    """1.234,5, in English 1,234.5: the digits as they were given, never rounded.

    A float is refused: it has already lost what was written.
    """
    if value in (None, ""):
        return ""
    if isinstance(value, float):
        raise TypeError("A quantity is text, an int or a Decimal, not a float.")
    text = f"{Decimal(value):,f}"
    if _language() == "en":
        return text.replace("-", "−")
    return text.translate(str.maketrans(",.-", ".,−"))


@register.filter
def rupiah(value: Any) -> str:
    """Rp1.500.000, without a space, as the Indonesian spelling rules have it."""
    written = number(value)
    return f"−Rp{written[1:]}" if written.startswith("−") else written and f"Rp{written}"


# ------------------------------------------------------------------ addresses
@register.filter
def wa_share_url(text: str, url: str = "") -> str:
    """The address that opens WhatsApp with this text and link, ready to choose a recipient."""
    return "https://wa.me/?text=" + quote(f"{text}\n{url}" if url else str(text), safe="")


@register.simple_tag(takes_context=True)
def absolute_url(context: Context, path: str = "") -> str:
    """With scheme and host; without an argument, this page, its query left out."""
    request = context.get("request")
    if request is None:
        return path
    return request.build_absolute_uri(path or request.path)


@register.simple_tag(takes_context=True)
def language_url(context: Context, language: str) -> str:
    """This page in that language: the same path, with or without /en before it."""
    request = context.get("request")
    path = request.path if request else "/"
    bare = path.removeprefix("/en") if path == "/en" or path.startswith("/en/") else path
    return f"/en{bare or '/'}" if language == "en" else bare or "/"


@register.simple_tag(takes_context=True)
def other_language_url(context: Context) -> str:
    """This page, with the same filters, in the language it is not in."""
    request = context.get("request")
    query = request.META.get("QUERY_STRING", "") if request else ""
    address = language_url(context, "id" if _language() == "en" else "en")
    return f"{address}?{query}" if query else address


IN_INDONESIAN = SafeString(' lang="id"')


@register.simple_tag
def record_lang() -> str:
    """` lang="id"` on English pages: what the records say stays Indonesian there."""
    return IN_INDONESIAN if _language() == "en" else ""


@register.simple_tag
def citing() -> tuple[Any, str]:
    """What ``cited`` says around each unit; asked once a page, since a page has hundreds."""
    return record_lang(), gettext("Tautan ke bagian ini")


@register.filter
def cited(unit: dict[str, Any], around: tuple[Any, str]) -> SafeString:
    """The words of a citable unit, with the quiet link to its own address behind them."""
    (lang, here), text = around, escape(unit.get("text") or "")
    if "\n" in text:
        text = linebreaksbr(SafeString(text))
    return SafeString(
        f"<span{lang}>{text}</span>"
        f'<a class="anchor" href="#{escape(unit["anchor"])}" aria-label="{escape(here)}">#</a>'
    )


@register.simple_tag
def cited_each(units: Any, element: str, around: tuple[Any, str]) -> SafeString:
    """Citable units, each an ``element`` that a link can lead to; a page has hundreds."""
    return SafeString(
        "\n".join(
            f'<{element} id="{escape(unit["anchor"])}" class="is-target">'
            f"{cited(unit, around)}</{element}>"
            for unit in units
        )
    )


@register.simple_tag
def file_address(entry: dict[str, Any], extension: str, digest: str = "") -> str:
    """Where a file of a document is; in the office, a draft's is ``under`` the draft."""
    digest = digest or entry["sha256"]
    if under := entry.get("under"):
        return f"{under}{digest}.{extension}"
    return reverse("file", args=[digest, extension])


@register.filter
def srcset(photo: dict[str, Any], extension: str) -> str:
    """The renditions of a photograph in one format, as <source> and <img> read them."""
    widths = sorted(
        (int(name.split(".")[0]), digest)
        for name, digest in photo["variants"].items()
        if name.endswith(f".{extension}")
    )
    return ", ".join(
        f"{file_address(photo, extension, digest)} {width}w" for width, digest in widths
    )


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """What the page wrote into this block, once more: <title> and og:title say the same."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.render(context) if block else ""


# ----------------------------------------------------------------- components
# The tone says how it is coloured; the words always stand there too.
BADGES = {
    "published": ("good", _("Terbit")),
    "corrected": ("good", _("Diralat")),
    "updated": ("good", _("Diperbarui")),
    "withdrawn": ("late", _("Ditarik")),
    "draft": ("plain", _("Draf")),
    "in_review": ("wait", _("Menunggu diperiksa")),
    "returned": ("wait", _("Dikembalikan")),
    "example": ("wait", _("Contoh")),
    "open": ("plain", _("Belum jatuh tenggat")),
    "on_track": ("good", _("Sesuai jadwal")),
    "late": ("late", _("Terlambat")),
    "no_report": ("wait", _("Belum ada laporan")),
    "done": ("good", _("Selesai")),
    "changed": ("plain", _("Diubah")),
    "dropped": ("plain", _("Dihentikan")),
    "planned": ("wait", _("Direncanakan")),
    "held": ("good", _("Terlaksana")),
    "cancelled": ("late", _("Dibatalkan")),
    "vacant": ("wait", pgettext_lazy("jabatan", "Kosong")),
}


@register.simple_tag
def badge(kind: str, text: Any = "") -> SafeString:
    """A state in its colour and in words; ``text`` replaces the words of its kind."""
    tone, words = BADGES[kind]
    return SafeString(f'<span class="badge badge--{tone}">{escape(str(text or words))}</span>')


@register.filter
def svg_length(value: Any) -> str:
    """A percentage as SVG reads it: with a point in every language, between 0 and 100."""
    percent = Decimal("0") if value in (None, "") else Decimal(value)
    return f"{min(max(percent, Decimal(0)), Decimal(100)).normalize():f}"


@register.filter
def segments(parts: Any) -> list[dict[str, Any]]:
    """Parts of a whole, laid side by side on a bar 100 wide, with a hair between them."""
    total = sum(part["count"] for part in parts)
    placed, start = [], Decimal(0)
    for part in parts:
        if part["count"]:
            width = Decimal(part["count"]) * 100 / total
            length = max(width - Decimal("0.5"), Decimal("0.5"))
            placed.append({**part, "x": f"{start:.2f}", "width": f"{length:.2f}"})
            start += width
    return placed


# Where a long name may break inside a narrow tile; browsers know no Indonesian hyphenation.
SYLLABLES = {
    "Jurangombo": "Jurang\u00adombo",
    "Kedungsari": "Kedung\u00adsari",
    "Kemirirejo": "Kemiri\u00adrejo",
    "Magersari": "Mager\u00adsari",
    "Potrobangsan": "Potro\u00adbangsan",
    "Rejowinangun": "Rejo\u00adwinangun",
}


@register.filter
def tile_name(name: str) -> str:
    """Rejowinangun Utara, with invisible places where it may break."""
    return " ".join(SYLLABLES.get(word, word) for word in str(name).split(" "))
