"""Jobs of the programme."""

from datetime import timedelta

from procrastinate.contrib.django import app

from pobatt.jobs import Backoff
from program.drawing_ahead import draw_ahead
from program.models import Release, UploadedProgramme
from program.unused_files import collect_unused_files

IDLE = -10  # procrastinate runs higher priorities first
TURN = 2.0  # seconds that mails wait at most while pictures are drawn


# Many renderings are many short jobs: what is more urgent comes in between, and a worker that stops loses one.
@app.task(queue="renderings", priority=IDLE, retry=Backoff(first=10, longest=300, lasting=timedelta(hours=1)))
def draw_release(release_id: int) -> None:
    """Draw some of what a release lacks, and come again for the rest."""
    if draw_ahead(release_id, seconds=TURN):
        draw_release.defer(release_id=release_id)


def draw_all() -> None:
    """Have everything drawn that this version of the code draws otherwise than the one before."""
    public = Release.objects.order_by("conference_id", "-number").distinct("conference_id")
    for release_id in public.values_list("pk", flat=True):
        draw_release.defer(release_id=release_id)


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="forget_uploaded_programmes")
def forget_uploaded_programmes(timestamp: int) -> None:
    """Delete programme files that were uploaded and never loaded: there may be more in them than was read."""
    UploadedProgramme.objects.stale().delete()


@app.periodic(cron="10 4 * * *")
@app.task(queueing_lock="collect_files")
def collect_files(timestamp: int) -> None:
    """Delete the files that nothing points to, every night."""
    collect_unused_files()
