"""How a queued message leaves: one mail for each, whatever happens on the way.

The claim is committed before the mail server hears of the message, and the outcome after. So a worker killed in
between leaves a message that says so: it is sent once more, with the same Message-ID, and if that ends without an
outcome, too, a person decides. What is wrong with one message parks that one after three tries; what is wrong with the
mail server delays all of them for up to three days.
"""

import re
import smtplib
from datetime import timedelta
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.utils import quote

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from pobatt.mail import HandedOver
from registration.models import Message
from registration.tickets import ticket_files

PATIENCE = timedelta(days=3)
TRIES = 3  # of a message with which something is wrong
INTERRUPTED = "보내는 중에 끊겨 도착했는지 알 수 없습니다"

# What the mail server says of itself and not of the message.
OF_THE_SERVER = (OSError, smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError,
                 smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError, smtplib.SMTPServerDisconnected)  # fmt: skip


class NotYet(Exception):
    """The message has not left; the text says why, and names nobody."""


def deliver(pk: int) -> None:
    """Send a message unless it has been sent, parked or outlived. Raises NotYet."""
    message = _claim(pk)
    if message is None:
        return
    try:
        as_mail(message).send()
    except HandedOver:
        _release(message, INTERRUPTED, may_have_arrived=True)
    except Exception as problem:  # noqa: BLE001 (whatever it is, it concerns this message alone)
        _release(message, told(problem), is_poisoned=is_of_the_message(problem))
    else:
        _mark_sent(message)


def as_mail(message: Message) -> EmailMultiAlternatives:
    """Return what travels: text, HTML beside it, attachments, and the Message-ID that belongs to the reason."""
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[f'"{quote(message.recipient)}" <{message.address}>' if message.recipient else message.address],
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
        },  # RFC 3834: no holiday notes back
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for file in ticket_files(message.attendee) if message.has_ticket and message.attendee else []:
        if file.content_id:
            mail.attach(_shown_in_the_text(*file))
        else:
            mail.attach(file.name, file.content, file.media_type)
    return mail


def _shown_in_the_text(name: str, media_type: str, content: bytes, content_id: str) -> MIMEBase:
    image = MIMEImage(content, media_type.partition("/")[2])
    image.add_header("Content-ID", f"<{content_id}>")
    image.add_header("Content-Disposition", "inline", filename=name)
    return image


def is_of_the_message(problem: Exception) -> bool:
    """Say whether the next message may fare better: a refused recipient, refused content, something malformed."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code >= 500
    return not isinstance(problem, OF_THE_SERVER)


def told(problem: Exception) -> str:
    """Return what went wrong without the mail server's own words, which quote addresses: a name, and its codes."""
    answers = [(getattr(problem, "smtp_code", None), getattr(problem, "smtp_error", b""))]
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        answers = list(problem.recipients.values())
    parts = [type(problem).__name__]
    for code, words in answers:
        enhanced = re.search(
            rb"\b[245]\.\d{1,3}\.\d{1,3}\b", words if isinstance(words, bytes) else str(words).encode()
        )
        parts += [str(code)] if code else []
        parts += [enhanced.group().decode()] if enhanced else []
    return " ".join(parts)


@transaction.atomic
def _claim(pk: int) -> Message | None:
    """Take the message in hand, or return None: there is nothing (more) to send."""
    message = Message.objects.waiting().select_for_update().filter(pk=pk).first()
    if message is None:
        return None
    now = timezone.now()
    if message.expires_at and message.expires_at <= now:
        _forget_words(message)
        return None
    if message.sending_since:  # the worker that had it was killed
        message.interrupted += 1
        if message.interrupted > 1:
            _write(
                message,
                sending_since=None,
                interrupted=message.interrupted,
                parked_at=now,
                problem=INTERRUPTED,
            )
            return None
    _write(message, sending_since=now, interrupted=message.interrupted, attempts=message.attempts + 1)
    return message


def _release(
    message: Message, problem: str, *, is_poisoned: bool = False, may_have_arrived: bool = False
) -> None:
    """Put the message back and raise NotYet, or park it."""
    interrupted = message.interrupted + may_have_arrived
    is_over = timezone.now() - message.tried_from > PATIENCE
    given_up = interrupted > 1 or is_over or (is_poisoned and message.attempts >= TRIES)
    parked_at = timezone.now() if given_up else None
    _write(message, sending_since=None, interrupted=interrupted, parked_at=parked_at, problem=problem)
    if not given_up:
        raise NotYet(problem)


def _mark_sent(message: Message) -> None:
    _write(message, sent_at=timezone.now(), sending_since=None, problem="")
    if message.expires_at:
        _forget_words(message)


def _forget_words(message: Message) -> None:
    """Let nobody read a code afterwards."""
    _write(message, text="", html="")


def _write(message: Message, **fields: object) -> None:
    for name, value in fields.items():
        setattr(message, name, value)
    message.save(update_fields=list(fields))
