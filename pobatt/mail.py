"""FLOOR: how mail leaves: from EMAIL_URL to Django's settings, and the two backends of our own."""

import importlib.util
import smtplib
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

ANSWER_WITHIN = 10  # seconds, for connecting and for every answer of the mail server
ACCEPT_WITHIN = (
    120  # seconds, for the answer to the message itself: it may be searched for viruses (RFC 5321, 4.5.3.2.6)
)
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
FORMS = "smtp://, smtp+tls://, smtps://, anymail://, local:"


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's EMAIL_… settings for an address; user and password in it are percent-encoded.

    `smtp://relay.example` (port 25), `smtp+tls://user:password@host` (STARTTLS, 587), `smtps://user:password@host`
    (TLS, 465), `anymail://mailgun?MAILGUN_API_KEY=…` (where django-anymail is installed), `local:` (terminal and
    files). Raises ValueError, whose text never holds the password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ValueError("읽을 수 없는 주소입니다. 포트는 숫자입니다 (cannot be read)") from None
    if url == "local:":
        return {"EMAIL_BACKEND": "pobatt.mail.LocalBackend"}
    if parts.scheme == "anymail":
        return _anymail_settings(parts)
    if parts.scheme not in PORTS:
        raise ValueError(f"{FORMS} 가운데 하나로 시작해야 합니다 (must begin with one of these)")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            f"{parts.scheme}://사용자:비밀번호@호스트:포트 꼴이어야 합니다 (user:password@host:port)"
        )
    if bool(parts.username) != bool(parts.password):
        raise ValueError("사용자와 비밀번호는 함께 적습니다 (user and password go together)")
    return {
        "EMAIL_BACKEND": "pobatt.mail.SmtpBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": ANSWER_WITHIN,
    }


def _anymail_settings(parts: SplitResult) -> dict[str, Any]:
    provider = parts.hostname or ""
    if importlib.util.find_spec("anymail") is None:
        raise ValueError("django-anymail이 설치되어 있지 않습니다 (is not installed)")
    if importlib.util.find_spec(f"anymail.backends.{provider}") is None:
        raise ValueError(f"django-anymail은 '{provider}'을(를) 모릅니다 (unknown provider)")
    return {
        "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
        "ANYMAIL": dict(parse_qsl(parts.query)) | {"REQUESTS_TIMEOUT": (ANSWER_WITHIN, ACCEPT_WITHIN)},
    }


def sender(raw: str) -> str:
    """Convert 'POBATT 2022 <no-reply@pohang.go.kr>', or the address alone."""
    _, address = parseaddr(raw)
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError("'이름 <주소>' 꼴이어야 합니다 (must be 'Name <address>')") from None
    return raw


class HandedOver(smtplib.SMTPException):
    """The connection broke after the message was handed over: it may have arrived, or not."""


class Conversation(smtplib.SMTP):
    """A conversation that knows whether the message may have been taken when it breaks."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand the message over and wait longer for this answer than for others. Raises HandedOver."""
        assert self.sock is not None
        self.sock.settimeout(ACCEPT_WITHIN)
        try:
            return super().data(msg)
        except (OSError, smtplib.SMTPServerDisconnected) as problem:
            if isinstance(problem, smtplib.SMTPResponseException):
                raise
            raise HandedOver from problem
        finally:
            if self.sock is not None:
                self.sock.settimeout(ANSWER_WITHIN)


class EncryptedConversation(Conversation, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class SmtpBackend(EmailBackend):
    """Django's, with conversations of ours."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the kind of conversation."""
        return EncryptedConversation if self.use_ssl else Conversation


class TerminalBackend(ConsoleBackend):
    """Prints a mail as its reader sees it, not as it travels."""

    def write_message(self, message: EmailMessage) -> None:
        """Print address, subject and text."""
        attached = [part[0] or "?" for part in message.attachments if isinstance(part, tuple)]
        lines = [
            f"── 메일 / mail → {', '.join(message.to)}",
            f"   {message.subject}",
            "",
            str(message.body).rstrip(),
        ]
        lines += [f"   [{', '.join(attached)}]"] if attached else []
        self.stream.write("\n".join(lines) + "\n" + "─" * 60 + "\n")


class EmlBackend(FileBackend):
    """Writes a file that mail programs open."""

    def write_message(self, message: EmailMessage) -> None:
        """Write what would have travelled, and nothing else."""
        self.stream.write(message.message().as_bytes())  # type: ignore[arg-type]  # opened for bytes

    def _get_filename(self) -> str:
        name = super()._get_filename()  # type: ignore[misc]  # not in the stubs
        return str(Path(name).with_suffix(".eml"))


class LocalBackend(BaseEmailBackend):
    """Where no mail server is configured: every mail appears in the terminal and in a file of its own."""

    def send_messages(self, email_messages: Any) -> int:
        """Show and keep them; a mail that cannot be kept raises OSError."""
        for message in email_messages:
            get_connection("pobatt.mail.EmlBackend").send_messages([message])
            get_connection("pobatt.mail.TerminalBackend", stream=sys.stdout).send_messages([message])
        return len(email_messages)
