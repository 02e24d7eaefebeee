"""'프로그램 변경 안내' as an Atom feed (RFC 4287)."""

from datetime import datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from program.changelog import ReleaseNote, changelog_of
from program.feeds.wording import permanent, plain
from program.public import Programme

ATOM = "http://www.w3.org/2005/Atom"
NAMES = UUID(
    "5f0c9f1e-6c1b-4b0a-9d8e-2f1b7a3f2022"
)  # the space of our Atom ids: fixed, whatever the site's host is


def changes_as_atom(programme: Programme) -> bytes:
    """Return one entry for each release that had something to say, the latest first; one query."""
    with translation.override(programme.language):
        notes = changelog_of(programme)
        feed = Element("feed", {"xmlns": ATOM, "xml:lang": programme.language})
        title = _("%(conference)s 프로그램 변경 안내") % {"conference": programme.conference.short_name}
        _text(feed, "title", title)
        _text(feed, "id", _id(programme, "changes"))
        _text(feed, "updated", _moment(_updated_at(programme, notes)))
        SubElement(
            feed, "link", rel="self", type="application/atom+xml", href=permanent(programme, "changes_feed")
        )
        SubElement(feed, "link", rel="alternate", type="text/html", href=permanent(programme, "changes"))
        for name in [str(host.name) for host in programme.hosts] or [programme.conference.short_name]:
            _text(SubElement(feed, "author"), "name", name)
        for note in notes:
            _entry(feed, note, programme)
        return tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: Element, note: ReleaseNote, programme: Programme) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "title", _title(note))
    _text(entry, "id", _id(programme, f"releases/{note.number}"))
    _text(entry, "published", _moment(note.published_at))
    _text(entry, "updated", _moment(note.published_at))
    place = f"{permanent(programme, 'changes')}#release-{note.number}"
    SubElement(entry, "link", rel="alternate", type="text/html", href=place)
    _text(entry, "content", _html(note), type="html")


def _title(note: ReleaseNote) -> str:
    """Return the first line of what the release says, and how much more it says."""
    if lines := plain(note.note).split("\n")[0].strip():
        return lines
    if not note.entries:
        return _("프로그램을 공개했습니다.")
    first, more = str(note.entries[0].words), len(note.entries) - 1
    return _("%(change)s 외 %(count)d건") % {"change": first, "count": more} if more else first


def _html(note: ReleaseNote) -> str:
    paragraph = format_html("<p>{}</p>", plain(note.note)) if note.note else ""
    items = format_html_join("", "<li>{}</li>", ((plain(entry.words),) for entry in note.entries))
    changes = format_html("<ul>{}</ul>", items) if items else ""
    return f"{paragraph}{changes}" or format_html("<p>{}</p>", _title(note))


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = plain(text)


def _id(programme: Programme, what: str) -> str:
    return f"urn:uuid:{uuid5(NAMES, f'{programme.conference.slug}/{programme.language}/{what}')}"


def _updated_at(programme: Programme, notes: tuple[ReleaseNote, ...]) -> datetime:
    if notes:
        return notes[0].published_at
    return programme.published_at or datetime.combine(
        programme.conference.starts_on, datetime.min.time(), programme.zone
    )


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
