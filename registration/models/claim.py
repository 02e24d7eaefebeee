"""A claim to one of a few places: at the conference here, on a site visit in another app."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Max, Q
from django.db.models.functions import Now


class ClaimState(models.TextChoices):
    """What has become of a claim; moments beside it say when."""

    HELD = "held", "확인 대기"
    CONFIRMED = "confirmed", "확정"
    WAITLISTED = "waitlisted", "대기"
    OFFERED = "offered", "자리 제안"
    CANCELLED = "cancelled", "취소"
    EXPIRED = "expired", "기한 지남"


WITH_PLACE = (ClaimState.HELD, ClaimState.CONFIRMED, ClaimState.OFFERED)
LIVE = (*WITH_PLACE, ClaimState.WAITLISTED)


class ClaimQuerySet(models.QuerySet[Any]):
    """Words for claims. What depends on the clock asks the database's, so no job has to run for it to be true."""

    def live(self) -> Self:
        """Keep claims that may still come to a place, or have one, whatever the clock says."""
        return self.filter(state__in=LIVE)

    def confirmed(self) -> Self:
        """Keep confirmed ones."""
        return self.filter(state=ClaimState.CONFIRMED)

    def unconfirmed(self) -> Self:
        """Keep claims whose address nobody has confirmed yet."""
        return self.filter(held_until__isnull=False)

    def lapsed(self) -> Self:
        """Keep claims whose time to answer is over, though nobody has written so yet."""
        held = Q(state__in=(ClaimState.HELD, ClaimState.WAITLISTED), held_until__lte=Now())
        offered = Q(state=ClaimState.OFFERED, offered_until__lte=Now())
        return self.filter(held | offered)

    def within_their_time(self) -> Self:
        """Leave out claims whose time to answer is over, though nobody has written so yet."""
        return self.exclude(pk__in=self.lapsed().order_by().values("pk"))

    def unsettled(self) -> Self:
        """Keep claims that somebody may have to do something about: they have lapsed, or they wait."""
        return self.lapsed() | self.filter(state=ClaimState.WAITLISTED)

    def with_place(self) -> Self:
        """Keep claims that keep a place from others at this moment."""
        return self.filter(
            Q(state=ClaimState.CONFIRMED)
            | Q(state=ClaimState.HELD, held_until__gt=Now())
            | Q(state=ClaimState.OFFERED, offered_until__gt=Now())
        )

    def with_deadline(self) -> Self:
        """Keep those whose place becomes free by itself unless they answer in time."""
        return self.filter(
            Q(state=ClaimState.HELD, held_until__gt=Now())
            | Q(state=ClaimState.OFFERED, offered_until__gt=Now())
        )

    def waitlisted(self) -> Self:
        """Keep those who wait, in the order in which they came."""
        return self.filter(state=ClaimState.WAITLISTED).order_by("waitlisted_at", "pk")

    def waiting_for_two(self) -> Self:
        """Keep those who wait for two places at once, first come first served; at the conference nobody does."""
        return self.none()

    def number_of_places(self) -> int:
        """Return how many places these claims take."""
        return self.count()

    def extent(self) -> tuple[int, int]:
        """Return how many places are written down as taken, and the highest number among them."""
        taken = self.exclude(place=None).aggregate(number=Count("place"), highest=Max("place"))
        return taken["number"], taken["highest"] or 0

    def numbers(self) -> set[int]:
        """Return the numbers of the places that are written down as taken."""
        return set(self.exclude(place=None).values_list("place", flat=True))

    def locked(self) -> Self:
        """Lock the rows themselves, nothing that they point to."""
        return self.select_for_update(of=("self",))


class Claim(models.Model):
    """A claim's state, its place, and the moments of both; `registration/places.py` alone writes them."""

    state = models.CharField("상태", max_length=12, choices=ClaimState)
    place = models.PositiveIntegerField(
        "자리", null=True, editable=False, help_text="1부터 정원까지의 번호. 자리를 차지한 동안만 있습니다."
    )
    held_until = models.DateTimeField(
        "확인 기한", null=True, blank=True, help_text="본인이 확인하면 비워집니다. 대기자에게도 있습니다."
    )
    confirmed_at = models.DateTimeField("확정 시각", null=True, blank=True)
    waitlisted_at = models.DateTimeField("대기 시작", null=True, blank=True)
    offered_until = models.DateTimeField("제안 기한", null=True, blank=True)
    cancelled_at = models.DateTimeField("취소 시각", null=True, blank=True)
    passed_over_because = models.CharField("건너뛴 까닭", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WITH_PLACE, place__gte=1)
                | (~Q(state__in=WITH_PLACE) & Q(place__isnull=True)),
                name="%(class)s_has_a_place_exactly_while_it_takes_one",
            ),
            models.CheckConstraint(
                condition=(~Q(state=ClaimState.HELD) | Q(held_until__isnull=False))
                & (~Q(state=ClaimState.CONFIRMED) | Q(confirmed_at__isnull=False))
                & (~Q(state=ClaimState.WAITLISTED) | Q(waitlisted_at__isnull=False))
                & (~Q(state=ClaimState.OFFERED) | Q(offered_until__isnull=False))
                & (~Q(state=ClaimState.CANCELLED) | Q(cancelled_at__isnull=False)),
                name="%(class)s_state_has_its_moment",
            ),
        ]

    @property
    def is_live(self) -> bool:
        """Say whether the claim has a place or may still come to one."""
        return self.state in LIVE

    @property
    def places_needed(self) -> int:
        """Return how many places it takes: all of them or none."""
        return 1

    def seating(self, *numbers: int) -> dict[str, int | None]:
        """Return the fields that say where it sits; without numbers nowhere."""
        return {"place": numbers[0] if numbers else None}
