"""What organisers do for one person who stands at the desk or calls: two presses on the person's page.

Both are kept in the person's history, with who pressed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from pobatt.dates import moment
from registration import changes
from registration.models import Attendee, ClaimState
from registration.places import database_now, write

MAY_ACT = "registration.confirm_attendee"
OPEN_FOR = timedelta(hours=24)

Act = Callable[[HttpRequest, Attendee], None]


def can_be_confirmed(attendee: Attendee) -> bool:
    """Say whether somebody still has to show their address, or to take what is offered."""
    if attendee.state in (ClaimState.WAITLISTED, ClaimState.EXPIRED):
        return attendee.held_until is not None
    return attendee.state in (ClaimState.HELD, ClaimState.OFFERED)


def open_edits(attendee: Attendee) -> datetime:
    """Let somebody change their registration although changes are frozen; return until when."""
    until = database_now() + OPEN_FOR
    write(attendee, edits_open_until=until)
    return until


def for_one(act: Act) -> Callable[..., HttpResponse]:
    """Make an address of what organisers do for one person; it leads back to the person's page."""

    @require_POST
    @wraps(act)
    def pressed(request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(MAY_ACT):
            raise PermissionDenied
        act(request, get_object_or_404(Attendee, pk=pk))
        return redirect("admin:registration_attendee_change", pk)

    return pressed


@for_one
def confirm_one(request: HttpRequest, attendee: Attendee) -> None:
    """Confirm who gets no mail."""
    assert isinstance(request.user, User)
    if not changes.confirm(attendee, by=request.user):
        messages.warning(request, "확정할 것이 없어 그대로 두었습니다. 지금 상태를 확인해 주세요.")
    elif attendee.state == ClaimState.WAITLISTED:
        messages.warning(request, f"{attendee.name} 님을 확인했습니다. 자리가 없어 대기 중입니다.")
    else:
        messages.success(
            request, f"{attendee.name} 님의 등록을 확정했습니다. 누가 확인했는지 등록에 남습니다."
        )


@for_one
def open_edits_of_one(request: HttpRequest, attendee: Attendee) -> None:
    """Open the window in which one person changes their registration."""
    if not attendee.is_live:
        messages.warning(request, "살아 있는 등록이 아니어서 고칠 것이 없습니다.")
        return
    until = moment(timezone.localtime(open_edits(attendee)), "ko")
    messages.success(request, f"{attendee.name} 님이 {until}까지 등록 내용을 고칠 수 있습니다.")
