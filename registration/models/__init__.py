"""The concepts of registration, a file each."""

from registration.models.attempts import Attempts
from registration.models.attendee import Attendee
from registration.models.check_in import CheckIn
from registration.models.claim import Claim, ClaimState
from registration.models.consent import Consent, ConsentText, Purpose
from registration.models.day_pass import DayPass, PassHolder
from registration.models.destruction import Destruction
from registration.models.download import Disposal, Download, DownloadReview
from registration.models.export import ColumnChoice, Export, ExportPiece, PresetRule
from registration.models.initial_password import InitialPassword
from registration.models.login_code import LoginCode
from registration.models.login_record import LoginRecord
from registration.models.message import Message
from registration.models.news_reader import NewsReader
from registration.models.question import Answer, Question
from registration.models.registration_settings import Basis, RegistrationSettings
from registration.models.role import RoleChange, RoleTerm, StaffAccount
from registration.models.uploaded_people import UploadedPeople

__all__ = [
    "Answer",
    "Attempts",
    "Attendee",
    "Basis",
    "CheckIn",
    "Claim",
    "ClaimState",
    "ColumnChoice",
    "Consent",
    "ConsentText",
    "DayPass",
    "Destruction",
    "Disposal",
    "Download",
    "DownloadReview",
    "Export",
    "ExportPiece",
    "InitialPassword",
    "LoginCode",
    "LoginRecord",
    "Message",
    "NewsReader",
    "PassHolder",
    "PresetRule",
    "Purpose",
    "Question",
    "RegistrationSettings",
    "RoleChange",
    "RoleTerm",
    "StaffAccount",
    "UploadedPeople",
]
