"""What visitors tell once they have a seat: only what this host requires, encrypted, until it is destroyed."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pobatt.encryption import Undecipherable
from registration.attendee_form import known_countries
from registration.models import Attendee
from registration.places import database_now, write
from registration.purge import Counts, purges
from visits.booking import changing, live_booking
from visits.consent import agree, current_text, has_agreed
from visits.items import DETAILS, DOCUMENTS
from visits.models import Booking, Detail, SiteVisit, VisitorDetails
from visits.refusal import BookingRefused, Refusal, list_is_fixed
from visits.telling import Reason, tell

REMINDED = (timedelta(days=3), timedelta(days=1))  # before they are due


def details_refusal(booking: Booking | None, now: datetime) -> Refusal | None:
    """Return why somebody cannot tell their details at a moment, or None."""
    if booking is None or not booking.visit.details:
        return Refusal("no-details", _("이 견학은 더 적을 것이 없습니다."))
    if booking.held_until or not booking.is_seated_for_good:
        return Refusal("no-seat", _("자리를 받은 뒤에 적습니다. 자리가 나면 메일로 알려 드립니다."))
    if now >= booking.visit.departs_at:
        return Refusal("closed", _("이미 출발한 견학입니다."))
    return list_is_fixed(booking, now)


def fill_in(
    attendee: Attendee, visit: SiteVisit, values: dict[str, Any], text_id: int, language: str
) -> None:
    """Keep what a visitor tells, under the host's text that stands now; raises `BookingRefused`."""
    with changing(attendee, visit) as locked:
        now = database_now()
        booking = live_booking(attendee, locked[visit.pk])
        no = details_refusal(booking, now)
        if booking is None or no:
            raise BookingRefused(no or Refusal("no-seat", ""))
        agree(attendee, locked[visit.pk], text_id, language, now)
        details = VisitorDetails.objects.filter(booking=booking).first() or VisitorDetails(booking=booking)
        details.values, details.filled_in_at = values, now
        details.save()


def told_by(booking: Booking) -> dict[str, Any]:
    """Return what a visitor has told, by the names of `Detail`; {} when nothing, or when its key is gone."""
    details: VisitorDetails | None = getattr(booking, "details", None)
    try:
        return {name: value for name, value in details.values.items() if value} if details else {}
    except Undecipherable:
        return {}


def in_words(booking: Booking, language: str = "ko") -> dict[str, str]:
    """Return what was told, by its name in the Korean consent text, as a host reads it."""
    told = told_by(booking)
    words = {
        Detail.DOCUMENT: str(dict(DOCUMENTS).get(told.get("document", ""), "")),
        Detail.COUNTRY: dict(known_countries(language)).get(told.get("country", ""), ""),
        Detail.BIRTH_DATE: told.get("birth_date", ""),
        Detail.SHOE_SIZE: f"{told['shoe_size']} mm" if "shoe_size" in told else "",
        Detail.CAR_PLATE: told.get("car_plate", ""),
    }
    return {item.ko: words[detail] for detail, item in DETAILS.items()}


def must_agree_again(attendee: Attendee, visit: SiteVisit) -> bool:
    """Say whether the host's text has changed since the attendee agreed to it."""
    return not has_agreed(attendee, current_text(visit))


def remind(visit: SiteVisit, now: datetime) -> None:
    """Remind who has a seat and has told nothing yet: once at each of the moments, however often this runs."""
    due_at = visit.details_due_at
    if not visit.details or due_at is None or now >= due_at:
        return
    begun = [due_at - before for before in REMINDED if due_at - before <= now]
    if not begun:
        return
    with transaction.atomic():
        not_since = Q(details_asked_at__lt=max(begun)) | Q(details_asked_at=None)
        missing = Booking.objects.of(visit).seated_for_good().filter(not_since, details=None)
        for booking in missing.select_related("attendee__user", "visit__conference").select_for_update(
            of=("self",), skip_locked=True
        ):
            write(booking, details_asked_at=now)
            tell(booking, Reason.DETAILS)


@purges("방문자 상세 정보", "견학 뒤 보관 기간이 끝남 (개인정보 보호법 제21조)")
def destroy_details(now: datetime) -> Counts:
    """Destroy what visitors told for visits whose days of keeping are over."""
    over = [
        visit.pk
        for visit in SiteVisit.objects.in_order().filter(bookings__details__isnull=False).distinct()
        if visit.details_destroyed_on < timezone.localdate(now, visit.conference.zone)
    ]
    return VisitorDetails.objects.filter(booking__visit__in=over).delete()[1]


def birth_date_is_old_enough(born: date, visit: SiteVisit) -> bool:
    """Say whether somebody born on a day has the host's minimum age on the day of the visit."""
    day = visit.departs_at.astimezone(visit.conference.zone).date()
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return age >= (visit.minimum_age or 0)
