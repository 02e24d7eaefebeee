"""Read the lists that pretalx's API gives: speakers, submissions, or talks with their slots.

Both lists may come one after the other in any order: a person's `code` and a submission's stay the same. Who is not
confirmed is not public, and what was never accepted is no part of a programme. Addresses of people are not read.
"""

import re
from collections.abc import Mapping
from typing import Any

from program.importing.foreign.events import event_of, named, note
from program.importing.foreign.programme import (
    MOST_PEOPLE,
    TOO_MANY,
    ForeignPerson,
    ForeignProgramme,
    ForeignSession,
)
from program.importing.records import LoadingRefused
from program.models.conference import DAY_BEGINS_AT

Json = Mapping[str, Any]

LISTS = ("results", "submissions", "talks", "speakers")
TAKEN = {"confirmed", "accepted", "canceled", "cancelled", ""}
QUESTIONS = {
    "affiliation": re.compile(
        r"compan|organi[sz]ation|affiliation|institut|employer|소속|회사|firma|arbeitgeber", re.IGNORECASE
    ),
    "position": re.compile(r"\b(position|job|role)\b|직위|직함|beruf", re.IGNORECASE),
}


def is_pretalx(content: Any) -> bool:
    """Say whether the JSON is a list of people or submissions, bare or as `results`."""
    return any(
        isinstance(row, Mapping) and row.keys() & {"code", "name", "submission"} for row in _rows(content)
    )


def read_lists(content: Any) -> ForeignProgramme:
    """Return what the lists say. Raises LoadingRefused for rows that are neither people nor submissions."""
    programme = ForeignProgramme("pretalx")
    if len(_rows(content)) > MOST_PEOPLE:
        raise LoadingRefused(TOO_MANY)
    for number, row in enumerate(_rows(content), start=1):
        if not isinstance(row, Mapping):
            programme.errors.append(f"{number}번째: '이름: 값'으로 된 항목이어야 합니다.")
        elif isinstance(row.get("submission"), Mapping):
            _read_submission({**row["submission"], "slots": [row]}, programme)
        elif "title" in row or "submission_type" in row:
            _read_submission(row, programme)
        elif "name" in row or "submissions" in row:
            _read_speaker(row, f"speaker {_code(row) or number}", programme)
        else:
            programme.errors.append(f"{number}번째: 연사도 발표도 아닙니다 (name이나 title이 없음).")
    if isinstance(content, Mapping) and content.get("next"):
        programme.warnings.append("다음 쪽(next)이 있는 목록의 일부입니다. 나머지 쪽도 가져오세요.")
    if not (programme.sessions or programme.people or programme.passed_over or programme.errors):
        raise LoadingRefused("pretalx의 연사나 발표 목록이 아닙니다.")
    if any(isinstance(row, Mapping) and row.get("email") for row in _rows(content)):
        programme.passed_over.append("email: 개인정보여서 읽지 않았습니다.")
    return programme


def _rows(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    if isinstance(content, Mapping) and content and all(isinstance(row, Mapping) for row in content.values()):
        return list(content.values())
    if isinstance(content, Mapping):
        return [row for name in LISTS if isinstance(content.get(name), list) for row in content[name]]
    return []


def _read_speaker(row: Json, label: str, programme: ForeignProgramme) -> ForeignPerson:
    person = ForeignPerson(label, key=f"pretalx:{_code(row)}" if _code(row) else "")
    person.name, person.biography = row.get("name") or row.get("fullname"), row.get("biography")
    submissions = row.get("submissions")
    person.appears_in = [
        f"pretalx:{code}"
        for item in (submissions if isinstance(submissions, list) else [])
        if (code := _code(item))
    ]
    _read_answers(row, person, programme)
    if row.get("avatar") or row.get("avatar_url"):
        note(programme.passed_over, "연사의 사진은 읽지 않았습니다", label)
    programme.people.append(person)
    return person


def _read_submission(row: Json, programme: ForeignProgramme) -> None:
    code = _code(row)
    label = f"submission {code or len(programme.sessions) + 1}"
    state = str(row.get("state") or "").lower()
    if state not in TAKEN:
        note(
            programme.passed_over,
            f"상태가 '{state[:30]}'인 발표는 프로그램이 아니어서 읽지 않았습니다",
            label,
        )
        return
    slots = _slots(row)
    if not slots and row.get("slots"):
        note(
            programme.warnings,
            "slots에 번호만 있어 시간 없이 읽었습니다. expand=slots.room으로 받으면 시간이 있습니다",
            label,
        )
    elif not slots and row.get("duration"):
        note(programme.passed_over, "시간이 정해지지 않은 발표의 길이(duration)는 읽지 않았습니다", label)
    for number, slot in enumerate(slots or [{}], start=1):
        event = {
            "title": row.get("title"), "abstract": row.get("abstract"), "description": row.get("description"),
            "language": row.get("content_locale"), "type": _word(row.get("submission_type")),
            "track": _word(row.get("track")), "room": _word(slot.get("room")), "attachments": row.get("resources"),
            "code": f"{code}{f'#{number}' if number > 1 else ''}", "start": slot.get("start"), "end": slot.get("end"),
        }  # fmt: skip
        if event["start"] and not event["end"] and row.get("duration"):
            event["duration"] = row["duration"]
        event_of(
            {name: value for name, value in event.items() if value is not None},
            None,
            DAY_BEGINS_AT,
            programme,
        )
        session = programme.sessions[-1]
        session.label, session.key = label, f"pretalx:{session.key}" if code else ""
        session.is_cancelled = True if state.startswith("cancel") else None
        if state == "accepted":
            session.is_public = False
            note(
                programme.warnings,
                "연사가 아직 확정(confirmed)하지 않은 발표는 공개하지 않음으로 넣었습니다",
                label,
            )
        _read_people(row, session, programme)
    if row.get("answers") or row.get("notes") or row.get("internal_notes"):
        note(programme.passed_over, "발표의 질문·답과 메모는 읽지 않았습니다", label)


def _read_people(row: Json, session: ForeignSession, programme: ForeignProgramme) -> None:
    stated = row.get("speakers")
    if not isinstance(stated, list):
        return
    session.persons = []
    for number, item in enumerate(stated, start=1):
        label = f"{session.label} 연사 {number}"
        if isinstance(item, Mapping):
            session.persons.append(_read_speaker(item, label, programme))
        elif isinstance(item, str) and item:
            session.persons.append(ForeignPerson(label, key=f"pretalx:{item[:100]}"))
        else:
            programme.errors.append(f"{label}: 사람이 아닙니다.")


def _slots(row: Json) -> list[Json]:
    """Return the slots that have a time."""
    several = row.get("slots")
    found = several if isinstance(several, list) else [row.get("slot")]
    return [slot for slot in found if isinstance(slot, Mapping) and slot.get("start")]


def _read_answers(row: Json, person: ForeignPerson, programme: ForeignProgramme) -> None:
    answers = row.get("answers")
    for answer in answers if isinstance(answers, list) else []:
        if (
            not isinstance(answer, Mapping)
            or not isinstance(answer.get("answer"), str)
            or not answer["answer"]
        ):
            continue
        question = named(answer.get("question"))
        words = question.get("question") if isinstance(question, Mapping) else question
        text = " ".join(map(str, words.values())) if isinstance(words, Mapping) else str(words or "")
        field = next((name for name, pattern in QUESTIONS.items() if pattern.search(text)), None)
        if field and not getattr(person, field):
            setattr(person, field, answer["answer"])
        else:
            note(programme.passed_over, f"질문 '{text[:60]}'의 답은 읽지 않았습니다", person.label)


def _word(value: Any) -> Any:
    """Return a name; a bare number is a key in a list that the file does not have."""
    found = named(value)
    return None if isinstance(found, int | float) else found


def _code(row: Any) -> str:
    value = row.get("code") if isinstance(row, Mapping) else row
    return str(value)[:100] if isinstance(value, str | int) and not isinstance(value, bool) else ""
