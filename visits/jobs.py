"""The jobs of visits; their arguments are primary keys, since they are logged."""

from procrastinate.contrib.django import app

from registration.places import database_now
from visits.models import SiteVisit


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="settle_visits")
def settle_visits(timestamp: int) -> None:
    """Hand on seats whose time is over; whoever asks for one does so, too, so this is only for those who wait."""
    from visits.rescheduling import resize  # late: booking queues mails, and mails are jobs

    for visit in SiteVisit.objects.upcoming(database_now()):
        resize(visit)
