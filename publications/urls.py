from django.urls import path, re_path

from . import api, calendars, cards, crawlers, feeds, finding, following, opendata, public

public_urls = [
    path("periksa/", public.verify, name="verify"),
    re_path(r"^periksa/(?P<seal>[0-9a-f]{64})/$", public.verify_seal, name="verify_seal"),
    path("bukti/", public.log, name="log"),
    path("cari/", finding.search, name="search"),
    path("ikuti/", following.follow_page, name="follow"),
    path("ikuti/surat/<uuid:key>/", following.follower, name="follower"),
    path("data/", opendata.open_data, name="open_data"),
    path("data/api/", opendata.read_api, name="read_api"),
    path("data/<slug:name>/", opendata.dataset_detail, name="dataset_detail"),
]

# The same bytes in every language.
file_urls = [
    path("cari/saran.json", finding.search_suggestions, name="search_suggestions"),
    path("bukti/rantai.json", public.log_json, name="log_json"),
    path("bukti/verify.py", public.verifier, name="verifier"),
    re_path(
        r"^berkas/(?P<sha256>[0-9a-f]{64})\.(?P<extension>[a-z]{3,4})$", public.file, name="file"
    ),
    *(path(f"{name}.atom", feeds.atom, {"channel": name}, name="atom") for name in feeds.CHANNELS),
    *(
        path(f"{name}.ics", calendars.calendar, {"channel": name}, name="calendar")
        for name in calendars.EVENTS_OF
    ),
    re_path(r"^kartu/(?P<seal>[0-9a-f]{64})\.jpg$", cards.card, name="card"),
    path("kartu/portal-1.jpg", cards.portal_card, name="portal_card"),
    path("t/<int:sequence>/", cards.short_link, name="short_link"),
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/security.txt", crawlers.security, name="security"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-halaman.xml", crawlers.sitemap_pages, name="sitemap_pages"),
    path("sitemap-<int:band>.xml", crawlers.sitemap_band, name="sitemap_band"),
    path("api/", api.api.urls),
    path("data/katalog.jsonld", opendata.catalogue, name="catalogue"),
    path("data/kamus-data.md", opendata.data_dictionary, name="data_dictionary"),
    path("data/semua.zip", opendata.dump_file, name="dump_file"),
    re_path(
        r"^data/(?P<name>[-a-z]{1,40})\.(?P<extension>csv|json)$", opendata.table, name="table"
    ),
]
