"""The concepts of the programme, a file each."""

from program.models.conference import Conference
from program.models.erased_person import ErasedPerson
from program.models.greeting import Greeting
from program.models.merged_speaker import MergedSpeaker
from program.models.notice import Attachment, Notice
from program.models.organisation import Organisation
from program.models.page import Page, Section
from program.models.processor import Processor
from program.models.release import Release
from program.models.room import Room
from program.models.search_entry import SearchEntry
from program.models.session import Appearance, Session
from program.models.speaker import Speaker
from program.models.stored_file import StoredFile
from program.models.track import Track
from program.models.uploaded_programme import UploadedProgramme

__all__ = [
    "Appearance",
    "Attachment",
    "Conference",
    "ErasedPerson",
    "Greeting",
    "MergedSpeaker",
    "Notice",
    "Organisation",
    "Page",
    "Processor",
    "Release",
    "Room",
    "SearchEntry",
    "Section",
    "Session",
    "Speaker",
    "StoredFile",
    "Track",
    "UploadedProgramme",
]
