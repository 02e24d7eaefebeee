"""An organisation stands behind a conference: 주최, 주관, 후원, 협찬."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from pobatt.page_cache import raises_public_version
from program.models.conference import Conference
from program.models.stored_file import StoredFile
from program.models.working_copy import raises_working_version


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Words for choosing organisations."""

    def hosts_of(self, conference: Conference) -> "OrganisationQuerySet":
        """Keep the hosts of a conference."""
        return self.filter(conference=conference, role="host")

    def in_order(self) -> "OrganisationQuerySet":
        """Sort as a poster names them: by role, then as the organiser has numbered them."""
        place = models.Case(
            *(models.When(role=role, then=number) for number, role in enumerate(Organisation.Role.values))
        )
        return self.order_by(place, "position", "id")


class Organisation(models.Model):
    """A name in two languages, what it does for the conference, and perhaps a logo and a link."""

    class Role(models.TextChoices):
        """What an organisation does, in the order in which a poster says it."""

        HOST = "host", "주최"
        ORGANISER = "organiser", "주관"
        SUPPORTER = "supporter", "후원"
        SPONSOR = "sponsor", "협찬"

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="organisations", verbose_name="대회"
    )
    role = models.CharField("역할", max_length=10, choices=Role)
    name_ko = models.CharField("이름", max_length=120, blank=True)
    name_en = models.CharField("이름(영문)", max_length=120, blank=True)
    url = models.CharField(
        "누리집", max_length=300, blank=True, validators=[URLValidator(["http", "https"])],
        help_text="예: https://www.pohang.go.kr",
    )  # fmt: skip
    logo = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="로고"
    )
    position = models.PositiveSmallIntegerField(
        "순서", default=0, help_text="같은 역할 안에서 작은 수가 앞에 옵니다."
    )
    source = models.TextField("출처", blank=True, help_text="공개하지 않습니다.")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "기관"
        verbose_name_plural = "기관(주최·주관·후원·협찬)"
        ordering = ["conference", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "role", "name_ko", "name_en"],
                name="organisation_named_once_in_a_role",
                violation_error_message="같은 역할에 같은 이름의 기관이 있습니다.",
            ),
            models.CheckConstraint(
                condition=~Q(name_ko="") | ~Q(name_en=""),
                name="organisation_has_a_name",
                violation_error_message="이름을 한글이나 영문으로 입력하세요.",
            ),
        ]
        triggers = [*raises_working_version(), *raises_public_version()]  # hosts stand in the privacy policy

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name_ko or self.name_en}"
