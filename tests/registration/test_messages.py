"""Mails: exactly one for each reason, whatever the mail server does; nothing of a person in errors or headers."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from factories import create_attendee, open_registration
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies
from jobs_now import run_jobs
from mail_server import MailServer, mail_server, send_through
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from pobatt import mail
from program.models import Conference
from registration.delivery import INTERRUPTED, NotYet, as_mail, deliver
from registration.messages import one_line, queue, send_again
from registration.models import Message
from registration.tickets import qr_png

DAYS = timedelta(days=4)


def queue_one(key: str = "welcome:1", **more: Any) -> Message:
    arguments: dict[str, Any] = {
        "kind": "welcome", "template": "registration/emails/code", "address": "minji@example.com",
        "context": {"code": "123456", "link": "http://localhost/x"},
    }  # fmt: skip
    return queue(key=key, **arguments | more)


@pytest.fixture
def server(settings: Settings) -> Any:
    with mail_server(settings) as running:
        yield running


def test_a_queued_mail_leaves_once(db: None, server: MailServer) -> None:
    message = queue_one(recipient="김민지")

    run_jobs(within=DAYS)
    deliver(message.pk)

    assert server.message_ids == [message.message_id]
    assert server.mails[0]["To"] == "김민지 <minji@example.com>"
    assert [part.get_content_type() for part in server.mails[0].walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    message.refresh_from_db()
    assert (message.status, message.attempts, message.problem) == ("sent", 1, "")


def test_a_reason_gets_one_mail_however_often_it_is_given(db: None, server: MailServer) -> None:
    assert queue_one().pk == queue_one(address="other@example.com").pk
    run_jobs()

    assert server.recipients == ["rcpt TO:<minji@example.com>"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_with_one_reason_one_is_queued() -> None:
    together = threading.Barrier(8)
    found: list[int] = []

    def give() -> None:
        together.wait()
        found.append(queue_one().pk)
        connection.close()

    threads = [threading.Thread(target=give) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [Message.objects.get().pk] * 8
    assert ProcrastinateJob.objects.filter(task_name="registration.jobs.send_message").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_a_transaction_that_is_undone_never_was() -> None:
    with transaction.atomic():
        queue_one()
        transaction.set_rollback(True)

    assert (Message.objects.count(), ProcrastinateJob.objects.filter(status="todo").count()) == (0, 0)


def test_with_the_mail_server_dead_mails_wait_and_then_leave_once_each(db: None, settings: Settings) -> None:
    with mail_server(settings) as gone:
        port = gone.port
    messages = [queue_one(f"welcome:{number}", address=f"p{number}@example.com") for number in range(20)]

    run_jobs(within=timedelta(hours=1))
    assert {message.status for message in Message.objects.all()} == {"queued"}
    assert {message.problem for message in Message.objects.all()} == {"ConnectionRefusedError"}

    with mail_server(settings, port) as server:
        run_jobs(within=DAYS)
    assert sorted(server.message_ids) == sorted(message.message_id for message in messages)


def test_a_black_hole_is_given_up_in_time_and_nothing_is_lost(
    db: None, settings: Settings, server: MailServer
) -> None:
    message = queue_one()
    server.is_silent = True
    settings.EMAIL_TIMEOUT = 0.2

    with pytest.raises(NotYet, match="SMTPServerDisconnected"):
        deliver(message.pk)

    server.is_silent = False
    run_jobs(within=DAYS)
    assert server.message_ids == [message.message_id]


def test_no_request_ever_waits_for_the_mail_server(db: None, settings: Settings, monkeypatch: Any) -> None:
    send_through(settings, 1)
    monkeypatch.setattr(
        mail.smtplib.socket, "create_connection", lambda *a, **k: pytest.fail("asked the server")
    )

    queue_one()

    assert Message.objects.waiting().count() == 1


def test_a_connection_lost_after_the_handover_is_repeated_once_and_then_a_person_decides(
    db: None, server: MailServer
) -> None:
    message = queue_one()

    def hang_up() -> None:
        raise ConnectionError

    server.after_data = hang_up
    run_jobs(within=DAYS)

    assert server.message_ids == [message.message_id] * 2
    message.refresh_from_db()
    assert (message.status, message.problem) == ("parked", INTERRUPTED)


def test_a_worker_killed_before_it_noted_the_outcome_repeats_the_mail_once(
    db: None, server: MailServer
) -> None:
    class Killed(BaseException):
        pass

    def kill(message: Message) -> None:
        raise Killed

    message = queue_one()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registration.delivery._mark_sent", kill)
        for _ in range(2):
            with pytest.raises(Killed):
                deliver(message.pk)
        deliver(message.pk)

    assert server.message_ids == [message.message_id] * 2
    message.refresh_from_db()
    assert message.status == "parked"


def test_one_bad_address_is_parked_and_the_others_leave(db: None, server: MailServer) -> None:
    server.refuse = lambda line: "550 5.1.1 <bad@example.com>: no such person" if "bad@" in line else ""
    bad = queue_one("bad", address="bad@example.com")
    good = [queue_one(f"good:{number}", address=f"good{number}@example.com") for number in range(3)]

    run_jobs(within=DAYS)

    assert sorted(server.message_ids) == sorted(message.message_id for message in good)
    bad.refresh_from_db()
    assert (bad.status, bad.attempts) == ("parked", 3)
    assert bad.problem == "SMTPRecipientsRefused 550 5.1.1"


def test_a_refusal_for_the_moment_is_tried_again(db: None, server: MailServer) -> None:
    refusals = iter(["451 4.7.1 greylisted"] * 5)
    server.refuse = lambda line: next(refusals, "")
    message = queue_one()

    run_jobs(within=DAYS)

    assert server.message_ids == [message.message_id]


def test_what_cannot_be_written_as_a_mail_is_parked(db: None, server: MailServer) -> None:
    message = queue_one()
    Message.objects.update(subject="two\nlines")

    run_jobs(within=DAYS)

    message.refresh_from_db()
    assert (message.status, message.problem) == ("parked", "BadHeaderError")


def test_staff_can_send_a_parked_mail_again(db: None, server: MailServer) -> None:
    server.refuse = lambda line: "550 5.7.1 no"
    message = queue_one()
    run_jobs(within=DAYS)
    server.refuse = lambda line: ""
    message.refresh_from_db()

    send_again(message)
    send_again(message)
    run_jobs(within=DAYS)

    assert server.message_ids == [message.message_id]


def test_a_mail_that_could_not_leave_for_days_is_parked(db: None, settings: Settings) -> None:
    send_through(settings, 1)
    message = queue_one()
    Message.objects.update(tried_from=message.queued_at - timedelta(days=3))

    deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.problem) == ("parked", "ConnectionRefusedError")


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=strategies.text(max_size=60),
    subject=strategies.text(strategies.characters(exclude_categories=["Cs"]), max_size=60),
)
def test_no_text_ends_a_header(db: None, name: str, subject: str) -> None:
    message = Message(
        subject=one_line(subject + "\r\nBcc: all@example.com"), text="x", address="minji@example.com",
        recipient=one_line(name.replace("\x00", "") + "\r\nBcc: all@example.com"), message_id="<1@x>", pk=0,
    )  # fmt: skip
    written = as_mail(message).message()

    assert (written["Bcc"], len(written.get_all("To")), len(written.get_all("Subject"))) == (None, 1, 1)
    assert as_mail(message).recipients()[0].endswith("<minji@example.com>")


def test_a_mail_with_a_ticket_shows_the_qr_in_its_text_and_has_a_calendar_entry(
    conference: Conference, server: MailServer
) -> None:
    open_registration(conference)
    minji = create_attendee(conference)
    queue_one(attendee=minji, has_ticket=True)
    queue_one("without", attendee=minji)
    run_jobs()

    parts = {part.get_content_type(): part for part in server.mails[0].walk()}
    assert parts["text/calendar"].get_filename() == f"{minji.code}.ics"
    assert (parts["image/png"]["Content-ID"], parts["image/png"].get_content()) == ("<qr>", qr_png(minji))
    assert "image/png" not in [part.get_content_type() for part in server.mails[1].walk()]


def test_words_of_people_are_not_escaped_in_text_and_are_in_html(db: None) -> None:
    message = queue_one(context={"code": "<i>&", "link": "x"})

    assert ("<i>&" in message.text, "<i>&" in message.html, "&lt;i&gt;&amp;" in message.html) == (
        True,
        False,
        True,
    )


def test_a_code_is_never_sent_after_its_time_and_nobody_can_read_it_afterwards(
    db: None, server: MailServer
) -> None:
    late = queue_one("late", expires_at=timezone.now() - timedelta(seconds=1))
    good = queue_one("good", expires_at=timezone.now() + timedelta(minutes=15))

    run_jobs(within=DAYS)

    assert server.message_ids == [good.message_id]
    assert [(code.text, code.html) for code in Message.objects.filter(pk__in=[late.pk, good.pk])] == [
        ("", "")
    ] * 2
    assert list(Message.objects.letters()) == []
