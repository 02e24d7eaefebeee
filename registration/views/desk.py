"""`/staff/desk/`: the desk's own page, opened by a pass for one day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pobatt.plain_text import normal
from registration import changes
from registration.day_passes import with_pass
from registration.desk import MOST, find
from registration.models import Attendee, PassHolder
from registration.views.frame import page, personal

LONGEST = 60  # letters that are looked for


@personal
@require_safe
@with_pass("desk")
def desk(request: HttpRequest, holder: PassHolder) -> HttpResponse:
    """Find people by name or number."""
    asked = normal(request.GET.get("q", ""))[:LONGEST]
    found = find(holder.day_pass.conference, asked)
    context = {"holder": holder, "asked": asked, "found": found[:MOST], "are_more": len(found) > MOST}
    return page(request, "registration/desk.html", context)


@personal
@require_POST
@with_pass("desk")
def confirm(request: HttpRequest, holder: PassHolder, code: str) -> HttpResponse:
    """Confirm somebody who stands here and got no mail; who did so is kept with the registration."""
    attendee = get_object_or_404(Attendee.objects.of(holder.day_pass.conference), code=code)
    changes.confirm(attendee, by=holder)
    attendee.refresh_from_db()
    if attendee.state == "confirmed":
        messages.success(request, _("%(name)s 님의 등록을 확정했습니다.") % {"name": attendee.name})
    else:
        messages.warning(request, _("%(name)s 님은 자리가 없어 대기 중입니다.") % {"name": attendee.name})
    return redirect(f"{reverse('staff:desk')}?q={attendee.code}")
