"""`/registration/`: the one form."""

import secrets
from uuid import uuid4

from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pobatt.pieces import piece
from program.publication import active_language
from registration.application_form import ApplicationForm
from registration.applications import Application, Receipt, RegistrationRefused, apply_locked
from registration.changes import confirm
from registration.drafts import forget_draft, has_draft, restore_draft
from registration.form_parts import parts_of
from registration.joining import send_code
from registration.mailboxes import lock_address
from registration.models import Attendee, RegistrationSettings
from registration.offer import Offer, current_offer
from registration.rate_limits import may_try
from registration.templatetags.accounts import social_logins
from registration.views.frame import framed, page, personal

# What stands in the kept form for a visitor's own: nobody who writes texts of the site can know them.
TOKEN, SUBMISSION = secrets.token_urlsafe(), secrets.token_urlsafe()


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was filled in: a place is taken at once, and the code goes out."""
    offer = current_offer(request)
    if offer is None:
        return page(request, "registration/closed.html")
    if own_registration(request, offer.standing.registration):
        return redirect("registration:me")
    if not offer.standing.is_open:
        return page(request, "registration/closed.html", {"standing": offer.standing})
    if request.method != "POST":
        request.session.setdefault("registering", True)  # so that a second click has the first one's session
        return empty_form(request, offer)
    form = application_form(request, offer)
    if form.is_valid():
        try:
            return take(request, offer.standing.registration, form.application())
        except RegistrationRefused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "registration/form.html", {"standing": offer.standing, "form": form})


def empty_form(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Show the form: to whom the site knows nothing of, the same one but for two marks, which are put in."""
    if request.user.is_authenticated or has_draft(request) or len(get_messages(request)):
        form = application_form(request, offer)
        restore_draft(request, form)
        return page(request, "registration/form.html", {"standing": offer.standing, "form": form})
    providers = tuple(provider for provider, _words in social_logins(request))
    html = piece(request, ("form", request.path, providers), lambda: unmarked_form(request, offer))
    return HttpResponse(html.replace(TOKEN, get_token(request)).replace(SUBMISSION, str(uuid4())))


def unmarked_form(request: HttpRequest, offer: Offer) -> str:
    """Return the page of the empty form, as good for everybody."""
    form = application_form(request, offer)
    form.fields["submission"].initial = SUBMISSION
    context = framed(request) | {"standing": offer.standing, "form": form, "csrf_token": TOKEN}
    return render_to_string("registration/form.html", context, request)


@personal
def show_again(request: HttpRequest) -> HttpResponse:
    """Show what came with a form too old to be believed, to be sent once more; nothing is taken from it.

    That is a second tab, say, after logging in in the first.
    """
    offer = current_offer(request)
    if offer is None or not offer.standing.is_open or own_registration(request, offer.standing.registration):
        return redirect("registration:form")
    form = application_form(request, offer)
    too_old = _(
        "양식의 유효 시간이 지났습니다. 적으신 것은 그대로 있으니 다시 보내 주세요. "
        "또 이렇게 나오면 브라우저에서 쿠키를 허용해 주세요."
    )
    form.add_error(None, too_old)
    return page(request, "registration/form.html", {"standing": offer.standing, "form": form}, status=403)


def application_form(request: HttpRequest, offer: Offer) -> ApplicationForm:
    """Return the form in the page's language; who is logged in is not asked for the address again."""
    email = request.user.email if request.user.is_authenticated else ""
    return ApplicationForm(
        request.POST if request.method == "POST" else None,
        standing=offer.standing,
        questions=offer.questions,
        texts=offer.texts,
        parts=parts_of(offer.stocks, active_language()),
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
    receipt = apply_locked(registration, application, before=before)
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
