"""The concepts of site visits, a file each."""

from visits.models.allocation import Allocation
from visits.models.booking import Booking
from visits.models.booking_queryset import BookingState
from visits.models.bus import Bus, BusSeat, HeadCount
from visits.models.host_link import HostLink
from visits.models.host_rules import Detail, HostRules
from visits.models.list_version import ListEntry, ListVersion
from visits.models.site_visit import SiteVisit
from visits.models.visitor_details import VisitorDetails

__all__ = [
    "Allocation",
    "Booking",
    "BookingState",
    "Bus",
    "BusSeat",
    "Detail",
    "HeadCount",
    "HostLink",
    "HostRules",
    "ListEntry",
    "ListVersion",
    "SiteVisit",
    "VisitorDetails",
]
