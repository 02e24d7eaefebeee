"""Two organisers at once, over real connections."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from factories import create_pobatt, publish_all

from program.models import Conference, Release, Session
from program.release import PublishingRefused, publish


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Start the actions together, each in a thread with a connection of its own; return results or exceptions."""
    barrier, results = threading.Barrier(len(actions)), [None] * len(actions)

    def act(number: int, action: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results[number] = action()
        except Exception as error:  # noqa: BLE001 - whatever happened is the result
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.django_db(transaction=True)
def test_ten_organisers_publish_the_same_change_once() -> None:
    conference = create_pobatt()
    publish_all(conference)
    Session.objects.filter(slug="opening").update(title_ko="개막")

    results = at_once(*[lambda: publish(conference, by=None, accept_problems=True)] * 10)

    assert sorted(type(result).__name__ for result in results) == ["NothingToPublish"] * 9 + ["Release"]
    assert list(Release.objects.values_list("number", flat=True).order_by("number")) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_release_holds_a_whole_change_or_nothing_of_it() -> None:
    """Each writer sets a session's and its speaker's text to the same word; no release may show two words."""
    conference = create_pobatt()
    publish_all(conference)
    speaker = conference.speakers.get(slug="kim")

    def write() -> None:
        for number in range(40):
            with transaction.atomic():
                Conference.objects.locked().get(pk=conference.pk)
                conference.sessions.filter(slug="opening").update(title_ko=f"낱말 {number}")
                conference.speakers.filter(pk=speaker.pk).update(biography_ko=f"낱말 {number}")

    def publish_often() -> None:
        for _ in range(40):
            try:
                publish(conference, by=None, accept_problems=True)
            except PublishingRefused:
                pass

    results = at_once(write, publish_often, publish_often)

    words = [
        (
            next(row["title_ko"] for row in document["sessions"] if row["slug"] == "opening"),
            next(row["biography_ko"] for row in document["speakers"] if row["slug"] == "kim"),
        )
        for document in Release.objects.exclude(number=1).values_list("document", flat=True)
    ]
    assert results == [None, None, None]
    assert len(words) > 1
    assert [pair for pair in words if pair[0] != pair[1]] == []


@pytest.mark.django_db(transaction=True)
def test_a_writer_without_the_lock_is_not_caught_halfway_either() -> None:
    """The triggers of the working copy take the lock for whoever forgets it."""
    conference = create_pobatt()
    publish_all(conference)
    halfway, published = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            conference.sessions.filter(slug="opening").update(title_ko="둘 다")
            halfway.set()
            published.wait(0.5)  # the publisher has to wait for us, so this runs out
            conference.speakers.filter(slug="kim").update(biography_ko="둘 다")

    def publish_halfway() -> Release:
        halfway.wait(10)
        release = publish(conference, by=None, accept_problems=True)
        published.set()
        return release

    _, release = at_once(write, publish_halfway)

    assert "둘 다" in {row["biography_ko"] for row in release.document["speakers"]}
