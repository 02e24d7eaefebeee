"""Every address of the programme's admin, for an organiser, for staff who may only look, and for a stranger."""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from factories import create_speaker
from people import client_of, create_staff

from program.models import Conference, Release, Session, Speaker
from registration.roles import Role

JUNK = {
    "action": "nonsense",
    "_selected_action": ["1", "9" * 30],
    "starts_at_0": "31.02.",
    "room": "x",
    "slug": "\u200f/ ..",
    "talks-TOTAL_FORMS": "-1",
    "talks-INITIAL_FORMS": "viele",
    "expected_version": "1e9",
    "minutes": "∞",
    "title_ko": "가" * 5000,
    "conference": "0x1",
    "parent": "-7",
    "speaker_1": "9" * 20,
    "is_public": "maybe",
    "_publish": "1",
}


def addresses(resolver: URLResolver, prefix: str = "admin:") -> list[URLPattern]:
    """Return every pattern of the admin."""
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        found += addresses(entry) if isinstance(entry, URLResolver) else [entry]
    return found


def walked(key: str) -> list[str]:
    """Return every address of the admin with the key of a row in its place."""
    admin = next(
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.namespace == "admin"
    )
    found = []
    for pattern in addresses(admin):
        if not pattern.name or pattern.name in ("logout", "jsi18n", "password_change"):
            continue
        arguments: dict[str, Any] = {}
        for name, converter in pattern.pattern.converters.items():
            kinds = {"IntConverter": 1, "UUIDConverter": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}
            arguments[name] = kinds.get(type(converter).__name__, key)
            if type(converter).__name__ == "DigestConverter":
                arguments[name] = "a" * 64
        if "app_label" in (pattern.pattern.regex.groupindex or {}):
            arguments["app_label"] = "program"
        found.append(reverse(f"admin:{pattern.name}", kwargs=arguments))
    return found


def worst(client: Client, key: str) -> list[tuple[str, str, int]]:
    """Return the answers of the 500 kind."""
    answers = []
    client.raise_request_exception = False
    for address in walked(key):
        answers.append(("GET", address, client.get(address, {"q": "\\x", "day": "x", "p": "-1"}).status_code))
        answers.append(("POST", address, client.post(address, JUNK).status_code))
        answers.append(("POST", address, client.post(address).status_code))
    return [answer for answer in answers if answer[2] >= 500]


def onlooker() -> Client:
    """Log Sora in, who is city staff and may only look."""
    return client_of(create_staff(Role.CITY_STAFF))


@pytest.mark.parametrize("key", ["1", "0", "x", "9" * 30])
def test_no_address_of_the_admin_breaks_for_an_organiser(released: Release, hana: Client, key: str) -> None:
    assert worst(hana, key) == []


@pytest.mark.parametrize("key", ["1", "x"])
def test_no_address_of_the_admin_breaks_for_staff_who_may_only_look(released: Release, key: str) -> None:
    assert worst(onlooker(), key) == []


def test_no_address_of_the_admin_breaks_for_a_stranger_or_shows_them_anything(released: Release) -> None:
    assert worst(Client(), "1") == []
    assert {Client().get(address).status_code for address in walked("1")} <= {302, 404}


def test_who_may_only_look_sees_every_list_and_form_and_changes_nothing(pobatt: Conference) -> None:
    sora, speaker, session = onlooker(), create_speaker(pobatt), Session.objects.get(slug="materials")
    rows = [
        pobatt,
        speaker,
        session,
        pobatt.rooms.first(),
        pobatt.tracks.first(),
        pobatt.organisations.first(),
    ]
    for row in rows:
        model = f"admin:program_{row._meta.model_name}"  # type: ignore[union-attr]
        address = reverse(f"{model}_change", args=[row.pk])  # type: ignore[union-attr]
        assert sora.get(reverse(f"{model}_changelist")).status_code == 200
        page = sora.get(address)
        assert (page.status_code, b'name="_save"' in page.content) == (200, False)
        assert b'name="_publish"' not in page.content
        assert sora.post(address, {}).status_code == 403
    before = list(Session.objects.values())
    for action in ("cancel", "move", "place", "make_private"):
        sora.post(
            "/admin/program/session/", {"action": action, "_selected_action": [session.pk], "minutes": "5"}
        )
    sora.post(f"/admin/program/speaker/{speaker.pk}/withdraw/")
    sora.post(f"/admin/program/speaker/{speaker.pk}/withdraw-photo/")
    assert list(Session.objects.values()) == before
    assert Speaker.objects.filter(pk=speaker.pk).exists()


LINK = re.compile(r'href="([^"#]+)')
OF_THE_PROGRAMME = re.compile(r"/(?:admin/(?:program/|$)|accounts/password)(?!.*jsi18n)")


def dead_ends(client: Client) -> list[tuple[str, str]]:
    """Follow the links of the admin's pages of the programme; return what leads nowhere, and from where."""
    waiting, seen, dead = [("/admin/", "")], {"/admin/"}, []
    while waiting:
        path, origin = waiting.pop()
        answer = client.get(path)
        if answer.status_code >= 400:
            dead.append((path, origin))
        if "html" not in answer.get("Content-Type", ""):
            continue
        for link in LINK.findall(answer.content.decode()):
            there = urljoin(path, unescape(link)).partition("?")[0]
            if OF_THE_PROGRAMME.match(there) and there not in seen:
                seen.add(there)
                waiting.append((there, path))
    return dead


def test_no_link_of_the_admin_leads_nowhere(released: Release, hana: Client) -> None:
    assert dead_ends(hana) == []
    assert dead_ends(onlooker()) == []
