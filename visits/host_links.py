"""Links for hosts, who have no account: each shows one visit's list until it is answered, over, or taken back."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.urls import reverse

from registration.places import database_now
from visits.models import HostLink, SiteVisit

SALT = "visits.host_link"


def issue(visit: SiteVisit, *, days: int, by: User | None) -> HostLink:
    """Make a link that shows the list of a visit for so many days."""
    expires_at = database_now() + timedelta(days=days)
    return HostLink.objects.create(visit=visit, issued_by=by, expires_at=expires_at)


def revoke(link: HostLink) -> None:
    """Let the link show nothing from now on."""
    HostLink.objects.unrevoked().filter(pk=link.pk).update(revoked_at=database_now())


def finish(link: HostLink) -> None:
    """Let the link show nothing from now on, since the host has answered it."""
    HostLink.objects.open().filter(pk=link.pk).update(answered_at=database_now())


def address_of(link: HostLink) -> str:
    """Return the absolute address of a link; only this site can compute it."""
    token = signing.Signer(salt=SALT).sign(link.key.hex)
    return settings.SITE_URL + reverse("visits:host", args=[token])


def link_of(token: str) -> HostLink | None:
    """Return the link of an address, if this site has made it and it still shows something."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return HostLink.objects.open().filter(pk=key).select_related("visit__conference").first()
