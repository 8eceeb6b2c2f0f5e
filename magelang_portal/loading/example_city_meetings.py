"""Fictional meetings of the whole city."""

from forums.models import Decision, Meeting, Speech

from .example_minutes import (
    THURSDAY,
    TUESDAY,
    Agreed,
    Minutes,
    Promise,
    Talk,
)

KIND, DECIDED = Speech.Kind, Decision.Kind
HEAD = "kepala-dinas-contoh-pemberdayaan-warga"
PLANNER = "kepala-badan-contoh-perencanaan-kota"
SERVICE = "dinas-contoh-pemberdayaan"
PLANNING = "badan-contoh-perencanaan"
FAMILIES = "tp-pkk-contoh-kota-magelang"

CITY_MEETINGS = [
    Minutes(
        slug="forum-kemitraan-peta-lembaga",
        forum="forum-contoh-kemitraan",
        name="Forum Kemitraan Contoh: Peta Lembaga dan Pelatihan Pengurus",
        days=-338,
        weekday=THURSDAY,
        hours=("09.00", "11.45"),
        area="33.71",
        organizer=SERVICE,
        location="Pendopo Contoh Kota Magelang",
        classification=Meeting.Classification.FORUM,
        abstract="Lembaga aktif di tiap kelurahan dipetakan dan pengurus baru dilatih mencatat.",
        summary=(
            "Peta lembaga aktif disusun bersama; pengurus baru dilatih administrasi.",
            "Dinas Contoh Pemberdayaan Warga bersama LPMK dan TP PKK contoh.",
            "Pelatihan paling lambat {1}, peta paling lambat {0}.",
        ),
        agenda=[
            ("Pembukaan dan doa", "09.00", "09.15"),
            ("Arahan dan paparan", "09.15", "10.15"),
            [
                ("Arah pemberdayaan tahun ini", "09.15", "09.35"),
                ("Cara memetakan lembaga", "09.35", "10.15", "Borang satu halaman dibagikan."),
            ],
            ("Diskusi dan tanya jawab", "10.15", "11.20"),
            ("Kesepakatan dan penutup", "11.20", "11.45"),
        ],
        invited=[("lpmk", "ketua", "33.71"), ("pkk", "ketua", "33.71")],
        posts=[
            "ketua-karang-taruna-contoh-kota-magelang",
            "kepala-dinas-contoh-kebersihan-dan-taman",
        ],
        roll="hhwhhhihhhthhdhhs",
        walk_ins=[("Bagas Arya Seta", "Mahasiswa pendamping", "Kampus Contoh")],
        groups=[("Kader pemberdayaan masyarakat contoh", 12)],
        talks=[
            Talk(
                HEAD,
                KIND.DIRECTION,
                [
                    "Setiap lembaga perlu tercatat: siapa pengurusnya, sampai kapan, dan apa "
                    "kegiatannya.",
                    "Catatan yang rapi memudahkan warga tahu harus bertanya kepada siapa.",
                    "Pelatihan diberikan kepada pengurus baru, bukan hanya ketua.",
                ],
                item=2,
                at="09.15",
                until="09.35",
            ),
            Talk(
                PLANNER,
                KIND.PRESENTATION,
                [
                    "Borang pemetaan cukup satu halaman dan dapat diisi lewat telepon genggam.",
                    "Data lama dicocokkan dengan SK terakhir, bukan dengan ingatan.",
                ],
                item=3,
                at="09.35",
                until="10.10",
            ),
            Talk(
                "ketua-lpmk-contoh-tidar-selatan",
                KIND.QUESTION,
                ["Bagaimana mencatat lembaga yang SK-nya habis tetapi kegiatannya masih jalan?"],
                item=4,
                at="10.20",
                until="10.24",
            ),
            Talk(
                HEAD,
                KIND.ANSWER,
                ["Dicatat apa adanya: kegiatan berjalan, masa bakti berakhir, dan perlu SK baru."],
                item=4,
                at="10.24",
                until="10.28",
            ),
            Talk(
                "ketua-tp-pkk-contoh-kota-magelang",
                KIND.RESPONSE,
                [
                    "TP PKK contoh siap meminjamkan kader untuk mendata.",
                    "Mohon bahan pelatihan dibuat sederhana dan bergambar.",
                ],
                item=4,
                at="10.30",
                until="10.38",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.DECISION,
                "Borang pemetaan lembaga satu halaman dipakai di seluruh kelurahan.",
                PLANNING,
                item=5,
                talk=1,
            ),
            Agreed(
                DECIDED.AGREEMENT,
                "Setiap LPMK menunjuk satu orang sebagai juru catat lembaga.",
                SERVICE,
                item=5,
                talk=0,
            ),
            Agreed(
                DECIDED.RECOMMENDATION,
                "Bahan pelatihan dibuat sederhana, bergambar, dan dapat dicetak hitam putih.",
                SERVICE,
                item=4,
                talk=4,
            ),
        ],
        promises=[
            Promise(
                "Menyusun peta lembaga aktif di tiap kelurahan.",
                "kelurahan yang petanya lengkap",
                ("0", "17"),
                "kelurahan",
                -70,
                PLANNING,
                co=(SERVICE,),
                agreed=0,
                measurement="borang yang sudah disetujui pengurus lembaga",
            ),
            Promise(
                "Melatih pengurus baru membuat notula dan daftar hadir.",
                "pengurus yang dilatih",
                ("0", "60"),
                "orang",
                -200,
                SERVICE,
                co=(FAMILIES,),
                talk=0,
            ),
            Promise(
                "Mencetak buku saku administrasi lembaga.",
                "buku saku yang dibagikan",
                ("0", "150"),
                "buku",
                -100,
                SERVICE,
                agreed=2,
            ),
        ],
        scene=(
            "circle",
            "Peserta duduk melingkar",
            "Gambar bertuliskan CONTOH: tujuh orang duduk melingkar, di belakangnya bukit hijau.",
        ),
        has_invitation=True,
        chair=HEAD,
    ),
    Minutes(
        slug="forum-kemitraan-tengah-tahun",
        forum="forum-contoh-kemitraan",
        name="Forum Kemitraan Contoh: Menagih Janji Tengah Tahun",
        days=-96,
        weekday=TUESDAY,
        hours=("09.00", "12.00"),
        area="33.71",
        organizer=PLANNING,
        location="Pendopo Contoh Kota Magelang",
        classification=Meeting.Classification.FORUM,
        abstract="Janji setengah tahun dibaca satu per satu; yang tertunda diberi tenggat baru.",
        summary=(
            "Laporan kemajuan ditulis tiap bulan; pengurus yang habis masa bakti diganti.",
            "Badan Contoh Perencanaan Kota dan pengurus lembaga contoh.",
            "Laporan pertama {0}; pergantian pengurus {1}.",
        ),
        agenda=[
            ("Pembukaan", "09.00", "09.10"),
            ("Pembacaan janji", "09.10", "10.20"),
            ("Tanya jawab", "10.20", "11.30"),
            ("Kesepakatan", "11.30", "12.00"),
        ],
        invited=[
            ("lpmk", "ketua", "33.71"),
            ("pkk", "ketua", "33.71"),
            ("karang-taruna", "ketua", "33.71"),
        ],
        posts=["ketua-tp-pkk-contoh-kota-magelang", "kepala-dinas-contoh-kebersihan-dan-taman"],
        roll="hhhwhhithhhhdhhhshhw",
        walk_ins=[("Maheswari", "Warga", "RW 05 Contoh Gelangan")],
        talks=[
            Talk(
                PLANNER,
                KIND.PRESENTATION,
                [
                    "Janji yang selesai diceritakan dengan angka, yang tertunda dengan alasannya.",
                    "Peta lembaga baru lengkap di sebagian kelurahan.",
                ],
                item=1,
                at="09.10",
                until="10.00",
            ),
            Talk(
                "ketua-lpmk-contoh-gelangan",
                KIND.QUESTION,
                ["Siapa yang menagih bila sebuah janji lewat tenggat?"],
                item=2,
                at="10.25",
                until="10.28",
            ),
            Talk(
                HEAD,
                KIND.ANSWER,
                [
                    "Forum ini yang menagih, dan warga dapat membacanya sendiri di portal.",
                    "Penanggung jawab menulis laporan setiap bulan, walau hanya satu kalimat.",
                ],
                text=(
                    "Terima kasih atas pertanyaannya. Selama ini janji sering berhenti di "
                    "notula.\n\n"
                    "Mulai sekarang setiap janji punya penanggung jawab, ukuran, dan tenggat. "
                    "Kalau lewat tenggat, tulis saja lewat tenggat, lalu sebutkan sebabnya.\n\n"
                    "Yang tidak boleh adalah diam."
                ),
                item=2,
                at="10.28",
                until="10.36",
                fidelity=Speech.Fidelity.VERBATIM,
                source="Rekaman suara contoh (fiktif)",
            ),
        ],
        agreed=[
            Agreed(
                DECIDED.DECISION,
                "Laporan kemajuan ditulis penanggung jawab sekali sebulan.",
                PLANNING,
                item=3,
                talk=2,
            ),
            Agreed(
                DECIDED.AGREEMENT,
                "Lembaga yang masa baktinya habis mengadakan musyawarah dalam dua bulan.",
                SERVICE,
                item=3,
            ),
        ],
        promises=[
            Promise(
                "Menulis laporan kemajuan bulanan untuk tiap janji.",
                "janji yang punya laporan",
                ("0", "30"),
                "janji",
                10,
                PLANNING,
                agreed=0,
            ),
            Promise(
                "Mendampingi musyawarah pergantian pengurus.",
                "lembaga yang sudah bermusyawarah",
                ("1", "6"),
                "lembaga",
                40,
                SERVICE,
                co=("lpmk-contoh-cacaban",),
                agreed=1,
            ),
            Promise(
                "Menempel ringkasan keputusan di papan pengumuman kelurahan.",
                "papan pengumuman yang terisi",
                ("3", "17"),
                "papan",
                -38,
                PLANNING,
                talk=2,
            ),
            Promise(
                "Membuka meja tanya janji pada setiap forum.",
                "forum yang membuka meja tanya",
                ("0", "2"),
                "forum",
                33,
                "dinas-contoh-pemberdayaan",
                talk=2,
            ),
        ],
        has_invitation=True,
        chair=PLANNER,
    ),
    Minutes(
        slug="forum-kemitraan-akhir-tahun",
        forum="forum-contoh-kemitraan",
        name="Forum Kemitraan Contoh: Rencana Tahun Depan",
        days=24,
        weekday=THURSDAY,
        hours=("09.00", "12.00"),
        area="33.71",
        organizer=SERVICE,
        location="Pendopo Contoh Kota Magelang",
        classification=Meeting.Classification.FORUM,
        status=Meeting.Status.PLANNED,
        abstract="Janji yang belum selesai dibahas, lalu rencana tahun depan disusun bersama.",
        agenda=[
            ("Pembukaan dan doa", "09.00", "09.15"),
            ("Janji yang belum selesai", "09.15", "10.30"),
            ("Usul lembaga untuk tahun depan", "10.30", "11.45"),
        ],
        invited=[("lpmk", "ketua", "33.71"), ("pkk", "ketua", "33.71")],
        posts=[HEAD, PLANNER],
        roll="-",
        has_invitation=True,
    ),
]
