"""What machines that visit are told: where to go, what there is, and whom to tell of a hole."""

from datetime import date
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .canonical import utc
from .datasets import DATASETS
from .history import addresses
from .models import Listing, Publication
from .page_cache import public_page

BAND = 1_000  # publications whose records share one sitemap; each has two addresses
KINDS = ("meeting", "progress", "organization", "person", "area", "award_round", "award_result")
# Lists and texts; of those that this portal has.
PAGES = (
    "home", "meeting_list", "organization_list", "area_list", "commitment_list", "award_list",
    "open_data", "follow", "about", "privacy", "accessibility", "verify", "log",
)  # fmt: skip
CLOSED = ("/kantor/", "/admin/", "/juri/", "/pratinjau/")
CLOSED_IN_BOTH_LANGUAGES = ("/cari/", "/ikuti/surat/")
URLSET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">'
)


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Readers' pages are open to all. Search results are made anew for each question."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    for path in CLOSED_IN_BOTH_LANGUAGES:
        lines += [f"Disallow: {path}", f"Disallow: /en{path}"]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@public_page
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Where nobody is named, it says so; a false address would be worse than none."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    if not contact:
        text = "Kontak keamanan belum diisi pengelola portal ini.\n"
        return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    lines = [
        f"Contact: {contact}",
        f"Expires: {half_a_year_on(timezone.localdate()).isoformat()}T00:00:00Z",
        "Preferred-Languages: id, en",
        f"Canonical: {request.build_absolute_uri(reverse('security'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def half_a_year_on(today: date) -> date:
    """The first of a month, so that the text changes once a month and not each day."""
    months = today.year * 12 + today.month - 1 + 6
    return date(months // 12, months % 12 + 1, 1)


# ----------------------------------------------------------------------------------------- sitemaps
@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of sitemaps: one for each thousand publications, and one for the lists."""
    last = Publication.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    paths = [reverse("sitemap_pages")]
    paths += [reverse("sitemap_band", args=[n]) for n in range(((last or 0) + BAND - 1) // BAND)]
    rows = "\n".join(
        f"<sitemap><loc>{escape(request.build_absolute_uri(path))}</loc></sitemap>"
        for path in paths
    )
    return xml(
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"\n{rows}\n</sitemapindex>"
    )


@require_safe
@public_page
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    paths = [path for name in PAGES if (path := path_of(name))]
    paths += [reverse("dataset_detail", args=[name]) for name in DATASETS]
    return urlset(request, [(path, "") for path in paths])


@require_safe
@public_page
def sitemap_band(request: HttpRequest, band: int) -> HttpResponse:
    """Records whose newest publication lies in this band. A corrected one moves to the last."""
    if band > 10**9:
        raise Http404
    rows = (
        Listing.objects.readable()
        .filter(
            publication_id__gt=band * BAND, publication_id__lte=(band + 1) * BAND, kind__in=KINDS
        )
        .order_by("publication_id")
        .values_list("kind", "slug", "publication__published_at")
    )
    known = {kind: addresses(kind, "33.71" if kind == "area" else "alamat") for kind in KINDS}
    return urlset(
        request, [(path, utc(moment)) for kind, slug, moment in rows if (path := known[kind](slug))]
    )


def path_of(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def urlset(request: HttpRequest, rows: list[tuple[str, str]]) -> HttpResponse:
    """Each page in both languages, which point to each other."""
    root, found = request.build_absolute_uri("/").rstrip("/"), []
    for path, moment in rows:
        versions = {"id": escape(f"{root}{path}"), "en": escape(f"{root}/en{path}")}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{where}"/>'
            for language, where in versions.items()
        )
        changed = f"<lastmod>{moment}</lastmod>" if moment else ""
        found += [f"<url><loc>{where}</loc>{changed}{links}</url>" for where in versions.values()]
    return xml("\n".join([URLSET, *found, "</urlset>"]))


def xml(text: str) -> HttpResponse:
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', content_type="application/xml"
    )
