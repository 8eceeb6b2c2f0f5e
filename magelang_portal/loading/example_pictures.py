"""Pictures and a paper for the fictional meetings: drawn here, with CONTOH across them."""

import io
from datetime import UTC, datetime

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from publications.images import store_document, store_image
from publications.models import StoredFile

WIDTH, HEIGHT = 1200, 800
SKY, SUN, HILL, FIELD = "#fbf3e2", "#efb553", "#0f5b44", "#cfe0d2"
CLOTHES = ("#2f7d62", "#b6582f", "#4b6b8a", "#efb553", "#7a4f6d")

INVITATION = """
#set document(title: "Undangan contoh", author: "Data contoh")
#set page(paper: "a4", margin: 2.5cm)
#set text(lang: "id", size: 11pt)
#let data = json(bytes(sys.inputs.data))
#align(center, text(size: 20pt, weight: "bold", tracking: 4pt)[CONTOH])
#align(center)[Dokumen fiktif untuk peragaan portal. Bukan surat dinas.]
#v(1cm)
= Undangan
#data.name
#v(0.5cm)
#table(columns: 2, stroke: none, inset: (x: 0pt, y: 4pt), column-gutter: 1cm,
  [Hari, tanggal], [#data.day], [Pukul], [#data.time], [Tempat], [#data.place])
#v(0.5cm)
Mohon hadir tepat waktu dan membawa catatan kegiatan lembaga masing-masing.
"""


def picture(scene: str) -> StoredFile:
    """A calm drawing: Tidar hill, and people at work or in a circle."""
    image = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    draw = ImageDraw.Draw(image)
    draw.ellipse((860, 90, 1020, 250), fill=SUN)
    draw.ellipse((-260, 250, 900, 1200), fill=HILL)
    draw.ellipse((520, 360, 1560, 1200), fill="#1b7456")
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill=FIELD)
    {"circle": in_a_circle, "bins": with_bins, "brooms": with_brooms}[scene](draw)
    draw.text(
        (WIDTH / 2, 92), "CONTOH", fill="#1d2b26", anchor="mm", font=ImageFont.load_default(96)
    )
    draw.text(
        (WIDTH / 2, 168),
        "gambar, bukan foto kegiatan",
        fill="#4a5a53",
        anchor="mm",
        font=ImageFont.load_default(30),
    )
    data = io.BytesIO()
    image.save(data, "PNG")
    return store_image(
        SimpleUploadedFile(f"contoh-{scene}.png", data.getvalue(), content_type="image/png")
    )


def person(draw: ImageDraw.ImageDraw, x: int, y: int, number: int) -> None:
    colour = CLOTHES[number % len(CLOTHES)]
    draw.rounded_rectangle((x - 38, y, x + 38, y + 130), radius=34, fill=colour)
    draw.ellipse((x - 27, y - 62, x + 27, y - 8), fill="#8a5a3c")


def in_a_circle(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((300, 600, 900, 780), fill="#e9dcc0")
    for number, (x, y) in enumerate(
        [(330, 560), (450, 525), (600, 515), (750, 525), (870, 560), (250, 630), (950, 630)]
    ):
        person(draw, x, y, number)


def with_bins(draw: ImageDraw.ImageDraw) -> None:
    for number, colour in enumerate(("#2f7d62", "#efb553", "#b6582f")):
        left = 640 + number * 150
        draw.rounded_rectangle((left, 590, left + 110, 740), radius=14, fill=colour)
        draw.rounded_rectangle((left - 8, 572, left + 118, 600), radius=10, fill="#1d2b26")
    for number, x in enumerate((190, 330, 480)):
        person(draw, x, 590, number + 2)


def with_brooms(draw: ImageDraw.ImageDraw) -> None:
    for number, x in enumerate((180, 400, 620, 840, 1040)):
        draw.line((x + 60, 540, x + 96, 730), fill="#6b4a2b", width=9)
        draw.polygon([(x + 88, 716), (x + 126, 776), (x + 70, 776)], fill="#c89a4a")
        person(draw, x, 590, number)


def invitation(data: str) -> StoredFile:
    """A small accessible PDF; ``data`` is JSON with name, day, time and place."""
    paper = typst.compile(
        INVITATION.encode(),
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=datetime(2025, 1, 1, tzinfo=UTC),  # the same bytes at each load
    )
    return store_document(
        SimpleUploadedFile("contoh-undangan.pdf", paper, content_type="application/pdf")
    )
