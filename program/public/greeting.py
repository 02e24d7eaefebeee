"""A greeting in one language."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from pobatt import markup
from pobatt.localized import Text, pick
from program.models import Greeting


@dataclass(frozen=True)
class PublicGreeting:
    """Who greets, in which office, with which words; `photo` is the digest of a picture."""

    name: Text
    position: Text
    body: Text
    photo: str | None

    @property
    def html(self) -> SafeString:
        """Return the words as HTML; headings in them stand below the greeting's own."""
        return markup.html(self.body, top=3)


def greeting_from(row: Greeting, language: str) -> PublicGreeting:
    """Read a row."""
    facts = vars(row)
    name, position, body = (pick(facts, part, language) for part in ("name", "position", "body"))
    return PublicGreeting(name, position, body, row.photo_id)
