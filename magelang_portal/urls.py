"""The table of contents. What readers see stands under both languages; the office is Indonesian."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from accounts.urls import office_urls as accounts_office
from awards.urls import jury_link_urls
from awards.urls import office_urls as awards_office
from awards.urls import public_urls as awards_public
from forums.urls import office_urls as forums_office
from forums.urls import press_urls
from forums.urls import public_urls as forums_public
from organizations.urls import office_urls as organizations_office
from organizations.urls import public_urls as organizations_public
from publications.urls import file_urls
from publications.urls import public_urls as publications_public

from . import health, public

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

public_urls = [
    path("", public.home, name="home"),
    path("tentang/", public.about, name="about"),
    path("privasi/", public.privacy, name="privacy"),
    path("aksesibilitas/", public.accessibility, name="accessibility"),
    *forums_public,
    *awards_public,
    *organizations_public,
    *publications_public,
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *file_urls,
    path(
        "kantor/",
        include([*accounts_office, *organizations_office, *forums_office, *awards_office]),
    ),
    path("juri/", include((jury_link_urls, "juri"))),
    path("pratinjau/", include(press_urls)),
    path("admin/", admin.site.urls),
    *i18n_patterns(*public_urls, prefix_default_language=False),
]

handler400 = "magelang_portal.public.bad_request"
handler403 = "magelang_portal.public.forbidden"
handler404 = "magelang_portal.public.not_found"
handler500 = "magelang_portal.public.server_error"
