"""The list that a host gets: who comes or would like to, told in nothing but what each has agreed to."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _, gettext_lazy

from pobatt.dates import moment
from pobatt.phone import shown
from program.publication import active_language
from registration.models import Consent, Purpose
from registration.places import database_now
from visits.consent import current_text, items_of
from visits.details import in_words
from visits.items import DETAILS, HELPER, NATIONALITY
from visits.models import Booking, BookingState, Detail, ListEntry, ListVersion, SiteVisit

SHORT = {
    Detail.DOCUMENT: gettext_lazy("가져올 신분증"),
    Detail.COUNTRY: gettext_lazy("국적 국가"),
    Detail.BIRTH_DATE: gettext_lazy("생년월일"),
    Detail.SHOE_SIZE: gettext_lazy("안전화 치수"),
    Detail.CAR_PLATE: gettext_lazy("차량 번호"),
}


def _told_later(item: str) -> Callable[[Booking], str]:
    return lambda booking: in_words(booking)[item]


# By its name in the consent text: how it is called, and where it comes from.
ITEMS: Mapping[str, tuple[Any, Callable[[Booking], str]]] = {
    "성명": (gettext_lazy("성명"), lambda booking: booking.attendee.name),
    "소속": (gettext_lazy("소속"), lambda booking: booking.attendee.affiliation),
    "부서": (gettext_lazy("부서"), lambda booking: booking.attendee.department),
    "직위": (gettext_lazy("직위"), lambda booking: booking.attendee.position),
    "휴대전화번호": (gettext_lazy("휴대전화"), lambda booking: shown(booking.attendee.phone)),
    NATIONALITY.ko: (gettext_lazy("국적"), lambda booking: booking.nationality),
    HELPER.ko: (gettext_lazy("동반 지원인"), lambda booking: booking.helper_name),
    **{item.ko: (SHORT[detail], _told_later(item.ko)) for detail, item in DETAILS.items()},
}
NATIONALITIES = {"korean": gettext_lazy("대한민국"), "foreign": gettext_lazy("외국")}


@dataclass(frozen=True)
class Line:
    """One person: what is told of them, and what is new of it since the version before."""

    booking: Booking
    told: Mapping[str, str]  # by item, the same in every language
    is_added: bool = False
    changed: tuple[str, ...] = ()  # the items that are told differently

    @property
    def cells(self) -> list[str]:
        """Return what is told, in words."""
        return [str(NATIONALITIES.get(value, value)) for value in self.told.values()]

    @property
    def code(self) -> str:
        """Return the number of the registration."""
        return self.booking.attendee.code

    @property
    def name(self) -> str:
        """Return the first that is told, the name."""
        return self.told["성명"]

    @property
    def facts(self) -> str:
        """Return the others in one line."""
        return " · ".join(filter(None, self.cells[1:]))

    @property
    def is_in_review(self) -> bool:
        """Say whether the host's word is waited for."""
        return self.booking.state == BookingState.REVIEW

    @property
    def state(self) -> str:
        """Return what the host has said so far, in words."""
        return _("답을 기다림") if self.is_in_review else _("참가 예정")

    @property
    def change(self) -> str:
        """Return what is new, in words; "" for nothing."""
        if self.is_added:
            return _("추가")
        what = ", ".join(str(ITEMS[item][0]) for item in self.changed)
        return _("변경: %(what)s") % {"what": what} if what else ""


@dataclass(frozen=True)
class HostList:
    """The list of a visit at a moment; `version` is None until it is fixed."""

    visit: SiteVisit
    titles: tuple[str, ...]
    lines: list[Line]
    gone: list[Line]  # stood on the version before; the name only while the person agrees to its being told
    version: ListVersion | None
    made_at: datetime

    @property
    def codes(self) -> list[str]:
        """Return the numbers of everybody of whom something is told."""
        return [line.code for line in [*self.lines, *self.gone]]

    @property
    def in_review(self) -> int:
        """Return how many wait for the host's word."""
        return sum(line.is_in_review for line in self.lines)

    @property
    def status(self) -> str:
        """Return which version it is, in words."""
        if self.version is None:
            return _("확정 전 명단")
        at = moment(self.version.made_at.astimezone(self.visit.conference.zone), active_language())
        return _("확정 명단 제%(number)s판 (%(at)s)") % {"number": self.version.number, "at": at}

    @property
    def changes(self) -> str:
        """Return what has changed since the version before, in words; "" when there was none."""
        if self.version is None or self.version.number == 1:
            return ""
        return _("제%(before)s판에서 바뀐 것: 추가 %(added)s, 빠짐 %(gone)s, 변경 %(changed)s") % {
            "before": self.version.number - 1,
            "added": sum(line.is_added for line in self.lines),
            "gone": len(self.gone),
            "changed": sum(bool(line.changed) for line in self.lines),
        }


def host_list(visit: SiteVisit) -> HostList:
    """Return the list as it is; once it is fixed, whatever differs from its last version makes the next one."""
    with transaction.atomic():
        visit = SiteVisit.objects.locked().get(pk=visit.pk)
        now = database_now()
        items = [item for item in items_of(current_text(visit)) if item in ITEMS]
        agreed = _agreed(visit)
        every = Booking.objects.told_to_the_host(visit)
        lines = [Line(row, _told(row, items, agreed)) for row in every if row.attendee_id in agreed]
        version = _version(visit, lines, now) if visit.list_is_locked(now) else None
        before = _entries(visit, version.number - 1) if version else {}
        missing = set(before) - {line.booking.pk for line in lines}
        gone = Booking.objects.filter(pk__in=missing).select_related("attendee").order_by("pk")
        return HostList(
            visit=visit,
            titles=tuple(str(ITEMS[item][0]) for item in items),
            lines=[_marked(line, before) for line in lines] if before else lines,
            gone=[Line(row, {"성명": _told(row, items, agreed)["성명"]}) for row in gone],
            version=version,
            made_at=now,
        )


def _agreed(visit: SiteVisit) -> dict[int, Collection[str]]:
    """Return by person what they have agreed to be told to the host."""
    consents = Consent.objects.in_force().filter(
        text__purpose=Purpose.HOST, text__subject=visit.consent_subject
    )
    return {
        consent.attendee_id: items_of(consent.text)
        for consent in consents.select_related("text").order_by("given_at", "pk")
    }


def _told(booking: Booking, items: list[str], agreed: Mapping[int, Collection[str]]) -> dict[str, str]:
    may_tell = agreed.get(booking.attendee_id, ())
    return {item: ITEMS[item][1](booking) if item in may_tell else "" for item in items}


def _digests(line: Line) -> dict[str, str]:
    """Return a keyed digest of each thing told: enough to see that it has changed, and nothing to read."""
    return {
        item: salted_hmac("visits.host_list", f"{line.booking.pk}\0{item}\0{value}").hexdigest()[:16]
        for item, value in line.told.items()
    }


def _version(visit: SiteVisit, lines: list[Line], now: datetime) -> ListVersion:
    """Return the last version, or the next one when the list has changed; the visit is locked already."""
    told = {line.booking.pk: _digests(line) for line in lines}
    last = ListVersion.objects.of(visit).first()
    if last is not None and _entries(visit, last.number) == told:
        return last
    made = ListVersion.objects.create(visit=visit, number=last.number + 1 if last else 1, made_at=now)
    ListEntry.objects.bulk_create(
        ListEntry(version=made, booking_id=key, digests=digests) for key, digests in told.items()
    )
    return made


def _entries(visit: SiteVisit, number: int) -> dict[int, dict[str, str]]:
    entries = ListEntry.objects.filter(version__visit=visit, version__number=number)
    return dict(entries.values_list("booking_id", "digests"))


def _marked(line: Line, before: Mapping[int, Mapping[str, str]]) -> Line:
    then = before.get(line.booking.pk)
    if then is None:
        return replace(line, is_added=True)
    return replace(line, changed=tuple(item for item, now in _digests(line).items() if then.get(item) != now))
