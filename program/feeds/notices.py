"""The notices of a conference as an Atom feed (RFC 4287)."""

from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from django.urls import reverse
from django.utils.translation import gettext as _

from program.addresses import absolute
from program.editions import Edition
from program.feeds.wording import plain
from program.models import Conference
from program.public.notice import PublicNotice, notice_from

ATOM = "http://www.w3.org/2005/Atom"
LATEST = 30


def notices_as_atom(edition: Edition) -> bytes:
    """Return the latest notices with their whole text; their ids outlive the host and the year."""
    conference, language = edition.conference, edition.language
    notices = [notice_from(row, conference.zone, language) for row in edition.notices[:LATEST]]
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": language})
    _text(feed, "title", _("%(conference)s 공지") % {"conference": conference.short_name})
    _text(feed, "id", f"urn:pobatt:{conference.slug}:{language}:notices")
    updated = max((notice.updated_at for notice in notices), default=conference.opens_at)
    _text(feed, "updated", updated.isoformat(timespec="seconds"))
    SubElement(
        feed, "link", rel="self", type="application/atom+xml", href=_address(conference, "notices_feed")
    )
    SubElement(feed, "link", rel="alternate", type="text/html", href=_address(conference, "notices"))
    _text(SubElement(feed, "author"), "name", conference.short_name)
    for notice in notices:
        _entry(feed, conference, notice, language)
    return tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: Element, conference: Conference, notice: PublicNotice, language: str) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "title", notice.title)
    _text(entry, "id", f"urn:uuid:{uuid5(UUID(notice.uid), language)}")
    if notice.published_at:
        _text(entry, "published", notice.published_at.isoformat(timespec="seconds"))
    _text(entry, "updated", notice.updated_at.isoformat(timespec="seconds"))
    href = _address(conference, "notice", slug=notice.slug)
    SubElement(entry, "link", rel="alternate", type="text/html", href=href)
    SubElement(entry, "content", type="html").text = plain(notice.html)


def _address(conference: Conference, name: str, **parts: str) -> str:
    return absolute(reverse(f"edition_content:{name}", kwargs={"edition": conference.slug, **parts}))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = plain(text)
