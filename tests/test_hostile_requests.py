"""Whatever a stranger sends: 4xx with a way home, never 5xx."""

import pytest
from django.test import Client

from program.models import Release

ADDRESSES = [
    "/",
    "/program/",
    "/en/program/",
    "/program/sessions/keynote/",
    "/accounts/login/",
    "/livez",
    "/admin/",
    "/x/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["TRACE", "DELETE", "PUT", "PROPFIND", "CONNECT", "PATCH"])
def test_unusual_methods_are_refused(released: Release, address: str, method: str) -> None:
    assert Client().generic(method, address).status_code == 405


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("charset", ["utf-7", "cp949", "utf-16", "nonsense", "%FF", "base64", "idna"])
def test_bodies_in_other_encodings_are_refused(released: Release, address: str, charset: str) -> None:
    form = f"application/x-www-form-urlencoded; charset={charset}"

    assert Client().generic("POST", address, b"a=+AGE-", content_type=form).status_code == 415


@pytest.mark.parametrize(
    "address",
    [
        "/program/sessions/%00/",
        "/program/?day=%00",
        "/program/?day=%ff%fe",
        "/%ff%fe/",
        "/program/sessions/..%2f..%2fetc%2fpasswd/",
        "/program/photos/" + "0" * 64 + ".webp",
        "/program/photos/" + "g" * 64 + ".webp",
        "/program/sessions/" + "가" * 300 + "/",
        "/99999999999999999999/program/",
        "/staff/preview/none/program/",
        "/en/en/program/",
        "/%2fevil.example/",
        "/program/?" + "&".join(f"p{n}=1" for n in range(20_000)),
        "/program/?" + "day=" * 5000,
        "/static/../manage.py",
        "/static/%2e%2e/settings.py",
    ],
)
def test_strange_addresses_find_nothing(released: Release, address: str) -> None:
    assert 300 <= Client().get(address).status_code < 500


def test_twenty_thousand_fields_are_refused(released: Release) -> None:
    response = Client().post("/accounts/login/", {f"field{n}": "x" for n in range(20_000)})

    assert response.status_code == 400
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize(
    "value", ["\x00", "\ud83d\ude00", "가" * 100_000, "' OR 1=1 --", "\r\nSet-Cookie: a=b"]
)
def test_strange_words_at_the_login_are_answered(released: Release, value: str) -> None:
    value = value.encode("utf-16", "surrogatepass").decode("utf-16")
    response = Client().post("/accounts/login/", {"login": value, "password": value})

    assert response.status_code in (200, 400)


@pytest.mark.parametrize("host", ["evil.example", "[::1", "a" * 300])
def test_unknown_hosts_are_refused(released: Release, host: str) -> None:
    response = Client().get("/", headers={"host": host})

    assert response.status_code == 400


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "address", ["/", "/program/", "/program/schedule.ics", "/livez", "/readyz", "/robots.txt"]
)
def test_safe_methods_work_and_posting_to_pages_does_not(
    released: Release, method: str, address: str
) -> None:
    assert getattr(Client(), method)(address).status_code == 200
    assert Client().post(address).status_code == 405
