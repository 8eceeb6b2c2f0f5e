"""What is read of meetings, then what the office does with them."""

from django.urls import path

from publications import public as publications

from . import akoma_ntoso, papers, participation, public
from .office import attendance, desk, progress, release, rows, sections, start, workflow

MEETING, PROGRESS = {"kind": "meeting"}, {"kind": "progress"}

public_urls: list = [
    path("pertemuan/", public.meeting_list, name="meeting_list"),
    path("pertemuan/<slug:slug>/", public.meeting_detail, name="meeting_detail"),
    path("pertemuan/<slug:slug>.json", publications.document_json, MEETING, name="meeting_json"),
    path("pertemuan/<slug:slug>.pdf", papers.meeting_pdf, name="meeting_pdf"),
    path("pertemuan/<slug:slug>.akn.xml", akoma_ntoso.meeting_akn, name="meeting_akn"),
    path("pertemuan/<slug:slug>/riwayat/", publications.history, MEETING, name="meeting_history"),
    path(
        "pertemuan/<slug:slug>/riwayat/<int:old>-<int:new>/",
        publications.compare,
        MEETING,
        name="meeting_compare",
    ),
    path("keaktifan/", participation.participation, name="participation"),
    path("tindak-lanjut/", public.commitment_list, name="commitment_list"),
    path("tindak-lanjut/<slug:slug>/", public.progress_detail, name="progress_detail"),
    path(
        "tindak-lanjut/<slug:slug>.json", publications.document_json, PROGRESS, name="progress_json"
    ),
    path(
        "tindak-lanjut/<slug:slug>/riwayat/",
        publications.history,
        PROGRESS,
        name="progress_history",
    ),
    path(
        "tindak-lanjut/<slug:slug>/riwayat/<int:old>-<int:new>/",
        publications.compare,
        PROGRESS,
        name="progress_compare",
    ),
]

# The road of a record: the start page, check, review, publish, correct.
workflow_urls = [
    path("", start.office, name="office"),
    path("pertemuan/", start.office_meeting_list, name="office_meeting_list"),
    path("pertemuan/baru/", start.meeting_create, name="meeting_create"),
    path("pertemuan/<uuid:pk>/periksa/", workflow.meeting_check, name="meeting_check"),
    path("pertemuan/<uuid:pk>/pratinjau/", workflow.meeting_preview, name="meeting_preview"),
    path(
        "pertemuan/<uuid:pk>/pratinjau/<slug:sha256>.<slug:extension>",
        workflow.meeting_file,
        name="meeting_file",
    ),
    path("pertemuan/<uuid:pk>/ambil-kembali/", workflow.meeting_recall, name="meeting_recall"),
    path("pertemuan/<uuid:pk>/ralat/", workflow.meeting_reopen, name="meeting_reopen"),
    path("pertemuan/<uuid:pk>/tarik/", workflow.meeting_withdraw, name="meeting_withdraw"),
    path("periksa/", workflow.review_list, name="review_list"),
    path("periksa/<uuid:pk>/", workflow.meeting_review, name="meeting_review"),
    path("periksa/<uuid:pk>/terbitkan/", workflow.meeting_publish, name="meeting_publish"),
    path("periksa/<uuid:pk>/jadwal/", release.meeting_schedule, name="meeting_schedule"),
    path("periksa/<uuid:pk>/jadwal/batal/", release.meeting_unschedule, name="meeting_unschedule"),
]

# The desk: one page per section, each row saved by itself.
desk_urls = [
    path("pertemuan/<uuid:pk>/pokok/", desk.desk_basics, name="desk_basics"),
    path("pertemuan/<uuid:pk>/undangan/", attendance.desk_invitation, name="desk_invitation"),
    path("pertemuan/<uuid:pk>/acara/", sections.desk_agenda, name="desk_agenda"),
    path("pertemuan/<uuid:pk>/kehadiran/", attendance.desk_attendance, name="desk_attendance"),
    path("pertemuan/<uuid:pk>/kehadiran/datang/", attendance.desk_walk_in, name="desk_walk_in"),
    path(
        "pertemuan/<uuid:pk>/kehadiran/semua-hadir/",
        attendance.desk_all_present,
        name="desk_all_present",
    ),
    path(
        "pertemuan/<uuid:pk>/kehadiran/sapaan/",
        attendance.desk_greetings,
        name="desk_greetings",
    ),
    path("pertemuan/<uuid:pk>/sambutan/", sections.desk_speeches, name="desk_speeches"),
    path(
        "pertemuan/<uuid:pk>/sambutan/<uuid:key>/selesai/",
        attendance.desk_speech_end,
        name="desk_speech_end",
    ),
    path("pertemuan/<uuid:pk>/keputusan/", sections.desk_decisions, name="desk_decisions"),
    path("pertemuan/<uuid:pk>/tindak-lanjut/", sections.desk_commitments, name="desk_commitments"),
    path("pertemuan/<uuid:pk>/berkas/", sections.desk_files, name="desk_files"),
    path("pertemuan/<uuid:pk>/berkas/<uuid:key>/", sections.desk_file, name="desk_file"),
    path("pertemuan/<uuid:pk>/catatan/<uuid:key>/", desk.desk_remark, name="desk_remark"),
    path("pertemuan/<uuid:pk>/baris/<slug:word>/<uuid:key>/", rows.desk_row, name="desk_row"),
    path(
        "pertemuan/<uuid:pk>/baris/<slug:word>/<uuid:key>/hapus/",
        rows.desk_row_delete,
        name="desk_row_delete",
    ),
    path(
        "pertemuan/<uuid:pk>/baris/<slug:word>/<uuid:key>/geser/",
        rows.desk_row_move,
        name="desk_row_move",
    ),
]

# What becomes of promises.
progress_urls = [
    path("tindak-lanjut/", progress.office_commitment_list, name="office_commitment_list"),
    path("tindak-lanjut/<uuid:pk>/", progress.commitment_desk, name="commitment_desk"),
    path("tindak-lanjut/laporan/<uuid:pk>/", progress.progress_review, name="progress_review"),
]

# What the press opens before a meeting is out; the token is the key.
press_urls: list = [
    path("<str:token>/", release.press_preview, name="press_preview"),
    path("<str:token>/<slug:sha256>.<slug:extension>", release.press_file, name="press_file"),
]

office_urls: list = [*workflow_urls, *desk_urls, *progress_urls]
