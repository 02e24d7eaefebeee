"""What is destroyed when its time is over; `manage.py purge`, every night.

Other apps add what is theirs with `purges()` in their `ready()`. Each purge runs in a transaction of its own together
with its record, so that neither is without the other.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from pobatt import history
from registration.models import (
    Answer,
    Attempts,
    Attendee,
    Destruction,
    Download,
    DownloadReview,
    LoginCode,
    LoginRecord,
    Message,
    NewsReader,
    Question,
    RegistrationSettings,
    UploadedPeople,
)
from registration.news import keep_readers
from registration.retention import (
    RECORDS_FOR,
    UNCONFIRMED_ACCOUNTS_FOR,
    UNUSED_ACCOUNTS_FOR,
    shorter_periods,
)
from registration.signals import attendee_erased

HISTORY = "변경 이력"
KEPT_FOR_NEWS = "홍보 동의에 따라 이메일·휴대전화만 남긴 사람"

Counts = dict[str, int]


class Purge(NamedTuple):
    """One kind of data: its name, why it goes, and what destroys it; `destroy(now)` returns counts by kind."""

    what: str
    because: str
    destroy: Callable[[datetime], Counts]


_purges: list[Purge] = []


def purges(what: str, because: str) -> Callable[[Callable[[datetime], Counts]], Callable[[datetime], Counts]]:
    """Add a function to what the nightly purge does; it may delete at once, since a dry run is undone."""

    def add(destroy: Callable[[datetime], Counts]) -> Callable[[datetime], Counts]:
        _purges.append(Purge(what, because, destroy))
        return destroy

    return add


def purge(*, dry_run: bool = False) -> dict[str, Counts]:
    """Destroy what is due, leave a record of it, and return counts by kind; with `dry_run` only count."""
    done = {}
    for each in _purges:
        with transaction.atomic():
            counts = {kind: number for kind, number in each.destroy(timezone.now()).items() if number}
            if counts:
                Destruction.objects.create(what=each.what, because=each.because, counts=counts)
                done[each.what] = counts
            if dry_run:
                transaction.set_rollback(True)
    return done


@purges("참가 접수", "보유 기간이 끝남 (개인정보 보호법 제21조)")
def destroy_registrations(now: datetime) -> Counts:
    """Destroy everything of the registrations of conferences whose period is over, and accounts left with none.

    Of who agreed to hear of the next event, address and number stay until the day of that text; they are counted.
    """
    counts: Counts = {}
    today = timezone.localdate(now)
    for registration in RegistrationSettings.objects.select_related("conference"):
        if registration.destroyed_on >= today:
            continue
        attendees = list(Attendee.objects.of(registration.conference).select_for_update(of=("self",)))
        _add(counts, {KEPT_FOR_NEWS: keep_readers(registration, today)})
        for attendee in attendees:
            attendee_erased.send(sender=Attendee, attendee=attendee)
        _forget_in_admin_log(attendees)
        ever = history.keys("attendee", conference=registration.conference)  # who was erased before, too
        _add(counts, Attendee.objects.filter(pk__in=[attendee.pk for attendee in attendees]).delete()[1])
        _add(counts, {HISTORY: history.forget("attendee", ever, with_trail=True)})
        accounts = {attendee.user_id for attendee in attendees if attendee.user_id}
        _add(counts, _without_registration().filter(pk__in=accounts).delete()[1])
    return counts


@purges("추가 질문의 답", "질문에 정한 보유 기간이 끝남")
def destroy_answers(now: datetime) -> Counts:
    """Destroy the answers to questions whose own period is over."""
    counts: Counts = {}
    for registration in RegistrationSettings.objects.select_related("conference"):
        questions = list(Question.objects.of(registration.conference))
        for until, those in shorter_periods(registration, questions).items():
            if until < timezone.localdate(now):
                _add(counts, Answer.objects.filter(question__in=those).delete()[1])
    return counts


@purges("홍보 수신 동의", "동의한 보유 기간이 끝남")
def destroy_news_readers(now: datetime) -> Counts:
    """Destroy address and number of who agreed to hear of the next event, after the day that the text named."""
    return NewsReader.objects.over(timezone.localdate(now)).delete()[1]


@purges("쓰지 않는 계정", "등록이 없고 한 달 동안 로그인하지 않음")
def destroy_unused_accounts(now: datetime) -> Counts:
    """Destroy accounts of people who have looked in, and have no registration."""
    return _without_registration().filter(last_login__lt=now - UNUSED_ACCOUNTS_FOR).delete()[1]


@purges("확인되지 않은 계정", "이메일을 확인하지 않은 채 하루가 지남")
def destroy_unverified_accounts(now: datetime) -> Counts:
    """Destroy accounts of addresses that nobody has shown to be theirs."""
    unverified = _without_registration().filter(date_joined__lt=now - UNCONFIRMED_ACCOUNTS_FOR)
    unverified = unverified.exclude(emailaddress__verified=True)
    return unverified.delete()[1]


@purges("로그인 코드", "쓸모가 끝남")
def destroy_codes(now: datetime) -> Counts:
    """Destroy codes that nobody can use any more, and the mails that carried them."""
    counts = LoginCode.objects.forgettable().delete()[1]
    _add(counts, Message.objects.expired(now).delete()[1])
    return counts


@purges("시도 횟수", "세는 기간이 끝남")
def destroy_counts_of_attempts(now: datetime) -> Counts:
    """Destroy counts that no longer limit anybody."""
    return Attempts.objects.over(now).delete()[1]


@purges("올린 참가자 파일", "가져오지 않은 채 두 시간이 지남")
def destroy_uploaded_people(now: datetime) -> Counts:
    """Destroy files of people that nobody brought in."""
    return UploadedPeople.objects.stale().delete()[1]


@purges("지난 세션", "유효 기간이 끝남")
def destroy_sessions(now: datetime) -> Counts:
    """Destroy sessions that are over, with what their visitors had typed."""
    return Session.objects.filter(expire_date__lt=now).delete()[1]


@purges("접속 기록", "보관 기간 2년이 끝남")
def destroy_login_records(now: datetime) -> Counts:
    """Destroy what PostgreSQL lets go of after two years."""
    return LoginRecord.objects.filter(at__lt=now - RECORDS_FOR).delete()[1]


@purges("다운로드 대장", "보관 기간 2년이 끝남")
def destroy_records_of_downloads(now: datetime) -> Counts:
    """Destroy what PostgreSQL lets go of after two years: downloads with what was said of their end, and reviews."""
    counts = Download.objects.filter(at__lt=now - RECORDS_FOR).delete()[1]
    _add(counts, DownloadReview.objects.filter(at__lt=now - RECORDS_FOR).delete()[1])
    return counts


def _without_registration() -> Any:
    """Return accounts that are neither staff nor anybody's registration."""
    return User.objects.filter(is_staff=False, is_superuser=False, attendees=None)


def _forget_in_admin_log(attendees: list[Attendee]) -> None:
    """Let the admin's log keep what was done, and not with whom."""
    kind = ContentType.objects.get_for_model(Attendee)
    numbers = [str(attendee.pk) for attendee in attendees]
    LogEntry.objects.filter(content_type=kind, object_id__in=numbers).update(
        object_repr="-", change_message=""
    )


def _add(counts: Counts, more: Counts) -> None:
    for kind, number in more.items():
        counts[kind] = counts.get(kind, 0) + number
