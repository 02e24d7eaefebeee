"""The matrix of roles: every address of the site has a rule, and the site does what the rules say."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from addresses import EXAMPLES, path_of, walk
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import get_converters
from factories import create_attendee, open_registration
from people import client_as

from program.models import Release
from registration.access import rules
from registration.roles import Role, Rule

EVERY = sorted(set(walk(get_resolver())), key=lambda each: (each[0] == "registration:erase", each))


def test_every_kind_of_argument_has_an_example() -> None:
    used = {kind for kind in get_converters() if any(f"<{kind}:" in route for _name, route in EVERY)}
    assert used <= set(EXAMPLES)


def is_closed(client: Client, method: str, path: str) -> bool:
    """Say whether somebody is kept out: sent to log in, refused, or nothing may be sent there at all."""
    answer = client.get(path) if method == "GET" else client.post(path)
    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
    if answer.status_code in (301, 302):
        to = urlsplit(answer["Location"])
        return "next=" in to.query and to.path.startswith(("/accounts/", "/en/accounts/", "/admin/login/"))
    return answer.status_code in (403, 405)


def differences(client: Client, role: Role) -> Iterator[str]:
    """Yield where the site and the matrix do not agree."""
    for name, route in EVERY:
        rule: Rule = rules()[name]
        if name in ("account_logout", "admin:logout"):
            continue  # they are for everybody, and would end this walk
        path = path_of(route)
        if name == "admin:autocomplete":
            path += "?app_label=program&model_name=session&field_name=room"
        for method, allowed in (("GET", rule.read), ("POST", rule.send)):
            closed = is_closed(client, method, path)
            if closed == (role in allowed):
                yield f"{role.name} {method} {name}: {'closed' if closed else 'open'}"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_matrix_says_and_nothing_else(released: Release, role: Role) -> None:
    open_registration(released.conference)
    create_attendee(released.conference)
    client = client_as(role, released.conference)
    client.raise_request_exception = False
    assert list(differences(client, role)) == []
    assert settings.DEBUG is False
