"""Addresses for these tests: the portal's own, and a stub for each page that only its app mounts.

The views under test belong to every kind, so they are tried on the meeting's.
"""

from django.http import HttpResponse
from django.urls import NoReverseMatch, path, reverse

from magelang_portal import urls
from publications import public
from publications.page_cache import public_page

MEETING = {"kind": "meeting"}


@public_page
def stub(request, slug=""):
    """A page of an app to the right: it asks for its publication, as each of them does."""
    title = public.current_or_moved("meeting", slug).body["title"] if slug else "stub"
    return HttpResponse(title)


PAGES = {
    "meeting_list": path("pertemuan/", stub, name="meeting_list"),
    "organization_list": path("lembaga/", stub, name="organization_list"),
    "area_list": path("wilayah/", stub, name="area_list"),
    "commitment_list": path("tindak-lanjut/", stub, name="commitment_list"),
    "office": path("kantor/", stub, name="office"),
    "meeting_json": path("pertemuan/<slug>.json", public.document_json, MEETING, "meeting_json"),
    "meeting_history": path(
        "pertemuan/<slug>/riwayat/", public.history, MEETING, "meeting_history"
    ),
    "meeting_compare": path(
        "pertemuan/<slug>/riwayat/<int:old>-<int:new>/", public.compare, MEETING, "meeting_compare"
    ),
    "meeting_detail": path("pertemuan/<slug>/", stub, name="meeting_detail"),
}  # fmt: skip


def is_mounted(name):
    for args in ([], ["a"], ["a", 1, 2]):
        try:
            return bool(reverse(name, args=args, urlconf=urls))
        except NoReverseMatch:
            continue
    return False


urlpatterns = [page for name, page in PAGES.items() if not is_mounted(name)] + urls.urlpatterns
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
