"""What visits do when something happens to a registration; within its transaction, the person locked already."""

from typing import Any

from django.dispatch import receiver

from registration.models import Attendee, ClaimState, Consent, Purpose
from registration.signals import (
    attendee_erased,
    consent_withdrawn,
    left_the_venue,
    registration_cancelled,
    registration_confirmed,
)
from visits.booking import cancel, release
from visits.choices import confirm_held
from visits.models import Booking


@receiver(registration_confirmed)
def keep_what_was_held(sender: Any, attendee: Attendee, **kwargs: Any) -> None:
    """Confirm the visit that was chosen with the registration; who came too late for a place has none on it either."""
    if attendee.state == ClaimState.CONFIRMED:
        confirm_held(attendee)
    else:
        release(attendee)


@receiver([registration_cancelled, left_the_venue])
def leave_visits(sender: Any, attendee: Attendee, **kwargs: Any) -> None:
    """Free the seats of who does not come, or takes part online, and tell them."""
    release(attendee)


@receiver(attendee_erased)
def leave_without_a_word(sender: Any, attendee: Attendee, **kwargs: Any) -> None:
    """Free the seats of who is forgotten."""
    release(attendee, quietly=True)


@receiver(consent_withdrawn)
def leave_the_host(sender: Any, consent: Consent, **kwargs: Any) -> None:
    """Cancel the booking whose host may no longer be given the person's data."""
    if consent.text.purpose != Purpose.HOST:
        return
    for booking in Booking.objects.of_attendee(consent.attendee).live():
        if booking.visit.consent_subject == consent.text.subject:
            cancel(consent.attendee, booking.visit, is_asked_to=True)
