"""인원 점검: who of a bus was there on the way out, and on the way back. Saying the same again changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registration.places import database_now
from visits.booking import places_of, seat_at_the_bus, stay_behind
from visits.models import Booking, BookingState, Bus, HeadCount
from visits.seating import take_aboard

OUT, BACK = HeadCount.Way.OUT.value, HeadCount.Way.BACK.value


@dataclass(frozen=True)
class Rider:
    """Somebody on the roll of a bus, on one of its ways."""

    booking: Booking
    way: str

    @property
    def code(self) -> str:
        """Return the number of the registration."""
        return self.booking.attendee.code

    @property
    def was_left(self) -> bool:
        """Say whether the bus left without them, and their seat was free for others."""
        return self.booking.state == BookingState.CANCELLED

    @property
    def state(self) -> str:
        """Return 'there', 'absent', 'missing' (not back) or 'unknown' (not yet here)."""
        if self.was_left:
            return "absent"
        counted = {count.way: count.is_there for count in self.booking.head_counts.all()}
        if counted.get(self.way):
            return "there"
        return "missing" if self.way == BACK else "unknown"

    @property
    def words(self) -> str:
        """Return the state in words."""
        return {
            ("there", OUT): _("탔음"),
            ("there", BACK): _("돌아옴"),
            ("absent", OUT): _("안 옴"),
            ("absent", BACK): _("안 옴"),
            ("missing", BACK): _("안 돌아옴"),
            ("unknown", OUT): _("아직"),
        }[self.state, self.way]

    @property
    def helper(self) -> str:
        """Return who sits beside them, if anybody does."""
        return self.booking.helper_name


@dataclass(frozen=True)
class Roll:
    """Everybody on the roll of a bus, on one of its ways."""

    bus: Bus
    way: str
    riders: list[Rider]

    @property
    def expected(self) -> int:
        """Return how many people are to be on the bus, helpers included."""
        return sum(rider.booking.places_needed for rider in self.riders if not rider.was_left)

    @property
    def there(self) -> int:
        """Return how many have been counted."""
        return sum(rider.booking.places_needed for rider in self.riders if rider.state == "there")

    @property
    def is_complete(self) -> bool:
        """Say whether everybody is there."""
        return self.there == self.expected

    @property
    def missing(self) -> list[Rider]:
        """Return who is not back, once somebody is."""
        return [rider for rider in self.riders if rider.state == "missing"] if self.there else []


def roll_of(bus: Bus, way: str) -> Roll:
    """Return the roll of a bus; on the way back without those it has left without."""
    riders = [Rider(booking, way) for booking in Booking.objects.on_the_roll_of(bus)]
    return Roll(bus, way, [rider for rider in riders if way == OUT or not rider.was_left])


def free_seats(bus: Bus, now: datetime) -> int:
    """Return how many seats of the visit nobody has, that are also free on this bus."""
    on_the_bus = bus.capacity - roll_of(bus, BACK).expected
    return max(0, min(on_the_bus, places_of(bus.visit, now).left()))


@transaction.atomic
def count_there(bus: Bus, code: str, way: str, *, by: str) -> None:
    """Write down that somebody is there; who comes running after all is seated again, if a seat is still free.

    Raises `BookingRefused` when it is not, and Booking.DoesNotExist for somebody who is not on this bus.
    """
    booking = _rider(bus, code)
    if booking.state == BookingState.CANCELLED:
        seat_at_the_bus(booking, host_agrees=True)  # the host let them in when they were booked
        take_aboard(booking, bus)
    _write(booking, way, by, is_there=True)


@transaction.atomic
def count_absent(bus: Bus, code: str, *, by: str) -> None:
    """Write down that somebody has not come, and free their seat for who stands by."""
    booking = _rider(bus, code)
    stay_behind(booking)
    _write(booking, OUT, by, is_there=False)


@transaction.atomic
def uncount(bus: Bus, code: str, way: str) -> None:
    """Take back that somebody is there."""
    booking = _rider(bus, code)
    HeadCount.objects.filter(booking=booking, way=way, is_there=True).delete()


@transaction.atomic
def take_standby(bus: Bus, code: str, *, host_agrees: bool, by: str) -> None:
    """Give a free seat to somebody who stands by, on this bus. Raises `BookingRefused`, Booking.DoesNotExist."""
    waiting = Booking.objects.standing_by(bus.visit).filter(attendee__code=code).first()
    booking = waiting or _rider(bus, code)  # the same tap again
    seat_at_the_bus(booking, host_agrees=host_agrees)
    take_aboard(booking, bus)
    _write(booking, OUT, by, is_there=True)


def _rider(bus: Bus, code: str) -> Booking:
    """Return whose code it is; who was left behind and has booked again stands on the roll twice."""
    return Booking.objects.on_the_roll_of(bus).filter(attendee__code=code).latest("pk")


def _write(booking: Booking, way: str, by: str, *, is_there: bool) -> None:
    told = {"is_there": is_there, "counted_at": database_now(), "counted_by": by[:60]}
    HeadCount.objects.update_or_create(booking=booking, way=way, defaults=told)
