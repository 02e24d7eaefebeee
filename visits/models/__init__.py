"""The concepts of site visits, a file each."""

from visits.models.booking import Booking, BookingState
from visits.models.site_visit import SiteVisit

__all__ = ["Booking", "BookingState", "SiteVisit"]
