"""What a release leads to, PDFs and pictures of links, is drawn before anybody asks for it."""

import re

import pytest
from django.core.cache import caches
from django.test import Client
from factories import publish_all
from jobs_now import run_jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from pobatt import pdf
from program import jobs
from program.models import Release, Session, Speaker
from program.withdrawal import withdraw

PAPERS = ["programme", "poster", "leaflet"]
drawn: list[str] = []


@pytest.fixture(autouse=True)
def a_quick_pen(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw without typst, and remember what was drawn."""
    drawn.clear()
    caches["renderings"].clear()

    def draw(template: str, data: object, **how: object) -> bytes:
        drawn.append(template)
        return b"drawn"

    monkeypatch.setattr(pdf, "pdf", draw)
    monkeypatch.setattr(pdf, "picture", draw)


def in_both(path: str) -> list[str]:
    return [path, f"/en{path}"]


def addresses(client: Client) -> list[str]:
    """Return the addresses of all that the pages of the programme lead to and that is drawn."""
    sessions = Session.objects.values_list("slug", flat=True)
    speakers = Speaker.objects.filter(is_public=True).values_list("slug", flat=True)
    pages = ["/", "/program/", "/program/speakers/", "/program/now/"]
    pages += [f"/program/sessions/{slug}/" for slug in sessions]
    pages += [f"/program/speakers/{slug}/" for slug in speakers]
    papers = [paper for kind in PAPERS for paper in in_both(f"/program/{kind}.pdf")]
    html = [client.get(page).content.decode() for path in pages for page in in_both(path)]
    return [re.search(r'og:image" content="https?://[^/]*([^"]*)"', page)[1] for page in html] + papers  # type: ignore[index]


def test_after_publishing_everything_is_drawn_before_anybody_asks(released: Release, client: Client) -> None:
    assert set(run_jobs(queue="renderings")) == {"program.jobs.draw_release"}
    before = list(drawn)

    answers = [client.get(address) for address in addresses(client)]

    assert {answer.status_code for answer in answers} == {200}
    assert sorted(before) == sorted(drawn)
    assert {"print/programme.typ", "print/poster.typ", "print/leaflet.typ", "print/card.typ"} == set(drawn)


def test_a_turn_is_short_and_what_is_left_is_another_job_so_that_mails_come_in_between(
    released: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "TURN", 0.0)

    turns = run_jobs(queue="renderings")

    assert len(turns) == len(drawn)  # each turn draws at least one; after the last, nothing is left
    job = ProcrastinateJob.objects.filter(task_name="program.jobs.draw_release").first()
    assert job is not None
    assert (job.priority < 0, job.args, job.queueing_lock) == (True, {"release_id": released.pk}, None)


def test_of_two_releases_only_the_public_one_is_drawn_and_only_what_changed(released: Release) -> None:
    run_jobs(queue="renderings")
    drawn.clear()
    Session.objects.filter(slug="keynote").update(title_ko="새로운 전지의 길")
    publish_all(released.conference)
    Session.objects.filter(slug="keynote").update(title_ko="더 새로운 전지의 길")
    publish_all(released.conference)

    assert len(run_jobs(queue="renderings")) == 2
    assert drawn.count("print/poster.typ") == 2  # one for each language


def test_a_picture_that_cannot_be_drawn_keeps_no_worker_busy(
    released: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*what: object, **how: object) -> bytes:
        drawn.append("failed")
        raise pdf.TypesettingFailed

    monkeypatch.setattr(pdf, "pdf", fail)
    monkeypatch.setattr(pdf, "picture", fail)
    monkeypatch.setattr(jobs, "TURN", 0.0)

    assert len(run_jobs(queue="renderings")) == 1
    assert set(drawn) == {"failed"}


def test_after_an_erasure_everything_is_drawn_anew(released: Release, client: Client) -> None:
    run_jobs(queue="renderings")
    speaker = Speaker.objects.filter(is_public=True).first()
    assert speaker is not None
    withdraw(speaker)
    drawn.clear()

    run_jobs(queue="renderings")
    before = list(drawn)

    assert {client.get(address).status_code for address in addresses(client)} == {200}
    assert (sorted(before), before != []) == (sorted(drawn), True)


def test_a_new_version_of_the_code_draws_the_public_release_anew(released: Release) -> None:
    run_jobs(queue="renderings")
    before = sorted(drawn)
    drawn.clear()
    caches["renderings"].clear()

    jobs.draw_all()
    run_jobs(queue="renderings")

    assert sorted(drawn) == before
