"""Sheets of paper, typed by two people who do not see each other."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from awards.models import PaperEntry, Score, ScoreSheet
from tests import builders

from . import contests
from .jurors import came_by_link, opened, seen_on, send, sheets, variables

pytestmark = pytest.mark.django_db


def secretary():
    client = Client()
    client.user = builders.user("award_secretary")
    client.force_login(client.user)
    return client


@pytest.fixture
def juror(db):
    return opened().round.jurors.order_by("name").first()


@pytest.fixture
def sheet(juror):
    return sheets(juror).first()


def address(sheet, word="ketik"):
    return f"/kantor/penghargaan/lembar/{sheet.pk}/{word}/"


def type_in(client, sheet, *values, **more):
    """Type these values on what the page asks for, in its order."""
    page = client.get(address(sheet)).content.decode()
    names = [part.split('"')[0] for part in page.split('name="n-')[1:]]
    sheet.refresh_from_db()
    sent = {f"n-{name}": value for name, value in zip(names, values, strict=True)}
    return client.post(address(sheet), {"version": sheet.version, **sent, **more})


def asked(client, sheet):
    return client.get(address(sheet)).content.decode().count('name="n-')


def test_two_people_who_read_the_same_make_the_marks(sheet):
    first, second = secretary(), secretary()
    assert type_in(first, sheet, "80,5", "70", "60").status_code == 302
    assert not Score.objects.exists()
    page = second.get(address(sheet)).content.decode()
    assert "pengetik kedua" in page
    assert "80,5" not in page
    assert "80.5" not in page
    assert type_in(second, sheet, "80.5", "70,00", "60").status_code == 302
    marks = sheet.scores.order_by("criterion__code").values_list("value", flat=True)
    assert list(marks) == [Decimal("80.5"), Decimal(70), Decimal(60)]
    assert not PaperEntry.objects.exists()
    assert second.get(address(sheet, "sahkan")).status_code == 200
    seen = seen_on(second, address(sheet, "sahkan"))
    assert second.post(address(sheet, "sahkan"), {"seen": "x"}).status_code == 409
    assert second.post(address(sheet, "sahkan"), {"seen": seen}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.signed_at
    assert sheet.is_paper
    assert second.post(address(sheet, "sahkan"), {"seen": seen}).status_code == 302


def test_the_first_typist_is_not_the_second(sheet):
    first = secretary()
    type_in(first, sheet, "80", "70", "60")
    assert asked(first, sheet) == 0
    assert "giliran orang lain" in first.get(address(sheet)).content.decode()
    sheet.refresh_from_db()
    sent = {f"n-{row.pk.hex}": "80" for row in variables(sheet)}
    assert first.post(address(sheet), {"version": sheet.version, **sent}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.second_typed_by is None
    assert not Score.objects.exists()
    sheet.second_typed_by = first.user
    with pytest.raises(IntegrityError, match="two_people_type"), transaction.atomic():
        sheet.save()


def test_where_two_readings_differ_both_type_again_and_see_nothing(sheet):
    first, second, third = secretary(), secretary(), secretary()
    type_in(first, sheet, "80", "71,25", "60")
    answer = type_in(second, sheet, "80", "17,75", "60")
    page = second.get(answer["Location"]).content.decode()
    assert "1 nilai berbeda" in page
    assert "A.2" in page
    for client in (first, second):
        assert asked(client, sheet) == 1
        page = client.get(address(sheet)).content.decode()
        for value in ("71,25", "71.25", "17,75", "17.75"):
            assert value not in page
    assert Score.objects.count() == 2
    assert "sudah diketik dua orang lain" in third.get(address(sheet)).content.decode()
    type_in(first, sheet, "72")
    assert asked(second, sheet) == 1
    type_in(second, sheet, "17,75")  # still another reading
    assert asked(first, sheet) == asked(second, sheet) == 1
    type_in(second, sheet, "72")
    type_in(first, sheet, "72")
    assert sheet.scores.count() == 3
    assert "Kedua ketikan sama" in first.get(address(sheet)).content.decode()


def test_until_it_is_signed_only_the_two_see_what_they_typed(sheet, juror):
    first, second, third = secretary(), secretary(), secretary()
    for client in (first, second):
        type_in(client, sheet, "83,75", "83,75", "83,75")
    assert third.get(address(sheet, "sahkan")).status_code == 404
    assert third.post(address(sheet, "sahkan"), {"seen": "x"}).status_code == 404
    jury = came_by_link(juror)
    for client, page in [(third, address(sheet)), (jury, f"/juri/lembar/{sheet.pk}/"),
                         (jury, f"/juri/lembar/{sheet.pk}/tanda-tangan/"), (jury, "/juri/"),
                         (third, f"/kantor/penghargaan/lembar/?juri={sheet.seat_id}")]:  # fmt: skip
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "83,75" not in answer.content.decode(), page
    assert "83,75" in first.get(address(sheet, "sahkan")).content.decode()


def test_a_sheet_on_paper_is_not_filled_in_by_the_juror_as_well(sheet, juror):
    type_in(secretary(), sheet, "80", "70", "60")
    jury = came_by_link(juror)
    answer = send(jury, "/juri/", sheet, variables(sheet)[0], "80", htmx=True)
    assert answer.status_code == 409
    assert not Score.objects.exists()


def test_a_sheet_that_the_juror_filled_in_is_not_typed_from_paper(sheet):
    Score.objects.create(sheet=sheet, criterion=variables(sheet)[0], value="77.25")
    client = secretary()
    page = client.get(address(sheet)).content.decode()
    assert "sudah mengisi lembar ini sendiri" in page
    assert "77,25" not in page
    sent = {"version": sheet.version, **{f"n-{row.pk.hex}": "1" for row in variables(sheet)}}
    assert client.post(address(sheet), sent).status_code == 409
    assert not PaperEntry.objects.exists()


def test_two_who_begin_at_once_are_first_and_second(sheet):
    first, second = secretary(), secretary()
    sent = {"version": sheet.version, **{f"n-{row.pk.hex}": "80" for row in variables(sheet)}}
    assert first.post(address(sheet), sent).status_code == 302
    answer = second.post(address(sheet), sent)
    assert answer.status_code == 409
    assert answer.content.decode().count('value="80"') == 3  # nothing typed is lost
    sheet.refresh_from_db()
    assert second.post(address(sheet), {**sent, "version": sheet.version}).status_code == 302
    assert sheet.scores.count() == 3


def test_a_mistake_in_one_value_keeps_the_others(sheet):
    client = secretary()
    answer = type_in(client, sheet, "80", "170", "")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nilai tertinggi 100." in page
    assert "Nilai belum diisi." in page
    assert 'value="170"' in page
    assert not PaperEntry.objects.exists()
    sheet.refresh_from_db()
    assert sheet.first_typed_by is None


def test_what_was_typed_can_be_given_up(sheet):
    first, second = secretary(), secretary()
    type_in(first, sheet, "80", "70", "60")
    type_in(second, sheet, "80", "71", "60")
    assert second.get(address(sheet, "ulang")).status_code == 200
    sheet.refresh_from_db()
    assert second.post(address(sheet, "ulang"), {"version": sheet.version - 1}).status_code == 409
    assert second.post(address(sheet, "ulang")).status_code == 400
    assert second.post(address(sheet, "ulang"), {"version": sheet.version}).status_code == 302
    sheet.refresh_from_db()
    assert not sheet.is_paper
    assert sheet.first_typed_by is sheet.second_typed_by is None
    assert not Score.objects.exists()
    assert asked(second, sheet) == 3


def test_a_signed_sheet_of_paper_cannot_be_given_up(sheet):
    contests.mark(sheet, 80)
    client = secretary()
    sheet.refresh_from_db()
    answer = client.post(address(sheet, "ulang"), {"version": sheet.version})
    assert answer.status_code == 409
    assert Score.objects.count() == 3


def test_only_the_secretarys_people_type(sheet, juror):
    for role in ("juror", "note_taker", "administrator"):
        client = Client()
        client.force_login(builders.user(role))
        for word in ("ketik", "sahkan", "ulang"):
            assert client.get(address(sheet, word)).status_code == 403
            assert client.post(address(sheet, word), {"version": 1}).status_code == 403
    assert not ScoreSheet.objects.filter(is_paper=True).exists()


def test_the_list_leads_to_the_sheets_and_says_how_far_they_are(sheet, juror):
    first = secretary()
    type_in(first, sheet, "80", "70", "60")
    page = first.get("/kantor/penghargaan/lembar/").content.decode()
    assert f"?juri={sheet.seat_id}" in page
    page = first.get(f"/kantor/penghargaan/lembar/?juri={sheet.seat_id}").content.decode()
    assert "Menunggu pengetik kedua" in page
    assert page.count("Belum diketik") == 2
    for wrong in ("x", "9" * 5000, "%00"):
        assert first.get(f"/kantor/penghargaan/lembar/?juri={wrong}").status_code in (400, 404)


def test_nothing_that_is_sent_breaks_the_typing(sheet):
    client = secretary()
    client.raise_request_exception = False
    for value in ("", "\x00", "x" * 9000, "9" * 5000, "NaN", "-1", "<script>"):
        for word in ("ketik", "sahkan", "ulang"):
            for version in (value, str(sheet.version)):
                sent = {f"n-{row.pk.hex}": value for row in variables(sheet)}
                answer = client.post(
                    address(sheet, word), {**sent, "version": version, "seen": value}
                )
                assert answer.status_code < 500, (word, value[:10])
    assert not Score.objects.exists()
