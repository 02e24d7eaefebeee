"""Requests that no browser sends are refused before anything else looks at them."""

import codecs
import contextlib
import io
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from hypothesis import HealthCheck, given, settings, strategies as st

from pobatt import urls as roof
from pobatt.strict_requests import is_utf8


def echo(request: HttpRequest, rest: str = "") -> HttpResponse:
    return HttpResponse(f"{request.method} {dict(request.GET.items())} {dict(request.POST.items())} {rest}")


urlpatterns = [path("echo/", echo), path("echo/<path:rest>", echo), *roof.urlpatterns]
pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(
    "method", ["TRACE", "TRACK", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND", "GETS"]
)
def test_methods_that_no_page_sends_are_not_allowed(method: str) -> None:
    answer = Client().generic(method, "/echo/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_methods_of_browsers_pass(method: str) -> None:
    assert Client().generic(method, "/echo/").status_code == 200


def asked(method: str, **environ: str | io.BytesIO) -> tuple[str, str, bytes]:
    """Ask as the web server does, before Django has made a request of it: return status, kind and body."""
    from pobatt.wsgi import application  # only now: it looks for the gathered static files

    said: list[tuple[str, list[tuple[str, str]]]] = []
    request = {"REQUEST_METHOD": method, "PATH_INFO": "/echo/", "HTTP_HOST": "localhost"} | environ
    setup_testing_defaults(request)
    answer = application(request, lambda status, headers: said.append((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return said[0][0], dict(said[0][1])["Content-Type"], body


def test_head_gets_the_headers_of_get_without_the_body(db: None) -> None:
    assert asked("GET") == ("200 OK", "text/html; charset=utf-8", b"GET {} {} ")
    assert asked("HEAD") == ("200 OK", "text/html; charset=utf-8", b"")


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "hex", "rot13"])
def test_codecs_that_are_no_charset_are_refused(db: None, charset: str) -> None:
    kind = f"text/plain; charset={charset}"
    assert asked("GET", CONTENT_TYPE=kind, QUERY_STRING="q=a..b\x80")[0][:3] in {"400", "415"}


@pytest.mark.parametrize(
    "charset",
    ["utf-7", "utf-16", "euc-kr", "latin-1", "base64", "rot13", "idna", "undefined", "x" * 5000, ""],
)
def test_a_form_in_another_encoding_is_an_unsupported_media_type(charset: str) -> None:
    answer = Client().generic(
        "POST", "/echo/", b"name=x", f"application/x-www-form-urlencoded; charset={charset}"
    )
    assert answer.status_code == 415
    assert 'class="error-actions"' in answer.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_a_form_in_utf8_passes(charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    answer = Client().generic("POST", "/echo/", "name=민지".encode(), kind)
    assert answer.content.decode() == "POST {} {'name': '민지'} "


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf8", "us-ascii"])
def test_other_names_of_utf8_are_refused_by_django_as_a_bad_request(charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert Client().generic("POST", "/echo/", b"name=x", kind).status_code == 400


@pytest.mark.parametrize(
    "address", ["/echo/%00", "/echo/a%00b/", "/echo/?q=%00", "/echo/?q=a&%00=b", "/en/%00"]
)
def test_a_nul_in_an_address_is_a_bad_request_with_a_way_home(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert 'class="error-actions"' in answer.content.decode()


def test_hangul_in_an_address_passes() -> None:
    assert Client().get("/echo/연사/?q=배터리").content.decode() == "GET {'q': '배터리'} {} 연사/"


@given(st.text(max_size=60))
def test_only_names_of_utf8_are_taken_for_it(name: str) -> None:
    expected = False
    with contextlib.suppress(LookupError, ValueError):
        expected = codecs.lookup(name.strip("\"'")).name in {"utf-8", "ascii"}
    assert is_utf8(name) is expected


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST"]),
    query=st.text(max_size=40),
    body=st.binary(max_size=80),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
            "",
            ";",
        ]
    ),
    parameter=st.text(st.characters(codec="latin-1", exclude_characters="\0\r\n"), max_size=20),
)
def test_nothing_that_can_be_sent_is_an_error_of_ours(
    db: None, method: str, query: str, body: bytes, kind: str, parameter: str
) -> None:
    status, _kind, _body = asked(
        method,
        QUERY_STRING=urlencode({"q": query}),
        CONTENT_TYPE=f"{kind}; charset={parameter}",
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": io.BytesIO(body)},
    )
    assert int(status[:3]) < 500
