"""What search engines are told: schema.org events, printed so that no text can leave its script element."""

import json
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone, translation
from factories import create_session, publish_all
from hypothesis import given, strategies as texts

from program.models import Conference, Organisation, Release, Session
from program.public import Programme
from program.structured_data import conference_as_event, session_as_event


def programme_of(release: Release, language: str = "ko") -> Programme:
    with translation.override(language):
        return Programme(release.document, language, number=release.number, published_at=release.published_at)


def printed(event: dict[str, Any]) -> str:
    return Template("{% load structured_data %}{% json_ld event %}").render(Context({"event": event}))


def test_the_conference_is_an_event_with_its_days_place_and_host(released: Release, settings: Any) -> None:
    assert conference_as_event(programme_of(released)) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "배터리 선도도시 포항 국제 컨퍼런스 2022",
        "alternateName": "POBATT 2022",
        "url": f"{settings.SITE_URL}/",
        "startDate": "2022-11-03",
        "endDate": "2022-11-04",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "포스코국제관",
            "address": {"@type": "PostalAddress", "addressLocality": "포항"},
        },
        "organizer": [{"@type": "Organization", "name": "포항시"}],
    }


def test_a_session_is_part_of_the_conference_and_a_talk_of_its_session(released: Release) -> None:
    programme = programme_of(released)
    keynote = session_as_event(programme.session_by_slug["keynote"])
    assert (keynote["startDate"], keynote["endDate"]) == (
        "2022-11-03T10:30:00+09:00",
        "2022-11-03T11:00:00+09:00",
    )
    assert keynote["superEvent"]["alternateName"] == "POBATT 2022"
    assert keynote["inLanguage"] == "ko"
    assert keynote["performer"] == [
        {
            "@type": "Person",
            "name": "김하나",
            "jobTitle": "연구원",
            "affiliation": {"@type": "Organization", "name": "포항소재"},
        }
    ]
    assert (
        session_as_event(programme.session_by_slug["cathode"])["superEvent"]["name"] == "세션 1. 배터리 소재"
    )


def test_what_is_unknown_is_left_out(released: Release) -> None:
    Conference.objects.update(venue_ko="", city_ko="")
    Organisation.objects.all().delete()
    create_session(released.conference, slug="bare", title_ko="", title_en="")
    programme = programme_of(publish_all(released.conference))
    bare = session_as_event(programme.session_by_slug["bare"])
    assert set(bare) == {"@context", "@type", "name", "url", "eventStatus", "superEvent"}
    assert "location" not in bare["superEvent"]
    assert not {"isAccessibleForFree", "offers", "image"} & set(conference_as_event(programme))


def test_a_cancelled_session_says_so(released: Release) -> None:
    Session.objects.filter(slug="keynote").update(cancelled_at=timezone.now())
    programme = programme_of(publish_all(released.conference))
    assert (
        session_as_event(programme.session_by_slug["keynote"])["eventStatus"]
        == "https://schema.org/EventCancelled"
    )


@pytest.mark.parametrize("place", ["/program/", "/en/program/", "/2022/program/"])
def test_the_page_of_a_session_carries_its_own_address(
    released: Release, client: Client, settings: Any, place: str
) -> None:
    page = client.get(f"{place}sessions/keynote/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    assert json.loads(found[1])["url"] == f"{settings.SITE_URL}{place}sessions/keynote/"


def test_no_text_leaves_the_script_element() -> None:
    words = "</script><!-- <script> & \u2028\u2029 '\""
    script = printed({"name": words})
    assert script.count("<") == script.count(">") == 2
    assert not {"&", "\u2028", "\u2029"} & set(script)
    assert json.loads(
        script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    ) == {"name": words}


@given(texts.text())
def test_any_text_is_printed_and_read_back(words: str) -> None:
    script = printed({"name": words})
    assert json.loads(script[script.index(">") + 1 : script.rindex("<")]) == {"name": words}
