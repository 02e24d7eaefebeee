"""Jobs at once: what the worker would do, done in the test's own transaction."""

from datetime import datetime, timedelta

import time_machine
from django.db import connection
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job


def run_jobs(*, within: timedelta = timedelta(0), queue: str = "default") -> list[str]:
    """Run what is due (or will be within some time), in the worker's order, and return the names of what ran.

    A job that fails is put off or given up as its retry strategy says; the clock is moved on to whatever runs next.
    """
    done = []
    until = timezone.now() + within
    while job := _next(until, queue):
        with time_machine.travel(max(timezone.now(), job.scheduled_at or timezone.now())):
            _run(job)
        done.append(job.task_name)
    return done


def _run(job: ProcrastinateJob) -> None:
    task = app.tasks[job.task_name]
    try:
        task.func(**job.args)
    except Exception as problem:  # noqa: BLE001 (so does the worker)
        attempt = Job(
            id=job.pk, queue=job.queue_name, lock=job.lock, queueing_lock=job.queueing_lock,
            task_name=job.task_name, attempts=job.attempts,
        )  # fmt: skip
        again = task.get_retry_exception(exception=problem, job=attempt)
        retry_at = again.retry_decision.retry_at if again else None
        _set(job, "todo" if retry_at else "failed", retry_at)
    else:
        _set(job, "succeeded", None)


def _next(until: datetime, queue: str) -> ProcrastinateJob | None:
    waiting = ProcrastinateJob.objects.filter(status="todo", queue_name=queue).exclude(scheduled_at__gt=until)
    return waiting.order_by(F("scheduled_at").asc(nulls_first=True), "-priority", "id").first()


def _set(job: ProcrastinateJob, status: str, scheduled_at: datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, scheduled_at = %s, attempts = attempts + 1 WHERE id = %s",
            [status, scheduled_at, job.pk],
        )
