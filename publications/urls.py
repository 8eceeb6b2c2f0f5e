from django.urls import path, re_path

from . import feeds, finding, public

public_urls = [
    path("periksa/", public.verify, name="verify"),
    re_path(r"^periksa/(?P<seal>[0-9a-f]{64})/$", public.verify_seal, name="verify_seal"),
    path("bukti/", public.log, name="log"),
    path("cari/", finding.search, name="search"),
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
        path(f"{name}.ics", feeds.calendar, {"channel": name}, name="calendar")
        for name in feeds.EVENTS_OF
    ),
]
