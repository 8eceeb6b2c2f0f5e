"""One box over all that was published: what it finds, what it forgives, what it never shows."""

import re
import time
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publications import search as searching
from publications.models import Findable, Publication
from publications.question import Question, words_of
from publications.search import TooSlow, excerpt, find
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return builders.user("reviewer", "registrar")


def published_meeting(name="", *, points="Satu pokok.", decision="", commitment="", **fields):
    meeting = builders.meeting(name, **fields)
    builders.speech(meeting, points, attendance=builders.attendance(meeting, "Larsita Contoh"))
    if decision:
        builders.decision(meeting, decision)
    if commitment:
        builders.commitment(meeting, commitment)
    return builders.published(meeting)


def asked(client, q, address="/cari/", **query):
    response = client.get(address, {"q": q, **query})
    assert response.status_code == 200
    return response.context


def excerpts(context):
    return ["".join(words for words, _ in hit["excerpt"]) for hit in context["hits"]]


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


# ------------------------------------------------------------------------------------ what is found
def test_a_word_is_found_in_each_of_its_forms(client):
    published_meeting(points="Pemerintah kota bermitra dengan warga.")
    for word in ("bermitra", "kemitraan", "mitra", "MITRA"):
        assert excerpts(asked(client, word)) == ["Pemerintah kota bermitra dengan warga."]


def test_all_words_must_occur_and_quotes_ask_for_words_side_by_side(client):
    published_meeting(points="Gotong royong warga.\nRoyong dengan gotong.")
    assert asked(client, "warga royong")["found"].number == 1
    assert asked(client, "gotong royong")["found"].number == 2
    assert excerpts(asked(client, '"gotong royong"')) == ["Gotong royong warga."]
    assert asked(client, '"royong warga gotong"')["state"] == "none"


def test_small_words_do_not_decide(client):
    published_meeting(points="Janji ditepati.")
    assert asked(client, "janji yang ditepati")["found"].number == 1


@pytest.mark.parametrize(
    ("stands", "typed"),
    [
        ("Bulan Bhakti Gotong Royong", "bakti"),
        ("Bulan Bakti Gotong Royong", "bhakti"),
        ("Notula rapat dibagikan.", "notulen"),
        ("Notulen rapat dibagikan.", "notulensi"),
        ("Notulensi rapat dibagikan.", "notula"),
        ("Arahan Wali Kota dibacakan.", "walikota"),
        ("Arahan Walikota dibacakan.", "wali kota"),
        ("Sapta pesona disebut.", "septa"),
        ("Septa pesona disebut.", "sapta"),
        ("Pengurus LPM hadir.", "lpmk"),
        ("Pengurus LPMK hadir.", "LPM"),
        ("Dinas DP4KB melapor.", "dpmp4kb"),
        ("Dinas DPMP4KB melapor.", "dp4kb"),
        ("Pengurus LPM/LPMK hadir.", "lpmk"),
    ],
)
def test_double_spellings_are_one(client, stands, typed):
    published_meeting(points=f"{stands}\nLain sama sekali.")
    found = excerpts(asked(client, typed))
    assert [text.replace("\u200b", "") for text in found] == [stands]


def test_double_spellings_are_one_inside_quotes(client):
    published_meeting(points="Arahan Walikota Magelang dibacakan.")
    assert asked(client, '"wali kota magelang"')["found"].number == 1
    assert asked(client, '"magelang wali kota"')["state"] == "none"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Larsita Contoh", "larista"),
        ("Larsita Contoh", "larsitta"),
        ("Suharto Wibisono", "suharot"),
        ("Magersari", "magersarie"),
    ],
)
def test_typing_errors_in_names_are_forgiven(client, by, name, typed):
    builders.person(name).publish(by=by)
    builders.person("Bambang Sutejo").publish(by=by)
    names = asked(client, typed)["names"]
    assert [record["title"] for record in names] == [name]
    assert names[0]["url"].startswith("/orang/")


def test_a_name_of_several_words_needs_them_all(client, by):
    builders.organization("LPMK Tidar Selatan").publish(by=by)
    builders.organization("LPMK Wates").publish(by=by)
    names = asked(client, "lpmk tidra")["names"]
    assert [record["title"] for record in names] == ["LPMK Tidar Selatan"]


def test_a_hit_leads_to_its_very_paragraph(client):
    meeting = published_meeting(
        decision="Peta lembaga disusun.", commitment="Menyusun peta lembaga."
    )
    hits = asked(client, "peta")["hits"]
    page = client.get(f"/pertemuan/{meeting.slug}/").content.decode()
    assert len(hits) == 2
    for hit in hits:
        address, anchor = hit["url"].split("#")
        assert address == f"/pertemuan/{meeting.slug}/"
        assert f'id="{anchor}"' in page


def test_the_matching_sentence_is_shown_with_its_words_marked(client):
    published_meeting(points="Awal. Warga menjaga taman kota bersama! Akhir.")
    response = client.get("/cari/", {"q": "taman"})
    assert "… Warga menjaga <mark>taman</mark> kota bersama! …" in text_of(response)
    assert "Akhir." not in text_of(response)


def test_a_hit_says_who_said_it_in_the_role_of_the_day(client):
    meeting = builders.meeting()
    row = builders.attendance(meeting, "Larsita Contoh", role_label="Sekretaris Daerah",
                              capacity="pj")  # fmt: skip
    builders.speech(meeting, "Taman dirawat.", attendance=row)
    builders.published(meeting)
    [hit] = asked(client, "taman")["hits"]
    assert hit["byline"] == [("Larsita Contoh, Pj. Sekretaris Daerah", False)]
    assert hit["kind"] == "Sambutan"
    assert asked(client, "larsita taman")["found"].number == 1


def test_people_institutions_and_places_are_found_by_their_names(client, by):
    builders.person("Sari Contoh").publish(by=by)
    builders.organization("Posyandu Melati").publish(by=by)
    builders.subdistrict().publish(by=by)
    for word, kind in (("sari", "Orang"), ("melati", "Lembaga"), ("tidar", "Wilayah")):
        assert kind in [hit["kind"] for hit in asked(client, word)["hits"]]


def test_an_example_says_so(client):
    published_meeting(points="Taman dirawat.", is_example=True)
    assert asked(client, "taman")["hits"][0]["is_example"]
    assert "badge--wait" in client.get("/cari/", {"q": "taman"}).content.decode()


def test_the_newest_comes_first_and_the_best_when_asked(client):
    published_meeting(points="Taman, taman, dan taman.", date=date(2024, 5, 1))
    published_meeting(points="Taman dan jalan.", date=date(2025, 5, 1))
    assert [hit["date"].year for hit in asked(client, "taman")["hits"]] == [2025, 2024]
    best = asked(client, "taman", urut="cocok")["hits"]
    assert [hit["date"].year for hit in best] == [2024, 2025]


# --------------------------------------------------------------------------- what is never found
def test_no_draft_is_found(client):
    draft = builders.meeting("Rapat rahasia")
    builders.speech(draft, "Kelinci putih.")
    sent = builders.meeting("Rapat menunggu")
    builders.speech(sent, "Kelinci hitam.")
    sent.submit(by=builders.user("note_taker"))
    published_meeting(points="Kelinci kelabu.")
    assert excerpts(asked(client, "kelinci")) == ["Kelinci kelabu."]


def test_what_was_withdrawn_or_corrected_away_is_not_found(client, by):
    gone = published_meeting(points="Kelinci putih.")
    person = builders.person("Kelinci Contoh")
    person.publish(by=by)
    published_meeting(points="Kelinci kelabu.")
    assert asked(client, "kelinci")["found"].number == 3
    gone.withdraw(by=by, reason="Keliru")
    person.name = "Kucing Contoh"
    person.save()
    person.publish(by=by, reason="Nama keliru")
    assert excerpts(asked(client, "kelinci")) == ["Kelinci kelabu."]
    assert asked(client, "kelinci")["names"] == []
    assert client.get("/cari/saran.json", {"q": "kelinci"}).json() == {"names": []}
    assert [record["title"] for record in asked(client, "kucing")["names"]] == ["Kucing Contoh"]


def test_every_unit_of_every_publication_has_its_row(by):
    meeting = published_meeting(decision="Diputuskan.", commitment="Dijanjikan.")
    publication = Publication.objects.current().get(record_id=meeting.pk)
    anchors = set(publication.passages.values_list("anchor", flat=True))
    assert set(publication.findables.values_list("anchor", flat=True)) == {"", *anchors}
    assert len(anchors) == 3


def test_the_migration_finds_again_what_was_published_before(by):
    published_meeting("Forum lama", decision="Diputuskan.")
    columns = ("kind", "anchor", "title", "byline", "text", "day", "words", "is_example")
    before = list(Findable.objects.order_by("anchor").values(*columns))
    Findable.objects.all().delete()
    from importlib import import_module

    from django.apps import apps

    import_module("publications.migrations.0003_search").fill(apps, None)
    assert list(Findable.objects.order_by("anchor").values(*columns)) == before


# ------------------------------------------------------------------------------------------ facets
def test_results_are_narrowed_by_kind_year_place_and_institution(client, by):
    home = builders.organization("LPMK Tidar Selatan")
    other = builders.subdistrict("33.71.02.1003", "Wates")
    for record in (builders.city(), builders.district(), home.area, other, home):
        record.publish(by=by)
    old = builders.meeting("Forum Taman 2024", date=date(2024, 3, 1), area=home.area)
    builders.commitment(old, "Taman dirawat.", owner=home, owner_label=home.name)
    builders.published(old)
    published_meeting("Forum Taman 2025", points="Taman ditata.", area=other)

    def number(**query):
        return asked(client, "taman", **query)["found"].number

    assert number() == 4
    assert number(jenis="pertemuan") == 2
    assert number(jenis="janji") == number(jenis="sambutan") == 1
    assert number(jenis="orang") == 0
    assert number(tahun="2024") == 2
    assert number(wilayah="33.71.01") == number(wilayah=home.area.identifier) == 2
    assert number(wilayah="33.71.02.1003", tahun="2025") == 2
    assert number(wilayah="33.71.02.1003", tahun="2024") == 0
    assert number(lembaga="lpmk-tidar-selatan") == 2
    assert number(lembaga="lpmk-tidar-selatan", jenis="janji") == 1


def test_each_choice_says_how_many_it_leaves(client, by):
    for record in (builders.city(), builders.district(), builders.subdistrict()):
        record.publish(by=by)
    published_meeting("Satu", points="Taman ditata.", area=builders.subdistrict())
    published_meeting("Dua", points="Taman kota.\nTaman desa.", date=date(2024, 1, 1))
    context = asked(client, "taman")
    assert [(row["code"], row["number"]) for row in context["years"]] == [("2025", 1), ("2024", 2)]
    [district] = context["districts"]
    assert [row["number"] for row in district["places"]] == [1, 1]
    numbers = {str(row["name"]): row["number"] for row in context["kinds"]}
    assert numbers == {"Semua": None, "Sambutan": 3}


def test_a_filter_that_leaves_nothing_says_so_and_can_be_let_go(client):
    published_meeting(points="Taman ditata.")
    response = client.get("/cari/", {"q": "taman", "tahun": "1999"})
    assert "Tidak ada yang cocok dengan kata dan saringan ini." in text_of(response)
    assert 'href="/cari/?q=taman"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"jenis": "x"}, {"tahun": "20"}, {"wilayah": "'--"}, {"lembaga": "A b"}, {"urut": "acak"},
        {"setelah": "2025-02-30_1"}, {"setelah": "0.5_1"}, {"setelah": "2025-01-01_" + "9" * 19},
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_right_leads_nowhere(client, query):
    published_meeting(points="Taman ditata.")
    assert client.get("/cari/", {"q": "taman", **query}).status_code == 404


# ------------------------------------------------------------------------- counting and paging
@pytest.fixture
def many(monkeypatch):
    """Five rows are many and two fill a page: seven sentences, two of them of one day."""
    for name, value in {"MOST": 5, "MANY": 5, "ROWS": 2}.items():
        monkeypatch.setattr(searching, name, value)
    for number in range(1, 8):
        published_meeting(
            points=f"Taman nomor {number}{', taman' * (number % 3)}.",
            date=date(2025, 1, min(number, 6)),
        )


def walked(client, first="/cari/?q=taman"):
    """Every hit of every page, by following the links."""
    found, address = [], first
    for _ in range(10):
        context = client.get(address).context
        found += [hit["url"] for hit in context["hits"]]
        if not context["following_url"]:
            return found
        address = "/cari/" + context["following_url"]
    raise AssertionError("the pages never end")


def test_a_count_is_exact_up_to_a_bound_and_then_says_more_than(client, many):
    assert "Lebih dari 1.000 hasil" in text_of(client.get("/cari/?q=taman"))
    response = client.get("/cari/?q=nomor+7")
    assert response.context["found"].number == 1
    assert "1 hasil" in text_of(response)
    assert asked(client, "taman")["kinds"][1]["number"] is None


@pytest.mark.parametrize("order", ["", "&urut=cocok"])
@pytest.mark.parametrize(("most", "many_rows"), [(5, 5), (5, 1_000), (1_000, 5_000)])
def test_pages_show_every_hit_once(client, many, monkeypatch, order, most, many_rows):
    monkeypatch.setattr(searching, "MOST", most)
    monkeypatch.setattr(searching, "MANY", many_rows)
    found = walked(client, f"/cari/?q=taman{order}")
    assert len(found) == len(set(found)) == (5 if most == 5 and order else 7)


def test_a_common_word_and_a_rare_one_come_in_the_same_order(client, many, monkeypatch):
    common = walked(client)
    monkeypatch.setattr(searching, "MANY", 5_000)
    assert walked(client) == common


def test_a_common_word_is_walked_and_a_rare_one_is_looked_up(client, many):
    def plan(q):
        with CaptureQueriesContext(connection) as queries:
            client.get("/cari/", {"q": q})
        return [query["sql"] for query in queries if "ts_headline" in query["sql"]]

    assert "enable_bitmapscan = off" in plan("taman")[0]
    assert "enable_bitmapscan" not in plan("nomor 7")[0]


def test_names_stand_on_the_first_page_only(client, many, by):
    builders.person("Taman Contoh").publish(by=by)
    context = asked(client, "taman")
    assert [record["title"] for record in context["names"]] == ["Taman Contoh"]
    assert client.get("/cari/" + context["following_url"]).context["names"] == []


# --------------------------------------------------------------------------- what people type
def test_an_empty_box_explains_itself(client):
    for query in ("", "?q=", "?q=+++"):
        response = client.get("/cari/" + query)
        assert response.context["state"] == "new"
        assert "Kata dasar sudah cukup" in text_of(response)


@pytest.mark.parametrize("typed", ["a", "?", "!!!", '"', '""', "- -", "x y z", "💚", "'"])
def test_a_question_too_short_is_told_so(client, typed):
    response = client.get("/cari/", {"q": typed})
    assert response.status_code == 200
    assert "Kata itu terlalu pendek." in text_of(response)


def test_nonsense_is_told_honestly(client):
    published_meeting()
    response = client.get("/cari/", {"q": "qwertyzxcv"})
    assert "Tidak ada yang terbit dengan kata itu." in text_of(response)


@pytest.mark.parametrize(
    "typed",
    [
        "taman & !jalan | (", "taman:*", "'taman'", "\\taman\\", "%taman%", "taman%(x)s",
        "taman; --", '"taman', "taman\x00kota", "taman <-> kota", "<script>alert(1)</script>",
        "taman\u202e", "ta\ufffdman", "taman " * 500, "t" * 5000, "9" * 400,
        '"' + "taman " * 300 + '"', "../../etc/passwd", "taman\u200bkota", "wali kota " * 40,
        '"' + "wali kota bhakti notula " * 3 + '"', "{taman} {{ taman }} {0}", "naïve Ünïcode",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered_with_a_page(client, typed):
    published_meeting(points="Taman ditata.")
    for order in ({}, {"urut": "cocok"}, {"jenis": "sambutan"}):
        response = client.get("/cari/", {"q": typed, **order})
        assert response.status_code == 200
        assert b"<script>alert" not in response.content
    assert client.get("/cari/saran.json", {"q": typed}).status_code == 200


def test_a_long_question_is_cut_and_says_so(client):
    published_meeting(points="Taman ditata.")
    response = client.get("/cari/", {"q": "taman " * 30})
    assert "hanya dua belas kata pertama" in text_of(response)
    assert len(Question.of("taman " * 30).words) == 12


def test_what_stands_in_a_record_is_never_markup(client):
    published_meeting(points="Taman <b onclick=x>kota</b> & <img src=x>.")
    page = client.get("/cari/", {"q": "taman"}).content.decode()
    assert "<img" not in page
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;" in page


def test_a_sentence_of_a_thousand_words_is_cut_around_the_first_that_was_asked():
    marked = "awal " * 200 + "\x02taman\x03 " + "akhir " * 200
    pieces = excerpt(marked)
    shown = "".join(text for text, _ in pieces)
    assert ("taman", True) in pieces
    assert len(shown) < 400
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_words_keep_their_middle():
    assert words_of("S.Sos., anak-anak (Jum'at) 33.71.01; LPM/LPMK!") == [
        "s.sos", "anak-anak", "jum'at", "33.71.01", "lpm", "lpmk",
    ]  # fmt: skip


# --------------------------------------------------------------------------- the time it takes
def test_a_frequent_word_is_not_even_counted(client, many, by):
    """The statistics are made as the database makes them in the night."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE publications_findable")
    with CaptureQueriesContext(connection) as queries:
        frequent = walked(client)
    assert len(frequent) == 7
    looked = [query["sql"] for query in queries if "publications_expected" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(looked[0])
        expected, seen, _, _ = cursor.fetchone()
    assert (expected, seen) == (7, 0)


def test_frequent_words_that_never_stand_together_are_looked_up_after_all(
    client, many, monkeypatch
):
    for number in range(8):
        published_meeting(points=f"Jalan nomor {number}.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE publications_findable")
    monkeypatch.setattr(searching, "MANY", 1)

    def slow(self, *args, at_most=0, **more):
        raise TooSlow

    monkeypatch.setattr(searching.Search, "walk", slow)
    found = find(Question.of("taman jalan"), [], by_rank=False, after=None)
    assert found.number == 0


def test_what_takes_too_long_is_stopped_with_a_sentence(client, monkeypatch):
    published_meeting(points="Gotong royong.")
    slow = searching.LOOK.replace(
        "SELECT id, day, words FROM", "SELECT id, day, words, pg_sleep(5) FROM"
    )
    with transaction.atomic(), monkeypatch.context() as patched:
        patched.setattr(searching, "LOOK", slow)
        patched.setattr(searching, "MILLISECONDS", 100)
        begun = time.monotonic()
        response = client.get("/cari/", {"q": '"gotong royong"'})
        assert time.monotonic() - begun < 1
        transaction.set_rollback(True)  # the database stopped a statement inside it
    assert response.status_code == 200
    assert "terlalu berat, jadi dihentikan" in text_of(response)
    assert response["Cache-Control"] == "no-store"
    assert asked(client, '"gotong royong"')["found"].number == 1


def test_a_search_leaves_no_setting_behind(django_db_blocker):
    """On a connection outside the test's transaction, as the site has it."""
    names = ("statement_timeout", "enable_seqscan", "enable_bitmapscan")
    alone = connection.copy()
    try:
        with alone.cursor() as cursor:
            before = [shown(cursor, name) for name in names]
            cursor.execute(
                "SET LOCAL statement_timeout = 7; SET LOCAL enable_seqscan = off; SELECT 1"
            )
            assert [shown(cursor, name) for name in names] == before
    finally:
        alone.close()


def shown(cursor, name):
    cursor.execute(f"SHOW {name}")
    return cursor.fetchone()[0]


@pytest.mark.parametrize("number", [1, 30])
def test_a_search_costs_four_queries_however_much_it_finds(client, by, number):
    for record in (builders.city(), builders.district(), builders.subdistrict()):
        record.publish(by=by)
    builders.organization("LPMK Taman").publish(by=by)
    published_meeting(points="\n".join(f"Taman {place}." for place in range(number)))
    for q, query in (("taman", {}), ("taman", {"urut": "cocok"}), ("tamna", {}),
                     ("taman", {"tahun": "2025", "jenis": "sambutan"})):  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            asked(client, q, **query)
        assert len(queries) <= 4


# --------------------------------------------------------------------------- the page itself
def test_a_search_looks_at_nobody_and_sets_no_cookie(client):
    published_meeting(points="Taman ditata.")
    official = Client()
    official.force_login(builders.user("note_taker"))
    for address in ("/cari/?q=taman", "/cari/saran.json?q=taman", "/en/cari/?q=taman"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert official.get(address).content == response.content


def test_a_search_is_not_for_search_engines_but_the_box_is(client):
    assert '<meta name="robots" content="index' in client.get("/cari/").content.decode()
    assert "noindex" in client.get("/cari/?q=taman").content.decode()


def test_the_page_speaks_english_and_marks_what_the_record_says(client):
    published_meeting("Forum Taman", points="Taman ditata.", decision="Taman ditutup.")
    response = client.get("/en/cari/", {"q": "taman"})
    page = text_of(response)
    assert "3 results" in page
    assert '<p lang="id"><mark>Taman</mark> ditata.</p>' in page
    assert 'href="/en/pertemuan/forum-taman/' in page
    assert "Decision" in page
    assert "hasil" not in re.sub(r"<[^>]*>", "", page)


def test_only_get_is_answered(client):
    assert client.post("/cari/", {"q": "taman"}).status_code == 405


def test_suggestions_are_names_and_need_three_letters(client, by):
    builders.person("Larsita Contoh").publish(by=by)
    builders.person("Lastri Contoh").publish(by=by)
    suggest = "/cari/saran.json"
    assert client.get(suggest, {"q": "la"}).json() == {"names": []}
    assert client.get(suggest, {"q": "lars"}).json() == {"names": ["Larsita Contoh"]}
    assert client.get(suggest).json() == {"names": []}


def test_every_page_has_the_box_once(client):
    for address in ("/", "/cari/", "/pertemuan/", "/tentang/", "/tidak-ada/"):
        page = client.get(address).content.decode()
        assert page.count('role="search"') >= 1
        assert page.count('name="q"') == 1
