"""FLOOR: what every job relies on: how it tries again, and that the job of a killed worker is not forgotten.

A job is deferred with Django's own connection, so it exists if and only if the transaction that caused it is committed.
Its arguments are primary keys and nothing else, since they are logged. `manage.py procrastinate worker` runs the jobs;
each app's `jobs.py` holds its own.
"""

from datetime import timedelta

from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

FAILED_JOBS_ARE_KEPT = 30 * 24  # hours


class Backoff(BaseRetryStrategy):
    """Try again after `first` seconds, then twice as long every time, up to `longest`; give up after `lasting`."""

    def __init__(self, *, first: int, longest: int, lasting: timedelta) -> None:
        self.first = first
        self.longest = longest
        self.tries = 0
        waited = 0.0
        while waited < lasting.total_seconds():
            waited += self.pause(self.tries)
            self.tries += 1

    def pause(self, attempts: int) -> int:
        """Return the seconds to wait after so many attempts."""
        return min(self.first * 2 ** min(attempts, 30), self.longest)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Say when the job runs again, or None."""
        if job.attempts >= self.tries:
            return None
        return RetryDecision(retry_at=timezone.now() + timedelta(seconds=self.pause(job.attempts)))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Run the jobs of workers again that have given no sign of life for half a minute."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="40 4 * * *")
@app.task(queueing_lock="forget_failed_jobs", pass_context=True)
async def forget_failed_jobs(context: JobContext, timestamp: int) -> None:
    """Forget jobs that failed long ago; those that went well leave at once."""
    await builtin_tasks.remove_old_jobs(
        context,
        max_hours=FAILED_JOBS_ARE_KEPT,
        remove_failed=True,
        remove_cancelled=True,
        remove_aborted=True,
    )
