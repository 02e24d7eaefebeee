"""The organiser's own questions, and what attendees answered."""

from collections.abc import Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from pobatt.page_cache import raises_public_version
from program.models import Conference
from registration.models.attendee import Attendee


class QuestionQuerySet(models.QuerySet["Question"]):
    """Words for choosing questions."""

    def of(self, conference: Conference) -> Self:
        """Keep a conference's."""
        return self.filter(conference=conference)

    def asked(self) -> Self:
        """Keep those that the form asks, in order."""
        return self.filter(is_asked=True).order_by("position", "pk")

    def still_there(self, keys: Iterable[str]) -> Self:
        """Keep and lock those of these that nobody has deleted since the form was made, until answers are written."""
        return self.filter(pk__in=[int(key) for key in keys]).select_for_update(no_key=True)


class Question(models.Model):
    """One question of the form; it enters the consent text by itself."""

    class Kind(models.TextChoices):
        """What is answered."""

        YES_NO = "yes_no", "예/아니요"
        CHOICE = "choice", "하나 고르기"
        TEXT = "text", "짧은 글"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="questions", verbose_name="대회")
    kind = models.CharField("종류", max_length=8, choices=Kind)
    label_ko = models.CharField("질문", max_length=120)
    label_en = models.CharField("질문(영문)", max_length=120, blank=True)
    item_ko = models.CharField(
        "수집 항목 이름", max_length=60, help_text="동의문에 적히는 이름. 예: 오찬 참석 여부"
    )
    item_en = models.CharField("수집 항목 이름(영문)", max_length=60, blank=True)
    hint_ko = models.CharField("도움말", max_length=200, blank=True)
    hint_en = models.CharField("도움말(영문)", max_length=200, blank=True)
    choices_ko = models.TextField("보기", blank=True, help_text="'하나 고르기'일 때, 한 줄에 하나씩")
    choices_en = models.TextField("보기(영문)", blank=True, help_text="같은 순서로, 한 줄에 하나씩")
    is_required = models.BooleanField("필수", default=False)
    is_onsite_only = models.BooleanField("현장 참가자에게만", default=False)
    is_asked = models.BooleanField("사용", default=True, help_text="끄면 더 묻지 않고, 받은 답은 남습니다.")
    keep_days = models.PositiveSmallIntegerField(
        "답을 보관하는 일수", null=True, blank=True,
        help_text="대회가 끝난 날부터. 비우면 등록 정보와 함께, 적으면 그때 답만 먼저 파기합니다. 동의문에 적힙니다.",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField("순서", default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "추가 질문"
        verbose_name_plural = "추가 질문"
        ordering = ["position", "pk"]
        triggers = raises_public_version()  # what is asked stands in the privacy policy

    def __str__(self) -> str:
        return self.label_ko

    def clean(self) -> None:
        """Ask for choices where one must be chosen, and for the same number in both languages."""
        korean, english = self.choices_ko.split("\n"), self.choices_en.split("\n")
        if self.kind == self.Kind.CHOICE and len(list(filter(str.strip, korean))) < 2:
            raise ValidationError({"choices_ko": "보기를 두 개 이상, 한 줄에 하나씩 적으세요."})
        if self.choices_en.strip() and len(korean) != len(english):
            raise ValidationError({"choices_en": "한국어 보기와 같은 수로 적으세요."})

    @property
    def field(self) -> str:
        """Return the name of its field in the form."""
        return f"question_{self.pk}"

    def choices(self, language: str) -> list[tuple[str, str]]:
        """Return (kept value, shown words); the Korean words are what is kept."""
        korean = [line.strip() for line in self.choices_ko.splitlines() if line.strip()]
        english = [line.strip() for line in self.choices_en.splitlines() if line.strip()]
        shown = english if language == "en" and len(english) == len(korean) else korean
        return list(zip(korean, shown, strict=True))


class Answer(models.Model):
    """What one attendee answered to one question: 'yes', 'no', the Korean words of a choice, or a text."""

    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name="질문")
    value = models.CharField("답", max_length=200)

    class Meta:
        verbose_name = "답"
        verbose_name_plural = "답"
        ordering = ["question__position", "question_id"]
        constraints = [
            models.UniqueConstraint(fields=["attendee", "question"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return self.value
