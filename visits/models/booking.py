"""A booking is an attendee's seat on a visit, or the wish for one."""

from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.db.models.functions import Coalesce

from pobatt.history import tracked
from pobatt.page_cache import raises_public_version
from registration.models import Attendee
from registration.models.claim import Claim
from visits.models.allocation import Allocation
from visits.models.booking_queryset import KEPT, LIVE, SEATED, BookingQuerySet, BookingState
from visits.models.site_visit import SiteVisit

# The one or two numbers of a booking, as PostgreSQL compares them with others'.
SEATS = Func(
    Func("place", "place", Value("[]"), function="int4range"),
    Func(
        Coalesce("helper_place", "place"),
        Coalesce("helper_place", "place"),
        Value("[]"),
        function="int4range",
    ),
    function="int4multirange",
)


@tracked(
    exclude=["period"],
    personal=["nationality", "helper_name", "reviewed_because", "declined_because", "passed_over_because"],
    belongs_to="attendee",
)
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
    helper_name = models.CharField("동반 지원인", max_length=60, blank=True)
    helper_place = models.PositiveIntegerField(
        "동반 지원인 자리", null=True, editable=False, help_text="본인 자리와 함께 있거나 함께 없습니다."
    )
    allocation = models.ForeignKey(
        Allocation, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name="배정"
    )
    reviewed_because = models.CharField("심사로 간 까닭", max_length=200, blank=True)
    details_asked_at = models.DateTimeField(
        "상세 정보 안내", null=True, editable=False, help_text="마지막으로 적어 달라고 한 때"
    )
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
            models.CheckConstraint(
                condition=Q(helper_name="", helper_place__isnull=True)
                | (~Q(helper_name="") & Q(place__isnull=True, helper_place__isnull=True))
                | (
                    ~Q(helper_name="")
                    & Q(place__isnull=False, helper_place__isnull=False, helper_place__gte=1)
                    & ~Q(helper_place=F("place"))
                ),
                name="helper_sits_beside_the_person_or_not_at_all",
            ),
            ExclusionConstraint(
                name="no_seat_given_twice",
                expressions=[("visit", RangeOperators.EQUAL), (SEATS, RangeOperators.OVERLAPS)],
                condition=Q(place__isnull=False),
            ),
            ExclusionConstraint(
                name="no_attendee_on_two_visits_at_once",
                expressions=[("attendee", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        indexes = [models.Index(fields=["visit", "state", "waitlisted_at"], name="booking_queue")]
        triggers = [
            *raises_public_version(
                "state", "place", "helper_place", "allocation_id"
            ),  # seats left are public
            # What is told because of a seat is gone with it, whoever takes the seat away.
            pgtrigger.Trigger(
                name="details_go_with_the_seat",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Condition("NEW.state IN ('cancelled', 'declined', 'expired')"),
                func="DELETE FROM visits_visitordetails WHERE booking_id = NEW.id; RETURN NULL;",
            ),
            # Besides the lock and the unique seat: a number above the capacity is nobody's, whoever writes it.
            pgtrigger.Trigger(
                name="seat_within_capacity",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("place", "helper_place", "visit_id"),
                condition=pgtrigger.Condition("NEW.place IS NOT NULL"),
                func="""
                IF TG_OP = 'UPDATE' AND OLD.visit_id = NEW.visit_id AND
                    GREATEST(OLD.place, OLD.helper_place) = GREATEST(NEW.place, NEW.helper_place) THEN
                    RETURN NEW;  -- kept from before the capacity was lowered
                END IF;
                IF GREATEST(NEW.place, NEW.helper_place) > COALESCE(
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
    def is_seated_for_good(self) -> bool:
        """Say whether nobody else will get the seat unless they or the host say so."""
        return self.state in (BookingState.REVIEW, BookingState.CONFIRMED)

    @property
    def places_needed(self) -> int:
        """Return one, or two with a helper."""
        return 2 if self.helper_name else 1

    def seating(self, *numbers: int) -> dict[str, int | None]:
        """Return the fields that say where the person sits, and the helper beside."""
        place, helper_place = (*numbers, None, None)[:2]
        return {"place": place, "helper_place": helper_place}

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
