"""The WSGI application that gunicorn serves."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pobatt.settings")
django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve a request, unless its Content-Type is one that Django cannot even begin with.

    Django decodes the query with the charset named there before any middleware: 'undefined' and 'idna' are codecs, too.
    """
    try:
        _kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        environ.get("QUERY_STRING", "").encode("latin-1").decode(parameters.get("charset", "utf-8"))
    except UnicodeDecodeError:
        pass  # Django reads it as Latin-1
    except (ValueError, LookupError):
        start_response("400 Bad Request", [("Content-Type", "text/html; charset=utf-8")])
        return ['<p lang="ko">요청을 이해하지 못했습니다. <a href="/">첫 화면으로</a></p>'.encode()]
    answer = django_application(environ, start_response)
    return BodyLeftOut(answer) if environ.get("REQUEST_METHOD") == "HEAD" else answer


class BodyLeftOut:
    """An answer to HEAD: its headers are those of GET, and its body, which gunicorn would complain of, is not sent."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        """Give the server nothing to send."""
        return iter(())

    def close(self) -> None:
        """End the request as Django would."""
        self._answer.close()
