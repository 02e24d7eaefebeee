"""The one door through which personal data leaves: nothing is handed out that does not stand in the ledger first.

Who lets data out calls `record()` in the transaction that reads it, commits, and only then lets the first byte go.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.contrib.auth.models import User
from django.http import HttpRequest

from registration.models import Download

Kind, Reason = Download.Kind, Download.Reason

NOTICE = "개인정보 포함: 목적 외 이용 금지, 이용 후 파기"  # on every page and sheet that leaves
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
FILES_ARE_KEPT_FOR = timedelta(days=30)  # what a form proposes; the person says


class Taker(NamedTuple):
    """Who takes data out, and from where; `account` is a mail address, or names the link of somebody without one."""

    user_id: int | None
    account: str
    address: str


def taker_of(request: HttpRequest, *, link: str = "") -> Taker:
    """Return who asks; whoever comes by a link of their own and has no account is named by `link`."""
    address = get_adapter().get_client_ip(request)
    user = request.user
    if isinstance(user, User):
        return Taker(user.pk, user.email or user.username, address)
    if not link:
        raise ValueError("nobody takes personal data out without a name")
    return Taker(None, link, address)


def record(
    taker: Taker,
    *,
    what: str,
    codes: Sequence[str],
    columns: Sequence[str],
    reason: str,
    reason_text: str = "",
    kind: str = Kind.FILE,
    form: str = "",
    filters: Mapping[str, str] | None = None,
    destroy_by: date | None = None,
    has_password: bool = False,
    count: int | None = None,
) -> Download:
    """Write down that data is taken out, and return the row; it can never be changed.

    `what` names the list in the reader's words ('참가자 명단(명찰용)'), `codes` are the 접수번호 of everybody in it,
    `columns` the titles of what is told of them, `filters` the questions it answers with their answers. A file needs
    `destroy_by`, the day by which it is to be destroyed; `Reason.OTHER` needs `reason_text`. `count` is the number of
    people unless said otherwise. Raises IntegrityError when one of these is missing.
    """
    return Download.objects.create(
        user_id=taker.user_id,
        account=taker.account,
        address=taker.address,
        kind=kind,
        what=what,
        form=form,
        has_password=has_password,
        filters=dict(filters or {}),
        columns=list(columns),
        count=len(codes) if count is None else count,
        codes=list(codes),
        reason=reason,
        reason_text=reason_text,
        destroy_by=destroy_by,
    )


def record_view(taker: Taker, *, what: str, code: str, columns: Sequence[str]) -> Download:
    """Write down that one person was seen in full; nobody is asked why."""
    return record(taker, what=what, codes=[code], columns=columns, reason=Reason.PERSON, kind=Kind.VIEW)
