"""What apps above add to my page and to the desk: they say so in their `ready()`."""

from collections.abc import Callable
from typing import NamedTuple

from icalendar import Event

from registration.models import Attendee


class Panel(NamedTuple):
    """A part of a page: a template, and what it shows of an attendee; None leaves it out."""

    template: str
    context_of: Callable[[Attendee], dict[str, object] | None]


my_page: list[Panel] = []
calendar_entries: list[Callable[[Attendee], list[Event]]] = []  # beside the days of attendance


def panels_of(attendee: Attendee) -> list[tuple[str, dict[str, object]]]:
    """Return the panels that have something to say, in the order in which they were declared."""
    shown = ((panel.template, panel.context_of(attendee)) for panel in my_page)
    return [(template, context) for template, context in shown if context is not None]
