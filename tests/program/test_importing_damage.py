"""Damaged files, many of them: each is read or refused with a sentence, and nothing else happens."""

import json
import random
import zipfile
from io import BytesIO
from typing import Any

import pytest
from factories import publish_all

from program.feeds import schedule_json, schedule_xml
from program.importing.days import Outside
from program.importing.forms import Asked, known_of, read_programme
from program.importing.loading import load
from program.importing.records import LoadingRefused
from program.importing.tables import workbook
from program.models import Conference
from program.public import Programme

COPIES = 150
ODD = [
    None, True, 0, -1, 1e308, 10**25, "", "x" * 300, [], {}, [[]], {"a": {}}, {"en": None}, "\x00", "\ud800", "\u202e",
    "2022-02-30", "9999-12-31T23:59:59+14:00", "0001-01-01", "25:61", "99:99:99", "²", "١٢:٣٠", "<script>", "=1+1", 45,
    "2199-12-31T23:00:00-12:00", "2022-11-03T10:00:00", "1:30", "../../etc",
]  # fmt: skip
TALK = {
    "code": "A", "title": "A", "speakers": [{"code": "B", "name": "B"}], "state": "confirmed", "track": {"en": "T"},
    "slots": [{"room": {"name": {"en": "X"}}, "start": "2022-11-03T10:00:00+09:00", "end": None}], "duration": 30,
}  # fmt: skip
CSV = "날짜;시간;제목;연사\n2022-11-03;10:00~10:30;전지;김하나\n"


def altered(chance: random.Random, value: Any) -> Any:
    """Replace, drop or swap some of the values in a JSON value."""
    if chance.random() < 0.06:
        return chance.choice(ODD)
    if isinstance(value, dict):
        kept = {key: part for key, part in value.items() if chance.random() > 0.04}
        return {
            key: altered(chance, chance.choice([part, part, part, *kept.values()]))
            for key, part in kept.items()
        }
    return [altered(chance, part) for part in value] if isinstance(value, list) else value


def damaged(chance: random.Random, content: bytes) -> bytes:
    """Change, cut out or double some of the bytes."""
    bytes_ = bytearray(content)
    for _ in range(chance.choice([1, 2, 5, 30])):
        place = chance.randrange(len(bytes_) or 1)
        ways = [bytes([chance.randrange(256)]), b"", bytes_[place : place + 100] * 2]
        bytes_[place : place + chance.randrange(1, 100)] = chance.choice(ways)
    return bytes(bytes_)


def damaged_within(chance: random.Random, content: bytes) -> bytes:
    """Damage one part of an archive that is itself sound."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    parts[name] = damaged(chance, parts[name])
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return whole.getvalue()


def copies(form: str, conference: Conference) -> list[bytes]:
    """Return damaged copies of a file of that form."""
    chance = random.Random(form)
    programme = Programme(publish_all(conference).document, "ko")
    if form == "json":
        contents = [json.loads(json.dumps(schedule_json(programme))), [TALK], {"results": [TALK]}]
        return [json.dumps(altered(chance, chance.choice(contents))).encode() for _ in range(COPIES)]
    if form == "xlsx":
        return [damaged_within(chance, workbook.workbook_of(conference)) for _ in range(COPIES // 3)]
    whole = {"xml": schedule_xml(programme), "csv": CSV.encode() * 5, "zip": workbook.template()}[form]
    return [damaged(chance, whole) for _ in range(COPIES)]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "xlsx", "zip"])
def test_damaged_files_are_read_or_refused_in_words(pobatt: Conference, form: str) -> None:
    refusals: list[list[str]] = []
    for content in copies(form, pobatt):
        try:
            records = read_programme(content, "file", Asked(known=known_of(None, "2022")))
            load(records, slug="2022", make=True, dry_run=True, outside=Outside.UNTIMED)
        except LoadingRefused as refusal:
            refusals.append(refusal.errors)

    assert refusals
    assert all(sentence for errors in refusals for sentence in errors)
