"""Who stands behind the conference: in the admin, in a release, on every page."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories import create_organisation, publish_all
from forms_of_pages import fields_of
from PIL import Image

from program.models import Conference, Organisation, Release

pytestmark = pytest.mark.django_db


def logo(width: int = 600, height: int = 90) -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGBA", (width, height), (20, 40, 160, 120)).save(kept, "PNG")
    return SimpleUploadedFile("logo.png", kept.getvalue(), "image/png")


def added(hana: Client, conference: Conference, **fields: Any) -> Any:
    address = "/admin/program/organisation/add/"
    filled = fields_of(hana.get(address), having="name_ko") | {
        "conference": conference.pk, "role": "sponsor", "name_ko": "영일만전지", "position": "1", **fields,
    }  # fmt: skip
    return hana.post(address, filled)


def test_an_organisation_is_on_every_page_once_it_is_published(hana: Client, released: Release) -> None:
    assert added(hana, released.conference, url="https://example.com/").status_code == 302
    assert "영일만전지" not in Client().get("/").content.decode()

    publish_all(released.conference)

    for page in ("/", "/program/", "/program/speakers/"):
        words = re.sub(r"<[^>]*>", " ", Client().get(page).content.decode()).split()
        assert "협찬 영일만전지" in " ".join(words)


def test_roles_stand_in_the_order_of_a_poster_and_organisations_in_their_own(released: Release) -> None:
    for role, name, position in (("sponsor", "다", 1), ("supporter", "나", 2), ("supporter", "가", 1)):
        create_organisation(released.conference, role=role, name_ko=name, position=position)
    groups = publish_all(released.conference).document["organisations"]
    assert [(row["role"], row["name_ko"]) for row in groups] == [
        ("host", "포항시"), ("supporter", "가"), ("supporter", "나"), ("sponsor", "다"),
    ]  # fmt: skip


def test_a_long_flat_logo_is_taken_and_served_with_the_programme(hana: Client, released: Release) -> None:
    assert added(hana, released.conference, logo_upload=logo()).status_code == 302
    digest = Organisation.objects.get(role="sponsor").logo_id
    address = f"/program/photos/{digest}.webp"
    assert Client().get(address).status_code == 404

    publish_all(released.conference)

    assert Client().get(address)["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"url": "javascript:alert(1)"}, "올바른 URL을 입력하세요."),
        ({"name_ko": ""}, "이름을 한글이나 영문으로 입력하세요."),
        ({"role": "host", "name_ko": "포항시"}, "같은 역할에 같은 이름의 기관이 있습니다."),
        ({"logo_upload": SimpleUploadedFile("logo.svg", b"<svg/>")}, "SVG 그림은 받지 않습니다."),
    ],
)
def test_what_is_wrong_is_said(
    hana: Client, conference: Conference, wrong: dict[str, Any], sentence: str
) -> None:
    answer = added(hana, conference, **wrong)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Organisation.objects.count() == 1


def test_markup_in_a_name_is_shown_as_text(released: Release) -> None:
    create_organisation(released.conference, role="sponsor", name_ko="<b>굵게</b>")
    publish_all(released.conference)
    assert "&lt;b&gt;굵게&lt;/b&gt;" in Client().get("/").content.decode()
