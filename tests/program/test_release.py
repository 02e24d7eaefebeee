"""Publishing: numbered immutable releases, what they tell, and the SEQUENCE of calendars."""

import itertools
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from factories import at, create_session, create_speaker, publish_all, publish_as_typos

from program.models import Conference, Release, Session, Speaker
from program.release import (
    Decision,
    NewProblems,
    NothingToPublish,
    PublishingRefused,
    Treatment,
    draft,
    publish,
)
from program.withdrawal import withdraw


def sequence(release: Release, slug: str) -> int:
    """Return the SEQUENCE that a session has in a release."""
    rows = [*release.document["sessions"], *release.document["gone"]]
    return next(row["sequence"] for row in rows if row["slug"] == slug)


def change(conference: Conference, slug: str, **fields: object) -> None:
    """Change a session of the working copy."""
    assert conference.sessions.filter(slug=slug).update(**fields) == 1


def test_the_first_release_is_number_one_and_tells_no_changes(pobatt: Conference) -> None:
    release = publish_all(pobatt)

    assert (release.number, release.changes) == (1, [])
    assert {row["sequence"] for row in release.document["sessions"]} == {0}


def test_publishing_twice_without_a_change_is_refused(released: Release) -> None:
    with pytest.raises(NothingToPublish):
        publish_all(released.conference)

    assert Release.objects.count() == 1


def test_a_moved_session_is_told_and_its_calendar_entry_rises_alone(released: Release) -> None:
    change(released.conference, "opening", starts_at=at(9), ends_at=at(9, 30))

    second = publish_all(released.conference)

    assert [(told["kind"], told["ko"], told["en"]) for told in second.changes] == [
        (
            "moved",
            "변경: '개막식' 11. 3.(목) 10:00~10:30 → 11. 3.(목) 09:00~09:30",
            "Moved: “Opening” Thu 3 Nov 10:00–10:30 → Thu 3 Nov 09:00–09:30",
        )
    ]
    assert (sequence(second, "opening"), sequence(second, "keynote")) == (1, 0)


def test_every_kind_of_change_is_told_in_words(released: Release) -> None:
    conference = released.conference
    change(conference, "keynote", title_ko="전지의 미래", title_en="The future of cells")
    change(conference, "side", cancelled_at=at(9))
    change(conference, "unknown", title_ko="음극재")
    Session.objects.get(slug="visits").delete()
    create_session(conference, slug="panel", title_ko="패널토론", kind="panel", starts_at=at(16))
    Session.objects.get(slug="cathode").place_speakers([create_speaker(conference, name_ko="박세희")])

    second = publish_all(conference)

    assert {told["ko"] for told in second.changes} == {
        "제목 변경: '전지의 길' → '전지의 미래'",
        "취소: '초청 간담회' (11. 3.(목) 14:00~14:30, 로비)",
        "제목 확정: '음극재' (11. 3.(목) 13:30~14:00, 국제회의장)",
        "제외: '현장견학' (11. 4.(금) 09:30~12:30, 추후 공지)",
        "추가: '패널토론' (11. 3.(목) 16:00~16:30, 추후 공지)",
        "연사 변경: '양극재' 이두리 → 박세희",
    }


def test_a_session_that_is_gone_stays_for_calendars_as_cancelled_and_may_return(released: Release) -> None:
    conference = released.conference
    change(conference, "side", is_public=False)
    second = publish_all(conference)
    gone = second.document["gone"]
    change(conference, "keynote", title_ko="다른 제목")
    third = publish_all(conference)
    change(conference, "side", is_public=True)
    fourth = publish_all(conference)

    assert [(row["slug"], row["is_cancelled"], row["sequence"]) for row in gone] == [("side", True, 1)]
    assert (sequence(third, "side"), sequence(fourth, "side")) == (1, 2)
    assert fourth.document["gone"] == []


def test_a_typo_enters_neither_the_changelog_nor_the_calendar(released: Release) -> None:
    change(released.conference, "opening", title_ko="개막 식")

    second = publish_as_typos(released.conference)

    assert (second.number, second.changes, sequence(second, "opening")) == (2, [], 0)
    assert (
        next(row for row in second.document["sessions"] if row["slug"] == "opening")["title_ko"] == "개막 식"
    )


def test_an_organiser_words_one_change_and_leaves_out_another(released: Release) -> None:
    conference = released.conference
    change(conference, "opening", starts_at=at(9), ends_at=at(9, 30))
    change(conference, "side", cancelled_at=at(9))
    opening, side = Session.objects.get(slug="opening"), Session.objects.get(slug="side")
    decisions = {
        f"moved:{opening.uid}": Decision(ko="개막식이 한 시간 빨라집니다."),
        f"cancelled:{side.uid}": Decision(Treatment.LEAVE_OUT),
    }

    second = publish_all(conference, decisions=decisions)

    assert [told["ko"] for told in second.changes] == ["개막식이 한 시간 빨라집니다."]
    assert (sequence(second, "opening"), sequence(second, "side")) == (1, 1)


def test_new_problems_need_a_tick_and_known_ones_do_not(released: Release) -> None:
    conference = released.conference
    kim = Speaker.objects.get(slug="kim")
    create_session(conference, title_ko="동시에", starts_at=at(10, 45), speakers=[kim])

    with pytest.raises(NewProblems) as refusal:
        publish(conference, by=None)
    accepted = publish(conference, by=None, accept_problems=True)
    change(conference, "opening", title_ko="개막")
    again = publish(conference, by=None)

    assert "김하나 연사가 같은 시간에 두 곳에 있습니다: '전지의 길', '동시에'" in [
        p.sentence for p in refusal.value.problems
    ]
    assert (accepted.number, again.number) == (2, 3)


def test_what_was_reviewed_is_what_is_published_or_nothing(released: Release) -> None:
    conference = released.conference
    change(conference, "opening", title_ko="개막")
    conference.refresh_from_db()
    reviewed = draft(conference).working_version
    change(conference, "side", title_ko="간담회")

    with pytest.raises(PublishingRefused, match="다른 사람이"):
        publish_all(conference, expected_version=reviewed)

    assert Release.objects.count() == 1


def test_postgresql_refuses_to_change_or_delete_a_release(released: Release) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        Release.objects.update(note_ko="거짓")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM program_release")

    assert Release.objects.get() == released


def test_a_withdrawn_speaker_is_in_no_release(released: Release) -> None:
    conference = released.conference
    kim = Speaker.objects.get(slug="kim")
    Session.objects.get(slug="keynote").place_speakers([])
    publish_all(conference)
    change(conference, "opening", title_ko="김하나의 개막식")
    publish_all(conference)

    redacted = withdraw(kim)

    assert redacted == 3
    everything = str(list(Release.objects.values()))
    assert [word for word in ("김하나", "Kim Hana", str(kim.uid)) if word in everything] == []
    assert "○○○의 개막식" in everything
    assert not Speaker.objects.filter(pk=kim.pk).exists()


def test_every_change_of_the_working_copy_raises_its_version(pobatt: Conference) -> None:
    def version() -> int:
        return Conference.objects.get().working_version

    versions = [version()]
    session = pobatt.sessions.get(slug="keynote")
    steps = [
        lambda: change(pobatt, "opening", title_ko="개막"),
        lambda: session.appearances.all().delete(),
        lambda: session.place_speakers([create_speaker(pobatt)]),
        lambda: pobatt.rooms.update(name_en="Hall"),
        lambda: Conference.objects.update(venue_ko="포항시청"),
        session.delete,
    ]
    for step in steps:
        step()
        versions.append(version())

    assert all(later > earlier for earlier, later in itertools.pairwise(versions)), versions


def test_saving_without_a_change_does_not_raise_the_version(pobatt: Conference) -> None:
    before = Conference.objects.get().working_version

    for session in pobatt.sessions.all():
        session.save()

    assert Conference.objects.get().working_version == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"title_ko": "개회식"},
            [("제목 변경: '개막식' → '개회식'", "New Korean title: “개막식” → “개회식”")],
        ),
        (
            {"title_en": "Welcome"},
            [("영문 제목 변경: 'Opening' → 'Welcome'", "New title: “Opening” → “Welcome”")],
        ),
        (
            {"title_ko": "개회식", "title_en": "Welcome"},
            [("제목 변경: '개막식' → '개회식'", "New title: “Opening” → “Welcome”")],
        ),
    ],
)
def test_a_new_title_is_told_in_the_language_it_changed_in(
    released: Release, fields: dict[str, str], words: list[tuple[str, str]]
) -> None:
    change(released.conference, "opening", **fields)

    assert [(told["ko"], told["en"]) for told in publish_all(released.conference).changes] == words


def test_an_added_translation_is_no_news(released: Release) -> None:
    change(released.conference, "cathode", title_en="Cathodes")

    release = publish_all(released.conference)

    assert (release.changes, sequence(release, "cathode")) == ([], 1)


def test_a_change_of_dates_is_told(released: Release) -> None:
    Conference.objects.update(ends_on=released.conference.ends_on + timedelta(days=1))

    second = publish_all(released.conference)

    assert [told["en"] for told in second.changes] == ["New dates: 3–4 November 2022 → 3–5 November 2022"]
