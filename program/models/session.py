"""A session is one item of the programme; a themed session holds talks."""

import uuid
from collections.abc import Collection
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from pobatt.history import tracked
from program.models.conference import Conference
from program.models.room import Room
from program.models.slugs import free_slug
from program.models.speaker import Speaker
from program.models.stored_file import StoredFile
from program.models.track import Track
from program.models.working_copy import CONFERENCE_OF_SESSION, raises_working_version


class Period(Func):
    """The half-open range from the first to the second moment."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


PERIOD = Period("starts_at", "ends_at", RangeBoundary())
TAKES_A_ROOM = Q(room__isnull=False, starts_at__isnull=False, cancelled_at__isnull=True)
ROOM_TAKEN = "그 시간에 이 장소에서는 다른 세션이 열립니다. 시간이나 장소를 바꾸세요."


class SessionQuerySet(models.QuerySet["Session"]):
    """Words for choosing sessions."""

    def public(self) -> Self:
        """Keep what a release takes up: public itself, and inside a public themed session if inside one."""
        return self.filter(Q(parent=None) | Q(parent__is_public=True), is_public=True)

    def live(self) -> Self:
        """Keep what is not cancelled."""
        return self.filter(cancelled_at=None)

    def in_time_order(self) -> Self:
        """Sort as the day goes; a themed session stands before its first talk; the unscheduled come last."""
        begins = Coalesce(F("parent__starts_at"), F("starts_at"))
        family = Coalesce(F("parent_id"), F("id"))
        own = F("starts_at").asc(nulls_last=True)
        return self.order_by(
            begins.asc(nulls_last=True), family, F("parent_id").asc(nulls_first=True), own, "id"
        )

    def outside(self, conference: Conference) -> Self:
        """Keep what lies outside the conference's days."""
        return self.filter(Q(starts_at__lt=conference.opens_at) | Q(ends_at__gt=conference.closes_at))

    def overlapping(self, session: "Session") -> Self:
        """Keep live sessions that run while this one does, the session and its own family's head apart."""
        family = [session.pk, session.parent_id]
        return self.filter(
            starts_at__lt=session.ends_at, ends_at__gt=session.starts_at, cancelled_at=None
        ).exclude(pk__in=[key for key in family if key])


@tracked()
class Session(models.Model):
    """Ceremony, keynote, themed session, talk, panel, break or side event."""

    class Kind(models.TextChoices):
        """What sort of item it is."""

        REGISTRATION = "registration", "등록"
        CEREMONY = "ceremony", "공식행사"
        KEYNOTE = "keynote", "기조강연"
        THEMED = "session", "주제 세션"
        TALK = "talk", "발표"
        PANEL = "panel", "패널토론"
        BREAK = "break", "휴식"
        SIDE_EVENT = "side_event", "부대행사"
        SITE_VISIT = "site_visit", "현장견학"

    class Language(models.TextChoices):
        """The usual languages (BCP 47); others are kept by their code."""

        KOREAN = "ko", "한국어"
        ENGLISH = "en", "영어"
        CHINESE = "zh", "중국어"
        JAPANESE = "ja", "일본어"
        GERMAN = "de", "독일어"
        FRENCH = "fr", "프랑스어"
        SPANISH = "es", "스페인어"

    uid = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="the permanent name in calendars"
    )
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="sessions", verbose_name="대회")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name="주제 세션",
        help_text="발표가 속한 주제 세션",
    )
    slug = models.SlugField(
        "주소 이름", max_length=80, allow_unicode=True, blank=True, help_text="비워 두면 제목에서 만듭니다."
    )
    kind = models.CharField("종류", max_length=20, choices=Kind, default=Kind.TALK)
    track = models.ForeignKey(
        Track, models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name="주제"
    )
    room = models.ForeignKey(
        Room, models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name="장소"
    )
    starts_at = models.DateTimeField("시작", null=True, blank=True)
    ends_at = models.DateTimeField("끝", null=True, blank=True)
    title_ko = models.CharField(
        "제목", max_length=250, blank=True, help_text="비어 있으면 '추후 공지'로 표시됩니다."
    )
    title_en = models.CharField("제목(영문)", max_length=250, blank=True)
    abstract_ko = models.TextField("소개", blank=True)
    abstract_en = models.TextField("소개(영문)", blank=True)
    language = models.CharField("진행 언어", max_length=12, blank=True)
    is_interpreted = models.BooleanField("동시통역", default=False)
    is_invitation_only = models.BooleanField("초청자만", default=False)
    chair = models.ForeignKey(
        Speaker, models.SET_NULL, null=True, blank=True, related_name="chaired_sessions", verbose_name="좌장"
    )
    speakers = models.ManyToManyField(
        Speaker, through="Appearance", related_name="sessions", verbose_name="연사"
    )
    slides = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="발표자료 파일"
    )
    slides_url = models.CharField(
        "발표자료 링크", max_length=500, blank=True, validators=[URLValidator(["http", "https"])]
    )
    slides_consent_on = models.DateField(
        "자료 공개 동의일",
        null=True,
        blank=True,
        help_text="연사가 공개에 동의한 날. 비어 있으면 자료를 공개하지 않습니다.",
    )
    is_public = models.BooleanField("공개", default=True, help_text="끄면 다음 게시본에서 빠집니다.")
    is_placeholder = models.BooleanField(
        "자리표시", default=False, help_text="아직 확인되지 않은 항목. '잠정'으로 표시됩니다."
    )
    cancelled_at = models.DateTimeField("취소 시각", null=True, blank=True)
    note = models.TextField("운영 메모", blank=True, help_text="공개하지 않습니다.")
    source = models.TextField("출처", blank=True, help_text="공개하지 않습니다.")

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "세션"
        verbose_name_plural = "세션"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "slug"],
                name="one_session_per_address",
                violation_error_message="같은 주소 이름을 쓰는 세션이 있습니다.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message="끝나는 시각이 시작 시각보다 늦어야 합니다.",
            ),
            # A talk shares the room with the themed session around it, but no family shares a room with another.
            ExclusionConstraint(
                name="one_family_of_sessions_per_room_at_once",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                    (Coalesce("parent_id", "id"), RangeOperators.NOT_EQUAL),
                ],
                condition=TAKES_A_ROOM,
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=ROOM_TAKEN,
            ),
            ExclusionConstraint(
                name="one_talk_per_room_at_once",
                expressions=[("room", RangeOperators.EQUAL), (PERIOD, RangeOperators.OVERLAPS)],
                condition=TAKES_A_ROOM & Q(parent__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=ROOM_TAKEN,
            ),
        ]
        triggers = [
            *raises_working_version(),
            # Locks the conference, so that of two changes at once the second one's checks see the first one's rows.
            pgtrigger.Trigger(
                name="session_inside_conference",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("starts_at", "ends_at", "conference_id", "parent_id"),
                timing=pgtrigger.Immediate,
                declare=[("around", "RECORD")],
                func="""
                SELECT * INTO around FROM program_conference WHERE id = NEW.conference_id FOR NO KEY UPDATE;
                IF NEW.starts_at < (around.starts_on + time '05:00') AT TIME ZONE around.time_zone
                   OR NEW.ends_at > (around.ends_on + 1 + time '05:00') AT TIME ZONE around.time_zone THEN
                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'session_inside_conference',
                        MESSAGE = 'the session lies outside the conference';
                END IF;
                RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="talk_inside_session",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("starts_at", "ends_at", "conference_id", "parent_id"),
                timing=pgtrigger.Immediate,
                declare=[("around", "RECORD")],
                func="""
                IF NEW.parent_id IS NOT NULL THEN
                    SELECT * INTO around FROM program_session WHERE id = NEW.parent_id;
                    IF around.parent_id IS NOT NULL OR around.conference_id <> NEW.conference_id
                       OR EXISTS (SELECT 1 FROM program_session WHERE parent_id = NEW.id)
                       OR NEW.starts_at < around.starts_at OR NEW.ends_at > around.ends_at
                       OR (NEW.starts_at IS NOT NULL AND around.starts_at IS NULL) THEN
                        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'talk_inside_session',
                            MESSAGE = 'the talk lies outside its session';
                    END IF;
                END IF;
                IF EXISTS (
                    SELECT 1 FROM program_session talk WHERE talk.parent_id = NEW.id AND (
                        talk.starts_at < NEW.starts_at OR talk.ends_at > NEW.ends_at
                        OR talk.conference_id <> NEW.conference_id
                        OR (talk.starts_at IS NOT NULL AND NEW.starts_at IS NULL)
                    )
                ) THEN
                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'talk_inside_session',
                        MESSAGE = 'a talk lies outside the session';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        begins = f" {timezone.localtime(self.starts_at):%H:%M}" if self.starts_at else ""
        return self.title_ko or self.title_en or f"{self.get_kind_display()}{begins} (제목 추후 공지)"

    def clean(self) -> None:
        """Refuse in words, at the field, what the database would refuse."""
        if bool(self.starts_at) != bool(self.ends_at):
            raise ValidationError(
                {"ends_at" if self.starts_at else "starts_at": "시작과 끝을 함께 입력하세요."}
            )
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "끝나는 시각이 시작 시각보다 늦어야 합니다."})
        if self.conference_id:
            self._clean_conference()
        if self.parent:
            self._clean_parent(self.parent)
        self._clean_room()

    def _clean_conference(self) -> None:
        for name in ("track", "room", "chair"):
            chosen = getattr(self, name)
            if chosen and chosen.conference_id != self.conference_id:
                raise ValidationError({name: f"'{chosen}'은(는) 다른 대회의 것입니다."})
        if self.starts_at and self.ends_at:
            if self.starts_at < self.conference.opens_at or self.ends_at > self.conference.closes_at:
                days = f"{self.conference.starts_on:%Y-%m-%d} ~ {self.conference.ends_on:%Y-%m-%d}"
                raise ValidationError({"starts_at": f"대회 기간({days}) 밖의 시간입니다."})

    def _clean_parent(self, parent: "Session") -> None:
        if parent.parent_id or parent.pk == self.pk is not None or (self.pk and self.talks.exists()):
            raise ValidationError({"parent": "발표 안에는 발표를 넣을 수 없습니다. 주제 세션을 고르세요."})
        if self.conference_id and parent.conference_id != self.conference_id:
            raise ValidationError({"parent": "다른 대회의 세션입니다."})
        if self.starts_at and self.ends_at:
            if not parent.starts_at or not parent.ends_at:
                raise ValidationError({"starts_at": f"'{parent}'의 시간을 먼저 정하세요."})
            if self.starts_at < parent.starts_at or self.ends_at > parent.ends_at:
                raise ValidationError({"starts_at": f"'{parent}'의 시간 안에 있어야 합니다."})

    def _clean_room(self) -> None:
        """Name the session of another family that already has the room; the constraint alone could not."""
        if not (self.room_id and self.starts_at and self.ends_at) or self.cancelled_at:
            return
        others = Session.objects.overlapping(self).filter(room=self.room_id)
        if head := self.parent_id or self.pk:
            others = others.exclude(parent=head)
        if taken_by := others.first():
            raise ValidationError(
                {"room": f"그 시간에 이 장소에서는 '{taken_by}'이(가) 열립니다. 시간이나 장소를 바꾸세요."}
            )

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave taken rooms to `clean`, which names who has them.

        The exclusion constraints are for the database alone: here they would compare with the rows as they are, and so
        refuse two talks of one form that change places.
        """
        super().validate_constraints(exclude={*(exclude or ()), "room"})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, under an address name made from the title if none was given."""
        if not self.slug:
            self.slug = free_slug(
                Session.objects.filter(conference=self.conference_id), self.title_en, self.title_ko, self.kind
            )
        super().save(*args, **kwargs)

    def place_speakers(self, speakers: list[Speaker]) -> None:
        """Make these the session's speakers, in this order."""
        wanted = list(dict.fromkeys(speakers))
        if list(self.speakers.order_by("appearances__position", "appearances__id")) == wanted:
            return
        self.appearances.all().delete()
        for position, speaker in enumerate(wanted):
            Appearance.objects.create(session=self, speaker=speaker, position=position)


class Appearance(models.Model):
    """A speaker's place in a session's list of speakers."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="appearances", verbose_name="세션")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="appearances", verbose_name="연사")
    position = models.PositiveSmallIntegerField("순서", default=0)

    class Meta:
        verbose_name = "연사"
        verbose_name_plural = "연사"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker"],
                name="speaker_appears_once_in_a_session",
                violation_error_message="같은 연사를 두 번 넣을 수 없습니다.",
            )
        ]
        triggers = raises_working_version(CONFERENCE_OF_SESSION)

    def __str__(self) -> str:
        return str(self.speaker)
