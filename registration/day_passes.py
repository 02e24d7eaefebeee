"""Passes for one day: issued by an organiser as a QR, opened on a telephone with a name, gone at midnight, revocable.

Each kind of pass leads to one door. An app says in its `ready()` where its door leads (`opens`), issues passes
(`issue`), shows their QR (`address_of`, `qr_svg`), and puts `@with_pass(kind)` above the views behind it, below
/staff/: they get the `PassHolder`, whose `day_pass.subject` says which one of many (which bus).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from io import BytesIO
from typing import Any, NamedTuple

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from program.models import Conference
from registration.models import DayPass, PassHolder

SALT, IN_SESSION = "registration.day_pass", "day_pass"


class Door(NamedTuple):
    """What a kind of pass opens: its name for people, and where it leads."""

    name: str
    address_of: Callable[[DayPass], str]


doors: dict[str, Door] = {}


def opens(kind: str, name: str, address_of: Callable[[DayPass], str]) -> None:
    """Declare a kind of pass: what people call it, and the path that its holder is led to."""
    doors[kind] = Door(name, address_of)


def issue(
    conference: Conference, kind: str, *, day: date, by: User | None, subject: str = "", note: str = ""
) -> DayPass:
    """Make a pass for a day; raises KeyError for a kind that no app has declared."""
    assert doors[kind]
    return DayPass.objects.create(
        conference=conference, kind=kind, day=day, issued_by=by, subject=subject, note=note
    )


def revoke(day_pass: DayPass) -> None:
    """Let the pass open nothing from now on, for those who are inside, too."""
    day_pass.revoked_at = timezone.now()
    day_pass.save(update_fields=["revoked_at"])


def address_of(day_pass: DayPass) -> str:
    """Return the absolute address that opens the pass; only this site can compute it."""
    token = signing.Signer(salt=SALT).sign(day_pass.key.hex)
    return settings.SITE_URL + reverse("staff:day_pass", args=[token])


def qr_svg(day_pass: DayPass) -> bytes:
    """Return the address as a QR, black on white."""
    picture = BytesIO()
    segno.make(address_of(day_pass), error="m").save(picture, kind="svg", border=4, light="white", scale=4)
    return picture.getvalue()


def pass_of(token: str) -> DayPass | None:
    """Return the pass of an address, if this site has made it and it opens something today."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = DayPass.objects.select_related("conference").filter(pk=key).first()
    return found if found and found.kind in doors and is_open(found) else None


def is_open(day_pass: DayPass) -> bool:
    """Say whether it opens its door at this moment."""
    return day_pass.opens_on(_now(day_pass.conference).date())


def enter(request: HttpRequest, day_pass: DayPass, name: str) -> str:
    """Let somebody work with the pass until midnight, under the name they typed; return where it leads.

    A login that the browser had ends: who works at a door is nobody else besides.
    """
    holder = PassHolder.objects.create(day_pass=day_pass, name=name)
    request.session.flush()
    request.session[IN_SESSION] = holder.pk
    now = _now(day_pass.conference)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    request.session.set_expiry(max(1, int((midnight - now).total_seconds())))
    return doors[day_pass.kind].address_of(day_pass)


def holder_of(request: HttpRequest) -> PassHolder | None:
    """Return who works with a pass in this browser, or None when there is none or it is over; asked once a request."""
    if not hasattr(request, "pass_holder"):
        request.pass_holder = _holder_of(request)  # type: ignore[attr-defined]
    found: PassHolder | None = request.pass_holder  # type: ignore[attr-defined]
    return found


def _holder_of(request: HttpRequest) -> PassHolder | None:
    number = request.session.get(IN_SESSION)
    if number is None:
        return None
    holder = PassHolder.objects.select_related("day_pass__conference").filter(pk=number).first()
    return holder if holder and is_open(holder.day_pass) else None


def with_pass(kind: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view be seen with a pass of this kind alone; it gets the holder after the request.

    >>> @with_pass("desk")
    ... def desk(request: HttpRequest, holder: PassHolder) -> HttpResponse: ...
    """

    def behind(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
            holder = holder_of(request)
            if holder is None or holder.day_pass.kind != kind:
                raise PermissionDenied
            response = view(request, holder, *args, **parts)
            add_never_cache_headers(response)
            return response

        return shown

    return behind


def _now(conference: Conference) -> datetime:
    return timezone.now().astimezone(conference.zone)
