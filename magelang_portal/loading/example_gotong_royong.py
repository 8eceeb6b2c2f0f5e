"""The fictional month of gotong royong."""

from forums.models import Commitment, Decision, Meeting, Speech

from .example_minutes import (
    MONDAY,
    Agreed,
    Minutes,
    Promise,
    Talk,
)

KIND, DECIDED = Speech.Kind, Decision.Kind
HEAD = "kepala-dinas-contoh-pemberdayaan-warga"
PLANNER = "kepala-badan-contoh-perencanaan-kota"
SERVICE = "dinas-contoh-pemberdayaan"
CLEANING = "dinas-contoh-kebersihan"

GOTONG_ROYONG = [
    Minutes(
        slug="pencanangan-gotong-royong",
        forum="forum-contoh-kemitraan",
        name="Pencanangan Bulan Gotong Royong Contoh",
        days=-182,
        weekday=MONDAY,
        hours=("07.30", "10.00"),
        area="33.71",
        organizer=SERVICE,
        location="Lapangan Contoh Kota Magelang",
        classification=Meeting.Classification.CEREMONY,
        abstract="Sebulan kerja bakti serentak dimulai; tiap kegiatan dicatat dengan daftar hadir.",
        summary=(
            "Tiap kegiatan gotong royong dicatat: tanggal, tempat, dan jumlah yang hadir.",
            "LPMK contoh di tiap kelurahan.",
            "Buku bukti terkumpul paling lambat {0}.",
        ),
        agenda=[
            ("Apel dan doa", "07.30", "08.00"),
            ("Sambutan", "08.00", "08.30"),
            ("Kerja bakti bersama", "08.30", "10.00", "Membersihkan saluran di sekitar lapangan."),
        ],
        invited=[("lpmk", "ketua", "33.71"), ("karang-taruna", "ketua", "33.71")],
        posts=[PLANNER],
        roll="hhhhwhhhthhi",
        groups=[("Warga sekitar lapangan", None), ("Pelajar pramuka contoh", 45)],
        talks=[
            Talk(
                HEAD,
                KIND.ADDRESS,
                [
                    "Gotong royong tidak berhenti di hari pencanangan.",
                    "Kegiatan tanpa daftar hadir sulit diceritakan lagi; catatlah walau singkat.",
                ],
                item=1,
                fidelity=Speech.Fidelity.PRESS_RELEASE,
                source="Siaran pers contoh (fiktif) Dinas Contoh Pemberdayaan Warga",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.DECISION,
                "Setiap kegiatan gotong royong dicatat dalam buku bukti kelurahan.",
                SERVICE,
                item=1,
                talk=0,
            ),
        ],
        promises=[
            Promise(
                "Mengumpulkan buku bukti gotong royong dari tiap kelurahan.",
                "buku bukti yang terkumpul",
                ("0", "13"),
                "buku",
                -62,
                SERVICE,
                co=("lpmk-contoh-tidar-selatan", "lpmk-contoh-gelangan"),
                agreed=0,
            ),
            Promise(
                "Mengurangi titik pembuangan sampah liar.",
                "titik sampah liar",
                ("24", "8"),
                "titik",
                95,
                CLEANING,
                direction=Commitment.Direction.DOWN,
                measurement="hitungan bersama LPMK contoh tiap akhir bulan",
                talk=0,
            ),
            Promise(
                "Menanam pohon peneduh di tepi saluran.",
                "pohon yang ditanam",
                ("0", "200"),
                "pohon",
                5,
                "dinas-contoh-kebersihan",
                co=(
                    "karang-taruna-contoh-magersari",
                    "lpmk-contoh-magelang",
                ),
                talk=0,
            ),
        ],
        scene=(
            "brooms",
            "Kerja bakti bersama",
            "Gambar bertuliskan CONTOH: lima orang berdiri membawa sapu di lapangan.",
        ),
        chair=HEAD,
    ),
]
