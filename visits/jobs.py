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


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fix_lists")
def fix_lists(timestamp: int) -> None:
    """Make the first version of each list at the moment that fixes it, so that every later change is seen."""
    from visits.host_list import host_list

    for visit in SiteVisit.objects.just_fixed(database_now()):
        host_list(visit)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="remind_of_visits")
def remind_of_visits(timestamp: int) -> None:
    """Remind who goes along on the eve."""
    from visits.reminders import remind

    now = database_now()
    for visit in SiteVisit.objects.upcoming(now).select_related("conference"):
        remind(visit, now)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="remind_of_details")
def remind_of_details(timestamp: int) -> None:
    """Remind who has a seat and has not told yet what the host requires."""
    from visits.details import remind

    now = database_now()
    for visit in SiteVisit.objects.upcoming(now).select_related("conference"):
        remind(visit, now)
