"""Settings of the archive: the only reader of the environment.

In: environment variables (ARCHIVE_STATE_DIR, ARCHIVE_OCR, ARCHIVE_OWN_APPROVAL, ARCHIVE_PROXIES, ARCHIVE_API_A_MINUTE,
ARCHIVE_OPERATOR, ARCHIVE_EMAIL, ARCHIVE_ICP, ARCHIVE_POLICE, ARCHIVE_DEV, ARCHIVE_LOG, ARCHIVE_SECOND_FACTOR,
ARCHIVE_HSTS_SUBDOMAINS, ARCHIVE_OAI_DOMAIN, DATABASE_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS,
SECURE). Out: Django's settings. All state lives below STATE_DIR.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from archive.ingest.file_kinds import MAX_BYTES
from config.logs import log_as_json, log_as_lines

BASE_DIR: Final = Path(__file__).resolve().parent.parent
env: Final = environ.Env()

STATE_DIR: Final = Path(env.str("ARCHIVE_STATE_DIR", default=str(BASE_DIR / "var"))).resolve()
CAPTURES_DIR: Final = STATE_DIR / "captures"
INDEX_DIR: Final = STATE_DIR / "index"
CACHE_DIR: Final = STATE_DIR / "cache"
PLACES_DIR: Final = BASE_DIR / "fixtures" / "places"
SAMPLES_DIR: Final = BASE_DIR / "fixtures" / "samples"
for _folder in (CAPTURES_DIR, CACHE_DIR, STATE_DIR / "static"):
    _folder.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return SECRET_KEY, or a key generated once for this machine and kept in the state folder."""
    given: str = env.str("SECRET_KEY", default="")
    if given:
        return given
    kept = STATE_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return kept.read_text(encoding="ascii")


# A site of this machine alone, as `make run` serves it; without it `config/production.py` looks before one is served.
DEV = env.bool("ARCHIVE_DEV", default=False)
SECRET_KEY = _secret_key()
IS_KEY_GIVEN = bool(env.str("SECRET_KEY", default=""))
IS_HOST_GIVEN = bool(env.list("ALLOWED_HOSTS", default=[]))
DEBUG = env.bool("DEBUG", default=False)
SECURE = env.bool("SECURE", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "archive.apps.ArchiveConfig",
    "search.apps.SearchConfig",
    "doors.apps.DoorsConfig",
    "haystack",
    "config.apps.StaffSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "config.request_log.RequestLogMiddleware",
    "config.headers.HeadersAloneMiddleware",
    "config.headers.StaffPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "archive.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "archive.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

CONNECTION_SECONDS: Final = 600  # that a thread keeps its connection to the database


def _database() -> dict[str, Any]:
    """Return the database named by DATABASE_URL, or SQLite in WAL mode below the state folder.

    IMMEDIATE transactions take the write lock at their start, so that two writers wait for each
    other instead of failing half way (Django's notes on SQLite). A thread keeps its connection from one request
    to the next: to open one took a fifth of the time of a page of results.
    """
    database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'archive.sqlite3'}")
    database |= {"CONN_MAX_AGE": CONNECTION_SECONDS, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "search.backends.ArchiveSearchEngine", "PATH": str(INDEX_DIR)},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "config.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["config.login.LockOutBackend", "django.contrib.auth.backends.ModelBackend"]
# Whoever fails so often under one name and from one address waits; others, and the same person elsewhere, do not.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "archive.acting.address_of"  # which believes nothing that a client writes itself
AXES_LOCKOUT_CALLABLE = "config.login.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who logged in stands in the log of staff
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["password", "otp_token"]


def _is_second_factor_required() -> bool:
    """Return whether staff must give a second factor, or may."""
    given: str = env.str("ARCHIVE_SECOND_FACTOR", default="optional")
    if given not in ("optional", "required"):
        raise ImproperlyConfigured(f"ARCHIVE_SECOND_FACTOR is optional or required, not {given!r}.")
    return given == "required"


OTP_TOTP_ISSUER = "党建报道档案"  # what a telephone calls the site
IS_SECOND_FACTOR_REQUIRED = _is_second_factor_required()

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.HashedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

UPLOAD_MAX_BYTES: Final = MAX_BYTES  # what the readers take
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # bytes of a request that are no files: a pasted text
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Whether hosts below this one are HTTPS alone, too, is nothing that this site can know.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("ARCHIVE_HSTS_SUBDOMAINS", default=False)
SILENCED_SYSTEM_CHECKS = [] if SECURE_HSTS_PRELOAD else ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine itself, without TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # where a login leads that names no page of this site


def _own_approval() -> str:
    """Return whether staff may publish what they took in themselves."""
    given: str = env.str("ARCHIVE_OWN_APPROVAL", default="alone")
    if given not in ("alone", "always", "never"):
        raise ImproperlyConfigured(f"ARCHIVE_OWN_APPROVAL is alone, always or never, not {given!r}.")
    return given


OWN_APPROVAL = _own_approval()  # alone: as long as nobody else may approve
# Whether pages without text may be read by machine: where tesseract is found with its Chinese, unless it is off.
OCR = env.bool("ARCHIVE_OCR", default=True)
# How many proxies of ours stand before the site, each adding the address it was asked from to X-Forwarded-For.
PROXIES = env.int("ARCHIVE_PROXIES", default=0)
# Where TLS ends at a proxy of ours, it says so; without one the header is the client's.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
# How many requests a minute the API takes of one sender, in each process; 0: any number.
API_A_MINUTE = env.int("ARCHIVE_API_A_MINUTE", default=120)

# Who runs the site, and the numbers under which it is registered (ICP 备案, 公安备案); what is empty is shown nowhere.
OPERATOR: Final = env.str("ARCHIVE_OPERATOR", default="").strip()
OPERATOR_EMAIL: Final = env.str("ARCHIVE_EMAIL", default="").strip()
ICP_NUMBER: Final = env.str("ARCHIVE_ICP", default="").strip()
POLICE_NUMBER: Final = env.str("ARCHIVE_POLICE", default="").strip()

# The domain in the identifiers of OAI-PMH, which harvesters keep for good; empty: the host that is asked.
OAI_DOMAIN: Final = env.str("ARCHIVE_OAI_DOMAIN", default="").strip()


def _logging() -> dict[str, Any]:
    """Return lines for people on stderr, or where ARCHIVE_LOG=json says so an object a line on stdout."""
    given: str = env.str("ARCHIVE_LOG", default="line")
    if given not in ("line", "json"):
        raise ImproperlyConfigured(f"ARCHIVE_LOG is line or json, not {given!r}.")
    return log_as_json() if given == "json" else log_as_lines()


LOGGING = _logging()
