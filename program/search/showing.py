"""Show where in a text the words of a question are."""

from collections.abc import Iterator

from pobatt.hangul import folded
from pobatt.localized import Text
from program.search.question import Question

AROUND = 60  # characters shown before and after


def pieces(text: str, question: Question) -> Iterator[tuple[str, bool]]:
    """Yield the parts of the text in order, each with whether it is what was looked for."""
    done = 0
    for begin, end in _places(text, question):
        if begin > done:
            yield text[done:begin], False
        yield text[begin:end], True
        done = end
    if done < len(text):
        yield text[done:], False


def passage(text: Text, question: Question) -> Text:
    """Return the text around the first place, cut between words where there is a gap; '' where there is no place."""
    place = next(_places(text, question), None)
    if place is None:
        return Text("", language=text.language, wanted=text.wanted)
    begin, end = max(place[0] - AROUND, 0), min(place[1] + AROUND, len(text))
    if begin and (gap := text.find(" ", begin, place[0])) > 0:
        begin = gap + 1
    if end < len(text) and (gap := text.rfind(" ", place[1], end)) > 0:
        end = gap
    words = f"{'… ' if begin else ''}{text[begin:end].strip()}{' …' if end < len(text) else ''}"
    return Text(words, language=text.language, wanted=text.wanted)


def _places(text: str, question: Question) -> Iterator[tuple[int, int]]:
    """Yield from where to where the words stand, though folding takes signs out and turns one into several."""
    if not question.words:
        return
    signs = [(sign, place) for place, original in enumerate(text) for sign in folded(original)]
    for match in question.signs.finditer("".join(sign for sign, _ in signs)):
        yield signs[match.start()][1], signs[match.end() - 1][1] + 1
