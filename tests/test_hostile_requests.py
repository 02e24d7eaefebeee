"""Whatever a stranger sends: 4xx with a way home, never 5xx."""

import logging
from typing import Any

import pytest
from django.test import Client
from factories import open_registration
from forms_of_pages import fields_of

from program.models import Release

FORM: dict[str, Any] = {"content_type": "application/x-www-form-urlencoded"}
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


@pytest.mark.parametrize("address", ["/registration/", "/en/accounts/login/"])
@pytest.mark.parametrize(
    ("form", "status"),
    [
        (FORM | {"data": "name=" + "x" * 5_000_000}, 413),
        (FORM | {"data": "x=1&" * 20_000}, 400),
        ({"data": {"name": "x" * 5_000_000}}, 400),
    ],
)
def test_a_form_without_end_gets_a_sentence_and_leaves_nothing_in_the_log(
    released: Release, caplog: pytest.LogCaptureFixture, address: str, form: Any, status: int
) -> None:
    open_registration(released.conference)

    response = Client().post(address, **form)

    assert response.status_code == status
    assert 'href="/' in response.content.decode()
    assert [record.getMessage()[:80] for record in caplog.records if record.levelno >= logging.ERROR] == []


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


def test_a_foreign_host_writes_nothing_to_the_log(
    released: Release, caplog: pytest.LogCaptureFixture
) -> None:
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
    assert caplog.text == ""


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "address", ["/", "/program/", "/program/schedule.ics", "/livez", "/readyz", "/robots.txt"]
)
def test_safe_methods_work_and_posting_to_pages_does_not(
    released: Release, method: str, address: str
) -> None:
    assert getattr(Client(), method)(address).status_code == 200
    assert Client().post(address).status_code == 405


HUGE = "9" * 40


@pytest.mark.parametrize(
    "address",
    [
        "/admin/program/session/?o=zz.-9.9999",
        "/admin/program/session/?p=999999",
        "/admin/program/session/?p=-1",
        "/admin/program/session/?p=x",
        "/admin/program/session/?kind__exact=nothing&track__id__exact=x",
        f"/admin/program/session/?room__id__exact={HUGE}",
        "/admin/program/session/?missing=../../&day=2022-99-99&edition=%EF%BF%BD",
        "/admin/program/session/?speakers__password=x",
        "/admin/program/session/?q=%00",
        "/admin/program/session/?q=" + "%27%22%5C" * 200,
        "/admin/program/session/?_to_field=title_ko&_popup=1",
        "/admin/program/session/?starts_at__gte=never",
        "/admin/program/session/add/?conference=x&starts_at=never&speaker_1=x&parent=" + HUGE,
        "/admin/program/session/abc/change/",
        f"/admin/program/session/{HUGE}/change/",
        "/admin/program/session/_00/change/",
        "/admin/program/session/1/nothing/",
        f"/admin/program/conference/{HUGE}/publish/",
        f"/admin/program/conference/{HUGE}/problems/",
        f"/admin/program/speaker/{HUGE}/withdraw/",
        "/admin/program/speaker/photo/" + "f" * 64 + ".webp",
        "/admin/autocomplete/",
        "/admin/autocomplete/?app_label=program&model_name=appearance&field_name=speaker&term=%00",
        "/admin/autocomplete/?app_label=program&model_name=appearance&field_name=speaker&page=x",
        "/admin/autocomplete/?app_label=auth&model_name=user&field_name=groups",
        f"/admin/r/9/{HUGE}/",
        "/admin/jsi18n/?x=%00",
        "/staff/preview/2022/program/?day=x",
        "/en/staff/preview/2022/program/sessions/nothing/",
    ],
)
def test_an_organisers_strange_addresses_are_answered_too(
    released: Release, hana: Client, address: str
) -> None:
    assert hana.get(address).status_code < 500


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"action": "cancel", "_selected_action": "x"},
        {"action": "cancel", "_selected_action": HUGE},
        {"action": "nothing", "_selected_action": "1"},
        {"action": "delete_selected", "_selected_action": "\x00"},
        {"form-TOTAL_FORMS": "x", "_save": "1"},
    ],
)
def test_an_organisers_strange_list_forms_are_answered_too(
    released: Release, hana: Client, fields: dict[str, str]
) -> None:
    for model in ("session", "speaker", "room", "track", "conference"):
        assert hana.post(f"/admin/program/{model}/", fields).status_code < 500


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at_0": "0000-00-00", "starts_at_1": "99:99"},
        {
            "starts_at_0": "9999-12-31",
            "starts_at_1": "23:59",
            "ends_at_0": "9999-12-31",
            "ends_at_1": "23:59:59",
        },
        {
            "starts_at_0": "0001-01-01",
            "starts_at_1": "00:00",
            "ends_at_0": "0001-01-02",
            "ends_at_1": "00:00",
        },
        {"title_ko": "\x00"},
        {"title_ko": "가" * 100_000},
        {"slug": "../../x"},
        {"kind": "nothing", "language": "xx", "room": HUGE, "track": "x", "parent": "-1"},
        {"speaker_1": HUGE, "speaker_2": "x"},
        {"conference": "x"},
        {"conference": ""},
        {"talks-TOTAL_FORMS": "x"},
        {"talks-TOTAL_FORMS": "1000000"},
        {"talks-TOTAL_FORMS": "1", "talks-0-id": HUGE, "talks-0-title_ko": "x"},
        {"talks-TOTAL_FORMS": "1", "talks-INITIAL_FORMS": "1", "talks-0-id": "", "talks-0-title_ko": "x"},
        {"slides_kept": "x" * 64, "slides_url": "javascript:alert(1)"},
    ],
)
def test_an_organisers_strange_session_forms_are_answered_too(
    released: Release, hana: Client, changes: dict[str, str]
) -> None:
    fields = fields_of(hana.get("/admin/program/session/add/"), having="slug")
    typed = {"title_ko": "제목", "kind": "talk"}

    assert (
        hana.post("/admin/program/session/add/", {**fields, **typed, **changes, "_save": "1"}).status_code
        < 500
    )
    change = f"/admin/program/session/{released.conference.sessions.get(slug='materials').pk}/change/"
    fields = fields_of(hana.get(change), having="slug")
    assert hana.post(change, {**fields, **changes, "_publish": "1"}).status_code < 500
