"""Everything that can happen to two visits at one time, in any order, beside a plain list that says what must be."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from factories import create_attendee, create_conference, create_visit, open_registration
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from visiting import book, let_offers_lapse

from registration import changes
from registration.models import Attendee
from visits import booking
from visits.models import Booking, SiteVisit
from visits.models.booking_queryset import KEPT, SEATED
from visits.refusal import BookingRefused
from visits.rescheduling import reschedule, resize

PEOPLE, VISITS = 4, 2
person, place = st.integers(0, PEOPLE - 1), st.integers(0, VISITS - 1)

Line = list[tuple[int, str]]  # (person, state) in the order in which they came


class TwoVisits(RuleBasedStateMachine):
    """The model: for each visit who has a seat and how, and who waits, first come first served."""

    @initialize(capacity=st.integers(0, 2), approval=st.booleans())
    def begin(self, capacity: int, approval: bool) -> None:
        """Open two visits at the same hour."""
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        conference = create_conference()
        open_registration(conference)
        self.people: list[Attendee] = [create_attendee(conference) for _ in range(PEOPLE)]
        self.visits: list[SiteVisit] = [
            create_visit(conference, capacity=capacity, needs_approval=approval) for _ in range(VISITS)
        ]
        self.capacity = [capacity] * VISITS
        self.lines: list[Line] = [[] for _ in range(VISITS)]
        self.declined: set[tuple[int, int]] = set()
        self.gone: set[int] = set()
        self.kept_state = "review" if approval else "confirmed"

    def teardown(self) -> None:
        """Undo everything."""
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # --- The model ------------------------------------------------------------------------------------------------

    def state(self, who: int, visit: int) -> str:
        return dict(self.lines[visit]).get(who, "")

    def seats(self, visit: int) -> int:
        return sum(state != "waitlisted" for _, state in self.lines[visit])

    def set(self, who: int, visit: int, state: str) -> None:
        line = self.lines[visit]
        line[:] = [(other, state if other == who else its) for other, its in line]

    def leave(self, who: int, visit: int) -> None:
        self.lines[visit][:] = [(other, its) for other, its in self.lines[visit] if other != who]

    def settle(self, visit: int) -> None:
        for who, state in list(self.lines[visit]):
            if state == "waitlisted" and self.seats(visit) < self.capacity[visit]:
                self.set(who, visit, "offered")

    def is_seated(self, who: int, visit: int) -> bool:
        return self.state(who, visit) in SEATED

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

    @rule(who=person, visit=place, swaps=st.booleans())
    def ask(self, who: int, visit: int, swaps: bool) -> None:
        """Book, perhaps in one step for what is held on the other visit."""
        other = 1 - visit
        giving_up = self.held(who, other) if swaps else []
        done = self.tried(lambda: book(self.people[who], self.visits[visit], giving_up=giving_up))
        is_full = self.seats(visit) >= self.capacity[visit]
        may = who not in self.gone and not self.state(who, visit) and (who, visit) not in self.declined
        if giving_up:
            may = may and not is_full
        elif self.is_seated(who, other):
            may = may and is_full  # waiting may overlap
        assert done == may
        if done:
            if giving_up:
                self.leave(who, other)
            self.lines[visit].append((who, "waitlisted" if is_full else self.kept_state))
            if giving_up:
                self.settle(other)

    @rule(who=person, visit=place, swaps=st.booleans())
    def take_the_offer(self, who: int, visit: int, swaps: bool) -> None:
        """Accept, perhaps in one step for what is held on the other visit."""
        other = 1 - visit
        giving_up = self.held(who, other) if swaps else []
        done = self.tried(lambda: booking.accept(self.people[who], self.visits[visit], giving_up=giving_up))
        may = self.state(who, visit) == "offered" and bool(giving_up) == self.is_seated(who, other)
        assert done == may
        if done:
            self.set(who, visit, self.kept_state)
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
        for visit in range(VISITS):
            self.leave(who, visit)
            self.settle(visit)

    @rule(who=person, visit=place, lets_in=st.booleans())
    def host_decides(self, who: int, visit: int, lets_in: bool) -> None:
        """Approve or decline, as the host says."""
        mine = Booking.objects.of_attendee(self.people[who]).of(self.visits[visit]).live().first()
        if mine is None:
            return
        was = self.state(who, visit)
        if lets_in:
            booking.approve(mine)
            if was == "review":
                self.set(who, visit, "confirmed")
        else:
            booking.decline(mine, "사유")
            if was in ("review", "confirmed"):
                self.leave(who, visit)
                self.declined.add((who, visit))
                self.settle(visit)

    @rule()
    def time_passes(self) -> None:
        """Let every offer lapse, and the job run."""
        let_offers_lapse()
        for number, visit in enumerate(self.visits):
            resize(visit)
            self.lines[number][:] = [(who, its) for who, its in self.lines[number] if its != "offered"]
        for number in range(VISITS):
            self.settle(number)

    @rule(visit=place, capacity=st.integers(0, 3))
    def resize(self, visit: int, capacity: int) -> None:
        """Set another capacity; nobody is thrown out."""
        row = SiteVisit.objects.get(pk=self.visits[visit].pk)
        row.capacity = self.capacity[visit] = capacity
        reschedule(row)
        self.settle(visit)

    # --- What always holds ----------------------------------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_list_says(self) -> None:
        """Compare who has what, in the order in which they came."""
        if not hasattr(self, "visits"):
            return
        numbers = {attendee.pk: number for number, attendee in enumerate(self.people)}
        for number, visit in enumerate(self.visits):
            rows = Booking.objects.of(visit).live().order_by("pk")
            assert [(numbers[row.attendee_id], row.state) for row in rows] == self.lines[number]

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
        TwoVisits, settings=settings(max_examples=25, stateful_step_count=15, deadline=timedelta(seconds=30))
    )
