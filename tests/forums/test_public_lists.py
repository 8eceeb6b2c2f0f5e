"""The lists of meetings and of promises: filters, pages, and what stands behind each choice."""

import re
from datetime import date, timedelta

import pytest

from forums import public
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def on_a_known_day(time_machine):
    time_machine.move_to(f"{TODAY}T12:00:00+07:00", tick=True)


@pytest.fixture
def people():
    return {"author": builders.user("note_taker"), "reviewer": builders.user("reviewer")}


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.content[:500]
    assert not response.cookies
    return response.content.decode()


def titles(html):
    return re.findall(r'<h3><a href="[^"]+"[^>]*>([^<]+)</a>', html)


def promises(html):
    return re.findall(r'<td><a href="/pertemuan/[^"]+#[^"]+"[^>]*>([^<]+)</a>', html)


def following(html):
    found = re.search(r'rel="next" href="([^"]+)"', html)
    return found and found[1].replace("&amp;", "&")


def preceding(html):
    found = re.search(r'rel="prev" href="([^"]+)"', html)
    return found and found[1].replace("&amp;", "&")


@pytest.fixture
def meetings(people):
    """Three in Tidar Selatan, one in Wates; two years; one with an institution on its roll."""
    south = builders.subdistrict("33.71.01.1011", "Tidar Selatan")
    wates = builders.subdistrict("33.71.02.1003", "Wates")
    builders.district("33.71.02", "Magelang Utara")
    for area in (south.parent, south, wates.parent, wates):
        area.refresh_from_db()
        area.publish(by=builders.user("registrar"))
    lpmk = builders.organization("LPMK Wates", area=wates)
    lpmk.publish(by=builders.user("registrar"))
    made = [
        builders.meeting("Selatan lama", area=south, date=date(2024, 5, 1)),
        builders.meeting("Selatan baru", area=south, date=date(2025, 5, 1)),
        builders.meeting("Selatan terbaru", area=south, date=date(2025, 6, 1)),
        builders.meeting("Wates satu", area=wates, date=date(2025, 4, 1)),
    ]
    builders.attendance(made[3], organization=lpmk, organization_label=lpmk.name)
    for meeting in made:
        builders.published(meeting, **people)
    return made


def test_meetings_are_narrowed_by_year_area_and_institution(client, meetings):
    assert titles(page(client, "/pertemuan/")) == [
        "Selatan terbaru", "Selatan baru", "Wates satu", "Selatan lama",
    ]  # fmt: skip
    for query, found in (
        ("tahun=2024", ["Selatan lama"]),
        ("wilayah=33.71.02", ["Wates satu"]),
        ("wilayah=33.71.01.1011&tahun=2025", ["Selatan terbaru", "Selatan baru"]),
        ("lembaga=lpmk-wates", ["Wates satu"]),
        ("tahun=2024&wilayah=&lembaga=", ["Selatan lama"]),
    ):  # fmt: skip
        assert titles(page(client, f"/pertemuan/?{query}")) == found, query


def test_each_choice_says_how_many_stand_behind_it(client, meetings):
    html = page(client, "/pertemuan/?tahun=2025")
    for choice in (
        '<option value="2025" selected>2025 (3)</option>',
        '<option value="2024">2024 (1)</option>',
        '<option value="33.71.01">Kecamatan Magelang Selatan (3)</option>',
        '<option value="33.71.02.1003">Wates (1)</option>',
        '<option value="lpmk-wates">LPMK Wates (1)</option>',
    ):
        assert choice in html, choice
    assert "3 pertemuan" in html


def test_a_filter_can_be_taken_off_and_keeps_the_others(client, meetings):
    html = page(client, "/pertemuan/?tahun=2025&wilayah=33.71.01&lembaga=")
    chips = re.search(r'<ul class="chips chips--filters".*?</ul>', html, re.DOTALL)[0]
    assert 'href="/pertemuan/?wilayah=33.71.01"' in chips
    assert 'href="/pertemuan/?tahun=2025"' in chips
    assert "Kecamatan Magelang Selatan" in chips
    # With two filters at once nobody has counted.
    assert "pertemuan</small>" not in html


def test_an_empty_answer_says_why(client, meetings):
    html = page(client, "/pertemuan/?tahun=2001")
    assert "Tidak ada pertemuan terbit yang cocok dengan saringan ini." in html
    assert "noindex" in html
    assert "Tidak ada janji yang cocok" in page(client, "/tindak-lanjut/?lembaga=tidak-ada")


def test_without_any_publication_the_lists_say_so(client):
    assert "Belum ada pertemuan yang terbit." in page(client, "/pertemuan/")
    assert "Belum ada janji dari pertemuan yang terbit." in page(client, "/tindak-lanjut/")


@pytest.mark.parametrize("path", ["/pertemuan/", "/tindak-lanjut/"])
@pytest.mark.parametrize(
    "query",
    ["tahun=x", "tahun=20255", "wilayah='", "lembaga=%00", "setelah=1", "setelah=2025-13-01.aa",
     "sebelum=2025-01-01.zz", "lembaga=<script>", f"setelah=2025-01-01.{'f' * 40}"],
)  # fmt: skip
def test_nonsense_in_the_query_is_an_address_without_a_page(client, path, query):
    page(client, f"{path}?{query}", 404)


def test_a_state_nobody_knows_is_an_address_without_a_page(client):
    page(client, "/tindak-lanjut/?keadaan=entah", 404)


def test_all_pages_together_show_every_meeting_once_and_lead_back(client, people, monkeypatch):
    monkeypatch.setattr(public, "MEETINGS", 3)
    for number in range(8):  # several on one day: the key decides among them
        day = date(2025, 1, 1) + timedelta(days=number // 3)
        builders.published(builders.meeting(f"Rapat {number}", date=day), **people)
    address, seen, pages = "", [], []
    while address is not None:
        html = page(client, f"/pertemuan/{address}")
        pages.append(titles(html))
        seen += titles(html)
        address = following(html)
    assert sorted(seen) == sorted(f"Rapat {number}" for number in range(8))
    assert [len(part) for part in pages] == [3, 3, 2]
    assert seen[0] in ("Rapat 6", "Rapat 7")
    html = page(client, f"/pertemuan/{preceding(html)}")
    assert titles(html) == pages[1]
    html = page(client, f"/pertemuan/{preceding(html)}")
    assert titles(html) == pages[0]
    assert preceding(html) is None
    assert following(html)


def test_paging_keeps_the_filters(client, meetings, monkeypatch):
    monkeypatch.setattr(public, "MEETINGS", 1)
    html = page(client, "/pertemuan/?tahun=2025&wilayah=33.71.01")
    assert titles(html) == ["Selatan terbaru"]
    html = page(client, f"/pertemuan/{following(html)}")
    assert titles(html) == ["Selatan baru"]
    assert following(html) is None


# --------------------------------------------------------------------------------------- promises
@pytest.fixture
def promised(people):
    """Four promises of one meeting: two overdue, one due today, one later."""
    meeting = builders.meeting("Rapat janji")
    owner = builders.organization("Dinas Sosial Contoh")
    for text, due in (
        ("Kedua", date(2026, 5, 1)), ("Keempat", date(2026, 12, 1)),
        ("Pertama", date(2026, 4, 1)), ("Ketiga", TODAY),
    ):  # fmt: skip
        builders.commitment(meeting, text, due_date=due, owner=owner, owner_label="")
    return builders.published(meeting, **people)


def test_promises_stand_by_deadline_and_lead_to_their_sentence(client, promised):
    html = page(client, "/tindak-lanjut/")
    assert promises(html) == ["Pertama", "Kedua", "Ketiga", "Keempat"]
    anchor = promised.published().body["commitments"][0]["anchor"]
    assert f'href="/pertemuan/{promised.slug}/#{anchor}"' in html
    assert "2 belum jatuh tenggat" in html
    assert "2 lewat tenggat" in html
    assert "Lewat tenggat belum tentu tidak dikerjakan" in html


def test_promises_are_narrowed_by_state_and_owner(client, promised):
    assert promises(page(client, "/tindak-lanjut/?keadaan=lewat")) == ["Pertama", "Kedua"]
    assert promises(page(client, "/tindak-lanjut/?keadaan=berjalan")) == ["Ketiga", "Keempat"]
    found = promises(page(client, "/tindak-lanjut/?lembaga=dinas-sosial-contoh&tahun=2025"))
    assert len(found) == 4
    assert promises(page(client, "/tindak-lanjut/?tahun=2026")) == []


def test_all_pages_together_show_every_promise_once_and_lead_back(client, promised, monkeypatch):
    monkeypatch.setattr(public, "PROMISES", 2)
    first = page(client, "/tindak-lanjut/")
    second = page(client, f"/tindak-lanjut/{following(first)}")
    assert promises(first) + promises(second) == ["Pertama", "Kedua", "Ketiga", "Keempat"]
    assert following(second) is None
    assert promises(page(client, f"/tindak-lanjut/{preceding(second)}")) == promises(first)


def test_a_promise_that_a_correction_drops_is_gone(client, promised):
    promised.reopen(by=builders.user("note_taker"), reason="Janji tercatat dua kali.")
    promised.commitments.filter(text="Kedua").delete()
    builders.published(promised)
    assert promises(page(client, "/tindak-lanjut/")) == ["Pertama", "Ketiga", "Keempat"]


# ---------------------------------------------------------------------------------------- queries
@pytest.mark.parametrize("number", [1, 5])
@pytest.mark.parametrize(("path", "queries"), [("/pertemuan/", 3), ("/tindak-lanjut/", 4)])
def test_a_list_asks_the_same_whatever_its_length(
    client, people, django_assert_num_queries, number, path, queries
):
    owner = builders.organization("Dinas Contoh")
    for place in range(number):
        meeting = builders.meeting(area=builders.subdistrict())
        builders.commitment(meeting, owner=owner, owner_label="", text=f"Janji {place}")
        builders.published(meeting, **people)
    query = "?tahun=2025&wilayah=33.71.01&lembaga=dinas-contoh"
    with django_assert_num_queries(queries):
        html = page(client, path + query)
    assert len(titles(html) or promises(html)) == number


def test_the_english_lists_speak_english_around_indonesian_records(client, promised):
    html = page(client, "/en/tindak-lanjut/")
    assert '<html lang="en"' in html
    assert 'lang="id">Pertama</a>' in html
    assert '<h3><a href="/en/pertemuan/rapat-janji/" lang="id">' in page(client, "/en/pertemuan/")
