"""What somebody has typed into the form before they go to log in elsewhere; consents are given anew."""

import time
from typing import Any

from django.forms import MultipleChoiceField
from django.http import HttpRequest

from registration.social_adapter import PENDING, PENDING_FOR

DRAFT, KEPT_FOR = "draft", 30 * 60  # seconds
LONGEST, MOST = 500, 60  # letters, fields
NOT_TYPED = ("csrfmiddlewaretoken", "next", "submission", "texts", "consent_")


def keep_draft(request: HttpRequest) -> None:
    """Keep the form's fields in the session for a while, if the form was sent along."""
    if "affiliation" not in request.POST:
        return
    typed = {
        name: [value[:LONGEST].replace("\x00", "") for value in values[:MOST]]
        for name, values in list(request.POST.lists())[:MOST]
        if not name.startswith(NOT_TYPED)
    }
    request.session[DRAFT] = {"typed": typed, "at": time.time()}


def has_draft(request: HttpRequest) -> bool:
    """Say whether something is known that an empty form would show."""
    return DRAFT in request.session or PENDING in request.session


def restore_draft(request: HttpRequest, form: Any) -> None:
    """Show in an empty form what was typed before, and the address that a provider has told."""
    draft = request.session.get(DRAFT)
    if draft and time.time() - draft["at"] < KEPT_FOR:
        for name, values in draft["typed"].items():
            if (field := form.fields.get(name)) and values and not field.disabled:
                field.initial = values if isinstance(field, MultipleChoiceField) else values[0]
    _provider, _uid, email, at = request.session.get(PENDING) or ("", "", "", 0)
    if email and time.time() - at < PENDING_FOR and not form.fields["email"].disabled:
        form.fields["email"].initial = email


def forget_draft(request: HttpRequest) -> None:
    """Forget it, once it has become an application."""
    request.session.pop(DRAFT, None)
