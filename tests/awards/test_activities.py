"""The log of gotong royong: from the field, by those whose area it is, with photographs."""

import io
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from awards.labour import Labour
from awards.models import Activity, ActivityPhoto
from publications.models import StoredFile
from tests import builders

pytestmark = pytest.mark.django_db
MINE, NEIGHBOUR = ("33.71.01.1011", "Tidar Selatan"), ("33.71.01.1010", "Tidar Utara")


def signed_in(*roles, area=None):
    client = Client()
    client.user = builders.user(*roles, area=area)
    client.force_login(client.user)
    return client


@pytest.fixture
def mine(db):
    return builders.subdistrict(*MINE)


@pytest.fixture
def neighbour(db):
    return builders.subdistrict(*NEIGHBOUR)


@pytest.fixture
def keeper(mine):
    return signed_in("note_taker", area=mine)


def activity(area, name="Kerja bakti contoh", **fields):
    fields.setdefault("recorded_by", builders.user("note_taker", area=area))
    defaults = {"field": "lingkungan", "date": date(2025, 6, 8)}
    return Activity.objects.create(area=area, name=name, **(defaults | fields))


def photograph(name="foto.jpg", colour="green", *, where_it_was=False):
    picture, data = Image.new("RGB", (640, 480), colour), io.BytesIO()
    exif = Image.Exif()
    if where_it_was:
        exif[0x010F] = "Kamera Contoh"
        exif.get_ifd(0x8825)[1] = "S"
    picture.save(data, "JPEG", exif=exif)
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


def typed(area, **fields):
    return {
        "version": "0",
        "key": str(uuid4()),
        "date": "2025-06-08",
        "field": "lingkungan",
        "name": "Membersihkan saluran",
        "area": str(area.pk),
    } | fields


def create(client, area, **fields):
    return client.post(reverse("activity_create"), typed(area, **fields))


def test_an_activity_needs_only_its_day_field_name_and_area(keeper, mine):
    assert create(keeper, mine).status_code == 302
    made = Activity.objects.get()
    assert (made.people, made.hours, made.self_help_value) == (None, None, None)
    assert made.recorded_by == keeper.user


def test_figures_are_read_as_they_are_written_here(keeper, mine):
    create(keeper, mine, people="35", hours="2,5", self_help_value="Rp 1.500.000,-")
    made = Activity.objects.get()
    assert (made.people, made.hours, made.self_help_value) == (35, Decimal("2.5"), 1_500_000)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Tuliskan apa yang dikerjakan."),
        ({"people": "0"}, "Kosongkan bila orangnya tidak dihitung."),
        ({"hours": "0"}, "Kosongkan bila lamanya tidak dicatat."),
        ({"date": "0001-01-01"}, "Periksa tahunnya."),
        ({"self_help_value": "-5"}, "0"),
        ({"self_help_value": "9" * 40}, "14"),
        ({"people": "99999999999"}, "2147483647"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(keeper, mine, fields, sentence):
    answer = create(keeper, mine, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Activity.objects.exists()


def test_an_activity_that_has_not_happened_is_not_recorded(keeper, mine):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = create(keeper, mine, date=tomorrow.isoformat())
    assert answer.status_code == 422
    assert "belum tiba" in answer.content.decode()


def test_a_resent_save_is_the_same_activity_with_the_same_photograph(keeper, mine):
    sent = typed(mine)
    for _ in range(2):
        answer = keeper.post(reverse("activity_create"), sent | {"photos": [photograph()]})
        assert answer.status_code == 302
    assert Activity.objects.count() == ActivityPhoto.objects.count() == 1


def test_photographs_lose_where_and_with_what_they_were_taken(keeper, mine):
    upload = photograph(where_it_was=True)
    assert Image.open(io.BytesIO(upload.read())).getexif()
    upload.seek(0)
    create(keeper, mine, camera=[upload])
    stored = ActivityPhoto.objects.get().file
    for digest in (stored.pk, *stored.variants.values()):
        data = StoredFile.objects.get(pk=digest).path.read_bytes()
        assert b"Kamera Contoh" not in data
        assert not Image.open(io.BytesIO(data)).getexif()


def test_one_bad_photograph_holds_up_neither_the_others_nor_the_activity(keeper, mine):
    bad = SimpleUploadedFile("catatan.jpg", b"bukan foto", content_type="image/jpeg")
    empty = SimpleUploadedFile("kosong.jpg", b"", content_type="image/jpeg")
    sent = typed(mine, photos=[photograph("a.jpg"), bad, empty, photograph("b.jpg", "red")])
    answer = keeper.post(reverse("activity_create"), sent, follow=True)
    assert ActivityPhoto.objects.count() == 2
    told = answer.content.decode()
    assert "catatan.jpg: Berkas ini bukan foto" in told
    assert "kosong.jpg: Berkas ini kosong." in told


def test_photographs_outlive_a_mistake_in_the_fields(keeper, mine):
    sent = typed(mine, name="")
    answer = keeper.post(reverse("activity_create"), sent | {"photos": [photograph()]})
    assert answer.status_code == 422
    token = answer.context["form"].token
    assert "1 foto sudah diterima" in answer.content.decode()
    assert not ActivityPhoto.objects.exists()
    again = sent | {"name": "Membersihkan saluran", "kept": token}
    assert keeper.post(reverse("activity_create"), again).status_code == 302
    assert ActivityPhoto.objects.count() == 1


def test_a_token_of_another_activity_brings_no_photograph(keeper, mine):
    sent = typed(mine, name="")
    answer = keeper.post(reverse("activity_create"), sent | {"photos": [photograph()]})
    create(keeper, mine, kept=answer.context["form"].token)
    assert Activity.objects.exists()
    assert not ActivityPhoto.objects.exists()


def test_more_photographs_than_can_be_drawn_at_once_are_asked_for_again(keeper, mine, monkeypatch):
    monkeypatch.setattr("awards.forms.activities.MOST_PHOTOS", 2)
    photos = [photograph(f"{colour}.jpg", colour) for colour in ("red", "green", "blue")]
    answer = keeper.post(reverse("activity_create"), typed(mine, photos=photos), follow=True)
    assert ActivityPhoto.objects.count() == 2
    assert "1 foto belum diterima" in answer.content.decode()


def test_two_who_edit_the_same_activity_are_shown_both_texts(keeper, mine):
    row = activity(mine)
    address = reverse("activity_edit", args=[row.pk])
    sent = typed(mine, version="1")
    assert keeper.post(address, sent | {"name": "Satu"}).status_code == 302
    answer = keeper.post(address, sent | {"name": "Dua", "photos": [photograph()]})
    assert answer.status_code == 409
    assert "Orang lain sudah mengubah isian ini" in answer.content.decode()
    row.refresh_from_db()
    assert row.name == "Satu"
    knowing = sent | {"name": "Dua", "version": "2", "kept": answer.context["form"].token}
    assert keeper.post(address, knowing).status_code == 302
    assert row.photos.count() == 1


def test_a_save_without_its_version_is_no_save(keeper, mine):
    sent = typed(mine)
    del sent["version"]
    assert keeper.post(reverse("activity_create"), sent).status_code == 400


def test_the_neighbours_activity_is_not_there(keeper, mine, neighbour):
    row = activity(neighbour)
    photo = ActivityPhoto.objects.create(activity=row, file=stored())
    assert row.name not in keeper.get(reverse("activity_list")).content.decode()
    for name, key in [
        ("activity_edit", row), ("activity_delete", row), ("activity_photo", photo),
        ("activity_photo_delete", photo), ("activity_picture", photo),
    ]:  # fmt: skip
        address = reverse(name, args=[key.pk])
        assert keeper.get(address).status_code == 404, name
        assert keeper.post(address, typed(mine, version="1")).status_code == 404, name
    assert signed_in("note_taker", area=neighbour).get(
        reverse("activity_edit", args=[row.pk])
    ).status_code == 200  # fmt: skip


def test_an_activity_is_recorded_for_no_area_that_is_not_mine(keeper, neighbour):
    assert create(keeper, neighbour).status_code == 422
    assert not Activity.objects.exists()


def test_the_key_of_a_neighbours_activity_makes_no_new_one(keeper, mine, neighbour):
    row = activity(neighbour)
    assert create(keeper, mine, key=str(row.pk)).status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "registrar", "juror", "award_secretary"])
def test_other_duties_keep_no_log(role, mine):
    client = signed_in(role, area=mine)
    assert client.get(reverse("activity_list")).status_code == 403
    assert reverse("activity_list") not in client.get(reverse("office")).content.decode()


def test_who_keeps_the_log_finds_it_in_the_navigation(keeper):
    assert reverse("activity_list") in keeper.get(reverse("office")).content.decode()


def test_an_institution_from_elsewhere_led_nothing_here(mine, neighbour):
    client = signed_in("note_taker")
    answer = create(client, mine, organization=str(builders.organization(area=neighbour).pk))
    assert answer.status_code == 422
    assert "Lembaga ini dari wilayah lain." in answer.content.decode()
    of_the_district = builders.organization(area=builders.district("33.71.01"))
    assert create(client, mine, organization=str(of_the_district.pk)).status_code == 302


# --------------------------------------------------------------------------------- the list
def test_totals_say_what_was_not_counted(keeper, mine):
    activity(mine, people=20, hours=Decimal("2.5"), self_help_value=400_000)
    activity(mine, people=10)
    activity(mine)
    page = keeper.get(reverse("activity_list")).content.decode()
    assert "30 orang hadir dalam 2 kegiatan; 1 kegiatan tidak dihitung orangnya." in page
    assert "50 jam kerja (orang × jam) dari 1 kegiatan; 2 kegiatan belum lengkap" in page
    assert "Rp400.000 swadaya dari 1 kegiatan; 2 kegiatan belum dinilai." in page


def test_nothing_counted_is_said_in_words_and_is_no_zero(keeper, mine):
    activity(mine)
    page = keeper.get(reverse("activity_list")).content.decode()
    for words in ("Jumlah orang", "Lama kerja", "Nilai swadaya"):
        assert f"{words} belum dicatat." in page


def test_the_database_and_python_add_up_alike(mine):
    rows = [
        activity(mine, people=people, hours=hours, self_help_value=value)
        for people, hours, value in [
            (20, Decimal("2.5"), 1000), (7, None, None), (None, Decimal(3), 0), (1, Decimal(1), 5),
        ]
    ]  # fmt: skip
    assert Labour.of(rows) == Labour.summed(Activity.objects.all())
    assert Labour.of([]) == Labour.summed(Activity.objects.none()) == Labour()
    assert Labour.of(rows).worth(Decimal(1000)) == 51_000


def test_the_list_is_narrowed_by_year_field_and_area(mine, neighbour):
    client = signed_in("note_taker")
    activity(mine, "Ini")
    activity(mine, "Tahun lain", date=date(2024, 6, 8))
    activity(mine, "Bidang lain", field="ekonomi")
    activity(neighbour, "Wilayah lain")
    asked = {"tahun": "2025", "bidang": "lingkungan", "wilayah": MINE[0]}
    answer = client.get(reverse("activity_list"), asked)
    assert [row.name for row in answer.context["activities"]] == ["Ini"]
    assert answer.context["labour"].activities == 1
    for value in ("", "x", "%00", "٢٠٢٥", "0000", "9" * 40):
        answer = client.get(reverse("activity_list"), dict.fromkeys(asked, value))
        assert answer.context["labour"].activities == 4


def test_pages_follow_one_another_without_a_gap(keeper, mine, monkeypatch):
    monkeypatch.setattr("awards.office.activities.PAGE", 2)
    for number in range(5):
        activity(mine, f"Kegiatan {number}", date=date(2025, 6, 1 + number // 2))
    found, address = [], reverse("activity_list")
    while address:
        answer = keeper.get(address)
        found += [row.name for row in answer.context["activities"]]
        following = answer.context["next_url"]
        address = following and reverse("activity_list") + following
    assert len(found) == len(set(found)) == 5
    assert keeper.get(reverse("activity_list") + "?sesudah=x").status_code == 400


def test_the_list_asks_as_often_for_five_as_for_one(keeper, mine):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert keeper.get(reverse("activity_list")).status_code == 200
        return len(asked)

    activity(mine)
    one = queries()
    for _ in range(4):
        activity(mine)
    assert queries() == one


# ------------------------------------------------------------------------------- taking away
def test_an_activity_is_deleted_after_asking_and_its_history_stays(keeper, mine):
    row = activity(mine)
    ActivityPhoto.objects.create(activity=row, file=stored())
    address = reverse("activity_delete", args=[row.pk])
    assert "1 fotonya ikut terhapus" in keeper.get(address).content.decode()
    assert keeper.post(address, {"version": "7"}).status_code == 409
    assert keeper.post(address, {}).status_code == 400
    assert keeper.post(address, {"version": "1"}).status_code == 302
    assert not Activity.objects.exists()
    assert keeper.post(address, {"version": "1"}).status_code == 302
    assert keeper.get(address).status_code == 404
    events = Activity.pgh_event_models["delete"].objects.filter(pgh_obj_id=row.pk)
    assert events.filter(pgh_label="delete").exists()


def test_a_photograph_gets_its_words_and_can_be_taken_away(keeper, mine):
    photo = ActivityPhoto.objects.create(activity=activity(mine), file=stored())
    address = reverse("activity_photo", args=[photo.pk])
    assert keeper.get(address).status_code == 200
    sent = {"version": "1", "caption": "Warga membersihkan saluran."}
    assert keeper.post(address, sent).status_code == 302
    photo.refresh_from_db()
    assert photo.caption == "Warga membersihkan saluran."
    page = keeper.get(reverse("activity_edit", args=[photo.activity_id])).content.decode()
    assert "<span>Warga membersihkan saluran.</span>" in page
    small = keeper.get(reverse("activity_picture", args=[photo.pk]) + "?kecil")
    assert small["Content-Type"] == "image/webp"
    away = reverse("activity_photo_delete", args=[photo.pk])
    assert keeper.get(away).status_code == 200
    assert keeper.post(away, {"version": "1"}).status_code == 409
    assert keeper.post(away, {"version": "2"}).status_code == 302
    assert not ActivityPhoto.objects.exists()


def stored():
    from publications.images import store_image

    return store_image(photograph())


def test_what_a_photograph_of_the_log_shows_is_not_public(client, mine):
    photo = ActivityPhoto.objects.create(activity=activity(mine), file=stored())
    assert client.get(reverse("file", args=[photo.file_id, "jpg"])).status_code == 404


@pytest.mark.parametrize(
    "value", ["", "\x00", "<script>alert(1)</script>", "9" * 5000, "1e999", "NaN", "-1", "24:00"]
)
def test_whatever_is_typed_never_breaks_the_form(keeper, mine, value):
    names = ["date", "field", "name", "area", "location", "people", "hours", "self_help_value",
             "organization", "description", "kept", "camera", "photos"]  # fmt: skip
    row = activity(mine)
    for address, version in [
        (reverse("activity_create"), "0"), (reverse("activity_edit", args=[row.pk]), "1"),
    ]:  # fmt: skip
        for name in names:
            answer = keeper.post(address, typed(mine, version=version) | {name: value})
            assert answer.status_code in (302, 409, 422), (name, answer.status_code)
        everything = dict.fromkeys(names, value) | {"version": version, "key": str(uuid4())}
        assert keeper.post(address, everything).status_code in (409, 422)
