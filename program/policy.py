"""What the site itself knows for the privacy policy (개인정보 보호법 제30조), beside what organisers write there.

A door: an app above that handles personal data says in its `ready()` which parts it knows, with `tells_policy`. A part
that nobody knows anything of is left out, so that the policy never states what is not so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pobatt.localized import Text, pick
from program.models import Conference
from program.public.contact import contact_of


@dataclass(frozen=True)
class Fact:
    """A term and what holds for it; in Korean where nobody has translated it."""

    term: str
    words: Text


@dataclass(frozen=True)
class PolicyPart:
    """A heading of the policy with its facts; `order` places it among those of other apps."""

    order: int
    anchor: str
    title: str
    facts: tuple[Fact, ...]


Teller = Callable[[Conference, str], Iterable[PolicyPart]]
tellers: list[Teller] = []


def tells_policy(teller: Teller) -> Teller:
    """Add a function that returns, for a conference and a language, the parts that it knows."""
    tellers.append(teller)
    return teller


def parts_of(conference: Conference, language: str) -> list[PolicyPart]:
    """Return every part that somebody knows something of, in order."""
    parts = [part for teller in tellers for part in teller(conference, language) if part.facts]
    return sorted(parts, key=lambda part: part.order)


@tells_policy
def processors(conference: Conference, language: str) -> Iterable[PolicyPart]:
    """Tell who handles data on behalf of the city (제26조)."""
    again = _("재수탁자")
    facts = tuple(
        Fact(f"{name} ({again})" if row.is_subprocessor else str(name), pick(vars(row), "work", language))
        for row in conference.processors.all()
        for name in [pick(vars(row), "name", language)]
    )
    yield PolicyPart(50, "processors", _("개인정보 처리 위탁"), facts)


@tells_policy
def officer(conference: Conference, language: str) -> Iterable[PolicyPart]:
    """Tell who answers for the data, and whom to ask (제31조)."""
    contact = contact_of(conference, language)
    told = (
        (_("개인정보 보호책임자"), pick(vars(conference), "privacy_officer", language)),
        (_("담당 부서"), contact.department),
        (_("전화"), Text(contact.phone, language=language, wanted=language)),
        (_("이메일"), Text(contact.email, language=language, wanted=language)),
    )
    facts = tuple(Fact(term, words) for term, words in told if words)
    yield PolicyPart(80, "officer", _("개인정보 보호책임자와 문의처"), facts)
