"""Photographs and documents: what is taken in, what of them is kept, and who may read it."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from PIL import Image, ImageDraw

from forums.models import Attachment
from publications.images import store_document, store_image
from publications.models import StoredFile
from tests import builders
from tests.publications.test_public import corrected, withdrawn

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.publications.addresses")]
PDF = b"%PDF-1.4\nisi\n%%EOF\n"
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


def picture(width=2000, height=1000, form="JPEG", mode="RGB", **options):
    """A picture, red on its left half."""
    made = Image.new(mode, (width, height), "blue" if mode != "RGBA" else (0, 0, 0, 0))
    ImageDraw.Draw(made).rectangle([0, 0, width // 2, height], fill="red")
    buffer = io.BytesIO()
    made.save(buffer, form, **options)
    return buffer.getvalue()


def upload(data, name="IMG_0001.jpg"):
    return SimpleUploadedFile(name, data)


def opened(stored):
    return Image.open(stored.path)


def test_a_photograph_gets_its_renditions_none_larger_than_itself():
    stored = store_image(upload(picture(1200, 600)))
    assert (stored.width, stored.height, stored.media_type) == (1200, 600, "image/jpeg")
    assert sorted(stored.variants) == ["480.jpg", "480.webp", "960.jpg", "960.webp"]
    for name, digest in stored.variants.items():
        rendition = StoredFile.objects.get(pk=digest)
        width, extension = name.split(".")
        assert opened(rendition).size == (int(width), int(width) // 2)
        assert opened(rendition).format.lower().replace("jpeg", "jpg") == extension
        assert (rendition.width, rendition.height) == (int(width), int(width) // 2)
    assert store_image(upload(picture(300, 200))).variants == {}


def test_nothing_of_the_camera_stays_in_any_rendition():
    exif = Image.Exif()
    exif[0x010F] = "RahasiaKamera"
    exif.get_ifd(GPS)[1] = "S"
    data = picture(exif=exif, comment=b"RahasiaKomentar", icc_profile=b"RahasiaProfil" * 20)
    assert data.count(b"Rahasia") > 2
    stored = store_image(upload(data))
    for digest in (stored.pk, *stored.variants.values()):
        row = StoredFile.objects.get(pk=digest)
        assert b"Rahasia" not in row.path.read_bytes()
        assert not dict(opened(row).getexif())
        assert not {"exif", "icc_profile", "comment"} & set(opened(row).info)


def test_a_photograph_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was turned: rotate by 90 degrees to the right
    stored = store_image(upload(picture(1000, 500, exif=exif)))
    assert opened(stored).size == (500, 1000)
    red, _, blue = opened(stored).convert("RGB").getpixel((250, 100))
    assert red > 200 > blue


def test_a_large_photograph_is_made_smaller():
    assert opened(store_image(upload(picture(5000, 2500)))).size == (2400, 1200)


def test_a_picture_without_ground_stands_on_white():
    stored = store_image(upload(picture(600, 400, "PNG", "RGBA"), "logo.png"))
    assert opened(stored).getpixel((590, 200)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_other_colour_models_are_read_too(mode):
    form = "PNG" if mode == "1" else "JPEG"
    made = io.BytesIO()
    Image.new(mode, (600, 400)).save(made, form)
    assert opened(store_image(upload(made.getvalue()))).mode == "RGB"


def test_the_same_photograph_twice_is_kept_once():
    first = store_image(upload(picture()))
    count = StoredFile.objects.count()
    assert store_image(upload(picture(), "lain.jpg")) == first
    assert StoredFile.objects.count() == count


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "kosong"),
        (b"bukan gambar sama sekali", "bukan foto JPEG, PNG, atau WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bukan foto"),
        (b"GIF89a" + b"\0" * 50, "bukan foto"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (picture()[:-3000], "rusak"),
        (picture(400, 300, "PNG")[:200], "bukan foto|rusak"),
    ],
)
def test_what_is_no_whole_photograph_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ValidationError, match=sentence):
        store_image(upload(data))
    assert not StoredFile.objects.exists()


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_read():
    bomb = picture(9000, 8000, "PNG", "1")
    assert len(bomb) < 100_000
    with pytest.raises(ValidationError, match="50 juta piksel"):
        store_image(upload(bomb, "bom.png"))


def test_too_many_bytes_are_refused(settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    for store in (store_image, store_document):
        with pytest.raises(ValidationError, match="Paling besar 1 MB"):
            store(upload(b"x" * (2**20 + 1)))


def test_a_pdf_is_kept_to_the_byte_and_nothing_else_is_taken_for_one():
    stored = store_document(upload(PDF, "Surat Undangan.pdf"))
    assert stored.path.read_bytes() == PDF
    assert (stored.media_type, stored.name) == ("application/pdf", "Surat Undangan.pdf")
    for data in (b"<html>%PDF-", picture(), b"MZ", b"%PDF-1.4 terpotong"):
        with pytest.raises(ValidationError, match="PDF"):
            store_document(upload(data))


@pytest.fixture
def meeting():
    """A draft with a photograph and a PDF."""
    made = builders.meeting("Forum Contoh")
    for type, stored in (
        ("foto", store_image(upload(picture()))),
        ("dokumen", store_document(upload(PDF, "Surat “Undangan”.pdf"))),
    ):
        Attachment.objects.create(
            meeting=made, type=type, file=stored, name=f"Judul {type}", alternative_text="Pendopo."
        )
    return made


def addresses(meeting):
    """Of every file of the meeting: photograph, renditions, PDF."""
    for row in meeting.attachments.all():
        extension = "jpg" if row.type == "foto" else "pdf"
        yield f"/berkas/{row.file_id}.{extension}"
        for name, digest in row.file.variants.items():
            yield f"/berkas/{digest}.{name.split('.')[1]}"


def statuses(client, meeting):
    return {client.get(path).status_code for path in addresses(meeting)}


def test_a_file_is_public_only_while_a_current_publication_refers_to_it(client, meeting):
    assert len(list(addresses(meeting))) == 8
    assert statuses(client, meeting) == {404}
    builders.published(meeting)
    assert statuses(client, meeting) == {200}
    withdrawn(meeting)
    assert statuses(client, meeting) == {404}


def test_a_file_left_out_of_a_correction_is_public_no_longer(client, meeting):
    builders.published(meeting)
    paths = list(addresses(meeting))
    meeting.reopen(by=builders.user("note_taker"), reason="Foto tidak boleh terbit.")
    for row in meeting.attachments.all():
        row.is_public = False
        row.save()
    builders.published(meeting)
    assert {client.get(path).status_code for path in paths} == {404}


def test_a_file_leaves_as_what_it_is_and_can_do_nothing(client, meeting):
    builders.published(meeting)
    photo, document = meeting.attachments.get(type="foto"), meeting.attachments.get(type="dokumen")
    for path, kind, place in (
        (f"/berkas/{photo.file_id}.jpg", "image/jpeg", "inline"),
        (f"/berkas/{photo.file.variants['960.webp']}.webp", "image/webp", "inline"),
        (f"/berkas/{document.file_id}.pdf", "application/pdf", "attachment"),
    ):
        response = client.get(path)
        assert response["Content-Type"] == kind
        assert response["Content-Disposition"].startswith(place)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "public, max-age=300"
        assert not response.cookies
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405
    assert b"".join(client.get(f"/berkas/{document.file_id}.pdf").streaming_content) == PDF


@pytest.mark.parametrize(
    "path", ["{0}.pdf", "{0}.webp", "{0}.html", "{0}", "{1}.jpg", "..%2F{0}.jpg"]
)
def test_another_address_of_a_file_is_no_address(client, meeting, path):
    builders.published(meeting)
    digest = meeting.attachments.get(type="foto").file_id
    assert client.get("/berkas/" + path.format(digest, digest[:-1])).status_code == 404


def test_a_photograph_on_a_page_offers_each_screen_what_it_needs(client, meeting):
    builders.published(meeting)
    (photo,) = meeting.published().body["photos"]
    html = render_to_string("components/photo.html", {"photo": photo})
    assert 'width="2000" height="1000"' in html
    assert 'alt="Pendopo."' in html
    assert 'loading="lazy"' in html
    assert "Judul foto" in html
    for name, digest in photo["variants"].items():
        width, extension = name.split(".")
        assert f"/berkas/{digest}.{extension} {width}w" in html


def test_a_correction_that_keeps_the_files_keeps_them_public(client, meeting):
    builders.published(meeting)
    corrected(meeting, location="Gedung Wanita")
    assert statuses(client, meeting) == {200}
