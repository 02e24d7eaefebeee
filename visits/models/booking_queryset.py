"""What can become of a booking, and the words for choosing bookings."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Greatest

from registration.models import Attendee, Consent, Purpose
from registration.models.claim import ClaimQuerySet, ClaimState

if TYPE_CHECKING:
    from visits.models.bus import Bus
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

    def of(self, visit: "SiteVisit") -> Self:
        """Keep a visit's."""
        return self.filter(visit=visit)

    def of_attendee(self, attendee: Attendee) -> Self:
        """Keep a person's, with the visits, the newest last."""
        return self.filter(attendee=attendee).select_related("visit__conference").order_by("pk")

    def with_details(self) -> Self:
        """Read what visitors have told along with the rows."""
        return self.select_related("details")

    def of_person(self, attendee: Attendee) -> Self:
        """Keep a person's, those of earlier registrations of the same account included."""
        account = Q(attendee__user=attendee.user_id) if attendee.user_id else Q()
        return self.filter(Q(attendee=attendee) | account)

    def waiting_for_two(self) -> Self:
        """Keep those who wait for two seats at once, in the order in which they came."""
        return self.waitlisted().exclude(helper_name="")

    def number_of_places(self) -> int:
        """Return how many seats these bookings take, helpers' included."""
        number: int = self.aggregate(number=Count("pk") + Count("helper_place"))["number"]
        return number

    def extent(self) -> tuple[int, int]:
        """Return how many seats are written down as taken, and the highest number among them."""
        taken = self.exclude(place=None).aggregate(
            number=Count("place") + Count("helper_place"), highest=Max(Greatest("place", "helper_place"))
        )
        return taken["number"], taken["highest"] or 0

    def numbers(self) -> set[int]:
        """Return the numbers of the seats that are written down as taken."""
        pairs = self.exclude(place=None).values_list("place", "helper_place")
        return {number for pair in pairs for number in pair if number is not None}

    def of_allocations(self) -> Self:
        """Keep those whose seat comes from what is kept for press, VIPs or the host's guests."""
        return self.filter(allocation__isnull=False)

    def seated(self) -> Self:
        """Keep those that have a seat written, whether or not its time is over by the clock."""
        return self.filter(state__in=SEATED)

    def overlapping(self, visit: "SiteVisit") -> Self:
        """Keep those of other visits that take time of this one, the way to the next included."""
        minute = models.Value(timedelta(minutes=1), models.DurationField())
        until = models.F("visit__returns_at") + models.F("visit__buffer_minutes") * minute
        others = self.exclude(visit=visit).alias(
            until=models.ExpressionWrapper(until, models.DateTimeField())
        )
        return others.filter(visit__departs_at__lt=visit.period.upper, until__gt=visit.period.lower)

    def seated_for_good(self) -> Self:
        """Keep those whose seat nobody else will get unless they or the host say so."""
        return self.filter(state__in=(BookingState.REVIEW, BookingState.CONFIRMED))

    def told_to_the_host(self, visit: "SiteVisit") -> Self:
        """Keep a visit's seats that are kept, or wait for the host's word, with the people, by affiliation."""
        told = self.of(visit).seated_for_good()
        return told.select_related("attendee", "visit__conference", "details").order_by(
            "attendee__affiliation", "attendee__name", "pk"
        )

    def riding(self, visit: "SiteVisit") -> Self:
        """Keep who goes along for sure, with the people and their buses, by name."""
        going = self.of(visit).confirmed().select_related("attendee", "visit__conference", "bus_seat__bus")
        return going.order_by("attendee__name", "pk")

    def on_the_roll_of(self, bus: "Bus") -> Self:
        """Keep who sits on a bus, and those who were not there when it left and have lost their seat for that."""
        left_behind = Q(state=BookingState.CANCELLED, head_counts__way="out", head_counts__is_there=False)
        here = self.filter(Q(state=BookingState.CONFIRMED) | left_behind, bus_seat__bus=bus).distinct()
        rows = here.select_related("attendee", "visit__conference").prefetch_related("head_counts")
        return rows.order_by("attendee__name", "pk")

    def standing_by(self, visit: "SiteVisit") -> Self:
        """Keep who would go along if there were a seat, first come first served; an offer that lapsed counts.

        Left out is who has asked again since, comes no more, or agrees no more to the host's being told.
        """
        offered = Q(state__in=(BookingState.OFFERED, BookingState.EXPIRED), waitlisted_at__isnull=False)
        newer = self.model._default_manager.filter(
            visit=visit, attendee=OuterRef("attendee"), pk__gt=OuterRef("pk")
        )
        agreed = Consent.objects.in_force().filter(
            attendee=OuterRef("attendee"), text__purpose=Purpose.HOST, text__subject=visit.consent_subject
        )
        coming = Q(attendee__state=ClaimState.CONFIRMED, attendee__attendance=Attendee.Attendance.ONSITE)
        waiting = self.of(visit).filter(
            Q(state=BookingState.WAITLISTED) | offered,
            coming,
            ~Exists(newer),
            Exists(agreed),
            held_until=None,
        )
        return waiting.select_related("attendee", "visit__conference").order_by("waitlisted_at", "pk")

    def newest_of_each(self, visit: "SiteVisit") -> Self:
        """Keep the last booking of each person on a visit, with the people."""
        newest = self.of(visit).order_by("attendee_id", "-pk").distinct("attendee_id")
        return newest.select_related("attendee")

    def waiting_or_seated_at(self, visit: "SiteVisit") -> Self:
        """Keep a visit's live bookings, with the people."""
        return self.of(visit).live().select_related("attendee", "visit__conference").order_by("pk")
