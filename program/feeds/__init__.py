"""The public programme for other programs: calendars, feed readers, schedule apps.

Everything here is made from a `Programme` alone, so the same programme always gives the same bytes: nothing asks what
time it is. What leaves is kept for years in other people's calendars, so every link carries the year of its edition.
"""

from program.feeds.atom import changes_as_atom
from program.feeds.calendar import choice_as_calendar, programme_as_calendar, session_as_calendar
from program.feeds.frab import schedule_xml
from program.feeds.google_calendar import google_calendar_address
from program.feeds.notices import notices_as_atom
from program.feeds.schedule import schedule_json

__all__ = [
    "changes_as_atom",
    "choice_as_calendar",
    "google_calendar_address",
    "notices_as_atom",
    "programme_as_calendar",
    "schedule_json",
    "schedule_xml",
    "session_as_calendar",
]
