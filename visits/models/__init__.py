"""The concepts of site visits, a file each."""

from visits.models.booking import Booking, BookingState
from visits.models.bus import Bus, BusSeat, HeadCount
from visits.models.host_link import HostLink
from visits.models.list_version import ListEntry, ListVersion
from visits.models.site_visit import SiteVisit

__all__ = [
    "Booking",
    "BookingState",
    "Bus",
    "BusSeat",
    "HeadCount",
    "HostLink",
    "ListEntry",
    "ListVersion",
    "SiteVisit",
]
