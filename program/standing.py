"""Where the clock stands against a conference: before it, in it, after it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from program.public import PublicConference


@dataclass(frozen=True)
class Standing:
    """`days` is how many nights are left (0 from the first day on); `day` counts the days of the conference from 1.

    `until` is the midnight at which this is no longer so, None for ever.
    """

    days: int
    day: int
    is_over: bool
    until: datetime | None

    @property
    def is_on(self) -> bool:
        """Say whether today is a day of the conference."""
        return self.day > 0 and not self.is_over


def standing_of(conference: PublicConference, now: datetime) -> Standing:
    """Return how things stand by the clock of the conference's own zone."""
    zone = ZoneInfo(conference.time_zone)
    today = now.astimezone(zone).date()
    is_over = today > conference.ends_on
    midnight = datetime.combine(today + timedelta(days=1), time(), zone)
    return Standing(
        days=max((conference.starts_on - today).days, 0),
        day=max((today - conference.starts_on).days + 1, 0),
        is_over=is_over,
        until=None if is_over else midnight,
    )
