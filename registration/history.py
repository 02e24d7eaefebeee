"""Who changes something: noted for the triggers that keep the history, without a query of its own.

pghistory sends it along inside of the statements that write. Only numbers and the address's name are in it: no name, no
mail address, no token.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pghistory
from django.contrib.auth import SESSION_KEY
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse

from registration.day_passes import IN_SESSION
from registration.models import PassHolder


class LateEncoder(DjangoJSONEncoder):
    """Asks who it is at the moment something is written: whoever has just logged in is somebody now."""

    def default(self, o: Any) -> Any:
        """Call what can be called."""
        return o() if callable(o) else super().default(o)


class ChangedByMiddleware:
    """Lets what a sent request changes carry who sent it and to which address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note it for as long as the request lasts; what is only read changes nothing."""
        with ExitStack() as noted:
            if request.method == "POST":
                noted.enter_context(
                    pghistory.context(
                        user=lambda: request.session.get(SESSION_KEY),
                        day_pass=lambda: request.session.get(IN_SESSION),
                        address=lambda: request.resolver_match.view_name if request.resolver_match else "",
                    )
                )
            return self.get_response(request)


def holders(numbers: set[int]) -> dict[int, str]:
    """Return the names of those who worked with passes for one day."""
    return dict(PassHolder.objects.filter(pk__in=numbers).values_list("pk", "name"))
