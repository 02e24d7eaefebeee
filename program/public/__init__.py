"""The public programme: typed and read-only, in one language, made from a release (or, for a preview, a working copy).

Pages, feeds and calendars are made from this alone; nothing here asks the database for anything but the document.
"""

from program.public.conference import PublicConference, PublicRoom, PublicTrack
from program.public.kinds import kind_name
from program.public.organisation import OrganisationGroup, PublicOrganisation
from program.public.programme import Day, Programme, Theme
from program.public.session import PublicSession, Tag
from program.public.speaker import PublicSpeaker

__all__ = [
    "Day",
    "OrganisationGroup",
    "Programme",
    "PublicConference",
    "PublicOrganisation",
    "PublicRoom",
    "PublicSession",
    "PublicSpeaker",
    "PublicTrack",
    "Tag",
    "Theme",
    "kind_name",
]
