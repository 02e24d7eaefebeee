"""The drafts of site visits that POBATT 2022 begins with: which companies take part was never announced."""

from datetime import datetime, time

from django.db import transaction

from program.models import Conference
from visits.models import SiteVisit

# group, departure, return, capacity: illustrative; A and B together take the 40 people whom the edition of 2020 took
GROUPS = (
    ("A", time(9, 30), time(11, 0), 20),
    ("B", time(10, 0), time(11, 30), 20),
    ("C", time(11, 0), time(12, 30), 12),
)


@transaction.atomic
def draft_first_visits(conference: Conference) -> list[SiteVisit]:
    """Make a draft for each group on the last day of a conference that has no visits yet; return those made.

    Nobody but staff sees a draft; an organiser enters the host, its rules and when it opens, and publishes it.
    """
    if conference.site_visits.exists():
        return []
    return [
        SiteVisit.objects.create(
            conference=conference,
            slug=f"group-{group.lower()}",
            host_ko="방문 기업 미정",
            host_en="Company to be announced",
            site_ko=f"견학 {group}조",
            site_en=f"Group {group}",
            meeting_point_ko="포스코국제관 정문 앞",
            meeting_point_en="Main entrance of the POSCO International Center",
            departs_at=datetime.combine(conference.ends_on, departs, conference.zone),
            returns_at=datetime.combine(conference.ends_on, returns, conference.zone),
            capacity=capacity,
        )
        for group, departs, returns, capacity in GROUPS
    ]
