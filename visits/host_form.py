"""The form in which a host answers its list: a line a person, several at once, and one reason for many."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from registration.fields import Choices, PlainTextField
from visits.answers import APPROVE, DECLINE, LONGEST_REASON, Answer
from visits.host_list import HostList, Line

VERDICTS = [
    ("", gettext_lazy("나중에")),
    (APPROVE, gettext_lazy("승인합니다")),
    (DECLINE, gettext_lazy("반려합니다")),
]
REST = [("", gettext_lazy("그대로 둡니다")), (APPROVE, gettext_lazy("모두 승인합니다"))]


class LineForm(forms.Form):
    """The answer about one person."""

    verdict = forms.ChoiceField(label=gettext_lazy("답"), choices=VERDICTS, required=False, widget=Choices)
    reason = PlainTextField(label=gettext_lazy("반려 사유"), max_length=LONGEST_REASON, required=False)


class RestForm(forms.Form):
    """What is said of several at once."""

    reason = PlainTextField(
        label=gettext_lazy("반려 사유(여러 사람에게 한 번에)"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("줄마다 적지 않은 사람에게 씁니다. 신청한 사람에게 그대로 전합니다."),
    )
    rest = forms.ChoiceField(
        label=gettext_lazy("고르지 않은 사람"), choices=REST, required=False, widget=Choices
    )


@dataclass(frozen=True)
class AnsweredLine:
    """A person of the list with the form beside them."""

    line: Line
    form: LineForm


class HostForm:
    """All lines of a list, and what is said of several of them."""

    def __init__(self, listed: HostList, data: QueryDict | None = None) -> None:
        self.listed = listed
        self.rest = RestForm(data, prefix="all")
        self.lines = [AnsweredLine(line, LineForm(data, prefix=line.code)) for line in listed.lines]
        for answered in self.lines:
            if not answered.line.is_in_review:
                verdict = answered.form.fields["verdict"]
                assert isinstance(verdict, forms.ChoiceField)
                # A click too many, or a colleague was first: what has been said already may be said again.
                again = APPROVE if data and data.get(answered.form.add_prefix("verdict")) == APPROVE else ""
                verdict.choices = [(again, _("참가 예정")), (DECLINE, _("반려합니다"))]

    @property
    def errors(self) -> bool:
        """Say whether something is wrong, for the page's title."""
        return bool(self.rest.errors) or any(answered.form.errors for answered in self.lines)

    def answers(self) -> list[Answer] | None:
        """Return what was answered; None when something is wrong, which then stands at its field."""
        for form in (self.rest, *(answered.form for answered in self.lines)):
            form.full_clean()
        if self.errors:
            return None
        common, rest = self.rest.cleaned_data["reason"], self.rest.cleaned_data["rest"]
        answers = []
        for answered in self.lines:
            verdict = answered.form.cleaned_data["verdict"]
            reason = answered.form.cleaned_data["reason"] or common
            if verdict == DECLINE and not reason:
                answered.form.add_error("reason", _("반려 사유를 적어 주세요."))
            if not verdict and answered.line.is_in_review and self._was_shown(answered):
                verdict = rest
            if verdict:
                answers.append(Answer(answered.line.code, verdict, reason if verdict == DECLINE else ""))
        if not answers and self.listed.in_review:
            self.rest.add_error(None, _("승인이나 반려를 골라 주세요. 아직 아무것도 보내지 않았습니다."))
        return None if self.errors else answers

    def _was_shown(self, answered: AnsweredLine) -> bool:
        """Say whether the person stood on the page that was sent; who has come since is not let in unseen."""
        return answered.form.add_prefix("reason") in answered.form.data
