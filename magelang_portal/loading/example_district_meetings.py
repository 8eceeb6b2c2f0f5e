"""Fictional meetings of the kecamatan."""

from forums.models import Decision, Meeting, Speech

from .example_minutes import (
    WEDNESDAY,
    Agreed,
    Minutes,
    Promise,
    Talk,
)

KIND, DECIDED = Speech.Kind, Decision.Kind
SERVICE = "dinas-contoh-pemberdayaan"
SOUTH, NORTH, MIDDLE = "33.71.01", "33.71.02", "33.71.03"
FAMILIES = {
    SOUTH: "tp-pkk-contoh-kecamatan-magelang-selatan",
    NORTH: "tp-pkk-contoh-kecamatan-magelang-utara",
    MIDDLE: "tp-pkk-contoh-kecamatan-magelang-tengah",
}

DISTRICT_MEETINGS = [
    Minutes(
        slug="rapat-lpmk-selatan",
        forum="rapat-lpmk-contoh-selatan",
        name="Rapat Koordinasi LPMK Contoh Magelang Selatan",
        days=-308,
        weekday=WEDNESDAY,
        hours=("19.30", "21.15"),
        area=SOUTH,
        organizer="lpmk-contoh-magersari",
        location="Aula Contoh Kecamatan Magelang Selatan",
        classification=Meeting.Classification.COORDINATION,
        abstract="Jadwal siskamling disamakan dan lampu jalan yang mati didata bersama.",
        summary=(
            "Lampu jalan mati didata, jadwal ronda antar-kelurahan disamakan.",
            "LPMK contoh di Magelang Selatan.",
            "Pendataan lampu selesai {0}.",
        ),
        agenda=[
            ("Pembukaan", "19.30", "19.40"),
            ("Siskamling dan lampu jalan", "19.40", "20.40"),
            ("Kesepakatan", "20.40", "21.15"),
        ],
        invited=[("lpmk", "ketua", SOUTH), ("rw", "ketua", SOUTH)],
        roll="hwhithh",
        talks=[
            Talk(
                "ketua-lpmk-contoh-magersari",
                KIND.ADDRESS,
                [
                    "Ronda berjalan sendiri-sendiri; jam kosongnya berbeda di tiap batas kampung.",
                    "Lampu mati lebih cepat diperbaiki bila nomor tiangnya dicatat.",
                ],
                item=1,
                at="19.40",
                until="19.55",
            ),
            Talk(
                "ketua-rw-07-contoh-tidar-selatan",
                KIND.RESPONSE,
                ["Warga mau ronda asal jadwalnya tetap dan ada pengganti bila berhalangan."],
                item=1,
                at="20.05",
                until="20.10",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.AGREEMENT,
                "Jadwal ronda di batas kelurahan dibuat berdampingan, pukul 22.00 sampai 04.00.",
                "lpmk-contoh-magersari",
                item=2,
                talk=0,
            ),
        ],
        promises=[
            Promise(
                "Mendata lampu jalan yang mati beserta nomor tiangnya.",
                "lampu yang terdata",
                ("0", "40"),
                "lampu",
                -245,
                "lpmk-contoh-magersari",
                co=("lpmk-contoh-tidar-selatan", "lpmk-contoh-tidar-utara"),
                talk=0,
            ),
            Promise(
                "Memasang jadwal ronda di tiap pos.",
                "pos ronda yang berjadwal",
                ("9", "30"),
                "pos",
                -215,
                "lpmk-contoh-rejowinangun-selatan",
                agreed=0,
            ),
        ],
        chair="ketua-lpmk-contoh-magersari",
    ),
    Minutes(
        slug="rapat-lpmk-utara",
        forum="rapat-lpmk-contoh-utara",
        name="Rapat Koordinasi LPMK Contoh Magelang Utara",
        days=-20,
        weekday=WEDNESDAY,
        hours=("19.30", "21.00"),
        area=NORTH,
        organizer="lpmk-contoh-kedungsari",
        location="Balai Contoh Kelurahan Kedungsari",
        classification=Meeting.Classification.COORDINATION,
        abstract="Usul bersama untuk tahun depan disaring; yang swadaya didahulukan.",
        summary=(
            "Usul swadaya dipisahkan dari usul anggaran.",
            "LPMK contoh se-Magelang Utara.",
            "Daftar usul selesai {0}.",
        ),
        agenda=[
            ("Pembukaan", "19.30", "19.40"),
            ("Menyaring usul", "19.40", "20.40"),
            ("Penutup", "20.40", "21.00"),
        ],
        invited=[("lpmk", "ketua", NORTH), ("rw", "ketua", NORTH)],
        roll="hthwh",
        talks=[
            Talk(
                "ketua-lpmk-contoh-kedungsari",
                KIND.DIRECTION,
                [
                    "Usul yang dapat dikerjakan warga sendiri tidak perlu menunggu anggaran.",
                    "Setiap usul ditulis masalahnya dulu, baru kegiatannya.",
                ],
                item=1,
                at="19.40",
                until="19.55",
            ),
            Talk(
                "ketua-lpmk-contoh-kramat-utara",
                KIND.RESPONSE,
                ["Perbaikan pos ronda dan pengecatan polisi tidur dapat dimulai bulan depan."],
                item=1,
                at="20.00",
                until="20.08",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.AGREEMENT,
                "Daftar usul dibagi dua: swadaya dan anggaran.",
                "lpmk-contoh-kedungsari",
                item=1,
                talk=0,
            ),
        ],
        promises=[
            Promise(
                "Menyusun daftar usul swadaya dan usul anggaran.",
                "kelurahan yang daftarnya selesai",
                ("1", "5"),
                "kelurahan",
                28,
                "lpmk-contoh-kedungsari",
                co=("lpmk-contoh-kramat-utara", "lpmk-contoh-wates"),
                agreed=0,
            ),
            Promise(
                "Memperbaiki pos ronda dengan swadaya warga.",
                "pos ronda yang diperbaiki",
                ("0", "6"),
                "pos",
                88,
                "lpmk-contoh-kramat-utara",
                talk=1,
            ),
        ],
        chair="ketua-lpmk-contoh-kedungsari",
    ),
    Minutes(
        slug="rapat-lpmk-selatan-anggaran",
        forum="rapat-lpmk-contoh-selatan",
        name="Rapat Koordinasi LPMK Contoh Magelang Selatan: Buku Bukti",
        days=-7,
        weekday=WEDNESDAY,
        hours=("19.30", "21.00"),
        area=SOUTH,
        organizer="lpmk-contoh-magersari",
        location="Aula Contoh Kecamatan Magelang Selatan",
        classification=Meeting.Classification.COORDINATION,
        abstract="Buku bukti gotong royong diperiksa bersama sebelum dikumpulkan.",
        agenda=[("Pembukaan", "19.30", "19.40"), ("Memeriksa buku bukti", "19.40", "20.50")],
        invited=[("lpmk", "ketua", SOUTH), ("rw", "ketua", SOUTH)],
        roll="h-hw-",
        talks=[
            Talk(
                "ketua-lpmk-contoh-magersari",
                KIND.DIRECTION,
                ["Daftar hadir yang kosong lebih baik disebut kosong daripada diisi belakangan."],
                item=1,
                at="19.45",
                until="20.00",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.AGREEMENT,
                "Buku bukti dikumpulkan bersama.",
                "lpmk-contoh-magersari",
                item=1,
                talk=0,
            ),
        ],
        promises=[
            Promise(
                "Melengkapi buku bukti gotong royong.",
                "kelurahan yang bukunya lengkap",
                ("2", "6"),
                "kelurahan",
                25,
                "lpmk-contoh-magersari",
                agreed=0,
            ),
        ],
        end="returned",
    ),
]
