"""What visits tell the privacy policy (개인정보 보호법 제30조): which host is given what, and for how long."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from pobatt.localized import Text
from program.models import Conference
from program.policy import Fact, PolicyPart
from visits.consent import wanted_bodies
from visits.models import SiteVisit


def hosts(conference: Conference, language: str) -> Iterable[PolicyPart]:
    """Tell, for each visit that can be seen, what its consent text says."""
    told = []
    for visit in SiteVisit.objects.of(conference).published(timezone.now()).in_order():
        body = wanted_bodies(visit)["body_en" if language == "en" else "body_ko"]
        (_name, host, _important), *facts = body["facts"]
        words = " / ".join(f"{name}: {fact}" for name, fact, _important in facts)
        told.append(Fact(host, Text(words, language=language, wanted=language)))
    yield PolicyPart(40, "hosts", _("현장견학 방문 기업에 제공하는 개인정보"), tuple(told))
