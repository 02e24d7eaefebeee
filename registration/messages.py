"""The one door through which mails are queued."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.template import Context, Engine, TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from registration.jobs import send_code, send_message
from registration.models import Attendee, Message
from registration.models.message import message_id_of

LONGEST_SUBJECT = 200


@transaction.atomic(savepoint=False)  # without the mail, what caused it has not happened
def queue(
    *,
    key: str,
    kind: str,
    template: str,
    context: Mapping[str, Any],
    address: str,
    recipient: str = "",
    language: str = "ko",
    attendee: Attendee | None = None,
    user: User | None = None,
    has_ticket: bool = False,
    expires_at: datetime | None = None,
) -> Message:
    """Write a mail and let it leave once the caller's transaction is committed; again for the same key: the first one.

    `key` names the reason without personal data ("confirmed:POBATT22-000123P"): one mail ever leaves for it.
    `template` is the beginning of three names: `….subject.txt`, `….txt` and, where there is one, `….html`; they are
    rendered here, in `language`, with `context` and `site_url`. QR and calendar of a mail that `has_ticket` are made
    by the worker. With `expires_at` the mail is a code: it belongs to nobody's letters, never leaves after that moment,
    and its words are forgotten once it has left.
    """
    subject, text, html = rendered(template, {**context, "site_url": settings.SITE_URL}, language)
    message = Message(
        key=key, kind=kind, attendee=attendee, user=user, address=address, recipient=one_line(recipient),
        language=language, subject=subject, text=text, html=html, message_id=message_id_of(key), expires_at=expires_at,
        has_ticket=has_ticket,
    )  # fmt: skip
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:  # the database says who was first
        return Message.objects.get(key=key)
    send_later(message)
    return message


def send_later(message: Message) -> None:
    """Let the worker send it after the transaction; codes overtake letters."""
    job = send_code if message.expires_at else send_message
    job.configure(lock=f"message-{message.pk}").defer(message_id=message.pk)


@transaction.atomic
def send_again(message: Message) -> None:
    """Begin anew with a message that was parked: its tries are counted from here."""
    again = {"parked_at": None, "attempts": 0, "interrupted": 0, "problem": "", "tried_from": timezone.now()}
    if Message.objects.parked().letters().filter(pk=message.pk).update(**again):
        send_later(message)


def rendered(template: str, context: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Return subject, text and HTML ("" where there is no template for it)."""
    with translation.override(language):
        words = {**context, "language": language}
        subject = one_line(_plain(f"{template}.subject.txt", words))[:LONGEST_SUBJECT]
        text = _plain(f"{template}.txt", words).strip() + "\n"
        try:
            html = str(render_to_string(f"{template}.html", words | {"subject": subject}))
        except TemplateDoesNotExist:
            html = ""
    return subject, text, html


def _plain(name: str, words: Mapping[str, Any]) -> str:
    """Render text that is no HTML, so nothing in it is escaped."""
    return Engine.get_default().get_template(name).render(Context(dict(words), autoescape=False))


def one_line(text: str) -> str:
    """Return the text without anything that could end a header: controls and separators become single spaces."""
    visible = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join(visible.split())
