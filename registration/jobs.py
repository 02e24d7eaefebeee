"""The jobs of registration; their arguments are primary keys, since they are logged."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from pobatt.jobs import Backoff
from registration import delivery
from registration.models import RegistrationSettings

URGENT = 10  # procrastinate runs higher priorities first


# The mail server may be away for a weekend; a message gives up by its own age before its job does.
@app.task(retry=Backoff(first=10, longest=300, lasting=delivery.PATIENCE * 2))
def send_message(message_id: int) -> None:
    """Send a message, or raise NotYet and try again later."""
    delivery.deliver(message_id)


@app.task(priority=URGENT, retry=Backoff(first=5, longest=30, lasting=timedelta(hours=2)))
def send_code(message_id: int) -> None:
    """Send a code, or raise NotYet and try again while somebody waits for it."""
    delivery.deliver(message_id)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="settle_places")
def settle_places(timestamp: int) -> None:
    """Hand on places whose time is over; whoever asks for one does so, too, so this is only for those who wait."""
    from registration.changes import resize  # late: changes queue mails, and mails are jobs

    for registration in RegistrationSettings.objects.all():
        resize(registration)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_the_days_mail")
def send_the_days_mail(timestamp: int) -> None:
    """Remind who comes to the venue; tell who takes part online where the stream is, on each of their days."""
    from registration.reminders import remind
    from registration.streaming import tell_of_the_stream

    for registration in RegistrationSettings.objects.select_related("conference"):
        remind(registration)
        tell_of_the_stream(registration)


@app.task(retry=Backoff(first=10, longest=60, lasting=timedelta(minutes=10)))
def make_export(key: str) -> None:
    """Make the file of a long list; what it is asked for, and its password, lie in the database."""
    from registration.exports import make_later  # late: most jobs are mails

    make_later(key)


@app.periodic(cron="0 0 * * *")
@app.task(queueing_lock="remind_of_destruction")
def remind_of_destruction(timestamp: int) -> None:
    """Remind who took a list that its day of destruction has come; at nine in the morning in Korea."""
    from registration.destruction_reminders import remind

    remind(timezone.localdate())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="forget_exports")
def forget_exports(timestamp: int) -> None:
    """Forget files that nobody has taken within their day."""
    from registration.exports import forget_expired

    forget_expired()


@app.periodic(cron="10 4 * * *")
@app.task(queueing_lock="destroy_what_is_due")
def destroy_what_is_due(timestamp: int) -> None:
    """Run the purge, every night (UTC, as procrastinate counts)."""
    from registration.purge import purge

    purge()


@app.periodic(cron="20 1 * * *")
@app.task(queueing_lock="ask_for_consent_again")
def ask_for_consent_again(timestamp: int) -> None:
    """Ask those once more who were brought in and have not answered; at ten in Seoul."""
    from registration.invitations import ask_again

    ask_again()


@app.periodic(cron="5 15 * * *")
@app.task(queueing_lock="end_roles")
def end_roles(timestamp: int) -> None:
    """Take roles away whose last day is over, just after midnight in Seoul; their first request does so, too."""
    from registration.staff_roles import end_what_is_over

    end_what_is_over()
