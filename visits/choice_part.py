"""The part of the registration form that asks who comes to the venue for a first and a second choice of visit."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from registration.applications import RegistrationRefused
from registration.fields import Choices, PlainTextField
from registration.models import Attendee, ClaimState, ConsentText, RegistrationSettings
from visits.booking import Wish
from visits.choices import hold
from visits.consent import current_texts
from visits.forms import NATIONALITIES
from visits.models import Booking, BookingState, SiteVisit
from visits.refusal import BookingRefused, named, of_nationality
from visits.standing import VisitStanding, public_standings

DOOR = "visits"
FIRST, SECOND = "visit_first", "visit_second"


@dataclass(frozen=True)
class Offer:
    """A visit that can be chosen, with its host's text."""

    standing: VisitStanding
    text: ConsentText

    @property
    def visit(self) -> SiteVisit:
        """Return the visit."""
        return self.standing.visit

    @property
    def body(self) -> dict[str, Any]:
        """Return the host's card in the language of the page."""
        return self.text.body(self.standing.language)

    @property
    def label(self) -> str:
        """Return whether there are seats, then host, site, day and hours: a narrow list shows the beginning."""
        left = self.standing.left.number
        state = _("%(number)s석 남음") % {"number": left} if left else _("자리 없음, 대기 신청")
        return f"{state} · {named(self.visit)}"


class ChoicePart:
    """Fields, their errors, and what was wished for."""

    name, template = DOOR, "visits/choices.html"

    def __init__(self, offers: list[Offer], language: str) -> None:
        self.offers = {offer.visit.slug: offer for offer in offers}
        self.language = language
        self.now: datetime = offers[0].standing.now
        self.chosen: list[Offer] = []
        self.given: dict[str, Any] = {}
        self.fields = self._fields()

    def _fields(self) -> dict[str, forms.Field]:
        labels = [(slug, offer.label) for slug, offer in self.offers.items()]
        fields: dict[str, forms.Field] = {FIRST: _select(_("1지망"), labels)}
        if len(labels) > 1:
            fields[SECOND] = _select(_("2지망"), labels)
            fields[SECOND].help_text = _(
                "1지망에 자리가 없으면 2지망의 자리를 잡고, 1지망은 대기 순서에 들어갑니다."
            )
        if any(offer.visit.asks_nationality for offer in self.offers.values()):
            fields["visit_nationality"] = forms.ChoiceField(
                label=_("국적"), required=False, choices=NATIONALITIES, widget=Choices,
                help_text=_("출입을 위해 국적을 확인하는 견학을 고른 분만."),
            )  # fmt: skip
        if any(offer.visit.minimum_age for offer in self.offers.values()):
            fields["visit_is_old_enough"] = forms.BooleanField(
                label=_("고른 견학의 나이 제한에 맞습니다"), required=False
            )
        fields["visit_helper"] = PlainTextField(
            label=_("동반 지원인 성명"), max_length=60, required=False,
            help_text=_(
                "이동이나 의사소통을 돕는 분과 함께 오실 때만, 그분의 동의를 받아 적어 주세요. 두 자리를 잡습니다."
            ),
        )  # fmt: skip
        fields["consent_visits"] = forms.BooleanField(
            label=_("고른 견학의 방문 기업에 위 항목을 제공하는 데 동의합니다"), required=False
        )
        fields["texts_visits"] = forms.CharField(widget=forms.HiddenInput, required=False)
        return fields

    @property
    def shown_texts(self) -> str:
        """Return which texts stand on the page."""
        return ",".join(str(offer.text.pk) for offer in self.offers.values())

    def clean(self, form: forms.Form) -> None:
        """Ask for what the chosen visits need; who takes part online has chosen none."""
        self.given = form.cleaned_data
        self.chosen = self._chosen(form) if self.given.get("attendance") == Attendee.Attendance.ONSITE else []
        for offer in self.chosen:
            self._check(form, offer)
        if self.chosen and not self.given.get("consent_visits"):
            form.add_error(
                "consent_visits",
                _("동의해 주셔야 견학을 신청할 수 있습니다. 견학을 고르지 않아도 등록됩니다."),
            )
        if self.chosen and self.given.get("texts_visits") != self.shown_texts:
            form.add_error(None, _("그사이 동의문이 바뀌었습니다. 바뀐 글을 읽고 다시 보내 주세요."))

    def _chosen(self, form: forms.Form) -> list[Offer]:
        first, second = self.given.get(FIRST), self.given.get(SECOND)
        if first and first == second:
            form.add_error(SECOND, _("1지망과 다른 견학을 고르거나 비워 두세요."))
        return [self.offers[slug] for slug in (first, second) if slug]

    def _check(self, form: forms.Form, offer: Offer) -> None:
        """Put at its field what this visit needs and is not there; once, whichever choice needs it."""
        visit, nationality = offer.visit, self.given.get("visit_nationality", "")
        if visit.asks_nationality and not nationality and not form.has_error("visit_nationality"):
            form.add_error(
                "visit_nationality", _("고른 견학은 방문 기업이 국적을 확인합니다. 국적을 골라 주세요.")
            )
        elif no := of_nationality(visit, nationality, self.now):
            form.add_error(FIRST if self.given.get(FIRST) == visit.slug else SECOND, no.words)
        if visit.minimum_age and not self.given.get("visit_is_old_enough"):
            words = _(
                "%(name)s: 만 %(age)s세 이상만 갈 수 있습니다. 맞으면 표시하고, 아니면 다른 견학을 골라 주세요."
            )
            form.add_error(
                "visit_is_old_enough", words % {"name": offer.standing.name, "age": visit.minimum_age}
            )

    def wish(self) -> dict[str, Any]:
        """Return the visits in order, each with the text that was agreed to, and what was told for them."""
        if not self.chosen:
            return {}
        return {
            "choices": [[offer.visit.pk, offer.text.pk] for offer in self.chosen],
            "nationality": self.given.get("visit_nationality", ""),
            "helper_name": self.given["visit_helper"],
            "language": self.language,
        }


def _select(label: str, labels: list[tuple[str, str]]) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, required=False, choices=[("", _("신청하지 않음")), *labels])
    field.error_messages["invalid_choice"] = _(
        "이 견학은 지금 신청할 수 없습니다. 다른 견학을 고르거나 비워 두세요."
    )
    return field


Stock = list[tuple[VisitStanding, ConsentText]]


def stock_of(request: HttpRequest, registration: RegistrationSettings) -> Stock | None:
    """Return the visits that can be booked now, or None: one query, and one for the texts."""
    standings = public_standings(request, registration.conference, "ko")
    bookable = [standing for standing in standings if standing.is_open]
    texts = current_texts([standing.visit for standing in bookable]) if bookable else {}
    return [(standing, texts[standing.visit.pk]) for standing in bookable] or None


def part_of(stock: Stock, language: str) -> ChoicePart:
    """Return the part of one request, in the language of its page."""
    return ChoicePart(
        [Offer(replace(standing, language=language), text) for standing, text in stock], language
    )


def take(attendee: Attendee, wish: dict[str, Any]) -> list[str]:
    """Hold what was wished for; return what to tell. Raises RegistrationRefused where a visit cannot be booked."""
    choices = wish.get("choices", [])
    if attendee.state != ClaimState.HELD:
        hold(attendee, [])
        words = _(
            "사전등록이 대기라서 견학은 아직 신청되지 않았습니다. 등록이 확정되면 견학 페이지에서 신청해 주세요."
        )
        return [words] if choices else []
    visits = {
        visit.pk: visit for visit in SiteVisit.objects.in_order().filter(pk__in=[pk for pk, _ in choices])
    }
    told = {name: wish.get(name, "") for name in ("language", "nationality", "helper_name")}
    try:
        held = hold(
            attendee, [(visits[pk], Wish(text_id, **told)) for pk, text_id in choices if pk in visits]
        )
    except BookingRefused as refused:
        raise RegistrationRefused(str(refused)) from refused
    gone = _(
        "고르신 견학 하나가 그사이 없어져 신청하지 못했습니다. 견학 페이지에서 다른 견학을 고를 수 있습니다."
    )
    return [_told(booking) for booking in held] + [gone] * (len(visits) < len(choices))


def _told(booking: Booking) -> str:
    if booking.state == BookingState.HELD:
        words = _("%(name)s: 자리를 60분 동안 잡아 두었습니다. 이메일을 확인하면 견학 신청도 함께 됩니다.")
    else:
        words = _("%(name)s: 자리가 없어 대기 순서에 들어갔습니다. 자리가 나면 메일로 알려 드립니다.")
    return words % {"name": named(booking.visit)}
