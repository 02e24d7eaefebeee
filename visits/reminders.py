"""The reminder of a visit on its eve: once for each departure, so a visit that is moved reminds again."""

from datetime import datetime, timedelta

from django.db import transaction

from registration.models import Message
from visits.models import Booking, SiteVisit
from visits.telling import Reason, key_of, tell

EVE = timedelta(hours=24)  # before the departure


def remind(visit: SiteVisit, now: datetime) -> None:
    """Remind who is sure to go along and was so before the eve; the others have just been told."""
    eve = visit.departs_at - EVE
    if not eve <= now < visit.departs_at:
        return
    with transaction.atomic():
        going = Booking.objects.riding(visit).filter(confirmed_at__lt=eve).select_related("attendee__user")
        keys = {key_of(booking, Reason.TOMORROW): booking for booking in going}
        told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
        for key, booking in keys.items():
            if key not in told:
                tell(booking, Reason.TOMORROW)
