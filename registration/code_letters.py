"""The mail with the code and the button that show an address to be somebody's."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from program.publication import active_language
from registration.codes import note, supersede
from registration.joining import confirmation_token
from registration.mailboxes import user_of
from registration.messages import queue
from registration.models import Attendee
from registration.telling import letter_of

CODE_MINUTES = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60


def queue_code(request: HttpRequest, email: str, code: str) -> None:
    """Queue the mail with a code; one that is late is never sent, and none is kept.

    Who has applied from this browser gets a mail that speaks of the registration: the owner's own, whatever a stranger
    has typed into the form.
    """
    supersede(request)
    attendee: Attendee | None = getattr(request, "applicant", None)
    user = attendee.user if attendee else user_of(email)
    if user is None:
        return
    if attendee is None and "receipt" in request.session:  # a code is sent again
        attendee = Attendee.objects.live_of_current(user.username)
    button = reverse("registration:confirm", args=[confirmation_token(user)])
    context = {"code": code, "button": button, "link": settings.SITE_URL + button}
    template = "registration/emails/code"
    if attendee:
        template = "registration/emails/received"
        context |= letter_of(attendee, attendee.conference.registration) | {"minutes": CODE_MINUTES}
    message = queue(
        key=f"code:{uuid4()}",
        kind="code",
        template=template,
        context=context,
        address=email,
        language=active_language(),
        user=user,
        expires_at=timezone.now() + timedelta(minutes=CODE_MINUTES),
    )
    note(request, message)


def queue_code_for_new_address(request: HttpRequest, email: str, code: str, *, is_taken: bool) -> None:
    """Queue the mail with the code that shows a new address to be theirs; who has the address already gets word."""
    supersede(request)
    message = queue(
        key=f"code:{uuid4()}",
        kind="code",
        template=f"registration/emails/{'address_taken' if is_taken else 'new_address'}",
        context={"code": code, "minutes": CODE_MINUTES},
        address=email,
        language=active_language(),
        expires_at=timezone.now() + timedelta(minutes=CODE_MINUTES),
    )
    note(request, message)
