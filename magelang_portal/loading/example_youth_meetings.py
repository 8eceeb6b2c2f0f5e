"""Fictional meetings of young people."""

from forums.models import Decision, Meeting, Speech

from .example_minutes import (
    SATURDAY,
    Agreed,
    Minutes,
    Promise,
    Talk,
)

KIND, DECIDED = Speech.Kind, Decision.Kind
YOUTH = "karang-taruna-contoh-kota-magelang"

YOUTH_MEETINGS = [
    Minutes(
        slug="temu-karang-taruna-usaha",
        forum="temu-karang-taruna-contoh",
        name="Temu Karang Taruna Contoh se-Kota Magelang: Usaha Pemuda",
        days=-275,
        weekday=SATURDAY,
        hours=("13.00", "15.30"),
        area="33.71",
        organizer=YOUTH,
        location="Gedung Pemuda Contoh",
        classification=Meeting.Classification.FORUM,
        abstract="Unit Karang Taruna contoh menyusun peta usaha pemuda dan jadwal belajar bersama.",
        summary=(
            "Peta usaha pemuda disusun per kelurahan, belajar bersama tiap bulan.",
            "Karang Taruna Contoh Kota Magelang dan unit kelurahan.",
            "Peta selesai {0}; belajar bersama berjalan sampai {1}.",
        ),
        agenda=[
            ("Pembukaan", "13.00", "13.10"),
            ("Cerita usaha dari tiga kelurahan", "13.10", "14.00"),
            ("Menyusun peta usaha", "14.00", "15.10"),
            ("Penutup", "15.10", "15.30"),
        ],
        invited=[("karang-taruna", "ketua", "33.71")],
        posts=["wakil-ketua-karang-taruna-contoh-kramat-utara"],
        roll="hhhwhthhih",
        groups=[("Pemuda pelaku usaha", None)],
        talks=[
            Talk(
                "ketua-karang-taruna-contoh-kota-magelang",
                KIND.ADDRESS,
                [
                    "Usaha pemuda tumbuh bila saling membeli dan saling mengajari.",
                    "Peta usaha menunjukkan siapa membuat apa, dan di mana.",
                ],
                item=0,
                at="13.00",
                until="13.10",
            ),
            Talk(
                "ketua-karang-taruna-contoh-gelangan",
                KIND.PRESENTATION,
                [
                    "Sablon kaus mulai dengan satu meja di balai RW; kini melayani pesanan "
                    "lingkungan sendiri.",
                    "Kesulitan terbesar: mencatat uang masuk dan keluar.",
                ],
                item=1,
                at="13.15",
                until="13.30",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.AGREEMENT,
                "Belajar pembukuan sederhana diadakan sebulan sekali secara bergilir.",
                YOUTH,
                item=2,
                talk=1,
            ),
        ],
        promises=[
            Promise(
                "Menyusun peta usaha pemuda.",
                "kelurahan yang terpetakan",
                ("2", "12"),
                "kelurahan",
                -35,
                YOUTH,
                talk=0,
            ),
            Promise(
                "Mengadakan belajar pembukuan tiap bulan.",
                "pertemuan belajar",
                ("0", "10"),
                "pertemuan",
                60,
                YOUTH,
                co=("karang-taruna-contoh-gelangan", "karang-taruna-contoh-tidar-selatan"),
                agreed=0,
            ),
            Promise(
                "Mengadakan pasar pemuda di halaman balai.",
                "pasar pemuda yang terlaksana",
                ("0", "3"),
                "kali",
                -130,
                "karang-taruna-contoh-gelangan",
                co=("karang-taruna-contoh-cacaban",),
                talk=1,
            ),
        ],
        chair="ketua-karang-taruna-contoh-kota-magelang",
    ),
    Minutes(
        slug="temu-karang-taruna-relawan",
        forum="temu-karang-taruna-contoh",
        name="Temu Karang Taruna Contoh se-Kota Magelang: Relawan Tanggap Lingkungan",
        days=-46,
        weekday=SATURDAY,
        hours=("15.30", "17.30"),
        area="33.71",
        organizer=YOUTH,
        location="Balai Contoh Kelurahan Kramat Utara",
        classification=Meeting.Classification.FORUM,
        abstract="Relawan muda dibagi regu untuk saluran air, pohon tumbang, dan kabar cepat.",
        summary=(
            "Tiga regu relawan dibentuk dan berlatih bersama.",
            "Karang Taruna contoh di enam kelurahan.",
            "Regu siap paling lambat {0}.",
        ),
        agenda=[
            ("Pembukaan", "15.30", "15.40"),
            ("Pembagian regu", "15.40", "16.40"),
            ("Simulasi singkat", "16.40", "17.20"),
        ],
        invited=[("karang-taruna", "ketua", "33.71"), ("karang-taruna", "sekretaris", "33.71")],
        posts=["wakil-ketua-karang-taruna-contoh-kramat-utara"],
        roll="hhwhhhthhshhi",
        talks=[
            Talk(
                "ketua-karang-taruna-contoh-kramat-utara",
                KIND.PRESENTATION,
                [
                    "Regu saluran air turun sebelum hujan besar, bukan sesudahnya.",
                    "Kabar cepat memakai satu pintu supaya tidak simpang siur.",
                ],
                item=1,
                at="15.45",
                until="16.05",
            ),
            Talk(
                "ketua-karang-taruna-contoh-kota-magelang",
                KIND.DIRECTION,
                ["Relawan di bawah 18 tahun membantu dapur dan kabar, tidak turun ke saluran."],
                item=1,
                at="16.20",
                until="16.30",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.DECISION,
                "Relawan di bawah 18 tahun tidak ditugaskan di saluran air.",
                YOUTH,
                item=1,
                talk=1,
            ),
        ],
        promises=[
            Promise(
                "Membentuk dan melatih regu relawan.",
                "regu yang siap",
                ("0", "18"),
                "regu",
                50,
                YOUTH,
                co=("karang-taruna-contoh-kramat-utara", "karang-taruna-contoh-tidar-utara"),
                talk=0,
            ),
            Promise(
                "Menyusun daftar alat yang dapat dipinjam antarregu.",
                "alat yang terdaftar",
                ("0", "40"),
                "alat",
                20,
                "karang-taruna-contoh-tidar-utara",
                agreed=0,
            ),
        ],
        scene=(
            "circle",
            "Pembagian regu",
            "Gambar bertuliskan CONTOH: pemuda duduk melingkar membagi regu.",
        ),
        chair="ketua-karang-taruna-contoh-kota-magelang",
    ),
]
