"""Everything that can happen to two visits at one time, in any order, beside a plain list that says what must be."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from factories import create_attendee, create_conference, create_visit, open_registration
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from visiting import let_offers_lapse, wish_for

from registration import changes
from registration.models import Attendee
from visits import booking
from visits.allocating import give
from visits.booking import Wish
from visits.choices import hold
from visits.consent import current_text
from visits.models import Allocation, Booking, SiteVisit
from visits.models.booking_queryset import KEPT
from visits.refusal import BookingRefused
from visits.rescheduling import reschedule, resize

PEOPLE, VISITS = 4, 2
person, place = st.integers(0, PEOPLE - 1), st.integers(0, VISITS - 1)


@dataclass
class Entry:
    """What one person has on one visit, in the model."""

    who: int
    state: str
    width: int = 1  # two with a helper
    is_guest: bool = False  # on a seat of the allocation
    is_confirmed: bool = True  # the address

    @property
    def takes(self) -> int:
        return 0 if self.state == "waitlisted" else self.width


class TwoVisits(RuleBasedStateMachine):
    """The model: for each visit a list of who has what, those who wait in the order in which they came."""

    @initialize(capacity=st.integers(0, 4), kept=st.integers(0, 1), approval=st.booleans())
    def begin(self, capacity: int, kept: int, approval: bool) -> None:
        """Open two visits at the same hour, some seats of each perhaps kept for the press."""
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.conference = create_conference()
        open_registration(self.conference)
        self.people: list[Attendee] = [create_attendee(self.conference) for _ in range(PEOPLE)]
        self.visits: list[SiteVisit] = [
            create_visit(self.conference, capacity=capacity, needs_approval=approval) for _ in range(VISITS)
        ]
        self.press = [
            Allocation.objects.create(visit=visit, kind="press", seats=kept) for visit in self.visits
        ]
        self.capacity, self.kept = [capacity] * VISITS, kept
        self.lines: list[list[Entry]] = [[] for _ in range(VISITS)]
        self.declined: set[tuple[int, int]] = set()
        self.gone: set[int] = set()
        self.unconfirmed: set[int] = set()
        self.kept_state = "review" if approval else "confirmed"

    def teardown(self) -> None:
        """Undo everything."""
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # --- The model ------------------------------------------------------------------------------------------------

    def entry(self, who: int, visit: int) -> Entry | None:
        return next((entry for entry in self.lines[visit] if entry.who == who), None)

    def taken(self, visit: int) -> int:
        return sum(entry.takes for entry in self.lines[visit])

    def free(self, visit: int) -> int:
        given = sum(entry.takes for entry in self.lines[visit] if entry.is_guest)
        return self.capacity[visit] - max(0, self.kept - given) - self.taken(visit)

    def can_be_two(self, visit: int) -> bool:
        return self.capacity[visit] - self.kept >= 2

    def next_in_line(self, visit: int) -> list[Entry]:
        waiting = [entry for entry in self.lines[visit] if entry.state == "waitlisted" and entry.is_confirmed]
        return [entry for entry in waiting if entry.width == 1 or self.can_be_two(visit)]

    def has_seats(self, visit: int, width: int) -> bool:
        pair_waits = any(entry.width == 2 for entry in self.next_in_line(visit))
        return self.free(visit) >= width and not pair_waits

    def leave(self, who: int, visit: int) -> None:
        self.lines[visit][:] = [entry for entry in self.lines[visit] if entry.who != who]

    def settle(self, visit: int) -> None:
        for entry in self.next_in_line(visit):
            if self.free(visit) < entry.width:
                break
            entry.state = "offered"

    def is_seated(self, who: int, visit: int) -> bool:
        entry = self.entry(who, visit)
        return entry is not None and entry.takes > 0

    # --- What people do -------------------------------------------------------------------------------------------

    def tried(self, work: Any) -> bool:
        """Do it; say whether it was done."""
        with suppress(BookingRefused), transaction.atomic():
            work()
            return True
        return False

    def held(self, who: int, visit: int) -> list[int]:
        mine = Booking.objects.of_attendee(self.people[who]).of(self.visits[visit]).seated()
        return list(mine.values_list("pk", flat=True))

    def wish(self, visit: int, width: int) -> Wish:
        return Wish(current_text(self.visits[visit]).pk, helper_name="이도움" if width == 2 else "")

    @rule(who=person, visit=place, swaps=st.booleans(), width=st.integers(1, 2))
    def ask(self, who: int, visit: int, swaps: bool, width: int) -> None:
        """Book, perhaps for two, perhaps in one step for what is held on the other visit."""
        other = 1 - visit
        giving_up = self.held(who, other) if swaps else []
        done = self.tried(
            lambda: booking.book(
                self.people[who], self.visits[visit], self.wish(visit, width), giving_up=giving_up
            )
        )
        seats = self.has_seats(visit, width)
        may = who not in self.gone | self.unconfirmed and not self.entry(who, visit)
        may = may and (who, visit) not in self.declined and (width == 1 or self.can_be_two(visit))
        if giving_up:
            may = may and seats
        elif self.is_seated(who, other):
            may = may and not seats  # waiting may overlap
        assert done == may
        if done:
            if giving_up:
                self.leave(who, other)
            self.lines[visit].append(Entry(who, self.kept_state if seats else "waitlisted", width))
            if giving_up:
                self.settle(other)

    @rule(who=person, visit=place, swaps=st.booleans())
    def take_the_offer(self, who: int, visit: int, swaps: bool) -> None:
        """Accept, perhaps in one step for what is held on the other visit."""
        other, entry = 1 - visit, self.entry(who, visit)
        giving_up = self.held(who, other) if swaps else []
        attendee, row = self.people[who], self.visits[visit]
        done = self.tried(lambda: booking.accept(attendee, row, wish_for(row), giving_up=giving_up))
        may = entry is not None and entry.state == "offered" and bool(giving_up) == self.is_seated(who, other)
        assert done == may
        if done and entry:
            entry.state = self.kept_state
            if giving_up:
                self.leave(who, other)
                self.settle(other)

    @rule(who=person, visit=place)
    def cancel(self, who: int, visit: int) -> None:
        """Give up whatever there is."""
        booking.cancel(self.people[who], self.visits[visit])
        self.leave(who, visit)
        self.settle(visit)

    @rule(who=person)
    def withdraw(self, who: int) -> None:
        """Cancel the whole registration."""
        changes.cancel(self.people[who])
        self.gone.add(who)
        self.unconfirmed.discard(who)
        for visit in range(VISITS):
            self.leave(who, visit)
            self.settle(visit)

    @rule(who=person, first=place, width=st.integers(1, 2))
    def register(self, who: int, first: int, width: int) -> None:
        """Register anew with two choices; both places are held until the address is confirmed."""
        if who not in self.gone:
            return
        taken = Attendee.objects.order_by("-place").exclude(place=None).first()
        soon = timezone.now() + timedelta(hours=1)
        new = create_attendee(
            self.conference, user=self.people[who].user, state="held", held_until=soon, confirmed_at=None,
            place=(taken.place or 0) + 1 if taken else 1,
        )  # fmt: skip
        order = [first, 1 - first]
        done = self.tried(
            lambda: hold(new, [(self.visits[visit], self.wish(visit, width)) for visit in order])
        )
        expected, may = [], True
        for visit in order:
            may = may and (who, visit) not in self.declined and (width == 1 or self.can_be_two(visit))
            expected.append((visit, "held" if self.has_seats(visit, width) else "waitlisted"))
            if not may or expected[-1][1] == "held":
                break
        assert done == may
        if not done:
            new.delete()
            return
        self.people[who] = new
        self.gone.discard(who)
        self.unconfirmed.add(who)
        for visit, state in expected:
            self.lines[visit].append(Entry(who, state, width, is_confirmed=False))

    @rule(who=person)
    def confirm(self, who: int) -> None:
        """Show the address to be one's own; what was held is kept."""
        if who not in self.unconfirmed:
            return
        changes.confirm(self.people[who])
        self.unconfirmed.discard(who)
        for visit in range(VISITS):
            if (entry := self.entry(who, visit)) and not entry.is_confirmed:
                entry.is_confirmed = True
                entry.state = self.kept_state if entry.state == "held" else entry.state
        for visit in range(VISITS):
            self.settle(visit)

    @rule(who=person, visit=place)
    def staff_give(self, who: int, visit: int) -> None:
        """Give a kept seat to somebody."""
        done = self.tried(lambda: give(self.press[visit], self.people[who]))
        given = sum(entry.takes for entry in self.lines[visit] if entry.is_guest)
        may = who not in self.gone | self.unconfirmed and (who, visit) not in self.declined
        may = may and not self.entry(who, visit) and given < self.kept
        may = may and self.taken(visit) < self.capacity[visit]
        assert done == may
        if done:
            self.lines[visit].append(Entry(who, "offered", is_guest=True))

    @rule(who=person, visit=place, lets_in=st.booleans())
    def host_decides(self, who: int, visit: int, lets_in: bool) -> None:
        """Approve or decline, as the host says."""
        mine = Booking.objects.of_attendee(self.people[who]).of(self.visits[visit]).live().first()
        entry = self.entry(who, visit)
        if mine is None or entry is None:
            return
        if lets_in:
            booking.approve(mine)
            if entry.state == "review":
                entry.state = "confirmed"
        else:
            booking.decline(mine, "사유")
            if entry.state in ("review", "confirmed"):
                self.leave(who, visit)
                self.declined.add((who, visit))
                self.settle(visit)

    @rule()
    def time_passes(self) -> None:
        """Let every offer and every hold lapse, and the job run."""
        let_offers_lapse()
        Booking.objects.exclude(held_until=None).update(held_until=Now() - timedelta(minutes=1))
        for number, visit in enumerate(self.visits):
            resize(visit)
            stay = [e for e in self.lines[number] if e.state != "offered" and e.is_confirmed]
            self.lines[number][:] = stay
        Booking.objects.exclude(held_until=None).update(held_until=None)  # asked again: tests of choices
        for number in range(VISITS):
            self.settle(number)

    @rule(visit=place, capacity=st.integers(0, 5))
    def resize(self, visit: int, capacity: int) -> None:
        """Set another capacity; nobody is thrown out."""
        row = SiteVisit.objects.get(pk=self.visits[visit].pk)
        row.capacity = self.capacity[visit] = capacity
        reschedule(row)
        self.visits[visit] = row
        self.settle(visit)

    # --- What always holds ----------------------------------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_list_says(self) -> None:
        """Compare who has what, and the order of those who wait."""
        if not hasattr(self, "visits"):
            return
        numbers = {attendee.pk: number for number, attendee in enumerate(self.people)}
        for number, visit in enumerate(self.visits):
            rows = list(Booking.objects.of(visit).live())
            found = {
                numbers[row.attendee_id]: (row.state, row.places_needed, bool(row.allocation_id))
                for row in rows
            }
            assert found == {e.who: (e.state, e.width, e.is_guest) for e in self.lines[number]}
            line = [numbers[row.attendee_id] for row in Booking.objects.of(visit).waitlisted()]
            assert line == [e.who for e in self.lines[number] if e.state == "waitlisted"]

    @invariant()
    def nobody_is_parted_and_no_seat_is_given_twice(self) -> None:
        """See every number once, and a helper exactly where the person has a seat."""
        for visit in getattr(self, "visits", []):
            rows = Booking.objects.of(visit).seated().values_list("place", "helper_place", "helper_name")
            seats = [seat for row in rows for seat in row[:2] if seat is not None]
            assert len(seats) == len(set(seats))
            assert all((helper is not None) == bool(name) for _place, helper, name in rows)

    @invariant()
    def nobody_has_two_seats_at_one_time(self) -> None:
        """See what the exclusion constraint sees, and that who has a seat for good has the time for it."""
        taking = list(Booking.objects.exclude(period=None).values_list("attendee_id", flat=True))
        assert len(taking) == len(set(taking))
        assert not Booking.objects.filter(state__in=KEPT, period=None).exists()


@pytest.mark.django_db
def test_every_step_leaves_what_the_plain_list_says() -> None:
    """Run for a fixed number of steps; the seed is hypothesis's own."""
    run_state_machine_as_test(
        TwoVisits, settings=settings(max_examples=20, stateful_step_count=20, deadline=timedelta(seconds=30))
    )
