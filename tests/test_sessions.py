"""Sessions are Django's: what is kept, under which key, and when it is gone."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pobatt.sessions import SessionStore


def kept(key: str | None) -> dict[str, object]:
    """Read a session anew, as the next request does."""
    return dict(SessionStore(key).items())


@pytest.fixture
def session(db: None) -> SessionStore:
    """A visitor's session, saved."""
    session = SessionStore()
    session["draft"] = "민지"
    session.save()
    return session


def test_what_is_saved_is_there_again(session: SessionStore) -> None:
    assert kept(session.session_key) == {"draft": "민지"}


def test_a_new_key_keeps_what_there_was_and_the_old_one_opens_nothing(session: SessionStore) -> None:
    old = session.session_key
    session.cycle_key()
    session["user"] = 1
    session.save()

    assert session.session_key != old
    assert (kept(old), kept(session.session_key)) == ({}, {"draft": "민지", "user": 1})
    assert Session.objects.count() == 1


def test_a_key_changed_twice_before_it_is_saved_leaves_one_session(session: SessionStore) -> None:
    session.cycle_key()
    session.cycle_key()
    session.save()

    assert kept(session.session_key) == {"draft": "민지"}
    assert Session.objects.count() == 1


def test_a_session_without_a_key_gets_one_by_changing_it(db: None) -> None:
    session = SessionStore()
    session["draft"] = "민지"
    session.cycle_key()
    session.save()

    assert kept(session.session_key) == {"draft": "민지"}


def test_flushing_forgets_everything_also_under_a_key_that_was_about_to_change(session: SessionStore) -> None:
    session.cycle_key()
    session.flush()

    assert (session.session_key, Session.objects.count()) == (None, 0)


def test_a_session_deleted_elsewhere_is_not_revived(session: SessionStore) -> None:
    """Somebody logged out in another tab meanwhile."""
    other_tab = SessionStore(session.session_key)
    other_tab["draft"] = "소라"
    session.delete()

    with pytest.raises(UpdateError):
        other_tab.save()
    assert Session.objects.count() == 0


def test_a_key_that_somebody_made_up_becomes_no_session(db: None) -> None:
    fixed = SessionStore("a" * 32)
    fixed["draft"] = "민지"
    fixed.save()

    assert fixed.session_key != "a" * 32
    assert kept("a" * 32) == {}


def test_what_is_written_already_is_not_written_again(session: SessionStore) -> None:
    with CaptureQueriesContext(connection) as queries:
        session.save()

    assert len(queries) == 0


def test_keys_are_long_and_differ(db: None) -> None:
    keys = set()
    for _ in range(100):
        session = SessionStore()
        session.create()
        keys.add(session.session_key)

    assert {len(key or "") for key in keys} == {32}
    assert len(keys) == 100
