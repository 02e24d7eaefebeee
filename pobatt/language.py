"""The language of a page is the language of its address: Korean at the root, English under /en/."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageOfAddressMiddleware:
    """Activate the address's language and say so in `Content-Language`.

    Django's own LocaleMiddleware also looks at cookies and headers and therefore answers `Vary: Accept-Language`, which
    would make shared caches keep one copy of a page for each browser's taste.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in its language."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
