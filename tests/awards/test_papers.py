"""The papers of awards: what stands on them, what must not, and that machines can read them."""

import io
import subprocess
import time
import zipfile
from datetime import date

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from awards import actions, announcement, papers
from awards.models import Certificate, Contest, Relation, Round, Stage, Substitution
from awards.papers.words import breakable, day_in_words, in_words
from publications.verification import verdict_on_bytes
from tests import builders

from . import contests

pytestmark = pytest.mark.django_db
BASE = "http://testserver/"
MARKS = {
    "Kelurahan Tidar Selatan": [80, 90],
    "Kelurahan Gelangan": [70, 75],
    "Kelurahan Kramat Selatan": [60, 65],
}
HOSTILE = (
    '#set page(fill: red) #panic("x") $x^2$ `raw` *tebal* _miring_ = Judul \\u{41} @acuan <label> '
    '<script>alert(1)</script> [b] // komentar /* x */ "'
)


@pytest.fixture(autouse=True)
def papers_folder(settings, tmp_path):
    settings.PAPERS_DIR = tmp_path / "papers"
    return settings.PAPERS_DIR


def words_of(pdf, *options):
    done = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True
    )
    # A long address may break at spaces of no width.
    return " ".join(done.stdout.decode().replace("\u200b", "").split())


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def in_order(text, *order):
    place = 0
    for words in order:
        assert words in text[place:], (words, text[place : place + 400])
        place = text.index(words, place)


def secretary():
    return builders.user("award_secretary")


def fixed(**fields):
    contest = contests.fixed(contests.scored(contests.contest(), MARKS), **fields)
    contest.round.organizer_label = "Dinas Contoh"
    contest.round.save()
    return contest


def announced(contest=None):
    contest = contest or fixed()
    (result,) = announcement.announce(contest.round, by=secretary())
    contest.refresh_from_db()
    return contest, result


def certificate(contest, rank=1, **fields):
    defaults = {
        "placing": contest.placings.get(rank=rank),
        "recipient_name": "Siti Aminah Contoh, S.H., M.H.",
        "recipient_role": "Lurah Tidar Selatan",
        "number": f"400.10/{rank}/2025",
        "text": "Pelaksana Terbaik BBGRM Tahun 2025 Tingkat Kelurahan",
        "given_on": date(2025, 12, 22),
        "signatory_name": "Penanda Tangan Contoh",
        "signatory_role": "Kepala Dinas Contoh",
        "signatory_capacity": "Plt.",
    }
    return Certificate.objects.create(**(defaults | fields))


def published(contest, **fields):
    return certificate(contest, **fields).publish(by=secretary())


def first_stage(contest):
    return Stage.objects.select_related("contest__round").get(contest=contest, position=1)


def again(contest):
    return Contest.objects.select_related("round").get(pk=contest.pk)


# --------------------------------------------------------------------------------- in words
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nol"), (1, "satu"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"),
        (19, "sembilan belas"), (20, "dua puluh"), (31, "tiga puluh satu"), (100, "seratus"),
        (111, "seratus sebelas"), (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"), (1945, "seribu sembilan ratus empat puluh lima"),
        (2000, "dua ribu"), (2025, "dua ribu dua puluh lima"), (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"), (101_001, "seratus satu ribu satu"),
    ],
)  # fmt: skip
def test_numbers_are_written_out_as_in_letters_of_office(value, words):
    assert in_words(value) == words


def test_every_number_of_a_day_has_its_own_words():
    assert len({in_words(value) for value in range(10_000)}) == 10_000
    with pytest.raises(ValueError, match="-1"):
        in_words(-1)


def test_a_day_is_written_out():
    assert day_in_words(date(2025, 12, 22)) == (
        "Senin, tanggal dua puluh dua, bulan Desember, tahun dua ribu dua puluh lima (22-12-2025)"
    )


def test_only_a_word_that_fits_no_line_is_broken():
    assert breakable("Kelurahan Rejowinangun Selatan") == "Kelurahan Rejowinangun Selatan"
    broken = breakable("A" * 200)
    assert broken.replace("\u200b", "") == "A" * 200
    assert max(map(len, broken.split("\u200b"))) < 32


# ----------------------------------------------------------------------------- the certificate
def test_a_certificate_says_what_for_to_whom_and_by_whom(client):
    contest, _ = announced()
    publication = published(contest)
    response = client.get(f"/piagam/{publication.slug}.pdf")
    assert response.status_code == 200
    assert not response.cookies
    in_order(
        words_of(response.content),
        "CONTOH: piagam ini fiktif", "DINAS CONTOH", "PIAGAM PENGHARGAAN", "Nomor 400.10/1/2025",
        "diberikan kepada", "Siti Aminah Contoh, S.H., M.H.", "Lurah Tidar Selatan",
        "Kelurahan Tidar Selatan", "sebagai", "Juara I",
        "Pelaksana Terbaik BBGRM Tahun 2025 Tingkat Kelurahan",
    )  # fmt: skip
    text = words_of(response.content, "-layout")
    for words in (
        "Magelang, 22 Desember 2025", "Plt. Kepala Dinas Contoh,", "Penanda Tangan Contoh",
        "Kode QR ini bukan tanda tangan elektronik.", f"/piagam/{publication.slug}/",
    ):  # fmt: skip
        assert words in text
    assert "BSrE" not in text


def test_a_certificate_is_one_tagged_landscape_sheet_fit_for_archives():
    publication = published(announced()[0])
    pdf = opened(papers.certificate_pdf(publication, BASE))
    [page] = pdf.pages
    _, _, width, height = map(float, page.mediabox)
    assert (round(width), round(height)) == (842, 595)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert "Siti Aminah Contoh" in metadata["dc:title"]
        assert f"segel:{publication.seal}" in str(metadata["pdf:Keywords"])
    assert str(pdf.Root.Lang) == "id-ID"
    assert bool(pdf.Root.MarkInfo.Marked)


def drawn(pdf, resolution=120):
    """The first page as a picture."""
    from PIL import Image

    done = subprocess.run(
        ["pdftoppm", "-r", str(resolution), "-png", "-f", "1", "-l", "1", "-singlefile", "-"],
        input=pdf, capture_output=True, check=True,
    )  # fmt: skip
    return Image.open(io.BytesIO(done.stdout)).convert("L")


def test_the_qr_code_on_a_certificate_leads_to_its_page():
    """Module by module: the drawn squares are those of the code for the printed address."""
    import segno

    publication = published(announced()[0])
    address = f"{BASE}piagam/{publication.slug}/"
    pdf = papers.certificate_pdf(publication, BASE)
    links = [
        str(note.A.URI)
        for page in opened(pdf).pages
        for note in page.get("/Annots", [])
        if "/A" in note
    ]
    assert links == [address]
    code = segno.make(address, error="m", micro=False)
    cells = [list(row) for row in code.matrix]
    picture = drawn(pdf, 300)
    left, top, side = quiet_square(picture, len(cells))
    for y, row in enumerate(cells):
        for x, dark in enumerate(row):
            point = picture.getpixel((int(left + (x + 0.5) * side), int(top + (y + 0.5) * side)))
            assert (point < 128) == bool(dark), (x, y)


def quiet_square(picture, size):
    """Where the code lies: its finder pattern is the lowest left black corner of the sheet."""
    width = picture.width
    dark = [
        (x, y)
        for y in range(int(picture.height * 0.7), int(picture.height * 0.93))
        for x in range(int(width * 0.09), int(width * 0.2))
        if picture.getpixel((x, y)) < 60
    ]
    left, right = min(x for x, _ in dark), max(x for x, y in dark if x < width * 0.186)
    top = min(y for _, y in dark)
    return left, top, (right + 1 - left) / size


def test_a_certificate_of_a_portal_without_examples_carries_no_mark():
    contest = fixed()
    contest.round.is_example = False
    contest.round.save()
    publication = published(announced(contest)[0])
    text = words_of(papers.certificate_pdf(publication, BASE))
    assert "fiktif" not in text
    assert text.startswith("DINAS CONTOH PIAGAM PENGHARGAAN Nomor")


def test_what_is_not_known_leaves_no_gap_on_a_certificate():
    contest = fixed()
    contest.round.organizer_label = ""
    contest.round.save()
    publication = published(
        announced(contest)[0], number="", recipient_role="", signatory_capacity=""
    )
    text = words_of(papers.certificate_pdf(publication, BASE))
    assert "Nomor" not in text
    assert "Kepala Dinas Contoh," in text


@pytest.mark.parametrize(
    "name",
    [
        "Larsita",
        "Raden Ajeng " + "Kusumaningrum Wijayakusuma " * 6 + "S.Sos., M.Si.",
        "A" * 200,
        "W" * 200,
    ],
)
def test_the_longest_names_stay_on_one_sheet(name):
    publication = published(
        announced()[0], recipient_name=name[:200], recipient_role=((name + " ") * 9)[:200],
        text="Pelaksana Terbaik Bulan Bhakti Gotong Royong " * 6, number="9" * 80,
        signatory_name=name[:200], signatory_role=("Sekretaris Daerah " * 11)[:200],
    ) if len(name) > 20 else published(announced()[0], recipient_name=name)  # fmt: skip
    pdf = papers.certificate_pdf(publication, BASE)
    assert len(opened(pdf).pages) == 1
    assert name.split()[0][:16] in words_of(pdf)
    # Nothing is written into the frame or off the sheet.
    for left, top, right, bottom in boxes(pdf):
        assert 50 < left < right < 792, (left, right)
        assert 45 < top < bottom < 550, (top, bottom)


def boxes(pdf):
    import re

    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    for box in re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<',
        done.stdout.decode(),
    ):
        if box[4] != "CONTOH":  # the pale word across the sheet
            yield tuple(map(float, box[:4]))


def test_what_people_write_is_never_markup_on_a_certificate():
    publication = published(
        announced()[0], recipient_name=HOSTILE, recipient_role=HOSTILE, text=HOSTILE,
        number=HOSTILE[:80], signatory_name=HOSTILE, signatory_role=HOSTILE,
        signatory_capacity="#a@b$c*`",
    )  # fmt: skip
    text = words_of(papers.certificate_pdf(publication, BASE), "-raw")
    for told in ("#set page(fill: red)", "$x^2$", "`raw`", "*tebal*", "<script>", "@acuan", "\\u{"):
        assert told in text, told


@pytest.mark.parametrize("letters", ["ꦩꦒꦼꦭꦁ", "😀", "中文", "\x07"])
def test_a_letter_that_no_font_draws_stops_no_certificate(letters):
    publication = published(announced()[0], recipient_name=f"Siti {letters}")
    assert "Siti" in words_of(papers.certificate_pdf(publication, BASE))


def test_a_certificate_is_made_once_and_recognized(client, papers_folder):
    publication = published(announced()[0])
    first = client.get(f"/piagam/{publication.slug}.pdf")
    [kept] = papers_folder.glob("*.pdf")
    assert verdict_on_bytes(first.content).state == "valid"
    kept.unlink()
    assert client.get(f"/en/piagam/{publication.slug}.pdf").content == first.content
    known = {"If-None-Match": first["ETag"]}
    assert client.get(f"/piagam/{publication.slug}.pdf", headers=known).status_code == 304


def test_a_withdrawn_certificate_has_no_paper(client):
    row = certificate(announced()[0])
    row.publish(by=secretary())
    assert client.get(f"/piagam/{row.slug}.pdf").status_code == 200
    row.withdraw(by=secretary(), reason="Salah nama.")
    assert client.get(f"/piagam/{row.slug}.pdf").status_code == 410
    assert client.get("/piagam/tidakada.pdf").status_code == 404


# --------------------------------------------------------------------------------- many at once
def names_in(file):
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_all_certificates_of_a_contest_come_in_one_file_with_names_to_read():
    contest, _ = announced()
    published(contest, rank=2)
    published(contest, rank=1)
    certificate(contest, rank=3, recipient_role="Ketua LPMK").publish(by=secretary())
    certificate(contest, rank=3, recipient_role="Ketua TP PKK", number="77").publish(by=secretary())
    file = papers.certificate_zip([contest], BASE)
    assert names_in(file) == [
        "01-Juara-I-Tidar-Selatan.pdf",
        "02-Juara-II-Gelangan.pdf",
        "03-Juara-III-Kramat-Selatan-Ketua-LPMK.pdf",
        "04-Juara-III-Kramat-Selatan-Ketua-TP-PKK.pdf",
    ]


def test_the_file_holds_the_very_papers_that_readers_get(client):
    contest, _ = announced()
    one, two = published(contest), published(contest, rank=2)
    before = client.get(f"/piagam/{one.slug}.pdf").content
    with zipfile.ZipFile(papers.certificate_zip([contest], BASE)) as archive:
        first, second = (archive.read(name) for name in archive.namelist())
    assert first == before
    assert second == client.get(f"/piagam/{two.slug}.pdf").content


def test_papers_for_the_ceremony_are_printed_once_the_result_is_fixed():
    contest = fixed()
    row = certificate(contest)
    with zipfile.ZipFile(papers.certificate_zip([contest], BASE)) as archive:
        [name] = archive.namelist()
        text = words_of(archive.read(name))
    assert "Juara I" in text
    assert f"/piagam/{row.slug}/" in text


def test_nothing_is_printed_before_two_people_fixed_the_result():
    contest = contests.scored(contests.contest(), MARKS)
    contests.plenary(contest)
    actions.propose(contest, by=secretary(), departures={})
    certificate(contest)
    with pytest.raises(ValidationError, match="sesudah hasilnya ditetapkan"):
        papers.certificate_zip([again(contest)], BASE)


def test_a_withdrawn_certificate_is_left_out():
    contest, _ = announced()
    row = certificate(contest)
    row.publish(by=secretary())
    row.withdraw(by=secretary(), reason="Salah nama.")
    published(contest, rank=2)
    assert names_in(papers.certificate_zip([contest], BASE)) == ["01-Juara-II-Gelangan.pdf"]


def test_several_contests_each_have_a_folder():
    round = contests.award_round()
    made = [contests.fixed(contests.scored(contests.contest(round=round), MARKS)) for _ in range(2)]
    for number, contest in enumerate(made):
        certificate(contest, number=str(number), recipient_name="../../etc/passwd")
    found = names_in(papers.certificate_zip(map(again, made), BASE))
    assert found == [f"{contest.slug}/01-Juara-I-Tidar-Selatan.pdf" for contest in made]


def test_sixty_certificates_are_made_in_half_a_minute():
    contest, _ = announced()
    for number in range(60):
        published(contest, number=str(number), recipient_role=f"Anggota {number}")
    begin = time.monotonic()
    assert len(names_in(papers.certificate_zip([contest], BASE))) == 60
    assert time.monotonic() - begin < 30


# ------------------------------------------------------------------------------ berita acara
def half_way():
    """The first stage is closed, the second still open: nothing may be told yet."""
    contest = contests.contest()
    stage = contest.stages.first()
    stage.cutoff_count = 2
    stage.save()
    actions.open_scoring(contest, by=secretary())
    contests.mark_stage(stage, MARKS)
    actions.close_stage(Stage.objects.get(pk=stage.pk), by=secretary())
    return again(contest)


FIGURES = ("85,0000", "72,5000", "62,5000", "34,0000", "Peringkat 3")


def test_minutes_of_a_stage_tell_no_figure_while_another_stage_is_scored():
    text = words_of(papers.stage_minutes(first_stage(half_way())))
    for figure in FIGURES:
        assert figure not in text, figure
    in_order(text, "Hasil tahap", "Kelurahan Tidar Selatan", "maju", "tidak maju")
    assert "dicantumkan sesudah semua tahap" in text


def test_minutes_of_a_stage_do_not_exist_before_it_is_closed():
    contest = contests.contest()
    actions.open_scoring(contest, by=secretary())
    contests.mark_stage(contest.stages.first(), MARKS)
    with pytest.raises(ValidationError, match="sesudah tahap ditutup"):
        papers.stage_minutes(first_stage(contest))
    with pytest.raises(ValidationError, match="sesudah semua tahap ditutup"):
        papers.plenary_minutes(again(contest))


def test_minutes_of_a_stage_follow_the_usual_order():
    contest = contests.contest()
    contest.round.organizer_label = "Dinas Contoh"
    contest.round.save()
    chair, member = contest.round.jurors.order_by("name")
    chair.is_chair, chair.institution = True, "Forkom KPM Contoh"
    chair.save()
    nominee = contest.nominees.get(name="Kelurahan Gelangan")
    Relation.objects.create(juror=member, nominee=nominee, reason="saudara lurah")
    gone = contest.nominees.get(name="Kelurahan Kramat Selatan")
    gone.withdrawn_reason = "Tidak mengirim berkas."
    gone.save()
    values = {name: marks[0] for name, marks in MARKS.items()}
    contests.scored(contest, values)
    stage = first_stage(contest)
    Substitution.objects.create(
        stage=stage, replaced=member, substitute=chair, reason="Sakit.", recorded_by=secretary()
    )
    text = words_of(papers.stage_minutes(stage), "-layout")
    in_order(
        text,
        "Dinas Contoh", "BERITA ACARA", "Penilaian tahap Administrasi", contest.name, "Nomor:",
        "Pada hari ini,", "tanggal", "bulan", "tahun dua ribu dua puluh", "Dewan juri",
        chair.name, "Ketua", "Forkom KPM Contoh", member.name, "Anggota", "Pelaksanaan",
        "Mundur atau gugur", "Tidak mengirim berkas.", "Benturan kepentingan",
        f"{member.name} tidak menilai Kelurahan Gelangan", "saudara lurah",
        f"{chair.name} menggantikan {member.name}", "Sakit.", "Rekapitulasi nilai", "80,0000",
        "Hasil tahap", "maju", "Demikian berita acara ini dibuat", "Magelang,",
        "Ketua dewan juri,", chair.name, "Anggota dewan juri,", member.name,
    )  # fmt: skip


def test_minutes_of_the_plenary_keep_the_reason_and_the_votes():
    contest = contests.scored(contests.contest(), MARKS)
    first = contest.placings.get(rank=1)
    contests.fixed(
        contest, departures={first.nominee_id: (None, "Dokumen tidak benar.")}, confirms=False,
        reason="Kunjungan ulang.", votes_for=4, votes_against=1, votes_abstained=2,
        location="Ruang Contoh", decree_number="188.45/9/2025", decree_date=date(2025, 12, 21),
    )  # fmt: skip
    text = words_of(papers.plenary_minutes(again(contest)), "-layout")
    in_order(
        text,
        "Pleno dewan juri", "Sabtu, tanggal dua puluh, bulan Desember", "Ruang Contoh",
        "Hasil hitungan dan tempat", "Kelurahan Tidar Selatan", "85,0000", "Juara I",
        "Kesepakatan juri", "Administrasi: kesepakatan juri (W Kendall)",
        "tidak ada lembar yang berjarak lebih dari 15",
        "Keputusan pleno", "menyimpang", "Kunjungan ulang.",
        "4 setuju, 1 tidak setuju, 2 tidak bersuara", "188.45/9/2025, tanggal 21 Desember 2025",
        "dari Juara I menjadi tanpa tempat", "Dokumen tidak benar.", "Magelang, 20 Desember 2025",
    )  # fmt: skip


def test_before_the_plenary_its_paper_has_lines_to_write_on():
    contest = contests.scored(contests.contest(), MARKS)
    text = words_of(papers.plenary_minutes(again(contest)), "-layout")
    assert "Pada hari ini, …" in text
    assert "menguatkan" not in text


def test_minutes_are_tagged_and_take_hostile_words_as_words():
    contest = half_way()
    juror = contest.round.jurors.first()
    juror.name, juror.institution, juror.is_chair = HOSTILE[:150], HOSTILE, True
    juror.save()
    pdf = papers.stage_minutes(first_stage(contest))
    text = words_of(pdf, "-raw")
    for told in ("#set page(fill: red)", "$x^2$", "`raw`", "*tebal*", "<script>"):
        assert told in text, told
    with opened(pdf).open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("Berita acara")


# ------------------------------------------------------------------------------- for a recount
def test_the_recap_of_a_result_is_enough_to_count_again(client):
    contest, result = announced()
    response = client.get(f"/penghargaan/hasil/{contest.slug}.pdf")
    assert response.status_code == 200
    text = words_of(response.content, "-layout")
    in_order(
        text,
        "Dinas Contoh", "REKAPITULASI HASIL", contest.name, "Juara I", "Kelurahan Tidar Selatan",
        "85,0000", "Cara menghitung", "rata-rata", "Administrasi 40%, Lapangan 60%",
        "empat desimal", "nilai tahap Lapangan lebih tinggi", "lebih banyak juri",
        "Tahap Administrasi, bobot 40%", "A.1", "85,0000", "Nilai tahap Administrasi",
        "Tahap Lapangan, bobot 60%", "12 lembar nilai yang dibuka", result.seal[:32],
        "bukan tanda tangan elektronik",
    )  # fmt: skip
    for juror in contest.round.jurors.all():
        assert juror.name not in text
    assert verdict_on_bytes(response.content).state == "valid"
    with opened(response.content).open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_there_is_no_recap_before_the_announcement(client):
    contest = fixed()
    assert client.get(f"/penghargaan/hasil/{contest.slug}.pdf").status_code == 404


def test_an_archive_says_that_its_figures_were_not_published():
    round = contests.award_round(
        standing=Round.Standing.ARCHIVE, source="Siaran pers contoh", is_example=True
    )
    contest = Contest.objects.create(round=round, name="Arsip contoh", slug="arsip-contoh")
    nominee = contest.nominees.create(area=builders.subdistrict())
    place = contest.places.create(position=1, name="Juara I")
    contest.placings.create(nominee=nominee, final_place=place)
    from awards.document import result_document
    from publications.models import Publication

    row = Publication.objects.seal(
        kind="award_result", record_id=contest.pk, slug=contest.slug,
        body=result_document(contest), published_by=secretary(),
    )  # fmt: skip
    text = words_of(papers.result_pdf(row, BASE))
    in_order(text, "Siaran pers contoh", "Juara I", "Nilai tidak terbit dalam sumber.")


def test_the_largest_contest_fits_on_paper():
    from awards.papers.results import result_data

    _, result = announced()
    codes = [(letter, "") for letter in "ABCD"]
    codes += [(f"{letter}.{n}", letter) for letter in "ABCD" for n in range(1, 18)]
    criteria = [
        {"code": code, "name": f"Variabel {code}", "weight": "5.000", "parent": parent}
        for code, parent in codes
    ]
    nominees = [
        {"name": f"Kelurahan Rejowinangun Selatan {n}", "score": "80.1234",
         "by_criterion": {code: "80.1234" for code, _ in codes}}
        for n in range(50)
    ]  # fmt: skip
    stage = {"name": "Lapangan", "weight": "100.00", "agreement": "0.5", "criteria": criteria,
             "nominees": nominees}  # fmt: skip
    result.body["recap"]["stages"] = [stage, stage, stage]
    from publications.papers import typeset

    begin = time.monotonic()
    pdf = typeset("result.typ", result_data(result, BASE), result.published_at)
    assert time.monotonic() - begin < 20
    text = words_of(pdf)
    assert "D.17" in text
    assert "Selatan 49" in text


# ------------------------------------------------------------------------------- blank sheets
def test_a_blank_sheet_has_the_tree_the_scale_and_room_for_a_hand():
    contest = contests.contest()
    contest.scale.create(value=80, words="Baik")
    contest.scale.create(value=60, words="Cukup")
    pdf = papers.score_sheets(first_stage(contest))
    assert len(opened(pdf).pages) == 3
    text = words_of(pdf, "-layout")
    in_order(
        text,
        "LEMBAR NILAI", contest.name, "Tahap Administrasi", "Kelurahan Tidar Selatan",
        "Nama juri", "Nilai 0 sampai 100.", "80 Baik", "60 Cukup", "Kemasyarakatan", "60", "A.1",
        "Variabel 1", "50", "Lingkungan", "40", "Tanda tangan juri", "LEMBAR NILAI",
        "Kelurahan Gelangan",
    )  # fmt: skip
    for juror in contest.round.jurors.all():
        assert juror.name not in text


# ------------------------------------------------------------------------------- who may print
def test_the_secretary_prints_and_nobody_else(client):
    contest = fixed()
    certificate(contest)
    stage = first_stage(contest)
    addresses = [
        f"/kantor/penghargaan/tahap/{stage.pk}/berita-acara.pdf",
        f"/kantor/penghargaan/tahap/{stage.pk}/lembar-nilai.pdf",
        f"/kantor/penghargaan/lomba/{contest.pk}/berita-acara.pdf",
        f"/kantor/penghargaan/lomba/{contest.pk}/piagam.zip",
        f"/kantor/penghargaan/putaran/{contest.round_id}/piagam.zip",
    ]
    for role in ("juror", "registrar", "administrator", "reviewer"):
        client.force_login(builders.user(role))
        assert [client.get(address).status_code for address in addresses] == [403] * 5, role
    client.force_login(secretary())
    for address in addresses:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        assert response.status_code == 200, address
        assert body[:4] in (b"%PDF", b"PK\x03\x04")
        assert "no-store" in response["Cache-Control"]


def test_what_cannot_be_printed_yet_is_said_in_words(client):
    contest = contests.contest()
    client.force_login(secretary())
    response = client.get(f"/kantor/penghargaan/lomba/{contest.pk}/berita-acara.pdf")
    assert response.status_code == 409
    assert "sesudah semua tahap ditutup" in response.content.decode()
    response = client.get(f"/kantor/penghargaan/lomba/{contest.pk}/piagam.zip")
    assert response.status_code == 409
