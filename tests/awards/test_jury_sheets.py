"""A score sheet: marks saved row by row, conflicts, one signature; and the practice before it."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from awards import actions
from awards.models import (
    Juror,
    Relation,
    ScaleStep,
    Score,
    ScoreSheet,
    Seat,
    Stage,
)
from tests import builders

from . import contests
from .jurors import WAYS, came_by_link, link_for, opened, pages_of, seen_on, send, sheets, variables

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[*WAYS])
def way(request):
    return WAYS[request.param]


@pytest.fixture
def juror(db):
    return opened().round.jurors.order_by("name").first()


@pytest.fixture
def other(juror):
    return juror.round.jurors.exclude(pk=juror.pk).get()


# -------------------------------------------------------------------------------------- a mark
@pytest.mark.parametrize("typed", ["82,5", "82.5", " 82,50 "])
def test_a_mark_is_written_with_a_comma_or_a_point(juror, way, typed):
    come, start = way
    sheet = sheets(juror).first()
    criterion = variables(sheet)[0]
    answer = send(come(juror), start, sheet, criterion, typed, note="Rapi.")
    assert answer.status_code == 302
    assert answer["Location"] == f"{start}lembar/{sheet.pk}/#baris-{criterion.pk}"
    score = sheet.scores.get()
    assert (score.value, score.note) == (Decimal("82.5"), "Rapi.")


@pytest.mark.parametrize(
    "typed",
    ["", "100,01", "101", "-1", "abc", "1e2", "NaN", "Infinity", "82,555", "9" * 5000, "٨٢",
     "82,5,1", "1.000", "0x10", "８２", "<b>", "\u202e1"],
)  # fmt: skip
def test_no_other_mark_is_accepted_and_a_sentence_says_why(juror, typed):
    client, sheet = came_by_link(juror), sheets(juror).first()
    criterion = variables(sheet)[0]
    for htmx in (True, False):
        answer = send(client, "/juri/", sheet, criterion, typed, htmx=htmx)
        assert answer.status_code == 422
        assert f'id="galat-{criterion.pk}"' in answer.content.decode()
    assert not sheet.scores.exists()


def test_a_mark_sent_twice_is_one_mark(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    criterion = variables(sheet)[0]
    for _ in range(3):  # the same form, not knowing that it had arrived
        assert send(client, "/juri/", sheet, criterion, "80", htmx=True).status_code == 200
    assert sheet.scores.get().version == 1


def test_a_save_on_an_older_version_shows_both_and_changes_nothing(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    criterion = variables(sheet)[0]
    send(client, "/juri/", sheet, criterion, "80")
    assert send(client, "/juri/", sheet, criterion, "85,5", version=1).status_code == 302
    answer = send(client, "/juri/", sheet, criterion, "70", version=1, htmx=True)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Isian Anda" in page
    assert "85,50" in page
    assert 'name="version" value="2"' in page
    assert sheet.scores.get().value == Decimal("85.5")
    assert send(client, "/juri/", sheet, criterion, "70", version=2).status_code == 302
    assert sheet.scores.get().value == 70


def test_a_mark_without_its_version_is_refused(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    address = f"/juri/lembar/{sheet.pk}/nilai/{variables(sheet)[0].pk}/"
    assert client.post(address, {"value": "80"}).status_code == 400
    assert client.post(address, {"value": "80", "version": "x"}).status_code == 400


def test_a_heading_or_a_variable_of_another_stage_takes_no_mark(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    heading = sheet.seat.stage.criteria.get(code="A")
    elsewhere = juror.round.contests.get().stages.last().criteria.get(code="B")
    for criterion in (heading, elsewhere):
        assert send(client, "/juri/", sheet, criterion, "80").status_code == 404
    assert not Score.objects.exists()


def test_a_short_scale_is_chosen_from_and_nothing_between_its_steps_counts():
    contest = contests.contest(scale_maximum=5)
    for value, words in [
        (1, "Kurang"),
        (2, "Cukup"),
        (3, "Baik"),
        (4, "Amat baik"),
        (5, "Istimewa"),
    ]:
        ScaleStep.objects.create(contest=contest, value=value, words=words)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    juror = contest.round.jurors.first()
    client, sheet = came_by_link(juror), sheets(juror).first()
    criterion = variables(sheet)[0]
    page = client.get(f"/juri/lembar/{sheet.pk}/").content.decode()
    assert page.count('type="radio"') == 15
    assert 'inputmode="decimal"' not in page
    assert send(client, "/juri/", sheet, criterion, "3,5").status_code == 422
    assert send(client, "/juri/", sheet, criterion, "4").status_code == 302
    assert "Amat baik" in client.get(f"/juri/lembar/{sheet.pk}/").content.decode()
    assert 'value="4" checked' in client.get(f"/juri/lembar/{sheet.pk}/").content.decode()


def test_words_below_the_top_of_the_scale_are_landmarks_on_numbers():
    contest = contests.contest()
    for value, words in [(60, "Cukup"), (80, "Baik"), (90, "Sangat baik")]:
        ScaleStep.objects.create(contest=contest, value=value, words=words)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    juror = contest.round.jurors.first()
    client, sheet = came_by_link(juror), sheets(juror).first()
    answer = send(client, "/juri/", sheet, variables(sheet)[0], "82,5", htmx=True)
    assert answer.status_code == 200
    assert "Baik" in answer.content.decode()


def test_the_own_score_so_far_is_weighted_and_then_exact(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    first, second, field = variables(sheet)
    answer = send(client, "/juri/", sheet, first, "80", htmx=True).content.decode()
    assert "1 dari 3" in answer
    assert "<b>80</b> dari bobot 30%" in answer
    send(client, "/juri/", sheet, second, "90")
    answer = send(client, "/juri/", sheet, field, "50", htmx=True).content.decode()
    assert "3 dari 3" in answer
    assert "nilai Anda <b>71</b>" in answer  # 0,6 × 85 + 0,4 × 50


def test_the_note_of_a_sheet_is_saved_and_two_tabs_do_not_overwrite(juror, way):
    come, start = way
    client, sheet = come(juror), sheets(juror).first()
    address = f"{start}lembar/{sheet.pk}/catatan/"
    assert client.post(address, {"note": "Kompak.", "version": 1}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.note == "Kompak."
    assert client.post(address, {"note": "Lain.", "version": 1}).status_code == 409
    assert client.post(address, {"note": "x" * 5000, "version": 2}).status_code == 422
    sheet.refresh_from_db()
    assert sheet.note == "Kompak."


# ---------------------------------------------------------------------------------- signature
def test_a_sheet_is_signed_once_and_then_only_read(juror, way):
    come, start = way
    client, sheet = come(juror), sheets(juror).first()
    contests.mark(sheet, "82.5", sign=False)
    address = f"{start}lembar/{sheet.pk}/tanda-tangan/"
    page = client.get(address).content.decode()
    assert page.count("<b>82,5</b>") == 4  # three variables and what they come to
    seen = seen_on(client, address)
    assert client.post(address, {"seen": seen}).status_code == 302
    sheet.refresh_from_db()
    signed = sheet.signed_at
    assert signed
    assert client.post(address, {"seen": seen}).status_code == 302  # a double click
    sheet.refresh_from_db()
    assert sheet.signed_at == signed
    page = client.get(f"{start}lembar/{sheet.pk}/").content.decode()
    assert "Sudah ditandatangani" in page
    assert "<input class" not in page
    criterion = variables(sheet)[0]
    for htmx in (True, False):
        answer = send(client, start, sheet, criterion, "10", version=1, htmx=htmx)
        assert answer.status_code == 409
        assert "sudah ditandatangani" in answer.content.decode()
    answer = client.post(f"{start}lembar/{sheet.pk}/catatan/", {"note": "x", "version": 9})
    assert answer.status_code == 409
    assert set(sheet.scores.values_list("value", flat=True)) == {Decimal("82.5")}


def test_what_is_missing_keeps_the_signature_away(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    Score.objects.create(sheet=sheet, criterion=variables(sheet)[0], value=80)
    address = f"/juri/lembar/{sheet.pk}/tanda-tangan/"
    page = client.get(address).content.decode()
    assert "A.2 Variabel 2" in page
    assert "Ya, saya tandatangani" not in page
    assert client.post(address, {"seen": seen_on(client, address)}).status_code == 422
    assert client.post(address).status_code == 400
    sheet.refresh_from_db()
    assert sheet.signed_at is None


def test_a_signature_stands_for_what_was_shown(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    contests.mark(sheet, 80, sign=False)
    address = f"/juri/lembar/{sheet.pk}/tanda-tangan/"
    seen = seen_on(client, address)
    send(client, "/juri/", sheet, variables(sheet)[0], "10", version=1)
    answer = client.post(address, {"seen": seen})
    assert answer.status_code == 409
    assert "berubah" in answer.content.decode()
    sheet.refresh_from_db()
    assert sheet.signed_at is None
    assert client.post(address, {"seen": seen_on(client, address)}).status_code == 302


def test_a_stage_that_is_closed_takes_nothing_more(juror, other):
    client, sheet = came_by_link(juror), sheets(juror).first()
    stage = sheet.seat.stage
    for one in [*sheets(juror), *sheets(other)]:
        contests.mark(one, 80)
    actions.close_stage(stage, by=builders.user("award_secretary"))
    answer = send(client, "/juri/", sheet, variables(sheet)[0], "10", version=1, htmx=True)
    assert answer.status_code == 409
    assert client.get(f"/juri/lembar/{sheet.pk}/").status_code == 200
    assert "Ditutup" in client.get("/juri/").content.decode()


# ----------------------------------------------------------------------------------- conflict
def test_a_nominee_from_the_own_area_is_listed_with_the_reason_and_has_no_sheet(way):
    come, start = way
    contest = contests.contest()
    juror = contest.round.jurors.first()
    juror.area = builders.subdistrict()
    juror.save()
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    page = come(juror).get(start).content.decode()
    assert "Juri berasal dari" in page
    assert sheets(juror).count() == 2


def test_a_conflict_that_is_found_later_shuts_the_sheet_that_was_laid_out(juror, way):
    come, start = way
    client = come(juror)
    sheet = sheets(juror).get(nominee__name="Kelurahan Tidar Selatan")
    contests.mark(sheet, "87.75", sign=False)
    juror.refresh_from_db()
    juror.area = builders.subdistrict()
    juror.save()
    answer = client.get(f"{start}lembar/{sheet.pk}/")
    assert answer.status_code == 403
    assert "87,75" not in answer.content.decode()
    answer = send(client, start, sheet, variables(sheet)[0], "99", version=1)
    assert answer.status_code == 409
    address = f"{start}lembar/{sheet.pk}/tanda-tangan/"
    assert client.post(address, {"seen": seen_on(client, address)}).status_code == 409
    sheet.refresh_from_db()
    assert sheet.signed_at is None
    assert set(sheet.scores.values_list("value", flat=True)) == {Decimal("87.75")}


def test_a_declared_relation_closes_the_sheet_and_is_kept(juror, way):
    come, start = way
    client, sheet = come(juror), sheets(juror).first()
    Score.objects.create(sheet=sheet, criterion=variables(sheet)[0], value=80)
    address = f"{start}peserta/{sheet.nominee_id}/hubungan/"
    assert "ikut dihapus" in client.get(address).content.decode()
    assert client.post(address, {"reason": "  "}).status_code == 422
    assert client.post(address, {"reason": "x" * 301}).status_code == 422
    assert client.post(address, {"reason": "Kakak saya lurahnya."}).status_code == 302
    assert client.post(address, {"reason": "Sekali lagi."}).status_code == 302  # a double click
    assert Relation.objects.get().reason == "Kakak saya lurahnya."
    assert not ScoreSheet.objects.filter(pk=sheet.pk).exists()
    assert "Kakak saya lurahnya." in client.get(start).content.decode()
    assert client.get(f"{start}lembar/{sheet.pk}/").status_code == 404


def test_a_relation_is_declared_before_the_sheets_are_laid_out():
    contest = contests.contest()
    juror = contest.round.jurors.first()
    client, nominee = came_by_link(juror), contest.nominees.first()
    assert "hubungan" in client.get("/juri/").content.decode()
    client.post(f"/juri/peserta/{nominee.pk}/hubungan/", {"reason": "Pengurus di sana."})
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    assert not sheets(juror).filter(nominee=nominee).exists()
    assert sheets(juror).count() == 2


def test_what_is_signed_is_not_taken_away_by_a_relation(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    contests.mark(sheet, 80)
    answer = client.post(f"/juri/peserta/{sheet.nominee_id}/hubungan/", {"reason": "Terlambat."})
    assert answer.status_code == 409
    assert "sekretaris" in answer.content.decode()
    assert ScoreSheet.objects.filter(pk=sheet.pk).exists()
    assert not Relation.objects.exists()


def test_a_relation_to_a_nominee_of_another_round_is_nobodys_business(juror):
    elsewhere = opened(nominees=1).nominees.get()
    client = came_by_link(juror)
    for key in (elsewhere.pk, uuid4()):
        address = f"/juri/peserta/{key}/hubungan/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "Coba."}).status_code == 404


# ----------------------------------------------------------------------------------- practice
def practised(jurors=3):
    contest = contests.contest(nominees=2, jurors=0)
    stage = Stage.objects.create(contest=contest, name="Latihan", position=0, is_practice=True)
    contests.criteria(stage)
    for number in range(jurors):
        juror = Juror.objects.create(round=contest.round, name=f"Juri Latihan {number}")
        for one in contest.stages.all():
            Seat.objects.create(stage=one, juror=juror)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    stage.refresh_from_db()
    return contest, stage


def test_a_practice_stage_is_marked_on_every_page():
    contest, _ = practised()
    juror = contest.round.jurors.first()
    client, sheet = came_by_link(juror), sheets(juror).first()
    contests.mark(sheet, 80, sign=False)
    for address in (
        "/juri/",
        f"/juri/lembar/{sheet.pk}/",
        f"/juri/lembar/{sheet.pk}/tanda-tangan/",
    ):
        assert "Latihan, tidak dihitung" in client.get(address).content.decode()


@pytest.mark.parametrize(("jurors", "told"), [(3, True), (2, False)])
def test_after_practice_the_spread_is_shown_without_names(jurors, told):
    contest, stage = practised(jurors)
    people = list(contest.round.jurors.order_by("name"))
    client = came_by_link(people[0])
    address = f"/juri/tahap/{stage.pk}/sebaran/"
    assert client.get(address).status_code == 404  # not while it is going on
    marks = ["61.25", "72.5", "88.75"]
    for juror, value in zip(people, marks, strict=False):
        for sheet in sheets(juror):
            contests.mark(sheet, value)
    actions.close_stage(stage, by=builders.user("award_secretary"))
    page = client.get(address).content.decode()
    assert ("88,75" in page) == told
    assert ("Lembarnya terlalu sedikit" in page) != told
    assert people[1].name not in page
    if told:
        assert "74,1667" in page
        assert "61,25" in page
    assert contest.round.contests.get().stages.filter(is_practice=True).get().weight is None


# ----------------------------------------------------------------------------- hostile requests
NASTY = ["", "\x00", "a\x00b", "x" * 10_000, "9" * 5000, "-1", "NaN", "<script>", "\ud83d", "%00"]


def test_nothing_that_is_sent_breaks_a_page_of_the_jury(juror, way):
    come, start = way
    client, sheet = come(juror), sheets(juror).first()
    client.raise_request_exception = False
    stage, nominee = sheet.seat.stage, sheet.nominee
    addresses = [start, f"{start}peserta/{nominee.pk}/hubungan/",
                 f"{start}tahap/{stage.pk}/kelengkapan/", f"{start}tahap/{stage.pk}/sebaran/",
                 *(f"{start}lembar/{sheet.pk}/{tail}" for tail in pages_of(sheet))]  # fmt: skip
    wrong = []
    for address in addresses:
        asked = [("put", b"")]
        for value in NASTY:
            value = value.encode("utf-8", "replace").decode()
            sent = dict.fromkeys(("value", "note", "version", "seen", "reason"), value)
            asked += [("get", sent), ("post", sent), ("post", {**sent, "version": "1"}),
                      ("post", {**sent, "version": "0", "value": "80"})]  # fmt: skip
        for method, data in asked:
            answer = getattr(client, method)(address, data)
            if answer.status_code >= 500:
                wrong.append((method, address, str(data)[:60]))
    assert not wrong, wrong[:10]


def test_a_note_is_only_text(juror):
    client, sheet = came_by_link(juror), sheets(juror).first()
    note = '"><script>alert(1)</script>'
    send(client, "/juri/", sheet, variables(sheet)[0], "80", note=note)
    client.post(f"/juri/lembar/{sheet.pk}/catatan/", {"note": note, "version": 1})
    contests.mark(sheet, 80, sign=False)
    for tail in ("", "tanda-tangan/"):
        page = client.get(f"/juri/lembar/{sheet.pk}/{tail}").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_a_page_from_elsewhere_cannot_send_a_mark(juror):
    client = Client(enforce_csrf_checks=True)
    _, token = link_for(juror)
    client.get(f"/juri/{token}/")
    sheet = sheets(juror).first()
    assert send(client, "/juri/", sheet, variables(sheet)[0], "80").status_code == 403
    assert not Score.objects.exists()


def test_the_two_ways_have_the_same_pages():
    from awards.urls import jury_link_urls, jury_urls

    names = [pattern.name for pattern in jury_urls]
    assert [pattern.name for pattern in jury_link_urls[: len(names)]] == names
    assert reverse("jury") == "/kantor/juri/"
    assert reverse("juri:jury") == "/juri/"
