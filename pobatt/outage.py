"""FLOOR: a database that is briefly away (a restart, a failover) is a pause for readers and a sentence for others."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.signals import got_request_exception
from django.db import DatabaseError, close_old_connections
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from psycopg import Error as PsycopgError, OperationalError

SAFE_METHODS = ("GET", "HEAD")
PAUSES = (0.1, 0.4, 1.0, 1.5, 1.5, 1.5)  # seconds before each further attempt
BEGIN_WITHIN = 6.0  # seconds after the first; no attempt begins later
RETRY_AFTER = "5"  # seconds, told to the browser

# Besides the failures that have no SQLSTATE, because no server was there to give one (PostgreSQL's manual, appendix A):
STATES_OF_OUTAGE = {
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now: it is starting up
    "57P05",  # idle_session_timeout
    "53300",  # too_many_connections
    "25006",  # read_only_sql_transaction: what we are connected to has become a standby
}
CONNECTION_EXCEPTION = "08"

NOTE = "_database_outage"  # where a request remembers the exception

logger = logging.getLogger(__name__)


class DatabaseOutageMiddleware:
    """Repeat a GET or HEAD for some seconds while PostgreSQL is away; after that, and for the rest, answer 503.

    A POST is never repeated: it may have been written before the connection broke.

    Django turns every exception into a response where it leaves a middleware, so no `except` here would ever see one.
    Those of views and templates are found by `process_exception`, those of the middleware inside this one (a session
    that cannot be saved, a user that cannot be loaded) by the signal that Django sends before it makes its 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, if need be after a pause."""
        before = dict(vars(request))
        for attempt in _attempts(request.method in SAFE_METHODS):
            if attempt:
                vars(request).clear()  # the session and the user of the attempt before must not be met again
                vars(request).update(before)
            response = self.get_response(request)
            error = vars(request).pop(NOTE, None)
            if error is None:
                return response
            close_old_connections()  # not response.close(), which would announce the end of the request
            logger.warning("The database is away (%s %s): %s", request.method, request.path, error)
        return unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Note an outage met by a view or its template; the answer given here never leaves `__call__`."""
        if (error := outage_in(exception)) is None:
            return None
        setattr(request, NOTE, error)
        return HttpResponse(status=503)


@receiver(got_request_exception)
def note_outage(request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Note an outage met outside of views."""
    exception = sys.exc_info()[1]
    if request is not None and exception is not None and (error := outage_in(exception)) is not None:
        setattr(request, NOTE, error)


def outage_in(exception: BaseException) -> BaseException | None:
    """Return the failure to reach PostgreSQL that the exception is, or came from; None for any other exception."""
    seen: set[int] = set()
    error: BaseException | None = exception
    while error is not None and id(error) not in seen:
        if _is_outage(error):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, DatabaseError) and isinstance(error.__cause__, PsycopgError):
        error = error.__cause__
    if not isinstance(error, PsycopgError):
        return False
    state = error.sqlstate
    if state is None:  # PoolTimeout and PoolClosed are among the OperationalErrors
        return isinstance(error, OperationalError)
    return state in STATES_OF_OUTAGE or state.startswith(CONNECTION_EXCEPTION)


def _attempts(repeatable: bool) -> Iterator[int]:
    """Count the attempts, with a pause before each but the first."""
    began = time.monotonic()
    yield 0
    if not repeatable:
        return
    for number, pause in enumerate(PAUSES, start=1):
        if time.monotonic() + pause > began + BEGIN_WITHIN:
            return
        time.sleep(pause)
        yield number


def unavailable(request: HttpRequest) -> HttpResponse:
    """Return the page that says so; it is made without database, session or user."""
    language = translation.get_language_from_path(request.path_info) or "ko"
    with translation.override(language):
        page = render_to_string(
            "503.html", {"language": language, "is_repeatable": request.method in SAFE_METHODS}
        )
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store", "Content-Language": language}
    return HttpResponse(page, status=503, headers=headers)
