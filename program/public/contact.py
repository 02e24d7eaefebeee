"""Whom to ask: the same facts at the same place of every page (KWCAG 2.2, 찾기 쉬운 도움 정보)."""

import re
from dataclasses import dataclass

from pobatt.localized import Text, pick
from program.models import Conference


@dataclass(frozen=True)
class Contact:
    """The office of a conference; what is unknown is empty."""

    department: Text
    phone: str
    hours: Text
    email: str

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(self.department or self.phone or self.email)

    @property
    def dial(self) -> str:
        """Return the number as a telephone dials it (RFC 3966)."""
        return re.sub(r"[^0-9+]", "", self.phone)


def contact_of(conference: Conference, language: str) -> Contact:
    """Return the conference's contact."""
    facts = vars(conference)
    return Contact(
        department=pick(facts, "department", language),
        phone=conference.phone,
        hours=pick(facts, "phone_hours", language),
        email=conference.email,
    )
