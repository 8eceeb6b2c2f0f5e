from django.urls import path, register_converter
from django.urls.converters import StringConverter

from publications.public import compare, document_json, history

from . import public
from .office import boards, decrees, institutions, people, publishing, reports

ORGANIZATION, PERSON, AREA = {"kind": "organization"}, {"kind": "person"}, {"kind": "area"}


class AreaCode(StringConverter):
    """A code of the Ministry of Home Affairs: 33.71.01.1003."""

    regex = r"[0-9]{2}(?:\.[0-9]{2,4})*"


register_converter(AreaCode, "area_code")

public_urls: list = [
    path("lembaga/", public.organization_list, name="organization_list"),
    path("lembaga/<slug:slug>/", public.organization_detail, name="organization_detail"),
    path("lembaga/<slug:slug>.json", document_json, ORGANIZATION, "organization_json"),
    path("lembaga/<slug:slug>/riwayat/", history, ORGANIZATION, "organization_history"),
    path(
        "lembaga/<slug:slug>/riwayat/<int:old>-<int:new>/",
        compare,
        ORGANIZATION,
        "organization_compare",
    ),
    path("orang/", public.person_list, name="person_list"),
    path("orang/<slug:slug>/", public.person_detail, name="person_detail"),
    path("orang/<slug:slug>.json", document_json, PERSON, "person_json"),
    path("orang/<slug:slug>/riwayat/", history, PERSON, "person_history"),
    path("orang/<slug:slug>/riwayat/<int:old>-<int:new>/", compare, PERSON, "person_compare"),
    path("wilayah/", public.area_list, name="area_list"),
    path("wilayah/<area_code:slug>/", public.area_detail, name="area_detail"),
    path("wilayah/<area_code:slug>.json", document_json, AREA, "area_json"),
    path("wilayah/<area_code:slug>/riwayat/", history, AREA, "area_history"),
    path("wilayah/<area_code:slug>/riwayat/<int:old>-<int:new>/", compare, AREA, "area_compare"),
]

office_urls = [
    path("lembaga/", institutions.office_organization_list, name="office_organization_list"),
    path("lembaga/baru/", institutions.organization_create, name="organization_create"),
    path("lembaga/jabatan-kosong/", reports.vacant_posts, name="vacant_posts"),
    path("lembaga/masa-bakti/", reports.ending_terms, name="ending_terms"),
    path("lembaga/<uuid:pk>/", institutions.organization_desk, name="organization_desk"),
    path("lembaga/<uuid:pk>/ubah/", institutions.organization_edit, name="organization_edit"),
    path(
        "lembaga/<uuid:pk>/jabatan-baku/",
        institutions.organization_standard_posts,
        name="organization_standard_posts",
    ),
    path("lembaga/<uuid:pk>/terbit/", publishing.organization_publish, name="organization_publish"),
    path(
        "lembaga/<uuid:pk>/tarik/", publishing.organization_withdraw, name="organization_withdraw"
    ),
    path("lembaga/<uuid:pk>/jabatan/baru/", boards.post_create, name="post_create"),
    path("jabatan/<uuid:pk>/", boards.post_edit, name="post_edit"),
    path("jabatan/<uuid:pk>/hapus/", boards.post_delete, name="post_delete"),
    path("jabatan/<uuid:pk>/isi/", boards.membership_create, name="membership_create"),
    path("masa-bakti/<uuid:pk>/", boards.membership_edit, name="membership_edit"),
    path("masa-bakti/<uuid:pk>/akhiri/", boards.membership_end, name="membership_end"),
    path("masa-bakti/<uuid:pk>/hapus/", boards.membership_delete, name="membership_delete"),
    path("orang/", people.office_person_list, name="office_person_list"),
    path("orang/baru/", people.person_create, name="person_create"),
    path("orang/<uuid:pk>/", people.person_desk, name="person_desk"),
    path("orang/<uuid:pk>/ubah/", people.person_edit, name="person_edit"),
    path("orang/<uuid:pk>/terbit/", publishing.person_publish, name="person_publish"),
    path("orang/<uuid:pk>/tarik/", publishing.person_withdraw, name="person_withdraw"),
    path("sk/", decrees.decree_list, name="decree_list"),
    path("sk/baru/", decrees.decree_create, name="decree_create"),
    path("sk/<uuid:pk>/", decrees.decree_desk, name="decree_desk"),
    path("sk/<uuid:pk>/ubah/", decrees.decree_edit, name="decree_edit"),
    path("sk/<uuid:pk>/angkat/", decrees.decree_appoint, name="decree_appoint"),
    path("sk/<uuid:pk>/pindaian/", decrees.decree_scan, name="decree_scan"),
]
