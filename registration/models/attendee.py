"""An attendee is a person's registration for one conference."""

import secrets
import uuid
from datetime import datetime
from typing import Self

import pgtrigger
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Length, Now, Right

from pobatt.history import tracked
from pobatt.page_cache import raises_public_version
from program.models import Conference
from registration.models.attendee_words import words_index
from registration.models.claim import LIVE, Claim, ClaimQuerySet, ClaimState
from registration.models.registration_settings import RegistrationSettings

models.CharField.register_lookup(Length)

CHECK_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # the number modulo 23: finds a wrong digit and two swapped ones


def code_of(prefix: str, number: int) -> str:
    """Return the public reference.

    >>> code_of("POBATT22", 123)
    'POBATT22-000123P'
    """
    return f"{prefix}-{number:06d}{CHECK_LETTERS[number % 23]}"


def new_ticket_token() -> str:
    """Return 192 random bits for an address."""
    return secrets.token_urlsafe(24)


class AttendeeQuerySet(ClaimQuerySet):
    """Words for choosing attendees."""

    def of(self, conference: Conference) -> Self:
        """Keep those of a conference."""
        return self.filter(conference=conference)

    def attending(self, attendance: str) -> Self:
        """Keep those on site, or those online."""
        return self.filter(attendance=attendance)

    def on_day(self, number: int) -> Self:
        """Keep those who come on the first (1), second, … day."""
        return self.filter(days__contains=[number])

    def with_first_day(self, number: int) -> Self:
        """Keep those who come on that day and on none before."""
        return self.on_day(number).exclude(days__overlap=list(range(1, number)))

    def confirmed_before(self, moment: datetime) -> Self:
        """Keep those who have had their place since before a moment."""
        return self.confirmed().filter(confirmed_at__lt=moment)

    def whose_address_is_shown(self) -> Self:
        """Keep those whose address its owner has shown to be theirs, or whom staff have registered."""
        shown = EmailAddress.objects.filter(user=OuterRef("user"), email=OuterRef("email"), verified=True)
        return self.filter(Q(user=None) | Exists(shown))

    def attendances(self) -> list[str]:
        """Return the ways of taking part that occur, each once."""
        return sorted(set(self.order_by().values_list("attendance", flat=True).distinct()))

    def of_account(self, user_id: int) -> Self:
        """Keep an account's own, the newest first."""
        return self.filter(user_id=user_id).order_by("-submitted_at", "-pk")

    def newest_of_current(self, user: AbstractBaseUser | AnonymousUser) -> "Attendee | None":
        """Return an account's live registration for the current conference, or its last one, or None."""
        every = self.filter(
            user_id=user.pk, conference__is_current=True, conference__registration__isnull=False
        )
        is_over = Case(When(state__in=LIVE, then=0), default=1)
        newest = every.order_by(is_over, "-submitted_at", "-pk").annotate(asked_at=Now())
        return newest.select_related("conference__registration").first()

    def live_of_current(self, username: str) -> "Attendee | None":
        """Return an account's live registration for the current conference, with both."""
        mine = self.live().filter(user__username=username, conference__is_current=True)
        return mine.select_related("user", "conference__registration").first()

    def with_ticket(self) -> Self:
        """Keep those whose ticket may be shown."""
        return self.confirmed().select_related("conference")

    def awaiting_consent(self) -> Self:
        """Keep those whom others brought in and who have not answered yet whether they agree."""
        return self.live().filter(consent_way="link", consents=None)

    def not_told(self, kind: str) -> Self:
        """Leave out those who have had a mail of this kind."""
        return self.exclude(messages__kind=kind)

    def supersede(self) -> int:
        """Let applications that lapsed unconfirmed never come back, since there is a newer one."""
        return self.filter(state=ClaimState.EXPIRED).order_by().update(held_until=None)


@tracked(
    exclude=["ticket_token", "submission", "number"],
    personal=["name", "name_en", "affiliation", "country", "department", "position", "phone", "email"],
)
class Attendee(Claim):
    """Who comes, how to reach them, and whether they have a place."""

    class Region(models.TextChoices):
        """Where the affiliation is."""

        POHANG = "pohang", "포항"
        GYEONGBUK = "gyeongbuk", "경북(포항 제외)"
        KOREA = "korea", "그 밖의 국내"
        ABROAD = "abroad", "해외"

    class Category(models.TextChoices):
        """What kind of participant."""

        COMPANY = "company", "기업"
        UNIVERSITY = "university", "대학·학생"
        RESEARCH = "research", "연구기관"
        PUBLIC = "public", "공공기관"
        PRESS = "press", "언론"
        GENERAL = "general", "일반"

    class Attendance(models.TextChoices):
        """Where they take part; each has its own places."""

        ONSITE = "onsite", "현장"
        ONLINE = "online", "온라인"

    class Origin(models.TextChoices):
        """How the registration came in."""

        WEB = "web", "사전"
        DESK = "desk", "현장"
        STAFF = "staff", "대리"
        IMPORT = "import", "일괄"

    class Badge(models.TextChoices):
        """Which badge staff have given somebody; empty is an attendee like most."""

        GUEST = "guest", "내빈"
        SPEAKER = "speaker", "연사"
        CHAIR = "chair", "좌장"
        PRESS = "press", "기자"
        EXHIBITOR = "exhibitor", "참가업체"
        CREW = "crew", "운영요원"

    class ConsentWay(models.TextChoices):
        """How somebody who was brought in by others agrees; empty is their own registration."""

        LINK = "link", "본인 링크"
        PAPER = "paper", "서면"

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="attendees", verbose_name="대회")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="attendees",
        null=True,
        blank=True,
        verbose_name="계정",
    )
    number = models.PositiveIntegerField(editable=False)
    code = models.CharField("접수번호", max_length=24, unique=True, editable=False)
    ticket_token = models.CharField(max_length=40, unique=True, default=new_ticket_token, editable=False)
    origin = models.CharField("등록경로", max_length=8, choices=Origin, default=Origin.WEB)
    language = models.CharField(
        "언어", max_length=2, choices=[("ko", "한국어"), ("en", "영어")], default="ko"
    )

    name = models.CharField("성명", max_length=60)
    name_en = models.CharField("영문 성명", max_length=60, blank=True)
    affiliation = models.CharField("소속", max_length=100)
    region = models.CharField("소속 소재지", max_length=10, choices=Region)
    country = models.CharField("국가", max_length=2, blank=True, help_text="해외일 때, ISO 3166 두 글자")
    department = models.CharField("부서", max_length=100, blank=True)
    position = models.CharField("직위", max_length=60, blank=True)
    phone = models.CharField("휴대전화", max_length=16, help_text="E.164, 예: +821012345678")
    email = models.EmailField("이메일")
    category = models.CharField("참가 구분", max_length=10, choices=Category)
    attendance = models.CharField("참가 방법", max_length=6, choices=Attendance)
    days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="참석일",
        help_text="1은 첫날. 대회 날짜가 옮겨져도 그대로 맞습니다.",
    )
    badge = models.CharField(
        "명찰 구분",
        max_length=10,
        choices=Badge,
        blank=True,
        help_text="담당자만 정합니다. 비어 있으면 일반 참가자",
    )
    consent_way = models.CharField("동의 방법", max_length=5, choices=ConsentWay, blank=True)
    needs_receiver = models.BooleanField("동시통역 수신기", default=False)

    submitted_at = models.DateTimeField("접수일시")
    submission = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="보낸 신청서마다 다름: 두 번 눌러도 한 번입니다."
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="확인해 준 담당자", help_text="본인이 확인했으면 비어 있습니다.",
    )  # fmt: skip
    confirmed_with = models.ForeignKey(
        "registration.PassHolder", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="확인해 준 등록대",
    )  # fmt: skip
    edits_open_until = models.DateTimeField(
        "수정 허용 기한",
        null=True,
        blank=True,
        help_text="수정 마감 뒤에도 이 사람은 이때까지 고칠 수 있습니다.",
    )

    asked_at: datetime  # by the database's clock, of `newest_of_current()` alone

    objects = AttendeeQuerySet.as_manager()

    class Meta(Claim.Meta):
        abstract = False
        verbose_name = "참가자"
        verbose_name_plural = "참가자"
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("import_people", "참가자를 파일로 가져오고 명찰 구분을 정할 수 있음"),
            ("confirm_attendee", "등록을 대신 확인하고 수정 기간을 열어 줄 수 있음"),
            ("see_contact", "한 사람의 연락처를 볼 수 있음(대장에 남음)"),
        ]
        constraints = [
            *Claim.Meta.constraints,
            models.UniqueConstraint(
                fields=["conference", "user"],
                condition=Q(state__in=LIVE),
                name="one_live_registration_per_account_and_conference",
                violation_error_message="이 계정의 등록이 이미 있습니다.",
            ),
            models.UniqueConstraint(fields=["conference", "number"], name="one_number_per_registration"),
            models.UniqueConstraint(
                fields=["conference", "attendance", "place"], name="one_attendee_per_conference_place"
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="attendee_phone_is_e164"
            ),
            models.CheckConstraint(
                condition=Q(region="abroad", country__length=2) | (~Q(region="abroad") & Q(country="")),
                name="attendee_from_abroad_has_a_country",
            ),
            models.CheckConstraint(
                condition=~Q(days=[]) & ~Q(name="") & ~Q(affiliation="") & ~Q(email=""),
                name="attendee_has_name_affiliation_email_and_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["conference", "attendance", "state", "waitlisted_at"], name="attendee_queue"
            ),
            models.Index(fields=["email"], name="attendee_email"),
            models.Index(fields=["conference", "-submitted_at", "-id"], name="attendee_newest"),
            models.Index(Right("phone", 4), name="attendee_last_digits"),
            words_index(),
        ]
        triggers = [
            *raises_public_version("state", "place"),  # places left are public
            # Besides the lock and the unique place: a number above the capacity is nobody's, whoever writes it.
            pgtrigger.Trigger(
                name="place_within_capacity",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("place", "attendance", "conference_id"),
                condition=pgtrigger.Condition("NEW.place IS NOT NULL"),
                func="""
                IF TG_OP = 'UPDATE' AND OLD.place = NEW.place AND OLD.attendance = NEW.attendance
                    AND OLD.conference_id = NEW.conference_id THEN
                    RETURN NEW;  -- kept from before the capacity was lowered
                END IF;
                IF NEW.place > COALESCE((
                    SELECT CASE NEW.attendance WHEN 'onsite' THEN onsite_capacity ELSE online_capacity END
                    FROM registration_registrationsettings WHERE conference_id = NEW.conference_id
                ), 0) THEN
                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'place_within_capacity',
                        MESSAGE = 'no such place';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def may_edit(self, registration: RegistrationSettings, now: datetime) -> bool:
        """Say whether the person may still change what they filled in, or staff have opened it for them."""
        opened = self.edits_open_until is not None and now < self.edits_open_until
        return self.is_live and (opened or not registration.edits_are_frozen(now))

    @property
    def is_onsite(self) -> bool:
        """Say whether the person comes to the venue."""
        return self.attendance == self.Attendance.ONSITE
