"""What every job relies on: its transaction, another try, and that a killed worker's jobs run again."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from pobatt.jobs import Backoff, forget_failed_jobs, retry_stalled_jobs


def waiting(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name, status="todo").count()


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_is_undone_never_was() -> None:
    with transaction.atomic():
        forget_failed_jobs.defer(timestamp=0)
        transaction.set_rollback(True)
    assert waiting(forget_failed_jobs.name) == 0

    with transaction.atomic():
        forget_failed_jobs.defer(timestamp=0)
    assert waiting(forget_failed_jobs.name) == 1


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_killed_worker_runs_again_and_that_of_a_living_one_is_left_alone() -> None:
    with connection.cursor() as cursor:
        for silent in (60, 1):
            cursor.execute(
                "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - make_interval(secs => %s)) RETURNING id)"
                " INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, worker_id)"
                " SELECT 'default', 'long', 0, '{}', 'doing', id FROM worker",
                [silent],
            )
    retry_stalled_jobs.defer(timestamp=0)

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(queues=["default"], wait=False, listen_notify=False, install_signal_handlers=False)

    found = ProcrastinateJob.objects.filter(task_name="long").order_by("id")
    assert [job.status == "doing" for job in found] == [False, True]


def test_a_job_tries_again_ever_more_seldom_until_its_time_is_over() -> None:
    strategy = Backoff(first=15, longest=300, lasting=timedelta(days=3))
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="mail", attempts=0)

    assert [strategy.pause(attempts) for attempts in range(7)] == [15, 30, 60, 120, 240, 300, 300]
    assert strategy.get_retry_decision(exception=OSError(), job=job) is not None
    assert strategy.get_retry_decision(exception=OSError(), job=job.evolve(attempts=strategy.tries)) is None
    assert sum(map(strategy.pause, range(strategy.tries))) == pytest.approx(3 * 24 * 3600, abs=300)
