"""What a host requires of its visitors: asked once the seat is theirs, encrypted, reminded of, and destroyed."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from factories import create_attendee, create_conference, create_page, create_visit, open_registration
from visiting import book

from pobatt.encryption import Undecipherable, encrypted, new_key
from program.models import Conference
from registration import changes
from registration.models import Attendee, Destruction, Message
from registration.purge import purge
from visits.booking import cancel, decline
from visits.consent import current_text, items_of
from visits.details import remind, told_by
from visits.details_form import DetailsForm
from visits.items import DETAILS, given_later
from visits.models import Booking, Detail, SiteVisit, VisitorDetails
from visits.rescheduling import reschedule

Day = timedelta(days=1)
FILLED_IN = {
    "document": "passport",
    "country": "DE",
    "birth_date": "1990-01-31",
    "shoe_size": "265",
    "car_plate": "12가 3456",
}


@pytest.fixture
def conference(db: None) -> Conference:
    """POBATT 2022, and registration is open."""
    conference = create_conference()
    open_registration(conference)
    return conference


@pytest.fixture
def strict(conference: Conference) -> SiteVisit:
    """A host that asks for everything."""
    return create_visit(
        conference,
        slug="gana",
        details=list(Detail.values),
        details_due_at=timezone.now() + 5 * Day,
        minimum_age=19,
        foreigners="in_time",
        foreigners_until=timezone.now() + Day,
    )


@pytest.fixture
def minji(conference: Conference) -> Attendee:
    """Minji is registered."""
    return create_attendee(conference, name="김민지")


def tab_of(attendee: Attendee) -> Client:
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    return client


def send(attendee: Attendee, **fields: Any) -> Any:
    """Fill in the form of Minji's details."""
    text = current_text(SiteVisit.objects.get(slug="gana")).pk
    address = "/visits/gana/booking/details/"
    return tab_of(attendee).post(address, FILLED_IN | {"text": text} | fields, follow=True)


def words_of(page: Any) -> str:
    return str(page.content.decode())


def test_the_text_lists_exactly_what_the_forms_ask_for(strict: SiteVisit, minji: Attendee) -> None:
    booking = book(minji, strict)
    listed = items_of(current_text(strict))
    for wanted in ([], ["document"], ["shoe_size", "birth_date"], list(Detail.values)):
        strict.details = wanted
        strict.save()
        booking.visit = strict
        text = current_text(strict)
        form = DetailsForm(booking=booking, text=text, language="ko", asks_consent=False)
        asked = [DETAILS[Detail(name)].ko for name in form.fields if name != "text"]
        assert asked == [item.ko for item in given_later(strict)]
        assert (
            items_of(text)
            == [item for item in listed if item not in {i.ko for i in DETAILS.values()}] + asked
        )
    assert set(DETAILS) == set(Detail)


def test_details_are_asked_once_there_is_a_seat_and_lie_encrypted(strict: SiteVisit, minji: Attendee) -> None:
    assert "더 적을 것이 없습니다" in words_of(
        tab_of(minji).get("/visits/gana/booking/details/", follow=True)
    )
    booking = book(minji, strict)
    assert "상세 정보를 적어 주세요" in words_of(tab_of(minji).get("/registration/me/"))
    assert 'data-details="missing"' in words_of(tab_of(minji).get("/visits/gana/booking/"))
    done = words_of(send(minji))
    assert "방문자 상세 정보를 저장했습니다." in done
    assert 'data-details="told"' in done
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM visits_visitordetails")
        (token,) = cursor.fetchone()
    assert not [word for word in ("1990", "265", "12가", "passport", "DE") if word in token and len(word) > 2]
    assert told_by(Booking.objects.get(pk=booking.pk)) == FILLED_IN
    assert "265 mm" in words_of(tab_of(minji).get("/visits/gana/booking/details/"))


def test_who_waits_tells_nothing_yet(strict: SiteVisit, minji: Attendee, conference: Conference) -> None:
    SiteVisit.objects.update(capacity=1)
    book(create_attendee(conference), strict)
    book(minji, strict)
    assert "자리를 받은 뒤에 적습니다" in words_of(send(minji))
    assert VisitorDetails.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"birth_date": "2010-01-01"}, "만 19세 이상만 갈 수 있습니다"),
        ({"birth_date": "1990-31-31"}, "1990-01-31처럼"),
        ({"birth_date": "3000-01-01"}, "생년월일을 다시 확인해 주세요"),
        ({"document": ""}, "이 항목은 꼭 필요합니다"),
        ({"document": "M12345678"}, "목록에 있는 것"),
        ({"shoe_size": "9999"}, "목록에 있는 것"),
        ({"car_plate": "900131-1234567"}, "신분증의 번호는 받지 않습니다"),
        ({"car_plate": "M12345678"}, "신분증의 번호는 받지 않습니다"),
        ({"text": "0"}, "동의문이 바뀌었습니다"),
        ({"text": "9" * 30}, "확인이 필요합니다"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    strict: SiteVisit, minji: Attendee, sent: dict[str, str], words: str
) -> None:
    book(minji, strict)
    page = words_of(send(minji, **sent))
    assert words in page
    assert "<title>오류: " in page
    assert VisitorDetails.objects.count() == 0


def test_a_host_that_asks_for_more_is_agreed_to_again(strict: SiteVisit, minji: Attendee) -> None:
    strict.details = ["shoe_size"]
    strict.save()
    book(minji, strict)
    strict.details = ["shoe_size", "birth_date"]
    reschedule(strict)
    assert "읽고 동의해 주세요" in words_of(send(minji))
    send(minji, agrees="on")
    assert VisitorDetails.objects.count() == 1
    assert minji.consents.filter(text__purpose="host").count() == 2


def test_reminders_come_once_each_and_only_to_who_has_told_nothing(
    strict: SiteVisit, minji: Attendee, conference: Conference
) -> None:
    junho = create_attendee(conference)
    book(minji, strict)
    book(junho, strict)
    send(junho)
    due = strict.details_due_at
    assert due is not None
    for before in (4 * Day, 2 * Day, 2 * Day, Day / 2, Day / 3, -Day):
        remind(strict, due - before)
    assert (
        list(Message.objects.filter(kind="visit_details").values_list("address", flat=True))
        == [minji.email] * 2
    )
    assert "/visits/gana/booking/details/" in Message.objects.filter(kind="visit_details")[0].text


@pytest.mark.parametrize("how", ["cancel", "decline", "registration", "erase", "withdraw"])
def test_what_was_told_is_gone_with_the_seat(strict: SiteVisit, minji: Attendee, how: str) -> None:
    booking = book(minji, strict)
    send(minji)
    assert VisitorDetails.objects.count() == 1
    assert minji.user is not None
    {
        "cancel": lambda: cancel(minji, strict),
        "decline": lambda: decline(booking, "동종 업계"),
        "registration": lambda: changes.cancel(minji),
        "erase": lambda: changes.erase(minji.user),  # type: ignore[arg-type]
        "withdraw": lambda: changes.withdraw(minji.consents.get(text__purpose="host")),
    }[how]()
    assert VisitorDetails.objects.count() == 0


def test_details_are_destroyed_on_schedule_and_a_record_says_how_many(
    strict: SiteVisit, minji: Attendee
) -> None:
    book(minji, strict)
    send(minji)
    today = timezone.localdate()
    Conference.objects.update(
        starts_on=today, ends_on=today
    )  # the registrations themselves are kept for long
    assert "방문자 상세 정보" not in purge()
    SiteVisit.objects.update(departs_at=timezone.now() - 8 * Day, returns_at=timezone.now() - 8 * Day + Day / 24,
                             details_due_at=timezone.now() - 9 * Day)  # fmt: skip
    assert purge()["방문자 상세 정보"] == {"visits.VisitorDetails": 1}
    assert VisitorDetails.objects.count() == 0
    assert Destruction.objects.filter(what="방문자 상세 정보").get().counts == {"visits.VisitorDetails": 1}


def test_a_key_is_changed_without_losing_anything(
    strict: SiteVisit, minji: Attendee, settings: LazySettings
) -> None:
    book(minji, strict)
    send(minji)
    old, new = settings.ENCRYPTION_KEYS[0], new_key()
    settings.ENCRYPTION_KEYS = [new, old]
    said = StringIO()
    call_command("rotate_encryption", stdout=said)
    assert "1건을 다시 암호화했습니다" in said.getvalue()
    settings.ENCRYPTION_KEYS = [new]
    assert VisitorDetails.objects.get().values == FILLED_IN
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(Undecipherable):
        _ = VisitorDetails.objects.get().values
    assert told_by(Booking.objects.get()) == {}  # pages go on
    with pytest.raises(CommandError, match="1건은 지금 있는 키로 풀 수 없습니다"):
        call_command("rotate_encryption", stdout=said)


def test_the_same_words_never_look_alike() -> None:
    assert encrypted({"shoe_size": "265"}) != encrypted({"shoe_size": "265"})


def test_the_privacy_policy_names_every_host_and_what_it_is_given(strict: SiteVisit, client: Client) -> None:
    create_page(strict.conference, "privacy", 목적="접수")
    for path, title, item in (
        ("/privacy/", "현장견학 방문 기업에 제공하는 개인정보", "생년월일"),
        ("/en/privacy/", "Personal data given to the hosts of site visits", "date of birth"),
    ):
        page = words_of(client.get(path))
        assert title in page
        assert item in page


def test_the_admin_says_what_a_visit_lacks_before_it_can_open(hana: Client, strict: SiteVisit) -> None:
    from forms_of_pages import fields_of

    address = f"/admin/visits/sitevisit/{strict.pk}/change/"
    sent = fields_of(hana.get(address), having="capacity")
    assert sent["details"] == list(Detail.values)
    none = {name: "" for name in sent if name.startswith("details_due_at")}
    assert "상세 정보를 언제까지 받을지 적으세요" in words_of(hana.post(address, sent | none))
    assert "기간을 적거나 신청 시작을 비워 두세요" in words_of(
        hana.post(address, sent | {"host_keeps_ko": ""})
    )
