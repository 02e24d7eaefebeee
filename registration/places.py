"""Every line that gives a place or takes one away, whatever the places are: at the conference, on a visit.

Who calls holds the lock of the person first and of the scarce row second, and nothing here locks anything else: all
claims to a scarce row are written under its lock. The database keeps the promise besides: a place is a number from 1
to the capacity, unique among the claims. What happened to others on the way comes back as a list, so that they are
told in the same transaction. Time is the database's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Any, NamedTuple

from django.db import connection

from registration.models.claim import Claim, ClaimQuerySet, ClaimState


class Passed(NamedTuple):
    """That somebody's claim has moved on without them: a place offered, confirmed, or lost."""

    claim: Any
    state: ClaimState  # what it is now, or was before it lapsed


def nobody_is_passed_over(claim: Claim) -> str:
    """Let the next in line always be the next."""
    return ""


@dataclass(frozen=True)
class Places:
    """The places of one scarce row, and how they are handed out.

    `refusal` says why somebody who waits is passed over (a sentence for staff), or returns "". With an `offer` of zero
    the next in line is confirmed at once, otherwise asked first.
    """

    claims: ClaimQuerySet
    capacity: int
    hold: timedelta
    offer: timedelta
    refusal: Callable[[Any], str] = nobody_is_passed_over

    def left(self) -> int:
        """Return how many places nobody has at this moment; without a lock only good for showing."""
        return max(0, self.capacity - self.claims.with_place().number_of_places())

    def settle(self) -> list[Passed]:
        """Let lapsed claims go and give what is free to those who wait, first come first served; tell what happened.

        Whoever asks for a place settles first: then nobody overtakes the line, and no job needs to run for that.
        """
        return [*self.let_lapse(), *self.hand_out()]

    def let_lapse(self) -> list[Passed]:
        """Let go the places of those whose time to answer is over."""
        return [self._let_lapse(claim) for claim in self.claims.lapsed()]

    def hand_out(self) -> list[Passed]:
        """Give what is free to those who wait, first come first served."""
        now, passed = database_now(), []
        waiting, free = self._line(), self._free_places()
        for place in free:
            claim = self._next_of(waiting)
            if claim is None:
                break
            together = [place, *islice(free, claim.places_needed - 1)]
            if len(together) < claim.places_needed:
                break  # who needs two is not parted, and nobody overtakes them
            passed.append(self._give(claim, together, now))
        return passed

    def seek(self, claim: Claim, now: datetime) -> None:
        """Hold a place for the claim until its address is confirmed, or put it at the end of the line; unsaved."""
        claim.held_until = now + self.hold
        claim.offered_until = claim.cancelled_at = claim.confirmed_at = None
        together = list(islice(self._free_places(), claim.places_needed))
        if len(together) < claim.places_needed or self._next_of(iter(self.claims.waiting_for_two())):
            together = []
        for name, number in claim.seating(*together).items():
            setattr(claim, name, number)
        claim.state = ClaimState.HELD if claim.place else ClaimState.WAITLISTED
        claim.waitlisted_at = None if claim.place else now

    def free(self, number: int) -> list[int]:
        """Return so many free numbers, smallest first; [] when there are fewer."""
        together = list(islice(self._free_places(), number))
        return together if len(together) == number else []

    def admit(self, claim: Claim, now: datetime) -> bool:
        """Give a free place for good to somebody whom staff enter; unsaved. Without one nothing is done: False."""
        claim.place = self.first_free()
        if claim.place:
            claim.state, claim.confirmed_at = ClaimState.CONFIRMED, now
        return claim.place is not None

    def first_free(self) -> int | None:
        """Return the smallest free number, or None."""
        return next(self._free_places(), None)

    def position(self, claim: Claim) -> int:
        """Return how many wait up to and including the claim."""
        ahead = self.claims.waitlisted().filter(waitlisted_at__lte=claim.waitlisted_at)
        return ahead.exclude(waitlisted_at=claim.waitlisted_at, pk__gt=claim.pk or 0).count()

    def _let_lapse(self, claim: Claim) -> Passed:
        was = ClaimState(claim.state)
        write(claim, state=ClaimState.EXPIRED, **claim.seating())
        return Passed(claim, was)

    def _line(self) -> Iterator[Any]:
        """Yield those who wait, first come first served; nobody is read while there is nothing to give."""
        yield from self.claims.waitlisted()

    def _next_of(self, waiting: Iterator[Any]) -> Claim | None:
        for claim in waiting:
            because = UNCONFIRMED if claim.held_until else self.refusal(claim)
            if not because:
                return claim
            if claim.passed_over_because != because:
                write(claim, passed_over_because=because)
        return None

    def _give(self, claim: Claim, numbers: list[int], now: datetime) -> Passed:
        seating = claim.seating(*numbers) | {"passed_over_because": ""}
        if self.offer:
            write(claim, state=ClaimState.OFFERED, offered_until=now + self.offer, **seating)
        else:
            write(claim, state=ClaimState.CONFIRMED, confirmed_at=now, **seating)
        return Passed(claim, ClaimState(claim.state))

    def _free_places(self) -> Iterator[int]:
        """Yield the free numbers, smallest first; those above a lowered capacity count as taken."""
        number, highest = self.claims.extent()
        if number == highest:
            yield from range(number + 1, self.capacity + 1)
            return
        numbers = self.claims.numbers()
        free = (number for number in count(1) if number not in numbers)
        for _ in range(self.capacity - len(numbers)):
            yield next(free)


UNCONFIRMED = "이메일을 아직 확인하지 않음"


def confirm(claim: Claim) -> None:
    """Let a held or offered place be kept for good; who waits goes on waiting, but with a confirmed address."""
    kept = {"held_until": None, "offered_until": None, "passed_over_because": ""}
    if claim.state == ClaimState.WAITLISTED:
        write(claim, **kept)
    else:
        write(claim, state=ClaimState.CONFIRMED, confirmed_at=database_now(), **kept)


def give_up(claim: Claim) -> None:
    """Take the claim out of places and line; the caller settles afterwards."""
    write(
        claim,
        state=ClaimState.CANCELLED,
        cancelled_at=database_now(),
        held_until=None,
        offered_until=None,
        **claim.seating(),
    )


def write(claim: Claim, **fields: Any) -> None:
    """Write the named fields of a claim, and no others."""
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.save(update_fields=list(fields))


def database_now() -> datetime:
    """Return the database's clock, which goes on inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None
    now: datetime = row[0]
    return now
