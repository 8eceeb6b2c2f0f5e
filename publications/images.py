"""Photographs and documents on their way in: checked, made harmless, stored.

A photograph is never kept as it came: it is drawn anew as JPEG, so that the place and the device
written into it (EXIF), and whatever hides behind the picture, stay outside. A PDF is kept
untouched, because it may carry signatures.
"""

import io
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps

from .models import StoredFile

LONGEST_SIDE = 2400  # pixels
WIDTHS = (480, 960, 1600)  # of the renditions; none is larger than the original
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
EXTENSIONS = {"image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf"}
# The brands of ISO base media files that hold HEIF pictures.
HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}


def store_image(upload: UploadedFile) -> StoredFile:
    """The photograph without its metadata, with its renditions; a sentence when it is not one."""
    data = received(upload)
    picture = opened(data)
    name = f"{PurePath(upload.name or 'foto').stem[:190]}.jpg"
    stored = kept(picture, "JPEG", name)
    if not stored.variants:
        stored.variants = {
            f"{width}.{extension}": kept(rendition, form, name).pk
            for width in WIDTHS
            if width <= picture.width
            for rendition in [picture.resize((width, height_at(width, picture)))]
            for form, extension in (("WEBP", "webp"), ("JPEG", "jpg"))
        }
        stored.save(update_fields=["variants"])
    return stored


def store_document(upload: UploadedFile) -> StoredFile:
    """A PDF, byte for byte as it came."""
    data = received(upload)
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        raise ValidationError("Berkas ini bukan PDF. Simpan dokumen sebagai PDF, lalu unggah lagi.")
    if b"%%EOF" not in data[-2048:]:
        raise ValidationError("PDF ini terpotong atau rusak. Unggah lagi dari aslinya.")
    name = f"{PurePath(upload.name or 'dokumen').stem[:190]}.pdf"
    return StoredFile.objects.store(data, media_type="application/pdf", name=name)


def received(upload: UploadedFile) -> bytes:
    """The bytes of an upload, unless there are none or too many."""
    most = settings.UPLOAD_MAX_BYTES
    if not upload.size:
        raise ValidationError("Berkas ini kosong.")
    if upload.size > most:
        raise ValidationError(f"Berkas ini terlalu besar. Paling besar {most // 2**20} MB.")
    upload.seek(0)
    return upload.read()


def opened(data: bytes) -> Image.Image:
    """The picture upright, in plain RGB, at most ``LONGEST_SIDE`` long, bare of metadata."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIF:
        raise ValidationError(
            "Foto HEIC dari iPhone belum dapat dibaca. Simpan sebagai JPEG, lalu unggah lagi."
        )
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception:  # whatever a hostile header makes of the parser
        raise ValidationError("Berkas ini bukan foto JPEG, PNG, atau WebP.") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(
            f"Foto ini terlalu besar: paling banyak {MOST_PIXELS // 1_000_000} juta piksel."
        )
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG need not be read in full
        picture.load()
        picture = in_plain_colours(ImageOps.exif_transpose(picture))
    except Exception:
        raise ValidationError("Foto ini rusak dan tidak dapat dibuka.") from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", picture.size, "white")
    bare.paste(picture)
    return bare


def in_plain_colours(picture: Image.Image) -> Image.Image:
    """sRGB without transparency, which is what every screen and the JPEG format can show."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError):  # a broken profile is no reason to refuse it
            source, screen = io.BytesIO(profile), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, screen, outputMode="RGB")
            picture = converted or picture
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return picture.convert("RGB")


def height_at(width: int, picture: Image.Image) -> int:
    return max(1, round(picture.height * width / picture.width))


def kept(picture: Image.Image, form: str, name: str) -> StoredFile:
    """Encode and store one rendition, with its measure."""
    options: dict[str, Any] = (
        {"quality": 85, "optimize": True, "progressive": True}
        if form == "JPEG"
        else {"quality": 80, "method": 4}
    )
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    stored = StoredFile.objects.store(
        buffer.getvalue(), media_type=f"image/{form.lower()}", name=name
    )
    if stored.width is None:
        stored.width, stored.height = picture.size
        stored.save(update_fields=["width", "height"])
    return stored
