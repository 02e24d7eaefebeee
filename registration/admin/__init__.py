"""What organisers see and do in the admin, a file per concept."""

from registration.admin.attendee import AttendeeAdmin
from registration.admin.consent_text import ConsentTextAdmin
from registration.admin.day_pass import DayPassAdmin
from registration.admin.destruction import DestructionAdmin
from registration.admin.download import DownloadAdmin
from registration.admin.login_record import LoginRecordAdmin
from registration.admin.message import MessageAdmin
from registration.admin.news_reader import NewsReaderAdmin
from registration.admin.question import QuestionAdmin
from registration.admin.registration_settings import RegistrationSettingsAdmin
from registration.admin.staff_account import RoleChangeAdmin, StaffAccountAdmin

__all__ = [
    "AttendeeAdmin",
    "ConsentTextAdmin",
    "DayPassAdmin",
    "DestructionAdmin",
    "DownloadAdmin",
    "LoginRecordAdmin",
    "MessageAdmin",
    "NewsReaderAdmin",
    "QuestionAdmin",
    "RegistrationSettingsAdmin",
    "RoleChangeAdmin",
    "StaffAccountAdmin",
]
