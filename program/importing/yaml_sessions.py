"""Read the sessions of a programme file."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from program.importing.records import SessionRecord, SpeakerRecord
from program.importing.values import Entry
from program.importing.yaml_people import people_of
from program.models import Session

LANGUAGE_CODE = re.compile(r"(?=.{2,12}$)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ILLUSTRATIVE = "illustrative"
LONGEST_CONFERENCE = 32  # days
NO_SOURCE = "출처가 없습니다. 자료의 주소, seed, illustrative 가운데 하나를 쓰세요."
FLAGS = ("is_interpreted", "is_invitation_only", "is_public")
KEYS = {"slug": "id", "starts_at": "start", "ends_at": "end", "chair": "moderator"}


class SessionReader:
    """Reads entries into `sessions`; counts the places that placeholders hold."""

    def __init__(
        self,
        first_day: date | None,
        known: Mapping[str, SpeakerRecord],
        errors: list[str],
        warnings: list[str],
    ) -> None:
        self.first_day = first_day
        self.known = known
        self.errors = errors
        self.warnings = warnings
        self.sessions: list[SessionRecord] = []
        self.slugs: dict[str, str] = {}  # id → slug, for those who refer to a session by its id
        self.broken: set[str] = set()
        self.placeholders = 0

    def read(self, section: str, content: Any, *, kind: str = "") -> None:
        """Read a list of sessions; `kind` is that of entries which do not name one."""
        for entry in entries_of(section, content, self.errors):
            errors = len(self.errors)
            if record := self._session(entry, kind):
                self.sessions.append(record)
                record.is_broken = len(self.errors) > errors
            if unread := entry.unread():
                self.warnings.append(f"{entry.label}: 읽지 않은 칸이 있습니다 ({', '.join(unread)}).")

    def finished(self) -> list[SessionRecord]:
        """Return the sessions: ids resolved, and themed sessions without a time put around their talks."""
        for record in self.sessions:
            if "parent" in record.links:
                record.links["parent"] = self.slugs.get(record.links["parent"], record.links["parent"])
        for record in self.sessions:
            if record.fields["kind"] == Session.Kind.THEMED and not record.fields.keys() & {
                "starts_at",
                "ends_at",
            }:
                self._surround(
                    record, [talk for talk in self.sessions if talk.links.get("parent") == record.slug]
                )
        return self.sessions

    def _session(self, entry: Entry, kind: str) -> SessionRecord | None:
        slug = entry.text("slug") or entry.text("id")
        if identifier := entry.text("id"):
            self.slugs[identifier] = slug or identifier
        if not slug:
            entry.refuse("id", "이름(id)이 없습니다. 다시 읽을 때 같은 항목을 찾는 데 씁니다.")
            return None
        source = source_of(entry)
        fields: dict[str, Any] = {**entry.texts("title"), **entry.texts("abstract", lines=True)}
        fields["kind"] = self._kind(entry, kind)
        fields["language"] = self._language(entry)
        fields["slides_url"] = entry.text("slides_url")
        fields["slides_consent_on"] = entry.day("slides_consent_on")
        fields |= {name: entry.flag(name) for name in FLAGS}
        fields["is_placeholder"] = source == ILLUSTRATIVE
        fields["source"] = entry.sources()
        fields["note"] = entry.notes() or None
        stated = {name: value for name, value in fields.items() if value is not None}
        speakers, places = people_of(
            entry, ("speakers", "speaker", "panelists"), source, self.known, self.warnings
        )
        chairs, _places = people_of(entry, ("moderator", "chair"), source, self.known, self.warnings)
        self.placeholders += places
        return SessionRecord(
            entry.label,
            slug,
            {**stated, **self._times(entry)},
            keys={**KEYS, "parent": entry.first_key("parent", "session_ref")},
            links=_links(entry),
            speakers=speakers,
            chair=chairs[0] if chairs else None,
        )

    def _kind(self, entry: Entry, otherwise: str) -> str:
        kind = entry.text("kind") or otherwise
        if not kind:
            self.warnings.append(f"{entry.label}: kind가 없어 '발표'(talk)로 읽습니다.")
        elif kind not in Session.Kind:
            entry.refuse(
                "kind", f"'{kind}'은(는) 모르는 종류입니다. 쓸 수 있는 것: {', '.join(Session.Kind.values)}"
            )
        return kind if kind in Session.Kind else Session.Kind.TALK.value

    def _language(self, entry: Entry) -> str | None:
        code = entry.text("language")
        if code and not LANGUAGE_CODE.fullmatch(code):
            entry.refuse("language", f"'{code}'은(는) 언어 코드가 아닙니다. 예: ko, en")
        return code

    def _times(self, entry: Entry) -> dict[str, Any]:
        times: dict[str, Any] = {}
        day = self._day(entry)
        for name, key in (("starts_at", "start"), ("ends_at", "end")):
            if entry.text(key) == "":
                times[name] = None
            elif moment := entry.moment(key, day):
                times[name] = moment
        return times

    def _day(self, entry: Entry) -> date | None:
        day, number = entry.day("date"), entry.number("day")
        if number and number > LONGEST_CONFERENCE:
            entry.refuse("day", f"{number}번째 날은 없습니다.")
            return day
        counted = self.first_day + timedelta(days=number - 1) if self.first_day and number else None
        if day and counted and day != counted:
            self.warnings.append(
                f"{entry.label}: day {number}은(는) {counted}인데 date는 {day}입니다. date를 따릅니다."
            )
        return day or counted

    def _surround(self, record: SessionRecord, talks: list[SessionRecord]) -> None:
        starts = [talk.fields["starts_at"] for talk in talks if talk.fields.get("starts_at")]
        ends = [talk.fields["ends_at"] for talk in talks if talk.fields.get("ends_at")]
        if starts and ends:
            record.fields |= {"starts_at": min(starts), "ends_at": max(ends)}
            rooms = {talk.links.get("room") for talk in talks}
            if "room" not in record.links and len(rooms) == 1 and (room := rooms.pop()):
                record.links["room"] = room
            self.warnings.append(f"{record.label}: 시간이 없어 그 안의 발표 {len(talks)}건에서 얻었습니다.")


def entries_of(section: str, content: Any, errors: list[str]) -> Iterable[Entry]:
    """Yield the entries of a list, labelled 'section[id]' or 'section[3번째]'."""
    if content is None:
        return
    if not isinstance(content, list):
        errors.append(f"{section}: 목록이어야 합니다.")
        return
    for n, item in enumerate(content, start=1):
        name = item.get("id") or item.get("slug") if isinstance(item, Mapping) else None
        yield Entry(f"{section}[{name if isinstance(name, str) else f'{n}번째'}]", item, errors)


def source_of(entry: Entry) -> str:
    """Return where a record comes from; refuse one that does not say."""
    source = entry.text("source") or ""
    if not source:
        entry.refuse("source", NO_SOURCE)
    return source


def _links(entry: Entry) -> dict[str, str]:
    links = {
        "parent": entry.text(entry.first_key("parent", "session_ref")),
        "track": entry.text("track"),
        "room": entry.text("room"),
    }
    return {name: slug for name, slug in links.items() if slug is not None}
