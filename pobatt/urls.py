"""ROOF: the only place that knows every app."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from pobatt import discovery, views

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", discovery.robots, name="robots"),
    path("sitemap.xml", discovery.sitemap, name="sitemap"),
    path(".well-known/security.txt", discovery.security_txt, name="security_txt"),
    path("manifest.webmanifest", discovery.manifest, name="manifest"),
    path("favicon.ico", discovery.favicon, name="favicon"),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", admin.site.urls),
    path(
        "accounts/", include("registration.social_urls")
    ),  # one address in both languages: providers know it
    *i18n_patterns(
        path("", views.home, name="home"),
        path("accounts/", include("registration.accounts_urls")),
        path("program/", include("program.urls", namespace="program")),
        path("registration/", include("registration.urls")),
        path("visits/", include("visits.urls")),
        path("staff/", include("registration.staff_urls")),
        path("staff/visits/", include("visits.staff_urls")),
        path("staff/bus/", include("visits.bus_urls")),
        path("staff/preview/<slug:draft>/program/", include("program.urls", namespace="preview")),
        path("<slug:edition>/program/", include("program.urls", namespace="edition")),
        path("", include("program.content_urls", namespace="content")),
        path("staff/preview/<slug:draft>/", include("program.content_urls", namespace="content_preview")),
        path("<slug:edition>/", include("program.content_urls", namespace="edition_content")),
        prefix_default_language=False,
    ),
]
handler400 = "pobatt.views.bad_request"
handler403 = "pobatt.views.permission_denied"
handler404 = "pobatt.views.page_not_found"
handler500 = "pobatt.views.server_error"
