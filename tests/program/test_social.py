"""The pictures that messengers show of links: drawn from the programme, at an address that follows its changes."""

import io
import re
from html import unescape

import pytest
from django.test import Client
from factories import publish_all
from hypothesis import HealthCheck, given, settings as hypothesis_settings
from PIL import Image
from programmes import documents, programme_in

from pobatt import pdf
from program import social
from program.document import Document
from program.models import Release, Session

PAGES = [
    "/",
    "/program/",
    "/program/speakers/",
    "/program/sessions/keynote/",
    "/program/speakers/kim/",
    "/program/changes/",
]


def property_of(page: str, name: str) -> str:
    found = re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])


def picture_at(client: Client, page: str, site: str) -> str:
    """Return the path of a page's picture."""
    address = property_of(client.get(page).content.decode(), "og:image")
    assert address.startswith(f"{site}/")
    return address.removeprefix(site)


@pytest.mark.parametrize(
    "page", [*PAGES, *(f"/en{page}" for page in PAGES), "/2022/program/sessions/keynote/"]
)
def test_every_page_names_a_picture_of_the_right_size(
    released: Release, client: Client, page: str, settings
) -> None:
    html = client.get(page).content.decode()
    assert property_of(html, "twitter:card") == "summary_large_image"
    assert (property_of(html, "og:image:width"), property_of(html, "og:image:height")) == ("1200", "630")
    for name in (
        "og:title",
        "og:description",
        "og:url",
        "og:type",
        "og:locale",
        "og:site_name",
        "og:image:alt",
    ):
        assert property_of(html, name) != ""
    answer = client.get(picture_at(client, page, settings.SITE_URL))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "immutable" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_a_picture_says_in_words_what_it_shows(released: Release, client: Client) -> None:
    page = client.get("/program/sessions/keynote/").content.decode()
    words = "기조강연. 전지의 길. 김하나(포항소재 연구원). 2022. 11. 3.(목) 10:30~11:00, 국제회의장"
    assert property_of(page, "og:image:alt") == words


def test_a_change_gives_a_picture_its_new_address_and_the_old_one_leads_there(
    released: Release, client: Client, settings
) -> None:
    before = picture_at(client, "/program/sessions/keynote/", settings.SITE_URL)
    other = picture_at(client, "/program/sessions/opening/", settings.SITE_URL)
    Session.objects.filter(slug="keynote").update(title_ko="새로운 전지의 길")
    publish_all(released.conference)
    after = picture_at(client, "/program/sessions/keynote/", settings.SITE_URL)
    assert after != before
    assert client.get(before).headers["Location"] == after
    assert picture_at(client, "/program/sessions/opening/", settings.SITE_URL) == other


def test_nothing_is_drawn_for_what_is_not_there_or_what_a_visitor_says(
    released: Release, client: Client, monkeypatch
) -> None:
    monkeypatch.setattr(pdf, "picture", lambda *_: pytest.fail("something was drawn"))
    mark = "0" * 16
    for path in (
        f"sessions/nothing/{mark}.png",
        f"speakers/nothing/{mark}.png",
        f"pictures/other-{mark}.png",
        "pictures/home-x.png",
    ):
        assert client.get(f"/program/{path.format(mark)}").status_code == 404
    assert client.get(f"/program/sessions/keynote/{mark}.png?title=words").status_code == 302


def test_a_picture_that_cannot_be_drawn_is_no_error(
    released: Release, client: Client, monkeypatch, settings
) -> None:
    def fail(*_: object) -> bytes:
        raise pdf.TypesettingFailed

    path = picture_at(client, "/", settings.SITE_URL)
    monkeypatch.setattr(pdf, "picture", fail)
    answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")


@given(documents(longest=2))
@hypothesis_settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_programme_can_be_drawn(document: Document) -> None:
    programme = programme_in(document, "en")
    cards = [*map(social.session_card, programme.sessions), *map(social.speaker_card, programme.speakers[:1])]
    for card in [social.conference_card(programme), *cards]:
        assert pdf.picture(social.TEMPLATE, card.data).startswith(b"\x89PNG")
