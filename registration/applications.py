"""An application for a place: what somebody has filled in, and what becomes of it."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pobatt.dates import moment
from program.publication import active_language
from registration.conference_places import places_of, settle
from registration.form_parts import take_all
from registration.mailboxes import account_of, lock_address, make_account, pretend_to_make_account
from registration.models import Answer, Attendee, ClaimState, Consent, Question, RegistrationSettings
from registration.models.attendee import code_of
from registration.places import database_now


class RegistrationRefused(Exception):
    """Says in a sentence for the visitor why nothing was registered."""


@dataclass(frozen=True)
class Application:
    """A form as it was filled in: an attendee's fields, answers by question, the texts agreed to or told of."""

    fields: dict[str, Any]
    answers: dict[str, str]  # by the question's id
    text_ids: list[int]
    submission: str  # names the form that was sent, so that sending it twice is once
    wishes: dict[str, dict[str, Any]] = field(default_factory=dict)  # by the door of another app

    @property
    def email(self) -> str:
        """Return the address that must be shown to be theirs."""
        return str(self.fields["email"])


@dataclass(frozen=True)
class Receipt:
    """What the visitor is told; for an address that has a registration already it only looks the same."""

    application: dict[str, Any]
    number: int
    code: str
    state: str
    held_until: str
    position: int
    attendee_id: int | None
    account: str  # a username: to whom the code goes
    notes: list[str] = field(default_factory=list)  # what other apps tell

    @classmethod
    def kept_in(cls, session: Any) -> Self | None:
        """Return the receipt that the visitor's session holds, unless its time is over."""
        kept = session.get("receipt")
        receipt = cls(**kept) if kept else None
        return receipt if receipt and receipt.until > timezone.now() else None

    def keep_in(self, session: Any) -> None:
        """Keep the receipt until the visitor has confirmed."""
        session["receipt"] = asdict(self)

    @property
    def email(self) -> str:
        """Return the address the code goes to."""
        return str(self.application["fields"]["email"])

    @property
    def until(self) -> datetime:
        """Return the moment until which the address must be confirmed."""
        return datetime.fromisoformat(self.held_until)

    @property
    def until_words(self) -> str:
        """Return the same in words: the hour alone when it is today's."""
        until = timezone.localtime(self.until)
        is_today = until.date() == timezone.localdate()
        return f"{until:%H:%M}" if is_today else moment(until, active_language())

    def sent_to(self, email: str) -> Application:
        """Return the application again, for another address."""
        kept = Application(**self.application)
        return replace(kept, fields=kept.fields | {"email": email})


@transaction.atomic
def apply(
    registration: RegistrationSettings, application: Application, *, before: Receipt | None = None
) -> Receipt:
    """Do what `apply_locked` does, with the address locked."""
    lock_address(application.email)
    return apply_locked(registration, application, before=before)


def apply_locked(
    registration: RegistrationSettings, application: Application, *, before: Receipt | None
) -> Receipt:
    """Take a place, or one in the line, at once; return what to tell. Raises `RegistrationRefused` outside the window.

    The caller's transaction holds the address's lock: the person comes first (by address, since there may be no account
    to lock yet), then the conference's places.

    An address that has a registration already changes nothing and is not told so: the same work is done and undone, so
    that words and time are the same. `before` is what this visitor was told before: their own unconfirmed application
    is replaced, and keeps number and place.
    """
    account = account_of(application.email)
    held = RegistrationSettings.objects.locked().filter(pk=registration.pk).first()
    now = database_now()
    if held is None or not held.is_open(now):
        raise RegistrationRefused(_("지금은 접수 기간이 아닙니다."))
    registration = held
    settle(registration)
    live = Attendee.objects.of(registration.conference).live()
    theirs = live.of_account(account.pk).first() if account else None
    if theirs and str(theirs.submission) == application.submission:
        return _receipt(theirs, application, registration, [])  # a double click or a replay
    own = live.unconfirmed().filter(pk=before.attendee_id).first() if before else None
    number = own.number if own else _number(registration, before)
    if theirs is None or theirs == own:
        if account:
            pretend_to_make_account(application.email)
            Attendee.objects.of(registration.conference).of_account(account.pk).supersede()
        else:
            account = make_account(application.email)
        attendee, notes = _enter(own, application, registration, number, account, now)
        return _receipt(attendee, application, registration, notes)
    rehearsal = transaction.savepoint()
    attendee, notes = _enter(own, application, registration, number, make_account(application.email), now)
    shown = _receipt(attendee, application, registration, notes)
    transaction.savepoint_rollback(rehearsal)
    return replace(shown, attendee_id=before.attendee_id if before else None, account=theirs.user.username)


def _number(registration: RegistrationSettings, before: Receipt | None) -> int:
    """Return the number that the visitor was shown before, though nobody got it, or the next one."""
    if before and before.attendee_id is None:
        return before.number
    registration.last_number += 1
    registration.save(update_fields=["last_number"])
    return registration.last_number


def _enter(
    own: Attendee | None,
    application: Application,
    registration: RegistrationSettings,
    number: int,
    account: User,
    now: datetime,
) -> tuple[Attendee, list[str]]:
    attendee = own or Attendee(
        conference=registration.conference,
        number=number,
        code=code_of(registration.code_prefix, number),
        submitted_at=now,
    )
    moves = own is None or own.attendance != application.fields["attendance"]
    for name, value in application.fields.items():
        setattr(attendee, name, value)
    attendee.user = account
    attendee.submission = UUID(application.submission)
    if moves:
        attendee.place = None
        places_of(registration, attendee.attendance).seek(attendee, now)
    attendee.save()
    if own:
        attendee.answers.all().delete()
        attendee.consents.all().delete()
    Answer.objects.bulk_create(
        Answer(attendee=attendee, question=question, value=application.answers[str(question.pk)])
        for question in Question.objects.still_there(application.answers)
    )
    Consent.objects.bulk_create(
        Consent(attendee=attendee, text_id=text_id, language=attendee.language, given_at=now)
        for text_id in application.text_ids
    )
    return attendee, take_all(attendee, application.wishes, is_new=own is None)


def _receipt(
    attendee: Attendee, application: Application, registration: RegistrationSettings, notes: list[str]
) -> Receipt:
    places = places_of(registration, attendee.attendance)
    assert attendee.user is not None
    assert attendee.held_until is not None
    return Receipt(
        application=asdict(application),
        number=attendee.number,
        code=attendee.code,
        state=attendee.state,
        held_until=attendee.held_until.isoformat(),
        position=places.position(attendee) if attendee.state == ClaimState.WAITLISTED else 0,
        attendee_id=attendee.pk,
        account=attendee.user.username,
        notes=notes,
    )
