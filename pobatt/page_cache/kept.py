"""A rendered page in all its forms."""

import hashlib
import threading
import time
from collections.abc import Callable
from http.cookies import SimpleCookie

from django.http import HttpResponse
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers

from pobatt.page_cache.encodings import COMPRESS, COMPRESSIBLE, IDENTITY, names, preferred
from pobatt.page_cache.version import Version

OF_THE_BODY = {"content-type", "content-length", "content-encoding", "content-disposition"}
OF_ONE_VISITOR = {"cookie", "authorization", "*"}  # in Vary


class KeptAnswer(HttpResponse):
    """An answer made of headers that are ready: Django's own checks each of them for every answer."""

    def __init__(self, status: int, headers: ResponseHeaders, body: bytes) -> None:
        self.status_code = status
        self.headers = headers  # shared, and nobody comes after the first middleware to change them
        self.cookies = SimpleCookie()
        self.closed = False
        self._charset = self._reason_phrase = self._handler_class = None
        self._resource_closers: list[Callable[[], None]] = []
        self._container = [body]


class Form:
    """One encoding of a page, with its headers."""

    def __init__(self, page: HttpResponse, body: bytes, encoding: str, digest: str) -> None:
        self.body = body
        self.etag = f'"{digest}"' if encoding == IDENTITY else f'"{digest}-{encoding}"'
        own = {"ETag": self.etag, "Content-Length": str(len(body))}
        if encoding != IDENTITY:
            own["Content-Encoding"] = encoding
        self.headers = ResponseHeaders({**dict(page.items()), **own})
        self.headers_without_body = ResponseHeaders(
            {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_BODY}
        )


class KeptPage:
    """A page as the whole stack has answered it, and what it was made from.

    `version` was known before its rendering began, at `rendered_at` (monotonic clock); at `ends_at` (POSIX time) it
    changes by itself.
    """

    def __init__(
        self, response: HttpResponse, *, version: Version, rendered_at: float, ends_at: float
    ) -> None:
        self.version = version
        self.rendered_at = self.used_at = rendered_at
        self.ends_at = ends_at
        self.is_compressible = COMPRESSIBLE.match(response["Content-Type"]) is not None
        if self.is_compressible:
            patch_vary_headers(response, ["Accept-Encoding"])
        response.headers.setdefault("Cache-Control", "public, no-cache")
        self._response = response
        self._body = response.content
        self._digest = hashlib.sha256(self._body).hexdigest()[:24]
        self._forms: dict[str, Form] = {}
        self._making = threading.Lock()

    @property
    def size(self) -> int:
        """Return the bytes it takes."""
        return sum(len(form.body) for form in [*self._forms.values()]) + len(self._body) + 4000  # of headers

    def answer(self, meta: dict[str, str], *, is_head: bool = False) -> KeptAnswer:
        """Return the form that the headers in `meta` (of WSGI) ask for, or that the visitor has it already."""
        encoding = preferred(meta.get("HTTP_ACCEPT_ENCODING")) if self.is_compressible else IDENTITY
        form = self._forms.get(encoding) or self._make(encoding)
        tags = meta.get("HTTP_IF_NONE_MATCH")
        if tags is not None and names(tags, form.etag):
            return KeptAnswer(304, form.headers_without_body, b"")
        return KeptAnswer(200, form.headers, b"" if is_head else form.body)

    def _make(self, encoding: str) -> Form:
        with self._making:
            if encoding not in self._forms:
                body = self._body if encoding == IDENTITY else COMPRESS[encoding](self._body)
                self._forms[encoding] = Form(self._response, body, encoding, self._digest)
            return self._forms[encoding]

    def has_ended(self) -> bool:
        """Say whether the moment has come at which it changes by itself."""
        return time.time() >= self.ends_at


def may_be_kept(response: HttpResponse) -> bool:
    """Say whether an answer is the same for everybody."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    control = response.get("Cache-Control", "").lower()
    return not varies & OF_ONE_VISITOR and "private" not in control and "no-store" not in control
