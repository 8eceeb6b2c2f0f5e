"""The tables of the open data: what a row is, which columns it has, and what each of them says.

The codes of a document stay codes here; what they mean stands in the words of their column.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import rows
from .filters import Asked

SHAPE = 2  # raise it when a column changes, so that no kept copy passes for the new table


class Column(NamedTuple):
    """One column: its name in the file, the type of its values, and what it says."""

    name: str
    type: str  # text, url, integer, number, boolean, date, time, datetime
    words: Any
    codes: tuple[str, ...] = ()  # all that may stand there, where that is a closed list


class Dataset(NamedTuple):
    """One table. Its name is its address: /data/pertemuan.csv."""

    name: str
    title: Any
    description: Any
    unit: Any  # what one row is
    page: str  # the list that shows the same, by URL name
    counted: str  # the kind whose tally counts the rows; empty where nobody counts them
    kind: str  # of the documents that the rows are read from
    filters: tuple[str, ...]
    columns: tuple[Column, ...]
    read: Callable[[Asked, str], Iterator[rows.Row]]


# ------------------------------------------------------------------------------------- the columns
ADDRESS = Column("alamat", "url", _("Halaman portal tentang baris ini"))
AREA_CODE = Column("kode_wilayah", "text", _("Kode wilayah Kementerian Dalam Negeri"))
AREA = Column("wilayah", "text", _("Nama wilayah"))
EXAMPLE = Column("contoh", "boolean", _("Benar bila barisnya fiktif, untuk peragaan"))
SOURCE = Column("sumber", "text", _("Asal keterangan"))
KEY = Column("id", "text", _("Pengenal yang tidak pernah berubah"))
ANCHOR = Column("id", "text", _("Pengenal bagian di halaman pertemuannya"))
SEAL = (
    Column("versi", "integer", _("Versi terbitan; lebih dari 1 berarti pernah diralat")),
    Column("terbit", "datetime", _("Kapan versi ini terbit (UTC)")),
    Column("segel", "text", _("Segel terbitan, untuk diperiksa keasliannya")),
)
OF_MEETING = (
    Column("pertemuan", "text", _("Judul pertemuannya")),
    Column("alamat_pertemuan", "url", _("Halaman pertemuannya")),
    Column("tanggal", "date", _("Hari pertemuan")),
)
COUNTS = (
    Column("diundang", "integer", _("Jumlah yang diundang; kosong bila belum dicatat")),
    Column("hadir", "integer", _("Jumlah yang hadir sendiri")),
    Column("diwakili", "integer", _("Jumlah yang diwakili")),
    Column("tidak_hadir", "integer", _("Jumlah yang tidak hadir")),
    Column("belum_dicatat", "integer", _("Jumlah yang kehadirannya belum dicatat")),
)
OWNER = Column("penanggung_jawab", "text", _("Siapa yang mengerjakan"))
PRECISIONS = ("day", "month", "year")
CAPACITY = Column(
    "kapasitas", "text", _("Kode kapasitas"), ("definitif", "plt", "plh", "pj", "pjs")
)

MEETING_COLUMNS = (
    KEY,
    ADDRESS,
    Column("judul", "text", _("Judul pertemuan")),
    Column("tanggal", "date", _("Hari pertemuan")),
    Column("mulai", "time", _("Jam mulai (WIB)")),
    Column("selesai", "time", _("Jam selesai (WIB)")),
    Column("tempat", "text", _("Tempat pertemuan")),
    Column("forum", "text", _("Forum yang bertemu")),
    Column("nomor", "integer", _("Pertemuan ke berapa pada tahun itu")),
    Column("jenis", "text", _("Kode jenis pertemuan"), ("forum", "rakor", "rembuk", "pencanangan")),
    Column("keadaan", "text", _("Kode keadaan"), ("planned", "held", "cancelled")),
    AREA_CODE,
    AREA,
    Column("penyelenggara", "text", _("Siapa yang menyelenggarakan")),
    Column("ringkasan", "text", _("Ringkasan satu kalimat")),
    *COUNTS,
    Column("jumlah_sambutan", "integer", _("Jumlah sambutan yang tercatat")),
    Column("jumlah_keputusan", "integer", _("Jumlah keputusan yang tercatat")),
    Column("jumlah_tindak_lanjut", "integer", _("Jumlah janji yang tercatat")),
    EXAMPLE,
    *SEAL,
)
SPEECH_COLUMNS = (
    ANCHOR,
    ADDRESS,
    Column("pembicara", "text", _("Nama pembicara, seperti tercatat hari itu")),
    Column("jabatan", "text", _("Jabatannya hari itu")),
    CAPACITY,
    Column("lembaga", "text", _("Lembaganya hari itu")),
    Column(
        "jenis",
        "text",
        _("Kode jenis ucapan"),
        ("sambutan", "arahan", "paparan", "tanggapan", "pertanyaan", "jawaban", "narasi"),
    ),
    Column(
        "bentuk_catatan", "text", _("Kode bentuk catatan"), ("verbatim", "ringkasan", "siaran-pers")
    ),
    Column("pokok", "text", _("Pokok-pokok, satu setiap baris")),
    Column("teks", "text", _("Teks, satu paragraf setiap baris")),
    SOURCE,
    *OF_MEETING,
    EXAMPLE,
)
DECISION_COLUMNS = (
    ANCHOR,
    ADDRESS,
    Column("jenis", "text", _("Kode jenis keputusan"), ("keputusan", "kesepakatan", "rekomendasi")),
    Column("nomor", "integer", _("Nomor urut dalam jenisnya")),
    Column("isi", "text", _("Isi keputusan")),
    OWNER,
    *OF_MEETING,
    EXAMPLE,
)
PROMISE_COLUMNS = (
    ANCHOR,
    ADDRESS,
    Column("janji", "text", _("Apa yang dijanjikan")),
    Column("ukuran", "text", _("Apa yang diukur")),
    Column("cara_mengukur", "text", _("Bagaimana mengukurnya")),
    Column("nilai_awal", "number", _("Nilai ketika dijanjikan")),
    Column("sasaran", "number", _("Nilai yang dijanjikan")),
    Column("satuan", "text", _("Satuan kedua nilai itu")),
    Column("arah", "text", _("Arah yang baik"), ("naik", "turun")),
    Column("tenggat", "date", _("Kapan harus selesai")),
    Column(
        "keadaan", "text", _("Kode akhir; kosong bila masih berjalan"), ("selesai", "dihentikan")
    ),
    Column("nilai_terakhir", "number", _("Nilai menurut laporan terakhir")),
    Column("persen", "integer", _("Persen jalan dari nilai awal ke sasaran")),
    Column("laporan_terakhir", "date", _("Tanggal laporan terakhir")),
    Column("diubah", "boolean", _("Benar bila sasaran atau tenggatnya pernah diubah")),
    Column("alamat_laporan", "url", _("Halaman laporan kemajuannya")),
    OWNER,
    Column("alamat_lembaga", "url", _("Halaman lembaga penanggung jawab")),
    Column("bersama", "text", _("Siapa lagi yang ikut mengerjakan")),
    *OF_MEETING[:2],
    EXAMPLE,
    *SEAL,
)
REPORT_COLUMNS = (
    ANCHOR,
    ADDRESS,
    Column("janji", "text", _("Apa yang dijanjikan")),
    OWNER,
    Column("tanggal_laporan", "date", _("Tanggal laporan")),
    Column(
        "jenis", "text", _("Kode jenis laporan"), ("kemajuan", "selesai", "diubah", "dihentikan")
    ),
    Column("nilai", "number", _("Nilai yang dicapai")),
    Column("satuan", "text", _("Satuan kedua nilai itu")),
    Column("catatan", "text", _("Isi laporan")),
    Column("sasaran_lama", "number", _("Sasaran sebelum diubah")),
    Column("sasaran_baru", "number", _("Sasaran sesudah diubah")),
    Column("tenggat_lama", "date", _("Tenggat sebelum diubah")),
    Column("tenggat_baru", "date", _("Tenggat sesudah diubah")),
    Column("bukti", "url", _("Tautan bukti")),
    *OF_MEETING[:2],
    EXAMPLE,
    *SEAL,
)
ORGANIZATION_COLUMNS = (
    KEY,
    ADDRESS,
    Column("nama", "text", _("Nama lembaga")),
    Column("singkatan", "text", _("Singkatan nama")),
    Column("nama_lain", "text", _("Ejaan dan nama lain dalam sumber")),
    Column("jenis", "text", _("Kode jenis lembaga")),
    Column("nama_jenis", "text", _("Nama jenis lembaga")),
    Column("sektor", "text", _("Kode sektor"), ("government", "community")),
    AREA_CODE,
    AREA,
    Column("induk", "text", _("Lembaga induk")),
    Column("berdiri", "date", _("Hari dibentuk")),
    Column("bubar", "date", _("Hari dibubarkan")),
    Column("pengurus_tercatat", "boolean", _("Benar bila pengurusnya sudah dicatat")),
    SOURCE,
    EXAMPLE,
    *SEAL,
)
MEMBERSHIP_COLUMNS = (
    Column("lembaga", "text", _("Nama lembaga")),
    Column("alamat_lembaga", "url", _("Halaman lembaganya")),
    AREA_CODE,
    Column("jabatan", "text", _("Nama jabatan")),
    Column("nama", "text", _("Nama pemegang jabatan")),
    Column("alamat_orang", "url", _("Halaman orangnya")),
    CAPACITY,
    Column("mulai", "date", _("Hari mulai menjabat")),
    Column("ketelitian_mulai", "text", _("Seteliti apa hari itu diketahui"), PRECISIONS),
    Column("selesai", "date", _("Hari terakhir menjabat; kosong bila belum berakhir")),
    Column("ketelitian_selesai", "text", _("Seteliti apa hari itu diketahui"), PRECISIONS),
    Column("nomor_sk", "text", _("Nomor surat keputusan")),
    Column("tanggal_sk", "date", _("Tanggal surat keputusan")),
    SOURCE,
    EXAMPLE,
)
AREA_COLUMNS = (
    AREA_CODE,
    ADDRESS,
    Column("nama", "text", _("Nama tanpa tingkatnya")),
    Column("jenis", "text", _("Kode tingkat"), ("kota", "kecamatan", "kelurahan")),
    Column("kode_induk", "text", _("Kode wilayah di atasnya")),
    Column("kode_bps", "text", _("Kode wilayah Badan Pusat Statistik")),
    Column("kode_pos", "text", pgettext_lazy("alamat", "Kode pos")),
    Column("luas_km2", "number", _("Luas dalam kilometer persegi")),
    SOURCE,
    *SEAL,
)
AWARD_COLUMNS = (
    Column("tahun", "integer", _("Tahun penghargaan")),
    Column("putaran", "text", _("Nama putaran penghargaan")),
    Column("lomba", "text", _("Nama lomba")),
    ADDRESS,
    Column("juara", "text", _("Gelar yang diraih; kosong bila tidak meraih gelar")),
    Column("peringkat", "integer", _("Peringkat menurut nilai")),
    Column("nama", "text", _("Nama peserta")),
    AREA_CODE,
    Column("nilai", "number", _("Nilai akhir")),
    Column("penjelasan", "text", _("Mengapa peringkatnya demikian")),
    EXAMPLE,
    *SEAL,
)

OF_MEETINGS = ("tahun", "wilayah", "lembaga", "orang", "forum")
DATASETS: dict[str, Dataset] = {
    made.name: made
    for made in (
        Dataset(
            "pertemuan",
            _("Pertemuan"),
            _("Setiap pertemuan yang terbit, dengan hari, tempat, dan angka kehadirannya."),
            _("satu pertemuan"),
            "meeting_list", "meeting", "meeting", OF_MEETINGS, MEETING_COLUMNS, rows.meeting_rows,
        ),
        Dataset(
            "kehadiran",
            _("Kehadiran per kelurahan"),
            _("Berapa yang diundang dan berapa yang datang dari setiap kelurahan."),
            _("satu kelurahan dalam satu pertemuan"),
            "meeting_list", "", "meeting", OF_MEETINGS,
            (*OF_MEETING, AREA_CODE, *COUNTS, EXAMPLE), rows.attendance_rows,
        ),
        Dataset(
            "sambutan",
            _("Sambutan dan tanggapan"),
            _("Siapa berbicara dalam setiap pertemuan, sebagai apa, dan pokok ucapannya."),
            _("satu ucapan"),
            "meeting_list", "", "meeting", OF_MEETINGS, SPEECH_COLUMNS, rows.speech_rows,
        ),
        Dataset(
            "keputusan",
            _("Keputusan dan kesepakatan"),
            _("Apa yang diputuskan, disepakati, atau direkomendasikan dalam setiap pertemuan."),
            _("satu keputusan"),
            "meeting_list", "decision", "meeting", OF_MEETINGS,
            DECISION_COLUMNS, rows.decision_rows,
        ),
        Dataset(
            "tindak-lanjut",
            _("Tindak lanjut"),
            _("Setiap janji dari pertemuan: ukuran, sasaran, tenggat, dan penanggung jawabnya."),
            _("satu janji"),
            "commitment_list", "commitment", "meeting",
            ("tahun", "wilayah", "lembaga", "keadaan"), PROMISE_COLUMNS, rows.promise_rows,
        ),
        Dataset(
            "laporan",
            _("Laporan kemajuan"),
            _("Apa yang dilaporkan penanggung jawab setiap janji, sesudah diterima pemeriksa."),
            _("satu laporan"),
            "commitment_list", "", "progress", ("tahun", "wilayah", "lembaga"),
            REPORT_COLUMNS, rows.report_rows,
        ),
        Dataset(
            "lembaga",
            _("Lembaga"),
            _("Lembaga kemasyarakatan dan kantor pemerintah yang terbit."),
            _("satu lembaga"),
            "organization_list", "organization", "organization",
            ("wilayah", "jenis", "pengurus", "orang"), ORGANIZATION_COLUMNS, rows.organization_rows,
        ),
        Dataset(
            "pengurus",
            _("Pengurus lembaga"),
            _("Siapa memegang jabatan apa, dari kapan sampai kapan, menurut surat keputusan mana."),
            _("satu masa jabatan satu orang"),
            "organization_list", "", "organization",
            ("wilayah", "jenis", "orang"), MEMBERSHIP_COLUMNS, rows.membership_rows,
        ),
        Dataset(
            "wilayah",
            pgettext_lazy("daftar", "Wilayah"),
            _("Kota, kecamatan, dan kelurahan dengan kode resminya."),
            _("satu wilayah"),
            "area_list", "area", "area", ("wilayah",), AREA_COLUMNS, rows.area_rows,
        ),
        Dataset(
            "penghargaan",
            _("Penghargaan"),
            _("Peserta setiap lomba yang sudah diumumkan, dengan nilai dan gelarnya."),
            _("satu peserta dalam satu lomba"),
            "award_list", "", "award_result", ("tahun", "wilayah", "lembaga"),
            AWARD_COLUMNS, rows.award_rows,
        ),
    )
}  # fmt: skip
