"""Read what our own schedule.json and schedule.xml carry beside the events (`program.feeds`): a whole programme.

Whatever does not have the right type is left as the event has it: a file is not ours because it says so.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from program.importing.foreign.moments import iso
from program.importing.foreign.programme import ForeignPerson, ForeignPlace, ForeignProgramme, ForeignSession
from program.importing.records import OrganisationRecord
from program.models import Organisation, Session

PLACE = ("name_ko", "name_en", "sign")
PERSON = ("name_ko", "name_en", "affiliation_ko", "affiliation_en", "position_ko", "position_en", "biography_ko",
          "biography_en")  # fmt: skip
CONFERENCE = ("short_name", "name_ko", "name_en", "theme_ko", "theme_en", "venue_ko", "venue_en", "city_ko", "city_en",
              "address_ko", "address_en", "time_zone")  # fmt: skip
ORGANISATION = ("role", "name_ko", "name_en", "url")
TEXTS = ("title_ko", "title_en", "abstract_ko", "abstract_en", "language")
FLAGS = ("is_interpreted", "is_invitation_only", "is_placeholder")


def read(content: Any, programme: ForeignProgramme) -> None:
    """Complete a programme with the content of its `pobatt` part."""
    if not isinstance(content, Mapping):
        return
    programme.form = f"{programme.form} (POBATT)"
    programme.has_markup = False
    programme.conference = _conference(_mapping(content.get("conference")))
    programme.rooms = [_place(row, place) for place, row in enumerate(_rows(content, "rooms"))]
    programme.tracks = [_place(row, place) for place, row in enumerate(_rows(content, "tracks"))]
    programme.organisations = [
        OrganisationRecord(f"기관 {number}", "", {**fields, "position": number})
        for number, row in enumerate(_rows(content, "organisations"), start=1)
        if (fields := _organisation(row))
    ]
    programme.people = [_person(row) for row in _rows(content, "speakers")]
    known = {session.key: session for session in programme.sessions}
    language = "en" if content.get("language") == "en" else "ko"
    for session in programme.sessions:
        _take_plainly(session, language)
    for uid, row in _mapping(content.get("sessions")).items():
        if str(uid) not in known:
            known[str(uid)] = ForeignSession(f"세션 {str(uid)[:36]}", key=str(uid)[:200])
            programme.sessions.append(known[str(uid)])
        _let_win(known[str(uid)], _mapping(row), programme)


def _take_plainly(session: ForeignSession, language: str) -> None:
    """Read an event as one of ours: its words are of the feed's language, and what is not said is empty."""
    other = "ko" if language == "en" else "en"
    for name in ("title", "abstract"):
        words = getattr(session, name)
        session.fields |= {
            f"{name}_{language}": words if isinstance(words, str) else "",
            f"{name}_{other}": "",
        }
        setattr(session, name, None)
    session.fields |= dict.fromkeys(FLAGS, False)
    if session.is_cancelled is None:
        session.is_cancelled = False


def _let_win(session: ForeignSession, row: Mapping[str, Any], programme: ForeignProgramme) -> None:
    session.fields |= {name: row[name] for name in TEXTS if isinstance(row.get(name), str)}
    session.fields |= {name: row[name] for name in FLAGS if isinstance(row.get(name), bool)}
    if row.get("kind") in Session.Kind.values:
        session.kind = row["kind"]
    if isinstance(row.get("slug"), str):
        session.slug = row["slug"]
    for name in ("room", "track", "parent"):
        if name in row:
            setattr(session, name, row[name] if isinstance(row[name], str) else "")
            session.fields |= {} if row[name] else {name: None}
    if isinstance(row.get("is_cancelled"), bool):
        session.is_cancelled = row["is_cancelled"]
    if isinstance(row.get("speakers"), list):
        session.persons = [_named(uid, session) for uid in row["speakers"] if isinstance(uid, str)]
    if isinstance(row.get("chair"), str):
        session.chair = _named(row["chair"], session)
    for name in ("starts_at", "ends_at"):
        if row.get(name):
            with suppress(ValueError):
                setattr(session, name, iso(row[name]))
    if row.get("slides_url"):
        programme.passed_over.append(
            f"{session.label}: 발표자료 링크는 연사의 동의를 확인하고 직접 넣으세요."
        )


def _named(uid: str, session: ForeignSession) -> ForeignPerson:
    return ForeignPerson(session.label, key=uid)


def _conference(row: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: row[name] for name in CONFERENCE if isinstance(row.get(name), str)}
    for name in ("starts_on", "ends_on"):
        with suppress(ValueError, TypeError):
            fields[name] = date.fromisoformat(row.get(name, ""))
    if isinstance(row.get("hours_are_provisional"), bool):
        fields["hours_are_provisional"] = row["hours_are_provisional"]
    for name in ("latitude", "longitude"):
        with suppress(ArithmeticError):
            if isinstance(row.get(name), str | int | float):
                fields[name] = Decimal(str(row[name]))
    if type(row.get("number")) is int:
        fields["number"] = row["number"]
    return fields


def _organisation(row: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: row[name] for name in ORGANISATION if isinstance(row.get(name), str)}
    is_one = fields.get("role") in Organisation.Role.values and (
        fields.get("name_ko") or fields.get("name_en")
    )
    return fields if is_one else {}


def _place(row: Mapping[str, Any], position: int) -> ForeignPlace:
    slug = row.get("slug")
    fields = {name: row[name] for name in PLACE if isinstance(row.get(name), str)}
    name = fields.get("name_ko") or fields.get("name_en")
    return ForeignPlace(name, slug if isinstance(slug, str) else "", {**fields, "position": position})


def _person(row: Mapping[str, Any]) -> ForeignPerson:
    uid, slug = row.get("uid"), row.get("slug")
    fields = {name: row[name] for name in PERSON if isinstance(row.get(name), str)}
    label = f"연사 '{(fields.get('name_ko') or fields.get('name_en') or '')[:40]}'"
    return ForeignPerson(
        label,
        key=uid if isinstance(uid, str) else "",
        slug=slug if isinstance(slug, str) else "",
        fields=fields,
    )


def _rows(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = content.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
