"""The field of a form for an organiser's question."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from registration.fields import Choices, PlainTextField
from registration.models import Question


def field_of(question: Question, language: str) -> forms.Field:
    """Return the field for an organiser's question."""
    label = (question.label_en if language == "en" else "") or question.label_ko
    hint = (question.hint_en if language == "en" else "") or question.hint_ko
    if question.is_onsite_only:
        hint = " ".join([hint, _("현장에서 참석하는 분만 답해 주세요.")]).strip()
    options: dict[str, Any] = {
        "label": label,
        "help_text": hint,
        "required": question.is_required and not question.is_onsite_only,
    }
    if question.kind == Question.Kind.TEXT:
        return PlainTextField(max_length=200, **options)
    answers = (
        [("yes", _("예")), ("no", _("아니요"))]
        if question.kind == Question.Kind.YES_NO
        else question.choices(language)
    )
    return forms.ChoiceField(choices=answers, widget=Choices, **options)
