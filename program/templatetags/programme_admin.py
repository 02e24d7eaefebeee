"""What the admin's first page says about the programme."""

from dataclasses import dataclass

from django import template

from program.models import Conference, Release
from program.release import Draft, draft, latest

register = template.Library()


@dataclass(frozen=True)
class State:
    """The current conference, what is public of it, and what publishing now would do."""

    conference: Conference
    public: Release | None
    draft: Draft


@register.simple_tag
def programme_state() -> State | None:
    """Return the state of the current conference's programme, None without one."""
    conference = Conference.objects.current().first()
    return State(conference, latest(conference), draft(conference)) if conference else None
