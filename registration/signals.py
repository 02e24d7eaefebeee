"""The doors to apps above: sent with `send()` inside the transaction, so that a failure up there undoes everything."""

from django.dispatch import Signal

registration_confirmed = Signal()  # attendee: has just shown the address to be theirs
registration_cancelled = Signal()  # attendee: has just lost place or line
left_the_venue = Signal()  # attendee: goes on taking part, but online
consent_withdrawn = Signal()  # consent: has just been withdrawn
attendee_erased = Signal()  # attendee: is about to be deleted
