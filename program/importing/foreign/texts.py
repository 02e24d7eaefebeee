"""Read the texts of somebody else's file: which language, without markup and without characters that do harm."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pobatt.localized import language_name
from program.importing.foreign.markup import plain
from program.importing.values import CONTROL, by_script

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they would turn the order of what stands around them
LONGEST = 20_000  # characters of a description
WHITESPACE = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")


class TextReader:
    """Turns found values into texts; what it had to change is counted in `notes`, what it cannot take in `errors`."""

    def __init__(self, *, has_markup: bool, errors: list[str]) -> None:
        self.has_markup = has_markup
        self.errors = errors
        self.notes: Counter[str] = Counter()
        self.odd: list[str] = []

    def line(self, label: str, value: Any) -> str:
        """Return a text on one line, '' for none."""
        return " ".join(self.lines(label, value).split())

    def lines(self, label: str, value: Any) -> str:
        """Return a text with its paragraphs, '' for none."""
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, Mapping):
            value = next((value[key] for key in ("ko", "en", *value) if value.get(key)), None)
            return self.lines(label, value) if not isinstance(value, Mapping) else self._refuse(label)
        if not isinstance(value, str | int | float):
            return self._refuse(label)
        text = (
            str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\u2028", "\n")
        )
        if CONTROL.search(text) or BIDI.search(text):
            text = BIDI.sub("", CONTROL.sub("", text))
            self.odd.append(f"{label}: 제어 문자나 글자 방향을 뒤집는 문자를 뺐습니다.")
        if len(text) > 2 * LONGEST:  # before anybody looks for markup in it
            return self._too_long(label, text)
        if self.has_markup and (without := plain(text)) != text:
            self.notes["HTML이나 Markdown 표시를 걷어 내고 글만 남긴 곳"] += 1
            text = without
        if len(text) > LONGEST:
            return self._too_long(label, text)
        lines = (WHITESPACE.sub(" ", line) if self.has_markup else line for line in text.split("\n"))
        return "\n".join(line.rstrip() for line in lines).strip()

    def stated(self, label: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return values that are stated in the words of our own model, their texts cleaned."""
        return {
            name: self.lines(label, value) if isinstance(value, str) else value
            for name, value in fields.items()
        }

    def pair(
        self, label: str, name: str, value: Any, language: str, *, lines: bool = False
    ) -> dict[str, str]:
        """Return `{name_ko, name_en}` as far as stated: Hangul is Korean, any other language goes to English."""
        read = self.lines if lines else self.line
        if not isinstance(value, Mapping):
            text = read(label, value)
            return {self._field(name, text, language): text} if text else {}
        texts = {str(code).lower()[:2]: text for code, part in value.items() if (text := read(label, part))}
        found = {f"{name}_{code}": texts.pop(code) for code in ("ko", "en") if code in texts}
        for code, text in texts.items():
            field = self._field(name, text, code)
            if field in found:
                self.notes[f"영문이 따로 있어 읽지 않은 {language_name(code, 'ko')} 글"] += 1
            else:
                found[field] = text
        return found

    def _field(self, name: str, text: str, language: str) -> str:
        if HANGUL.search(text):
            return f"{name}_ko"
        if language and language not in ("ko", "en"):
            self.notes[f"영문 칸에 넣은 {language_name(language, 'ko')} 글"] += 1
            return f"{name}_en"
        return by_script(name, text)

    def _too_long(self, label: str, text: str) -> str:
        self.errors.append(f"{label}: 글이 너무 깁니다({len(text):,}자). {LONGEST:,}자까지 읽습니다.")
        return ""

    def _refuse(self, label: str) -> str:
        self.errors.append(f"{label}: 글자여야 합니다.")
        return ""
