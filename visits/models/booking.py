"""A booking is an attendee's seat on a visit, or the wish for one."""

from datetime import timedelta
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Q

from pobatt.page_cache import raises_public_version
from registration.models import Attendee
from registration.models.claim import Claim, ClaimQuerySet, ClaimState
from visits.models.site_visit import SiteVisit


class BookingState(models.TextChoices):
    """What has become of a booking: what becomes of every claim, and what its host says."""

    HELD = ClaimState.HELD.value, "확인 대기"
    REVIEW = "review", "승인 심사 중"
    CONFIRMED = ClaimState.CONFIRMED.value, "확정"
    WAITLISTED = ClaimState.WAITLISTED.value, "대기"
    OFFERED = ClaimState.OFFERED.value, "자리 제안"
    DECLINED = "declined", "반려"
    CANCELLED = ClaimState.CANCELLED.value, "취소"
    EXPIRED = ClaimState.EXPIRED.value, "기한 지남"


KEPT = (BookingState.HELD, BookingState.REVIEW, BookingState.CONFIRMED)
SEATED = (*KEPT, BookingState.OFFERED)
LIVE = (*SEATED, BookingState.WAITLISTED)


class BookingQuerySet(ClaimQuerySet):
    """Words for choosing bookings."""

    def live(self) -> Self:
        """Keep bookings that may still come to a seat, or have one, whatever the clock says."""
        return self.filter(state__in=LIVE)

    def with_place(self) -> Self:
        """Keep bookings that keep a seat from others at this moment; the host's decision is waited for with one."""
        return super().with_place() | self.filter(state=BookingState.REVIEW)

    def in_review(self) -> Self:
        """Keep those that wait for the host's word."""
        return self.filter(state=BookingState.REVIEW)

    def of(self, visit: SiteVisit) -> Self:
        """Keep a visit's."""
        return self.filter(visit=visit)

    def of_attendee(self, attendee: Attendee) -> Self:
        """Keep a person's, with the visits, the newest last."""
        return self.filter(attendee=attendee).select_related("visit__conference").order_by("pk")

    def from_the_same_affiliation(self, attendee: Attendee) -> Self:
        """Keep those of other people who have written the same affiliation."""
        same = self.filter(attendee__affiliation__iexact=attendee.affiliation)
        return same.exclude(attendee=attendee)

    def seated(self) -> Self:
        """Keep those that have a seat written, whether or not its time is over by the clock."""
        return self.filter(state__in=SEATED)

    def overlapping(self, visit: SiteVisit) -> Self:
        """Keep those of other visits that take time of this one, the way to the next included."""
        minute = models.Value(timedelta(minutes=1), models.DurationField())
        until = models.F("visit__returns_at") + models.F("visit__buffer_minutes") * minute
        others = self.exclude(visit=visit).alias(
            until=models.ExpressionWrapper(until, models.DateTimeField())
        )
        return others.filter(visit__departs_at__lt=visit.period.upper, until__gt=visit.period.lower)

    def waiting_or_seated_at(self, visit: SiteVisit) -> Self:
        """Keep a visit's live bookings, with the people."""
        return self.of(visit).live().select_related("attendee", "visit__conference").order_by("pk")


class Booking(Claim):
    """Who goes along, or would like to; `visits/booking.py` alone writes it."""

    class Nationality(models.TextChoices):
        """What a host must know before somebody comes."""

        KOREAN = "korean", "대한민국 국적"
        FOREIGN = "foreign", "외국 국적"

    state = models.CharField("상태", max_length=12, choices=BookingState)
    visit = models.ForeignKey(SiteVisit, models.PROTECT, related_name="bookings", verbose_name="견학")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="bookings", verbose_name="참가자")
    period = DateTimeRangeField(
        "차지하는 시간", null=True, editable=False,
        help_text="견학에서 옮겨 적은 시간. 기다리는 동안과 자리를 제안받은 동안에는 비어 있을 수 있습니다.",
    )  # fmt: skip
    nationality = models.CharField("국적", max_length=7, choices=Nationality, blank=True)
    booked_at = models.DateTimeField("신청 시각")
    decided_at = models.DateTimeField("승인·반려 시각", null=True, blank=True)
    declined_because = models.CharField("반려 사유", max_length=200, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "견학 신청"
        verbose_name_plural = "견학 신청"
        ordering = ["visit", "booked_at", "pk"]
        permissions = [("decide_booking", "방문 기업의 승인·반려를 기록할 수 있음")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SEATED, place__gte=1)
                | (~Q(state__in=SEATED) & Q(place__isnull=True, period__isnull=True)),
                name="booking_has_a_seat_exactly_while_it_takes_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=KEPT) | Q(period__isnull=False),
                name="booking_with_a_kept_seat_takes_time",
            ),
            models.CheckConstraint(
                condition=(~Q(state=BookingState.HELD) | Q(held_until__isnull=False))
                & (~Q(state=BookingState.CONFIRMED) | Q(confirmed_at__isnull=False))
                & (~Q(state=BookingState.WAITLISTED) | Q(waitlisted_at__isnull=False))
                & (~Q(state=BookingState.OFFERED) | Q(offered_until__isnull=False))
                & (~Q(state=BookingState.CANCELLED) | Q(cancelled_at__isnull=False))
                & (~Q(state=BookingState.DECLINED) | (Q(decided_at__isnull=False) & ~Q(declined_because=""))),
                name="booking_state_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["visit", "attendee"],
                condition=Q(state__in=LIVE),
                name="one_live_booking_per_attendee_and_visit",
            ),
            models.UniqueConstraint(fields=["visit", "place"], name="one_booking_per_seat"),
            ExclusionConstraint(
                name="no_attendee_on_two_visits_at_once",
                expressions=[("attendee", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        indexes = [models.Index(fields=["visit", "state", "waitlisted_at"], name="booking_queue")]
        triggers = [
            *raises_public_version("state", "place"),  # seats left are public
            # Besides the lock and the unique seat: a number above the capacity is nobody's, whoever writes it.
            pgtrigger.Trigger(
                name="seat_within_capacity",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("place", "visit_id"),
                condition=pgtrigger.Condition("NEW.place IS NOT NULL"),
                func="""
                IF TG_OP = 'UPDATE' AND OLD.place = NEW.place AND OLD.visit_id = NEW.visit_id THEN
                    RETURN NEW;  -- kept from before the capacity was lowered
                END IF;
                IF NEW.place > COALESCE(
                    (SELECT capacity FROM visits_sitevisit WHERE id = NEW.visit_id), 0
                ) THEN
                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_within_capacity',
                        MESSAGE = 'no such seat';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendee.code}: {self.visit}"

    @property
    def is_live(self) -> bool:
        """Say whether the booking has a seat or may still come to one."""
        return self.state in LIVE

    @property
    def has_seat(self) -> bool:
        """Say whether the booking keeps a seat from others, whatever the clock says."""
        return self.state in SEATED

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; who has no seat takes no time."""
        if not self.has_seat and self.period is not None:
            self.period = None
            if kwargs.get("update_fields"):
                kwargs["update_fields"] = [*kwargs["update_fields"], "period"]
        super().save(*args, **kwargs)
