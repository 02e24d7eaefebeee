"""Every line that gives a seat on a visit or takes one away.

Whoever changes bookings locks the person first, then the visits in the order of their keys: all bookings of a visit are
written under its lock. Then counts, writes, and tells in the same transaction. Somebody who is offered a seat is not
asked for, so their lock is taken only if it is free: without it the offer takes no time of theirs until they accept.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from registration.mailboxes import lock_account
from registration.models import Attendee, ClaimState
from registration.places import Places, database_now, give_up, write
from visits.consent import agree
from visits.models import Allocation, Booking, BookingState, SiteVisit
from visits.refusal import (
    BookingRefused,
    Refusal,
    list_is_fixed,
    no_registration,
    no_seat_at_the_bus,
    of_nationality,
    overlap,
    passed_over,
    refusal,
)
from visits.screening import why_review
from visits.telling import Reason, tell

HOLD = timedelta(minutes=60)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Wish:
    """What was filled in to book: the host's text that was agreed to, nationality if it is asked, who helps."""

    text_id: int
    language: str = "ko"
    nationality: str = ""
    helper_name: str = ""


def places_of(visit: SiteVisit, now: datetime) -> Places:
    """Return the seats that everybody may ask for, and how they are handed out; no offer outlasts the list."""
    return Places(
        claims=Booking.objects.of(visit).select_related("attendee"),
        capacity=visit.capacity - Allocation.objects.of(visit).not_given(),
        hold=HOLD,
        offer=min(timedelta(hours=visit.offer_hours), visit.offers_end_at - now - SECOND),
        refusal=lambda booking: passed_over(visit, booking),
    )


def settle(visit: SiteVisit) -> None:
    """Let go what has lapsed and offer what is free, first come first served; the visit is locked already."""
    now = database_now()
    if now >= visit.departs_at - SECOND:
        return  # who has a seat goes, and nobody comes after
    places = places_of(visit, now)
    passed = places.let_lapse()
    if now < visit.offers_end_at - SECOND:  # later what is free is given away at the bus
        passed += (
            places_of(visit, now) if passed else places
        ).hand_out()  # an allocation's seat goes back to it
    for booking, was in passed:
        booking.visit = visit
        if booking.state == BookingState.OFFERED:
            _reserve_time(booking)
            tell(booking, Reason.OFFERED)
        elif was == ClaimState.OFFERED:
            tell(booking, Reason.LAPSED)


def _reserve_time(booking: Booking) -> None:
    """Let an offer take the person's time, unless they are busy; then it is an offer to swap."""
    account = User.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        attendees=booking.attendee
    )
    mine = Booking.objects.of_attendee(booking.attendee).seated()
    if account.first() and not mine.overlapping(booking.visit).exists():
        write(booking, period=booking.visit.period)


@contextmanager
def changing(attendee: Attendee, *visits: SiteVisit) -> Iterator[dict[int, SiteVisit]]:
    """Lock the person, then these visits and all that take the person's time; settle them first.

    Raises `BookingRefused` when the person has gone for good meanwhile.
    """
    with transaction.atomic():
        try:
            if attendee.user_id:
                lock_account(attendee.user_id)
            attendee.refresh_from_db()
        except ObjectDoesNotExist:
            raise BookingRefused(no_registration()) from None
        theirs = Booking.objects.of_attendee(attendee).seated().values_list("visit_id", flat=True)
        keys = {visit.pk for visit in visits} | set(theirs)
        locked = {visit.pk: visit for visit in SiteVisit.objects.locked().filter(pk__in=keys)}
        if any(visit.pk not in locked for visit in visits):
            raise BookingRefused(Refusal("gone", _("이 견학은 그사이 없어졌습니다.")))
        for visit in locked.values():
            settle(visit)
        yield locked


def book(attendee: Attendee, visit: SiteVisit, wish: Wish, *, giving_up: Collection[int] = ()) -> Booking:
    """Take a seat, or a place in the line, at once; with `giving_up` (keys of bookings) in one step for those.

    Raises `BookingRefused`; then nothing has changed, and what was to be given up is still held.
    """
    with changing(attendee, visit) as locked:
        visit, now = locked[visit.pk], database_now()
        booking = seek(wished(attendee, visit, wish, now), now, giving_up=giving_up)
        if giving_up and booking.place is None:
            words = _("그사이 자리가 찼습니다. 지금 가진 신청은 그대로 있습니다.")
            raise BookingRefused(Refusal("full", words))
        agree(attendee, visit, wish.text_id, wish.language, now)
        _let_go(attendee, giving_up)
        keep(booking, now)
        booking.save()
        tell(booking, Reason(booking.state))
        return booking


def wished(attendee: Attendee, visit: SiteVisit, wish: Wish, now: datetime) -> Booking:
    """Return a booking without a seat yet, unsaved."""
    asked = {"nationality": wish.nationality, "helper_name": wish.helper_name}
    return Booking(visit=visit, attendee=attendee, booked_at=now, **asked)


def seek(
    booking: Booking, now: datetime, *, giving_up: Collection[int] = (), registering: bool = False
) -> Booking:
    """Let the booking hold a seat or stand in the line, unsaved; the visit is locked and settled.

    Raises `BookingRefused`; `registering` says that the place at the conference itself is still only held.
    """
    visit = booking.visit
    no = refusal(visit, booking.attendee, now=now, wish=booking, giving_up=giving_up, registering=registering)
    places_of(visit, now).seek(booking, now)
    if no and not (no.code == "overlap" and booking.place is None):  # waiting may overlap
        raise BookingRefused(no)
    booking.period = visit.period if booking.place else None
    return booking


def keep(booking: Booking, now: datetime) -> None:
    """Let the seat be theirs for good, or ask the host first; who waits goes on waiting; unsaved."""
    booking.held_until = booking.offered_until = None
    if not booking.has_seat:
        return
    booking.reviewed_because = why_review(booking.visit, booking.attendee)
    reviewed = booking.visit.needs_approval or booking.reviewed_because
    booking.state = BookingState.REVIEW if reviewed else BookingState.CONFIRMED
    booking.confirmed_at = None if reviewed else now
    booking.period = booking.visit.period
    booking.details_asked_at = now


def accept(
    attendee: Attendee, visit: SiteVisit, wish: Wish | None = None, *, giving_up: Collection[int] = ()
) -> None:
    """Take the seat that is offered, if need be in one step for those given up; raises `BookingRefused`.

    `wish` is what a guest fills in to whom staff have given a seat; who stood in the line has filled it in before.
    """
    with changing(attendee, visit) as locked:
        visit, now = locked[visit.pk], database_now()
        booking = live_booking(attendee, visit)
        if now >= visit.departs_at - SECOND:  # nothing lapses any more
            raise BookingRefused(Refusal("closed", _("이미 출발한 견학입니다.")))
        if booking is None or booking.state != BookingState.OFFERED:
            words = _("자리를 드릴 수 있는 시간이 지났습니다. 다시 신청하면 대기 순서에 들어갑니다.")
            raise BookingRefused(Refusal("lapsed", words))
        if no := overlap(visit, attendee, giving_up):
            raise BookingRefused(no)
        if booking.allocation_id:
            if wish is None:
                raise BookingRefused(Refusal("consent", _("방문 기업에 알릴 것을 읽고 동의해 주세요.")))
            if no := of_nationality(visit, wish.nationality, now):
                raise BookingRefused(no)
            agree(attendee, visit, wish.text_id, wish.language, now)
            booking.nationality = wish.nationality
        _let_go(attendee, giving_up)
        keep(booking, now)
        booking.save()
        tell(booking, Reason(booking.state))


def cancel(attendee: Attendee, visit: SiteVisit, *, is_asked_to: bool = False) -> None:
    """Give up seat, offer or line; the next in line follows in the same transaction.

    Once the list is fixed, only staff who are asked to and the law (a consent withdrawn) do that: `is_asked_to`.
    """
    with changing(attendee, visit) as locked:
        visit = locked[visit.pk]
        if database_now() >= visit.departs_at:
            raise BookingRefused(Refusal("closed", _("이미 출발한 견학입니다.")))
        booking = live_booking(attendee, visit)
        if booking:
            if not is_asked_to and (no := list_is_fixed(booking, database_now())):
                raise BookingRefused(no)
            give_up(booking)
            tell(booking, Reason.CANCELLED)
            settle(visit)


def release(attendee: Attendee, *, quietly: bool = False) -> None:
    """Give up every booking of somebody who does not come to the conference; the person is locked already."""
    mine = Booking.objects.of_attendee(attendee).live()
    with transaction.atomic():
        for visit in SiteVisit.objects.locked().filter(pk__in=mine.values("visit_id")):
            for booking in mine.of(visit):
                give_up(booking)
                if not quietly:
                    tell(booking, Reason.CANCELLED)
            settle(visit)


def approve(booking: Booking) -> None:
    """Write down that the host lets the person in; again changes nothing."""
    with changing(booking.attendee, booking.visit):
        booking.refresh_from_db()
        if booking.state == BookingState.REVIEW:
            now = database_now()
            write(booking, state=BookingState.CONFIRMED, confirmed_at=now, decided_at=now)
            tell(booking, Reason.CONFIRMED)


def decline(booking: Booking, because: str) -> None:
    """Write down that the host does not let the person in, and why; the next in line follows at once."""
    with changing(booking.attendee, booking.visit) as locked:
        booking.refresh_from_db()
        if booking.state in (BookingState.REVIEW, BookingState.CONFIRMED):
            write(
                booking, state=BookingState.DECLINED, declined_because=because, decided_at=database_now(),
                **booking.seating(),
            )  # fmt: skip
            tell(booking, Reason.DECLINED)
            settle(locked[booking.visit_id])


def stay_behind(booking: Booking) -> None:
    """Free the seat of somebody who is not at the bus, for who stands by, without a word; again changes nothing."""
    with changing(booking.attendee, booking.visit):
        booking.refresh_from_db()
        if booking.state in (BookingState.REVIEW, BookingState.CONFIRMED):
            give_up(booking)


def seat_at_the_bus(booking: Booking, *, host_agrees: bool) -> None:
    """Give a free seat to somebody who stands at the bus without one; again changes nothing.

    Raises `BookingRefused` when none is free, or the host, who decides who comes, has not been asked.
    """
    with changing(booking.attendee, booking.visit) as locked:
        visit, now = locked[booking.visit_id], database_now()
        places_of(visit, now).let_lapse()  # offers that nobody took until the departure
        booking.refresh_from_db()
        if booking.state in (BookingState.CONFIRMED, BookingState.HELD):
            return
        held = [number for number in (booking.place, booking.helper_place) if number]
        numbers = held or places_of(visit, now).free(booking.places_needed)
        if no := no_seat_at_the_bus(booking, now, bool(numbers), host_agrees):
            raise BookingRefused(no)
        write(
            booking, state=BookingState.CONFIRMED, confirmed_at=now, period=visit.period, held_until=None,
            offered_until=None, cancelled_at=None, **booking.seating(*numbers),
        )  # fmt: skip


def live_booking(attendee: Attendee, visit: SiteVisit) -> Booking | None:
    """Return somebody's live booking of a visit."""
    return Booking.objects.of_attendee(attendee).of(visit).live().first()


def _let_go(attendee: Attendee, bookings: Collection[int]) -> None:
    """Give these up for another one; their visits are locked already."""
    for booking in Booking.objects.of_attendee(attendee).live().filter(pk__in=bookings):
        if no := list_is_fixed(booking, database_now()):
            raise BookingRefused(no)
        give_up(booking)
        tell(booking, Reason.CANCELLED)
        settle(booking.visit)
