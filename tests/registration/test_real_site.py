"""Registering at the real site: a crowd at four web workers, workers that are killed, mail and database that fail."""

import contextlib
import re
import signal
import subprocess
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import count
from typing import NamedTuple

import pytest
from django.db import connection
from factories import create_conference, open_registration
from mail_server import MailServer, serving
from procrastinate.exceptions import AlreadyEnqueued
from real_site import Site, eventually, running, web_site
from visitor import CODE, FORM, Visitor

from pobatt.jobs import retry_stalled_jobs
from pobatt.postgres.processes import find_processes
from registration.messages import queue
from registration.models import Attendee, Message

CROWD = 32  # connections at once
TOKEN = "x" * 32  # a browser may bring any, as long as form and cookie agree
TOLD = re.compile(r'data-status="(\w+)".*data-code="([\w-]+)"', re.DOTALL)


class Told(NamedTuple):
    """What a visitor was told: the status of the answer, and on the next page a number and a state."""

    status: int
    code: str = ""
    state: str = ""


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    """Forty places on site, and registration is open."""
    open_registration(create_conference(), onsite_capacity=40)
    with web_site() as site:
        yield site


def filled_in(site: Site) -> dict[str, str]:
    """Open the form once, for everybody."""
    with Visitor.at(site.port) as visitor:
        return visitor.filled_in("") | {"csrfmiddlewaretoken": TOKEN}


def register(site: Site, form: dict[str, str], email: str) -> Told:
    """Send the form from a browser of one's own, and look at what it leads to."""
    with Visitor.at(site.port) as visitor:
        visitor.cookies["csrftoken"] = TOKEN
        sent = visitor.post(FORM, form | {"email": email, "submission": str(uuid.uuid4())})
        if sent.location != CODE:
            return Told(sent.status)
        page = visitor.get(CODE)
        state, code = TOLD.findall(page.page)[0] if page.status == 200 else ("", "")
        return Told(sent.status, code, state)


def rows() -> dict[str, tuple[str, str]]:
    """Return number and state of everybody, by address."""
    found = Attendee.objects.values_list("user__email", "code", "state")
    return {email: (code, state) for email, code, state in found}


def deadlocks() -> int:
    """Return how many deadlocks this database has seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


# --- A crowd ------------------------------------------------------------------------------------------------------


def test_of_200_people_40_get_a_place_and_everybody_was_told_the_truth(site: Site) -> None:
    form = filled_in(site)
    people = [f"person-{number}@example.com" for number in range(200)]
    with ThreadPoolExecutor(CROWD) as crowd:
        told = dict(zip(people, crowd.map(lambda email: register(site, form, email), people), strict=True))

    assert {email: (answer.code, answer.state) for email, answer in told.items()} == rows()
    assert Counter(answer.state for answer in told.values()) == {"held": 40, "waitlisted": 160}
    places = Attendee.objects.order_by("number").values_list("place", flat=True)
    assert list(places) == [*range(1, 41), *[None] * 160]  # first come, first served
    line = list(Attendee.objects.waitlisted().values_list("number", flat=True))
    assert line == sorted(line)
    assert deadlocks() == 0


def test_one_form_sent_twenty_times_at_once_is_one_registration(site: Site) -> None:
    with Visitor.at(site.port) as minji:
        form = minji.filled_in("minji@example.com")
        together = threading.Barrier(20)

        def click(_number: int) -> tuple[int, str]:
            with Visitor.at(site.port) as tab:
                tab.cookies = dict(minji.cookies)
                together.wait()
                return tab.post(FORM, form)[:2]

        with ThreadPoolExecutor(20) as clicks:
            answers = set(clicks.map(click, range(20)))
        state, code = TOLD.findall(minji.get(CODE).page)[0]

    assert answers == {(302, CODE)}
    assert rows() == {"minji@example.com": (code, state)}


def test_twenty_browsers_with_one_address_at_once_are_one_registration(site: Site) -> None:
    form = filled_in(site)
    with ThreadPoolExecutor(20) as browsers:
        told = list(browsers.map(lambda _: register(site, form, "minji@example.com"), range(20)))

    assert len(rows()) == 1
    assert {answer.status for answer in told} <= {200, 302}  # after ten, one is asked to come again later
    assert rows()["minji@example.com"] in {(answer.code, answer.state) for answer in told}


# --- Mail and workers ---------------------------------------------------------------------------------------------


def worker_for(server: MailServer) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run a worker that sends through this server."""
    url = f"smtp://127.0.0.1:{server.port}"
    return running("manage.py", "procrastinate", "worker", EMAIL_URL=url)


def everybody_has_one_mail(server: MailServer) -> bool:
    """Say whether no mail waits, and each has arrived once."""
    ids = Message.objects.values_list("message_id", flat=True)
    return not Message.objects.waiting().exists() and sorted(server.message_ids) == sorted(ids)


def test_a_mail_server_that_never_answers_delays_the_mails_and_nobody_else(site: Site) -> None:
    form = filled_in(site)
    people = [f"person-{number}@example.com" for number in range(8)]
    with serving() as hole:
        hole.is_silent = True
        with worker_for(hole):
            told = [register(site, form, people[0])]
            assert eventually(lambda: len(hole.waiting) == 1)  # the worker hangs there
            told += [register(site, form, email) for email in people[1:]]
            assert (hole.message_ids, [answer.status for answer in told]) == ([], [302] * 8)

            hole.come_back()
            assert eventually(lambda: everybody_has_one_mail(hole))


def test_a_worker_killed_in_the_middle_repeats_at_most_once_what_it_had_in_hand(
    transactional_db: None,
) -> None:
    for number in range(20):
        queue(
            key=f"welcome:{number}",
            kind="welcome",
            template="registration/emails/code",
            address=f"person-{number}@example.com",
            context={"code": "123456", "link": "http://localhost/x"},
        )
    with serving() as server:
        with worker_for(server) as worker:

            def kill_at_the_sixth() -> None:
                if len(server.mails) >= 6:
                    worker.kill()
                    worker.wait()

            server.after_data = kill_at_the_sixth  # it has the mail, and the worker never hears so
            assert eventually(lambda: worker.poll() is not None)
        server.after_data = lambda: None
        assert Message.objects.exclude(sending_since=None).exists()

        let_half_a_minute_pass()
        with worker_for(server):
            assert eventually(lambda: not Message.objects.waiting().exists())

    arrived = Counter(server.message_ids)
    assert set(arrived) == set(Message.objects.values_list("message_id", flat=True))
    assert set(arrived.values()) == {1, 2}
    assert arrived.total() <= 20 + 4  # a worker has four in hand
    assert {message.status for message in Message.objects.all()} == {"sent"}


def let_half_a_minute_pass() -> None:
    """Let the dead worker be silent for long, and run the job that looks for such."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    with contextlib.suppress(AlreadyEnqueued):
        retry_stalled_jobs.defer(timestamp=0)


# --- The database -------------------------------------------------------------------------------------------------


def test_a_database_killed_under_a_crowd_loses_nothing_that_was_acknowledged(site: Site) -> None:
    form = filled_in(site)
    server = connection.server
    told: dict[str, Told] = {}
    over = threading.Event()

    def keep_registering(person: int) -> None:
        for number in count():
            if over.is_set():
                return
            email = f"person-{person}-{number}@example.com"
            told[email] = register(site, form, email)

    crowd = [threading.Thread(target=keep_registering, args=[person]) for person in range(4)]
    try:
        for person in crowd:
            person.start()
        assert eventually(lambda: len(told) > 45)
        connection.close()
        find_processes(server.home).send(signal.SIGKILL)
        assert eventually(lambda: not server.is_ready())  # a kill takes a moment
        killed_after = len(told)
        server.ensure_running()
        assert eventually(lambda: len(told) > killed_after + 20)
    finally:
        over.set()
        for person in crowd:
            person.join()
        connection.close_pool()

    acknowledged = {email: answer for email, answer in told.items() if answer.status == 302}
    kept = rows()
    assert {answer.status for answer in told.values()} <= {302, 503}
    assert acknowledged.keys() <= kept.keys()
    shown = {email: (answer.code, answer.state) for email, answer in acknowledged.items() if answer.code}
    assert {email: kept[email] for email in shown} == shown
    places = Attendee.objects.exclude(place=None).order_by("place").values_list("place", flat=True)
    assert list(places) == list(range(1, 41))
