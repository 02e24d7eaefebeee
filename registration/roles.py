"""The one matrix: which role may read (GET) and which may send (POST) to each named address, and why.

An address that is not here is refused to everybody below /admin/ and /staff/, and a test fails on it anywhere. What
the groups of accounts may do in the admin is computed from the tables below (`registration/access.py`).
Add what an app above brings beside its kin; names of addresses are only words here.
"""

from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """Who somebody is to the site; the first four are groups of accounts, the next two kinds of passes for a day."""

    ORGANISER = "운영자"
    LIST_KEEPER = "대행사 명단 담당"
    CITY_STAFF = "시 담당자"
    CITY_ADMINISTRATOR = "시 관리자"
    DESK = "desk"
    BUS_LEADER = "bus"
    ATTENDEE = "attendee"  # an account that is nobody's at work
    STRANGER = "stranger"


Roles = frozenset[Role]
ACCOUNTS: tuple[Role, ...] = (
    Role.ORGANISER,
    Role.LIST_KEEPER,
    Role.CITY_STAFF,
    Role.CITY_ADMINISTRATOR,
)  # with a password and a second factor, which the first login enrols
TASKS = {
    Role.ORGANISER: "프로그램·견학·접수를 운영하고 안내를 보냅니다. 명단 파일은 견학의 것만 받습니다.",
    Role.LIST_KEEPER: "시가 허락한 양식의 명단만 받습니다. 계약이 끝나는 날 저절로 거두어집니다.",
    Role.CITY_STAFF: "모두 보고, 명단을 사유와 함께 받습니다. 고치지는 않습니다.",
    Role.CITY_ADMINISTRATOR: "시 담당자의 일에 더해, 역할을 주고 거두며 기록을 점검합니다.",
}

ORGANISER = frozenset({Role.ORGANISER})
BUS_LEADER = frozenset({Role.BUS_LEADER})
CITY = frozenset({Role.CITY_STAFF, Role.CITY_ADMINISTRATOR})
ADMINISTRATOR = frozenset({Role.CITY_ADMINISTRATOR})
TAKERS = CITY | {Role.LIST_KEEPER}  # of lists
STAFF = ORGANISER | CITY
ATTENDEES = STAFF | {Role.ATTENDEE, Role.LIST_KEEPER}  # who is at work may register, too
WORKERS: Roles = frozenset(ACCOUNTS)
EVERYBODY: Roles = frozenset(Role)
NOBODY: Roles = frozenset()


class Rule(NamedTuple):
    """Who may read an address, who may send something to it, and why."""

    read: Roles
    send: Roles
    why: str


class Table(NamedTuple):
    """Who may do what with the rows of a model in the admin; `act` may choose actions in the list."""

    view: Roles
    add: Roles
    change: Roles
    delete: Roles
    why: str
    act: Roles = NOBODY


def _kept_by_organisers(why: str) -> Table:
    return Table(STAFF, ORGANISER, ORGANISER, ORGANISER, why)


PROGRAMME, RECORD = "프로그램은 운영자가 고치고, 시는 봅니다.", "기록은 누구도 고치지 않습니다."
TABLES: dict[str, Table] = {
    **{
        f"program.{name}": _kept_by_organisers(PROGRAMME)
        for name in (
            *("conference", "notice", "organisation", "page", "greeting", "processor", "track", "room"),
            *("session", "speaker"),
        )
    },
    "program.release": Table(STAFF, NOBODY, NOBODY, NOBODY, "게시본은 게시로만 생깁니다."),
    "registration.registrationsettings": Table(
        STAFF, ORGANISER, ORGANISER, NOBODY, "접수는 운영자가 설정합니다."
    ),
    "registration.question": _kept_by_organisers("묻는 것은 운영자가 정하고, 시는 봅니다."),
    "registration.consenttext": Table(STAFF, NOBODY, NOBODY, NOBODY, "동의문은 설정에서 만들어집니다."),
    "registration.attendee": Table(
        STAFF | {Role.LIST_KEEPER},
        NOBODY,
        NOBODY,
        NOBODY,
        "이름과 소속을 다루는 사람이 봅니다. 연락처는 가립니다.",
        act=ORGANISER,
    ),
    "registration.message": Table(STAFF, NOBODY, ORGANISER, NOBODY, "보류된 안내는 운영자가 다시 보냅니다."),
    "registration.daypass": Table(
        STAFF, ORGANISER, NOBODY, NOBODY, "하루 QR은 운영자가 발급하고 거둡니다.", act=ORGANISER
    ),
    "registration.newsreader": Table(STAFF, NOBODY, NOBODY, NOBODY, "소식을 받겠다고 한 사람입니다."),
    "registration.download": Table(
        TAKERS, NOBODY, NOBODY, NOBODY, "받은 사람이 파기를 적습니다.", act=TAKERS
    ),
    "registration.destruction": Table(STAFF, NOBODY, NOBODY, NOBODY, RECORD),
    "registration.loginrecord": Table(CITY, NOBODY, NOBODY, NOBODY, RECORD),
    "registration.staffaccount": Table(
        ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR, NOBODY, "역할은 시 관리자가 주고 거둡니다."
    ),
    "registration.rolechange": Table(ADMINISTRATOR, NOBODY, NOBODY, NOBODY, RECORD),
    "visits.sitevisit": _kept_by_organisers("견학은 운영자가 꾸리고, 시는 봅니다."),
    "visits.allocation": _kept_by_organisers("초청하는 자리는 운영자가 배정합니다."),
    "visits.booking": Table(STAFF, NOBODY, NOBODY, NOBODY, "신청은 본인이 합니다.", act=ORGANISER),
    **{
        label: Table(
            NOBODY, NOBODY, NOBODY, NOBODY, "라이브러리의 화면입니다. 역할은 시 관리자의 화면에서 줍니다."
        )
        for label in (
            *("account.emailaddress", "mfa.authenticator", "auth.user", "auth.group"),
            *("socialaccount.socialapp", "socialaccount.socialtoken", "socialaccount.socialaccount"),
            "procrastinate.procrastinatejob",
        )
    },
}
PARTS = {  # what stands in the form of another table has no address of its own
    label: _kept_by_organisers(PROGRAMME)
    for label in ("program.appearance", "program.attachment", "program.section", "visits.bus")
}
PERMISSIONS: dict[str, Roles] = {  # besides view, add, change and delete of the tables
    "program.publish_programme": ORGANISER,
    "registration.confirm_attendee": ORGANISER,
    "registration.import_people": ORGANISER,
    "registration.see_contact": STAFF,
    "registration.add_export": TAKERS,
    "registration.choose_export": CITY,
    "registration.set_export_rules": ADMINISTRATOR,
    "registration.review_download": CITY,
    "visits.decide_booking": ORGANISER,
}

PUBLIC, MINE = "누구나 보는 페이지입니다.", "본인의 것입니다."
PROGRAMME_PAGES = (
    *("agenda", "calendar", "schedule_json", "schedule_xml", "programme_pdf", "poster_pdf", "leaflet_pdf"),
    *("session", "session_calendar", "slides", "speakers", "speaker", "photo", "picture", "agenda_picture"),
    *("speakers_picture", "session_picture", "speaker_picture", "now", "mine", "my_calendar", "my_qr_code"),
    *("changes", "changes_feed"),
)
CONTENT_PAGES = (
    *("notices", "notices_feed", "attachment", "notice", "notice_picture", "greeting_photo"),
    *("about", "venue", "faq", "privacy", "accessibility", "copyright"),
)


def _all(names: tuple[str, ...], read: Roles, send: Roles, why: str, *, under: str = "") -> dict[str, Rule]:
    return {f"{under}{name}": Rule(read, send, why) for name in names}


ADDRESSES: dict[str, Rule] = {
    **_all(("home", "livez", "readyz", "robots", "sitemap"), EVERYBODY, NOBODY, PUBLIC),
    **_all(("security_txt", "manifest", "favicon"), EVERYBODY, NOBODY, PUBLIC),
    **_all(PROGRAMME_PAGES, EVERYBODY, NOBODY, PUBLIC, under="program:"),
    **_all(PROGRAMME_PAGES, EVERYBODY, NOBODY, "지난 대회도 누구나 봅니다.", under="edition:"),
    **_all(PROGRAMME_PAGES, ORGANISER, NOBODY, "게시 전의 것은 게시하는 사람이 봅니다.", under="preview:"),
    **_all(CONTENT_PAGES, EVERYBODY, NOBODY, PUBLIC, under="content:"),
    **_all(CONTENT_PAGES, EVERYBODY, NOBODY, "지난 대회도 누구나 봅니다.", under="edition_content:"),
    **_all(
        CONTENT_PAGES, ORGANISER, NOBODY, "게시 전의 것은 게시하는 사람이 봅니다.", under="content_preview:"
    ),
    # Registration and what belongs to one person.
    "registration:form": Rule(EVERYBODY, EVERYBODY, "누구나 등록합니다."),
    **_all(
        ("code", "another_address", "confirm"),
        EVERYBODY,
        EVERYBODY,
        "등록하는 사람의 세션이나 메일의 단추가 열쇠입니다.",
        under="registration:",
    ),
    "registration:invited": Rule(EVERYBODY, EVERYBODY, "메일의 링크가 열쇠입니다."),
    "registration:refuse_invitation": Rule(NOBODY, EVERYBODY, "메일의 링크가 열쇠입니다."),
    "registration:send_again": Rule(NOBODY, EVERYBODY, "등록하는 사람의 세션이 열쇠입니다."),
    **_all(
        ("ticket", "ticket_qr"), EVERYBODY, NOBODY, "주소가 열쇠이고, 보기만 합니다.", under="registration:"
    ),
    **_all(("me", "qr", "calendar", "message", "stream"), ATTENDEES, NOBODY, MINE, under="registration:"),
    **_all(
        ("edit", "cancel", "withdraw", "erase", "new_address", "confirm_address"),
        ATTENDEES,
        ATTENDEES,
        MINE,
        under="registration:",
    ),
    **_all(("accept", "enter", "new_ticket", "stop_news"), NOBODY, ATTENDEES, MINE, under="registration:"),
    **_all(("visits", "visit", "picture"), EVERYBODY, NOBODY, PUBLIC, under="visits:"),
    "visits:booking": Rule(ATTENDEES, NOBODY, MINE),
    "visits:details": Rule(ATTENDEES, ATTENDEES, MINE),
    **_all(("book", "swap", "accept", "decline", "cancel"), NOBODY, ATTENDEES, MINE, under="visits:"),
    "visits:host": Rule(EVERYBODY, EVERYBODY, "방문 기업의 링크가 열쇠입니다."),
    "visits:host_answered": Rule(EVERYBODY, NOBODY, "보낸 답을 받았다고만 말합니다."),
    # Accounts.
    **_all(
        ("account_login", "account_logout", "account_request_login_code", "account_confirm_login_code"),
        EVERYBODY,
        EVERYBODY,
        "로그인과 로그아웃",
    ),
    **_all(
        ("mfa_authenticate", "mfa_login_webauthn", "still_here"),
        EVERYBODY,
        EVERYBODY,
        "로그인하는 중에 쓰고, 아무것도 보여 주지 않습니다.",
    ),
    **_all(
        ("kakao_login", "naver_login", "google_login"),
        NOBODY,
        EVERYBODY,
        "주소가 누구의 것인지만 물어봅니다.",
    ),
    **_all(("kakao_callback", "naver_callback", "google_callback"), EVERYBODY, NOBODY, "거기서 돌아옵니다."),
    **_all(
        (
            *(
                "account_change_password",
                "account_reauthenticate",
                "mfa_activate_totp",
                "mfa_deactivate_totp",
            ),
            *("mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
        ),
        ATTENDEES,
        ATTENDEES,
        "자기 계정의 것입니다.",
    ),
    **_all(
        ("mfa_index", "mfa_view_recovery_codes", "mfa_list_webauthn"),
        ATTENDEES,
        NOBODY,
        "자기 계정의 것입니다.",
    ),
    **_all(
        ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        WORKERS,
        WORKERS,
        "일하는 사람에게만 다시 묻습니다.",
    ),
    **_all(
        (
            *("account_inactive", "account_signup", "account_email", "account_email_verification_sent"),
            *("account_set_password", "account_reset_password", "account_confirm_email"),
            *("account_reset_password_from_key", "account_reset_password_from_key_done"),
            "account_reset_password_done",
            r"accounts/^(?:signup|email|password/reset|password/set|confirm-email|inactive)\b",
        ),
        EVERYBODY,
        EVERYBODY,
        "404입니다. 이름은 allauth가 찾습니다.",
    ),
    # At work.
    **_all(("admin:index", "admin:app_list"), WORKERS, NOBODY, "볼 수 있는 것만 보입니다."),
    **_all(("admin:login", "admin:logout", "admin/login/"), EVERYBODY, EVERYBODY, "로그인 화면으로 갑니다."),
    "admin:jsi18n": Rule(WORKERS, NOBODY, "화면의 말입니다."),
    "admin:autocomplete": Rule(STAFF, NOBODY, "찾는 것은 그것을 볼 수 있는 사람에게만 답합니다."),
    "admin:view_on_site": Rule(STAFF, NOBODY, "공개된 페이지로 갑니다."),
    **_all(
        ("password_change", "password_change_done", "auth_user_password_change"),
        NOBODY,
        NOBODY,
        "비밀번호는 /accounts/에서 바꿉니다.",
        under="admin:",
    ),
    r"admin/(?P<url>.*)$": Rule(WORKERS, WORKERS, "없는 주소입니다."),
    **_all(
        ("program_import", "program_import_review"),
        ORGANISER,
        ORGANISER,
        "프로그램을 고치는 사람이 가져옵니다.",
        under="admin:",
    ),
    **_all(
        ("program_import_template", "program_conference_export", "program_picture"),
        ORGANISER,
        NOBODY,
        "고치는 사람이 내려받고, 올린 사진을 봅니다.",
        under="admin:",
    ),
    "admin:program_conference_problems": Rule(STAFF, NOBODY, PROGRAMME),
    "admin:program_conference_publish": Rule(ORGANISER, ORGANISER, "게시는 운영자가 합니다."),
    **_all(
        ("program_speaker_withdraw", "program_speaker_withdraw_photo", "program_speaker_merge"),
        ORGANISER,
        ORGANISER,
        "연사의 기록은 운영자가 고칩니다.",
        under="admin:",
    ),
    **_all(
        ("attendee_export", "attendee_export_file"),
        TAKERS,
        NOBODY,
        "명단은 시와 명단 담당만 받습니다.",
        under="admin:registration_",
    ),
    "admin:registration_attendee_export_form": Rule(TAKERS, TAKERS, "대행사는 시가 허락한 양식만 씁니다."),
    "admin:registration_attendee_export_take": Rule(NOBODY, TAKERS, "자기가 만든 파일을 한 번 받습니다."),
    "admin:registration_attendee_export_rules": Rule(
        ADMINISTRATOR, ADMINISTRATOR, "암호와 대행사 양식을 정합니다."
    ),
    "admin:registration_newsreader_export": Rule(CITY, CITY, "소식은 시가 보냅니다. 대장에 남습니다."),
    "admin:registration_download_reviews": Rule(CITY, CITY, "다른 사람이 다달이 점검합니다."),
    **_all(
        ("attendee_import", "attendee_import_review"),
        ORGANISER,
        ORGANISER,
        "내빈과 단체는 운영자가 등록합니다.",
        under="admin:registration_",
    ),
    "admin:registration_attendee_import_template": Rule(ORGANISER, NOBODY, "빈 서식에는 아무도 없습니다."),
    "admin:registration_attendee_contact": Rule(NOBODY, STAFF, "한 사람의 연락처를 봅니다. 대장에 남습니다."),
    **_all(
        ("attendee_confirm", "attendee_open_edits"),
        NOBODY,
        ORGANISER,
        "등록대나 전화에서 한 사람을 위해 합니다. 이력에 남습니다.",
        under="admin:registration_",
    ),
    "admin:registration_approval": Rule(STAFF, NOBODY, "결재 문서이고, 개인정보가 없습니다."),
    "admin:registration_daypass_qr": Rule(ORGANISER, NOBODY, "발급하는 사람이 봅니다."),
    "visits_staff:list": Rule(STAFF, NOBODY, "방문 기업에 알리기로 동의받은 것만 보입니다. 대장에 남습니다."),
    "visits_staff:download_list": Rule(NOBODY, STAFF, "방문 기업에 낼 명단입니다. 대장에 남습니다."),
    **_all(
        ("issue_link", "revoke_link", "check_answers", "take_answers"),
        NOBODY,
        ORGANISER,
        "방문 기업의 답은 운영자가 받습니다.",
        under="visits_staff:",
    ),
    **_all(("buses", "roll_call"), STAFF, NOBODY, "견학 날의 명단입니다.", under="visits_staff:"),
    "visits_staff:download_buses": Rule(NOBODY, STAFF, "인솔자에게 줄 종이입니다. 대장에 남습니다."),
    **_all(
        ("seat_together", "seat_by_name", "move", "issue_pass"),
        NOBODY,
        ORGANISER,
        "버스는 운영자가 꾸립니다.",
        under="visits_staff:",
    ),
    **_all(("mine", "roll"), BUS_LEADER, NOBODY, "인솔자는 그날 자기 버스만 봅니다.", under="bus:"),
    **_all(
        ("there", "not_there", "absent", "standby"),
        NOBODY,
        BUS_LEADER,
        "인솔자가 그날 자기 버스의 인원을 셉니다.",
        under="bus:",
    ),
    "staff:day_pass": Rule(EVERYBODY, EVERYBODY, "주소가 열쇠입니다."),
    "staff:desk": Rule(frozenset({Role.DESK}), NOBODY, "등록대에서 찾습니다. 연락처는 없습니다."),
    "staff:desk_confirm": Rule(NOBODY, frozenset({Role.DESK}), "등록대에서 본인을 확인합니다."),
}
