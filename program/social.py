"""The picture that messengers show of a page's link: 1200 by 630 pixels, drawn from the data of the page.

Its address ends with a mark of everything that is drawn, so a messenger that keeps pictures fetches a new one when
something has changed. Only what the programme itself says is drawn, never a word of the request.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pobatt import pdf, renderings
from pobatt.localized import Text
from program.feeds.wording import heading, person, plain
from program.models import StoredFile
from program.public import Programme, PublicSession, PublicSpeaker
from program.public.notice import PublicNotice

TEMPLATE = "print/card.typ"
WIDTH, HEIGHT = 1200, 630  # pixels, as Open Graph readers want them


@dataclass(frozen=True)
class Card:
    """What is drawn: a small word, the title, lines below it, what stands at the foot, a theme's sign, a photo."""

    language: str
    brand: str
    kicker: str
    title: Text | str
    lines: Sequence[str] = ()
    foot: Sequence[str] = ()
    sign: str = ""
    photo: str | None = None  # digest
    is_cancelled: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """Return what the template needs, and the digest of the photo."""
        return {
            "language": self.language,
            "title": plain(self.title),
            "title_language": getattr(self.title, "language", self.language),
            "brand": plain(self.brand),
            "kicker": plain(self.kicker),
            "lines": [plain(line) for line in self.lines if line],
            "foot": [plain(part) for part in self.foot if part],
            "sign": self.sign,
            "photo": self.photo or "",
            "is_cancelled": self.is_cancelled,
        }

    @property
    def words(self) -> str:
        """Return what the picture says, for those who do not see it."""
        return ". ".join(filter(None, [self.kicker, plain(self.title), *self.lines, ", ".join(self.foot)]))

    @property
    def name(self) -> str:
        """Return the name of the rendering."""
        return renderings.name_of(template=TEMPLATE, data=self.data)

    @property
    def mark(self) -> str:
        """Return the last part of the picture's address."""
        return self.name[:16]

    def png(self) -> bytes:
        """Return the picture. Raises what `pobatt.renderings` and `pobatt.pdf` raise."""
        return renderings.kept(
            self.name, lambda: pdf.picture(TEMPLATE, {**self.data, "photo": self._photo()})
        )

    def _photo(self) -> str:
        kept = StoredFile.objects.filter(digest=self.photo).first() if self.photo else None
        return f"data:{kept.content_type};base64,{b64encode(bytes(kept.content)).decode()}" if kept else ""


def conference_card(programme: Programme, of: str = "") -> Card:
    """Return the card of the conference's home, or of its 'agenda' or 'speakers'."""
    conference = programme.conference
    words = {"": str(conference.theme), "agenda": _("프로그램"), "speakers": _("연사")}
    return Card(
        language=programme.language,
        brand=conference.short_name,
        kicker=words[of],
        title=conference.name,
        lines=[] if of else [_roles(programme)],
        foot=[conference.dates, str(conference.venue)],
    )


def session_card(session: PublicSession) -> Card:
    """Return the card of a session: what, by whom, when and where."""
    programme = session.programme
    kind = f"{session.track.name} · {session.kind_name}" if session.track else session.kind_name
    speakers = [person(speaker) for speaker in session.speakers[:2]]
    if more := len(session.speakers) - len(speakers):
        speakers[-1] = _("%(name)s 외 %(count)d명") % {"name": speakers[-1], "count": more}
    if session.awaits_speakers:
        speakers = [_("연사 추후 공지")]
    room = session.room.name if session.room else ""
    return Card(
        language=programme.language,
        brand=programme.conference.short_name,
        kicker=f"{_('취소')} · {kind}" if session.is_cancelled else kind,
        title=heading(session) if session.is_untitled else session.title,
        lines=speakers,
        foot=[session.when, str(room or programme.conference.venue)],
        sign=session.track.sign if session.track else "",
        is_cancelled=session.is_cancelled,
    )


def speaker_card(speaker: PublicSpeaker) -> Card:
    """Return the card of a speaker: who, from where, on what."""
    programme = speaker.programme
    titles = [plain(session.title) for session in speaker.sessions if not session.is_untitled]
    post = " ".join(filter(None, (plain(speaker.affiliation), plain(speaker.position))))
    return Card(
        language=programme.language,
        brand=programme.conference.short_name,
        kicker=_("연사"),
        title=speaker.name,
        lines=[post, *titles[:1]],
        foot=[programme.conference.dates, str(programme.conference.venue)],
        photo=speaker.photo,
    )


def notice_card(programme: Programme, notice: PublicNotice) -> Card:
    """Return the card of a notice."""
    return Card(
        language=programme.language,
        brand=programme.conference.short_name,
        kicker=_("공지"),
        title=notice.title,
        foot=[notice.published_on, str(programme.conference.name)],
    )


def _roles(programme: Programme) -> str:
    groups = (
        f"{group.word} {', '.join(plain(member.name) for member in group.organisations)}"
        for group in programme.organisations[:2]
    )
    return "  ".join(groups)
