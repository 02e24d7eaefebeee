"""The doors to apps above: sent with `send()` inside the transaction, so that a failure up there undoes everything."""

from django.dispatch import Signal

registration_cancelled = Signal()  # attendee: has just lost place or line
consent_withdrawn = Signal()  # consent: has just been withdrawn
attendee_erased = Signal()  # attendee: is about to be deleted
