"""The award secretary's pages: who enters, what each button asks and refuses, what stays hidden."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards import actions, announcement
from awards.models import (
    Certificate,
    Contest,
    Criterion,
    Juror,
    JuryLink,
    Nominee,
    Placing,
    Relation,
    Round,
    ScoreSheet,
    Seat,
    Stage,
    Substitution,
)
from publications.models import Publication
from tests import builders

from . import contests
from .admin_pages import asked, fields, list_of, page_of, pressed, step_of, text

pytestmark = pytest.mark.django_db
MARKS = {
    "Kelurahan Tidar Selatan": [80, 90],
    "Kelurahan Gelangan": [70, 75],
    "Kelurahan Kramat Selatan": [60, 65],
}


def signed_in(*roles, **fields):
    client = Client()
    client.user = builders.user(*roles, **fields)
    client.force_login(client.user)
    return client


@pytest.fixture
def secretary():
    return signed_in("award_secretary", name="Bu Sekretaris")


@pytest.fixture
def second():
    return signed_in("award_secretary", name="Pak Sekretaris")


def models_of_awards():
    return [model for model in admin.site._registry if model._meta.app_label == "awards"]


# ------------------------------------------------------------------------------ who may enter
def test_every_list_and_form_opens_for_the_secretary(secretary):
    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    announcement.announce(contest.round, by=secretary.user)
    for model in models_of_awards():
        assert secretary.get(list_of(model)).status_code == 200, model
        row = model.objects.first()
        if row is not None:
            assert secretary.get(page_of(row)).status_code == 200, model
            assert secretary.get(page_of(row, "history")).status_code == 200, model


@pytest.mark.parametrize("role", ["administrator", "note_taker", "reviewer", "registrar", "juror"])
def test_nobody_but_the_secretary_enters_the_awards(role):
    contest = contests.contest()
    client = signed_in(role)
    for model in models_of_awards():
        assert client.get(list_of(model)).status_code in (302, 403), (role, model)
    for word in ("buka-penilaian", "salin"):
        assert client.get(step_of(contest, word)).status_code in (302, 403)
        assert client.post(step_of(contest, word), {"seen": "x"}).status_code in (302, 403)
    contest.refresh_from_db()
    assert contest.phase == "draft"


def test_the_secretary_enters_nothing_else(secretary):
    for model in admin.site._registry:
        if model._meta.app_label != "awards":
            assert secretary.get(list_of(model)).status_code == 403, model
    assert "Lembaga" not in text(secretary.get(reverse("admin:index")))


def test_the_secretary_searches_institutions_without_the_register(secretary):
    body = builders.organization("LPMK Contoh Wates")
    answer = secretary.get(reverse("admin:awards_nominee_lembaga"), {"term": "wates"})
    assert [row["id"] for row in answer.json()["results"]] == [str(body.pk)]
    for hostile in ({"term": "\0"}, {"page": "9" * 50}, {"page": "-1"}, {"term": "%' OR 1=1"}):
        assert secretary.get(reverse("admin:awards_nominee_lembaga"), hostile).status_code == 200
    stranger = signed_in("administrator")
    assert stranger.get(reverse("admin:awards_nominee_lembaga")).status_code == 403


# ------------------------------------------------------------------------------- the instrument
def test_a_new_contest_is_filled_with_the_legal_fields_and_no_weights(secretary):
    round = contests.award_round()
    contest = Contest.objects.create(round=round, name="Kelurahan", slug="kelurahan-baru")
    page = asked(secretary, contest, "isi-baku")
    assert "Bobot sengaja kosong" in text(page)
    answer = pressed(secretary, contest, "isi-baku")
    assert answer.status_code == 302
    assert list(contest.stages.values_list("name", "weight")) == [
        ("Administrasi", None), ("Lapangan", None),
    ]  # fmt: skip
    fields_of = contest.stages.first().criteria.values_list("code", "name", "weight", "field")
    assert fields_of[0] == ("A", "Kemasyarakatan", None, "kemasyarakatan")
    assert len(fields_of) == 4
    assert contest.places.count() == 6
    assert contest.scale.count() == 5
    again = asked(secretary, contest, "isi-baku")
    assert again.status_code == 302  # nothing is left to fill in


def test_a_name_of_places_may_be_terbaik(secretary):
    contest = Contest.objects.create(round=contests.award_round(), name="K", slug="k-terbaik")
    pressed(secretary, contest, "isi-baku", places="terbaik", stages=["Pemaparan"])
    assert list(contest.places.values_list("name", flat=True)) == [
        "Terbaik I", "Terbaik II", "Terbaik III",
    ]  # fmt: skip


def test_all_kelurahan_enter_with_one_button(secretary):
    contest = Contest.objects.create(round=contests.award_round(), name="K", slug="k-masuk")
    for code, name in contests.KELURAHAN:
        builders.subdistrict(code, name)
    answer = pressed(secretary, contest, "masukkan-peserta")
    assert answer.status_code == 302
    assert contest.nominees.count() == 5
    assert sorted(contest.nominees.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert asked(secretary, contest, "masukkan-peserta").status_code == 302


def test_a_field_takes_its_variables_as_a_table(secretary):
    contest = contests.contest()
    field = contest.stages.first().criteria.get(code="B")
    data = fields(secretary.get(page_of(field)))
    answer = secretary.post(
        page_of(field),
        data
        | {
            "children-TOTAL_FORMS": 1,
            "children-0-opened_version": 0,
            "children-0-code": "B.1",
            "children-0-name": "Kebersihan saluran",
            "children-0-position": 1,
            "children-0-weight": "100",
        },
    )
    assert answer.status_code == 302, text(answer)
    made = Criterion.objects.get(code="B.1")
    assert (made.parent, made.stage) == (field, field.stage)


def test_a_code_used_twice_is_a_sentence(secretary):
    contest = contests.contest()
    field = contest.stages.first().criteria.get(code="B")
    data = fields(secretary.get(page_of(field)))
    answer = secretary.post(
        page_of(field),
        data | {"children-TOTAL_FORMS": 1, "children-0-opened_version": 0,
                "children-0-code": "A", "children-0-name": "Kembar", "children-0-position": 1},
    )  # fmt: skip
    assert answer.status_code == 200
    assert "Kode ini sudah dipakai dalam tahap itu." in text(answer)


def test_the_field_of_another_stage_is_no_parent(secretary):
    contest = contests.contest()
    first, last = contest.stages.all()
    sent = {"opened_version": 0, "stage": first.pk, "parent": last.criteria.get(code="B").pk,
            "code": "Z", "name": "Salah", "position": 1}  # fmt: skip
    answer = secretary.post(reverse("admin:awards_criterion_add"), sent)
    assert answer.status_code == 200
    assert not Criterion.objects.filter(code="Z").exists()


def test_a_locked_instrument_is_read_in_words(secretary):
    """Not an error after typing: there is nothing to type in."""
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    page = secretary.get(page_of(contest))
    assert "Instrumen terkunci" in text(page)
    for inline in page.context["inline_admin_formsets"]:
        assert not inline.has_change_permission
        assert not inline.has_add_permission
    assert 'name="trim"' not in page.content.decode()
    assert 'name="name"' in page.content.decode()
    stage = contest.stages.first()
    assert 'name="weight"' not in secretary.get(page_of(stage)).content.decode()
    criterion = stage.criteria.first()
    assert 'name="weight"' not in secretary.get(page_of(criterion)).content.decode()
    sent = {"opened_version": criterion.version, "code": "A", "name": "Lain", "position": 1}
    assert secretary.post(page_of(criterion), sent).status_code == 403
    assert secretary.get(page_of(criterion, "delete")).status_code == 403
    assert secretary.get(page_of(contest, "delete")).status_code == 403


def test_what_only_the_database_sees_is_a_sentence_too(secretary):
    """The page was open when somebody else opened the scoring."""
    contest = contests.contest()
    criterion = contest.stages.first().criteria.get(code="B")
    data = fields(secretary.get(page_of(criterion)))
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    answer = secretary.post(page_of(criterion), data | {"weight": "30"})
    assert answer.status_code in (200, 302, 403)
    criterion.refresh_from_db()
    assert criterion.weight == 40


def test_a_stale_contest_is_refused_with_a_sentence(secretary):
    contest = contests.contest()
    data = fields(secretary.get(page_of(contest)))
    contest.name = "Nama dari orang lain"
    contest.save()
    answer = secretary.post(page_of(contest), data | {"name": "Nama saya"})
    assert "Orang lain menyimpan baris ini" in text(answer)
    contest.refresh_from_db()
    assert contest.name == "Nama dari orang lain"


def test_the_contest_page_saves(secretary):
    contest = contests.contest()
    data = fields(secretary.get(page_of(contest)))
    answer = secretary.post(page_of(contest), data | {"name": "Nama Baru", "stages-0-weight": "30"})
    assert answer.status_code == 302, text(answer)
    contest.refresh_from_db()
    assert contest.name == "Nama Baru"
    assert contest.stages.first().weight == 30


def test_a_contest_is_copied_to_another_round(secretary):
    contest = contests.contest()
    assert "Tidak ada putaran lain" in text(asked(secretary, contest, "salin"))
    other = contests.award_round(year=2026)
    answer = pressed(secretary, contest, "salin", into=other.pk)
    copy = Contest.objects.get(round=other)
    assert answer["Location"] == page_of(copy)
    assert copy.edition == 2
    again = pressed(secretary, contest, "salin", into=other.pk)
    assert again.status_code == 422
    assert "sudah punya lomba" in text(again)


# ------------------------------------------------------------------------ opening and closing
def test_opening_restates_the_numbers_and_asks_again(secretary):
    contest = contests.contest()
    page = asked(secretary, contest, "buka-penilaian")
    said = text(page)
    for words in ("Peserta 3", "Bobot tahap Administrasi 40 %", "Lembar nilai yang disiapkan 6",
                  "Tidak bisa dibatalkan", "Tidak seorang pun dapat mengubahnya lagi"):  # fmt: skip
        assert words in said, words
    contest.refresh_from_db()
    assert contest.phase == "draft"
    assert pressed(secretary, contest, "buka-penilaian", page).status_code == 302
    contest.refresh_from_db()
    assert contest.phase == "scoring"


def test_a_contest_that_is_not_ready_says_why_and_has_no_button(secretary):
    contest = contests.contest()
    criterion = contest.stages.first().criteria.get(code="B")
    page = asked(secretary, contest, "buka-penilaian")
    criterion.weight = 30
    criterion.save()
    again = asked(secretary, contest, "buka-penilaian")
    assert "berjumlah 90, seharusnya 100" in text(again)
    assert b'type="submit" class="default' not in again.content
    answer = pressed(secretary, contest, "buka-penilaian", page)
    assert answer.status_code == 422
    contest.refresh_from_db()
    assert contest.phase == "draft"


def test_a_yes_to_other_numbers_is_no_yes(secretary):
    contest = contests.contest()
    page = asked(secretary, contest, "buka-penilaian")
    contest.nominees.last().delete()
    answer = pressed(secretary, contest, "buka-penilaian", page)
    assert answer.status_code == 409
    assert "Peserta 2" in text(answer)
    contest.refresh_from_db()
    assert contest.phase == "draft"
    assert pressed(secretary, contest, "buka-penilaian").status_code == 302


def test_a_double_click_does_it_once(secretary):
    contest = contests.contest()
    page = asked(secretary, contest, "buka-penilaian")
    pressed(secretary, contest, "buka-penilaian", page)
    answer = pressed(secretary, contest, "buka-penilaian", page)
    assert answer.status_code == 302
    assert ScoreSheet.objects.count() == 6
    assert "mungkin sudah dilakukan" in text(secretary.get(answer["Location"]))


@pytest.mark.parametrize("seen", ["", "x", "0" * 64, "\x00", "9" * 5000])
def test_a_made_up_yes_does_nothing(secretary, seen):
    contest = contests.contest()
    answer = secretary.post(step_of(contest, "buka-penilaian"), {"seen": seen})
    assert answer.status_code == 409
    contest.refresh_from_db()
    assert contest.phase == "draft"


def test_a_step_that_does_not_exist_is_a_404(secretary):
    contest = contests.contest()
    assert secretary.get(step_of(contest, "hapus-semua")).status_code == 404
    gone = Contest(id="00000000-0000-0000-0000-000000000001")
    assert secretary.get(step_of(gone, "salin")).status_code == 404


def test_the_stages_are_closed_and_opened_by_their_buttons(secretary):
    contest = contests.contest()
    pressed(secretary, contest, "buka-penilaian")
    first, last = contest.stages.all()
    page = asked(secretary, first, "tutup")
    assert "6 lembar belum ditandatangani." in text(page)
    assert "Tahap Administrasi belum ditutup." in text(asked(secretary, last, "buka"))
    contests.mark_stage(first, MARKS)
    assert pressed(secretary, first, "tutup").status_code == 302
    assert pressed(secretary, last, "buka").status_code == 302
    last.refresh_from_db()
    assert last.status == "open"
    assert Publication.objects.of_kind("award_commitment").count() == 1


# -------------------------------------------------------------------------------- the result
def closed(nominees=3):
    """A contest with all stages closed and nothing computed."""
    contest = contests.contest(nominees)
    by = builders.user("award_secretary")
    actions.open_scoring(contest, by=by)
    for stage in contest.stages.all():
        stage.refresh_from_db()
        if stage.status == "waiting":
            actions.open_stage(stage, by=by)
        contests.mark_stage(stage, MARKS)
        actions.close_stage(stage, by=by)
    contest.refresh_from_db()
    return contest


PLENARY = {"held_on": "2025-12-20", "chaired_by": "Ketua Juri Contoh", "votes_for": 3,
           "votes_against": 0, "votes_abstained": 0}  # fmt: skip


def test_from_closed_to_announced_by_buttons(secretary, second):
    contest = closed()
    assert asked(secretary, contest, "pleno").status_code == 302  # first the arithmetic
    assert pressed(secretary, contest, "hitung").status_code == 302
    contest.refresh_from_db()
    page = asked(secretary, contest, "pleno")
    assert "Keselarasan juri" in text(page)
    assert pressed(secretary, contest, "pleno", page, **PLENARY).status_code == 302
    assert pressed(secretary, contest, "tetapkan").status_code == 302
    same = pressed(secretary, contest, "tetapkan")
    assert same.status_code == 422
    assert "harus oleh orang lain" in text(same)
    assert pressed(second, contest, "tetapkan").status_code == 302
    contest.refresh_from_db()
    assert contest.phase == "fixed"
    answer = pressed(secretary, contest.round, "umumkan")
    assert answer.status_code == 302
    contest.refresh_from_db()
    assert contest.phase == "announced"
    assert Publication.objects.of_kind("award_result").count() == 1


def test_the_plenary_departs_with_a_reason_for_each_place(secretary):
    contest = closed()
    actions.compute(contest, by=secretary.user)
    first, second_place = contest.placings.order_by("rank")[:2]
    swap = {
        f"tempat-{first.nominee_id}": second_place.place_id,
        f"tempat-{second_place.nominee_id}": first.place_id,
    }
    answer = pressed(secretary, contest, "pleno", **PLENARY, **swap)
    assert answer.status_code == 422
    assert "Tuliskan alasannya." in text(answer)
    assert "mengapa pleno menyimpang" in text(answer)
    why = {f"alasan-{one.nominee_id}": "Kunjungan ulang." for one in (first, second_place)}
    answer = pressed(
        secretary, contest, "pleno", **PLENARY, **swap, **why, reason="Ada kunjungan ulang."
    )
    assert answer.status_code == 302, text(answer)
    first.refresh_from_db()
    assert (first.place.name, first.final_place.name) == ("Juara I", "Juara II")
    assert first.departure_reason == "Kunjungan ulang."
    assert not contest.plenary.confirms


def test_a_place_of_another_contest_cannot_be_given(secretary):
    contest = closed()
    actions.compute(contest, by=secretary.user)
    other = contests.contest().places.first()
    first = contest.placings.get(rank=1)
    answer = pressed(
        secretary, contest, "pleno", **PLENARY, **{f"tempat-{first.nominee_id}": other.pk}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"held_on": "2999-01-01"}, {"held_on": "kemarin"}, {"votes_for": "-1"}, {"chaired_by": ""},
     {"votes_for": "9" * 400}, {"chaired_by": "x" * 5000}, {"chaired_by": "a\x00b"}],
)  # fmt: skip
def test_a_plenary_that_cannot_be_is_refused_in_words(secretary, wrong):
    contest = closed()
    actions.compute(contest, by=secretary.user)
    answer = pressed(secretary, contest, "pleno", **(PLENARY | wrong))
    assert answer.status_code == 422
    contest.refresh_from_db()
    assert contest.phase == "closed"


def test_a_proposal_goes_back_with_a_reason(secretary):
    contest = closed()
    actions.compute(contest, by=secretary.user)
    pressed(secretary, contest, "pleno", **PLENARY)
    assert pressed(secretary, contest, "kembalikan").status_code == 422
    assert pressed(secretary, contest, "kembalikan", reason="Suara belum sah.").status_code == 302
    contest.refresh_from_db()
    assert contest.phase == "closed"
    assert pressed(secretary, contest, "pleno", **PLENARY).status_code == 302


def test_nothing_is_announced_before_its_moment(secretary):
    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    round = contest.round
    round.announce_at = timezone.now() + timezone.timedelta(hours=1)
    round.save()
    page = asked(secretary, round, "umumkan")
    assert "Saat pengumuman belum tiba" in text(page)
    answer = secretary.post(step_of(round, "umumkan"), {"seen": page.context["seen"]})
    assert answer.status_code == 422
    assert not Publication.objects.of_kind("award_result").exists()


def test_rules_are_published_and_mended_with_a_reason(secretary):
    contest = contests.contest()
    assert pressed(secretary, contest.round, "terbitkan-aturan").status_code == 302
    again = pressed(secretary, contest.round, "terbitkan-aturan")
    assert again.status_code == 422
    assert "Tuliskan apa yang berubah." in text(again)
    mended = pressed(secretary, contest.round, "terbitkan-aturan", reason="Bobot dilengkapi.")
    assert mended.status_code == 302
    assert Publication.objects.of_kind("award_round").count() == 2


# ------------------------------------------------------------------------------- the jury
def test_a_personal_link_is_shown_once(secretary):
    juror = contests.contest().round.jurors.first()
    page = asked(secretary, juror, "buat-tautan")
    answer = pressed(secretary, juror, "buat-tautan", page)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    token = answer.context["address"].rstrip("/").rsplit("/", 1)[1]
    assert JuryLink.objects.by_token(token).juror == juror
    assert token not in secretary.get(page_of(juror)).content.decode()
    assert token not in secretary.get(page_of(juror, "history")).content.decode()
    resent = pressed(secretary, juror, "buat-tautan", page)
    assert resent.status_code == 409
    assert JuryLink.objects.count() == 1


def test_a_link_is_revoked(secretary):
    juror = contests.contest().round.jurors.first()
    _link, token = JuryLink.make(juror, by=secretary.user)
    assert pressed(secretary, juror, "cabut-tautan").status_code == 302
    assert JuryLink.objects.by_token(token) is None
    assert asked(secretary, juror, "cabut-tautan").status_code == 302


@pytest.mark.parametrize("days", ["0", "61", "-5", "9" * 30, "selamanya"])
def test_a_link_lasts_no_longer_than_two_months(secretary, days):
    juror = contests.contest().round.jurors.first()
    assert pressed(secretary, juror, "buat-tautan", days=days).status_code == 422
    assert not JuryLink.objects.exists()


def test_a_declared_relation_closes_the_open_sheet(secretary):
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    juror, nominee = contest.round.jurors.first(), contest.nominees.first()
    answer = pressed(
        secretary, juror, "nyatakan-hubungan", nominee=nominee.pk, reason="Kakak kandung Lurah."
    )
    assert answer.status_code == 302
    assert Relation.objects.get().reason == "Kakak kandung Lurah."
    assert not ScoreSheet.objects.filter(seat__juror=juror, nominee=nominee).exists()
    assert ScoreSheet.objects.count() == 5


def test_a_substitute_takes_over_what_is_not_signed(secretary):
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    stage = contest.stages.first()
    seat = stage.seats.first()
    signed = seat.sheets.first()
    contests.mark(signed, 80)
    new = Juror.objects.create(round=contest.round, name="Juri Pengganti")
    answer = pressed(
        secretary, stage, "ganti-juri", replaced=seat.juror_id, by_juror=new.pk, reason="Sakit."
    )
    assert answer.status_code == 302, text(answer)
    assert list(seat.sheets.all()) == [signed]
    assert ScoreSheet.objects.filter(seat__juror=new).count() == 2
    row = Substitution.objects.get()
    assert (row.recorded_by, row.reason) == (secretary.user, "Sakit.")
    assert "Juri Pengganti menggantikan" in text(secretary.get(page_of(stage)))


def test_a_substitute_from_the_kelurahan_itself_is_refused(secretary):
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    stage, nominee = contest.stages.first(), contest.nominees.first()
    new = Juror.objects.create(round=contest.round, name="Juri Sana", area=nominee.area)
    sent = {"replaced": stage.seats.first().juror_id, "by_juror": new.pk, "reason": "Sakit."}
    answer = pressed(secretary, stage, "ganti-juri", **sent, nominee=nominee.pk)
    assert answer.status_code == 422
    assert "tidak boleh menilai" in text(answer)
    same = pressed(secretary, stage, "ganti-juri", **(sent | {"by_juror": sent["replaced"]}))
    assert "Pengganti harus orang lain." in text(same)
    assert not Substitution.objects.exists()


def test_jurors_are_assigned_with_one_button(secretary):
    contest = contests.contest(jurors=0)
    jurors = [Juror.objects.create(round=contest.round, name=f"Juri {n}") for n in range(3)]
    answer = pressed(
        secretary, contest, "tugaskan-juri", jurors=[one.pk for one in jurors], panel="B"
    )
    assert answer.status_code == 302, text(answer)
    assert Seat.objects.filter(panel="B").count() == 6
    pressed(secretary, contest, "tugaskan-juri", jurors=[jurors[0].pk])
    assert Seat.objects.count() == 6


def test_a_nominee_drops_out_and_nobody_waits_for_its_sheets(secretary):
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    nominee = contest.nominees.first()
    assert pressed(secretary, nominee, "mundur", reason="Mengundurkan diri.").status_code == 302
    assert ScoreSheet.objects.count() == 4
    nominee.refresh_from_db()
    assert pressed(secretary, nominee, "ikut-lagi").status_code == 302
    assert ScoreSheet.objects.count() == 6


def test_nobody_enters_a_contest_that_is_being_judged(secretary):
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    sent = {"opened_version": 0, "contest": contest.pk, "name": "Terlambat"}
    answer = secretary.post(reverse("admin:awards_nominee_add"), sent)
    assert answer.status_code == 200
    assert "sudah dibuka" in text(answer)
    assert secretary.get(page_of(contest.nominees.first(), "delete")).status_code == 403


# ------------------------------------------------------------------------------ certificates
def announced(secretary):
    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    announcement.announce(contest.round, by=secretary.user)
    contest.refresh_from_db()
    return contest


SIGNED_BY = {"given_on": "2025-12-22", "signatory_name": "Pejabat Contoh",
             "signatory_role": "Wali Kota Contoh"}  # fmt: skip


def test_certificates_name_who_held_the_posts_on_that_day(secretary):
    contest = announced(secretary)
    area = builders.subdistrict()
    office = builders.organization(
        "Kelurahan Tidar Selatan", area=area, classification=builders.kind("kelurahan")
    )
    lurah = builders.post("Lurah Tidar Selatan", organization=office, role="lurah")
    builders.membership(post=lurah, person=builders.person("Lurah Lama"), end_date="2025-12-01")
    builders.membership(post=lurah, person=builders.person("Lurah Baru"), start_date="2025-12-02")
    lpmk = builders.organization("LPMK Tidar Selatan", area=area)
    head = builders.post("Ketua LPMK Tidar Selatan", organization=lpmk)
    builders.membership(post=head, person=builders.person("Ketua Contoh"))
    page = asked(secretary, contest.round, "buat-piagam")
    assert "Ketua TP PKK Tidar Selatan" in text(page)  # said to be unknown
    answer = pressed(
        secretary, contest.round, "buat-piagam", page, **SIGNED_BY, numbers="400/{n}/2025"
    )
    assert answer.status_code == 302, text(answer)
    made = Certificate.objects.order_by("number").values_list(
        "number", "recipient_name", "recipient_role"
    )
    assert list(made) == [
        ("400/001/2025", "Lurah Baru", "Lurah Tidar Selatan"),
        ("400/002/2025", "Ketua Contoh", "Ketua LPMK Tidar Selatan"),
        ("400/003/2025", "Kelurahan Gelangan", ""),
        ("400/004/2025", "Kelurahan Kramat Selatan", ""),
    ]
    assert asked(secretary, contest.round, "buat-piagam").status_code == 302


def test_certificates_are_published_corrected_and_withdrawn(secretary):
    contest = announced(secretary)
    pressed(secretary, contest.round, "buat-piagam", **SIGNED_BY)
    assert pressed(secretary, contest.round, "terbitkan-piagam").status_code == 302
    certificate = Certificate.objects.first()
    assert Publication.objects.of_kind("certificate").count() == 3
    assert asked(secretary, certificate, "ralat").status_code == 302  # nothing was changed
    data = fields(secretary.get(page_of(certificate)))
    secretary.post(page_of(certificate), data | {"recipient_name": "Nama Yang Benar"})
    certificate.refresh_from_db()
    assert pressed(secretary, certificate, "ralat", reason="Salah nama.").status_code == 302
    assert certificate.published().body["recipient"]["name"] == "Nama Yang Benar"
    assert pressed(secretary, certificate, "tarik").status_code == 422
    assert pressed(secretary, certificate, "tarik", reason="Salah orang.").status_code == 302
    assert certificate.published().is_withdrawn
    assert secretary.post(page_of(certificate), data).status_code == 403
    assert secretary.get(page_of(certificate, "delete")).status_code == 403


def test_no_certificate_is_made_before_the_announcement(secretary):
    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    assert asked(secretary, contest.round, "buat-piagam").status_code == 302
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("numbers", ["tanpa angka", "{n}{n}", "x" * 200])
def test_a_pattern_of_numbers_has_its_number_once(secretary, numbers):
    contest = announced(secretary)
    answer = pressed(secretary, contest.round, "buat-piagam", **SIGNED_BY, numbers=numbers)
    assert answer.status_code == 422
    assert not Certificate.objects.exists()


# ------------------------------------------------------------------------------- what is hidden
def test_while_scoring_runs_the_secretary_sees_only_how_much_is_in(secretary):
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary.user)
    first = contest.stages.first()
    first_marks = {name: ["71.37", "83.19"] for name in MARKS}
    contests.mark_stage(first, first_marks)
    actions.close_stage(first, by=secretary.user)
    last = contest.stages.last()
    actions.open_stage(last, by=secretary.user)
    contests.mark(ScoreSheet.objects.filter(seat__stage=last).first(), "64.73")
    juror, nominee = contest.round.jurors.first(), contest.nominees.first()
    rows = [contest, contest.round, first, last, juror, nominee, first.seats.first().stage]
    addresses = [page_of(row, what) for row in rows for what in ("change", "history")]
    addresses += [list_of(model) for model in models_of_awards()]
    addresses += [step_of(last, "tutup"), step_of(last, "ganti-juri")]
    for address in addresses:
        page = secretary.get(address)
        assert page.status_code == 200, address
        for figure in ("71.37", "71,37", "83.19", "83,19", "64.73", "64,73", "77.28", "77,28"):
            assert figure not in page.content.decode(), (address, figure)
    assert "1 dari 6 lembar ditandatangani" in text(secretary.get(page_of(contest)))
    assert "maju" in text(secretary.get(page_of(first)))
    for word in ("hitung", "pleno", "unduh-nilai"):
        assert secretary.get(step_of(contest, word)).status_code == 302, word


def test_who_goes_on_is_told_without_rank_or_mark(secretary):
    contest = contests.contest()
    stage = contest.stages.first()
    stage.cutoff_count = 2
    stage.save()
    actions.open_scoring(contest, by=secretary.user)
    contests.mark_stage(stage, MARKS)
    actions.close_stage(stage, by=secretary.user)
    said = text(secretary.get(page_of(stage)))
    assert "Kelurahan Kramat Selatan: tidak maju" in said
    assert "Peringkat" not in said


def test_marks_have_no_page_in_the_admin():
    registered = {model.__name__ for model in models_of_awards()}
    assert not registered & {"Score", "ScoreSheet", "PaperEntry", "StageResult"}


def test_marks_leave_only_after_the_announcement_and_without_names(secretary):
    contest = contests.fixed(contests.scored(contests.contest(), MARKS))
    assert asked(secretary, contest, "unduh-nilai").status_code == 302
    announcement.announce(contest.round, by=secretary.user)
    answer = pressed(secretary, contest, "unduh-nilai", kind="csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "tahap,peserta,juri,kriteria,nilai"
    assert len(lines) == 1 + 12 * 3
    assert "Juri Contoh" not in answer.content.decode()


# ------------------------------------------------------------------------------- how fast
def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_list_asks_no_more_when_it_is_long(secretary):
    small = contests.contest(nominees=1, jurors=1)
    before = {model: queries(secretary, list_of(model)) for model in models_of_awards()}
    before_page = queries(secretary, page_of(small))
    for _ in range(3):
        contests.contest(nominees=5, jurors=4)
    large = contests.contest(nominees=5, jurors=6)
    for model, number in before.items():
        assert queries(secretary, list_of(model)) <= number + 3, model
    assert queries(secretary, page_of(large)) <= before_page + 2
    assert queries(secretary, page_of(large.stages.first())) < 40
    assert before_page < 60


@pytest.mark.parametrize("query", ["lomba=x", "putaran=%00", "tahap=1", "putaran=" + "9" * 400,
                                   "lomba=00000000-0000-0000-0000-000000000001", "q=%00",
                                   "q=" + "x" * 3000, "p=-1", "o=9.9", "keadaan=x"])  # fmt: skip
def test_a_strange_filter_is_no_500(secretary, query):
    contests.contest()
    secretary.raise_request_exception = False
    for model in (Contest, Nominee, Criterion, Juror, Placing, Certificate, Stage, Round):
        answer = secretary.get(f"{list_of(model)}?{query}", follow=True)
        assert answer.status_code < 500, (model, query)


@pytest.mark.parametrize("model", ["Score", "ScoreSheet", "Placing", "Plenary"])
def test_no_history_of_the_office_tells_what_the_jury_gave(model):
    """Not even to the administrator of the whole territory, who reads all other changes."""
    contest = contests.scored(contests.contest(), {name: ["71.37", "83.19"] for name in MARKS})
    contests.plenary(contest, reason="RAHASIA")
    client = signed_in("administrator")
    row = apps.get_model("awards", model).objects.order_by("pk").first()
    address = reverse("record_history", args=[f"awards.{model}", row.pk])
    assert client.get(address).status_code == 404
    page = client.get(reverse("audit_trail"))

    for secret in ("71,37", "71.37", "83,19", "77,28", "RAHASIA"):
        assert secret not in page.content.decode(), secret
    sheet = reverse("record_history", args=["awards.Seat", contest.stages.first().seats.first().pk])
    assert "71,37" not in client.get(sheet).content.decode()
