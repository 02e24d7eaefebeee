"""What changed between two documents of the programme, in words for the public."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pobatt import dates
from pobatt.localized import pick
from program.document import Document

LANGUAGES = ("ko", "en")
UNKNOWN = {"ko": "추후 공지", "en": "to be announced"}


@dataclass(frozen=True)
class Change:
    """One thing that changed: `kind` and `uid` name it, `ko` and `en` say it."""

    kind: str  # added, moved, renamed, speakers, cancelled, restored, removed, conference
    uid: str  # of the session, or "conference"
    ko: str
    en: str

    @property
    def key(self) -> str:
        """Return the name by which a form refers to the change."""
        return f"{self.kind}:{self.uid}"


def changes_between(before: Document, after: Document) -> list[Change]:
    """Return the changes worth telling, in the order of the programme.

    Texts of abstracts, biographies and photos are not among them: they change the pages and nobody's plans.
    """
    return [*_conference_changes(before, after), *_session_changes(before, after)]


def _conference_changes(before: Document, after: Document) -> Iterator[Change]:
    old, new = before["conference"], after["conference"]
    if (old["starts_on"], old["ends_on"]) != (new["starts_on"], new["ends_on"]):
        yield _change(
            "conference_moved",
            "conference",
            "대회 일정 변경: {} → {}",
            "New dates: {} → {}",
            _days(old),
            _days(new),
        )
    if old["venue_ko"] != new["venue_ko"]:
        old_venue = {
            language: pick(old, "venue", language, otherwise=UNKNOWN[language]) for language in LANGUAGES
        }
        new_venue = {
            language: pick(new, "venue", language, otherwise=UNKNOWN[language]) for language in LANGUAGES
        }
        yield _change(
            "venue", "conference", "대회 장소 변경: {} → {}", "New venue: {} → {}", old_venue, new_venue
        )


def _session_changes(before: Document, after: Document) -> Iterator[Change]:
    old_sessions = {session["uid"]: session for session in before["sessions"]}
    new_uids = {session["uid"] for session in after["sessions"]}
    for session in after["sessions"]:
        old = old_sessions.get(session["uid"])
        if old is None:
            yield _change(
                "added",
                session["uid"],
                "추가: '{}' ({})",
                "Added: “{}” ({})",
                _title(session),
                _place(session, after),
            )
        else:
            yield from _changes_of(old, session, before, after)
    for uid, old in old_sessions.items():
        if uid not in new_uids:
            yield _change(
                "removed", uid, "제외: '{}' ({})", "Removed: “{}” ({})", _title(old), _place(old, before)
            )


def _changes_of(old: Document, new: Document, before: Document, after: Document) -> Iterator[Change]:
    uid, title = new["uid"], _title(new)
    if new["is_cancelled"] and not old["is_cancelled"]:
        yield _change("cancelled", uid, "취소: '{}' ({})", "Cancelled: “{}” ({})", title, _place(old, before))
    if old["is_cancelled"] and not new["is_cancelled"]:
        yield _change(
            "restored", uid, "다시 진행: '{}' ({})", "Reinstated: “{}” ({})", title, _place(new, after)
        )
    if any(old[name] != new[name] for name in ("starts_at", "ends_at", "room")):
        yield _change(
            "moved",
            uid,
            "변경: '{}' {} → {}",
            "Moved: “{}” {} → {}",
            title,
            *_places(old, new, before, after),
        )
    yield from _new_title(old, new, after)
    if (old["speakers"], old["chair"]) != (new["speakers"], new["chair"]):
        yield _change(
            "speakers", uid, "연사 변경: '{}' {} → {}", "Speakers of “{}”: {} → {}", title,
            _people(old, before), _people(new, after),
        )  # fmt: skip


def _new_title(old: Document, new: Document, after: Document) -> Iterator[Change]:
    """Tell of a title that is known at last, or another one; a translation that was added is no news."""
    uid = new["uid"]
    if not old["title_ko"] and not old["title_en"]:
        if new["title_ko"] or new["title_en"]:
            words = ("제목 확정: '{}' ({})", "Title announced: “{}” ({})")
            yield _change("renamed", uid, *words, _title(new), _place(new, after))
        return
    titles = [f"title_{language}" for language in LANGUAGES]
    changed = [name for name in titles if old[name] and old[name] != new[name]]
    if changed:
        korean, english = "title_ko" in changed, "title_en" in changed
        before = {
            "ko": old["title_ko" if korean else "title_en"],
            "en": old["title_en" if english else "title_ko"],
        }
        now = {
            "ko": new["title_ko" if korean else "title_en"],
            "en": new["title_en" if english else "title_ko"],
        }
        yield _change(
            "renamed",
            uid,
            "제목 변경: '{}' → '{}'" if korean else "영문 제목 변경: '{}' → '{}'",
            "New title: “{}” → “{}”" if english else "New Korean title: “{}” → “{}”",
            before,
            {language: now[language] or _title(new)[language] for language in LANGUAGES},
        )


def _change(kind: str, uid: str, korean: str, english: str, *parts: Mapping[str, str]) -> Change:
    return Change(
        kind,
        uid,
        ko=korean.format(*(part["ko"] for part in parts)),
        en=english.format(*(part["en"] for part in parts)),
    )


def _days(conference: Document) -> dict[str, str]:
    first, last = date.fromisoformat(conference["starts_on"]), date.fromisoformat(conference["ends_on"])
    return {language: dates.days(first, last, language) for language in LANGUAGES}


def _title(session: Document) -> dict[str, str]:
    return {language: pick(session, "title", language, otherwise=UNKNOWN[language]) for language in LANGUAGES}


def _place(session: Document, document: Document) -> dict[str, str]:
    """Return when and where the session is, in words."""
    return {language: ", ".join(_when_and_where(session, document, language)) for language in LANGUAGES}


def _places(
    old: Document, new: Document, before: Document, after: Document
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the old and the new place, the parts that stayed left out."""
    sides: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for language in LANGUAGES:
        then, now = _when_and_where(old, before, language), _when_and_where(new, after, language)
        different = [number for number in range(2) if then[number] != now[number]] or [0, 1]
        sides[0][language] = ", ".join(then[number] for number in different)
        sides[1][language] = ", ".join(now[number] for number in different)
    return sides


def _when_and_where(session: Document, document: Document, language: str) -> list[str]:
    when = where = UNKNOWN[language]
    if session["starts_at"]:
        start, end = datetime.fromisoformat(session["starts_at"]), datetime.fromisoformat(session["ends_at"])
        when = f"{dates.short_day(start.date(), language)} {dates.hours(start, end, language)}"
    for room in document["rooms"]:
        if room["slug"] == session["room"]:
            where = pick(room, "name", language)
    return [when, where]


def _people(session: Document, document: Document) -> dict[str, str]:
    speakers = {speaker["uid"]: speaker for speaker in document["speakers"]}
    people: dict[str, str] = {}
    for language in LANGUAGES:
        names: list[str] = [pick(speakers[uid], "name", language) for uid in session["speakers"]]
        if session["chair"]:
            chair = pick(speakers[session["chair"]], "name", language)
            names.append(f"{chair}({'좌장' if language == 'ko' else 'chair'})")
        people[language] = ", ".join(names) or UNKNOWN[language]
    return people
