"""Who agreed to news leaves the site by the same door as other lists: why, a password, the ledger."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import msoffcrypto
import openpyxl
import pytest
from django.utils import timezone
from factories import open_registration
from forms_of_pages import fields_of
from people import client_as

from program.models import Release
from registration.models import ConsentText, Download, NewsReader
from registration.roles import Role

PAGE = "/admin/registration/newsreader/export/"


@pytest.fixture
def readers(released: Release) -> list[NewsReader]:
    """One whose day is still to come, and one whose day was yesterday."""
    conference = open_registration(released.conference).conference
    today = timezone.localdate()

    def reader(version: int, until: date) -> NewsReader:
        text = ConsentText.objects.create(
            conference=conference, purpose="promotion", basis="consent", version=version, body_ko={}, body_en={},
            kept_until=until, valid_until=timezone.now(),
        )  # fmt: skip
        return NewsReader.objects.create(
            conference=conference, text=text, email=f"reader-{version}@example.com", phone="+821057654321",
            language="ko", given_at=timezone.now(),
        )  # fmt: skip

    return [reader(1, today), reader(2, today - timedelta(days=1))]


def rows_in(locked: bytes, password: str) -> list[list[Any]]:
    plain, book = BytesIO(), msoffcrypto.OfficeFile(BytesIO(locked))
    book.load_key(password=password, verify_password=True)
    book.decrypt(plain)
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(plain).worksheets[0]]


def test_the_city_takes_those_whose_consent_holds_and_it_stands_in_the_ledger(
    readers: list[NewsReader],
) -> None:
    city = client_as(Role.CITY_STAFF, readers[0].conference)
    assert f'href="{PAGE}"' in city.get("/admin/registration/newsreader/").text
    asked = fields_of(city.get(PAGE), having="reason_text")

    without = [city.post(PAGE, asked | wrong) for wrong in ({}, {"reason_text": "안내", "password": ""})]
    assert ([answer.status_code for answer in without], Download.objects.count()) == ([200, 200], 0)

    file = city.post(PAGE, asked | {"reason_text": "POBATT 2023 개최 안내"})

    rows = rows_in(file.content, asked["password"])
    assert [row[:2] for row in rows[1:]] == [["reader-1@example.com", "010-5765-4321"]]
    taken = Download.objects.get()
    assert (taken.account, taken.why, taken.count) == ("city_staff@example.com", "POBATT 2023 개최 안내", 1)
    assert (taken.codes, taken.has_password) == ([f"소식-{readers[0].pk}"], True)


def test_nobody_else_takes_them(readers: list[NewsReader]) -> None:
    for role in (Role.ORGANISER, Role.LIST_KEEPER):
        client = client_as(role, readers[0].conference)
        assert (client.get(PAGE).status_code, client.post(PAGE).status_code) == (403, 403)
    assert Download.objects.count() == 0
