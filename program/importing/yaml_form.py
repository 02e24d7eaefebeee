"""The YAML form of a programme into records; program/programmes/pobatt-2022.yaml shows the form.

A list of sessions is called `programme_<edition>_planned` or `…_held`; `sessions_<edition>_…` may hold the themed
sessions that talks name with `session_ref`. Without an edition in these names the file describes one conference.
Null and missing mean *unknown* and leave the working copy as it is; '' empties a field.
"""

from collections.abc import Mapping
from typing import Any

from program.importing.records import ProgrammeRecords, RoomRecord, SessionRecord, SpeakerRecord, TrackRecord
from program.importing.themes import theme_of
from program.importing.values import Entry
from program.importing.yaml_editions import (
    Sections,
    conference_of,
    days_of,
    find_sections,
    organisations_of,
)
from program.importing.yaml_file import read_yaml
from program.importing.yaml_people import person_of
from program.importing.yaml_sessions import ILLUSTRATIVE, SessionReader, entries_of, source_of
from program.models import Session

READ_ELSEWHERE = {
    "site_visits": "현장견학의 신청·정원은 프로그램이 아니므로 읽지 않았습니다",
    "siblings": "다른 해의 대회는 읽지 않았습니다",
}


def read_yaml_programme(
    content: bytes, name: str, *, wanted: str = "", which: str | None = None
) -> ProgrammeRecords:
    """Return what a file says of the edition `wanted` (a slug), planned or held.

    What is wrong in records is in their `errors`. Raises LoadingRefused for a file that is no programme at all.
    """
    found = read_yaml(content, name)
    sections = find_sections(found, wanted, which)
    errors: list[str] = []
    warnings: list[str] = []
    edition = Entry(sections.label, found.get(sections.label) or {}, errors)
    days = days_of(edition, sections.which, _dates(found, sections))
    conference = conference_of(edition, _zone(found, errors), days, sections.edition)
    warnings += _unconfirmed(edition)

    speakers = _speakers(found, errors, warnings)
    reader = SessionReader(days[0] if days else None, speakers, errors, warnings)
    if sections.themed:
        reader.read(sections.themed, found[sections.themed], kind=Session.Kind.THEMED.value)
    if sections.programme:
        reader.read(sections.programme, found[sections.programme])
    sessions = reader.finished()
    if reader.placeholders:
        warnings.append(f"'연사 미정(가상)' 같은 자리표시 연사 {reader.placeholders}명은 만들지 않았습니다.")
    return ProgrammeRecords(
        conference=conference,
        organisations=organisations_of(edition),
        tracks=_tracks(found, errors) if found.get("tracks") else _derived_tracks(sessions),
        rooms=_rooms(found, errors),
        speakers=list(speakers.values()),
        sessions=sessions,
        warnings=warnings,
        passed_over=_passed_over(found, sections, edition),
        errors=errors,
    )


def _dates(content: Mapping[str, Any], sections: Sections) -> list[Any]:
    """Return the dates of the sessions; whether they are dates is reported when the sessions are read."""
    entries = entries_of("", content.get(sections.programme or ""), [])
    return [day for entry in entries if (day := entry.day("date"))]


def _zone(content: Mapping[str, Any], errors: list[str]) -> str | None:
    return Entry("meta", content.get("meta") or {}, errors).text("timezone")


def _speakers(content: Mapping[str, Any], errors: list[str], warnings: list[str]) -> dict[str, SpeakerRecord]:
    """Read a list of people that sessions refer to by id."""
    found: dict[str, SpeakerRecord] = {}
    for entry in entries_of("speakers", content.get("speakers"), errors):
        if person := person_of(entry, source_of(entry), {}, warnings):
            if person.slug in found:
                entry.refuse("id", "같은 이름(id)이 두 번 있습니다.")
            found[person.slug or person.label] = person
    return found


def _rooms(content: Mapping[str, Any], errors: list[str]) -> list[RoomRecord]:
    rooms = []
    for position, entry in enumerate(entries_of("rooms", content.get("rooms"), errors)):
        source_of(entry)
        fields = {"capacity": entry.number("capacity"), "position": position, "source": entry.sources()}
        rooms.append(
            RoomRecord(entry.label, _slug(entry), _stated(entry.texts("name") | fields), keys={"slug": "id"})
        )
    return rooms


def _tracks(content: Mapping[str, Any], errors: list[str]) -> list[TrackRecord]:
    tracks = []
    for position, entry in enumerate(entries_of("tracks", content.get("tracks"), errors)):
        source_of(entry)
        fields = {"sign": entry.text("sign"), "position": position, "source": entry.sources()}
        tracks.append(
            TrackRecord(entry.label, _slug(entry), _stated(entry.texts("name") | fields), keys={"slug": "id"})
        )
    return tracks


def _derived_tracks(sessions: list[SessionRecord]) -> list[TrackRecord]:
    """Make a track of every theme that a themed session's title names, and put the session on it."""
    tracks: dict[str, TrackRecord] = {}
    for record in sessions:
        if record.fields["kind"] != Session.Kind.THEMED or "track" in record.links:
            continue
        if theme := theme_of(record.fields.get("title_ko", ""), record.fields.get("title_en", "")):
            fields = {**theme.fields, "position": len(tracks), "source": record.fields["source"]}
            tracks.setdefault(
                theme.slug, TrackRecord(f"tracks[{theme.slug}]", theme.slug, fields, is_derived=True)
            )
            record.links["track"] = theme.slug
    return list(tracks.values())


def _slug(entry: Entry) -> str:
    slug = entry.text("id") or entry.text("slug")
    if not slug:
        entry.refuse("id", "이름(id)이 없습니다.")
    return slug or ""


def _stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _unconfirmed(edition: Entry) -> list[str]:
    return [
        f"{edition.label}.{key}: 확인되지 않은 값입니다 (illustrative)."
        for key, value in edition.content.items()
        if isinstance(value, Mapping) and value.get("source") == ILLUSTRATIVE and value.get("value")
    ]


def _passed_over(content: Mapping[str, Any], sections: Sections, edition: Entry) -> list[str]:
    read = {"meta", "rooms", "tracks", "speakers", sections.label, sections.programme, sections.themed}
    told = [f"{key}: 이번에 고르지 않은 대회나 일정이어서 읽지 않았습니다." for key in sections.left]
    if sections.programme is None:
        told.append("세션 목록(programme_…)이 파일에 없습니다.")
    others = [key for key in content if key not in read and key not in sections.left]
    told += [f"{key}: {READ_ELSEWHERE.get(key, '모르는 항목이어서 읽지 않았습니다')}." for key in others]
    if unread := [key for key in edition.unread() if key not in ("planned", "held")]:
        told.append(f"{sections.label}: 프로그램에 없는 칸은 읽지 않았습니다 ({', '.join(unread)}).")
    return told
