"""A page is what a visitor looks for around the programme; it has sections, and a section may be a question."""

from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from pobatt import markup
from pobatt.page_cache import raises_public_version
from program.models.conference import Conference

MARKUP_HELP = (
    "빈 줄로 문단을 나눕니다. **굵게**, [링크](https://…), '- ' 목록, '# ' 소제목, | 표 |를 쓸 수 있습니다. "
    "HTML은 글자 그대로 보입니다."
)


class MarkupField(models.TextField):
    """A text in Markdown of a bearable length."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", MARKUP_HELP)
        kwargs.setdefault("validators", [MaxLengthValidator(markup.LONGEST)])
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class PageQuerySet(models.QuerySet["Page"]):
    """Words for choosing pages."""

    def of(self, conference: Conference) -> Self:
        """Keep one conference's."""
        return self.filter(conference=conference)

    def current(self) -> Self:
        """Keep the current conference's."""
        return self.filter(conference__is_current=True)

    def with_something_to_read(self) -> Self:
        """Keep those that are public and have a section with a text."""
        written = Section.objects.written().filter(page=OuterRef("pk"))
        return self.filter(Exists(written), is_public=True)

    def named(self, name: str) -> Self:
        """Keep the one of this name."""
        return self.filter(name=name)


class Page(models.Model):
    """One of the pages that every conference has; its address and title are the site's, its text the organiser's."""

    class Name(models.TextChoices):
        """Which page; the value is its address."""

        ABOUT = "about", "행사 소개"
        VENUE = "venue", "오시는 길"
        FAQ = "faq", "자주 묻는 질문"
        PRIVACY = "privacy", "개인정보 처리방침"
        ACCESSIBILITY = "accessibility", "웹 접근성 안내"
        COPYRIGHT = "copyright", "저작권 정책"

    # They show what the conference itself says, written or not.
    ALWAYS_THERE = (Name.ABOUT.value, Name.VENUE.value)

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="pages", verbose_name="대회")
    name = models.CharField("페이지", max_length=20, choices=Name)
    lead_ko = models.CharField("머리글", max_length=300, blank=True, help_text="제목 아래의 한두 문장")
    lead_en = models.CharField("머리글(영문)", max_length=300, blank=True)
    is_public = models.BooleanField("공개", default=True)
    updated_at = models.DateTimeField("고친 때", auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "페이지"
        verbose_name_plural = "페이지(소개·오시는 길·FAQ·방침)"
        ordering = ["conference", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_page_of_a_name",
                violation_error_message="그 페이지는 이미 있습니다. 목록에서 열어 고치세요.",
            )
        ]
        triggers = raises_public_version()

    def __str__(self) -> str:
        return str(self.get_name_display())


class SectionQuerySet(models.QuerySet["Section"]):
    """Words for choosing sections."""

    def written(self) -> Self:
        """Keep those that have a text: a question without an answer is not shown."""
        return self.exclude(Q(body_ko="") & Q(body_en=""))


class Section(models.Model):
    """A heading with its text; on the page of questions, a question with its answer."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="sections", verbose_name="페이지")
    title_ko = models.CharField("제목·질문", max_length=160)
    title_en = models.CharField("제목·질문(영문)", max_length=160, blank=True)
    body_ko = MarkupField("본문·답")
    body_en = MarkupField("본문·답(영문)", help_text="")
    position = models.PositiveSmallIntegerField("순서", default=0, help_text="작은 수가 위에 옵니다.")

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "항목"
        verbose_name_plural = "항목 (본문이 빈 항목은 보이지 않습니다)"
        ordering = ["position", "id"]
        triggers = raises_public_version()

    def __str__(self) -> str:
        return self.title_ko
