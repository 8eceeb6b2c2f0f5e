"""Awards as readers meet them: rules before, reasons afterwards, and nobody's name among jurors."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from awards import announcement
from awards.models import Round, ScoreSheet
from awards.reading import short_place
from publications.canonical import canonical, sha256
from tests import builders

from . import contests
from .rounds import announced, archive, certificate, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return builders.user("award_secretary")


@pytest.fixture
def places(secretary):
    """The kelurahan of the contests, in public."""
    for code, name in contests.KELURAHAN:
        builders.subdistrict(code, name).publish(by=secretary)
    builders.city().publish(by=secretary)


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    return " ".join(response.content.decode().split())


# ----------------------------------------------------------------------------------- before
def test_a_round_in_preparation_does_not_exist_for_the_public(client):
    contest = contests.contest()
    read(client, f"/penghargaan/{contest.round.slug}/", 404)
    assert contest.round.name not in read(client, "/penghargaan/")


def test_before_the_announcement_the_page_has_the_rules_and_says_how_long(client, secretary):
    contest = scored(round=contests.award_round(announce_at=timezone.now() + timedelta(days=3)))
    announcement.publish_rules(contest.round, by=secretary)
    page = read(client, f"/penghargaan/{contest.round.slug}/")
    assert "Penilaian berlangsung" in page
    assert "Hasilnya diumumkan tidak sebelum" in page
    assert "bobot tahap 60 %" in page
    assert "A.1 Variabel 1" in page
    assert "nilai tahap Lapangan yang lebih tinggi" in page
    assert "lebih banyak juri yang menempatkannya di atas" in page
    assert "Juara Harapan I" in page
    assert "Nilai akhir" not in page
    assert "Penilaian berlangsung" in read(client, "/penghargaan/")


def test_a_weight_that_is_not_set_is_said_in_words(client, secretary):
    contest = contests.contest()
    stage = contest.stages.first()
    stage.weight = None
    stage.save()
    row = stage.criteria.get(code="B")
    row.weight = None
    row.save()
    announcement.publish_rules(contest.round, by=secretary)
    page = read(client, f"/penghargaan/{contest.round.slug}/")
    assert "bobot tahap belum ditetapkan" in page
    assert '<span class="muted">belum ditetapkan</span>' in page


def test_the_commitments_of_a_closed_stage_are_out_and_shut(client, secretary):
    contest = scored()
    page = read(client, f"/penghargaan/komitmen/{contest.slug}-tahap-1/")
    sheets = ScoreSheet.objects.filter(seat__stage=contest.stages.first())
    assert all(sheet.commitment in page for sheet in sheets)
    assert "Masih tertutup" in page
    assert "Kelurahan Gelangan" not in page


# --------------------------------------------------------------------------------- afterwards
def test_afterwards_the_round_says_who_was_honoured(client, secretary, places):
    contest = announced(secretary)
    page = read(client, f"/penghargaan/{contest.round.slug}/")
    assert "Diumumkan" in page
    assert "Penilaian berlangsung" not in page
    assert "Nilai akhir 85,0000, peringkat 1 menurut hitungan" in page
    assert "Pleno juri menguatkan hasil hitungan." in page
    assert "Kelurahan Tidar Selatan: Juara I" in page  # a tile of the map
    listed = read(client, "/penghargaan/")
    assert "<b>Juara I</b> Kelurahan Tidar Selatan" in listed


def test_a_departure_of_the_plenary_stands_beside_the_place(client, secretary):
    contest = scored()
    first, second = contest.placings.order_by("rank")[:2]
    departures = {
        first.nominee_id: (second.place, "Satu."),
        second.nominee_id: (first.place, "Kunjungan ulang."),
    }
    contests.fixed(contest, departures, confirms=False, reason="Bukti baru.")
    announcement.announce(contest.round, by=secretary)
    page = read(client, f"/penghargaan/hasil/{contest.slug}/")
    assert "Pleno juri menyimpang dari hasil hitungan." in page
    assert "Pleno menyimpang dari hitungan (Juara II)." in page
    assert "Kunjungan ulang." in page


def test_the_recap_can_be_recounted_from_the_page_and_the_json(client, secretary):
    contest = announced(secretary)
    page = read(client, f"/penghargaan/hasil/{contest.slug}/")
    assert '<th scope="row">A.1 Variabel 1</th><td class="num">50 %</td>' in page
    assert '<td class="num">85,0000</td><td class="num">72,5000</td>' in page
    assert "Kesepakatan juri 1,000" in page
    assert "12 lembar nilai dibuka" in page
    document = json.loads(client.get(f"/penghargaan/hasil/{contest.slug}.json").content)
    sheets = document["body"]["sheets"]
    assert all(sha256(canonical(row["opening"])) == row["commitment"] for row in sheets)


def test_the_commitments_are_opened_and_match(client, secretary):
    contest = announced(secretary)
    page = read(client, f"/penghargaan/komitmen/{contest.slug}-tahap-1/")
    assert "Sudah dibuka" in page
    assert page.count("cocok</span>") == 6
    assert "tidak cocok" not in page
    assert "&quot;salt&quot;" in page


def test_no_jurors_name_stands_anywhere_in_public(client, secretary, places):
    contest = announced(secretary)
    paper = certificate(contest, secretary)
    names = list(contest.round.jurors.values_list("name", flat=True))
    for page in [
        "/", "/penghargaan/", f"/penghargaan/{contest.round.slug}/",
        f"/penghargaan/{contest.round.slug}.json", f"/penghargaan/hasil/{contest.slug}/",
        f"/penghargaan/hasil/{contest.slug}.json", f"/penghargaan/hasil/{contest.slug}/riwayat/",
        f"/penghargaan/hasil/{contest.slug}/riwayat/?versi=1",
        f"/penghargaan/komitmen/{contest.slug}-tahap-1/",
        f"/penghargaan/komitmen/{contest.slug}-tahap-1.json",
        f"/piagam/{paper.slug}/", f"/piagam/{paper.slug}.json", "/wilayah/33.71.01.1011/",
        "/penghargaan/wilayah/33.71.01.1011/", "/bukti/", "/bukti/rantai.json",
    ]:  # fmt: skip
        content = read(client, page)
        assert not [name for name in names if name in content], page


# ------------------------------------------------------------------------------------- honours
def test_a_kelurahan_has_its_honours_of_all_years(client, secretary, places):
    archive(secretary, year=2020, name="Lomba Lama")
    announced(secretary)
    page = read(client, "/penghargaan/wilayah/33.71.01.1011/")
    assert page.index('id="tahun-2025"') < page.index('id="tahun-2020"')
    assert "Lomba Lama" in page
    assert "Kelurahan Gelangan" not in page
    assert "Kelurahan Gelangan" in read(client, "/penghargaan/wilayah/33.71/")
    assert "Belum ada penghargaan" in read(client, "/penghargaan/wilayah/33.71.02.1005/")
    read(client, "/penghargaan/wilayah/33.71.09/", 404)


def test_the_page_of_an_area_shows_its_honours(client, secretary, places):
    archive(secretary, year=2020, name="Lomba Lama")
    page = read(client, "/wilayah/33.71.01.1011/")
    assert "<b>Juara I</b>" in page
    assert "Lomba Lama" in page
    assert "Belum ada penghargaan yang tercatat." in read(client, "/wilayah/33.71.02.1005/")


def test_examples_are_not_counted_on_the_map(client, secretary, places):
    announced(secretary)
    assert "Kelurahan Tidar Selatan: belum tercatat" in read(client, "/penghargaan/")
    archive(secretary, year=2020)
    assert "Kelurahan Tidar Selatan: 1 penghargaan" in read(client, "/penghargaan/")


def test_an_archive_names_its_source_and_invents_no_figure(client, secretary):
    contest = archive(secretary, year=2020)
    for page in (f"/penghargaan/{contest.round.slug}/", f"/penghargaan/hasil/{contest.slug}/"):
        content = read(client, page)
        assert "Koran Contoh, 2020" in content
        assert "Nilai akhir" not in content


def test_what_was_handed_over_and_not_published_is_said_so(client, secretary):
    round = contests.award_round(
        standing=Round.Standing.UNPUBLISHED, source="Siaran pers", announcement_note="Diserahkan."
    )
    round.publish(by=secretary)
    page = read(client, f"/penghargaan/{round.slug}/")
    assert "Hasilnya belum dipublikasikan." in page
    assert "Penilaian berlangsung" not in page
    assert "Belum dipublikasikan" in read(client, "/penghargaan/")


@pytest.mark.parametrize(
    ("name", "short"),
    [("Juara I", "I"), ("Terbaik III", "III"), ("Juara Harapan II", "H2"), ("Harapan IV", "H4"),
     ("Favorit", "7")],
)  # fmt: skip
def test_a_place_fits_in_a_tile(name, short):
    assert short_place(name, 7) == short


# --------------------------------------------------------------------------------- certificates
def test_a_certificate_says_in_one_look_that_it_is_valid(client, secretary):
    contest = announced(secretary)
    paper = certificate(contest, secretary)
    page = read(client, f"/piagam/{paper.slug}/")
    for words in (
        "Piagam ini sah", "CONTOH Sari", "Lurah Contoh", "Kelurahan terbaik contoh", "Juara I",
        f"CONTOH/{contest.slug}", "22 Desember 2025", "Kepala Contoh, CONTOH Penanda", "noindex",
        f"/penghargaan/{contest.round.slug}/", "/periksa/",
    ):  # fmt: skip
        assert words in page, words


def test_a_withdrawn_certificate_says_so_and_names_nobody(client, secretary):
    paper = certificate(announced(secretary), secretary)
    paper.withdraw(by=secretary, reason="Nama salah tulis.")
    page = read(client, f"/piagam/{paper.slug}/", 410)
    assert "Piagam ini ditarik" in page
    assert "Nama salah tulis." in page
    assert "CONTOH Sari" not in page
    assert "Piagam ini sah" not in page


def test_an_unknown_code_is_not_a_certificate(client):
    read(client, "/piagam/abcdefghjk/", 404)


# ------------------------------------------------------------------------------------- queries
def test_pages_cost_the_same_with_one_and_with_five(
    client, secretary, places, django_assert_num_queries
):
    contest = announced(secretary)
    paper = certificate(contest, secretary)
    costs = {
        "/penghargaan/": 4,
        f"/penghargaan/{contest.round.slug}/": 2,
        f"/penghargaan/hasil/{contest.slug}/": 2,
        f"/penghargaan/komitmen/{contest.slug}-tahap-1/": 2,
        "/penghargaan/wilayah/33.71.01.1011/": 2,
        f"/piagam/{paper.slug}/": 1,
        "/wilayah/33.71.01.1011/": 4,
        "/": 4,
    }
    for _time in range(2):
        for address, number in costs.items():
            with django_assert_num_queries(number):
                read(client, address)
        for year in range(2017, 2021):
            archive(secretary, year=year)


def test_pages_of_the_list_join_without_a_gap_or_a_double(client, secretary):
    for year in range(1990, 2015):
        contests.award_round(year=year).publish(by=secretary)
    first = client.get("/penghargaan/")
    second = client.get("/penghargaan/" + first.context["following_url"])
    years = [row["year"] for page in (first, second) for row in page.context["years"]]
    assert years == list(range(2014, 1989, -1))
    assert second.context["following_url"] == ""


@pytest.mark.parametrize("query", ["setelah=1", "setelah=2025-13-01.a", "sebelum=%00"])
def test_a_page_that_cannot_be_right_is_an_address_without_a_page(client, query):
    read(client, f"/penghargaan/?{query}", 404)


# -------------------------------------------------------------------------------------- versions
def test_an_old_version_of_every_kind_can_be_read(client, secretary):
    contest = announced(secretary)
    paper = certificate(contest, secretary)
    for page, words in {
        f"/penghargaan/{contest.round.slug}/": ["A.1 Variabel 1", "bobot 60"],
        f"/penghargaan/hasil/{contest.slug}/": ["Juara I, 85.0000", "Rekap per kriteria"],
        f"/penghargaan/komitmen/{contest.slug}-tahap-1/": ["Komitmen lembar nilai"],
        f"/piagam/{paper.slug}/": ["CONTOH Sari, Lurah Contoh", "Kelurahan terbaik contoh"],
    }.items():
        content = read(client, f"{page}riwayat/?versi=1")
        assert not [word for word in words if word not in content], page


def test_a_changed_weight_shows_between_two_versions_of_the_rules(client, secretary):
    contest = contests.contest()
    announcement.publish_rules(contest.round, by=secretary)
    for code, weight in (("A", 70), ("B", 30)):
        row = contest.stages.first().criteria.get(code=code)
        row.weight = weight
        row.save()
    announcement.publish_rules(contest.round, by=secretary, reason="Bobot ditetapkan.")
    page = read(client, f"/penghargaan/{contest.round.slug}/riwayat/1-2/")
    assert "A Kemasyarakatan" in page
    assert "Lapangan" not in page  # what stayed the same is left out
