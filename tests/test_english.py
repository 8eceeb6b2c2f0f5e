"""The portal under /en/: what the portal says is English, what a record says stays Indonesian.

Words of records stand in elements marked lang="id"; outside them no Indonesian word may be left.
Titles and descriptions in the head are not looked at: they repeat words of the record, and cannot
be marked in part.
"""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from awards import announcement
from forums.models import ProgressReport
from magelang_portal.urls import public_urls
from publications.datasets import DATASETS
from publications.following import confirm
from publications.models import Follower, Listing, Publication
from tests import builders
from tests.awards import contests, rounds
from tests.forums.rich import corrected, rich_meeting

pytestmark = pytest.mark.django_db

# Words of the portal's own sentences that no name of a person, an office or a place contains.
TELLTALE = """
    acara ada alasan atau baca belum berhalangan bersama dan dari
    dengan dicatat diralat ditarik diwakili hadir ini isi itu jabatan janji jenis jumlah keadaan
    kehadiran keputusan komitmen kosong lanjut lembaga lihat masa mulai nomor notulis oleh
    pembicara pengurus penyelenggara periksa pertemuan ralat riwayat sambutan sampai saring segel
    sejak selesai semua sidik sumber susunan tanpa tarik tempat tenggat tentang terbit tercatat
    tidak tindak tugas unduh untuk urutan versi waktu wilayah yang
""".split()  # noqa: SIM905
# A word with a hyphen, a slash or a dot in it is an address or a code.
WORD = re.compile(r"[\w./:-]+")
SPOKEN = ("aria-label", "alt", "title", "placeholder", "label", "data-label")
UNSEEN = {"title", "script", "style", "code"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
# The same in every language, or the officials' side, which speaks Indonesian alone.
BEYOND = (
    "/kantor/", "/static/", "/berkas/", "/bukti/rantai.json", "/bukti/verify.py", "/t/", "/api/",
    "/data/kamus-data.md",
)  # fmt: skip


class Reader(HTMLParser):
    """What stands on a page in English, and where its links and forms lead."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []  # tag and language
        self.words: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        inherited = self.open[-1][1] if self.open else ""
        language = given.get("lang") or inherited
        if language == "en":
            self.read(" ".join(given.get(name) or "" for name in SPOKEN))
        if tag in ("a", "form") and given.get("hreflang") != "id":
            self.addresses.append(given.get("href") or given.get("action") or "")
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attrs):
        depth = len(self.open)
        self.handle_starttag(tag, attrs)
        del self.open[depth:]

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if self.open and self.open[-1][1] == "en" and self.open[-1][0] not in UNSEEN:
            self.read(data)

    def read(self, text):
        self.words += [word.strip(".:") for word in WORD.findall(text)]


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def left_over(reader):
    return sorted({word for word in reader.words if word.lower() in TELLTALE})


def astray(reader):
    """Links and forms of a page that leave /en/."""
    return [
        address
        for address in reader.addresses
        if address.startswith("/") and not address.startswith(("/en/", *BEYOND))
    ]


@pytest.fixture
def places():
    """A portal with a record of each kind, each corrected once; by the name of the page."""
    cache.clear()
    by = builders.user("registrar")
    chair = builders.post(organization=builders.organization("LPMK Contoh Tidar Selatan"))
    person = builders.person("Sari Contoh")
    builders.membership(person=person, post=chair, start_date=date(2024, 1, 1), capacity="plt")
    former = {"start_date": date(2020, 1, 1), "end_date": date(2023, 12, 31)}
    builders.membership(post=chair, **former)
    builders.membership(post=builders.post("Sekretaris", organization=chair.organization), **former)
    area = builders.subdistrict()
    for record in (builders.city(), builders.district(), area, person, chair.organization):
        record.publish(by=by)
    area.postal_code = "56125"
    person.honorific_suffix = "S.Sos."
    chair.organization.abbreviation = "LPMK TS"
    for record in (area, person, chair.organization):
        record.save()
        record.publish(by=by, reason="Dilengkapi.")
    meeting = corrected(builders.published(rich_meeting()), abstract="Abstrak lain.")
    promise = meeting.commitments.first()
    for told in ({"kind": "kemajuan", "value": 5}, {"kind": "diubah", "new_target": 9}):
        reported = ProgressReport(commitment=promise, date=date(2026, 2, 1), note="Dikerjakan.")
        for name, value in told.items():
            setattr(reported, name, value)
        reported.reported_by = builders.user("note_taker")
        reported.save()
        reported.accept(by=builders.user("reviewer"))
    award, paper = awarded(by)
    return {
        "award_round": award.round.slug,
        "award_result": award.slug,
        "certificate": paper.slug,
        "meeting": meeting.slug,
        "progress": Listing.objects.get(kind="progress").slug,
        "organization": chair.organization.slug,
        "person": person.slug,
        "area": area.identifier,
    }


def followers():
    """One who has not said yes yet, and one who has."""
    asked = Follower.objects.create(email="a@example.org", channel="pertemuan")
    following = Follower.objects.create(email="b@example.org", channel="lembaga")
    confirm(following, timezone.now())
    return [asked.pk, following.pk]


def awarded(by):
    """A round that was judged, an archive and a certificate, the last two corrected once."""
    judged = rounds.announced(by, name="Lomba Selesai")
    old = rounds.archive(by, year=2020, name="Lomba Lama")
    contests.award_round(slug="sedang", announce_at=None).publish(by=by)
    waiting = contests.contest(method="trimmed", trim=1, ties="dense", name="Lomba Menunggu")
    announcement.publish_rules(waiting.round, by=by)
    told = {"standing": "unpublished", "source": "Siaran pers"}
    contests.award_round(slug="diserahkan", **told).publish(by=by)
    again = {"prepared_by": builders.user("award_secretary"), "reason": "Salah baca."}
    announcement.publish_archive(old.round, by=by, **again)
    paper = rounds.certificate(judged, by)
    paper.publish(by=by, reason="Gelar ditambahkan.")
    return old, paper


def addresses(places):
    """Every public page by its name; files and what only leads elsewhere left out."""
    found = {
        "home": ["/"],
        "about": ["/tentang/"],
        "privacy": ["/privasi/"],
        "accessibility": ["/aksesibilitas/"],
        "meeting_list": [
            "/pertemuan/", "/pertemuan/?tahun=2025&wilayah=33.71", "/pertemuan/?tahun=1999",
        ],
        "commitment_list": ["/tindak-lanjut/", "/tindak-lanjut/?keadaan=lewat"],
        "organization_list": ["/lembaga/", "/lembaga/?pengurus=belum&jenis=rw"],
        "area_list": ["/wilayah/"],
        "verify": ["/periksa/", "/periksa/?sidik=bukan", "/periksa/?sidik=0123456789abcdef"],
        "verify_seal": [f"/periksa/{row.seal}/" for row in Publication.objects.all()[:40]],
        "log": ["/bukti/"],
        "search": ["/cari/", "/cari/?q=peta", "/cari/?q=tidakadakatanya"],
        "participation": ["/keaktifan/"],
        "open_data": ["/data/"],
        "dataset_detail": [f"/data/{name}/" for name in DATASETS],
        "read_api": ["/data/api/"],
        "follow": ["/ikuti/", "/ikuti/?apa=lembaga", "/ikuti/?apa=pertemuan&terkirim=1"],
        "follower": [f"/ikuti/surat/{key}/" for key in followers()],
    }  # fmt: skip
    folders = {
        "meeting": "pertemuan", "progress": "tindak-lanjut",
        "organization": "lembaga", "person": "orang",
        "award_round": "penghargaan", "award_result": "penghargaan/hasil", "certificate": "piagam",
    }  # fmt: skip
    for kind, slug in places.items():
        page = f"/{folders.get(kind, 'wilayah')}/{slug}/"
        found[f"{kind}_detail"] = [page]
        found[f"{kind}_history"] = [f"{page}riwayat/", f"{page}riwayat/?versi=1"]
        found[f"{kind}_compare"] = [f"{page}riwayat/1-2/"]
    found["area_detail"] += ["/wilayah/33.71/", "/wilayah/33.71.01/"]
    found["award_list"] = ["/penghargaan/"]
    found["award_area"] = ["/penghargaan/wilayah/33.71/", "/penghargaan/wilayah/33.71.01/"]
    rounds_of = Listing.objects.of_kind("award_round").values_list("slug", flat=True)
    found["award_round_detail"] += [f"/penghargaan/{slug}/" for slug in rounds_of]
    found["award_result_detail"] += ["/penghargaan/hasil/lomba-selesai/"]
    commitment = "/penghargaan/komitmen/lomba-selesai-tahap-1/"
    found["award_commitment_detail"] = [commitment]
    found["award_commitment_history"] = [f"{commitment}riwayat/"]
    found["award_commitment_compare"] = []  # never corrected
    found["organization_detail"] += [
        f"/lembaga/{places['organization']}/?pada=2019-01-01",
        f"/lembaga/{places['organization']}/?pada=kemarin",
    ]
    return found


def look_at(client, pages, status=200):
    """What is not English on these pages, and which of their links leave /en/."""
    wrong = {}
    for page in pages:
        response = client.get(f"/en{page}")
        assert response.status_code == status, page
        reader = read(response.content.decode())
        assert len(reader.words) > 20, page
        if found := left_over(reader) + astray(reader):
            wrong[page] = found
    return wrong


def test_no_kind_of_public_page_is_left_out_of_these_tests(places):
    files = {"_json", "_pdf", "_akn"}
    pages = {route.name for route in public_urls if not route.name.endswith(tuple(files))}
    assert pages - {"person_list"} == set(addresses(places))


def test_every_public_page_is_english_but_for_the_records(client, places):
    pages = [page for found in addresses(places).values() for page in found]
    assert look_at(client, pages) == {}


def test_an_empty_portal_says_in_english_what_is_not_there(client):
    cache.clear()
    pages = ["/", "/pertemuan/", "/tindak-lanjut/", "/lembaga/", "/wilayah/", "/bukti/"]
    assert look_at(client, pages) == {}


def test_a_meeting_of_which_nothing_is_known_yet_says_so_in_english(client):
    cache.clear()
    for status in ("held", "planned", "cancelled"):
        meeting = builders.published(builders.meeting(status=status, roll_note="Tidak dicatat."))
        assert look_at(client, [f"/pertemuan/{meeting.slug}/"]) == {}


def test_a_withdrawn_record_is_explained_in_english(client, places):
    from forums.models import Meeting

    meeting = Meeting.objects.get(slug=places["meeting"])
    meeting.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi yang keliru.")
    page = f"/pertemuan/{meeting.slug}/"
    assert look_at(client, [page, f"{page}riwayat/?versi=1", f"{page}riwayat/1-2/"], 410) == {}
    seals = [f"/periksa/{row.seal}/" for row in Publication.objects.of_kind("meeting")]
    assert look_at(client, [f"{page}riwayat/", "/bukti/", *seals]) == {}


def test_errors_are_told_in_english(client):
    assert look_at(client, ["/pertemuan/tidak-ada/", "/pertemuan/?tahun=x"], 404) == {}


def test_the_operator_is_named_in_english(client):
    with override_settings(CONTACT_EMAIL="ppid@contoh.test", OPERATOR_NAME="Dinas Contoh"):
        assert look_at(client, ["/tentang/", "/privasi/"]) == {}


def test_a_page_that_leads_elsewhere_stays_in_english(client, places):
    assert client.get("/en/orang/").url == "/en/lembaga/"
    assert client.get("/en/wilayah/?kode=33.71.01").url == "/en/wilayah/33.71.01/"


def test_the_words_of_a_record_are_marked_as_indonesian(client, places):
    html = client.get(f"/en/pertemuan/{places['meeting']}/").content.decode()
    assert 'lang="id">Menyusun peta lembaga aktif.<' in html
    assert 'lang="id">Ejaan nama diperbaiki.<' in html


def test_an_indonesian_page_is_noticed(client, places):
    """The check itself: the same page in Indonesian is full of what it looks for."""
    html = client.get("/pertemuan/").content.decode().replace('<html lang="id"', '<html lang="en"')
    reader = read(html)
    assert {"Pertemuan", "Lembaga", "Wilayah", "Saring", "Tentang"} <= set(left_over(reader))
    assert {"/", "/lembaga/", "/pertemuan/", "/tentang/"} <= set(astray(reader))
