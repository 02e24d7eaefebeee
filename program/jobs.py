"""Jobs of the programme."""

from procrastinate.contrib.django import app

from program.models import UploadedProgramme
from program.unused_files import collect_unused_files


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
