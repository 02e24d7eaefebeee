"""Publishing while many read, on a real server with four workers; and what breaks meanwhile."""

import http.client
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

import pytest
from django.db import connection
from factories import create_pobatt, publish_all
from real_site import Site, eventually, web_site
from visitor import Visitor

from pobatt.postgres.processes import find_processes
from program.models import Conference, Session

READERS = 32


@dataclass
class Crowd:
    """Readers who ask for the agenda again and again, and what they saw."""

    site: Site
    seen: list[tuple[float, float, str, str]] = field(
        default_factory=list
    )  # asked at, answered at, two titles
    failures: list[str] = field(default_factory=list)
    served: set[int] = field(default_factory=set)  # the readers, by thread, who have had an answer
    leaves: threading.Event = field(default_factory=threading.Event)
    forgives_a_cut: bool = False  # connections of a worker that is killed break

    def __enter__(self) -> Self:
        self.threads = [threading.Thread(target=self.read) for _ in range(READERS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.leaves.set()
        for thread in self.threads:
            thread.join()

    def read(self) -> None:
        reader = Visitor(self.site.port)
        while not self.leaves.is_set():
            asked_at = time.monotonic()
            try:
                page = agenda(reader)
            except (http.client.HTTPException, ConnectionError):
                if not self.forgives_a_cut:
                    self.failures.append("cut")
                reader.close()
                reader = Visitor(self.site.port)
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, the reader did not get the page
                self.failures.append(repr(error))
                break
            self.served.add(threading.get_ident())
            first, second = re.findall(r"판본 \d+", page)[:2]
            self.seen.append((asked_at, time.monotonic(), first, second))
        reader.close()


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    """A site whose programme says twice which edition of it this is."""
    create_pobatt()
    publish(0)
    with web_site() as site, Visitor.at(site.port) as reader:
        assert "판본 0" in agenda(reader)
        yield site


def agenda(reader: Visitor) -> str:
    """Read the agenda."""
    answer = reader.get("/program/")
    assert answer.status == 200, f"{answer.status} {answer.page[:200]}"
    return answer.page


def publish(edition: int) -> float:
    """Publish an edition and return when that was done."""
    Session.objects.filter(slug__in=["opening", "keynote"]).update(title_ko=f"판본 {edition}")
    publish_all(Conference.objects.get())
    return time.monotonic()


def test_a_published_change_is_everywhere_within_a_second_whole_and_without_a_failure(site: Site) -> None:
    """Seen failing with a thread that looks every three seconds, while a version needed no confirmation."""
    published: list[float] = [time.monotonic()]
    with Crowd(site) as crowd:
        for edition in range(1, 6):
            published.append(publish(edition))
            assert eventually(lambda: len(crowd.seen) > 0 and crowd.seen[-1][0] > published[-1] + 1.2)

    stale = [
        (first, asked_at - published[number])
        for asked_at, _, first, _ in crowd.seen
        for number in [int(first.split()[1]) + 1]
        if number < len(published) and asked_at > published[number] + 1.0
    ]
    assert (crowd.failures, stale) == ([], [])
    assert {(first, second) for _, _, first, second in crowd.seen if first != second} == set()
    assert {first for _, _, first, _ in crowd.seen} == {f"판본 {edition}" for edition in range(6)}


def test_a_killed_worker_costs_its_own_connections_and_nothing_else(site: Site) -> None:
    with Crowd(site, forgives_a_cut=True) as crowd:
        assert eventually(lambda: len(crowd.served) == READERS)
        victim = site.workers[0]
        os.kill(victim, signal.SIGKILL)
        assert eventually(lambda: victim not in site.workers and len(site.workers) == 4)
        published = publish(1)
        assert eventually(lambda: crowd.seen[-1][0] > published + 1.2)

    assert crowd.failures == []
    assert {first for asked_at, _, first, _ in crowd.seen if asked_at > published + 1} == {"판본 1"}


def test_while_the_database_is_down_kept_pages_are_shown_and_then_the_news(site: Site) -> None:
    server = connection.server
    with Crowd(site) as crowd:
        assert eventually(lambda: len(crowd.served) == READERS)  # every worker in use has the page
        connection.close()
        find_processes(server.home).send(signal.SIGKILL)
        down_at = time.monotonic()
        assert eventually(lambda: crowd.seen[-1][0] > down_at + 4)
        longest = max(answered - asked for asked, answered, _, _ in crowd.seen if asked > down_at)
        server.ensure_running()
        connection.close_pool()
        published = publish(1)
        assert eventually(lambda: crowd.seen[-1][0] > published + 1.5)

    assert (crowd.failures, longest < 3) == ([], True)
    assert {first for asked_at, _, first, _ in crowd.seen if asked_at > published + 1} == {"판본 1"}
