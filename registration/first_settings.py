"""What registration for a conference begins with; organisers change all of it in the admin."""

from django.utils import timezone

from program.models import Conference
from registration.models import Question, RegistrationSettings
from registration.models.registration_settings import (
    LONGEST_PROMOTION,
    PROMOTION_MONTHS,
    RETENTION_DAYS,
)
from registration.places import database_now

DAYS_OF_A_MONTH = 30


def set_up(conference: Conference) -> None:
    """Open registration from now on, and ask about lunch; a conference that is set up already stays as it is.

    Of a conference that is over already (somebody tries the site), the periods of keeping data begin today: they would
    have ended before anybody could register.
    """
    over_for = max(0, (timezone.localdate() - conference.ends_on).days)
    _registration, is_new = RegistrationSettings.objects.get_or_create(
        conference=conference,
        defaults={
            "opens_at": database_now(),
            "promotion_months": min(PROMOTION_MONTHS + over_for // DAYS_OF_A_MONTH, LONGEST_PROMOTION),
        },
    )
    if is_new:
        Conference.objects.filter(pk=conference.pk, retention_days=None).update(
            retention_days=RETENTION_DAYS + over_for
        )
        Question.objects.create(
            conference=conference,
            kind=Question.Kind.YES_NO,
            label_ko="오찬에 참석하시겠습니까?",
            label_en="Will you join us for lunch?",
            item_ko="오찬 참석 여부",
            item_en="attendance at lunch",
            is_required=True,
            is_onsite_only=True,
        )
