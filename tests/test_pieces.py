"""What is alike in everybody's personal page is made once a second, and holds nothing of anybody's own."""

import re
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import create_attendee, create_visit, open_registration
from pytest_django import Settings
from registering import filled_in, register

from pobatt import pieces
from pobatt.page_cache import changes_at
from pobatt.page_cache.marking import Rendering
from pobatt.page_cache.shelf import Key
from pobatt.pieces import piece
from program.models import Release
from registration import changes
from registration.consent_texts import current_texts
from registration.models import Answer, Consent, Question, RegistrationSettings
from visits.models import SiteVisit

ROOT = Path(__file__).parent.parent
FORM = "/registration/"
OWN = re.compile(r'name="(csrfmiddlewaretoken|submission)" value="([^"]+)"')


class Clock:
    """A monotonic clock that goes when it is told to."""

    now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Clock:
    """Keep pieces, as on a real site, by a clock that stands still."""
    settings.PAGE_CACHE_BYTES = 1_000_000
    clock = Clock()
    monkeypatch.setattr(pieces, "time", SimpleNamespace(monotonic=lambda: clock.now, time=time.time))
    monkeypatch.setattr(pieces, "_pieces", {})
    return clock


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open, and POBATT has a programme."""
    return open_registration(released.conference)


def request() -> HttpRequest:
    return RequestFactory().get("/")


def test_a_piece_is_made_once_a_second(clock: Clock) -> None:
    made = iter(range(10))
    found = []
    for at in (1000.0, 1000.9, 1001.0, 1001.5, 1002.0):
        clock.now = at
        found.append(piece(request(), "number", lambda: next(made)))
    assert found == [0, 0, 1, 1, 2]


def test_a_piece_made_of_others_is_as_old_as_the_oldest(clock: Clock) -> None:
    made = iter(range(10))
    piece(request(), "part", lambda: next(made))
    clock.now += 0.9
    whole = request()
    piece(whole, "part", lambda: next(made))
    assert piece(whole, "whole", lambda: next(made)) == 1
    clock.now += 0.1
    assert piece(request(), "whole", lambda: next(made)) == 2


def test_a_piece_ends_when_the_clock_changes_what_it_shows(clock: Clock) -> None:
    def make(asked: HttpRequest) -> str:
        changes_at(asked, timezone.now() + timedelta(seconds=0.5))
        return "before"

    first = request()
    first._rendering = Rendering()  # type: ignore[attr-defined]  # the middleware's
    piece(first, "words", lambda: make(first))
    clock.now += 0.6
    assert piece(request(), "words", lambda: "after") == "after"


def test_a_kept_page_takes_no_piece_that_was_made_elsewhere(clock: Clock) -> None:
    piece(request(), "number", lambda: 1)
    kept = request()
    kept._rendering = Rendering(key=Key(False, "/", ""))  # type: ignore[attr-defined]
    assert piece(kept, "number", lambda: 2) == 2


def test_everybody_gets_the_same_form_with_marks_of_their_own(
    registration: RegistrationSettings, clock: Clock
) -> None:
    with CaptureQueriesContext(connection) as first:
        minji = Client().get(FORM).content.decode()
    with CaptureQueriesContext(connection) as second:
        junho = Client().get(FORM).content.decode()
    assert OWN.sub("", minji) == OWN.sub("", junho)
    marks = [dict(OWN.findall(page)) for page in (minji, junho)]
    assert [set(found) for found in marks] == [{"csrfmiddlewaretoken", "submission"}] * 2
    assert not set(marks[0].values()) & set(marks[1].values())
    statements = [query["sql"].split()[0] for query in second if "SAVEPOINT" not in query["sql"]]
    assert (statements, len(first) > 5) == (["INSERT"], True)  # the session, and nothing else


def test_the_form_that_everybody_gets_can_be_sent(registration: RegistrationSettings, clock: Clock) -> None:
    Client().get(FORM)
    assert register(Client(enforce_csrf_checks=True)).redirect_chain == [("/registration/code/", 302)]


def test_what_the_organiser_changes_is_in_the_form_a_second_later(
    registration: RegistrationSettings, clock: Clock
) -> None:
    Client().get(FORM)
    RegistrationSettings.objects.update(intro_ko="주차장은 지하 2층입니다.")
    clock.now += 1
    assert "주차장은 지하 2층입니다." in Client().get(FORM).content.decode()


def test_what_is_deleted_before_the_form_comes_back_costs_nobody_their_registration(
    registration: RegistrationSettings, clock: Clock
) -> None:
    asked = {"conference": registration.conference, "kind": "text", "item_ko": "차"}
    gone, stays = (Question.objects.create(label_ko=label, **asked) for label in ("차량 번호", "차종"))
    create_visit(registration.conference, slug="gana")
    visitor = Client()
    answers = {gone.field: "12가 3456", stays.field: "전기차", "visit_first": "gana", "consent_visits": "on"}
    filled = filled_in(visitor, **answers)
    gone.delete()
    SiteVisit.objects.all().delete()

    page = visitor.post(FORM, filled, follow=True)

    connection.check_constraints()
    assert (page.redirect_chain, "견학 하나가 그사이 없어져" in page.text) == (
        [("/registration/code/", 302)],
        True,
    )
    assert list(Answer.objects.values_list("question", "value")) == [(stays.pk, "전기차")]


def test_a_text_that_is_replaced_before_the_form_comes_back_is_the_one_that_was_agreed_to(
    registration: RegistrationSettings, clock: Clock
) -> None:
    visitor = Client()
    filled = filled_in(visitor)
    Question.objects.create(conference=registration.conference, kind="text", label_ko="차종", item_ko="차종")
    current_texts(registration, list(Question.objects.all()))

    assert visitor.post(FORM, filled).status_code == 302

    connection.check_constraints()
    agreed = Consent.objects.filter(text__purpose="participation").get().text
    assert (agreed.version, agreed.valid_until is None) == (1, False)


def test_a_conference_that_is_deleted_before_the_form_comes_back_is_a_sentence(
    registration: RegistrationSettings, clock: Clock
) -> None:
    visitor = Client()
    filled = filled_in(visitor)
    RegistrationSettings.objects.all().delete()

    page = visitor.post(FORM, filled)

    assert (page.status_code, "지금은 접수 기간이 아닙니다." in page.text) == (200, True)


def test_an_answer_to_a_question_that_is_deleted_meanwhile_is_left_out_of_a_change(
    registration: RegistrationSettings,
) -> None:
    changes.edit(create_attendee(registration.conference), {"attendance": "onsite"}, {"9999": "12가 3456"})

    connection.check_constraints()
    assert Answer.objects.count() == 0


def test_a_page_with_the_kept_frame_is_the_page_without_it(
    registration: RegistrationSettings, clock: Clock, settings: Settings
) -> None:
    def shown() -> list[bytes]:
        return [Client().get(f"{prefix}/registration/confirm/x/").content for prefix in ("", "/en")]

    kept = [shown(), shown()]
    settings.PAGE_CACHE_BYTES = 0
    assert kept == [shown()] * 2


def test_the_shell_leaves_every_block_of_the_frame_open() -> None:
    names = re.compile(r"{% block (\w+) %}")
    base, shell = (
        (ROOT / "templates" / path).read_text(encoding="utf-8")
        for path in ("base.html", "registration/shell.html")
    )
    assert sorted(names.findall(shell)) == sorted(names.findall(base))
