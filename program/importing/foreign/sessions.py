"""Sessions of somebody else's file as records."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from program.importing.foreign.kinds import kind_in_title, kind_named, without_cancellation
from program.importing.foreign.people import People
from program.importing.foreign.places import Places
from program.importing.foreign.programme import ForeignProgramme, ForeignSession
from program.importing.foreign.texts import TextReader
from program.importing.records import SessionRecord
from program.models import Session

WORDS = {"title_ko": "제목", "title_en": "제목", "abstract_ko": "소개", "abstract_en": "소개", "starts_at": "시작",
         "ends_at": "끝", "room": "장소", "track": "주제", "kind": "종류", "chair": "좌장", "parent": "주제 세션",
         "language": "언어"}  # fmt: skip
LANGUAGE_WORDS = {"한국어": "ko", "국어": "ko", "korean": "ko", "kor": "ko", "영어": "en", "english": "en", "eng": "en",
                  "englisch": "en", "deutsch": "de", "german": "de", "독일어": "de", "일본어": "ja", "중국어": "zh",
                  "한": "ko", "영": "en"}  # fmt: skip
LANGUAGE_CODE = re.compile(r"(?=.{2,12}$)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_TITLE = 250
LONGEST_LIST = 8


class Sessions:
    """Reads them one by one; what is said only once is counted."""

    def __init__(
        self,
        programme: ForeignProgramme,
        texts: TextReader,
        rooms: Places,
        tracks: Places,
        people: People,
        warnings: list[str],
    ) -> None:
        self.programme = programme
        self.texts = texts
        self.rooms = rooms
        self.tracks = tracks
        self.people = people
        self.warnings = warnings
        self.unknown_kinds: Counter[str] = Counter()
        self.unknown_languages: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.guessed: Counter[str] = Counter()
        self.cancelled: list[str] = []

    def read(self, found: Sequence[ForeignSession]) -> list[SessionRecord]:
        """Return a record for each."""
        records = [self._record(session) for session in found]
        self._tell(self.unknown_kinds, "모르는 종류여서 '발표'로 읽었습니다")
        self._tell(self.unknown_languages, "언어가 아니어서 비워 두었습니다")
        self._tell(self.languages, "한국어와 영어가 아닌 진행 언어는 코드로 남깁니다")
        self._tell(self.guessed, "종류가 적혀 있지 않아 제목에서 읽었습니다")
        if self.cancelled:
            self.warnings.append(f"취소된 것으로 읽었습니다: {_listed(self.cancelled)}.")
        return records

    def _record(self, found: ForeignSession) -> SessionRecord:
        errors = len(self.texts.errors)
        language = self._language(found)
        fields, is_cancelled = self._texts(found, language)
        kind, is_stated = self._kind(found, fields)
        defaults = {"source": self.programme.form} | ({} if is_stated else {"kind": kind})
        fields |= {"kind": kind} if is_stated else {}
        if language:
            fields["language"] = language
        for name in ("starts_at", "ends_at"):
            if moment := getattr(found, name):
                fields[name] = moment
        if found.is_public is not None:
            fields["is_public"] = found.is_public
        fields |= self.texts.stated(found.label, found.fields)
        people = None
        if found.persons is not None:
            met = [self.people.record_of(person) for person in found.persons]
            people = list({id(person): person for person in met if person}.values())
        chair = self.people.record_of(found.chair) if found.chair else None
        return SessionRecord(
            found.label, found.slug, fields,
            keys={**WORDS, **found.columns}, key=found.key, links=self._links(found), speakers=people, chair=chair,
            is_cancelled=is_cancelled, defaults=defaults, is_broken=found.is_broken or len(self.texts.errors) > errors,
        )  # fmt: skip

    def _texts(self, found: ForeignSession, language: str) -> tuple[dict[str, Any], bool | None]:
        texts, label = self.texts, found.label
        titles = texts.pair(f"{label} 제목", "title", found.title, language)
        is_cancelled = found.is_cancelled
        for name, title in titles.items():
            titles[name], says_so = without_cancellation(title)
            is_cancelled = True if says_so else is_cancelled
        if is_cancelled:
            self.cancelled.append(next(iter(titles.values()), label))
        fields: dict[str, Any] = dict(titles)
        besides: dict[str, list[str]] = {}
        for name, words in texts.pair(f"{label} 부제", "title", found.subtitle, language).items():
            whole = _with_subtitle(fields.get(name, ""), words)
            if len(whole) <= LONGEST_TITLE:
                fields[name] = whole
                texts.notes["부제를 제목 뒤에 붙인 곳"] += 1
            else:
                besides[name.replace("title", "abstract")] = [words]
                texts.notes["부제가 길어 소개의 첫 문단으로 옮긴 곳"] += 1
        for part in (found.abstract, found.description):
            for name, words in texts.pair(f"{label} 소개", "abstract", part, language, lines=True).items():
                known = besides.setdefault(name, [])
                if not any(words in other for other in known):
                    known[:] = [other for other in known if other not in words] + [words]
        fields |= {name: "\n\n".join(parts) for name, parts in besides.items()}
        return fields, is_cancelled

    def _kind(self, found: ForeignSession, fields: dict[str, Any]) -> tuple[str, bool]:
        """Return the kind, and whether the file states it."""
        word = self.texts.line(f"{found.label} 종류", found.kind)
        title = next((fields[name] for name in ("title_ko", "title_en") if fields.get(name)), "")
        title = title or found.fields.get("title_ko") or found.fields.get("title_en") or ""
        if word and (kind := kind_named(word)):
            return kind.value, True
        if word:
            self.unknown_kinds[word] += 1
        elif kind := kind_in_title(title):
            self.guessed[f"{kind.label} '{title}'"] += 1
            return kind.value, False
        return Session.Kind.TALK.value, False

    def _language(self, found: ForeignSession) -> str:
        word = self.texts.line(f"{found.label} 언어", found.language)
        code = LANGUAGE_WORDS.get(word.casefold(), word.replace("_", "-"))
        code = code[:1].lower() + code[1:] if "-" in code else code.lower()
        if code and not LANGUAGE_CODE.fullmatch(code):
            self.unknown_languages[word] += 1
            return ""
        if code and code[:2] not in ("ko", "en"):
            self.languages[code] += 1
        return code[:2] if code[:2] in ("ko", "en") else code

    def _links(self, found: ForeignSession) -> dict[str, str]:
        links = {}
        if room := self.rooms.slug_of(found.label, found.room):
            links["room"] = room
        if track := self.tracks.slug_of(found.label, found.track):
            links["track"] = track
        if found.parent:
            links["parent"] = found.parent
        return links

    def _tell(self, counted: Counter[str], what: str) -> None:
        if counted:
            words = [f"{word} ({number}건)" if number > 1 else word for word, number in counted.most_common()]
            self.warnings.append(f"{what}: {_listed(words)}.")


def _with_subtitle(title: str, words: str) -> str:
    if not title or words.casefold() in title.casefold():
        return title or words
    return f"{title} {words}" if title.endswith((":", "–", "-", "?", "!")) else f"{title} – {words}"


def _listed(words: list[str]) -> str:
    more = len(words) - LONGEST_LIST
    return ", ".join(words[:LONGEST_LIST]) + (f" 등 {len(words)}가지" if more > 0 else "")
