"""The reminder of who comes to the venue: on the eve of their first day, or that day, as the organiser sets it."""

from datetime import date, datetime, time, timedelta

from registration.models import Attendee, Message, RegistrationSettings
from registration.places import database_now
from registration.telling import Reason, tell_each

Reminder = RegistrationSettings.Reminder


def remind(registration: RegistrationSettings) -> None:
    """Send the reminder to everybody on site whose first day it is time for; once for each first day.

    Who was confirmed after that hour has just had the same facts in another mail. A worker that was down sends until
    the day is over.
    """
    conference, now = registration.conference, database_now()
    if registration.reminder == Reminder.NONE:
        return
    for number, day in enumerate(conference.days, start=1):
        due_at = _due_at(registration, day)
        if due_at <= now and now.astimezone(conference.zone).date() <= day:
            _remind_of(registration, number, day, due_at)


def _due_at(registration: RegistrationSettings, day: date) -> datetime:
    before = timedelta(days=1) if registration.reminder == Reminder.EVE else timedelta(0)
    return datetime.combine(day - before, registration.reminder_at, registration.conference.zone)


def _remind_of(registration: RegistrationSettings, number: int, day: date, due_at: datetime) -> None:
    eve = datetime.combine(day - timedelta(days=1), time(), registration.conference.zone)
    told = Message.objects.queued_since(eve, Reason.REMINDER).of_attendees()
    onsite = Attendee.objects.of(registration.conference).attending(Attendee.Attendance.ONSITE)
    due = onsite.with_first_day(number).confirmed_before(due_at).exclude(pk__in=told)
    tell_each(due, registration, Reason.REMINDER, on=day)
