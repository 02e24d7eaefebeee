"""Draw the PDFs and the pictures of a release before anybody asks, so that a crawler never has to wait for them."""

import logging
import time
from collections.abc import Callable, Iterator

from django.utils import translation

from pobatt import pdf, renderings
from pobatt.localized import LANGUAGES
from program import social
from program.handouts import PAGES, handout
from program.models import Release
from program.public import Programme
from program.publication import programme_of_edition

logger = logging.getLogger(__name__)

Rendering = tuple[str, Callable[[], bytes]]  # its name, and how to ask for it


def draw_ahead(release_id: int, *, seconds: float) -> bool:
    """Draw what a release lacks for about so many seconds; return whether something is left to draw.

    Nothing is left of a release that is not the public one any more. What fails is passed over. Raises
    `pobatt.renderings.RenderingBusy`.
    """
    of_its_conference = Release.objects.filter(conference__releases=release_id).newest_first()
    public, slug = of_its_conference.values_list("pk", "conference__slug").first() or (None, "")
    if public != release_id:
        return False
    until, drawn = time.monotonic() + seconds, 0
    for language in LANGUAGES:
        with translation.override(language):
            for name, make in _renderings(programme_of_edition(slug)):
                if renderings.is_kept(name):
                    continue
                if drawn and time.monotonic() > until:
                    return True
                drawn += _drawn(make)
    return False


def _renderings(programme: Programme) -> Iterator[Rendering]:
    """List what the pages of a programme lead to, what is asked for most first."""
    cards = [social.conference_card(programme, of) for of in ("", "agenda", "speakers")]
    papers = [handout(programme, kind) for kind in PAGES]
    yield from ((card.name, card.png) for card in cards)
    yield from ((paper.name, paper.pdf) for paper in papers)
    for session in programme.session_by_slug.values():
        card = social.session_card(session)
        yield card.name, card.png
    for speaker in programme.speaker_by_slug.values():
        card = social.speaker_card(speaker)
        yield card.name, card.png


def _drawn(make: Callable[[], bytes]) -> bool:
    try:
        make()
    except pdf.TypesettingFailed:
        logger.warning("a rendering that nobody has asked for yet failed, and is left to who asks for it")
        return False
    return True
