"""What is read of awards: rounds, results, commitments, certificates, honours of a place."""

from django.urls import URLPattern, path

from organizations.urls import AreaCode  # noqa: F401 - registers <area_code:…>
from publications.public import compare, document_json, history

from . import papers, public


def sealed(kind: str, folder: str) -> list[URLPattern]:
    """What every published record has beside its page: document, versions, differences."""
    of = {"kind": kind}
    versions = f"{folder}/<slug:slug>/riwayat/"
    return [
        path(f"{folder}/<slug:slug>.json", document_json, of, f"{kind}_json"),
        path(versions, history, of, f"{kind}_history"),
        path(f"{versions}<int:old>-<int:new>/", compare, of, f"{kind}_compare"),
    ]


public_urls: list = [
    path("penghargaan/", public.award_list, name="award_list"),
    path("penghargaan/hasil/<slug:slug>/", public.award_result_detail, name="award_result_detail"),
    path("penghargaan/hasil/<slug:slug>.pdf", papers.result_paper, name="award_result_pdf"),
    *sealed("award_result", "penghargaan/hasil"),
    path(
        "penghargaan/komitmen/<slug:slug>/",
        public.award_commitment_detail,
        name="award_commitment_detail",
    ),
    *sealed("award_commitment", "penghargaan/komitmen"),
    path("penghargaan/wilayah/<area_code:slug>/", public.award_area, name="award_area"),
    path("penghargaan/<slug:slug>/", public.award_round_detail, name="award_round_detail"),
    *sealed("award_round", "penghargaan"),
    path("piagam/<slug:slug>/", public.certificate_detail, name="certificate_detail"),
    path("piagam/<slug:slug>.pdf", papers.certificate_paper, name="certificate_pdf"),
    *sealed("certificate", "piagam"),
]
