"""What the form of registration is made of: how registration stands, what is asked, what is agreed to."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from pobatt.page_cache import changes_at
from pobatt.pieces import piece
from registration.consent_texts import current_texts
from registration.form_parts import stocks_of
from registration.models import ConsentText, Question
from registration.standing import Standing, current_standing


@dataclass(frozen=True)
class Offer:
    """The same for everybody; whoever takes a place asks the database again, under its lock."""

    standing: Standing
    questions: list[Question]
    texts: list[ConsentText]
    stocks: dict[str, Any]  # what other apps offer beside it, by their doors


def current_offer(request: HttpRequest) -> Offer | None:
    """Return what the current conference offers, a second old at most, or None where nobody has set it up."""
    return piece(request, "offer", lambda: _offer(request))


def _offer(request: HttpRequest) -> Offer | None:
    standing = current_standing()
    if standing is None:
        return None
    if standing.next_change:
        changes_at(request, standing.next_change)
    questions = list(Question.objects.asked().of(standing.registration.conference))
    texts = current_texts(standing.registration, questions)
    return Offer(standing, questions, texts, stocks_of(request, standing.registration))
