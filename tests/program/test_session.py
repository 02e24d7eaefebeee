"""What the database refuses about sessions, and how the forms say it first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from factories import at, create_conference, create_room, create_session, create_speaker, create_track

from program.models import Conference, Session
from program.refusals import sentence_for


def refused(write: Callable[[], object]) -> str:
    """Return the sentence with which the database refuses a write."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return sentence_for(refusal.value)


def test_two_sessions_cannot_have_one_room_at_once(conference: Conference) -> None:
    room = create_room(conference)
    create_session(conference, room=room, starts_at=at(10), minutes=60)

    sentence = refused(lambda: create_session(conference, room=room, starts_at=at(10, 59)))

    assert sentence == "그 시간에 이 장소에서는 다른 세션이 열립니다. 시간이나 장소를 바꾸세요."


def test_a_session_may_begin_when_another_ends_and_in_place_of_a_cancelled_one(
    conference: Conference,
) -> None:
    room = create_room(conference)
    create_session(conference, room=room, starts_at=at(10), minutes=60)
    create_session(conference, room=room, starts_at=at(11), cancelled_at=at(8))
    create_session(conference, room=room, starts_at=at(11))

    assert Session.objects.count() == 3


def test_a_talk_shares_the_room_with_its_own_session_only(conference: Conference) -> None:
    room, other_room = create_room(conference), create_room(conference)
    themed = create_session(conference, kind="session", room=room, starts_at=at(13), minutes=60)
    create_session(conference, parent=themed, room=room, starts_at=at(13))
    create_session(conference, kind="session", room=other_room, starts_at=at(13), minutes=60)

    sibling = refused(lambda: create_session(conference, parent=themed, room=room, starts_at=at(13, 15)))
    elsewhere = refused(
        lambda: create_session(conference, parent=themed, room=other_room, starts_at=at(13, 30))
    )

    assert sibling == "같은 장소의 두 발표 시간이 겹칩니다. 시간이나 장소를 바꾸세요."
    assert elsewhere == "그 시간에 이 장소에서는 다른 세션이 열립니다. 시간이나 장소를 바꾸세요."


@pytest.mark.parametrize(
    ("start", "minutes"), [(at(4, 59), 30), (at(4, 45, day=5), 30), (at(10, day=2), 30), (at(10, day=5), 30)]
)
def test_a_session_lies_inside_its_conference(conference: Conference, start: object, minutes: int) -> None:
    sentence = refused(lambda: create_session(conference, starts_at=start, minutes=minutes))  # type: ignore[arg-type]

    assert sentence == "대회 기간 밖의 시간입니다. 세션이나 대회의 날짜를 확인하세요."


def test_a_night_session_belongs_to_the_day_before(conference: Conference) -> None:
    session = create_session(conference, starts_at=at(1, day=5), minutes=60)

    session.full_clean()


def test_a_conference_cannot_leave_its_sessions_behind(conference: Conference) -> None:
    create_session(conference, starts_at=at(10, day=4))

    sentence = refused(lambda: Conference.objects.update(ends_on=date(2022, 11, 3)))
    conference.ends_on = date(2022, 11, 3)
    with pytest.raises(ValidationError, match="대회 기간 밖에 놓입니다"):
        conference.full_clean()

    assert sentence == "대회 기간 밖의 시간입니다. 세션이나 대회의 날짜를 확인하세요."


def test_an_inverted_session_is_refused(conference: Conference) -> None:
    session = create_session(conference, starts_at=at(10), room=create_room(conference))
    session.ends_at = at(9)

    with pytest.raises(ValidationError) as refusal:
        session.full_clean()

    assert refusal.value.message_dict == {"ends_at": ["끝나는 시각이 시작 시각보다 늦어야 합니다."]}
    assert refused(session.save) == "끝나는 시각이 시작 시각보다 늦어야 합니다."


def test_a_talk_lies_inside_its_session(conference: Conference) -> None:
    themed = create_session(conference, kind="session", starts_at=at(13), minutes=60)
    talk = create_session(conference, parent=themed, starts_at=at(13, 30))
    outside = "발표는 주제 세션의 시간 안에 있어야 합니다."

    assert refused(lambda: create_session(conference, parent=themed, starts_at=at(13, 45))) == outside
    assert refused(lambda: Session.objects.filter(pk=themed.pk).update(ends_at=at(13, 45))) == outside
    assert (
        refused(lambda: create_session(conference, parent=talk, starts_at=at(13, 30), minutes=5)) == outside
    )


def test_there_is_one_current_conference(conference: Conference) -> None:
    assert refused(lambda: create_conference(slug="2023")) == "이번 대회는 하나뿐이어야 합니다."


def test_the_whole_day_may_shift_at_once(conference: Conference) -> None:
    room = create_room(conference)
    themed = create_session(conference, kind="session", room=room, starts_at=at(13), minutes=60)
    for half in (0, 30):
        create_session(conference, parent=themed, room=room, starts_at=at(13, half))

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for session in Session.objects.all():
            Session.objects.filter(pk=session.pk).update(
                starts_at=session.starts_at + timedelta(minutes=30),  # type: ignore[operator]
                ends_at=session.ends_at + timedelta(minutes=30),  # type: ignore[operator]
            )

    assert Session.objects.get(pk=themed.pk).starts_at == at(13, 30)


def test_a_clash_names_the_session_that_has_the_room(conference: Conference) -> None:
    room = create_room(conference)
    create_session(conference, title_ko="개막식", room=room, starts_at=at(10))
    late = Session(
        conference=conference,
        room=room,
        title_ko="기조강연",
        slug="keynote",
        starts_at=at(10, 15),
        ends_at=at(11),
    )

    with pytest.raises(ValidationError) as refusal:
        late.full_clean()

    assert refusal.value.message_dict == {
        "room": ["그 시간에 이 장소에서는 '개막식'이(가) 열립니다. 시간이나 장소를 바꾸세요."]
    }


def test_rooms_tracks_and_chairs_of_another_conference_are_refused(conference: Conference) -> None:
    other = create_conference(slug="2021", is_current=False)
    session = create_session(conference)

    for name, stranger in {
        "room": create_room(other),
        "track": create_track(other),
        "chair": create_speaker(other),
    }.items():
        setattr(session, name, stranger)
        with pytest.raises(ValidationError) as refusal:
            session.full_clean()
        assert list(refusal.value.message_dict) == [name]
        setattr(session, name, None)


def test_an_address_name_is_made_from_the_title(conference: Conference) -> None:
    first = Session.objects.create(conference=conference, title_ko="배터리 소재의 미래")
    second = Session.objects.create(conference=conference, title_ko="배터리 소재의 미래")

    assert (first.slug, second.slug) == ("배터리-소재의-미래", "배터리-소재의-미래-2")
