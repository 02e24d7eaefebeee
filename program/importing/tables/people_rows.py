"""Read a table of people, as it lies beside a programme: names, where they work, what they are."""

from typing import Any

from program.importing.foreign.programme import ForeignPerson, ForeignProgramme
from program.importing.tables.columns import PERSON_WORDS, Header
from program.importing.tables.sheet import Sheet, words

BESIDES = {"affiliation", "affiliation_en", "position", "position_en", "biography", "biography_en", "name_en"}
ENGLISH = ("name_en", "affiliation_en", "position_en", "biography_en")


def is_of_people(header: Header | None) -> bool:
    """Say whether a header names people and something about them."""
    return header is not None and "name" in header.fields and bool(header.fields & BESIDES)


def read_people(sheet: Sheet, header: Header, programme: ForeignProgramme) -> None:
    """Add the people of a sheet to the programme."""
    readings = header.readings(sheet, PERSON_WORDS)
    programme.columns += readings
    programme.passed_over += [
        f"{reading.place} '{reading.heading}': 읽지 않았습니다."
        for reading in readings
        if not reading.meaning
    ]
    for row in range(header.row + 1, len(sheet.rows) + 1):
        cells: dict[str, Any] = {}
        for column, names in header.columns.items():
            if text := words(sheet.below(row, column)):
                cells.setdefault(names[0], text)
        if "name" in cells:
            programme.people.append(_person(f"시트 '{sheet.name}' {row}행", cells))
        elif cells.keys() - {"number"}:
            listed = " | ".join(cells.values())[:80]
            programme.passed_over.append(
                f"시트 '{sheet.name}' {row}행: 성명이 없어 읽지 않았습니다: '{listed}'."
            )


def _person(label: str, cells: dict[str, Any]) -> ForeignPerson:
    person = ForeignPerson(
        label, key=f"table:{cells['id'][:100]}" if "id" in cells else "", name=cells["name"]
    )
    for name in ("affiliation", "position", "biography"):
        setattr(person, name, cells.get(name))
    person.fields = {name: cells[name] for name in (*ENGLISH, "note") if name in cells}
    return person
