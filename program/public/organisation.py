"""Who stands behind the edition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _, gettext_noop

from pobatt.localized import Text, pick

ROLES = {
    "host": gettext_noop("주최"),
    "organiser": gettext_noop("주관"),
    "supporter": gettext_noop("후원"),
    "sponsor": gettext_noop("협찬"),
}


@dataclass(frozen=True)
class PublicOrganisation:
    """An organisation with its link and the digest of its logo, where it has them."""

    role: str
    name: Text
    url: str
    logo: str | None


@dataclass(frozen=True)
class OrganisationGroup:
    """The organisations of one role, in order."""

    role: str
    word: str  # 주최
    organisations: tuple[PublicOrganisation, ...]


def organisations_from(rows: Iterable[Mapping[str, Any]], language: str) -> tuple[OrganisationGroup, ...]:
    """Read a document's organisations, which stand in the order of their roles."""
    named = [
        PublicOrganisation(row["role"], pick(row, "name", language), row["url"], row["logo"]) for row in rows
    ]
    return tuple(
        OrganisationGroup(role, _(ROLES[role]), tuple(group))
        for role, group in groupby(named, key=lambda organisation: organisation.role)
    )
