"""A mail server for tests: a real one on a real port, with every bad habit."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from pytest_django import Settings

from pobatt.mail import mail_settings


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails; `refuse` answers RCPT, `after_data` runs between taking a message and saying so."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse: Callable[[str], str] = lambda recipient: ""
        self.after_data: Callable[[], None] = lambda: None
        self.is_silent = False
        self.waiting: list[socket.socket] = []  # conversations that get no answer

    @property
    def port(self) -> int:
        return cast("int", self.server_address[1])

    @property
    def message_ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    def come_back(self) -> None:
        """Answer from now on, and let go of who has waited in vain."""
        self.is_silent = False
        for connection in self.waiting:
            connection.shutdown(socket.SHUT_RDWR)


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.converse()

    def converse(self) -> None:
        if self.server.is_silent:
            self.server.waiting.append(self.connection)
            self.rfile.read()
            return None
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                return self.say("221 bye")
            if verb == "DATA":
                if not self.take():
                    return None
            elif verb == "RCPT" and (refusal := self.server.refuse(line)):
                self.say(refusal)
            else:
                self.server.recipients += [line] if verb == "RCPT" else []
                self.say("250 ok")
        return None

    def take(self) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.append(
            cast("EmailMessage", message_from_bytes(b"".join(lines), policy=policy.default))
        )
        try:
            self.server.after_data()
        except ConnectionError:
            return False
        self.say("250 taken")
        return True


@contextlib.contextmanager
def serving(port: int = 0) -> Iterator[MailServer]:
    """Run a server."""
    with MailServer(port) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@contextlib.contextmanager
def mail_server(settings: Settings, port: int = 0) -> Iterator[MailServer]:
    """Run a server, and let the site send through it."""
    with serving(port) as server:
        send_through(settings, server.port)
        yield server


def send_through(settings: Settings, port: int) -> None:
    """Let the site send through this port, whoever listens there."""
    for name, value in mail_settings(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
