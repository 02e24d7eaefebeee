"""Jobs of the programme."""

from procrastinate.contrib.django import app

from program.models import UploadedProgramme


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="forget_uploaded_programmes")
def forget_uploaded_programmes(timestamp: int) -> None:
    """Delete programme files that were uploaded and never loaded: there may be more in them than was read."""
    UploadedProgramme.objects.stale().delete()
