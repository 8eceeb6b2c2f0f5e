"""Every kind of page of a portal with its demonstration data, by a name that people would use.

The addresses are found as a visitor finds them, by following links: the fictional year moves with
the calendar, so a date stands in most of them.
"""

import base64
import hmac
import re
import struct
import time
from typing import NamedTuple
from uuid import UUID

PASSWORD = "peragaan-tidar"
TAKER, REVIEWER = "notulis@contoh.test", "pemeriksa@contoh.test"
REGISTRAR, ADMINISTRATOR = "pencatat@contoh.test", "administrator@contoh.test"
# Sets up two-step verification, so nobody else's sign-in may depend on this account.
JUROR = "juri@contoh.test"


class Page(NamedTuple):
    """A kind of page: what we call it, and where one of its kind stands."""

    name: str
    address: str
    status: int = 200


class Section(NamedTuple):
    """Pages that one person sees; ``email`` is nobody for the public side."""

    name: str
    email: str | None
    pages: list[Page]


def links(page, address, start):
    """Where the links of a page lead that begin so, in their order, each once."""
    page.goto(address)
    found = page.evaluate(
        "() => [...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"
    )
    return [link for link in dict.fromkeys(found) if re.match(start + r"[^/?#]+/", link)]


def in_the_log(page, start):
    """The newest row of the log that leads to an address with this start, however far down."""
    address = "/bukti/"
    while not (found := links(page, address, start)):
        older = page.locator("a[rel=next]").get_attribute("href")
        address = "/bukti/" + older
    return found[0]


def public_pages(page):
    """One address for each kind of public page, in Indonesian, then a few in English."""
    meetings = links(page, "/pertemuan/", "/pertemuan/")

    def meeting(words):
        return next(address for address in meetings if words in address)

    forum = "/pertemuan/forum-kemitraan-2025-12-22/"
    rich = meeting("contoh-forum-kemitraan-peta-lembaga")
    corrected = meeting("contoh-rembuk-bank-sampah-tidar-selatan")
    seal = page.request.get(rich.rstrip("/") + ".json").json()["seal"]
    log = in_the_log(page, "/pertemuan/contoh-rembuk-kerja-bakti-kedungsari")
    withdrawn = log.removesuffix("riwayat/")
    person = links(page, rich, "/orang/")[0]
    return [
        Page("beranda", "/"),
        Page("daftar pertemuan", "/pertemuan/"),
        Page("daftar pertemuan tersaring", "/pertemuan/?tahun=2025"),
        Page("daftar pertemuan tanpa hasil", "/pertemuan/?tahun=1999"),
        Page("pertemuan lengkap", rich),
        Page("forum 22 Desember 2025", forum),
        Page("pertemuan yang diralat", corrected),
        Page("pertemuan yang direncanakan", meeting("contoh-forum-kemitraan-akhir-tahun")),
        Page("pertemuan yang batal", meeting("contoh-rembuk-cacaban")),
        Page("pertemuan yang ditarik", withdrawn, 410),
        Page("riwayat", corrected + "riwayat/"),
        Page("bandingan", corrected + "riwayat/1-2/"),
        Page("daftar lembaga", "/lembaga/"),
        Page("perangkat daerah", "/lembaga/dpmp4kb/"),
        Page("lembaga masyarakat", "/lembaga/lpmk-contoh-wates/"),
        Page("orang", person),
        Page("daftar wilayah", "/wilayah/"),
        Page("kelurahan", "/wilayah/33.71.01.1011/"),
        Page("kecamatan", "/wilayah/33.71.01/"),
        Page("kota", "/wilayah/33.71/"),
        Page("tindak lanjut", "/tindak-lanjut/"),
        Page("laporan satu janji", links(page, "/tindak-lanjut/", "/tindak-lanjut/")[0]),
        Page("keaktifan", "/keaktifan/"),
        Page("kehadiran per pertemuan", "/keaktifan/?menurut=pertemuan"),
        Page("data terbuka", "/data/"),
        Page("satu tabel data", "/data/pertemuan/"),
        Page("ikuti", "/ikuti/?apa=pertemuan&wilayah=33.71.01.1011"),
        Page("ikuti: tautan yang tidak berlaku", f"/ikuti/surat/{UUID(int=0)}/", 404),
        Page("penghargaan", "/penghargaan/"),
        *award_pages(page),
        Page("cari", "/cari/"),
        Page("cari: ada hasil", "/cari/?q=warga"),
        Page("cari: salah ketik, tersaring", "/cari/?q=larista&tahun=2025"),
        Page("periksa", "/periksa/"),
        Page("periksa: sah", f"/periksa/?sidik={seal}"),
        Page("periksa: tidak dikenal", "/periksa/?sidik=" + "0" * 64),
        Page("bukti", "/bukti/"),
        Page("tentang", "/tentang/"),
        Page("privasi", "/privasi/"),
        Page("aksesibilitas", "/aksesibilitas/"),
        Page("tidak ditemukan", "/tidak-ada/", 404),
        Page("home in English", "/en/"),
        Page("meetings in English", "/en/pertemuan/"),
        Page("meeting in English", "/en" + rich),
        Page("area in English", "/en/wilayah/33.71.01.1011/"),
        Page("promises in English", "/en/tindak-lanjut/"),
        Page("search in English", "/en/cari/?q=posyandu&urut=cocok"),
        Page("awards in English", "/en/penghargaan/"),
        Page("certificate in English", "/en/piagam/contoh02/"),
        Page("institution in English", "/en/lembaga/lpmk-contoh-wates/"),
    ]


def award_pages(page):
    """A round in each state, a contest's result, what was committed, honours, certificates."""
    rounds = links(page, "/penghargaan/", "/penghargaan/")
    results = links(page, "/penghargaan/", "/penghargaan/hasil/")

    def first(found, words):
        return next(address for address in found if words in address)

    done = first(rounds, "contoh-bbgrm")
    return [
        Page("putaran yang diumumkan", done),
        Page("putaran yang dinilai", first(rounds, "contoh-gotong-royong")),
        Page("putaran tanpa hasil terbit", "/penghargaan/bbgrm-kota-magelang-2025/"),
        Page("putaran dari arsip", "/penghargaan/bbgrm-kota-magelang-2023/"),
        Page("hasil lomba", first(results, "contoh-bbgrm-kelurahan")),
        Page("komitmen lembar nilai", links(page, done, "/penghargaan/komitmen/")[0]),
        Page("penghargaan kelurahan", "/penghargaan/wilayah/33.71.01.1011/"),
        Page("piagam", "/piagam/contoh01/"),
        Page("piagam yang ditarik", "/piagam/contoh17/", 410),
    ]


def taker_pages(page):
    """What a note-taker meets: the desk of a draft that was sent back, and the road from it."""
    page.goto("/kantor/pertemuan/")
    draft = record(page, "Rapat Koordinasi LPMK Contoh Magelang Selatan: Buku Bukti")
    published = record(page, "Forum Kemitraan Contoh: Peta Lembaga dan Pelatihan Pengurus")
    desk = f"/kantor/pertemuan/{draft}/"
    rows = re.escape(desk) + "baris/kehadiran/"
    row = re.match(rows + "[0-9a-f-]{36}/", links(page, desk + "kehadiran/", rows)[0])[0]
    return [
        Page("meja kerja", "/kantor/"),
        Page("daftar pertemuan kantor", "/kantor/pertemuan/"),
        Page("pertemuan baru", "/kantor/pertemuan/baru/"),
        *(
            Page(f"meja: {word}", f"{desk}{word}/")
            for word in (
                "pokok",
                "undangan",
                "acara",
                "kehadiran",
                "sambutan",
                "keputusan",
                "tindak-lanjut",
                "berkas",
            )
        ),
        Page("meja: satu baris", row),
        Page("meja: hapus baris", row + "hapus/"),
        Page("meja: tandai sisanya hadir", desk + "kehadiran/semua-hadir/"),
        Page("meja: daftar sapaan", desk + "kehadiran/sapaan/"),
        Page("periksa sebelum dikirim", desk + "periksa/"),
        Page("pratinjau", desk + "pratinjau/"),
        Page("jejak satu catatan", f"/kantor/riwayat/forums.meeting/{draft}/"),
        Page("catatan yang terbit", f"/kantor/pertemuan/{published}/periksa/"),
        Page("ralat", f"/kantor/pertemuan/{published}/ralat/"),
        Page("tidak ada di kantor", "/kantor/pertemuan/tidak-ada/", 404),
    ]


def reviewer_pages(page):
    waiting = links(page, "/kantor/periksa/", "/kantor/periksa/")[0]
    page.goto("/kantor/pertemuan/")
    published = record(page, "Forum Kemitraan Contoh: Peta Lembaga dan Pelatihan Pengurus")
    return [
        Page("meja kerja pemeriksa", "/kantor/"),
        Page("daftar periksa", "/kantor/periksa/"),
        Page("pemeriksaan", waiting),
        Page("terbitkan", waiting + "terbitkan/"),
        Page("jadwalkan", waiting + "jadwal/"),
        Page("tarik", f"/kantor/pertemuan/{published}/tarik/"),
    ]


def registrar_pages(page):
    page.goto("/kantor/lembaga/?cari=LPMK+Contoh+Wates")
    body = "/kantor/lembaga/" + record(page, "LPMK Contoh Wates") + "/"
    people = links(page, "/kantor/orang/", "/kantor/orang/")
    person = next(address for address in people if "baru" not in address)
    decrees = links(page, "/kantor/sk/", "/kantor/sk/")
    decree = next(address for address in decrees if "baru" not in address)
    page.goto(body)
    posts = links(page, body, "/kantor/jabatan/")
    terms = links(page, body, "/kantor/masa-bakti/")
    filled = next((address for address in terms if address.endswith("akhiri/")), None)
    return [
        Page("daftar lembaga kantor", "/kantor/lembaga/"),
        Page("lembaga baru", "/kantor/lembaga/baru/"),
        Page("lembaga dan pengurusnya", body),
        Page("ubah lembaga", body + "ubah/"),
        Page("jabatan baru", body + "jabatan/baru/"),
        Page("terbitkan lembaga", body + "terbit/"),
        Page("tarik lembaga", body + "tarik/"),
        *(Page(f"jabatan {n}", address) for n, address in enumerate(posts[:2])),
        *(Page(f"masa bakti {n}", address) for n, address in enumerate(terms[:1])),
        *([Page("akhiri masa bakti", filled)] if filled else []),
        Page("jabatan kosong", "/kantor/lembaga/jabatan-kosong/"),
        Page("masa bakti berakhir", "/kantor/lembaga/masa-bakti/"),
        Page("daftar orang", "/kantor/orang/"),
        Page("orang baru", "/kantor/orang/baru/"),
        Page("orang di kantor", person),
        Page("ubah orang", person + "ubah/"),
        Page("terbitkan orang", person + "terbit/"),
        Page("daftar SK", "/kantor/sk/"),
        Page("SK baru", "/kantor/sk/baru/"),
        Page("SK", decree),
        Page("ubah SK", decree + "ubah/"),
        Page("angkat lewat SK", decree + "angkat/"),
    ]


def administrator_pages(page):
    area = links(page, "/admin/organizations/area/", "/admin/organizations/area/")
    duty = links(page, "/admin/accounts/duty/", "/admin/accounts/duty/")
    return [
        Page("jejak perubahan", "/kantor/riwayat/"),
        Page("admin", "/admin/"),
        Page("admin: daftar tugas", "/admin/accounts/duty/"),
        Page("admin: tugas", next(address for address in duty if "change" in address)),
        Page("admin: wilayah", next(address for address in area if "change" in address)),
        Page("ganti kata sandi", "/kantor/akun/sandi/"),
        Page("perangkat", "/kantor/akun/perangkat/"),
        Page("dua langkah", "/kantor/akun/dua-langkah/"),
        Page("pasang dua langkah", "/kantor/akun/dua-langkah/pasang/"),
        Page("keluar", "/kantor/akun/keluar/"),
    ]


ENTRANCE = [
    Page("masuk", "/kantor/akun/masuk/"),
    Page("lupa kata sandi", "/kantor/akun/sandi/lupa/"),
    Page("lupa kata sandi: terkirim", "/kantor/akun/sandi/lupa/terkirim/"),
    Page("akun tidak aktif", "/kantor/akun/tidak-aktif/"),
    Page("kata sandi baru: tautan kedaluwarsa", "/kantor/akun/sandi/baru/1-tidak-berlaku/"),
    Page("kata sandi baru tersimpan", "/kantor/akun/sandi/baru/tersimpan/"),
]
# Only for who has set up two steps.
TWO_STEPS = [
    Page("dua langkah terpasang", "/kantor/akun/dua-langkah/"),
    Page("kode cadangan", "/kantor/akun/dua-langkah/cadangan/"),
    Page("kode cadangan baru", "/kantor/akun/dua-langkah/cadangan/baru/"),
    Page("lepas dua langkah", "/kantor/akun/dua-langkah/lepas/"),
]


def record(page, name):
    """The key of the record that a list of the office links to under this name."""
    href = page.get_by_role("link", name=name, exact=True).first.get_attribute("href")
    return re.search(r"[0-9a-f-]{36}", href)[0]


def follow(page, leads):
    """Click what leads to another page, and be there."""
    with page.expect_navigation():
        leads.click()


def sign_in(page, email):
    page.goto("/kantor/")
    page.get_by_label("Surel").fill(email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Masuk"))


def set_up_two_steps(page):
    """As with an authenticator: type what it would show now (RFC 6238)."""
    page.goto("/kantor/akun/dua-langkah/pasang/")
    if "/pastikan/" in page.url:
        page.get_by_label("Kata sandi").fill(PASSWORD)
        follow(page, page.locator("main form button").first)
    secret = page.locator("main code").inner_text()
    page.locator("input[name=code]").fill(one_time_code(secret))
    follow(page, page.locator("main form button").first)


def one_time_code(secret):
    """What the authenticator shows; near its end the next one, which is still good when sent."""
    if (left := 30 - time.time() % 30) < 8:
        time.sleep(left)
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
