"""A track is a theme that runs through the programme: battery materials, electric vehicles, recycling."""

from django.db import models

from program.models.conference import Conference
from program.models.working_copy import raises_working_version


class Track(models.Model):
    """A theme with a name, a sign and a colour; the sign carries the colour, so colour never stands alone."""

    class Sign(models.TextChoices):
        """What is drawn beside the name."""

        LATTICE = "lattice", "격자 (보라)"
        WHEEL = "wheel", "바퀴 (파랑)"
        LOOP = "loop", "순환 (초록)"
        CELL = "cell", "셀 (회색)"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="tracks", verbose_name="대회")
    slug = models.SlugField("주소 이름", max_length=40)
    name_ko = models.CharField("이름", max_length=80)
    name_en = models.CharField("이름(영문)", max_length=80, blank=True)
    sign = models.CharField("표지", max_length=10, choices=Sign, default=Sign.CELL)
    position = models.PositiveSmallIntegerField("순서", default=0)
    source = models.TextField("출처", blank=True, help_text="공개하지 않습니다.")

    class Meta:
        verbose_name = "주제"
        verbose_name_plural = "주제"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["conference", "slug"], name="one_track_per_address")]
        triggers = raises_working_version()

    def __str__(self) -> str:
        return self.name_ko
