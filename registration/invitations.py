"""Who was brought in by others is asked by mail, with a link of their own, whether they agree; once more after days.

Until then nothing of them goes to anybody else, and no news is sent: both ask for consents, and there is none.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from registration.mailboxes import lock_account, show_to_be_theirs
from registration.messages import queue
from registration.models import Attendee, Consent, ConsentText, RegistrationSettings
from registration.places import database_now
from registration.telling import letter_of

SALT = "registration.invitation"
AGAIN_AFTER = timedelta(days=3)


def invite(attendee: Attendee, registration: RegistrationSettings, *, again: bool = False) -> None:
    """Queue the mail with the link; each of the two leaves once."""
    kind = "invited_again" if again else "invited"
    queue(
        key=f"{kind}:{attendee.code}",
        kind=kind,
        template="registration/emails/invited",
        context=letter_of(attendee, registration) | {"consent_address": address_of(attendee), "again": again},
        address=attendee.email,
        recipient=attendee.name,
        language=attendee.language,
        attendee=attendee,
        user=attendee.user,
    )


def address_of(attendee: Attendee) -> str:
    """Return the absolute address at which this person agrees; a new address of mail makes another one."""
    token = signing.dumps([attendee.pk, attendee.email], salt=SALT)
    return settings.SITE_URL + reverse("registration:invited", args=[token])


def invited_by(token: str) -> Attendee | None:
    """Return whose link it is, while the registration lives and nobody has answered."""
    try:
        number, email = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    waiting = Attendee.objects.awaiting_consent().select_related("conference__registration", "user")
    return waiting.filter(pk=number, email=email).first()


@transaction.atomic
def agree(attendee: Attendee, texts: list[ConsentText], language: str) -> None:
    """Write down what the person agrees to; the link in their mail has shown the address to be theirs."""
    user = lock_account(attendee.user_id) if attendee.user_id else None
    if not Attendee.objects.awaiting_consent().filter(pk=attendee.pk).exists():
        return
    now = database_now()
    Consent.objects.bulk_create(
        Consent(attendee=attendee, text=text, language=language, given_at=now) for text in texts
    )
    if user:
        show_to_be_theirs(user, attendee.email)


def ask_again() -> None:
    """Send the second and last mail to those who have not answered for three days."""
    due = Attendee.objects.awaiting_consent().filter(submitted_at__lt=timezone.now() - AGAIN_AFTER)
    for attendee in due.not_told("invited_again").select_related("conference__registration", "user"):
        invite(attendee, attendee.conference.registration, again=True)
