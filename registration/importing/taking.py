"""Compare a file with who is registered, and take it: all of it in one transaction, or nothing."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from pobatt.hangul import folded
from pobatt.masking import mask_phone
from registration.conference_places import places_of, settle
from registration.consent_texts import current_texts
from registration.importing.columns import COLUMNS, words_of
from registration.importing.reading import PeopleFile, Person
from registration.invitations import invite
from registration.mailboxes import account_of, lock_address, make_account
from registration.models import Attendee, Consent, Question, RegistrationSettings
from registration.models.attendee import code_of
from registration.places import database_now
from registration.telling import Reason, tell

WAYS = dict(Attendee.Attendance.choices)
KEPT = ("email", "attendance", "consent_way")  # what a file never changes of who is registered already


class ImportRefused(Exception):
    """Says in a sentence why nobody was brought in."""


@dataclass
class Match:
    """A person of the file, and who is registered already and may be the same."""

    person: Person
    known: Attendee | None = None
    why: str = ""  # '같은 이메일', '같은 휴대전화', '같은 이름과 소속'
    differences: list[tuple[str, str, str]] = field(default_factory=list)  # heading, now, in the file

    @property
    def is_same_address(self) -> bool:
        """Say whether it is this registration, and no other."""
        return self.known is not None and self.known.email == self.person.fields["email"]

    @property
    def badge(self) -> str:
        """Return the kind of badge in words."""
        return words_of("badge", Attendee(**self.person.fields))

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """Return the differences as the page shows them: telephones masked, as everywhere."""
        return [
            (heading, mask_phone(now), mask_phone(wanted))
            if heading == "휴대전화"
            else (heading, now, wanted)
            for heading, now, wanted in self.differences
        ]

    @property
    def kind(self) -> str:
        """Return 'new', 'same', 'differs' or 'similar'."""
        if self.known is None:
            return "new"
        if not self.is_same_address:
            return "similar"
        return "differs" if self.differences else "same"


def compare(file: PeopleFile, registration: RegistrationSettings) -> list[Match]:
    """Return every person with who may be the same: by address, telephone, or name and affiliation."""
    by_email: dict[str, Attendee] = {}
    by_phone: dict[str, Attendee] = {}
    by_name: dict[tuple[str, str], Attendee] = {}
    for attendee in Attendee.objects.of(registration.conference).live().order_by("-pk"):
        by_email[attendee.email] = by_phone[attendee.phone] = attendee
        by_name[folded(attendee.name), folded(attendee.affiliation)] = attendee
    found = []
    for person in file.people:
        fields = person.fields
        name = folded(fields["name"]), folded(fields["affiliation"])
        if known := by_email.get(fields["email"]):
            found.append(Match(person, known, "같은 이메일", _differences(person, known)))
        elif known := by_phone.get(fields["phone"]):
            found.append(Match(person, known, "같은 휴대전화"))
        else:
            known = by_name.get(name)
            found.append(Match(person, known, "같은 이름과 소속" if known else ""))
    return found


def _differences(person: Person, known: Attendee) -> list[tuple[str, str, str]]:
    wanted = Attendee(**person.fields)
    return [
        (column.heading, words_of(column.field, known), words_of(column.field, wanted))
        for column in COLUMNS
        if column.field not in KEPT and getattr(known, column.field) != getattr(wanted, column.field)
    ]


@transaction.atomic
def take(file: PeopleFile, registration: RegistrationSettings, chosen: set[int]) -> Counter[str]:
    """Bring in who is new, and of the others those whose row is `chosen`; return counts by what became of them.

    A chosen row with a known address changes that registration; one that is only similar is another person. Raises
    `ImportRefused`, and changes nothing, when there are not places for all.
    """
    for person in sorted(file.people, key=lambda person: str(person.fields["email"])):
        lock_address(person.fields["email"])
    registration = RegistrationSettings.objects.locked().get(pk=registration.pk)
    settle(registration)
    done: Counter[str] = Counter()
    entering = []
    for match in compare(file, registration):
        is_chosen = match.person.number in chosen
        if match.kind == "new" or (match.kind == "similar" and is_chosen):
            entering.append(match.person)
        elif match.kind == "differs" and is_chosen:
            assert match.known is not None
            _change(match.known, match.person)
            done["changed"] += 1
        else:
            done["same" if match.kind == "same" else "skipped"] += 1
    refuse_when_full(registration, [person.fields for person in entering])
    _enter_all(entering, registration)
    done["added"] = len(entering)
    return done


def refuse_when_full(registration: RegistrationSettings, entering: list[dict[str, Any]]) -> None:
    """Raise `ImportRefused` when more would come in than there are places."""
    for attendance, number in sorted(Counter(fields["attendance"] for fields in entering).items()):
        left = places_of(registration, attendance).left()
        if number > left:
            raise ImportRefused(
                f"{WAYS[attendance]} 자리가 {left}개 남았는데 파일에는 새로 {number}명이 있습니다. "
                "정원을 늘리거나 파일에서 줄이세요. 아무도 가져오지 않았습니다."
            )


def _change(known: Attendee, person: Person) -> None:
    names = [column.field for column in COLUMNS if column.field not in KEPT]
    for name in names:
        setattr(known, name, person.fields[name])
    known.save(update_fields=names)


def _enter_all(people: list[Person], registration: RegistrationSettings) -> None:
    texts = current_texts(registration, list(Question.objects.asked().of(registration.conference)))
    needed = [text for text in texts if text.is_needed]
    now = database_now()
    for person in people:
        email = person.fields["email"]
        registration.last_number += 1
        attendee = Attendee(
            **person.fields,
            conference=registration.conference,
            user=account_of(email) or make_account(email),
            number=registration.last_number,
            code=code_of(registration.code_prefix, registration.last_number),
            origin=Attendee.Origin.IMPORT,
            submitted_at=now,
        )
        if not places_of(registration, attendee.attendance).admit(attendee, now):
            raise ImportRefused(f"{WAYS[attendee.attendance]} 정원이 찼습니다. 아무도 가져오지 않았습니다.")
        attendee.save()
        if attendee.consent_way == Attendee.ConsentWay.PAPER:
            Consent.objects.bulk_create(
                Consent(attendee=attendee, text=text, language=attendee.language, given_at=now)
                for text in needed
            )
            tell(attendee, registration, Reason.CONFIRMED)
        else:
            invite(attendee, registration)
    registration.save(update_fields=["last_number"])
