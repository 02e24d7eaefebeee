"""A person of the programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pobatt.localized import Text, korean_only_note, pick

if TYPE_CHECKING:
    from program.public.programme import Programme
    from program.public.session import PublicSession


@dataclass(frozen=True, eq=False)
class PublicSpeaker:
    """A person of the programme."""

    programme: "Programme"
    uid: str
    slug: str
    name: Text
    affiliation: Text
    position: Text
    biography: Text
    photo: str | None  # digest of the picture

    @property
    def is_korean_only(self) -> bool:
        """Say whether any part of the line about the person is untranslated."""
        return any(part.is_korean_only for part in (self.name, self.affiliation, self.position))

    @cached_property
    def line(self) -> SafeString:
        """Return HTML: name, affiliation and position on one line, with one note if any of it is untranslated."""
        post = format_html_join(
            " ", "{}", ((part.marked,) for part in (self.affiliation, self.position) if part)
        )
        note = korean_only_note() if self.is_korean_only else ""
        html = '<b class="person-name">{}</b> <span class="person-post">{}</span>{}'
        return format_html(html, self.name.marked, post, note)

    @property
    def description(self) -> str:
        """Return '정혁성, LG에너지솔루션 상무' for search engines."""
        post = " ".join(part for part in (self.affiliation, self.position) if part)
        return f"{self.name}, {post}" if post else str(self.name)

    @property
    def initial(self) -> str:
        """Return what stands in the cell where there is no photo."""
        return self.name[:1]

    @cached_property
    def sessions(self) -> tuple["PublicSession", ...]:
        """Return the sessions in which the person speaks or takes the chair, in time order."""
        return tuple(
            s for s in self.programme.sessions if self.uid in s.speaker_uids or self.uid == s.chair_uid
        )


def speaker_from(programme: "Programme", row: Mapping[str, Any]) -> PublicSpeaker:
    """Read one of a document's speakers."""
    texts = {
        name: pick(row, name, programme.language) for name in ("name", "affiliation", "position", "biography")
    }
    return PublicSpeaker(programme=programme, uid=row["uid"], slug=row["slug"], photo=row["photo"], **texts)
