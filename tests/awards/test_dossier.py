"""The dossier of a nominee and its printed book: what speaks for it, what is missing, for whom."""

import io
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import actions
from awards.dossier import dossier_of, dossiers_of, wage_of
from awards.models import ActivityPhoto, Evidence, JuryLink, Nominee, ScoreSheet
from organizations.models import Decree
from publications.images import store_image
from tests import builders

from . import contests
from .test_activities import activity, photograph

pytestmark = pytest.mark.django_db
PERIOD = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
PDF = b"%PDF-1.4 contoh %%EOF"


@pytest.fixture
def contest(db):
    """Field A with A.1 (meetings) and A.2 (roll), field B (environment: activities)."""
    made = contests.contest(round=contests.award_round(**PERIOD))
    wanted = {"A.1": "pertemuan", "A.2": "kehadiran", "B": "kegiatan"}
    for stage in made.stages.all():
        for criterion in stage.criteria.filter(code__in=wanted):
            criterion.evidence = wanted[criterion.code]
            criterion.field = "lingkungan" if criterion.code == "B" else ""
            criterion.save()
    return made


@pytest.fixture
def nominee(contest):
    return contest.nominees.get(number=1)  # Tidar Selatan


def signed_in(*roles, area=None):
    client = Client()
    client.user = builders.user(*roles, area=area)
    client.force_login(client.user)
    return client


def evidence_for(contest, nominee, kind, field=""):
    """Let the first stage's A.1 ask for one kind of evidence; what the dossier then says."""
    criterion = contest.stages.first().criteria.get(code="A.1")
    criterion.evidence, criterion.field = kind, field
    criterion.save()
    dossier = dossier_of(Nominee.objects.get(pk=nominee.pk))
    return next(row for row in dossier.variables if row.criterion == criterion)


def meeting(nominee, **fields):
    fields.setdefault("area", nominee.area)
    fields.setdefault("date", date(2025, 5, 4))
    return builders.meeting(**fields)


# ----------------------------------------------------------------------------------- the checklist
@pytest.mark.parametrize(
    ("kind", "field", "sentence"),
    [
        ("pertemuan", "", "Belum ada pertemuan yang terbit dalam masa penilaian."),
        ("kehadiran", "", "Belum ada daftar hadir terbit yang memuat warganya"),
        ("sk", "", "Belum ada SK yang tercatat berlaku dalam masa penilaian."),
        ("foto", "", "Belum ada foto dalam masa penilaian."),
        ("foto", "ekonomi", "Belum ada foto kegiatan bidang ekonomi dalam masa penilaian."),
        ("kegiatan", "lingkungan", "Belum ada kegiatan bidang lingkungan yang dicatat dalam masa"),
        ("kegiatan", "", "Belum ada kegiatan gotong royong yang dicatat dalam masa penilaian."),
        ("", "", "Portal tidak mencatatnya sendiri, dan belum ada bukti yang ditambahkan."),
    ],
)
def test_what_is_missing_is_said_in_words(contest, nominee, kind, field, sentence):
    row = evidence_for(contest, nominee, kind, field)
    assert row.is_missing
    assert row.words.startswith(sentence)


def test_published_meetings_of_the_area_count_and_drafts_do_not(contest, nominee):
    meeting(nominee)
    assert evidence_for(contest, nominee, "pertemuan").is_missing
    own = builders.published(meeting(nominee, roll_note="Daftar hadir hilang."))
    row = evidence_for(contest, nominee, "pertemuan")
    assert (row.count, row.words) == (1, "1 pertemuan terbit; 1 tanpa daftar hadir.")
    own.withdraw(by=builders.user("reviewer"), reason="Keliru.")
    assert evidence_for(contest, nominee, "pertemuan").is_missing


def test_a_meeting_elsewhere_counts_for_attendance_and_is_no_own_meeting(contest, nominee):
    forum = meeting(nominee, area=builders.city(), roll_note="")
    for status, delegate in [("hadir", ""), ("diwakili", "Wakil Contoh"), ("izin", "")]:
        builders.attendance(forum, status=status, area=nominee.area, represented_by=delegate)
    builders.attendance(forum, area=contest.nominees.get(number=2).area)
    builders.published(forum)
    assert evidence_for(contest, nominee, "pertemuan").is_missing
    row = evidence_for(contest, nominee, "kehadiran")
    assert row.words == "Hadir atau diwakili 2 dari 3 nama dalam 1 daftar hadir terbit."


def test_only_the_period_of_the_round_counts_its_first_and_last_day_included(contest, nominee):
    for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
        activity(nominee.area, f"Kegiatan {day}", date=day)
        builders.published(meeting(nominee, date=day))
    assert evidence_for(contest, nominee, "kegiatan").count == 2
    assert evidence_for(contest, nominee, "pertemuan").count == 2
    dossier = dossier_of(nominee)
    assert dossier.years_words == "2024: 1 kegiatan, 2025: 2 kegiatan, 2026: 1 kegiatan"
    assert dossier.steady_words == "Ada kegiatan pada 2 dari 12 bulan masa penilaian."
    assert dossier.period_words == "1 Januari 2025 sampai 31 Desember 2025"


def test_without_a_period_all_counts_and_the_dossier_says_so(contest, nominee):
    round = contest.round
    round.period_start = round.period_end = None
    round.save()
    activity(nominee.area, date=date(2019, 5, 1))
    dossier = dossier_of(Nominee.objects.get(pk=nominee.pk))
    assert dossier.labour.activities == 1
    assert "belum ditentukan" in dossier.period_words


def test_activities_of_another_field_or_another_kelurahan_do_not_count(contest, nominee):
    activity(nominee.area, field="ekonomi")
    activity(contest.nominees.get(number=2).area, field="lingkungan")
    assert evidence_for(contest, nominee, "kegiatan", "lingkungan").is_missing
    assert evidence_for(contest, nominee, "kegiatan", "ekonomi").count == 1


def test_activities_are_told_with_figures_and_with_what_nobody_counted(contest, nominee):
    first = activity(nominee.area, people=20, hours=Decimal("2.5"), self_help_value=300_000)
    ActivityPhoto.objects.create(activity=first, file=store_image(photograph()))
    row = evidence_for(contest, nominee, "kegiatan", "lingkungan")
    assert row.words == (
        "1 kegiatan bidang lingkungan, 20 orang hadir, 50 jam kerja, swadaya Rp300.000."
    )
    activity(nominee.area)
    row = evidence_for(contest, nominee, "kegiatan", "lingkungan")
    assert row.words.endswith("; 1 kegiatan tanpa foto.")


def test_a_variable_has_the_field_of_the_one_above_it(contest, nominee):
    stage = contest.stages.first()
    top = stage.criteria.get(code="A")
    top.field = "ekonomi"
    top.save()
    row = evidence_for(contest, nominee, "kegiatan")
    assert row.words.startswith("Belum ada kegiatan bidang ekonomi")


def test_boards_count_with_the_decree_that_appointed_them(contest, nominee):
    organization = builders.organization(area=nominee.area)
    decree = Decree.objects.create(
        number="141/7/2024", date=date(2024, 3, 1), signed_by="Lurah Contoh"
    )
    post = builders.post(organization=organization)
    term = builders.membership(post=post, start_date=date(2024, 3, 1), appointed_by=decree)
    other = builders.organization(area=nominee.area)
    builders.membership(post=builders.post(organization=other), start_date=date(2024, 1, 1))
    row = evidence_for(contest, nominee, "sk")
    assert row.words == "1 SK bagi 1 lembaga; 1 pengurus tercatat tanpa SK."
    term.end_date = date(2024, 12, 31)
    term.save()
    assert evidence_for(contest, nominee, "sk").is_missing


def test_photographs_of_meetings_and_of_the_log_count(contest, nominee):
    row = activity(nominee.area)
    ActivityPhoto.objects.create(activity=row, file=store_image(photograph()))
    assert evidence_for(contest, nominee, "foto").words == "1 foto dari catatan kegiatan."
    held = meeting(nominee)
    held.attachments.create(
        type="foto", name="Musyawarah", alternative_text="Warga duduk melingkar.",
        file=store_image(photograph(colour="red")),
    )  # fmt: skip
    builders.published(held)
    found = evidence_for(contest, nominee, "foto")
    assert found.words == "2 foto: 1 dari pertemuan terbit, 1 dari catatan kegiatan."


def test_evidence_added_by_hand_closes_the_gap(contest, nominee):
    criterion = contest.stages.first().criteria.get(code="A.1")
    before = len(dossier_of(nominee).gaps)
    Evidence.objects.create(nominee=nominee, criterion=criterion, name="Daftar hadir kertas")
    dossier = dossier_of(nominee)
    assert len(dossier.gaps) == before - 1
    (row,) = [row for row in dossier.variables if row.added]
    assert (row.criterion, row.is_missing) == (criterion, False)


def test_a_real_round_counts_no_example(contest, nominee):
    activity(nominee.area, is_example=True)
    builders.published(meeting(nominee, is_example=True))
    assert dossier_of(nominee).labour.activities == 1
    round = contest.round
    round.is_example = False
    round.save()
    dossier = dossier_of(Nominee.objects.get(pk=nominee.pk))
    assert dossier.labour.activities == len(dossier.found.meetings) == 0


def test_an_institution_is_judged_by_its_own_record(contest):
    organization = builders.organization()
    organization.publish(by=builders.user("reviewer"))
    nominee = Nominee.objects.create(contest=contest, organization=organization, number=9)
    other = builders.organization(area=organization.area)
    activity(organization.area, organization=organization, field="lingkungan")
    activity(organization.area, organization=other, field="lingkungan")
    forum = meeting(nominee, area=builders.city(), roll_note="")
    builders.attendance(forum, organization=organization, organization_label=organization.name)
    builders.attendance(forum, organization=other, organization_label=other.name)
    builders.published(forum)
    dossier = dossier_of(nominee)
    assert dossier.labour.activities == 1
    assert [(held.came, held.listed) for held in dossier.found.rolls] == [(1, 1)]


def test_a_group_without_a_record_says_so(contest):
    contest.nominee_type = "kelompok"
    contest.save()
    activity(builders.subdistrict())
    group = Nominee.objects.create(
        contest=contest, name="Kelompok Contoh", area=builders.subdistrict(), number=9
    )
    dossier = dossier_of(group)
    assert not dossier.labour.activities
    assert "Portal tidak menyimpan catatan peserta ini" in dossier.gaps[0].words


def test_a_practice_stage_is_no_part_of_the_dossier(contest, nominee):
    practice = contest.stages.create(name="Latihan", position=9, is_practice=True)
    contests.criteria(practice)
    assert [part.stage.name for part in dossier_of(nominee).stages] == ["Administrasi", "Lapangan"]


def test_many_nominees_and_variables_ask_no_more_than_one(contest, nominee):
    def asked(nominees):
        with CaptureQueriesContext(connection) as queries:
            dossiers_of(contest, nominees)
        return len(queries)

    rows = list(contest.nominees.select_related("area", "organization"))
    for row in rows:
        photo = store_image(photograph())
        ActivityPhoto.objects.create(activity=activity(row.area), file=photo)
        builders.published(meeting(row))
        builders.membership(post=builders.post(organization=builders.organization(area=row.area)))
    one = asked(rows[:1])
    stage = contest.stages.first()
    for number in range(20):
        stage.criteria.create(code=f"C.{number}", name="Variabel", evidence="kegiatan")
    assert asked(rows) == one <= 12


# ---------------------------------------------------------------------------------------- gates
def addresses(nominee):
    return [
        reverse("nominee_dossier", args=[nominee.pk]),
        reverse("evidence_book", args=[nominee.pk]),
        reverse("nominee_picture", args=[nominee.pk, "0" * 64]),
        reverse("evidence_create", args=[nominee.pk, a_variable(nominee).pk]),
    ]


def a_variable(nominee):
    return nominee.contest.stages.first().criteria.get(code="A.1")


def test_the_kelurahan_finds_its_own_dossier_and_no_neighbours(contest, nominee):
    neighbour = contest.nominees.get(number=2)
    client = signed_in("note_taker", area=nominee.area)
    page = client.get(reverse("dossier_list")).content.decode()
    assert nominee.name in page
    assert neighbour.name not in page
    assert client.get(reverse("nominee_dossier", args=[nominee.pk])).status_code == 200
    for address in addresses(neighbour):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"version": "0", "key": str(uuid4())}).status_code == 404


def test_the_award_secretary_sees_all_dossiers(contest):
    client = signed_in("award_secretary")
    page = client.get(reverse("dossier_list")).content.decode()
    for nominee in contest.nominees.all():
        assert nominee.name in page
        assert client.get(reverse("nominee_dossier", args=[nominee.pk])).status_code == 200


@pytest.mark.parametrize("role", ["reviewer", "registrar", "juror"])
def test_other_duties_open_no_dossier(role, nominee):
    client = signed_in(role)
    assert client.get(reverse("dossier_list")).status_code == 403
    for address in addresses(nominee):
        assert client.get(address).status_code == 403


def test_the_history_of_a_nominee_stays_shut(contest, nominee):
    """It would tell of placings."""
    client = signed_in("note_taker", area=nominee.area)
    assert (
        client.get(reverse("record_history", args=["awards.nominee", nominee.pk])).status_code
        == 404
    )


def seated(contest, **fields):
    """A juror of this contest, once the sheets are there."""
    juror = contest.round.jurors.first()
    for name, value in fields.items():
        setattr(juror, name, value)
    juror.save()
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    return juror


def test_a_juror_reads_the_dossiers_of_the_own_sheets_and_changes_nothing(contest, nominee):
    client = signed_in("juror")
    juror = seated(contest, user=client.user, area=contest.nominees.get(number=2).area)
    page = client.get(reverse("jury_dossier", args=[nominee.pk]))
    assert page.status_code == 200
    assert "Tambah bukti" not in page.content.decode()
    shut = contest.nominees.get(number=2)
    assert not ScoreSheet.objects.filter(seat__juror=juror, nominee=shut).exists()
    assert client.get(reverse("jury_dossier", args=[shut.pk])).status_code == 404
    assert client.get(reverse("jury_dossier_book", args=[shut.pk])).status_code == 404
    stranger = signed_in("juror")
    assert stranger.get(reverse("jury_dossier", args=[nominee.pk])).status_code == 404


def test_a_juror_with_a_link_reads_the_same_page_with_its_pictures(contest, nominee):
    photo = ActivityPhoto.objects.create(
        activity=activity(nominee.area), file=store_image(photograph())
    )
    juror = seated(contest)
    _, token = JuryLink.make(juror, by=builders.user("award_secretary"))
    client = Client()
    assert client.get(reverse("juri:jury_dossier", args=[nominee.pk])).status_code == 404
    client.get(reverse("juri:jury_link", args=[token]))
    page = client.get(reverse("juri:jury_dossier", args=[nominee.pk])).content.decode()
    address = reverse("juri:jury_dossier_picture", args=[nominee.pk, photo.file_id])
    assert address in page
    assert "/kantor/" not in page
    assert client.get(address + "?kecil").status_code == 200


def test_a_picture_of_another_dossier_is_not_shown_in_this_one(contest, nominee):
    other = contest.nominees.get(number=2)
    photo = ActivityPhoto.objects.create(
        activity=activity(other.area), file=store_image(photograph())
    )
    outside = ActivityPhoto.objects.create(
        activity=activity(nominee.area, date=date(2024, 1, 1)),
        file=store_image(photograph(colour="red")),
    )
    client = signed_in("note_taker", area=nominee.area)
    for one in (photo, outside):
        address = reverse("nominee_picture", args=[nominee.pk, one.file_id])
        assert client.get(address).status_code == 404


# ------------------------------------------------------------------------------ added by hand
def add(client, nominee, **fields):
    address = reverse("evidence_create", args=[nominee.pk, a_variable(nominee).pk])
    sent = {"version": "0", "key": str(uuid4()), "name": "Daftar hadir", "note": ""}
    return client.post(address, sent | fields)


def pdf():
    return SimpleUploadedFile("daftar.pdf", PDF, content_type="application/pdf")


def test_a_file_or_a_note_is_added_to_a_variable(nominee):
    client = signed_in("note_taker", area=nominee.area)
    assert add(client, nominee).status_code == 422
    assert add(client, nominee, note="Dibacakan saat kunjungan.").status_code == 302
    key = str(uuid4())
    for _ in range(2):  # a resent save is the same row
        assert add(client, nominee, key=key, upload=pdf()).status_code == 302
    assert nominee.evidence.count() == 2
    evidence = nominee.evidence.get(pk=key)
    answer = client.get(reverse("evidence_file", args=[nominee.pk, key]))
    assert b"".join(answer.streaming_content) == PDF
    page = client.get(reverse("nominee_dossier", args=[nominee.pk])).content.decode()
    assert "Dibacakan saat kunjungan." in page
    assert reverse("evidence_edit", args=[nominee.pk, evidence.pk]) in page


def test_an_uploaded_photograph_loses_where_it_was_taken(nominee):
    client = signed_in("note_taker", area=nominee.area)
    assert add(client, nominee, upload=photograph(where_it_was=True)).status_code == 302
    data = nominee.evidence.get().file.path.read_bytes()
    assert b"Kamera Contoh" not in data


def test_what_is_no_file_is_refused_and_a_good_one_outlives_a_mistake(nominee):
    client = signed_in("note_taker", area=nominee.area)
    bad = SimpleUploadedFile("a.jpg", b"bukan foto", content_type="image/jpeg")
    assert "Berkas ini bukan foto" in add(client, nominee, upload=bad).content.decode()
    key = str(uuid4())
    answer = add(client, nominee, key=key, name="", upload=pdf())
    assert answer.status_code == 422
    token = answer.context["form"].token
    assert add(client, nominee, key=key, kept=token).status_code == 302
    assert nominee.evidence.get().file.media_type == "application/pdf"


def test_evidence_is_changed_and_deleted_by_version(nominee):
    client = signed_in("note_taker", area=nominee.area)
    add(client, nominee, note="Satu.")
    row = nominee.evidence.get()
    address = reverse("evidence_edit", args=[nominee.pk, row.pk])
    assert client.get(address).status_code == 200
    sent = {"version": "1", "name": "Daftar hadir", "note": "Dua."}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent | {"note": "Tiga."}).status_code == 409
    away = reverse("evidence_delete", args=[nominee.pk, row.pk])
    assert client.get(away).status_code == 200
    assert client.post(away, {"version": "1"}).status_code == 409
    assert client.post(away, {"version": "2"}).status_code == 302
    assert client.post(away, {"version": "2"}).status_code == 302
    assert not nominee.evidence.exists()


def test_a_neighbours_evidence_is_not_there(contest, nominee):
    other = contest.nominees.get(number=2)
    row = Evidence.objects.create(nominee=other, criterion=a_variable(other), name="Milik tetangga")
    client = signed_in("note_taker", area=nominee.area)
    for name in ("evidence_edit", "evidence_delete", "evidence_file"):
        for of in (other, nominee):
            address = reverse(name, args=[of.pk, row.pk])
            assert client.get(address).status_code == 404, name
            assert client.post(address, {"version": "1"}).status_code == 404, name


def test_a_variable_of_another_contest_takes_nothing(nominee):
    other = contests.contest()
    client = signed_in("note_taker", area=nominee.area)
    address = reverse("evidence_create", args=[nominee.pk, a_variable(other.nominees.first()).pk])
    assert client.get(address).status_code == 404


def test_no_evidence_comes_in_after_the_judging(contest, nominee):
    client = signed_in("note_taker", area=nominee.area)
    marks = {row.name: 80 for row in contest.nominees.all()}
    contests.scored(contest, marks)
    assert add(client, nominee, note="Terlambat.").status_code == 302
    assert not nominee.evidence.exists()
    page = client.get(reverse("nominee_dossier", args=[nominee.pk])).content.decode()
    assert "Tambah bukti" not in page


@pytest.mark.parametrize("value", ["", "\x00", "<script>alert(1)</script>", "9" * 5000, "\u202e"])
def test_whatever_is_typed_never_breaks_a_page(nominee, value):
    client = signed_in("note_taker", "award_secretary", area=nominee.area)
    for name in ("name", "note", "kept", "upload"):
        answer = add(client, nominee, **{name: value})
        assert answer.status_code in (302, 422), name
    for asked in ("lomba", "upah"):
        assert client.get(reverse("dossier_list"), {asked: value}).status_code == 200
        address = reverse("nominee_dossier", args=[nominee.pk])
        assert client.get(address, {asked: value}).status_code == 200


def test_the_pages_ask_as_often_for_five_as_for_one(contest, nominee):
    client = signed_in("award_secretary")

    def queries(address):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def fill():
        for row in contest.nominees.all():
            photo = store_image(photograph())
            ActivityPhoto.objects.create(activity=activity(row.area), file=photo)
            builders.published(meeting(row))
            Evidence.objects.create(nominee=row, criterion=a_variable(row), name="Bukti")

    pages = [reverse("dossier_list"), reverse("nominee_dossier", args=[nominee.pk])]
    fill()
    once = [queries(page) for page in pages]
    for _ in range(4):
        fill()
    assert [queries(page) for page in pages] == once


@pytest.mark.parametrize(
    ("typed", "wage"),
    [("12.500", 12500), ("Rp12.500", 12500), ("0", None), ("x", None), ("", None)],
)
def test_an_hours_worth_is_named_by_who_asks(typed, wage):
    assert wage_of(typed) == wage


# ---------------------------------------------------------------------------------------- the book
def text_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.content, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext")


@needs_pdftotext
def test_the_book_tells_figures_gaps_and_links(contest, nominee):
    done = activity(
        nominee.area, "Membersihkan saluran", people=20, hours=Decimal("2.5"),
        self_help_value=300_000, location="RW 03",
    )  # fmt: skip
    ActivityPhoto.objects.create(activity=done, file=store_image(photograph()), caption="Warga.")
    activity(nominee.area, "Tanpa hitungan")
    held = builders.published(meeting(nominee, name="Musyawarah Contoh"))
    Evidence.objects.create(
        nominee=nominee, criterion=a_variable(nominee), name="Bukti kertas", note="Ada di map biru."
    )
    nominee.area.publish(by=builders.user("reviewer"))
    client = signed_in("note_taker", area=nominee.area)
    answer = client.get(reverse("evidence_book", args=[nominee.pk]) + "?upah=10000")
    text = text_of(answer)
    for words in [
        "BUKU BUKTI", "Kelurahan Tidar Selatan", "1 Januari 2025 sampai 31 Desember 2025",
        "Daftar isi", "Membersihkan saluran", "RW 03", "Rp300.000", "tidak dicatat",
        "50 jam kerja (orang × jam) dari 1 kegiatan", "Rp500.000, bila satu jam dihargai Rp10.000",
        "Belum ada daftar hadir terbit yang memuat warganya", "Bukti kertas", "Ada di map biru.",
        "Musyawarah Contoh", "tanpa daftar hadir", "bukan tanda tangan elektronik",
        "http://testserver/wilayah/33.71.01.1011/",
    ]:  # fmt: skip
        assert words in text, words
    links = str(
        [
            annotation.get("/A", {}).get("/URI")
            for page in pikepdf.open(io.BytesIO(answer.content)).pages
            for annotation in page.get("/Annots", [])
        ]
    )
    assert f"/pertemuan/{held.slug}/" in links


@needs_pdftotext
def test_an_empty_book_says_what_is_missing_and_an_example_is_marked(contest, nominee):
    client = signed_in("award_secretary")
    text = text_of(client.get(reverse("evidence_book", args=[nominee.pk])))
    assert "Belum ada kegiatan yang dicatat dalam masa penilaian." in text
    assert "Belum ada pertemuan yang terbit dalam masa penilaian." in text
    assert "CONTOH" in text


def test_the_book_is_a_tagged_paper_for_screen_readers(nominee):
    photo = store_image(photograph())
    ActivityPhoto.objects.create(activity=activity(nominee.area), file=photo)
    answer = signed_in("award_secretary").get(reverse("evidence_book", args=[nominee.pk]))
    book = pikepdf.open(io.BytesIO(answer.content))
    assert book.Root.MarkInfo.Marked
    assert "pdfuaid" in book.Root.Metadata.read_bytes().decode()


def test_a_book_holds_each_picture_once_and_no_more_than_it_can(contest, nominee, monkeypatch):
    from awards.papers import evidence_book

    monkeypatch.setattr(evidence_book, "MOST_PHOTOS", 2)
    colours = ("red", "green", "blue", "green")
    for colour in colours:
        photo = store_image(photograph(colour=colour))
        ActivityPhoto.objects.create(activity=activity(nominee.area, colour), file=photo)
    data = evidence_book.evidence_book_data(dossier_of(nominee), base_url="http://contoh.test/")
    assert len(data["activities"][0]["photos"]) == 2
    assert data["left_out"] == 1


def test_hostile_words_are_words_on_paper(contest, nominee):
    activity(nominee.area, '#panic("x") $\\ <b> [ *_`', location="]" * 20, description="\u202e")
    Evidence.objects.create(nominee=nominee, criterion=a_variable(nominee), name="汉字 😀 #eval")
    answer = signed_in("award_secretary").get(reverse("evidence_book", args=[nominee.pk]))
    assert answer.status_code == 200
