"""`/staff/pass/<token>/`: what a QR of the organiser leads to; who opens it types a name."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from registration.day_passes import doors, enter, pass_of
from registration.fields import PlainTextField
from registration.views.frame import page, personal


class NameForm(forms.Form):
    """Who works here."""

    name = PlainTextField(
        label=gettext_lazy("이름"),
        max_length=40,
        help_text=gettext_lazy("누가 확인해 주었는지 이 이름으로 남습니다."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("이름을 적어 주세요.")},
    )


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def day_pass(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a name, and lead to the work; a pass that opens nothing today says so."""
    opened = pass_of(token)
    if opened is None:
        return page(request, "registration/day_pass_over.html", status=404)
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect(enter(request, opened, form.cleaned_data["name"]))
    context = {"form": form, "door": doors[opened.kind].name, "note": opened.note, "day": opened.day}
    return page(request, "registration/day_pass.html", context)
