"""`/registration/me/`: 등록확인·취소."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from program.publication import active_language
from registration import changes
from registration.attendee_form import EditForm
from registration.changes import ChangeRefused
from registration.models import Attendee, Message, Question, RegistrationSettings
from registration.my_page import MyPage
from registration.news import forget_readers, readers_of
from registration.standing import current_standing, standing_of
from registration.streaming import enter_stream, entered_stream
from registration.tickets import calendar_of, qr_png, revoke
from registration.views.frame import page, personal

View = Callable[..., HttpResponse]
log_in_first = login_required(login_url=reverse_lazy("account_request_login_code"))


def my(view: View) -> View:
    """Hand the view the registration of who is logged in; without one, lead to the form."""

    @personal
    @log_in_first
    @wraps(view)
    def shown(request: HttpRequest, **parts: Any) -> HttpResponse:
        attendee = Attendee.objects.newest_of_current(request.user)
        if attendee:
            return view(request, attendee, attendee.conference.registration, **parts)
        standing = current_standing()
        if standing is None or not isinstance(request.user, User):
            raise Http404
        context = {"standing": standing, "readers": readers_of(request.user)}
        return page(request, "registration/no_registration.html", context)

    return shown


@require_safe
@my
def me(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Show the ticket, what is still to do, and everything the site knows of the person."""
    return page(request, "registration/me.html", {"my": MyPage(attendee, registration, active_language())})


@require_http_methods(["GET", "HEAD", "POST"])
@my
def edit(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Change what was filled in, until the moment at which changes freeze."""
    form = EditForm(
        request.POST if request.method == "POST" else None,
        attendee=attendee,
        standing=standing_of(registration),
        questions=list(Question.objects.asked().of(registration.conference)),
        language=active_language(),
    )
    if form.is_valid():
        try:
            changes.edit(attendee, form.attendee_fields(), form.answers())
            messages.success(request, _("바꾼 내용을 저장했습니다."))
            return redirect("registration:me")
        except ChangeRefused as refusal:
            form.add_error(None, str(refusal))
    my_page = MyPage(attendee, registration, active_language())
    return page(request, "registration/edit.html", {"form": form, "my": my_page})


@require_http_methods(["GET", "HEAD", "POST"])
@my
def cancel(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Say what is lost, and cancel when the button is pressed."""
    if request.method == "POST":
        changes.cancel(attendee)
        messages.success(request, _("등록을 취소했습니다."))
        return redirect("registration:me")
    return page(request, "registration/cancel.html", {"attendee": attendee})


@require_POST
@my
def accept(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Take the place that is offered."""
    try:
        changes.accept(attendee)
        messages.success(request, _("자리가 확정되었습니다."))
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("registration:me")


@require_http_methods(["GET", "HEAD", "POST"])
@my
def withdraw(
    request: HttpRequest, attendee: Attendee, registration: RegistrationSettings, number: int
) -> HttpResponse:
    """Withdraw one consent; where participation rests on it, say so first."""
    consent = get_object_or_404(attendee.consents.in_force().agreed_to(), pk=number)
    if request.method == "POST":
        changes.withdraw(consent)
        messages.success(request, _("동의를 철회했습니다."))
        return redirect("registration:me")
    body = consent.text.body(active_language())
    return page(request, "registration/withdraw.html", {"consent": consent, "body": body})


@personal
@log_in_first
@require_POST
def stop_news(request: HttpRequest) -> HttpResponse:
    """Destroy what was kept of an earlier edition to send news."""
    assert isinstance(request.user, User)
    forget_readers(request.user)
    messages.success(request, _("동의를 철회했습니다. 보관하던 이메일과 휴대전화번호를 지웠습니다."))
    return redirect("registration:me")


@require_POST
@my
def new_ticket(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Give the ticket a new address; the old one shows nothing any more."""
    revoke(attendee)
    messages.success(request, _("참가증의 주소와 QR을 새로 만들었습니다. 앞의 것은 쓸 수 없습니다."))
    return redirect("registration:me")


@require_POST
@my
def enter(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Count who watches as present, and lead towards the stream."""
    return redirect("registration:stream" if enter_stream(attendee, registration) else "registration:me")


@require_safe
@my
def stream(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Lead to the stream from a page of its own: `form-action` lets no form end at another site."""
    address = entered_stream(attendee, registration)
    if not address:
        return redirect("registration:me")
    return page(request, "registration/stream.html", {"address": address})


@require_safe
@my
def picture(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Give the QR as a picture one can keep."""
    answer = HttpResponse(qr_png(attendee), content_type="image/png")
    answer["Content-Disposition"] = f'inline; filename="{attendee.code}.png"'
    return answer


@require_safe
@my
def calendar(request: HttpRequest, attendee: Attendee, registration: RegistrationSettings) -> HttpResponse:
    """Give the days of attendance as a calendar file."""
    answer = HttpResponse(calendar_of(attendee), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{attendee.code}.ics"'
    return answer


@require_safe
@my
def message(
    request: HttpRequest, attendee: Attendee, registration: RegistrationSettings, number: int
) -> HttpResponse:
    """Show a mail that was sent to the person, as it was sent."""
    letter = get_object_or_404(Message.objects.letters(), attendee=attendee, pk=number)
    day = MyPage(attendee, registration, active_language()).written_at(letter)
    return page(request, "registration/message.html", {"message": letter, "day": day})


@personal
@log_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Delete the account and everything of its registrations."""
    user = request.user
    if not isinstance(user, User) or user.is_staff:
        raise Http404
    if request.method == "POST":
        logout(request)
        changes.erase(user)
        messages.success(request, _("계정과 등록 정보를 모두 지웠습니다."))
        return redirect("registration:form")
    return page(request, "registration/erase.html")
