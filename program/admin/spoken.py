"""The languages that a session may be held in: the usual ones, and whatever a file has brought."""

from pobatt.localized import language_name
from program.models import Session


def languages_in_use() -> list[tuple[str, str]]:
    """Return the languages of all sessions as (BCP 47 code, name), the usual ones first."""
    usual = dict(Session.Language.choices)
    used = set(Session.objects.exclude(language="").values_list("language", flat=True).order_by())
    ordered = [*(code for code in usual if code in used), *sorted(used - set(usual))]
    return [(code, language_name(code, "ko")) for code in ordered]


def languages_offered() -> list[tuple[str, str]]:
    """Return what a form offers: nothing, the usual languages, and others in use."""
    usual = list(Session.Language.choices)
    return [("", "---------"), *usual, *(row for row in languages_in_use() if row not in usual)]
