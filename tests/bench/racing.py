"""500 people ask for 40 seats of a visit in the same moment; beside them, as many conditional UPDATEs of one row."""

import statistics
from datetime import timedelta
from typing import Any

from bench import load
from bench.servers import Web
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.db import connection

PEOPLE, SEATS = 500, 40
ROUNDS = 3
CSRF = "a" * 32  # cookie and form agree


def measure(site: Web, floor: Web, *, quick: bool = False) -> dict[str, Any]:
    """Return how long it takes until everybody is answered, beside the floor and in turns with it.

    Every round has a visit of its own, at another hour, and the same people. Raises RuntimeError unless exactly as many
    have a seat as there are, the first who came, and all others stand in line.
    """
    cookies = _people()
    turns: list[tuple[load.Race, load.Race]] = []
    for number in range(2 if quick else ROUNDS):
        _empty_the_floor()
        bare = load.race(floor.port, [load.post("/seat", {})] * PEOPLE)
        turns.append((_ask(site, cookies, number), bare))
    ratios = [ours.seconds / bare.seconds for ours, bare in turns]
    ours, bare = zip(*turns, strict=True)
    return {
        "people": PEOPLE,
        "seats": SEATS,
        "workers": len(site.workers),
        "seconds": statistics.median(one.seconds for one in ours),
        "p50_ms": statistics.median(one.p50 for one in ours),
        "p99_ms": statistics.median(one.p99 for one in ours),
        "floor_seconds": statistics.median(one.seconds for one in bare),
        "floor_p99_ms": statistics.median(one.p99 for one in bare),
        "ratio": statistics.median(ratios),
        "ratio_from": min(ratios),
        "ratio_to": max(ratios),
    }


def _people() -> list[str]:
    """Make registered people who are logged in, and return their cookies."""
    from factories import create_attendee

    from pobatt.sessions import SessionStore
    from program.models import Conference

    conference = Conference.objects.get(is_current=True)
    cookies = []
    for _ in range(PEOPLE):
        user: User = create_attendee(conference).user
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies.append(f"sessionid={session.session_key}; csrftoken={CSRF}")
    return cookies


def _ask(site: Web, cookies: list[str], number: int) -> load.Race:
    """Let everybody ask for a seat on a new visit, and look at what they got."""
    from factories import create_visit

    from program.models import Conference
    from visits.consent import current_text
    from visits.models import Booking

    visit = create_visit(Conference.objects.get(is_current=True), capacity=SEATS)
    visit.departs_at += timedelta(hours=3 * number)
    visit.returns_at += timedelta(hours=3 * number)
    visit.save()
    fields = {"csrfmiddlewaretoken": CSRF, "text": str(current_text(visit).pk), "agrees": "on"}
    path = f"/visits/{visit.slug}/booking/book/"
    asked = load.race(site.port, [load.post(path, fields, Cookie=cookie) for cookie in cookies], status=302)
    places = list(Booking.objects.of(visit).order_by("booked_at").values_list("place", flat=True))
    if places != [*range(1, SEATS + 1), *[None] * (PEOPLE - SEATS)]:
        seated = sum(place is not None for place in places)
        raise RuntimeError(f"{seated} of {len(places)} people have a seat, not the first {SEATS} of {PEOPLE}")
    return asked


def _empty_the_floor() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE floor_seat SET taken = 0")
