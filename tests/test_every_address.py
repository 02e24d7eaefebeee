"""Every address there is, with hostile parts, queries and bodies, by a stranger and an attendee: never 5xx."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from factories import (
    create_attendee,
    create_notice,
    create_page,
    create_visit,
    open_registration,
)

from program.models import Release

PARTS = {  # what a part of an address may hold, by its converter: something there is, and hostile things
    "uslug": ["keynote", "가" * 80, "x"],
    "slug": ["2022", "0"],
    "str": [
        "x",
        "%0d%0aSet-Cookie:a=b",
        "..%2f..%2fetc%2fpasswd",
        "9" * 400,
        "%EF%BF%BD",
        "%22%3E%3Cscript%3E",
    ],
    "int": ["1", "0", "9" * 30],
    "digest": ["0" * 64],
    "mark": ["0" * 16],
    "path": ["x", "9" * 30, "_00"],
}
QUERY = "?next=//evil.example/&q=%27%22%3C%5C&day=x&page=-1&o=z&id=9999999999999999999999&_popup=1&token=%F0%9F%98%80"
BODY = {
    "name": "\x00\u202e",
    "email": "a@b\r\nBcc: c@d",
    "code": "９９９",
    "action": "x",
    "next": "//evil.example",
}


def addresses(patterns: Any, before: str = "/") -> Iterator[str]:
    """Yield every address with each hostile part, the others being harmless."""
    for one in patterns:
        here = before + re.sub(r"^\^|\$$|\\b|\(\?:.*?\)", "", str(one.pattern))
        if not isinstance(one, URLPattern):
            yield from addresses(one.url_patterns, here)
            continue
        parts = re.findall(r"<(?:(\w+):)?\w+>", here)
        for number in range(max((len(PARTS.get(kind, "x")) for kind in parts), default=1)):
            address = re.sub(r"\(\?P<.*?\)", "x", here)
            for kind in parts:
                values = PARTS.get(kind or "str", ["x"])
                hostile = values[number % len(values)].replace("\\", "")
                address = re.sub(r"<(?:\w+:)?\w+>", hostile, address, count=1)
            yield address


@pytest.fixture
def everything(released: Release) -> Release:
    """A site in which there is something of each kind."""
    conference = released.conference
    open_registration(conference)
    create_notice(conference)
    create_page(conference, "about", 목적="접수")
    create_visit(conference, slug="keynote")
    return released


@pytest.mark.parametrize("who", ["stranger", "attendee"])
def test_nothing_at_any_address_is_an_error_of_ours(everything: Release, who: str) -> None:
    client = Client(raise_request_exception=False)
    if who == "attendee":
        user = create_attendee(everything.conference).user
        assert user is not None
        client.force_login(user)
    faults = []
    for address in dict.fromkeys(addresses(get_resolver().url_patterns)):
        if "logout" in address or re.match(
            r"/admin/.|/(en/)?(staff/preview/)?(2022|0)/|.*\.pdf|.*\.png", address
        ):
            continue  # organisers' pages and what is drawn have tests; past editions have the same views
        for method, sent in (
            ("get", address),
            ("get", address + QUERY),
            ("head", address),
            ("post", address),
        ):
            answer = getattr(client, method)(sent, **({"data": BODY} if method == "post" else {}))
            location = answer.get("Location", "")
            if answer.status_code >= 500 and answer.status_code != 503:
                faults.append((answer.status_code, method, sent))
            if location.startswith("//") or "evil.example" in location.partition("?")[0]:
                faults.append(("leads away", method, sent))
    assert faults == []
