"""What people are told, by mail, of what happens to their bookings."""

from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext as _

from pobatt.dates import hours, long_day, moment
from pobatt.localized import pick
from program.public.contact import contact_of
from registration.messages import queue
from registration.models import ClaimState
from registration.places import database_now
from visits.models import Booking


class Reason(StrEnum):
    """Why somebody gets a mail; those of a state have its name."""

    CONFIRMED = "confirmed"
    REVIEW = "review"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    GIVEN = "given"
    LAPSED = "lapsed"
    NOT_HELD = "not_held"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    MOVED = "moved"
    DETAILS = "details"
    TOMORROW = "tomorrow"


MOMENTS = {  # of the row: the same thing is told once, however often it is tried
    Reason.CONFIRMED: "confirmed_at",
    Reason.REVIEW: "booked_at",
    Reason.WAITLISTED: "waitlisted_at",
    Reason.OFFERED: "offered_until",
    Reason.GIVEN: "offered_until",
    Reason.LAPSED: "offered_until",
    Reason.NOT_HELD: "booked_at",
    Reason.CANCELLED: "cancelled_at",
    Reason.DECLINED: "decided_at",
    Reason.DETAILS: "details_asked_at",
}
SEATED = (Reason.CONFIRMED, Reason.REVIEW, Reason.MOVED, Reason.TOMORROW)


def key_of(booking: Booking, reason: Reason) -> str:
    """Return what makes a mail the only one of its kind."""
    if reason == Reason.TOMORROW:
        happened_at = booking.visit.departs_at
    else:
        happened_at = getattr(booking, MOMENTS[reason]) if reason in MOMENTS else database_now()
    return f"visit-{reason}:{booking.pk}:{happened_at:%Y%m%d%H%M%S%f}"


def tell(booking: Booking, reason: Reason) -> None:
    """Queue the mail in the transaction that caused it, in the language of the registration."""
    attendee, visit = booking.attendee, booking.visit
    language, zone = attendee.language, visit.conference.zone
    start, end = visit.departs_at.astimezone(zone), visit.returns_at.astimezone(zone)
    with translation.override(language):
        headline, sentence = words(booking, reason, language)
    queue(
        key=key_of(booking, reason),
        kind=f"visit_{reason}",
        template="visits/emails/booking",
        context={
            "attendee": attendee,
            "conference": visit.conference,
            "contact": contact_of(visit.conference, language),
            "headline": headline,
            "sentence": sentence,
            "visit": visit,
            "host": pick(vars(visit), "host", language),
            "site": pick(vars(visit), "site", language),
            "meeting_point": pick(vars(visit), "meeting_point", language),
            "day": long_day(start.date(), language),
            "hours": hours(start, end, language),
            "details_due": details_due(booking, language),
            "has_calendar": attendee.state == ClaimState.CONFIRMED and reason in SEATED,
        },
        address=attendee.email,
        recipient=attendee.name,
        language=language,
        attendee=attendee,
        user=attendee.user,
        has_ticket=attendee.state == ClaimState.CONFIRMED and reason in (*SEATED, Reason.CANCELLED),
    )


def details_due(booking: Booking, language: str) -> str:
    """Return until when the host's details are asked for, in words; "" where nothing is to be told any more."""
    visit = booking.visit
    if (
        not visit.details
        or not visit.details_due_at
        or not booking.is_seated_for_good
        or hasattr(booking, "details")
    ):
        return ""
    return moment(visit.details_due_at.astimezone(visit.conference.zone), language)


def words(booking: Booking, reason: Reason, language: str) -> tuple[str, str]:
    """Return headline and sentence, in the language that is active."""
    if reason in (Reason.OFFERED, Reason.GIVEN):
        assert booking.offered_until is not None
        until = moment(booking.offered_until.astimezone(booking.visit.conference.zone), language)
        if reason == Reason.GIVEN:
            sentence = _("견학에 초대합니다. %(until)s까지 내용을 읽고 받아 주세요.")
            return _("견학 자리를 준비했습니다"), sentence % {"until": until}
        sentence = _("기다리시던 자리가 났습니다. %(until)s까지 받아 주세요. 그 뒤에는 다음 분께 넘어갑니다.")
        return _("견학 자리가 났습니다"), sentence % {"until": until}
    if reason == Reason.DECLINED:
        sentence = _("방문 기업이 이 신청을 받지 않기로 했습니다. 사유: %(reason)s")
        return _("견학 신청이 반려되었습니다"), sentence % {"reason": booking.declined_because}
    return {
        Reason.CONFIRMED: (_("견학 신청이 확정되었습니다"), _("아래 시각까지 모이는 곳으로 와 주세요.")),
        Reason.REVIEW: (
            _("견학 신청을 받았습니다"),
            _("자리를 잡아 두었습니다. 방문 기업이 승인하면 메일로 알려 드립니다."),
        ),
        Reason.WAITLISTED: (
            _("견학 대기 순서에 들어갔습니다"),
            _("지금은 자리가 없습니다. 자리가 나면 신청한 차례대로 메일로 알려 드립니다."),
        ),
        Reason.LAPSED: (
            _("제안한 견학 자리의 기한이 지났습니다"),
            _("자리가 다음 분께 넘어갔습니다. 다시 신청하면 대기 순서에 들어갑니다."),
        ),
        Reason.NOT_HELD: (
            _("견학 자리를 더 잡아 두지 못했습니다"),
            _("이메일 확인이 늦어 잡아 둔 견학 자리가 넘어갔습니다. 다른 견학이 있는지 확인해 주세요."),
        ),
        Reason.CANCELLED: (_("견학 신청이 취소되었습니다"), _("자리는 다음 분께 돌아갑니다.")),
        Reason.DETAILS: (
            _("견학에 필요한 것을 적어 주세요"),
            _("방문 기업이 출입을 준비하려면 필요합니다. 적지 않으면 들어가지 못할 수 있습니다."),
        ),
        Reason.TOMORROW: (
            _("견학이 곧 출발합니다"),
            _("아래 시각까지 모이는 곳으로 와 주세요. 오실 수 없으면 지금 알려 주세요."),
        ),
        Reason.MOVED: (
            _("견학 시각이 바뀌었습니다"),
            _("신청은 그대로 있습니다. 바뀐 시각에 오실 수 없으면 취소해 주세요."),
        ),
    }[reason]
