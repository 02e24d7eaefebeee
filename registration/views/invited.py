"""`/registration/invited/<token>/`: who was brought in by others reads what is agreed to, and agrees or says no."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pobatt.masking import mask_email, mask_phone
from program.publication import active_language
from registration import changes
from registration.application_form import box_of
from registration.consent_texts import current_texts
from registration.invitations import agree, invited_by
from registration.models import Attendee, Basis, ConsentText, Question
from registration.views.frame import page, personal


class ConsentForm(forms.Form):
    """The boxes below the texts, nothing ticked beforehand."""

    def __init__(self, data: Any, texts: list[ConsentText]) -> None:
        super().__init__(data)
        self.texts = texts
        self.fields.update({f"consent_{t.purpose}": box_of(t) for t in texts if t.basis == Basis.CONSENT})

    def agreed(self) -> list[ConsentText]:
        """Return the texts that were agreed to, and those that are only told."""
        said = self.cleaned_data
        return [
            text for text in self.texts if said.get(f"consent_{text.purpose}", text.basis != Basis.CONSENT)
        ]

    def cards(self, language: str) -> list[tuple[ConsentText, dict[str, Any], Any]]:
        """Return every text, its words, and its box if it has one."""
        boxes = {name: self[name] for name in self.fields}
        return [(text, text.body(language), boxes.get(f"consent_{text.purpose}")) for text in self.texts]


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is kept of the person and what it is for; write down that they agree."""
    attendee = invited_by(token)
    if attendee is None:
        return page(request, "registration/invitation_over.html", status=404)
    questions = list(Question.objects.asked().of(attendee.conference))
    form = ConsentForm(request.POST or None, current_texts(attendee.conference.registration, questions))
    if request.method == "POST" and form.is_valid():
        agree(attendee, form.agreed(), active_language())
        messages.success(request, _("동의하셨습니다. 참가증은 이 주소에서 다시 볼 수 있습니다."))
        return redirect("registration:ticket", attendee.ticket_token)
    context = {"attendee": attendee, "form": form, "cards": form.cards(active_language()), "token": token}
    return page(request, "registration/invited.html", context | contacts(attendee))


@personal
@require_POST
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Give the place back: the person does not come."""
    attendee = invited_by(token)
    if attendee is None:
        return page(request, "registration/invitation_over.html", status=404)
    changes.cancel(attendee)
    return page(request, "registration/invitation_refused.html", {"attendee": attendee})


def contacts(attendee: Attendee) -> dict[str, str]:
    """Return telephone and address, masked: the link may have been passed on."""
    return {"phone": mask_phone(attendee.phone), "email": mask_email(attendee.email)}
