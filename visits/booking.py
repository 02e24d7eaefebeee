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
from django.db import transaction
from django.utils.translation import gettext as _

from registration.mailboxes import lock_account
from registration.models import Attendee, ClaimState
from registration.places import Places, database_now, give_up, write
from visits.consent import agree
from visits.models import Booking, BookingState, SiteVisit
from visits.refusal import BookingRefused, Refusal, affiliation_is_full, named, overlap, refusal
from visits.telling import Reason, tell

HOLD = timedelta(minutes=60)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Wish:
    """What was filled in to book: the nationality if it is asked, and the host's consent text that was agreed to."""

    text_id: int
    language: str = "ko"
    nationality: str = ""


def places_of(visit: SiteVisit, now: datetime) -> Places:
    """Return the seats of a visit, and how they are handed out; an offer never outlasts the departure."""
    return Places(
        claims=Booking.objects.of(visit).select_related("attendee"),
        capacity=visit.capacity,
        hold=HOLD,
        offer=min(timedelta(hours=visit.offer_hours), visit.departs_at - now - SECOND),
        refusal=lambda booking: (
            "같은 소속의 자리가 찼음" if affiliation_is_full(visit, booking.attendee) else ""
        ),
    )


def settle(visit: SiteVisit) -> None:
    """Let go what has lapsed and offer what is free, first come first served; the visit is locked already."""
    now = database_now()
    if now >= visit.departs_at - SECOND:
        return  # who has a seat goes, and nobody comes after
    for booking, was in places_of(visit, now).settle():
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
    """Lock the person, then these visits and all that take the person's time; settle them first."""
    with transaction.atomic():
        if attendee.user_id:
            lock_account(attendee.user_id)
        attendee.refresh_from_db()
        theirs = Booking.objects.of_attendee(attendee).seated().values_list("visit_id", flat=True)
        keys = {visit.pk for visit in visits} | set(theirs)
        locked = {visit.pk: visit for visit in SiteVisit.objects.locked().filter(pk__in=keys)}
        for visit in locked.values():
            settle(visit)
        yield locked


def book(attendee: Attendee, visit: SiteVisit, wish: Wish, *, giving_up: Collection[int] = ()) -> Booking:
    """Take a seat, or a place in the line, at once; with `giving_up` (keys of bookings) in one step for those.

    Raises `BookingRefused`; then nothing has changed, and what was to be given up is still held.
    """
    with changing(attendee, visit) as locked:
        visit, now = locked[visit.pk], database_now()
        no = refusal(visit, attendee, now=now, nationality=wish.nationality, giving_up=giving_up)
        booking = Booking(visit=visit, attendee=attendee, nationality=wish.nationality, booked_at=now)
        places_of(visit, now).seek(booking, now)
        if no and not (no.code == "overlap" and booking.place is None):  # waiting may overlap
            raise BookingRefused(no)
        if giving_up and booking.place is None:
            words = _("그사이 자리가 찼습니다. 지금 가진 신청은 그대로 있습니다.")
            raise BookingRefused(Refusal("full", words))
        agree(attendee, visit, wish.text_id, wish.language, now)
        _let_go(attendee, giving_up)
        if booking.place:
            _keep(booking, now)
        booking.held_until = None
        booking.save()
        tell(booking, Reason(booking.state))
        return booking


def accept(attendee: Attendee, visit: SiteVisit, *, giving_up: Collection[int] = ()) -> None:
    """Take the seat that is offered, if need be in one step for those given up; raises `BookingRefused`."""
    with changing(attendee, visit) as locked:
        booking = live_booking(attendee, locked[visit.pk])
        if booking is None or booking.state != BookingState.OFFERED:
            words = _("자리를 드릴 수 있는 시간이 지났습니다. 다시 신청하면 대기 순서에 들어갑니다.")
            raise BookingRefused(Refusal("lapsed", words))
        if no := overlap(booking.visit, attendee, giving_up):
            raise BookingRefused(no)
        _let_go(attendee, giving_up)
        _keep(booking, database_now())
        booking.save()
        tell(booking, Reason(booking.state))


def cancel(attendee: Attendee, visit: SiteVisit) -> None:
    """Give up seat, offer or line; the next in line follows in the same transaction."""
    with changing(attendee, visit) as locked:
        visit = locked[visit.pk]
        if database_now() >= visit.departs_at:
            raise BookingRefused(Refusal("closed", _("이미 출발한 견학입니다.")))
        booking = live_booking(attendee, visit)
        if booking:
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
                booking, state=BookingState.DECLINED, place=None, declined_because=because,
                decided_at=database_now(),
            )  # fmt: skip
            tell(booking, Reason.DECLINED)
            settle(locked[booking.visit_id])


def resize(visit: SiteVisit) -> None:
    """After a change of capacity or hours: offer what is free to those who wait."""
    with transaction.atomic():
        settle(SiteVisit.objects.locked().get(pk=visit.pk))


@transaction.atomic
def reschedule(visit: SiteVisit) -> None:
    """Save a changed visit, its bookings' times with it, and tell them if it moved; who has a seat keeps it.

    Raises `BookingRefused` with the names of those who would be on two visits at once.
    """
    before = lock_with_people(visit)
    if no := clashes(visit):
        raise BookingRefused(no)
    visit.save()
    Booking.objects.of(visit).exclude(period=None).update(period=visit.period)
    if (before.departs_at, before.returns_at) != (visit.departs_at, visit.returns_at):
        for booking in Booking.objects.waiting_or_seated_at(visit):
            tell(booking, Reason.MOVED)
    settle(visit)


def lock_with_people(visit: SiteVisit) -> SiteVisit:
    """Lock everybody who has to do with a visit, then the visit; return it as it is in the database.

    Raises `BookingRefused` when somebody has booked between the two.
    """
    bookings = Booking.objects.waiting_or_seated_at(visit)
    people = set(bookings.values_list("attendee__user_id", flat=True))
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    before = SiteVisit.objects.locked().get(pk=visit.pk)
    if not set(bookings.values_list("attendee__user_id", flat=True)) <= people:
        raise BookingRefused(Refusal("changed", "그사이 새 신청이 있었습니다. 다시 한번 저장해 주세요."))
    return before


def clashes(visit: SiteVisit) -> Refusal | None:
    """Return who would be on two visits at once with the times that `visit` has, though not yet in the database."""
    taking_time = Booking.objects.waiting_or_seated_at(visit).exclude(period=None)
    names = []
    for booking in taking_time:
        others = Booking.objects.of_attendee(booking.attendee).exclude(period=None).overlapping(visit)
        names += [f"{booking.attendee.name}({named(other.visit)})" for other in others]
    if not names:
        return None
    words = "이 시간에는 다른 견학과 겹치는 사람이 있습니다: %(names)s. 먼저 그 사람들의 신청을 정리하세요."
    return Refusal("clash", words % {"names": ", ".join(names)})


def live_booking(attendee: Attendee, visit: SiteVisit) -> Booking | None:
    """Return somebody's live booking of a visit."""
    return Booking.objects.of_attendee(attendee).of(visit).live().first()


def _let_go(attendee: Attendee, bookings: Collection[int]) -> None:
    """Give these up for another one; their visits are locked already."""
    for booking in Booking.objects.of_attendee(attendee).live().filter(pk__in=bookings):
        give_up(booking)
        tell(booking, Reason.CANCELLED)
        settle(booking.visit)


def _keep(booking: Booking, now: datetime) -> None:
    """Let the seat be theirs, or ask the host first; unsaved."""
    approval = booking.visit.needs_approval
    booking.state = BookingState.REVIEW if approval else BookingState.CONFIRMED
    booking.confirmed_at = None if approval else now
    booking.period = booking.visit.period
    booking.offered_until = None
