"""How often one may apply: the limits of ACCOUNT_RATE_LIMITS, counted in one statement."""

from datetime import timedelta
from hashlib import sha256

from allauth.core.internal.ratelimit import get_cache_key, get_rates
from django.http import HttpRequest

from registration.models import Attempts

ALLAUTH = "allauth.account"


def may_try(request: HttpRequest, action: str, *, email: str) -> bool:
    """Count an attempt for an address, and from where it comes, and say whether it may be made.

    allauth's own `consume()` keeps the same limits in the cache, which is a table here: eight statements for each.
    """
    limits = {
        sha256(
            get_cache_key(request, app=ALLAUTH, action=action, rate=rate, key=email).encode()
        ).hexdigest(): rate
        for rate in get_rates(app=ALLAUTH, action=action)
    }
    numbers = Attempts.objects.count_one_more(
        {key: timedelta(seconds=rate.duration) for key, rate in limits.items()}
    )
    return all(numbers[key] <= rate.amount for key, rate in limits.items())
