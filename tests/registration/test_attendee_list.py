"""The list of attendees: it answers questions, finds people, and shows nobody's telephone in passing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import create_account, create_attendee, create_conference, open_registration

from program.models import Conference
from registration.attendee_search import search
from registration.consent_texts import current_texts
from registration.models import Answer, Attendee, CheckIn, ClaimState, Consent, Download, Question

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/attendee/"


@pytest.fixture
def open_conference(conference: Conference) -> Conference:
    open_registration(conference)
    return conference


def found(text: str) -> list[str]:
    return sorted(search(Attendee.objects.all(), text).values_list("name", flat=True))


def shown(client: Client, **asked: str) -> list[str]:
    """Return the names on the list."""
    page = client.get(LIST, asked)
    assert page.status_code == 200
    return sorted(row.name for row in page.context["cl"].result_list)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("홍길동", ["홍길동"]),
        ("길동", ["홍길동"]),
        ("홍", ["홍길동"]),
        ("ㅎㄱㄷ", ["홍길동"]),
        ("ㄱㄷ", ["홍길동"]),
        ("홍ㄱ", ["홍길동"]),
        ("ㄴㄱㅁㅅ", ["남궁민수"]),
        ("궁민수", ["남궁민수"]),
        ("hong", ["홍길동"]),
        ("Kil", ["홍길동"]),
        ("smith", ["Jane Smith"]),
        ("포스코", ["남궁민수"]),
        ("(주)포스코", ["남궁민수"]),
        ("민수 포스코", ["남궁민수"]),
        ("민수 삼성", []),
        ("5678", ["홍길동"]),
        ("POBATT22-000012", ["남궁민수"]),
        ("pobatt22-000012", ["남궁민수"]),
        ("12", ["남궁민수"]),
        ("%", []),
        ("'; --", []),
        ("[가-", ["홍길동"]),
        ("", ["Jane Smith", "남궁민수", "홍길동"]),
    ],
)
def test_people_are_found_as_a_desk_asks_for_them(
    open_conference: Conference, text: str, names: list[str]
) -> None:
    create_attendee(
        open_conference, name="홍길동", name_en="Hong Kil-dong", affiliation="가나전지", phone="+821099995678"
    )
    create_attendee(
        open_conference,
        name="남궁민수",
        affiliation="㈜포스코미래",
        number=12,
        code="POBATT22-000012W",
        phone="+821099990000",
    )
    create_attendee(open_conference, name="Jane Smith", affiliation="Acme", phone="+821099991111")
    assert found(text) == names


def test_the_list_shows_the_current_conference_and_never_two_at_once(
    open_conference: Conference, hana: Client
) -> None:
    create_attendee(open_conference, name="올해사람")
    past = create_conference(slug="2021", short_name="POBATT 2021", is_current=False)
    open_registration(past, code_prefix="POBATT21")
    create_attendee(past, name="지난사람")
    assert shown(hana) == ["올해사람"]
    assert shown(hana, conference="2021") == ["지난사람"]
    assert hana.get(LIST, {"conference": "1999"}).status_code == 404


def test_every_filter_is_a_question_with_its_answer(open_conference: Conference, hana: Client) -> None:
    first = create_attendee(
        open_conference,
        name="가",
        days=[1],
        region="abroad",
        country="CN",
        category="press",
        name_en="Ga",
        badge="guest",
        position="부장",
    )
    create_attendee(open_conference, name="나", days=[2], attendance="online", place=1)
    create_attendee(
        open_conference,
        name="다",
        days=[1, 2],
        state=ClaimState.CANCELLED,
        cancelled_at=timezone.now(),
        language="en",
    )
    CheckIn.objects.create(attendee=first, day=open_conference.days[0], way="door", at=timezone.now())
    texts = current_texts(open_conference.registration, [])
    for text in texts:
        Consent.objects.create(attendee=first, text=text, language="ko", given_at=timezone.now())
    required = Question.objects.create(
        conference=open_conference, kind="yes_no", label_ko="오찬", item_ko="오찬", is_required=True
    )
    Answer.objects.create(attendee=first, question=required, value="yes")
    asked: Any
    for asked, names in (
        ({"state": "cancelled"}, ["다"]),
        ({"attendance": "online"}, ["나"]),
        ({"category": "press"}, ["가"]),
        ({"day": "2"}, ["나", "다"]),
        ({"checked_in": "1"}, ["가"]),
        ({"checked_in": "not-2"}, ["나"]),
        ({"region": "abroad"}, ["가"]),
        ({"consent": "promotion"}, ["가"]),
        ({"consent": "no-promotion"}, ["나", "다"]),
        ({"consent": "none"}, ["나", "다"]),
        ({"missing": "answers"}, ["나", "다"]),
        ({"missing": "name_en"}, ["나", "다"]),
        ({"language": "en"}, ["다"]),
        ({"badge": "guest"}, ["가"]),
        ({"day": "1", "state": "confirmed"}, ["가"]),
        ({"day": "99"}, ["가", "나", "다"]),
        ({"q": "ㄱ"}, ["가"]),
    ):
        assert shown(hana, **asked) == names, asked


def test_no_telephone_and_no_address_stands_on_the_list_or_on_a_persons_page(
    open_conference: Conference, hana: Client
) -> None:
    minji = create_attendee(open_conference, phone="+821012345678", email="minji.kim@example.com")
    for address in (LIST, f"{LIST}{minji.pk}/change/"):
        page = hana.get(address).content.decode()
        assert ("010-****-5678" in page, "mi****@example.com" in page) == (True, True)
        assert ("010-1234-5678" in page, "+821012345678" in page, "minji.kim@" in page) == (False,) * 3


@pytest.mark.parametrize("guess", ["phone__startswith", "email__startswith", "ticket_token__gt", "phone"])
def test_what_is_masked_cannot_be_spelled_out_by_asking(
    open_conference: Conference, hana: Client, guess: str
) -> None:
    create_attendee(open_conference, phone="+821012345678")
    assert hana.get(LIST, {guess: "+82101"}).status_code == 400


@pytest.mark.parametrize("guess", ["message/?address__startswith=m", "message/?text__contains=x",
                                   "newsreader/?email__startswith=m", "newsreader/?phone__contains=1"])  # fmt: skip
def test_what_letters_and_news_mask_is_not_spelled_out_either(hana: Client, guess: str) -> None:
    assert hana.get(f"/admin/registration/{guess}").status_code == 400


def test_one_person_is_seen_in_full_by_one_press_that_is_recorded(
    open_conference: Conference, hana: Client
) -> None:
    minji = create_attendee(open_conference, phone="+821012345678", email="minji.kim@example.com")
    junho = create_attendee(open_conference, phone="+821011112222", email="junho.lee@example.com")
    page = hana.post(f"{LIST}{minji.pk}/contact/", follow=True)
    assert "010-1234-5678" in page.content.decode()
    assert "minji.kim@example.com" in page.content.decode()
    row = Download.objects.get()
    assert (row.kind, row.codes, row.columns) == ("view", [minji.code], ["휴대전화", "이메일"])
    another = hana.get(f"{LIST}{junho.pk}/change/", {"seen": row.pk}).content.decode()
    assert "010-1111-2222" not in another


def test_what_one_account_has_seen_opens_nothing_to_another(
    open_conference: Conference, hana: Client, admin_client: Client
) -> None:
    minji = create_attendee(open_conference, phone="+821012345678")
    hana.post(f"{LIST}{minji.pk}/contact/")
    seen = Download.objects.get().pk
    for number in (str(seen), "9" * 30, "x", "-1"):
        page = admin_client.get(f"{LIST}{minji.pk}/change/", {"seen": number}).content.decode()
        assert "010-1234-5678" not in page


@pytest.mark.parametrize("action", ["open_edits", "confirm_at_the_desk", "set_badge"])
def test_an_action_on_somebody_who_has_gone_changes_nothing(
    open_conference: Conference, hana: Client, action: str
) -> None:
    form = {"action": action, "_selected_action": "999999999", "badge": "press"}
    assert hana.post(LIST, form, follow=True).status_code == 200


def test_looking_takes_a_press_and_a_permission(open_conference: Conference, hana: Client) -> None:
    minji = create_attendee(open_conference)
    assert hana.get(f"{LIST}{minji.pk}/contact/").status_code == 405
    stranger = Client()
    stranger.force_login(create_account("stranger@example.com"))
    assert stranger.post(f"{LIST}{minji.pk}/contact/").status_code in (302, 403)
    assert Download.objects.count() == 0


def test_the_list_asks_the_same_questions_of_the_database_for_one_person_and_for_three(
    open_conference: Conference, hana: Client
) -> None:
    def queries(**asked: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            hana.get(LIST, asked)
        return len(captured)

    create_attendee(open_conference)
    hana.get(LIST)
    one = queries(), queries(q="참가")
    create_attendee(open_conference)
    create_attendee(open_conference)
    assert (queries(), queries(q="참가")) == one
