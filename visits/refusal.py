"""May somebody book, and if not, why: one answer that draws the button and guards the write."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from pobatt.dates import hours, moment, short_day
from pobatt.localized import pick
from program.publication import active_language
from registration.models import Attendee, ClaimState
from visits.models import Allocation, Booking, BookingState, SiteVisit
from visits.screening import one_name


@dataclass(frozen=True)
class Refusal:
    """Why not: a word for machines, a sentence that says what to do next, and what would have to be given up."""

    code: str
    words: str
    instead_of: tuple[Booking, ...] = ()


class Filled(Protocol):
    """What a refusal may depend on once the form is filled in."""

    nationality: str
    helper_name: str


class BookingRefused(Exception):
    """Nothing was changed, and the refusal says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal


def refusal(
    visit: SiteVisit,
    attendee: Attendee | None,
    *,
    now: datetime,
    wish: Filled | None = None,
    giving_up: Collection[int] = (),
    registering: bool = False,
) -> Refusal | None:
    """Return why the attendee cannot book the visit at a moment, or None.

    `now` is the database's. `wish` is known only once the form is filled in; `giving_up` are the keys of the bookings
    that would be given up for this one; `registering` says that the place at the conference is still only held.
    """
    return (
        _of_the_registration(attendee, registering)
        or _of_the_window(visit, now)
        or (attendee and _of_earlier_bookings(visit, attendee))
        or (wish and of_nationality(visit, wish.nationality, now))
        or (wish and wish.helper_name and _of_two_seats(visit))
        or (attendee and _of_the_affiliation(visit, attendee))
        or (attendee and overlap(visit, attendee, giving_up))
        or None
    )


def no_registration() -> Refusal:
    """Return what is said to somebody who is not registered."""
    words = _("사전등록을 한 분이 신청할 수 있습니다. 먼저 사전등록을 해 주세요.")
    return Refusal("no-registration", words)


def _of_the_registration(attendee: Attendee | None, registering: bool) -> Refusal | None:
    if attendee is None or not attendee.is_live:
        return no_registration()
    if attendee.state != ClaimState.CONFIRMED and not (registering and attendee.state == ClaimState.HELD):
        words = _("사전등록이 확정된 뒤에 신청할 수 있습니다. 등록확인·취소에서 상태를 확인해 주세요.")
        return Refusal("not-confirmed", words)
    if not attendee.is_onsite:
        words = _(
            "현장에 오시는 분만 신청할 수 있습니다. 등록확인·취소에서 참가 방법을 '현장'으로 바꿔 주세요."
        )
        return Refusal("online", words)
    return None


def _of_the_window(visit: SiteVisit, now: datetime) -> Refusal | None:
    if visit.published_at is None or visit.published_at > now:
        return Refusal("not-published", _("아직 공개하지 않은 견학입니다."))
    if visit.list_is_locked(now):
        return _fixed(visit, _("명단을 확정해 신청이 끝났습니다. 빈자리가 있는지는 문의처로 물어봐 주세요."))
    if now >= visit.last_moment:
        return Refusal("closed", _("신청이 끝났습니다. 빈자리가 있는지는 문의처로 물어봐 주세요."))
    if visit.opens_at is None:
        return Refusal(
            "not-open", _("신청 시작 시각을 아직 정하지 않았습니다. 정해지면 이 페이지에 나옵니다.")
        )
    if now < visit.opens_at:
        opens = to_the_second(visit.opens_at, visit, active_language())
        words = _("%(opens)s부터 신청할 수 있습니다. 그때 이 페이지를 다시 열어 주세요.") % {"opens": opens}
        return Refusal("not-open", words)
    return None


def _of_earlier_bookings(visit: SiteVisit, attendee: Attendee) -> Refusal | None:
    earlier = set(Booking.objects.of(visit).of_person(attendee).values_list("state", flat=True))
    if BookingState.DECLINED in earlier:
        words = _("방문 기업이 이 신청을 받지 않기로 했습니다. 다른 견학을 고르거나 문의처로 연락해 주세요.")
        return Refusal("declined", words)
    if earlier - {BookingState.CANCELLED, BookingState.EXPIRED}:
        return Refusal("booked", _("이미 신청한 견학입니다. 아래에서 상태를 확인해 주세요."))
    return None


def of_nationality(visit: SiteVisit, nationality: str, now: datetime) -> Refusal | None:
    """Return why somebody of this nationality cannot go along; asked when the form is filled in."""
    if nationality != Booking.Nationality.FOREIGN or visit.foreigners == SiteVisit.Foreigners.WELCOME:
        return None
    if visit.foreigners == SiteVisit.Foreigners.REFUSED:
        words = _(
            "이 견학은 방문 기업의 규정에 따라 외국 국적자가 신청할 수 없습니다. 다른 견학을 골라 주세요."
        )
        return Refusal("foreigners", words)
    if visit.foreigners_until and now >= visit.foreigners_until:
        until = to_the_second(visit.foreigners_until, visit, active_language())
        words = _("외국 국적자의 신청은 %(until)s에 끝났습니다. 다른 견학을 골라 주세요.") % {"until": until}
        return Refusal("foreigners-late", words)
    return None


def _of_two_seats(visit: SiteVisit) -> Refusal | None:
    if visit.capacity - Allocation.objects.of(visit).seats() >= 2:
        return None
    words = _("이 견학에는 두 자리가 없어 동반 지원인과 함께 갈 수 없습니다. 다른 견학을 골라 주세요.")
    return Refusal("two-seats", words)


def _of_the_affiliation(visit: SiteVisit, attendee: Attendee) -> Refusal | None:
    if not affiliation_is_full(visit, attendee):
        return None
    words = _("같은 소속에서 %(number)s명까지 갈 수 있고 이미 모두 신청했습니다. 다른 견학을 골라 주세요.")
    return Refusal("affiliation", words % {"number": visit.per_affiliation})


def affiliation_is_full(visit: SiteVisit, attendee: Attendee) -> bool:
    """Say whether as many of the attendee's affiliation have seats as the host allows; who has none is not counted."""
    name = one_name(attendee.affiliation)
    if visit.per_affiliation is None or not name:
        return False
    others = Booking.objects.of(visit).with_place().exclude(attendee=attendee)
    affiliations = others.values_list("attendee__affiliation", flat=True)
    return sum(one_name(other) == name for other in affiliations) >= visit.per_affiliation


def passed_over(visit: SiteVisit, booking: Booking) -> str:
    """Return why somebody who waits is passed over, in words for staff, or ""."""
    if affiliation_is_full(visit, booking.attendee):
        return "같은 소속의 자리가 찼음"
    if booking.places_needed > 1 and _of_two_seats(visit):
        return "두 자리가 없음"
    return ""


def list_is_fixed(booking: Booking, now: datetime) -> Refusal | None:
    """Return why somebody cannot give their seat up by themselves any more, or None; who only waits can."""
    if not (booking.has_seat and booking.visit.list_is_locked(now)):
        return None
    words = _("명단을 확정했습니다. 바꾸거나 취소하시려면 문의처로 전화해 주세요.")
    return _fixed(booking.visit, words)


def no_seat_at_the_bus(booking: Booking, now: datetime, is_free: bool, host_agrees: bool) -> Refusal | None:
    """Return why somebody who stands at the bus cannot be given a seat, or None; in words for who leads the bus."""
    visit = booking.visit
    if booking.state == BookingState.DECLINED or not booking.attendee.is_live:
        return Refusal("declined", _("이 견학에 갈 수 없는 사람입니다."))
    if now >= visit.returns_at:
        return Refusal("over", _("이미 끝난 견학입니다."))
    if not is_free:
        return Refusal("full", _("빈자리가 없습니다. 오지 않은 사람을 '안 옴'으로 표시하면 자리가 납니다."))
    if (visit.needs_approval or booking.reviewed_because) and not host_agrees:
        return Refusal("host", _("방문 기업 담당자의 승인을 받고 표시해 주세요."))
    others = Booking.objects.of_attendee(booking.attendee).seated().exclude(pk=booking.pk)
    if others.of(visit).exists():
        return Refusal("booked", _("이미 자리가 있는 사람입니다."))
    if no := overlap(visit, booking.attendee):
        names = ", ".join(named(other.visit) for other in no.instead_of)
        words = _(
            "시간이 겹치는 다른 견학에 자리가 있는 사람입니다: %(other)s. 운영본부가 그 자리를 취소한 뒤에 태워 주세요."
        )
        return Refusal("overlap", words % {"other": names}, no.instead_of)
    return None


def _fixed(visit: SiteVisit, words: str) -> Refusal:
    if phone := visit.conference.phone:
        words += " " + _("전화: %(phone)s") % {"phone": phone}
    return Refusal("list-locked", words)


def overlap(visit: SiteVisit, attendee: Attendee, giving_up: Collection[int] = ()) -> Refusal | None:
    """Return which bookings stand in the way, unless they are exactly those given up; waiting may overlap."""
    mine = Booking.objects.of_attendee(attendee).seated()
    in_the_way = tuple(mine.overlapping(visit))
    if {booking.pk for booking in in_the_way} == set(giving_up):
        return None
    if not in_the_way:  # it was given up elsewhere meanwhile
        return Refusal("changed", _("그사이 내 신청이 바뀌었습니다. 확인하고 다시 눌러 주세요."))
    names = ", ".join(named(booking.visit) for booking in in_the_way)
    words = _(
        "%(this)s의 시간이 이미 신청한 %(other)s와(과) 겹칩니다. 아래에서 이 견학으로 바꿀 수 있습니다."
    )
    return Refusal("overlap", words % {"this": named(visit), "other": names}, in_the_way)


def named(visit: SiteVisit) -> str:
    """Return host, site, day and hours of a visit, in the language of the page."""
    language, zone = active_language(), visit.conference.zone
    start, end = visit.departs_at.astimezone(zone), visit.returns_at.astimezone(zone)
    name = f"{pick(vars(visit), 'host', language)} {pick(vars(visit), 'site', language)}"
    return f"{name} ({short_day(start.date(), language)} {hours(start, end, language)})"


def to_the_second(at: datetime, visit: SiteVisit, language: str) -> str:
    """Return a moment in words on the conference's clock, with its second unless that is 0."""
    there = at.astimezone(visit.conference.zone)
    return moment(there, language) + (f":{there:%S}" if there.second else "")
