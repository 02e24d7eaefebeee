"""One person in full: shown after one press, which stands in the ledger; nobody is asked why."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from registration.downloads import record_view, taker_of
from registration.models import Attendee, Download

SEEN = "seen"
SEEN_FOR = timedelta(minutes=10)
MAY_SEE = "registration.see_contact"


@require_POST
def see_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that somebody looks, then show the person with telephone and address."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    attendee = get_object_or_404(Attendee, pk=pk)
    seen = record_view(
        taker_of(request), what="참가자 한 사람의 연락처", code=attendee.code, columns=["휴대전화", "이메일"]
    )
    address = reverse("admin:registration_attendee_change", args=[pk], query={SEEN: seen.pk})
    return HttpResponseRedirect(address)


def has_been_noted(request: HttpRequest, attendee: Attendee | None) -> bool:
    """Say whether this account has just been noted as seeing this person."""
    number = request.GET.get(SEEN, "")
    if attendee is None or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return False
    if not request.user.has_perm(MAY_SEE):
        return False
    mine: Any = Download.objects.of_account(request.user.pk).views_of(attendee.code).within(SEEN_FOR)
    return bool(mine.filter(pk=int(number)).exists())
