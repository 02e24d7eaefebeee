"""Lists of 300 and of 100,000 people: the admin's pages, and twenty columns beside a bare cursor and a bare XlsxWriter.

Each side of a comparison runs in a fresh process of its own, in turns, so that nothing is warm for one of them alone;
the peak of its memory is the kernel's word (VmHWM), less what the process held before the rows.
"""

import json
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

from django.db import connection

FEW, MANY, FIRST = 300, 100_000, 1_000_001
COLUMNS = [
    *(
        "row",
        "code",
        "submitted_at",
        "origin",
        "state",
        "category",
        "attendance",
        "name",
        "name_en",
        "affiliation",
    ),
    *(
        "region",
        "department",
        "position",
        "phone",
        "email",
        "language",
        "day_1",
        "day_2",
        "receiver",
        "promotion",
    ),
]
LIST = "/admin/registration/attendee/"
LISTS = {
    "list": "",
    "state": "?state=confirmed",
    "name": "?q=길동",
    "first consonants": "?q=ㅎㄱㄷ",
    "phone": "?q=7301",
}
SURNAMES = "김이박최정강조윤장임배오서신권나안송류문"  # so that no chance makes another ㅎㄱㄷ


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Return the pages of the admin at both sizes, and each form of export beside its floor."""
    from factories import open_registration

    from program.models import Conference
    from registration.models import RegistrationSettings

    conference = Conference.objects.get(is_current=True)
    if not RegistrationSettings.objects.filter(conference=conference).exists():
        open_registration(conference)
    RegistrationSettings.objects.filter(conference=conference).update(onsite_capacity=10 * MANY)
    many = MANY // 10 if quick else MANY
    _fill(conference.pk, FIRST, FIRST + FEW - 1)
    few = _lists()
    _fill(conference.pk, FIRST + FEW, FIRST + many - 1)
    lists = [
        {
            "what": what,
            "queries_few": a["queries"],
            "queries": b["queries"],
            "ms_few": a["ms"],
            "ms": b["ms"],
            "ratio": b["ms"] / a["ms"],
        }
        for (what, a), b in zip(few.items(), _lists().values(), strict=True)
    ]
    rounds = 1 if quick else 3
    return {"rows": many, "lists": lists, "exports": [_beside(form, rounds) for form in ("csv", "xlsx")]}


def _fill(conference: int, first: int, last: int) -> None:
    """Make people past the triggers, which would ask for history and places of each; one is 홍길동."""
    from registration.models import Attendee

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registration_attendee DISABLE TRIGGER USER")
        for begin in range(first, last + 1, 5_000):
            end = min(begin + 5_000, last + 1)
            Attendee.objects.bulk_create(_person(conference, n) for n in range(begin, end))
        cursor.execute("ALTER TABLE registration_attendee ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE registration_attendee")


def _person(conference: int, n: int) -> Any:
    from django.utils import timezone

    from registration.models import Attendee

    now = timezone.now()
    name = SURNAMES[n % 20] + chr(0xAC00 + n * 37 % 11172) + chr(0xAC00 + n * 101 % 11172)
    return Attendee(
        conference_id=conference, number=n, code=f"BENCH-{n}", name="홍길동" if n == FIRST + 7 else name,
        name_en="Bench Person", affiliation=f"포항배터리연구소 {n % 997}팀", region="pohang", department="연구부",
        position="책임연구원", phone=f"+8210{10_000_000 + n}", email=f"bench-{n}@example.com", category="company",
        attendance="onsite", days=[1, 2], submitted_at=now - timedelta(seconds=n), state="confirmed", place=n,
        confirmed_at=now,
    )  # fmt: skip


def _lists() -> dict[str, dict[str, float]]:
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    _show_second_factor(client, user.pk)
    found = {}
    for what, query in LISTS.items():
        times = []
        for _ in range(9):
            began = time.perf_counter()
            answer = client.get(f"{LIST}{query}")
            times.append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{LIST}{query} answered {answer.status_code}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{LIST}{query}")
        found[what] = {"queries": len(captured), "ms": 1000 * statistics.median(times[1:])}
    return found


def _show_second_factor(client: Any, user_id: int) -> None:
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    from registration.idleness import ACTIVE_AT

    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user_id)
    session[ACTIVE_AT] = time.time()
    session.save()


def _beside(form: str, rounds: int) -> dict[str, Any]:
    ours, floors, locked = [], [], []
    for _ in range(rounds):
        floors.append(_alone(form, "floor"))
        ours.append(_alone(form, "ours"))
        locked.append(_alone(form, "locked"))
    ratios = [a["seconds"] / b["seconds"] for a, b in zip(ours, floors, strict=True)]
    return {
        "form": form,
        "seconds": statistics.median(row["seconds"] for row in ours),
        "floor_seconds": statistics.median(row["seconds"] for row in floors),
        "locked_seconds": statistics.median(row["seconds"] for row in locked),
        "ratio": statistics.median(ratios),
        "ratio_from": min(ratios),
        "ratio_to": max(ratios),
        "mib": max(row["mib"] for row in ours),
        "locked_mib": max(row["mib"] for row in locked),
    }


def _alone(form: str, way: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.export_alone", form, way], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    result: dict[str, float] = json.loads(done.stdout)
    return result
