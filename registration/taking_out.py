"""What is asked before a file with people in it leaves, and how it leaves: recorded first, then under its password."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _, gettext_lazy

from pobatt.opening_password import LONGEST, SHORTEST, is_good_enough, lock, new_password
from registration.downloads import FILES_ARE_KEPT_FOR, MEDIA_TYPES, record, taker_of
from registration.fields import Choices

XLSX, PDF = "xlsx", "pdf"
FORMS = [(XLSX, gettext_lazy("엑셀(XLSX)")), (PDF, gettext_lazy("인쇄용 PDF(A4)"))]
LONGEST_TIME = timedelta(days=366)


class TakeOutForm(forms.Form):
    """In which form, under which password, and by when it is destroyed."""

    form = forms.ChoiceField(label=gettext_lazy("형식"), choices=FORMS, widget=Choices, initial=XLSX)
    password = forms.CharField(
        label=gettext_lazy("열기 암호"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "적어 두었다가 파일과 따로 알려 주세요. 비우면 암호 없이 나갑니다. PDF는 압축 파일에 담깁니다."
        ),
    )
    destroy_by = forms.DateField(
        label=gettext_lazy("파기 예정일"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, may_be_open: bool = True, **options: Any) -> None:
        initial = {"password": new_password(), "destroy_by": timezone.localdate() + FILES_ARE_KEPT_FOR}
        super().__init__(data, initial=initial, **options)
        self.may_be_open = may_be_open
        if not may_be_open:
            words = _("적어 두었다가 파일과 따로 알려 주세요. PDF는 압축 파일에 담깁니다.")
            self.fields["password"].help_text = words

    def clean_password(self) -> str:
        """Refuse a password that is guessed, and none where nobody has allowed it."""
        password: str = self.cleaned_data["password"]
        if not password and not self.may_be_open:
            raise forms.ValidationError(_("암호 없이 내보내려면 시 관리자가 먼저 허용해야 합니다."))
        if password and not is_good_enough(password):
            words = _("%(number)s자 이상, 글자와 숫자를 섞어 주세요.") % {"number": SHORTEST}
            raise forms.ValidationError(words)
        return password

    def clean_destroy_by(self) -> Any:
        """Refuse a day that is over, or never comes."""
        day, today = self.cleaned_data["destroy_by"], timezone.localdate()
        if not today <= day <= today + LONGEST_TIME:
            raise forms.ValidationError(_("오늘부터 1년 안의 날을 적어 주세요."))
        return day


def take_out(
    request: HttpRequest,
    form: TakeOutForm,
    content: bytes,
    *,
    name: str,
    what: str,
    codes: Sequence[str],
    columns: Sequence[str],
    reason: str,
    reason_text: str = "",
) -> HttpResponse:
    """Write down that the file leaves, and let it leave; `name` has its ending."""
    chosen, password = form.cleaned_data["form"], form.cleaned_data["password"]
    record(
        taker_of(request), what=what[:120], codes=codes, columns=columns, reason=reason,
        reason_text=reason_text, form=chosen.upper(), destroy_by=form.cleaned_data["destroy_by"],
        has_password=bool(password),
    )  # fmt: skip
    if password:
        locked = BytesIO()
        name = lock(BytesIO(content), locked, password, name=name)
        content = locked.getvalue()
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})


def taker_name(request: HttpRequest) -> str:
    """Return who takes it, as it is printed."""
    assert isinstance(request.user, User)
    return request.user.get_full_name() or request.user.email or request.user.username
