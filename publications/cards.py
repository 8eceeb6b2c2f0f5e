"""The picture that stands beside a shared link: 1200 × 630, drawn from the publication alone.

WhatsApp and others show it larger than the title. Its address carries the seal, so a correction
gets a picture of its own and an old one may be kept for ever.
"""

import io
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from .history import address
from .models import Listing, Publication
from .papers import keep
from .templatetags.portal import long_date

SIZE = (1200, 630)
PAPER, INK, MUTED = "#fcfaf6", "#14211c", "#55625c"
GREEN, MARIGOLD, WHITE = "#115c46", "#f2b552", "#ffffff"
MARGIN = 80
WIDTH = SIZE[0] - 2 * MARGIN
QUALITY = 86  # about 60 KB; WhatsApp passes over pictures above 300 KB
FOREVER = "public, max-age=31536000, immutable"
KINDS = {
    "meeting": "Pertemuan",
    "organization": "Lembaga",
    "person": "Orang",
    "area": "Wilayah",
    "progress": "Tindak lanjut",
    "award_round": "Penghargaan",
    "award_result": "Hasil penghargaan",
    "certificate": "Piagam",
}


@require_safe
def card(request: HttpRequest, seal: str) -> HttpResponse:
    """The card of a publication that readers can open now; of any other there is none."""
    publication = Publication.objects.current().filter(seal=seal).first()
    if publication is None or publication.is_withdrawn:
        raise Http404
    body = publication.body or {}
    where = body.get("location") or (body.get("area") or {})
    place = where if isinstance(where, str) else where.get("full_name", "")
    day = body.get("date") if publication.kind == "meeting" else None
    with override("id"):  # the record is Indonesian, and so is its picture
        small = " · ".join(filter(None, [long_date(day) if day else "", place]))
        path = Path(settings.PAPERS_DIR) / f"{seal}-card.jpg"
        title, kind = body.get("title") or "", KINDS.get(publication.kind, "")
        keep(path, lambda: drawn(kind, title, small, is_example=bool(body.get("is_example"))))
    return picture(path.read_bytes())


@require_safe
def portal_card(request: HttpRequest) -> HttpResponse:
    """The card of pages that are no record: the first page, lists, pages about the portal."""
    return picture(of_the_portal())


@require_safe
def short_link(request: HttpRequest, sequence: int) -> HttpResponse:
    """From the number of a publication to the page of its record, as it reads now."""
    record = Publication.objects.filter(pk=sequence).values_list("record_id", flat=True).first()
    listing = record and Listing.objects.filter(record_id=record).first()
    page = listing and address(listing.kind, "detail", listing.slug)
    if not page:
        raise Http404
    return redirect(page)


@lru_cache(maxsize=1)
def of_the_portal() -> bytes:
    with override("id"):
        title = _("Siapa hadir, apa yang disepakati, dan janji mana yang ditepati.")
        return drawn(_("Catatan terbuka"), title, "", is_example=False)


def picture(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": FOREVER})


def face(name: str, size: int) -> Any:
    file = settings.BUILD_DIR / "fonts" / f"PlusJakartaSans-{name}.ttf"
    return ImageFont.truetype(file, size)


def drawn(kind: str, title: str, small: str, *, is_example: bool) -> bytes:
    """A JPEG: what kind of record, its title in at most three lines, when and where."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 12), fill=GREEN)
    top = MARGIN
    draw.text((MARGIN, top), kind.upper(), font=face("SemiBold", 28), fill=GREEN)
    if is_example:
        label, font = "CONTOH", face("Bold", 28)
        width = draw.textlength(label, font=font)
        box = (SIZE[0] - MARGIN - width - 48, top - 12, SIZE[0] - MARGIN, top + 44)
        draw.rounded_rectangle(box, radius=28, fill=MARIGOLD)
        draw.text((box[0] + 24, top), label, font=font, fill=INK)
    lines, font = fitted(draw, title)
    top += 76
    for line in lines:
        draw.text((MARGIN, top), line, font=font, fill=INK)
        top += int(font.size * 1.22)
    if small:
        draw.text((MARGIN, top + 18), cut(draw, small, face("Medium", 32)),
                  font=face("Medium", 32), fill=MUTED)  # fmt: skip
    signed(draw)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()


def fitted(draw: Any, title: str) -> tuple[list[str], Any]:
    """The largest of three sizes at which the title takes at most three lines."""
    for size in (68, 56, 46):
        font = face("Bold", size)
        lines = wrapped(draw, title, font)
        if len(lines) <= 3:
            return lines, font
    return [*lines[:2], cut(draw, " ".join(lines[2:]), font)], font


def wrapped(draw: Any, text: str, font: Any) -> list[str]:
    lines, line = [], ""
    words = [part for word in text.split() for part in textwrap.wrap(word, 30)]
    for word in words:
        longer = f"{line} {word}".strip()
        if line and draw.textlength(longer, font=font) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def cut(draw: Any, text: str, font: Any) -> str:
    """One line; what does not fit ends in an ellipsis."""
    if draw.textlength(text, font=font) <= WIDTH:
        return text
    while text and draw.textlength(f"{text}…", font=font) > WIDTH:
        text = text[:-1].rstrip()
    return f"{text}…"


def signed(draw: Any) -> None:
    """The portal's mark and name at the foot."""
    left, top, side = MARGIN, SIZE[1] - MARGIN - 64, 64
    draw.rounded_rectangle((left, top, left + side, top + side), radius=17, fill=GREEN)
    draw.ellipse((left + 41, top + 12, left + 52, top + 23), fill=MARIGOLD)
    hills = [(6, 46), (22, 24), (27, 24), (33, 33), (36, 29), (41, 29), (57, 46)]
    draw.polygon([(left + x, top + y) for x, y in hills], fill=WHITE)
    draw.text((left + side + 22, top), "Forum Kemitraan", font=face("Bold", 28), fill=INK)
    name = "Lembaga Kemasyarakatan Kota Magelang"
    draw.text((left + side + 22, top + 34), name, font=face("Medium", 24), fill=MUTED)
