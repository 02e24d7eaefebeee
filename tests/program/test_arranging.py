"""What Hana does with many sessions at once: all of it happens, or none and she is told why."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import at, create_conference, create_room, create_session, create_speaker, create_track

from program.models import Conference, Session

LIST = "/admin/program/session/"


def act(client: Client, action: str, slugs: list[str], **fields: Any) -> list[str]:
    """Choose sessions, do something with them, and return what is said."""
    keys = list(Session.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    response = client.post(LIST, {"action": action, "_selected_action": keys, **fields}, follow=True)
    assert response.status_code == 200
    return [str(message) for message in response.context["messages"]]


def hours() -> dict[str, Any]:
    """Return when each session begins."""
    return dict(Session.objects.values_list("slug", "starts_at"))


def test_sessions_that_follow_each_other_in_one_room_move_together(pobatt: Conference, hana: Client) -> None:
    before = hours()

    said = act(hana, "move", ["opening", "keynote", "materials"], minutes="30")

    moved = {slug for slug, start in hours().items() if start != before[slug]}
    assert said == ["5건을 +30분 옮겼습니다. 게시하면 알려집니다."]
    assert moved == {"opening", "keynote", "materials", "cathode", "unknown"}
    assert hours()["opening"] == at(10, 30)


def test_a_talk_chosen_beside_its_session_moves_once(pobatt: Conference, hana: Client) -> None:
    act(hana, "move", ["materials", "cathode"], minutes="10")

    assert hours()["cathode"] == at(13, 10)


@pytest.mark.parametrize(
    ("slugs", "minutes", "sentence"),
    [
        (["opening"], "15", "아무것도 바꾸지 않았습니다. 그 시간에 이 장소에서는 다른 세션이 열립니다."),
        (["opening", "cathode"], "-30", "아무것도 바꾸지 않았습니다. 발표는 주제 세션의 시간 안에 있어야"),
        (["opening"], "-600", "아무것도 바꾸지 않았습니다. 대회 기간 밖의 시간입니다."),
        (["opening"], "열", "몇 분 옮길지 '분' 칸에 숫자로 입력하세요."),
        (["opening"], "", "몇 분 옮길지 '분' 칸에 숫자로 입력하세요."),
        (["opening"], "0", "옮길 시간을"),
        (["opening"], "9" * 40, "옮길 시간을"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_a_sentence_and_nothing_moves(
    pobatt: Conference, hana: Client, slugs: list[str], minutes: str, sentence: str
) -> None:
    before = hours()

    said = act(hana, "move", slugs, minutes=minutes)

    assert [text.startswith(sentence) for text in said] == [True]
    assert hours() == before


def test_sessions_get_a_room_with_their_talks_and_a_track(pobatt: Conference, hana: Client) -> None:
    hall, cells = create_room(pobatt, name_ko="별관"), create_track(pobatt, name_ko="셀")

    placed = act(hana, "place", ["materials", "side"], room=hall.pk)
    assigned = act(hana, "assign", ["side"], track=cells.pk)

    assert placed == ["4건의 장소를 '별관'(으)로 정했습니다. 게시하면 알려집니다."]
    assert assigned == ["1건의 주제를 '셀'(으)로 정했습니다. 게시하면 알려집니다."]
    assert set(hall.sessions.values_list("slug", flat=True)) == {"materials", "cathode", "unknown", "side"}
    assert list(cells.sessions.values_list("slug", flat=True)) == ["side"]


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30, "999999"])
def test_a_room_that_is_none_is_refused_in_a_sentence(pobatt: Conference, hana: Client, key: str) -> None:
    assert act(hana, "place", ["side"], room=key) == ["'장소' 칸에서 하나를 고르세요."]


def test_two_sessions_at_once_do_not_get_one_room(pobatt: Conference, hana: Client) -> None:
    create_session(pobatt, slug="beside", room=create_room(pobatt), starts_at=at(10))
    hall = create_room(pobatt)

    said = act(hana, "place", ["opening", "beside"], room=hall.pk)

    assert said[0].startswith("아무것도 바꾸지 않았습니다.")
    assert hall.sessions.count() == 0


def test_a_room_of_another_conference_is_refused(pobatt: Conference, hana: Client) -> None:
    other = create_room(create_conference(slug="2021", number=2, is_current=False), name_ko="작년 회의장")

    said = act(hana, "place", ["side"], room=other.pk)

    assert said == ["아무것도 바꾸지 않았습니다. '작년 회의장'은(는) 다른 대회의 것입니다."]


def test_what_was_cancelled_together_is_reinstated_together_or_not_at_all(
    pobatt: Conference, hana: Client
) -> None:
    def cancelled() -> set[str]:
        chosen = Session.objects.filter(slug__in=["materials", "cathode", "unknown", "opening"])
        return set(chosen.exclude(cancelled_at=None).values_list("slug", flat=True))

    act(hana, "cancel", ["materials", "opening"])
    assert cancelled() == {"materials", "cathode", "unknown", "opening"}
    meanwhile = create_session(
        pobatt, room=Session.objects.get(slug="opening").room, starts_at=at(10), minutes=20
    )
    refused = act(hana, "reinstate", ["materials", "opening"])
    assert refused[0].startswith("아무것도 바꾸지 않았습니다.")
    assert cancelled() == {"materials", "cathode", "unknown", "opening"}
    meanwhile.delete()
    act(hana, "reinstate", ["materials", "opening"])
    assert cancelled() == set()


def test_three_hundred_sessions_are_listed_with_the_queries_of_one(
    conference: Conference, hana: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert hana.get(f"{LIST}?q=연사").status_code == 200
        return len(captured)

    create_session(conference, starts_at=at(10), speakers=[create_speaker(conference)])
    hana.get(LIST)  # notes that she is active, once in a while
    one = queries()
    speakers = [create_speaker(conference) for _ in range(3)]
    for number in range(300):
        create_session(conference, starts_at=at(11), minutes=1 + number, speakers=[speakers[number % 3]])

    assert queries() == one


def test_the_list_says_in_words_what_is_missing_and_who_is_not_public(
    conference: Conference, hana: Client
) -> None:
    shy = create_speaker(conference, name_ko="강하나", is_public=False)
    create_session(
        conference, title_ko="전지", title_en="", abstract_ko="소개", starts_at=at(10), speakers=[shy]
    )

    page = hana.get(LIST).content.decode()

    for words in ("강하나 (비공개)", "장소 없음", "영문 제목 없음, 소개의 영문 없음"):
        assert words in page


def test_a_day_of_the_list_goes_from_five_to_five_by_the_conferences_clock(hana: Client) -> None:
    paris = create_conference(time_zone="Europe/Paris")
    for slug, start in {"first": at(13, 30), "night": at(11, 0, 4), "second": at(13, 0, 4)}.items():
        create_session(paris, slug=slug, starts_at=start)  # 05:30, 03:00 the night after, 05:00 in Paris

    def listed(day: str) -> list[str]:
        response = hana.get(f"{LIST}?day={day}")
        return [session.slug for session in response.context["cl"].result_list]

    assert (listed("2022-11-03"), listed("2022-11-04")) == (["first", "night"], ["second"])


def test_a_language_that_no_list_knows_survives_the_form(pobatt: Conference, hana: Client) -> None:
    session = Session.objects.get(slug="keynote")
    Session.objects.filter(pk=session.pk).update(language="pt-BR")
    address = f"{LIST}{session.pk}/change/"
    form = hana.get(address).context["adminform"].form

    offered = [code for code, _ in form.fields["language"].choices]
    listed = hana.get(f"{LIST}?language=pt-BR").context["cl"].result_list

    assert offered == ["", "ko", "en", "zh", "ja", "de", "fr", "es", "pt-BR"]
    assert form["language"].value() == "pt-BR"
    assert list(listed) == [session]
