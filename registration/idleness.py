"""Staff who leave their desk are logged out: 30 minutes after their last request, with a warning two minutes before.

The server decides, by the session; every tab shares it, so working in one keeps the others. Every page of the admin
says how long there is; with a script a notice with a button appears in time (KWCAG, 응답시간 조절).
"""

import time

from django.contrib.auth import logout
from django.http import HttpRequest

IDLE_FOR = 30 * 60  # seconds (개인정보의 안전성 확보조치 기준 제6조 제4항)
ACTIVE_AT, WRITE_EVERY = "active_at", 30  # seconds: not every request writes the session


def is_idle(request: HttpRequest) -> bool:
    """Log out who has been away for too long, and say so."""
    active_at = request.session.get(ACTIVE_AT)
    if not request.user.is_staff or active_at is None or time.time() - active_at <= IDLE_FOR:
        return False
    logout(request)
    return True


def note_activity(request: HttpRequest) -> None:
    """Remember that somebody was here."""
    now = time.time()
    if (
        request.user.is_authenticated
        and request.user.is_staff
        and now - request.session.get(ACTIVE_AT, 0) > WRITE_EVERY
    ):
        request.session[ACTIVE_AT] = now


def seconds_left(request: HttpRequest) -> int:
    """Return how long it is until the logout for idleness; 0 for who is not logged in."""
    if not request.user.is_authenticated:
        return 0
    return max(0, round(request.session.get(ACTIVE_AT, time.time()) + IDLE_FOR - time.time()))
