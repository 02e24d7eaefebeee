"""What apps above add to the form of registration: they say so in their `ready()`.

One form is sent, and one transaction takes everything: the place at the conference, and what the parts wish for.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from django import forms
from django.http import HttpRequest

from registration.models import Attendee, RegistrationSettings


class FormPart(Protocol):
    """The fields of another app within the form, for one request."""

    name: str  # of the door
    template: str  # draws the part; it is given `part` and `form`
    fields: dict[str, forms.Field]

    def clean(self, form: forms.Form) -> None:
        """Look at what was filled in, and put what is wrong at its field."""

    def wish(self) -> dict[str, Any]:
        """Return what was filled in, as JSON has it; {} for nothing."""


class Door(NamedTuple):
    """An app's part in registering.

    `stock_of(request, registration)` returns what there is to choose from, the same for everybody and good for a
    second, or None for nothing; `part_of(stock, language)` the part of one request. `take(attendee, wish)` runs in the
    transaction that takes the place, the person locked; it returns sentences for the visitor, in the language of the
    page, and raises `RegistrationRefused`.
    """

    name: str
    stock_of: Callable[[HttpRequest, RegistrationSettings], Any]
    part_of: Callable[[Any, str], FormPart]
    take: Callable[[Attendee, dict[str, Any]], list[str]]


doors: list[Door] = []


def stocks_of(request: HttpRequest, registration: RegistrationSettings) -> dict[str, Any]:
    """Return what there is to choose from, by the doors' names."""
    stocks = {door.name: door.stock_of(request, registration) for door in doors}
    return {name: stock for name, stock in stocks.items() if stock is not None}


def parts_of(stocks: dict[str, Any], language: str) -> list[FormPart]:
    """Return the parts of one request, fresh."""
    return [door.part_of(stocks[door.name], language) for door in doors if door.name in stocks]


def take_all(attendee: Attendee, wishes: dict[str, dict[str, Any]], *, is_new: bool) -> list[str]:
    """Take what is wished for; a form sent again for the same registration takes back what it wished before."""
    asked = [door for door in doors if not is_new or door.name in wishes]
    return [sentence for door in asked for sentence in door.take(attendee, wishes.get(door.name, {}))]
