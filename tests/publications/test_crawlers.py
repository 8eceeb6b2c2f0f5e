"""What visiting machines are told, and what a page says of its subject in schema.org words."""

import json
import re
from datetime import date, time
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publications import crawlers
from tests import builders

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


@pytest.fixture
def published():
    reviewer = builders.user("reviewer")
    lpmk = builders.organization("LPMK Contoh Tidar")
    person = builders.person("Warga Contoh Satu", honorific_suffix="S.H.")
    post = builders.post("Ketua", organization=lpmk)
    builders.membership(person=person, post=post, start_date=date(2024, 1, 2))
    meeting = builders.meeting(
        "Forum </script><b> Contoh", organizer=lpmk, start_time=time(9), end_time=time(11)
    )
    for row in (lpmk.area, person, lpmk, person, lpmk):
        row.publish(by=reviewer, reason="Tautannya dilengkapi.")
    builders.published(meeting)
    return {"meeting": meeting, "organization": lpmk, "person": person}


def addresses(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml"
    assert not answer.cookies
    root = ElementTree.fromstring(answer.content)
    return [node.text for node in root.iter(f"{SITEMAP}loc")]


# ------------------------------------------------------------------------------------- where to go
def test_robots_are_led_to_the_sitemap_and_kept_from_the_office(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /kantor/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_sitemap_leads_to_every_published_record_in_both_languages(client, published):
    parts = addresses(client, "/sitemap.xml")
    found = [
        page for part in parts for page in addresses(client, part.removeprefix("http://testserver"))
    ]
    for kind, record in published.items():
        path = reverse(f"{kind}_detail", args=[record.slug])
        assert f"http://testserver{path}" in found
        assert f"http://testserver/en{path}" in found
    assert "http://testserver/pertemuan/" in found
    assert "http://testserver/data/sambutan/" in found
    assert len(found) == len(set(found))
    for page in found:
        assert client.get(page.removeprefix("http://testserver")).status_code == 200, page


def test_no_sitemap_grows_beyond_its_band(client, published, monkeypatch):
    monkeypatch.setattr(crawlers, "BAND", 2)
    parts = addresses(client, "/sitemap.xml")
    assert len(parts) == 4
    sizes = [len(addresses(client, part.removeprefix("http://testserver"))) for part in parts[1:]]
    assert max(sizes) <= 4
    assert sum(sizes) == 8


def test_nothing_of_a_draft_or_a_withdrawn_record_is_in_a_sitemap(client, published):
    builders.meeting("Rapat Rahasia")
    published["meeting"].withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    found = " ".join(addresses(client, "/sitemap-0.xml"))
    assert "rahasia" not in found
    assert published["meeting"].slug not in found
    with CaptureQueriesContext(connection) as asked:
        client.get("/sitemap-0.xml")
    assert len(asked) == 1


def test_security_txt_names_a_contact_or_says_that_there_is_none(client, settings):
    settings.SECURITY_CONTACT = settings.CONTACT_EMAIL = ""
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 404
    assert "belum diisi" in answer.content.decode()
    settings.SECURITY_CONTACT = "keamanan@contoh.test"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:keamanan@contoh.test"
    assert date.fromisoformat(fields["Expires"][:10]) > date.today()


def test_the_contact_expires_within_a_year():
    assert crawlers.half_a_year_on(date(2025, 8, 31)) == date(2026, 2, 1)
    assert crawlers.half_a_year_on(date(2025, 6, 1)) == date(2025, 12, 1)


# --------------------------------------------------------------------------------------- schema.org
def subject(client, path):
    page = client.get(path).content.decode()
    (block,) = BLOCK.findall(page)
    # The only script without a source on the page is this block of data.
    assert [tag for tag in re.findall(r"<script[^>]*>", page) if " src=" not in tag] == [
        '<script type="application/ld+json">'
    ]
    found = json.loads(block)
    assert found["@context"] == "https://schema.org"
    assert found["url"] == f"http://testserver{path}"
    return found


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_meeting_is_an_event(client, published, language):
    path = reverse("meeting_detail", args=[published["meeting"].slug])
    page = client.get(language + path).content.decode()
    found = json.loads(BLOCK.findall(page)[0])
    assert found["@type"] == "Event"
    assert found["name"] == "Forum </script><b> Contoh"
    assert found["startDate"] == "2025-12-22T09:00:00+07:00"
    assert found["endDate"] == "2025-12-22T11:00:00+07:00"
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert found["location"]["name"] == "Pendopo Contoh"


def test_an_institution_names_who_sits_in_it_today(client, published):
    found = subject(client, f"/lembaga/{published['organization'].slug}/")
    assert found["@type"] == "Organization"
    assert [seat["member"]["name"] for seat in found["member"]] == ["Warga Contoh Satu, S.H."]


def test_a_person_has_the_posts_of_today(client, published):
    found = subject(client, f"/orang/{published['person'].slug}/")
    assert found["@type"] == "Person"
    assert found["affiliation"][0]["name"] == "LPMK Contoh Tidar"
    assert found["affiliation"][0]["url"].endswith("/lembaga/lpmk-contoh-tidar/")


def test_what_is_fictional_says_so_in_its_name(client):
    made = builders.published(builders.meeting("Forum Peragaan", is_example=True))
    assert subject(client, f"/pertemuan/{made.slug}/")["name"] == "CONTOH: Forum Peragaan"


# ------------------------------------------------------------------------------------ follow links
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_narrowed_list_leads_to_the_same_narrowed_feed_and_table(client, published, language):
    page = client.get(f"{language}/pertemuan/?tahun=2025&wilayah=33.71").content.decode()
    for address in (
        "/pertemuan.atom?tahun=2025&amp;wilayah=33.71",
        "/pertemuan.ics?tahun=2025&amp;wilayah=33.71",
        "/data/pertemuan.csv?tahun=2025&amp;wilayah=33.71",
        "/data/pertemuan.json?tahun=2025&amp;wilayah=33.71",
    ):
        assert page.count(f'href="{address}"') == 2, address  # in the head and beneath the list
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_every_link_to_follow_leads_somewhere(client, published):
    pages = [
        "/", "/pertemuan/", "/tindak-lanjut/", "/lembaga/", "/wilayah/", "/data/",
        f"/lembaga/{published['organization'].slug}/", f"/orang/{published['person'].slug}/",
        f"/pertemuan/{published['meeting'].slug}/", "/wilayah/33.71.01.1011/",
    ]  # fmt: skip
    seen = set()
    for path in pages:
        page = client.get(path).content.decode()
        links = re.findall(r'href="(/[^"]*\.(?:atom|ics|csv|json|jsonld|xml|md)[^"]*)"', page)
        assert any(".atom" in link for link in links), path
        seen |= {link.replace("&amp;", "&") for link in links}
    assert len(seen) > 20
    for link in seen:
        assert client.get(link).status_code == 200, link
