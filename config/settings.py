"""Settings of the archive: the only reader of the environment.

In: environment variables (ARCHIVE_STATE_DIR, ARCHIVE_OCR, ARCHIVE_OWN_APPROVAL, ARCHIVE_PROXIES, ARCHIVE_API_A_MINUTE,
ARCHIVE_OPERATOR, ARCHIVE_EMAIL, ARCHIVE_ICP, ARCHIVE_POLICE, DATABASE_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS,
CSRF_TRUSTED_ORIGINS, SECURE). Out: Django's settings. All state lives below STATE_DIR.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Final

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from archive.ingest.file_kinds import MAX_BYTES

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


SECRET_KEY = _secret_key()
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
]

MIDDLEWARE = [
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
    "archive.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

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
LOGIN_URL = "admin:login"


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
# How many requests a minute the API takes of one sender, in each process; 0: any number.
API_A_MINUTE = env.int("ARCHIVE_API_A_MINUTE", default=120)

# Who runs the site, and the numbers under which it is registered (ICP 备案, 公安备案); what is empty is shown nowhere.
OPERATOR: Final = env.str("ARCHIVE_OPERATOR", default="").strip()
OPERATOR_EMAIL: Final = env.str("ARCHIVE_EMAIL", default="").strip()
ICP_NUMBER: Final = env.str("ARCHIVE_ICP", default="").strip()
POLICE_NUMBER: Final = env.str("ARCHIVE_POLICE", default="").strip()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
