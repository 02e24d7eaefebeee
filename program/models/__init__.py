"""The concepts of the programme, a file each."""

from program.models.conference import Conference
from program.models.organisation import Organisation
from program.models.release import Release
from program.models.room import Room
from program.models.search_entry import SearchEntry
from program.models.session import Appearance, Session
from program.models.speaker import Speaker
from program.models.stored_file import StoredFile
from program.models.track import Track

__all__ = [
    "Appearance",
    "Conference",
    "Organisation",
    "Release",
    "Room",
    "SearchEntry",
    "Session",
    "Speaker",
    "StoredFile",
    "Track",
]
