"""The read API: it answers what its own description says, and only what is published."""

from datetime import date

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from tests import builders

pytestmark = pytest.mark.django_db
LISTS = ["persons", "organizations", "posts", "memberships", "areas", "events"]


@pytest.fixture
def published():
    reviewer = builders.user("reviewer")
    kelurahan = builders.subdistrict()
    office = builders.organization("Kelurahan Contoh", classification=builders.kind("kelurahan"))
    lpmk = builders.organization("LPMK Contoh Tidar", parent=office, other_names=["LPM Tidar"])
    person = builders.person("Warga Contoh Satu", honorific_suffix="S.H.")
    post = builders.post("Ketua", organization=lpmk)
    builders.membership(
        person=person, post=post, start_date=date(2024, 5, 1), start_precision="month"
    )
    for row in (kelurahan, office, person, lpmk, person):
        row.publish(by=reviewer, reason="Tautannya dilengkapi.")
    meeting = builders.meeting("Forum Contoh", organizer=lpmk, area=kelurahan)
    builders.agenda_item(meeting)
    builders.published(meeting)
    return {"persons": person, "organizations": lpmk, "events": meeting, "areas": kelurahan}


def items(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


@pytest.fixture
def connections_stay():
    """Each request would close the connection in which this test's data live."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_is_answered_as_described(published, connections_stay, mode):
    """No 5xx, no undocumented code, no body of another shape: schemathesis tries each address."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 10
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        def answered(case):
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        answered()


def test_people_institutions_posts_and_terms_point_to_each_other(client, published):
    (person,) = items(client, "/api/persons")
    assert person["name"] == "Warga Contoh Satu, S.H."
    lpmk = next(row for row in items(client, "/api/organizations") if row["posts"])
    assert lpmk["id"] == str(published["organizations"].pk)
    assert lpmk["classification"] == "lpmk"
    assert lpmk["area_id"] == "33.71.01.1011"
    assert lpmk["other_names"] == [{"name": "LPM Tidar", "note": None}]
    parent = next(row for row in items(client, "/api/organizations") if not row["posts"])
    assert lpmk["parent_id"] == parent["id"]
    (post,) = items(client, "/api/posts")
    (term,) = items(client, "/api/memberships")
    assert post in lpmk["posts"]
    assert term in lpmk["memberships"]
    assert term["person_id"] == person["id"]
    assert term["post_id"] == post["id"]
    assert term["organization_id"] == lpmk["id"] == person["memberships"][0]["organization_id"]
    assert term["start_date"] == "2024-05"  # as exactly as it is known
    (event,) = items(client, "/api/events")
    assert event["organization_id"] == lpmk["id"]
    assert event["start_date"] == "2025-12-22"
    assert event["agenda"][0]["description"] == "Pembukaan"
    (area,) = items(client, "/api/areas")
    assert area["identifier"] == "33.71.01.1011"


def test_a_list_is_narrowed_and_taken_page_by_page(client, published):
    assert len(items(client, "/api/organizations?classification=lpmk")) == 1
    assert len(items(client, "/api/organizations?person=warga-contoh-satu")) == 1
    assert len(items(client, "/api/events?year=2025&area_id=33.71.01")) == 1
    assert items(client, "/api/events?year=2024") == []
    first = client.get("/api/organizations?limit=1").json()
    second = client.get(first["next"]).json()
    assert second["next"] is None
    found = {row["id"] for page in (first, second) for row in page["items"]}
    assert len(found) == 2
    assert client.get("/api/events?limit=101").status_code == 422


def test_nothing_of_a_draft_or_a_withdrawn_record_is_answered(client, published):
    builders.meeting("Rapat Rahasia")
    builders.organization("Lembaga Rahasia")
    meeting = published["events"]
    meeting.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    for name in LISTS:
        assert b"Rahasia" not in client.get(f"/api/{name}").content
    assert items(client, "/api/events") == []
    assert client.get("/api/events/rapat-rahasia").status_code == 404
    answer = client.get(f"/api/events/{meeting.slug}")
    assert answer.status_code == 410
    assert answer.json() == {"detail": "Ditarik: Memuat data pribadi."}


def test_an_old_address_leads_to_the_new_one(client, published):
    lpmk = published["organizations"]
    old = lpmk.slug
    lpmk.slug = "lpmk-contoh-baru"
    lpmk.save()
    lpmk.publish(by=builders.user("reviewer"), reason="Namanya berganti.")
    answer = client.get(f"/api/organizations/{old}")
    assert answer.status_code == 302
    assert client.get(answer["Location"]).json()["slug"] == "lpmk-contoh-baru"


def test_it_asks_little_sets_no_cookie_and_is_answered_304(client, published):
    for name in [*LISTS, f"events/{published['events'].slug}", "areas/33.71.01.1011"]:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/api/{name}")
        assert answer.status_code == 200, name
        assert len(asked) <= 2, name
        assert not answer.cookies
        again = client.get(f"/api/{name}", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize("language", ["", "/en"])
def test_its_page_is_drawn_here_and_loads_nothing(client, language):
    answer = client.get(f"{language}/data/api/")
    assert answer.status_code == 200
    page = answer.content.decode()
    for name in LISTS:
        assert f"/api/{name}" in page
    assert "swagger" not in page.lower()
    assert "<script" not in page.partition("</head>")[2]
