"""`/registration/`: the one form."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from program.publication import active_language
from registration.application_form import ApplicationForm
from registration.applications import Application, Receipt, RegistrationRefused, apply
from registration.changes import confirm
from registration.consent_texts import current_texts
from registration.drafts import forget_draft, restore_draft
from registration.joining import send_code
from registration.mailboxes import lock_address
from registration.models import Attendee, Question, RegistrationSettings
from registration.rate_limits import may_try
from registration.standing import Standing, current_standing
from registration.views.frame import page, personal


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was filled in: a place is taken at once, and the code goes out."""
    standing = current_standing()
    if standing is None:
        return page(request, "registration/closed.html")
    if own_registration(request, standing.registration):
        return redirect("registration:me")
    if not standing.is_open:
        return page(request, "registration/closed.html", {"standing": standing})
    form = application_form(request, standing)
    if request.method != "POST":
        request.session.setdefault("registering", True)  # so that a second click has the first one's session
        restore_draft(request, form)
        return page(request, "registration/form.html", {"standing": standing, "form": form})
    if form.is_valid():
        try:
            return take(request, standing.registration, form.application())
        except RegistrationRefused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "registration/form.html", {"standing": standing, "form": form})


@personal
def show_again(request: HttpRequest) -> HttpResponse:
    """Show what came with a form too old to be believed, to be sent once more; nothing is taken from it.

    That is a second tab, say, after logging in in the first.
    """
    standing = current_standing()
    if standing is None or not standing.is_open or own_registration(request, standing.registration):
        return redirect("registration:form")
    form = application_form(request, standing)
    too_old = _(
        "양식의 유효 시간이 지났습니다. 적으신 것은 그대로 있으니 다시 보내 주세요. "
        "또 이렇게 나오면 브라우저에서 쿠키를 허용해 주세요."
    )
    form.add_error(None, too_old)
    return page(request, "registration/form.html", {"standing": standing, "form": form}, status=403)


def application_form(request: HttpRequest, standing: Standing) -> ApplicationForm:
    """Return the form in the page's language; who is logged in is not asked for the address again."""
    questions = list(Question.objects.asked().of(standing.registration.conference))
    email = request.user.email if request.user.is_authenticated else ""
    return ApplicationForm(
        request.POST if request.method == "POST" else None,
        standing=standing,
        questions=questions,
        texts=current_texts(standing.registration, questions),
        language=active_language(),
        own_email=email,
    )


@transaction.atomic
def take(request: HttpRequest, registration: RegistrationSettings, application: Application) -> HttpResponse:
    """Take the place and queue the mail, both or neither; the same form again changes nothing."""
    lock_address(application.email)
    before = latest_receipt(request)
    if before and before.application["submission"] == application.submission:
        return redirect("registration:code")
    if not may_try(request, "registration", email=application.email):
        raise RegistrationRefused(_("이 주소로 여러 번 신청했습니다. 잠시 뒤에 다시 보내 주세요."))
    receipt = apply(registration, application, before=before)
    forget_draft(request)
    if request.user.is_authenticated and receipt.attendee_id:  # the address is theirs already
        confirm(Attendee.objects.get(pk=receipt.attendee_id))
        return redirect("registration:me")
    send_code(request, receipt)
    return redirect("registration:code")


def latest_receipt(request: HttpRequest) -> Receipt | None:
    """Return what the visitor was told last, as the database has it: another tab may just have written it."""
    return Receipt.kept_in(type(request.session)(request.session.session_key))


def own_registration(request: HttpRequest, registration: RegistrationSettings) -> Attendee | None:
    """Return the live registration of who is logged in."""
    if not request.user.is_authenticated:
        return None
    live = Attendee.objects.of(registration.conference).live().within_their_time()
    return live.of_account(request.user.pk).first()
