"""What visits add to the list of attendees: a question, columns, and the list for a host."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Exists, F, Func, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat

from pobatt.dates import short_day
from program.models import Conference
from registration.export_columns import RUNNING_NUMBER, TEXT, ExportColumn, local, words_of
from registration.export_presets import Preset
from registration.list_questions import Answered, Asked, ListQuestion, always
from registration.models import Consent, ConsentText, Download, Purpose
from visits.consent import items_of
from visits.models import Booking, BookingState, HeadCount, SiteVisit

WAITING = "waiting-"  # before a visit's address name: who has no seat yet
COLUMN_OF = {
    "성명": "name",
    "소속": "affiliation",
    "부서": "department",
    "직위": "position",
    "휴대전화번호": "phone",
    "국적 구분(대한민국/외국)": "visit_nationality",
}  # by the names of the consent text's items; what is not here is asked later and told to the host by its own link


def _mine() -> Any:
    return Booking.objects.live().filter(attendee=OuterRef("pk"))


def _answers(conference: Conference) -> list[Answered]:
    found = [
        Answered("any", "견학 신청함", always(Q(Exists(_mine())))),
        Answered("none", "견학 신청 안 함", always(~Q(Exists(_mine())))),
    ]
    for visit in SiteVisit.objects.of(conference).in_order():
        words = f"{visit} {short_day(visit.departs_at.astimezone(conference.zone).date(), 'ko')}"
        seated = Q(Exists(_mine().confirmed().filter(visit=visit.pk)))
        waiting = Q(Exists(_mine().exclude(state=BookingState.CONFIRMED).filter(visit=visit.pk)))
        found.append(Answered(visit.slug, f"{words} 확정", always(seated)))
        found.append(Answered(f"{WAITING}{visit.slug}", f"{words} 대기·심사", always(waiting)))
    return found


QUESTION = ListQuestion("visit", "현장견학", _answers)


def columns(conference: Conference) -> list[ExportColumn]:
    """Return the columns that tell of somebody's visits; of several ones they stand in the same order."""
    visits = _joined(Concat(F("visit__host_ko"), Value(" "), F("visit__site_ko"), output_field=TEXT))
    consents = (
        Consent.objects.in_force().filter(attendee=OuterRef("pk"), text__purpose=Purpose.HOST).order_by()
    )
    day = Func(
        local(conference, F("given_at")), Value("YYYY-MM-DD HH24:MI"), function="to_char", output_field=TEXT
    )
    version = Concat(day, Value(" 제"), F("text__version"), Value("판"), output_field=TEXT)
    agreed = consents.values("attendee").annotate(words=StringAgg(version, ", ", order_by="given_at"))
    return [
        ExportColumn("visits", "현장견학", visits, 26),
        ExportColumn("visit_states", "견학상태", _joined(words_of("state", BookingState.choices)), 12),
        ExportColumn("visit_bus", "버스", _joined(F("bus_seat__bus__name")), 10),
        ExportColumn("visit_came", "견학참석", _came(), 9),
        ExportColumn("host_consent", "제3자제공동의(일시·버전)", Subquery(agreed.values("words")), 26),
        ExportColumn("visit_nationality", "견학 국적구분", _nationality(), 12),
    ]


def _joined(words: Any) -> Subquery:
    """Return what is to be told of each of somebody's live bookings, in one text."""
    each = _mine().order_by().values("attendee")
    told = each.annotate(words=StringAgg(words, ", ", order_by=("visit__departs_at", "pk")))
    return Subquery(told.values("words"), output_field=TEXT)


def _came() -> Case:
    counted = HeadCount.objects.filter(booking__attendee=OuterRef("pk"), way=HeadCount.Way.OUT, is_there=True)
    return Case(When(Exists(counted), then=Value("참석")), default=Value(""), output_field=TEXT)


def _nationality() -> Subquery:
    each = _mine().exclude(nationality="").order_by().values("attendee").annotate(kind=Max("nationality"))
    return Subquery(each.values_list(words_of("kind", Booking.Nationality.choices)), output_field=TEXT)


def visit_asked_for(asked: Asked) -> SiteVisit | None:
    """Return the visit whose seats a list asks for."""
    return SiteVisit.objects.of(asked.conference).called(asked.answers.get("visit", "")).first()


def for_the_host(attendees: Any, asked: Asked) -> Any:
    """Keep who has a seat on the visit that is asked for, and agrees to the host's being told."""
    visit = visit_asked_for(asked)
    if visit is None:
        return attendees.none()
    told = Consent.objects.in_force().filter(
        attendee=OuterRef("pk"), text__purpose=Purpose.HOST, text__subject=visit.consent_subject
    )
    return attendees.confirmed().filter(Exists(told))


def told_to_the_host(asked: Asked) -> list[str]:
    """Return the columns that everybody on the list has agreed to: what each text that still holds says."""
    visit = visit_asked_for(asked)
    texts = ConsentText.objects.filter(
        purpose=Purpose.HOST, subject=visit.consent_subject if visit else "", consents__withdrawn_at=None
    ).distinct()
    agreed = [set(items_of(text)) for text in texts]
    items = set.intersection(*agreed) if agreed else {"성명"}
    return [RUNNING_NUMBER, *(column for item, column in COLUMN_OF.items() if item in items)]


def visits_to_choose(asked: Asked) -> list[tuple[str, Asked]]:
    """Return the visits of which one has to be chosen, unless one is."""
    if visit_asked_for(asked) is not None:
        return []
    visits = SiteVisit.objects.of(asked.conference).in_order()
    return [(str(visit), asked._replace(answers=asked.answers | {"visit": visit.slug})) for visit in visits]


PRESET = Preset(
    "host",
    "견학 기업 제출용",
    "한 견학의 확정자 가운데 제3자 제공에 동의한 사람을, 동의한 항목만.",
    told_to_the_host,
    Download.Reason.HOST,
    concerns="견학이 확정되고 제3자 제공에 동의한 참가자만",
    only=for_the_host,
    is_closed=True,
    first_answers=visits_to_choose,
)
