"""First and second choice of who registers: held with the place at the conference, and kept once that is confirmed."""

from collections.abc import Sequence
from datetime import datetime

from registration.models import Attendee
from registration.places import database_now, give_up, write
from visits.booking import Wish, changing, keep, seek, settle, wished
from visits.consent import agree
from visits.models import Booking, BookingState, SiteVisit
from visits.refusal import BookingRefused
from visits.telling import Reason, tell

Choice = tuple[SiteVisit, Wish]


def hold(attendee: Attendee, choices: Sequence[Choice]) -> list[Booking]:
    """Hold a seat on the first choice that has one, and stand in the line for those before it, until the mail comes.

    What an earlier form of the same registration holds and this one does not is given up. Raises `BookingRefused`.
    """
    mine = Booking.objects.of_attendee(attendee).live()
    with changing(attendee, *(visit for visit, _ in choices), *(each.visit for each in mine)) as locked:
        held, now = list(mine.all()), database_now()
        if not _are_these(held, choices):
            for booking in held:
                give_up(booking)
            held = _seek_in_turn(attendee, [(locked[visit.pk], wish) for visit, wish in choices], now)
        for visit, wish in choices[: len(held)]:
            agree(attendee, visit, wish.text_id, wish.language, now)
        for visit in locked.values():
            settle(visit)  # only now: what was given up above was first of all their own
        return held


def _are_these(held: Sequence[Booking], choices: Sequence[Choice]) -> bool:
    """Say whether the choices are those that an earlier form has brought already."""
    before = [(each.visit_id, each.nationality, each.helper_name) for each in held]
    wanted = [(visit.pk, wish.nationality, wish.helper_name) for visit, wish in choices]
    has_seat = any(each.has_seat for each in held)
    return before == (wanted[: len(before)] if has_seat else wanted)


def _seek_in_turn(attendee: Attendee, choices: Sequence[Choice], now: datetime) -> list[Booking]:
    bookings = []
    for visit, wish in choices:
        bookings.append(seek(wished(attendee, visit, wish, now), now, registering=True))
        bookings[-1].save()
        if bookings[-1].has_seat:
            break
    return bookings


def confirm_held(attendee: Attendee) -> None:
    """Keep what was held, since the registration is confirmed; what has lapsed meanwhile is asked for again."""
    unconfirmed = Booking.objects.of_attendee(attendee).unconfirmed()
    visits = [booking.visit for booking in unconfirmed]
    if not visits:
        return
    with changing(attendee, *visits) as locked:
        now = database_now()
        for booking in unconfirmed.all():
            booking.visit, booking.attendee = locked[booking.visit_id], attendee
            if now >= booking.visit.departs_at:
                give_up(booking)
                tell(booking, Reason.NOT_HELD)
                continue
            try:
                if booking.state == BookingState.EXPIRED:
                    seek(booking, now)
            except BookingRefused:
                write(booking, held_until=None)
                tell(booking, Reason.NOT_HELD)
                continue
            keep(booking, now)
            booking.save()
            tell(booking, Reason(booking.state))
        for visit in locked.values():
            settle(visit)  # who waits with an address that is theirs may be the next
