"""All settings, read from the environment; docs/settings.md lists the variables."""

import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pobatt.encryption import encryption_keys, new_key
from pobatt.environment import Environment, contact_address, flag, one_of, positive, web_address, words
from pobatt.mail import mail_settings, sender
from pobatt.postgres.configuration import database_settings
from pobatt.social_login import HOSTS, social_providers

ROOT = Path(__file__).resolve().parent.parent

env = Environment()
PRODUCTION = env.read("POBATT_ENVIRONMENT", one_of("local", "production"), default="local") == "production"
VAR = env.read("POBATT_VAR", Path, default=ROOT / "var").resolve()

# --- Where the site is, and who may ask ---------------------------------------------------------------------------
needed = env.require if PRODUCTION else env.read
SITE_URL = needed("SITE_URL", web_address, default="http://localhost:8000")
SITE_DOMAIN = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = needed("ALLOWED_HOSTS", words, default=list[str]())
if not PRODUCTION:
    ALLOWED_HOSTS += [
        "localhost",
        "127.0.0.1",
        "[::1]",
        *env.read("POBATT_HOSTS", words, default=list[str]()),
    ]
SECURITY_CONTACT = env.read("SECURITY_CONTACT", contact_address, default=f"{SITE_URL}/#contact")
TRUSTED_PROXY_COUNT = env.read("TRUSTED_PROXY_COUNT", int, default=0)


def local_secret(name: str, make: Callable[[], str]) -> str:
    """Return this checkout's own secret, made at the first start and kept under var/."""
    kept = VAR / name
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(make())
        try:
            kept.hardlink_to(fresh)  # of two processes that start at once, the first one's key stays
        except FileExistsError:
            pass
        fresh.unlink()
    return kept.read_text().strip()


def long_key(raw: str) -> str:
    """Accept keys of 50 characters and more."""
    if len(raw) < 50:
        raise ValueError("50자 이상이어야 합니다 (must have 50 characters or more)")
    return raw


SECRET_KEY = (
    env.require("SECRET_KEY", long_key, default="-")
    if PRODUCTION
    else env.read("SECRET_KEY", long_key, default="")
    or local_secret("secret_key", lambda: secrets.token_urlsafe(64))
)
ENCRYPTION_KEYS = (
    env.require("POBATT_ENCRYPTION_KEYS", encryption_keys, default=list[str]())
    if PRODUCTION
    else env.read("POBATT_ENCRYPTION_KEYS", encryption_keys, default=list[str]())
    or encryption_keys(local_secret("encryption_key", new_key))
)
DEBUG = env.read("POBATT_DEBUG", flag, default=False)
if DEBUG and PRODUCTION:
    env.complaints.append("POBATT_DEBUG: 운영 환경에서는 켤 수 없습니다 (not in production)")

# --- Database -----------------------------------------------------------------------------------------------------
if PRODUCTION:
    env.require("DATABASE_URL", str, default="")
try:
    DATABASES = {"default": database_settings(env.read("DATABASE_URL", str, default="") or None, var=VAR)}
except ValueError as error:
    env.complaints.append(f"DATABASE_URL: {error}")
    DATABASES = {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PAGE_CACHE_BYTES = (
    env.read("POBATT_PAGE_CACHE_MIB", int, default=12) * 1024 * 1024
)  # in each worker; 0 keeps nothing

# --- The house ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "visits",
    "registration",
    "program",
    "pobatt.apps.FloorConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "procrastinate.contrib.django",
    "pghistory",
    "pgtrigger",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]
MIDDLEWARE = [
    "pobatt.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "pobatt.language.LanguageOfAddressMiddleware",
    "pobatt.strict_requests.StrictRequestsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pobatt.outage.DatabaseOutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "registration.staff_gate.StaffGateMiddleware",
    "registration.history.ChangedByMiddleware",
]
ROOT_URLCONF = "pobatt.urls"
WSGI_APPLICATION = "pobatt.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pobatt.page.page",
                "program.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

# --- History --------------------------------------------------------------------------------------------------------
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"  # several events of one transaction follow each other
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)  # fewer indexes to write with every event
PGHISTORY_JSON_ENCODER = "registration.history.LateEncoder"

# --- Jobs ---------------------------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": env.read("POBATT_WORKER_CONCURRENCY", positive, default=4),
    "delete_jobs": "successful",  # of what went well, the rows it changed tell
    "shutdown_graceful_timeout": env.read("POBATT_GRACEFUL_TIMEOUT", positive, default=20),
}

# --- Mail ---------------------------------------------------------------------------------------------------------
globals().update(needed("EMAIL_URL", mail_settings, default=mail_settings("local:")))
EMAIL_FILE_PATH = VAR / "mail"  # of local mails
DEFAULT_FROM_EMAIL = SERVER_EMAIL = needed("EMAIL_FROM", sender, default=f"POBATT <pobatt@{SITE_DOMAIN}>")

# --- Files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads are kept in PostgreSQL
    "staticfiles": {"BACKEND": "pobatt.storage.JoinedStylesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- Accounts -----------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "registration.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "registration.forms.NewPasswordForm",
    "confirm_login_code": "registration.code_forms.CodeForm",
    "request_login_code": "registration.forms.AskForCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# Of the login form, too: without it there is no password in it.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # how attendees log in; they have no password
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_TIMEOUT = 60 * 60  # seconds for all of it, codes sent again included
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    # On a test machine everybody has the same address.
    "request_login_code": ("300/m/ip," if PRODUCTION else "") + "6/900s/key",
    "registration": ("300/m/ip," if PRODUCTION else "") + "10/900s/key",
    "registration_code": "5/900s/key",
    "login_failed": "60/m/ip,5/300s/key,15/3600s/key",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds
MFA_ADAPTER = "registration.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}  # of a whole hall behind one address; nothing can be guessed
MFA_FORMS = {
    "activate_totp": "registration.forms.EnrolForm",
    "authenticate": "registration.forms.SecondFactorForm",
    "reauthenticate": "registration.forms.SecondFactorAgainForm",
    "add_webauthn": "registration.passkey_forms.PasskeyForm",
    "edit_webauthn": "registration.passkey_forms.RenamePasskeyForm",
    "authenticate_webauthn": "registration.passkey_forms.SecondFactorPasskeyForm",
    "login_webauthn": "registration.passkey_forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "registration.passkey_forms.PasskeyAgainForm",
}
MFA_TOTP_TOLERANCE = 1  # periods of 30 s that a clock may be wrong
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "registration.social_adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = social_providers(env)
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # what counts, the adapter decides
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}}
]
CACHES = {
    "default": {  # how often somebody has tried: nobody may push that out by trying elsewhere
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
    "renderings": {  # see pobatt.renderings
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "renderings",
        # Two releases of 300 sessions and 300 speakers in two languages, 130 KB each; a third goes when full.
        "OPTIONS": {"MAX_ENTRIES": 3_000},
    },
}

# --- Headers ------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF, *(host for provider in SOCIALACCOUNT_PROVIDERS for host in HOSTS[provider])],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "pobatt.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
CSRF_FAILURE_VIEW = "pobatt.views.csrf_failure"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.read("POBATT_HSTS_PRELOAD", flag, default=True)
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # a wrong address is not news, and may hold what somebody typed
        "django.security": {"level": "CRITICAL"},  # or strangers would write the log, at length
    },
}

env.check(ImproperlyConfigured)
