"""The programme on paper: two pages to hand out, a poster, a leaflet.

What stands on them comes from a `Programme` alone, so the same release always gives the same bytes.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from pobatt import dates, pdf, renderings
from pobatt.localized import Text
from program.feeds.wording import permanent, plain
from program.public import Programme, PublicSession, PublicSpeaker

Json = dict[str, Any]

PAGES = {"programme": 2, "poster": 1, "leaflet": 2}  # of each kind; the template is set so that it fits


@dataclass(frozen=True)
class Handout:
    """What it says, and how it is set and saved."""

    template: str
    data: Json
    made_at: datetime
    pages: int
    filename: str

    @property
    def name(self) -> str:
        """Return the name of the rendering."""
        return renderings.name_of(template=self.template, data=self.data, made_at=self.made_at)

    def pdf(self) -> bytes:
        """Return the PDF. Raises what `pobatt.renderings` and `pobatt.pdf` raise."""
        return renderings.kept(
            self.name,
            lambda: pdf.pdf(self.template, self.data, made_at=self.made_at, pages=self.pages),
        )


def handout(programme: Programme, kind: str) -> Handout:
    """Return the content of a handout ('programme', 'poster' or 'leaflet') in the language of the programme."""
    with translation.override(programme.language):
        name = {"programme": _("프로그램"), "poster": _("포스터"), "leaflet": _("리플릿")}[kind]
        short = plain(programme.conference.short_name) or "POBATT"
        first = datetime.combine(programme.conference.starts_on, time(), programme.zone)
        return Handout(
            template=f"print/{kind}.typ",
            data={"title": f"{plain(programme.conference.name)} {name}", **_content(programme)},
            made_at=programme.published_at or first,
            pages=PAGES[kind],
            filename=f"{short} {name}.pdf",
        )


def _content(programme: Programme) -> Json:
    conference = programme.conference
    return {
        "language": programme.language,
        "short_name": plain(conference.short_name),
        "name": _text(conference.name),
        "theme": _text(conference.theme),
        "dates": conference.dates,
        "venue": _text(conference.venue),
        "city": _text(conference.city),
        "address": _text(conference.address),
        "organisations": [
            {"role": group.word, "names": [_text(member.name) for member in group.organisations]}
            for group in programme.organisations
        ],
        "tracks": [
            {"name": _text(theme.track.name), "sign": theme.track.sign, "sessions": len(theme.sessions)}
            for theme in programme.themes
        ],
        "days": [
            {
                "name": day.name,
                "long_name": day.long_name,
                "sessions": [_session(one) for one in day.sessions],
            }
            for day in programme.days
        ],
        "unscheduled": [_session(session) for session in programme.unscheduled],
        "keynotes": [_session(session) for session in programme.sessions if session.kind == "keynote"],
        "speakers": [_person(speaker) for speaker in programme.speakers if speaker.sessions],
        "provisional": conference.hours_are_provisional,
        "site": _address_to_read(settings.SITE_URL),
        "qr": _qr(permanent(programme, "agenda")),
        "words": _words(programme),
    }


def _words(programme: Programme) -> dict[str, str]:
    """Return the sentences that the templates need, in the language of the programme."""
    return {
        "programme": _("프로그램"),
        "time": _("시간"),
        "what": _("내용"),
        "place": _("장소"),
        "venue": _("행사장"),
        "where": _("오시는 길"),
        "when": _("일시"),
        "speakers": _("연사"),
        "keynotes": _("기조강연"),
        "themes": _("주제"),
        "about": _("행사 안내"),
        "more_speakers": _("그 밖의 연사는 누리집에서 볼 수 있습니다."),
        "chair": _("좌장"),
        "no_speakers": _("연사 추후 공지"),
        "no_time": _("시간 추후 공지"),
        "no_sessions": _("세부 일정은 곧 알려 드립니다."),
        "provisional": _("프로그램은 사정에 따라 변경될 수 있습니다."),
        "notes": _("메모"),
        "latest": _("최신 프로그램"),
        "preview": _("미리보기: 아직 게시되지 않은 내용입니다") if programme.is_preview else "",
        "as_of": _("%(day)s 기준") % {"day": day} if (day := _published_on(programme)) else "",
    }


def _published_on(programme: Programme) -> str:
    if programme.published_at is None:
        return ""
    return dates.long_day(programme.published_at.astimezone(programme.zone).date(), programme.language)


def _session(session: PublicSession) -> Json:
    return {
        "hours": session.hours if session.starts_at else _("시간 추후 공지"),
        "title": _text(session.title),
        "is_untitled": session.is_untitled,
        "kind": session.kind,
        "kind_name": session.kind_name,
        "sign": session.track.sign if session.track else "",
        "track": _text(session.track.name) if session.track else None,
        "room": _text(session.room.name) if session.room else None,
        "people": [_person(speaker) for speaker in session.speakers],
        "awaits_speakers": session.awaits_speakers,
        "chair": _person(session.chair) if session.chair else None,
        "tags": [{"name": tag.name, "word": tag.word} for tag in session.tags],
        "is_cancelled": session.is_cancelled,
        "talks": [_session(talk) for talk in session.talks],
    }


def _person(speaker: PublicSpeaker) -> Json:
    post = [part for part in (speaker.affiliation, speaker.position) if part]
    return {"name": _text(speaker.name), "post": [_text(part) for part in post]}


def _text(text: Text) -> Json:
    """Return words with their language, so that a reader of the PDF pronounces them rightly."""
    return {"words": plain(text), "language": text.language}


def _qr(address: str) -> str:
    """Return a QR code as SVG that a phone reads from a wall and from a crumpled sheet (a quarter may be lost)."""
    return segno.make(address, error="q", micro=False).svg_inline(border=0, omitsize=True)


def _address_to_read(url: str) -> str:
    return url.partition("://")[2].rstrip("/")
