"""What a host sees of its visit, and what becomes of its answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from factories import create_attendee, create_visit, open_registration, publish_all
from forms_of_pages import fields_of
from visiting import book, states_of

from program.models import Conference
from registration.models import Attendee, Download, Message
from registration.places import database_now
from visits import booking
from visits.answers import Answer, answer
from visits.host_links import address_of, issue, revoke
from visits.models import Booking, HostLink, SiteVisit

Day = timedelta(days=1)


@pytest.fixture
def conference(pobatt: Conference) -> Conference:
    """POBATT is published, and registration is open."""
    publish_all(pobatt)
    open_registration(pobatt)
    return pobatt


@pytest.fixture
def visit(conference: Conference) -> SiteVisit:
    """Two seats at a host that decides who comes; Minji and Junho wait for its word, Sora for a seat."""
    visit = create_visit(conference, slug="gana", host_ko="가나소재", capacity=2, needs_approval=True)
    for name in ("김민지", "이준호", "박소라"):
        book(
            create_attendee(
                conference, name=name, department="구매팀", email=f"{len(name)}{id(name)}@example.com"
            ),
            visit,
        )
    return visit


def path_of(link: HostLink) -> str:
    return address_of(link).removeprefix("http://testserver").removeprefix("http://localhost:8000")


def codes_of(visit: SiteVisit) -> list[str]:
    return list(visit.bookings.order_by("pk").values_list("attendee__code", flat=True))


def words_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_host_sees_what_was_agreed_to_be_told_and_the_look_is_written_down(
    client: Client, visit: SiteVisit
) -> None:
    page = client.get(path_of(issue(visit, days=3, by=None)))
    words = words_of(page)
    assert [name in words for name in ("김민지", "이준호", "박소라")] == [True, True, False]
    assert [told in words for told in ("구매팀", "010-", "@example.com")] == [True, True, False]
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        "noindex",
    )
    look = Download.objects.get()
    assert (look.kind, look.reason, sorted(look.codes)) == ("view", "host", sorted(codes_of(visit)[:2]))
    assert (look.account, look.columns) == (
        "방문 기업 링크 가나소재",
        ["성명", "소속", "부서", "직위", "휴대전화", "동반 지원인"],
    )


def test_answers_are_written_down_the_next_follows_and_everybody_is_told_once(
    client: Client, visit: SiteVisit
) -> None:
    minji, junho, _sora = codes_of(visit)
    path = path_of(issue(visit, days=3, by=None))
    sent = {f"{minji}-verdict": "approve", f"{junho}-verdict": "decline", f"{junho}-reason": "인원 제한"}
    answer = client.post(path, sent)
    assert (answer.status_code, answer["Location"]) == (302, "/visits/host/answered/")
    assert states_of(visit) == ["confirmed", "declined", "offered"]
    assert list(
        Message.objects.filter(kind__in=["visit_confirmed", "visit_declined", "visit_offered"])
        .order_by("kind")
        .values_list("kind", flat=True)
    ) == ["visit_confirmed", "visit_declined", "visit_offered"]
    again = client.post(path, sent)
    assert (again.status_code, "김민지" in words_of(again)) == (404, False)
    assert Message.objects.filter(kind="visit_declined").count() == 1


def test_without_an_answer_for_everybody_the_link_stays_open(client: Client, visit: SiteVisit) -> None:
    minji = codes_of(visit)[0]
    path = path_of(issue(visit, days=3, by=None))
    assert client.post(path, {f"{minji}-verdict": "approve"})["Location"] == path
    assert states_of(visit) == ["confirmed", "review", "waitlisted"]
    seen = fields_of(client.get(path), having="all-rest")
    assert client.post(path, seen | {"all-rest": "approve"})["Location"] == "/visits/host/answered/"
    assert states_of(visit) == ["confirmed", "confirmed", "waitlisted"]


def test_several_are_declined_with_one_reason(client: Client, visit: SiteVisit) -> None:
    path = path_of(issue(visit, days=3, by=None))
    sent = {f"{code}-verdict": "decline" for code in codes_of(visit)[:2]}
    client.post(path, sent | {"all-reason": "점검 기간"})
    assert list(visit.bookings.order_by("pk").values_list("declined_because", flat=True)) == [
        "점검 기간",
        "점검 기간",
        "",
    ]


def test_declining_needs_a_reason_and_what_was_chosen_is_kept(client: Client, visit: SiteVisit) -> None:
    minji, junho, _sora = codes_of(visit)
    path = path_of(issue(visit, days=3, by=None))
    page = client.post(path, {f"{minji}-verdict": "decline", f"{junho}-verdict": "approve"})
    assert (page.status_code, "<title>오류: " in words_of(page)) == (200, True)
    assert "김민지: 반려 사유를 적어 주세요." in words_of(page)
    assert fields_of(page, having=f"{junho}-verdict")[f"{junho}-verdict"] == "approve"
    assert states_of(visit) == ["review", "review", "waitlisted"]


def test_nothing_chosen_sends_nothing(client: Client, visit: SiteVisit) -> None:
    page = client.post(path_of(issue(visit, days=3, by=None)), {})
    assert "승인이나 반려를 골라 주세요." in words_of(page)
    assert HostLink.objects.open().count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"all-rest": "decline"},
        {"all-reason": "가" * 300},
        {"all-reason": "가\x00나"},
        {"all-rest": "approve", "unknown-verdict": "decline"},
    ],
)
def test_bad_input_gets_an_answer(client: Client, visit: SiteVisit, sent: dict[str, str]) -> None:
    assert client.post(path_of(issue(visit, days=3, by=None)), sent).status_code in (200, 302, 400)


def test_a_link_that_is_over_taken_back_or_guessed_shows_the_same_plain_page(
    client: Client, visit: SiteVisit
) -> None:
    over, taken_back = issue(visit, days=3, by=None), issue(visit, days=3, by=None)
    HostLink.objects.filter(pk=over.pk).update(expires_at=database_now() - timedelta(seconds=1))
    revoke(taken_back)
    guessed = f"/visits/host/{over.key.hex}:{'A' * 43}/"
    pages = [client.get(path) for path in (path_of(over), path_of(taken_back), guessed, "/visits/host/x/")]
    assert [page.status_code for page in pages] == [404] * 4
    bodies = {words_of(page).replace(path, "") for page, path in zip(
        pages, (path_of(over), path_of(taken_back), guessed, "/visits/host/x/"), strict=True
    )}  # fmt: skip
    assert [any(word in body for body in bodies) for word in ("김민지", "가나소재", "양극재")] == [False] * 3
    assert len(bodies) == 1
    assert Download.objects.count() == 0


def test_what_somebody_has_not_agreed_to_is_not_told(client: Client, visit: SiteVisit) -> None:
    """The text of whoever booked first has no nationality; it is asked of those who book later."""
    SiteVisit.objects.filter(pk=visit.pk).update(foreigners="refused")
    visit.bookings.update(nationality="korean")
    assert "대한민국" not in words_of(client.get(path_of(issue(visit, days=3, by=None))))


def test_a_fixed_list_has_versions_and_says_what_has_changed(client: Client, visit: SiteVisit) -> None:
    path = path_of(issue(visit, days=3, by=None))
    assert "확정 전 명단" in words_of(client.get(path))
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=database_now() - Day)
    assert ["제1판" in words_of(client.get(path)) for _again in range(2)] == [True, True]
    gone, changed = visit.bookings.order_by("pk")[:2]
    changed.attendee.position = "부장"
    changed.attendee.save(update_fields=["position"])
    booking.decline(gone, "점검 기간")
    assert "Final list, version 2" in words_of(client.get("/en" + path))
    words = words_of(client.get(path))
    assert "제1판에서 바뀐 것: 추가 0, 빠짐 1, 변경 1" in words
    assert ("변경: 직위" in words, "<s>김민지</s>" in words) == (True, True)
    assert visit.list_versions.count() == 2


def test_who_has_come_since_the_page_was_read_is_not_let_in_unseen(client: Client, visit: SiteVisit) -> None:
    path = path_of(issue(visit, days=3, by=None))
    seen = fields_of(client.get(path), having="all-rest")
    SiteVisit.objects.filter(pk=visit.pk).update(capacity=4)
    book(create_attendee(visit.conference, name="최새로"), visit)
    assert client.post(path, seen | {"all-rest": "approve"})["Location"] == path
    assert states_of(visit) == ["confirmed", "confirmed", "offered", "review"]


def test_saying_again_what_a_colleague_has_said_is_no_mistake(client: Client, visit: SiteVisit) -> None:
    minji = codes_of(visit)[0]
    path = path_of(issue(visit, days=3, by=None))
    for _again in range(2):
        assert client.post(path, {f"{minji}-verdict": "approve"})["Location"] == path
    assert states_of(visit) == ["confirmed", "review", "waitlisted"]


def test_an_answer_about_somebody_erased_meanwhile_keeps_the_others(
    visit: SiteVisit, monkeypatch: pytest.MonkeyPatch
) -> None:
    minji, junho, _sora = codes_of(visit)

    def approve(one: Booking) -> None:
        Attendee.objects.filter(code=minji).delete()
        booking.approve(one)

    monkeypatch.setattr("visits.answers.approve", approve)
    outcome = answer(visit, [Answer(minji, "approve"), Answer(junho, "approve")])
    assert (outcome.approved, outcome.declined, outcome.unchanged) == (1, 0, 1)
    assert states_of(visit)[0] == "confirmed"
