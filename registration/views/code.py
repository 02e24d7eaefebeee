"""`/registration/code/` and the button in the mail: showing that the address is theirs."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from registration.account_views import ConfirmCodeView
from registration.applications import Receipt, RegistrationRefused, apply
from registration.code_forms import AddressForm
from registration.joining import log_in_owner, owner_of, send_code
from registration.models import RegistrationSettings
from registration.rate_limits import may_try
from registration.views.frame import framed, page, personal


class CodeView(ConfirmCodeView):
    """allauth's, with the receipt beside the field."""

    template_name = "registration/code.html"

    def get_next_url(self) -> str:
        """Lead to my page."""
        return reverse("registration:me")

    def form_invalid(self, form: Any) -> HttpResponse:
        """Stay here after the last try, too, where a new code can be asked for."""
        response = super().form_invalid(form)
        return redirect("registration:code") if response.status_code == 302 else response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show what the visitor was told."""
        receipt = Receipt.kept_in(self.request.session)
        return super().get_context_data(**context) | {"receipt": receipt} | framed(self.request)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic  # the address becomes confirmed, and with it the registration
def code(request: HttpRequest) -> HttpResponse:
    """Show the number that was given and ask for the code that was sent."""
    receipt = Receipt.kept_in(request.session)
    if receipt is None:
        return redirect("registration:form")
    response = CodeView.as_view()(request)
    if request.session.modified:
        request.session.save()  # in the same transaction: who is confirmed is logged in, and one commit is enough
    if response.headers.get("Location") == reverse("account_request_login_code"):  # there is no good code
        return page(request, "registration/code.html", {"receipt": receipt, "is_expired": True})
    return response


@personal
@require_POST
@transaction.atomic
def send_again(request: HttpRequest) -> HttpResponse:
    """Send a new code to the same address; the one before it is void."""
    receipt = Receipt.kept_in(request.session)
    if receipt is None:
        return redirect("registration:form")
    if may_try(request, "registration_code", email=receipt.email):
        send_code(request, receipt)
        messages.success(request, _("새 확인 번호를 보냈습니다. 앞서 보낸 번호는 쓸 수 없습니다."))
    else:
        messages.error(request, _("여러 번 보냈습니다. 잠시 뒤에 다시 눌러 주세요."))
    return redirect("registration:code")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def another_address(request: HttpRequest) -> HttpResponse:
    """Send the code to another address; number and place stay."""
    receipt = Receipt.kept_in(request.session)
    registration = RegistrationSettings.objects.current().first()
    if receipt is None or registration is None:
        return redirect("registration:form")
    form = AddressForm(request.POST or None)
    if form.is_valid() and not may_try(request, "registration_code", email=form.cleaned_data["email"]):
        form.add_error("email", _("여러 번 보냈습니다. 잠시 뒤에 다시 눌러 주세요."))
    if form.is_valid():
        try:
            with transaction.atomic():
                application = receipt.sent_to(form.cleaned_data["email"])
                send_code(request, apply(registration, application, before=receipt))
            return redirect("registration:code")
        except RegistrationRefused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "registration/another_address.html", {"form": form, "receipt": receipt})


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_button(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that confirms; opening its address changes nothing."""
    registration = RegistrationSettings.objects.current().first()
    seconds = registration.hold_minutes * 60 if registration else 0
    owner = owner_of(token, seconds=seconds)
    if owner is None:
        return page(request, "registration/button_is_old.html", status=410)
    if request.method == "POST":
        return log_in_owner(request, owner)
    return page(request, "registration/confirm.html")
