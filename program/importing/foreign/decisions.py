"""Make records of what somebody else's file says; every decision on the way is said in the report."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from program.importing.foreign.moments import zone_named
from program.importing.foreign.names import give_names, without_repetitions
from program.importing.foreign.people import People
from program.importing.foreign.places import Places
from program.importing.foreign.programme import MOST_PEOPLE, MOST_SESSIONS, ForeignProgramme
from program.importing.foreign.sessions import Sessions
from program.importing.foreign.shared_rooms import share_rooms, supply_ends, surround
from program.importing.foreign.texts import TextReader
from program.importing.records import ConferenceRecord, LoadingRefused, ProgrammeRecords, SessionRecord
from program.importing.themes import theme_of
from program.models import Track
from program.models.conference import DAY_BEGINS_AT

MOST = {
    "sessions": (MOST_SESSIONS, "세션"), "people": (MOST_PEOPLE, "연사"), "rooms": (1000, "장소"),
    "tracks": (200, "주제"),
}  # fmt: skip
LONGEST_NAME, LONGEST_SHORT_NAME = 120, 40
SEVERAL = 6  # lines of one sort that are told in full


def records_of(programme: ForeignProgramme) -> ProgrammeRecords:
    """Return the records of a file; what is wrong in it is in their `errors`.

    Raises LoadingRefused for more than any conference has.
    """
    for name, (most, noun) in MOST.items():
        if len(getattr(programme, name)) > most:
            raise LoadingRefused(f"{noun}이(가) 너무 많습니다. {most:,}건까지 읽습니다.")
    errors, warnings = list(programme.errors), list(programme.warnings)
    texts = TextReader(has_markup=programme.has_markup, errors=errors)
    rooms = Places(texts, "room", programme.rooms)
    tracks = Places(texts, "track", programme.tracks)
    people = People(texts, programme.people)
    _give_zones(programme)
    read = Sessions(programme, texts, rooms, tracks, people, warnings).read(programme.sessions)
    sessions = without_repetitions(read, warnings)
    give_names(sessions, warnings)
    supply_ends(sessions, warnings)
    surround(sessions, warnings)
    share_rooms(sessions, warnings, {room.slug: room.fields["name_ko"] for room in rooms.records})
    for record in tracks.records:
        theme = theme_of(record.fields.get("name_ko", ""), record.fields.get("name_en", ""))
        record.defaults["sign"] = theme.sign if theme else Track.Sign.CELL.value
    for organisation in programme.organisations:
        organisation.fields = texts.stated(organisation.label, organisation.fields)
    warnings += [f"{what}: {number}곳." for what, number in texts.notes.items()]
    warnings += shortened(texts.odd)
    return ProgrammeRecords(
        conference=_conference(programme, sessions, texts, warnings),
        organisations=programme.organisations,
        tracks=tracks.track_records,
        rooms=rooms.room_records,
        speakers=people.records,
        sessions=sessions,
        warnings=warnings,
        passed_over=[*programme.passed_over, *people.passed_over],
        errors=errors,
        form=programme.form,
        zone=programme.zone,
        columns=programme.columns,
    )


def _give_zones(programme: ForeignProgramme) -> None:
    """Give moments without a zone that of the file, so that they can be compared; without any they stay as they are."""
    moments = [
        moment for session in programme.sessions for moment in (session.starts_at, session.ends_at) if moment
    ]
    zone = zone_named(programme.zone) or next((moment.tzinfo for moment in moments if moment.tzinfo), None)
    if zone is not None:
        for session in programme.sessions:
            for name in ("starts_at", "ends_at"):
                if (moment := getattr(session, name)) and moment.tzinfo is None:
                    setattr(session, name, moment.replace(tzinfo=zone))


def shortened(lines: list[str]) -> list[str]:
    """Return the first lines, and how many more there were."""
    more = len(lines) - SEVERAL
    return lines if more <= 1 else [*lines[:SEVERAL], f"… 같은 일이 {more}곳 더 있습니다."]


def _conference(
    programme: ForeignProgramme, sessions: list[SessionRecord], texts: TextReader, warnings: list[str]
) -> ConferenceRecord:
    """Describe the conference for the case that it has to be made; one that is there stays as it is."""
    fields: dict[str, Any] = texts.pair("대회 이름", "name", programme.title, "")
    if fields and not fields.get("name_ko"):
        fields["name_ko"] = fields["name_en"]
    fields = {name: words[:LONGEST_NAME] for name, words in fields.items()}
    fields |= dict.fromkeys(("city_ko", "city_en"), "")  # no file has to mean Pohang
    fields |= texts.pair("행사장", "venue", programme.venue, "") | texts.pair(
        "도시", "city", programme.city, ""
    )
    acronym = texts.line("대회 약칭", programme.acronym)
    name = fields.get("name_ko", "")
    if short := (acronym if acronym and len(name) > LONGEST_SHORT_NAME else name):
        fields["short_name"] = short[:LONGEST_SHORT_NAME]
    if zone := programme.zone or _zone_of_offsets(sessions):
        fields["time_zone"] = zone
    fields |= {"source": programme.form, **texts.stated("대회", programme.conference)}
    if days := _days(programme, sessions, fields.get("time_zone", "Asia/Seoul")):
        fields.setdefault("starts_on", min(days))
        fields.setdefault("ends_on", max(days))
    return ConferenceRecord("대회", "", fields, is_derived=True)


def _days(programme: ForeignProgramme, sessions: list[SessionRecord], zone: str) -> list[Any]:
    """Return the days on which something happens, and those that the file names."""
    clock = zone_named(zone)
    begins = timedelta(hours=DAY_BEGINS_AT.hour)
    moments: list[datetime] = []
    for record in sessions:
        if start := record.fields.get("starts_at"):
            moments.append(start)
        if end := record.fields.get("ends_at"):
            moments.append(end - timedelta(seconds=1))
    return programme.days + [
        ((moment.astimezone(clock) if moment.tzinfo else moment) - begins).date() for moment in moments
    ]


def _zone_of_offsets(sessions: list[SessionRecord]) -> str:
    """Return the zone of the clock by which the file's moments are written, '' for Seoul's and for none.

    An offset alone does not name a place; `Etc/GMT-1` keeps the hours as the file has them.
    """
    offsets = Counter(
        moment.utcoffset()
        for record in sessions
        if (moment := record.fields.get("starts_at")) and moment.utcoffset() is not None
    )
    if not offsets:
        return ""
    hours, rest = divmod((offsets.most_common(1)[0][0] or timedelta()).total_seconds(), 3600)
    return "" if rest or hours == 9 else f"Etc/GMT{-int(hours):+d}" if hours else "Etc/UTC"
