"""The programme on paper: two pages to hand out, a poster, a leaflet."""

import io
import threading
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from factories import at, create_organiser, create_pobatt, create_session, create_speaker, publish_all
from hypothesis import HealthCheck, given, settings
from programmes import documents, programme_in
from pypdf import PdfReader

from pobatt import pdf
from program.document import Document
from program.handouts import PAGES, handout
from program.models import Conference, Release, Session, Speaker
from program.publication import current_programme
from program.withdrawal import withdraw

KINDS = ["programme", "poster", "leaflet"]


def made(document: Document, kind: str, language: str = "ko") -> bytes:
    paper = handout(programme_in(document, language), kind)
    return pdf.pdf(paper.template, paper.data, made_at=paper.made_at, pages=paper.pages)


def words_of(content: bytes) -> str:
    """Return all words of a PDF, one space between each."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def crowded(conference: Conference) -> None:
    """Add sessions until there are sixty, with long titles and many people."""
    names = [
        create_speaker(conference, name_ko=f"남궁세영 {n}", affiliation_ko="이차전지소재연구센터 " * 4)
        for n in range(40)
    ]
    for n in range(60 - Session.objects.count()):
        create_session(
            conference,
            slug=f"more-{n}",
            title_ko=f"사용후 배터리 자원순환 체계 국내·외 동향과 전망 {n}번",
            starts_at=at(9, n, 3 + n % 2),
            minutes=90,
            speakers=names[n % 40 : n % 40 + 2],
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_handout_has_its_pages_its_words_and_its_language(
    released: Release, kind: str, language: str
) -> None:
    content = made(released.document, kind, language)
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == PAGES[kind]
    assert reader.root_object["/Lang"] == language
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == handout(programme_in(released.document, language), kind).data["title"]
    expected = (
        "배터리 선도도시 포항 국제 컨퍼런스 2022"
        if language == "ko"
        else "POBATT 2022 International Conference"
    )
    assert expected in words_of(content)


@pytest.mark.parametrize("kind", KINDS)
def test_every_font_is_embedded(released: Release, kind: str) -> None:
    fonts = {
        str(font.get_object()["/DescendantFonts"][0].get_object()["/BaseFont"]): descriptor_of(font)
        for page in PdfReader(io.BytesIO(made(released.document, kind))).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {name.partition("+")[2] for name in fonts} == {
        "PretendardGOV-Bold", "PretendardGOV-Regular",
    }  # fmt: skip
    assert all("/FontFile3" in descriptor for descriptor in fonts.values())


def descriptor_of(font: Any) -> Any:
    return font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def test_the_programme_says_when_what_where_and_who(released: Release) -> None:
    words = words_of(made(released.document, "programme"))
    for part in (
        "2022. 11. 3.(목)",
        "10:30~11:00",
        "전지의 길",
        "국제회의장",
        "김하나 포항소재 연구원",
        "동시통역",
        "추후 공지",
    ):
        assert part in words


@pytest.mark.parametrize("kind", KINDS)
def test_sixty_sessions_fit_too(pobatt: Conference, kind: str) -> None:
    crowded(pobatt)
    content = made(publish_all(pobatt).document, kind)
    assert len(PdfReader(io.BytesIO(content)).pages) == PAGES[kind]
    if kind != "poster":
        assert words_of(content).count("번") >= 52


@given(documents())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_programme_can_be_printed(document: Document) -> None:
    for kind in KINDS:
        assert 1 <= len(PdfReader(io.BytesIO(made(document, kind, "en"))).pages) <= PAGES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_release_gives_the_same_bytes(released: Release, kind: str) -> None:
    assert made(released.document, kind) == made(Release.objects.get(pk=released.pk).document, kind)


# --- At their addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["/program/", "/en/program/", "/2022/program/"])
def test_a_handout_is_served_once_and_then_not_modified(
    released: Release, client: Client, place: str
) -> None:
    for kind in KINDS:
        answer = client.get(f"{place}{kind}.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Content-Disposition"].startswith("inline; filename")
        again = client.get(f"{place}{kind}.pdf", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])


def test_a_new_release_is_a_new_file_at_the_same_address(released: Release, client: Client) -> None:
    before = client.get("/program/programme.pdf")
    Session.objects.filter(slug="keynote").update(title_ko="새로운 전지의 길")
    publish_all(released.conference)
    after = client.get("/program/programme.pdf", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "새로운 전지의 길" in words_of(after.content)


def test_a_handout_is_rendered_once(
    released: Release, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/program/poster.pdf")
    monkeypatch.setattr(pdf, "pdf", lambda *_args, **_more: pytest.fail("rendered twice"))
    assert client.get("/program/poster.pdf").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_thirty_two_who_ask_at_once_get_one_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_all(create_pobatt())
    rendered: list[str] = []
    statuses: list[int] = []
    monkeypatch.setattr(pdf, "pdf", lambda template, *_args, **_more: rendered.append(template) or b"%PDF-")

    def ask() -> None:
        statuses.append(Client().get("/program/leaflet.pdf").status_code)
        connections.close_all()

    asking = [threading.Thread(target=ask) for _ in range(32)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert (statuses, rendered) == ([200] * 32, ["print/leaflet.typ"])


def test_a_failure_is_a_sentence(released: Release, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> bytes:
        raise pdf.TypesettingFailed

    monkeypatch.setattr(pdf, "pdf", fail)
    answer = client.get("/program/programme.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "파일을 만들지 못했습니다" in answer.content.decode()


def test_a_preview_can_be_printed_by_organisers_alone(pobatt: Conference, client: Client) -> None:
    address = "/staff/preview/2022/program/programme.pdf"
    assert client.get(address).status_code != 200
    client.force_login(create_organiser("hana@example.com"))
    answer = client.get(address)
    assert "미리보기: 아직 게시되지 않은 내용입니다" in words_of(answer.content)
    assert "no-store" in answer["Cache-Control"]


def test_who_is_erased_is_in_no_rendering_any_more(released: Release, client: Client) -> None:
    assert "김하나" in words_of(client.get("/program/programme.pdf").content)
    kept = handout(current_programme(), "programme").name
    assert caches["renderings"].get(kept) is not None
    withdraw(Speaker.objects.get(slug="kim"))
    assert caches["renderings"].get(kept) is None
    assert "김하나" not in words_of(client.get("/program/programme.pdf").content)
