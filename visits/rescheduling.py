"""Changes of a visit itself: its hours, its seats, what is kept of them."""

from django.contrib.auth.models import User
from django.db import transaction

from visits.booking import settle
from visits.models import Booking, SiteVisit
from visits.refusal import BookingRefused, Refusal, named
from visits.telling import Reason, tell


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
    moved = (before.departs_at, before.returns_at) != (visit.departs_at, visit.returns_at)
    visit.revision = before.revision + moved
    visit.save()
    Booking.objects.of(visit).exclude(period=None).update(period=visit.period)
    if moved:
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
