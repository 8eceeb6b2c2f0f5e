"""The picture of a shared link: its size, its weight, and of what there is one."""

import io
import re

import pytest
from PIL import Image

from tests import builders

pytestmark = pytest.mark.django_db


def image(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    data = b"".join(response) if response.streaming else response.content
    assert len(data) < 300_000
    return Image.open(io.BytesIO(data))


def card_of(client, path):
    page = client.get(path).content.decode()
    (address,) = re.findall(r'<meta property="og:image" content="http://testserver([^"]+)"', page)
    return address


def test_every_record_has_a_card_at_the_address_of_its_version(client):
    name = "Forum " + "panjang sekali namanya " * 6
    meeting = builders.published(builders.meeting(name, slug="forum-panjang"))
    first = card_of(client, f"/pertemuan/{meeting.slug}/")
    assert meeting.published().seal in first
    assert image(client.get(first)).size == (1200, 630)
    meeting.reopen(by=builders.user("note_taker"), reason="Salah ketik.")
    builders.published(meeting)
    assert card_of(client, f"/pertemuan/{meeting.slug}/") != first
    assert client.get(first).status_code == 404


def test_pages_that_are_no_record_share_the_portals_card(client):
    for path in ("/", "/pertemuan/", "/tentang/", "/en/lembaga/"):
        assert card_of(client, path) == "/kartu/portal-1.jpg"
    answer = client.get("/kartu/portal-1.jpg")
    assert image(answer).size == (1200, 630)
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies


def test_what_was_withdrawn_has_no_card(client):
    meeting = builders.published(builders.meeting())
    address = card_of(client, f"/pertemuan/{meeting.slug}/")
    meeting.withdraw(by=builders.user("reviewer"), reason="Keliru.")
    assert client.get(address).status_code == 404


def test_hostile_titles_are_drawn_and_nothing_falls(client):
    for title in ("x" * 190, "<script>alert(1)</script>", "ꦩꦒꦼꦭꦁ 😀", "\u200b " * 20 + "a"):
        meeting = builders.meeting(title[:190], slug=f"aneh-{len(title)}-{hash(title) % 997}")
        image(client.get(card_of(client, f"/pertemuan/{builders.published(meeting).slug}/")))


def test_a_short_link_leads_to_the_record_as_it_is_now(client):
    meeting = builders.published(builders.meeting())
    number = meeting.published().sequence
    meeting.reopen(by=builders.user("note_taker"), reason="Salah ketik.")
    builders.published(meeting)
    assert client.get(f"/t/{number}/")["Location"] == f"/pertemuan/{meeting.slug}/"
    assert client.get("/t/999999/").status_code == 404


def test_what_is_shared_to_whatsapp_has_at_most_four_lines(client):
    from urllib.parse import parse_qs, urlsplit

    meeting = builders.published(builders.meeting("Forum Contoh"))
    page = client.get(f"/pertemuan/{meeting.slug}/").content.decode()
    (link,) = re.findall(r'href="(https://wa\.me/[^"]+)"', page)
    (text,) = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["text"]
    assert len(text.splitlines()) <= 4
    assert text.splitlines()[-1].endswith(f"/pertemuan/{meeting.slug}/")
