"""Template tag of the picture that messengers show of a page's link."""

from typing import Any

from django import template
from django.template.context import Context

from program import social
from program.addresses import absolute, content_address, program_address
from program.public import Programme, PublicSession, PublicSpeaker
from program.public.notice import PublicNotice

register = template.Library()


@register.inclusion_tag("partials/social_picture.html", takes_context=True)
def social_picture(context: Context, of: object = "") -> dict[str, Any]:
    """Name the picture of a session, a speaker, a notice, of 'agenda', 'speakers' or, without any, the conference.

    Nothing is named on a preview, which nobody shares, and before the first release.
    """
    programme = context.get("programme")
    if not isinstance(programme, Programme) or programme.is_preview:
        return {}
    card, path = _card(context, programme, of)
    return {"card": card, "address": absolute(path), "width": social.WIDTH, "height": social.HEIGHT}


def _card(context: Context, programme: Programme, of: object) -> tuple[social.Card, str]:
    request = context.get("request")
    if isinstance(of, PublicSession):
        card = social.session_card(of)
        return card, program_address(request, "session_picture", slug=of.slug, mark=card.mark)
    if isinstance(of, PublicSpeaker):
        card = social.speaker_card(of)
        return card, program_address(request, "speaker_picture", slug=of.slug, mark=card.mark)
    if isinstance(of, PublicNotice):
        card = social.notice_card(programme, of)
        return card, content_address(request, "notice_picture", slug=of.slug, mark=card.mark)
    card = social.conference_card(programme, str(of))
    return card, program_address(request, f"{of}_picture" if of else "picture", mark=card.mark)
