"""Hearing of the next event: the only purpose for which anything is kept longer than the registration itself."""

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db.models import QuerySet

from registration.models import Attendee, Consent, NewsReader, Purpose, RegistrationSettings


def keep_readers(registration: RegistrationSettings, today: date) -> int:
    """Keep address and number of those whose consent to promotion holds longer than today; return how many.

    What somebody chose last counts, and only for an address that was shown to be theirs.
    """
    last = {}
    shown = (
        Attendee.objects.of(registration.conference).whose_address_is_shown().order_by("submitted_at", "pk")
    )
    for attendee in shown:
        last[attendee.email] = attendee
    consents = Consent.objects.in_force().filter(
        attendee__in=last.values(), text__purpose=Purpose.PROMOTION, text__kept_until__gte=today
    )
    readers = [
        NewsReader(
            conference=registration.conference, email=consent.attendee.email, phone=consent.attendee.phone,
            language=consent.language, text=consent.text, given_at=consent.given_at,
        )
        for consent in consents.select_related("attendee", "text").order_by("given_at")
    ]  # fmt: skip
    unlike = {reader.email: reader for reader in readers}
    NewsReader.objects.bulk_create(unlike.values(), ignore_conflicts=True)
    return len(unlike)


def readers_of(user: User) -> list[NewsReader]:
    """Return what is kept for promotion under addresses that are shown to be an account's own."""
    return list(_of(user).select_related("conference", "text"))


def forget_readers(user: User) -> int:
    """Destroy it, since the person no longer agrees; return how many rows it was."""
    return _of(user).delete()[0]


def _of(user: User) -> QuerySet[NewsReader]:
    return NewsReader.objects.at(EmailAddress.objects.filter(user=user, verified=True))
