"""The first middleware: it answers with kept pages, and keeps those that the others have made."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from pobatt.page_cache.encodings import compress
from pobatt.page_cache.kept import KeptPage, may_be_kept
from pobatt.page_cache.marking import Rendering
from pobatt.page_cache.shelf import Key, shelf

LONGEST_QUERY = 1000  # characters that are looked at; whoever sends more waits for a rendering
MOST_HOSTS = 64


class PageCacheMiddleware:
    """Answer GET and HEAD with a kept page where there is a good one.

    It stands before the middleware that checks, so it looks itself whether they would have refused the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._good_hosts: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if request.method not in ("GET", "HEAD") or not settings.PAGE_CACHE_BYTES:
            return self.get_response(request)
        key = self._key(request)
        if key is not None and (page := shelf.find(key)) is not None and self._is_for_us(request):
            return page.answer(request.META, is_head=request.method == "HEAD")
        rendering = request._rendering = Rendering()  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
            page = rendering.page or self._keep(response, rendering)
            if page:
                return page.answer(request.META, is_head=request.method == "HEAD")
            if rendering.holds_no_secret:
                compress(response, request.META.get("HTTP_ACCEPT_ENCODING"))
            return response
        finally:
            if rendering.leads and rendering.key:
                shelf.end(rendering.key)

    def _key(self, request: HttpRequest) -> Key | None:
        """Return the key of the page, None where only the view can tell."""
        query = request.META.get("QUERY_STRING", "")
        if request.content_type:  # StrictRequestsMiddleware may refuse it
            return None
        if query:
            parameters = shelf.parameters.get(request.path_info)
            if parameters is None or len(query) > LONGEST_QUERY or "%00" in query or not query.isascii():
                return None
            query = parameters.canonical(dict(parse_qsl(query, keep_blank_values=True)))
            if query is None:
                return None
        return Key(request.scheme == "https", request.path_info, query)

    def _is_for_us(self, request: HttpRequest) -> bool:
        """Say whether the request's host is one of ours, by Django's own rule."""
        host = request.META.get("HTTP_HOST", "")
        if host in self._good_hosts:
            return True
        try:
            request.get_host()
        except DisallowedHost:
            return False
        if host and not settings.USE_X_FORWARDED_HOST:
            if len(self._good_hosts) >= MOST_HOSTS:
                self._good_hosts.clear()
            self._good_hosts.add(host)
        return True

    def _keep(self, response: HttpResponse, rendering: Rendering) -> KeptPage | None:
        if not (rendering.key and rendering.parameters and rendering.version and may_be_kept(response)):
            return None
        page = KeptPage(
            response,
            version=rendering.version,
            rendered_at=rendering.began_at,
            ends_at=rendering.ends_at,
        )
        shelf.keep(rendering.key, page, rendering.parameters)
        return page
