"""What is read of awards, then what the office and the jury do with them."""

from django.urls import include, path

from .office import activities, dossier, jury, paper, papers, sheets
from .public_urls import public_urls  # noqa: F401

# The log of gotong royong.
activity_urls: list = [
    path("kegiatan/", activities.activity_list, name="activity_list"),
    path("kegiatan/baru/", activities.activity_create, name="activity_create"),
    path("kegiatan/<uuid:pk>/", activities.activity_edit, name="activity_edit"),
    path("kegiatan/<uuid:pk>/hapus/", activities.activity_delete, name="activity_delete"),
    path("kegiatan/foto/<uuid:pk>/", activities.activity_photo, name="activity_photo"),
    path(
        "kegiatan/foto/<uuid:pk>/hapus/",
        activities.activity_photo_delete,
        name="activity_photo_delete",
    ),
    path("kegiatan/foto/<uuid:pk>/gambar/", activities.activity_picture, name="activity_picture"),
]

# What speaks for a nominee: kept by the office …
NOMINEE = "penghargaan/berkas/<uuid:pk>/"
dossier_urls: list = [
    path("penghargaan/berkas/", dossier.dossier_list, name="dossier_list"),
    path(NOMINEE, dossier.nominee_dossier, name="nominee_dossier"),
    path(f"{NOMINEE}buku-bukti.pdf", dossier.evidence_book, name="evidence_book"),
    path(f"{NOMINEE}foto/<slug:sha256>/", dossier.nominee_picture, name="nominee_picture"),
    path(
        f"{NOMINEE}variabel/<uuid:criterion>/bukti/",
        dossier.evidence_create,
        name="evidence_create",
    ),
    path(f"{NOMINEE}bukti/<uuid:key>/", dossier.evidence_edit, name="evidence_edit"),
    path(f"{NOMINEE}bukti/<uuid:key>/hapus/", dossier.evidence_delete, name="evidence_delete"),
    path(f"{NOMINEE}bukti/<uuid:key>/berkas/", dossier.evidence_file, name="evidence_file"),
]
# … and read by the jury.
jury_dossier_urls: list = [
    path("berkas/<uuid:pk>/", dossier.jury_dossier, name="jury_dossier"),
    path("berkas/<uuid:pk>/buku-bukti.pdf", dossier.jury_dossier_book, name="jury_dossier_book"),
    path(
        "berkas/<uuid:pk>/foto/<slug:sha256>/",
        dossier.jury_dossier_picture,
        name="jury_dossier_picture",
    ),
    path(
        "berkas/<uuid:pk>/bukti/<uuid:key>/berkas/",
        dossier.jury_dossier_file,
        name="jury_dossier_file",
    ),
]

# The jury, the same pages for an account (/kantor/juri/) and for a personal link (/juri/).
jury_urls: list = [
    path("", jury.jury, name="jury"),
    path("lembar/<uuid:pk>/", sheets.jury_sheet, name="jury_sheet"),
    path("lembar/<uuid:pk>/nilai/<uuid:key>/", sheets.jury_score, name="jury_score"),
    path("lembar/<uuid:pk>/catatan/", sheets.jury_note, name="jury_note"),
    path("lembar/<uuid:pk>/tanda-tangan/", sheets.jury_sign, name="jury_sign"),
    path("peserta/<uuid:pk>/hubungan/", jury.jury_relation, name="jury_relation"),
    path("tahap/<uuid:pk>/kelengkapan/", jury.jury_completeness, name="jury_completeness"),
    path("tahap/<uuid:pk>/sebaran/", jury.jury_spread, name="jury_spread"),
    *jury_dossier_urls,
]
jury_link_urls: list = [
    *jury_urls,
    path("keluar/", jury.jury_leave, name="jury_leave"),
    path("<str:token>/", jury.jury_link, name="jury_link"),
]

# What jurors wrote on paper, typed in by two.
paper_urls: list = [
    path("penghargaan/lembar/", paper.paper_list, name="paper_list"),
    path("penghargaan/lembar/<uuid:pk>/ketik/", paper.paper_type, name="paper_type"),
    path("penghargaan/lembar/<uuid:pk>/sahkan/", paper.paper_sign, name="paper_sign"),
    path("penghargaan/lembar/<uuid:pk>/ulang/", paper.paper_restart, name="paper_restart"),
]

# What the secretary prints.
print_urls: list = [
    path("tahap/<uuid:pk>/berita-acara.pdf", papers.stage_minutes, name="stage_minutes"),
    path("tahap/<uuid:pk>/lembar-nilai.pdf", papers.score_sheets, name="score_sheets"),
    path("lomba/<uuid:pk>/berita-acara.pdf", papers.plenary_minutes, name="plenary_minutes"),
    path("lomba/<uuid:pk>/piagam.zip", papers.contest_certificates, name="contest_certificates"),
    path("putaran/<uuid:pk>/piagam.zip", papers.round_certificates, name="round_certificates"),
]

office_urls: list = [
    path("penghargaan/", include(print_urls)),
    *activity_urls,
    *dossier_urls,
    path("juri/", include(jury_urls)),
    *paper_urls,
]
