"""Seats kept for press, VIPs and the host's guests: staff give them, and the guest takes them, agreeing to the card."""

from dataclasses import replace
from datetime import timedelta

from registration.models import Attendee, ClaimState
from registration.places import database_now
from visits.booking import SECOND, changing, live_booking, places_of
from visits.models import Allocation, Booking, BookingState, SiteVisit
from visits.refusal import BookingRefused, Refusal
from visits.telling import Reason, tell


def give(allocation: Allocation, attendee: Attendee) -> Booking:
    """Offer a kept seat to somebody who is registered, whatever the window says; raises `BookingRefused` for staff."""
    with changing(attendee, allocation.visit) as locked:
        visit, now = locked[allocation.visit_id], database_now()
        if no := _not_given(allocation, attendee, visit):
            raise BookingRefused(Refusal("not-given", f"{attendee.code} {attendee.name}: {no}"))
        until = min(now + timedelta(hours=visit.offer_hours), visit.offers_end_at - SECOND)
        booking = Booking(
            visit=visit, attendee=attendee, allocation=allocation, state=BookingState.OFFERED, offered_until=until,
            booked_at=now, **Booking().seating(*replace(places_of(visit, now), capacity=visit.capacity).free(1)),
        )  # fmt: skip
        busy = Booking.objects.of_attendee(attendee).seated().overlapping(visit).exists()
        booking.period = None if busy else visit.period  # busy: it is an offer to swap
        booking.save()
        tell(booking, Reason.GIVEN)
        return booking


def _not_given(allocation: Allocation, attendee: Attendee, visit: SiteVisit) -> str:
    given = Allocation.objects.with_given().get(pk=allocation.pk)
    taken, _highest = Booking.objects.of(visit).extent()
    if attendee.state != ClaimState.CONFIRMED or not attendee.is_onsite:
        return "현장 참가 등록이 확정된 사람에게만 줄 수 있습니다."
    if Booking.objects.of(visit).of_person(attendee).filter(state=BookingState.DECLINED).exists():
        return "방문 기업이 받지 않기로 한 사람입니다. 방문 기업과 먼저 이야기하세요."
    if live_booking(attendee, visit):
        return "이미 이 견학을 신청한 사람입니다. 먼저 그 신청을 정리하세요."
    if database_now() >= visit.offers_end_at - SECOND:
        return "명단을 확정했거나 이미 출발한 견학입니다."
    if given.given >= given.seats:
        return "배정한 자리를 모두 주었습니다. 배정을 늘리거나 다른 사람의 자리를 먼저 정리하세요."
    if taken >= visit.capacity:
        return "정원이 찼습니다. 정원을 늘리거나 먼저 자리를 정리하세요."
    return ""


def most_seats(allocation: Allocation) -> int:
    """Return how many seats an allocation can keep without taking any from somebody; good only under the lock."""
    others = Allocation.objects.of(allocation.visit).exclude(pk=allocation.pk)
    own = (
        Allocation.objects.with_given().filter(pk=allocation.pk).values_list("given", flat=True).first() or 0
    )
    taken, _highest = Booking.objects.of(allocation.visit).extent()
    return allocation.visit.capacity - taken - others.not_given() + own
