"""What people do with a registration they have: confirm, accept, cancel, edit, withdraw a consent, go for good.

Each locks the person first, then the conference's places, then counts and writes, and tells in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from pobatt import history
from registration import places
from registration.conference_places import places_of, settle
from registration.mailboxes import lock_account
from registration.models import (
    Answer,
    Attendee,
    ClaimState,
    Consent,
    PassHolder,
    Question,
    RegistrationSettings,
)
from registration.news import forget_readers
from registration.places import database_now, write
from registration.signals import (
    attendee_erased,
    consent_withdrawn,
    left_the_venue,
    registration_cancelled,
    registration_confirmed,
)
from registration.telling import Reason, tell


class ChangeRefused(Exception):
    """Says in a sentence for the attendee why nothing was changed."""


@contextmanager
def changing(attendee: Attendee) -> Iterator[tuple[Attendee, RegistrationSettings]]:
    """Lock the person and the places, settle, and give the attendee as it is now, with both."""
    with transaction.atomic():
        user = lock_account(attendee.user_id) if attendee.user_id else None
        registration = RegistrationSettings.objects.locked().get(conference=attendee.conference_id)
        settle(registration)
        attendee.refresh_from_db()
        attendee.user, attendee.conference = user, registration.conference
        yield attendee, registration


def confirm(attendee: Attendee, *, by: User | PassHolder | None = None) -> bool:
    """Keep the place for good, since its owner has shown the address, or who works here (`by`) knows them.

    A place whose time was over is asked for again: there may be another one, or one in the line. Returns False where
    there was nothing to confirm.
    """
    with changing(attendee) as (attendee, registration):
        if attendee.state == ClaimState.EXPIRED and attendee.held_until:
            if not by and not registration.is_open(database_now()):
                return False
            places_of(registration, attendee.attendance).seek(attendee, database_now())
            attendee.save()
        if not attendee.is_live or attendee.state == ClaimState.CONFIRMED:
            return False
        places.confirm(attendee)
        if isinstance(by, PassHolder):
            write(attendee, confirmed_with=by)
        elif by:
            write(attendee, confirmed_by=by)
        waits = attendee.state == ClaimState.WAITLISTED
        tell(attendee, registration, Reason.WAITLISTED if waits else Reason.CONFIRMED)
        registration_confirmed.send(sender=Attendee, attendee=attendee)
        return True


def confirm_all_of(user: User) -> None:
    """Confirm what an account has applied for under the addresses that are shown to be its own."""
    own = EmailAddress.objects.filter(user=user, verified=True).values("email")
    for attendee in Attendee.objects.of_account(user.pk).unconfirmed().filter(email__in=own):
        confirm(attendee)


def accept(attendee: Attendee) -> None:
    """Take the place that is offered; raises `ChangeRefused` when the time for it is over."""
    with changing(attendee) as (attendee, registration):
        if attendee.state == ClaimState.CONFIRMED:
            return
        if attendee.state != ClaimState.OFFERED:
            raise ChangeRefused(_("자리를 드릴 수 있는 시간이 지났습니다."))
        places.confirm(attendee)
        tell(attendee, registration, Reason.PROMOTED)


def cancel(attendee: Attendee) -> None:
    """Give up place or line; the next in line follows in the same transaction."""
    with changing(attendee) as (attendee, registration):
        if not attendee.is_live:
            return
        places.give_up(attendee)
        registration_cancelled.send(sender=Attendee, attendee=attendee)
        attendee.messages.not_begun().invitations().delete()
        tell(attendee, registration, Reason.CANCELLED)
        settle(registration)


def edit(attendee: Attendee, fields: dict[str, Any], answers: dict[str, str]) -> None:
    """Change what was filled in; raises `ChangeRefused` when frozen, or when there is no place where they move to."""
    with changing(attendee) as (attendee, registration):
        if not attendee.may_edit(registration, database_now()):
            raise ChangeRefused(_("수정 기간이 지났습니다. 문의처로 알려 주시면 고쳐 드립니다."))
        leaves_the_venue = attendee.is_onsite and fields["attendance"] != Attendee.Attendance.ONSITE
        if fields["attendance"] != attendee.attendance and attendee.place:
            _move(attendee, fields["attendance"], registration)
        elif fields["attendance"] != attendee.attendance:
            attendee.waitlisted_at = database_now()
        for name, value in fields.items():
            setattr(attendee, name, value)
        attendee.save()
        for question in Question.objects.still_there(answers):
            value = answers[str(question.pk)]
            Answer.objects.update_or_create(attendee=attendee, question=question, defaults={"value": value})
        attendee.answers.exclude(question_id__in=[int(question) for question in answers]).delete()
        if leaves_the_venue:
            left_the_venue.send(sender=Attendee, attendee=attendee)
        tell(attendee, registration, Reason.CHANGED)
        settle(registration)


def _move(attendee: Attendee, attendance: str, registration: RegistrationSettings) -> None:
    """Give a place of the other kind; who has one never loses it for a line."""
    free = places_of(registration, attendance).first_free()
    if free is None:
        raise ChangeRefused(_("바꾸려는 참가 방법의 정원이 찼습니다. 지금의 등록은 그대로 있습니다."))
    attendee.place = free


def withdraw(consent: Consent) -> None:
    """Withdraw a consent; without one that participation rests on, the registration is cancelled as well."""
    with transaction.atomic():
        attendee = consent.attendee
        if attendee.user_id:
            lock_account(attendee.user_id)
        consent.refresh_from_db()
        if consent.withdrawn_at:
            return
        consent.withdrawn_at = database_now()
        consent.save(update_fields=["withdrawn_at"])
        consent_withdrawn.send(sender=Consent, consent=consent)
        if consent.text.is_needed:
            cancel(attendee)


def erase(user: User) -> None:
    """Delete an account and everything of its registrations; their places go to the next in line."""
    with transaction.atomic():
        lock_account(user.pk)
        for attendee in Attendee.objects.of_account(user.pk).select_related("conference"):
            with changing(attendee) as (_attendee, registration):
                registration_cancelled.send(sender=Attendee, attendee=attendee)
                attendee_erased.send(sender=Attendee, attendee=attendee)
                number = attendee.pk
                attendee.delete()
                history.forget("attendee", [number], with_trail=False)
                settle(registration)
        forget_readers(user)
        user.delete()


def resize(registration: RegistrationSettings) -> None:
    """After a change of capacity or hours: give what is free to those who wait."""
    with transaction.atomic():
        settle(RegistrationSettings.objects.locked().get(pk=registration.pk))
