"""What the kinds of sessions are called in public."""

from django.utils.translation import gettext as _, gettext_noop

KINDS = {
    "registration": gettext_noop("등록"),
    "ceremony": gettext_noop("공식행사"),
    "keynote": gettext_noop("기조강연"),
    "session": gettext_noop("세션"),
    "talk": gettext_noop("발표"),
    "panel": gettext_noop("패널토론"),
    "break": gettext_noop("휴식"),
    "side_event": gettext_noop("부대행사"),
    "site_visit": gettext_noop("현장견학"),
}


def kind_name(kind: str) -> str:
    """Return the public word for a kind of session."""
    return _(KINDS[kind]) if kind in KINDS else kind
