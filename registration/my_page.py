"""What my page and the ticket show, in the page's language."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from pobatt.dates import moment
from pobatt.localized import pick
from pobatt.phone import shown
from registration.attendee_form import CATEGORIES, REGIONS, known_countries
from registration.conference_places import places_of
from registration.models import Attendee, ClaimState, Consent, Message, NewsReader, RegistrationSettings
from registration.news import readers_of
from registration.panels import panels_of
from registration.streaming import stream_is_open
from registration.tickets import Ticket


class MyPage:
    """An attendee's own registration."""

    def __init__(self, attendee: Attendee, registration: RegistrationSettings, language: str) -> None:
        self.attendee = attendee
        self.registration = registration
        self.language = language
        self.now = attendee.asked_at

    @property
    def ticket(self) -> Ticket | None:
        """Return the ticket of who has a confirmed place."""
        return Ticket(self.attendee, self.language) if self.state == ClaimState.CONFIRMED else None

    @cached_property
    def state(self) -> ClaimState:
        """Return the state as the clock has it."""
        attendee = self.attendee
        until = attendee.offered_until if attendee.state == ClaimState.OFFERED else attendee.held_until
        over = (
            attendee.state in (ClaimState.HELD, ClaimState.OFFERED, ClaimState.WAITLISTED)
            and until is not None
            and until <= self.now
        )
        return ClaimState.EXPIRED if over else ClaimState(attendee.state)

    @property
    def words(self) -> str:
        """Return the state in words."""
        return {
            ClaimState.HELD: _("이메일 확인을 기다리고 있습니다"),
            ClaimState.CONFIRMED: _("등록이 확정되었습니다"),
            ClaimState.WAITLISTED: _("대기 중입니다"),
            ClaimState.OFFERED: _("자리가 났습니다"),
            ClaimState.CANCELLED: _("취소한 등록입니다"),
            ClaimState.EXPIRED: _("기한이 지난 신청입니다"),
        }[self.state]

    @property
    def cancel_words(self) -> str:
        """Return what giving up is called in this state."""
        words = {ClaimState.WAITLISTED: _("대기 취소"), ClaimState.OFFERED: _("사양하기")}
        return words.get(self.state, _("등록 취소"))

    @property
    def position(self) -> int:
        """Return the place in the line."""
        return places_of(self.registration, self.attendee.attendance).position(self.attendee)

    @property
    def offered_until(self) -> str:
        """Return until when an offered place can be taken."""
        return self._moment(self.attendee.offered_until)

    @property
    def may_edit(self) -> bool:
        """Say whether the answers can be changed."""
        return self.is_live and self.attendee.may_edit(self.registration, self.now)

    @property
    def may_apply_again(self) -> bool:
        """Say whether somebody without a live registration can fill in the form."""
        return not self.is_live and self.registration.is_open(self.now)

    @property
    def is_live(self) -> bool:
        """Say whether there is something to cancel."""
        return self.state in (
            ClaimState.HELD,
            ClaimState.CONFIRMED,
            ClaimState.WAITLISTED,
            ClaimState.OFFERED,
        )

    @property
    def edits_freeze(self) -> str:
        """Return when changes freeze, in words."""
        return self._moment(self.registration.edits_freeze_at)

    @property
    def stream_is_open(self) -> bool:
        """Say whether one can go in."""
        return stream_is_open(self.attendee, self.registration)

    @property
    def stream_opens(self) -> str:
        """Return when the stream's address appears."""
        return self._moment(self.registration.stream_opens_at)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Return what was filled in, by the names of the form."""
        attendee = self.attendee
        region = str(dict(REGIONS)[attendee.region])
        if attendee.country:
            region = (
                f"{region} ({dict(known_countries(self.language)).get(attendee.country, attendee.country)})"
            )
        attendance = _("현장") if attendee.is_onsite else _("온라인")
        days = ", ".join(words for _day, words in Ticket(attendee, self.language).days)
        facts: list[tuple[str, Any]] = [
            (_("성명"), attendee.name),
            (_("영문 성명"), attendee.name_en),
            (_("소속"), attendee.affiliation),
            (_("소속 소재지"), region),
            (_("부서"), attendee.department),
            (_("직위"), attendee.position),
            (_("휴대전화"), shown(attendee.phone)),
            (_("이메일"), attendee.email),
            (_("참가 구분"), dict(CATEGORIES)[attendee.category]),
            (_("참가 방법"), attendance),
            (_("참석일"), days),
        ]
        if attendee.is_onsite and self.registration.asks_for_receiver:
            facts.append((_("동시통역 수신기"), _("예") if attendee.needs_receiver else _("아니요")))
        return [(name, str(value)) for name, value in facts if value] + self._answers()

    def _answers(self) -> list[tuple[str, str]]:
        words = {"yes": _("예"), "no": _("아니요")}
        answers = []
        for answer in self.attendee.answers.select_related("question"):
            question = answer.question
            item = pick(vars(question), "item", self.language)
            shown_words = words | dict(question.choices(self.language))
            answers.append((str(item), shown_words.get(answer.value, answer.value)))
        return answers

    @property
    def consents(self) -> list[tuple[Consent, dict[str, Any], str]]:
        """Return every consent with its words, in the language of the page, and when it was given or withdrawn."""
        consents = self.attendee.consents.select_related("text")
        return [
            (
                consent,
                consent.text.body(self.language),
                self._moment(consent.withdrawn_at or consent.given_at),
            )
            for consent in consents
        ]

    @property
    def news_readers(self) -> list[NewsReader]:
        """Return what is still kept of earlier editions to send news."""
        return readers_of(self.attendee.user) if self.attendee.user else []

    @property
    def messages(self) -> list[tuple[Message, str]]:
        """Return the mails that were sent to the person and when, the newest first; codes are no letters."""
        letters = Message.objects.letters().filter(attendee=self.attendee)
        return [(letter, self.written_at(letter)) for letter in letters]

    def written_at(self, letter: Message) -> str:
        """Return when a mail was written, in words."""
        return self._moment(letter.queued_at)

    @property
    def panels(self) -> list[tuple[str, dict[str, object]]]:
        """Return what other apps show here."""
        return panels_of(self.attendee)

    def _moment(self, at: datetime | None) -> str:
        return moment(at.astimezone(self.registration.conference.zone), self.language) if at else ""
