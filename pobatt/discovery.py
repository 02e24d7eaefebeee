"""ROOF: what machines ask a site for before anything else: robots.txt, the sitemap, security.txt, its icons."""

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from pobatt.page_cache import kept_page
from program.addresses import absolute
from program.filters import VALUES
from program.sitemap import Place, public_places
from visits.sitemap import visit_places

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
LANGUAGES = ("ko", "en")
CLOSED = ("/admin/", "/accounts/", "/en/accounts/", "/staff/", "/en/staff/")
# The agenda's filters multiply to tens of thousands of addresses of the same sessions; single days stay open.
COMBINED = tuple(f"/*{mark}{name}=" for name in VALUES if name != "day" for mark in "?&")
SECURITY_TEXT_LASTS = timedelta(days=180)  # RFC 9116 recommends less than a year


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Open public pages to search engines, and only them."""
    closed = (f"Disallow: {path}" for path in (*CLOSED, *COMBINED))
    lines = ["User-agent: *", *closed, "", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@kept_page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page in both languages, each with its other language (hreflang)."""
    urls = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for place in (*public_places(request), *visit_places(request)):
        addresses = {language: _address(place, language) for language in LANGUAGES}
        for language in LANGUAGES:
            url = SubElement(urls, "url")
            SubElement(url, "loc").text = addresses[language]
            if place.changed_at:
                SubElement(url, "lastmod").text = place.changed_at.isoformat(timespec="seconds")
            for other, address in (*addresses.items(), ("x-default", addresses["ko"])):
                SubElement(url, "xhtml:link", rel="alternate", hreflang=other, href=address)
    return HttpResponse(
        tostring(urls, encoding="utf-8", xml_declaration=True), content_type="application/xml"
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116); it never expires while the site is served."""
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + SECURITY_TEXT_LASTS
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ko, en",
        f"Canonical: {absolute(reverse('security_txt'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name the site and its icons for a phone's home screen."""
    icons = [
        {"src": static(f"img/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in (192, 512)
    ]
    names = {"name": "POBATT", "short_name": "POBATT", "lang": "ko", "start_url": "/", "display": "browser"}
    colours = {"background_color": "#071a33", "theme_color": "#071a33"}
    return JsonResponse({**names, **colours, "icons": icons}, content_type="application/manifest+json")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead those who look at the old place to the icon."""
    return HttpResponseRedirect(static("img/icon-192.png"))


def _address(place: Place, language: str) -> str:
    with translation.override(language):
        return iri_to_uri(absolute(reverse(place.name, kwargs=dict(place.parts))))
