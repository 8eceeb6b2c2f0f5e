"""Settings, read from the environment: docs/operations.md lists every variable.

``PORTAL_MODE`` is production (when unset), demonstration (``./portal run``) or test.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
BUILD_DIR = BASE_DIR / "build"  # made by `manage.py boot`, never committed

MODE = env("PORTAL_MODE", default="production")
if MODE not in {"production", "demonstration", "test"}:
    raise ImproperlyConfigured("PORTAL_MODE: production, demonstration, atau test.")
PRODUCTION = MODE == "production"
DEMONSTRATION = MODE == "demonstration"
DEBUG = False

if MODE == "test":
    SECRET_KEY = "only-for-tests-and-never-for-a-site-that-people-use"  # noqa: S105
    ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
else:
    for variable in ("SECRET_KEY", "ALLOWED_HOSTS"):
        if not env(variable, default=""):
            raise ImproperlyConfigured(f"{variable} belum diisi. Lihat docs/operations.md.")
    SECRET_KEY = env("SECRET_KEY")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")

DATA_DIR = Path(env("PORTAL_DATA", default=str(BASE_DIR / "data")))
FILES_DIR = DATA_DIR / "files"  # StoredFile, by SHA-256
PAPERS_DIR = DATA_DIR / "papers"  # PDFs made from publications, as they were handed out
FRESHNESS_FILE = DATA_DIR / "last-publication"
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=0 if MODE == "test" else 60)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "publications",
    "organizations",
    "accounts",
    "forums",
    "awards",
    "magelang_portal",
]

MIDDLEWARE = [
    "publications.page_cache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "magelang_portal.middleware.NothingKept",
    "magelang_portal.middleware.TextWithNul",
    "magelang_portal.middleware.DatabaseAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "magelang_portal.middleware.LanguageFromAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "magelang_portal.urls"
WSGI_APPLICATION = "magelang_portal.wsgi.application"

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
                "magelang_portal.context.portal",
            ],
            "builtins": ["publications.templatetags.portal"],
        },
    }
]

DATABASES = {
    "default": {
        **env.db("DATABASE_URL", default="postgres:///portal"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        if MODE == "test"
        # Shared by all workers: the sign-in rate limits live here.
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    )
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["magelang_portal.formats"]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
STATICFILES_DIRS = [BASE_DIR / "static", BUILD_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if MODE == "test"
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
# Every test has a client of its own, and each would list all files once more.
WHITENOISE_AUTOREFRESH = MODE == "test"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.adapter.OfficialsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
if MODE == "test":
    # Hundreds of officials are made; a hash that is slow on purpose would slow the tests.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "office"
ACCOUNT_ADAPTER = "accounts.adapter.OfficialsOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the administrator
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can have mail sent to a stranger
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE says
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "accounts.adapter.SecondFactor"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the administrator knows whose address it is
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Forum Kemitraan Kota Magelang"
# Reading changes nothing, so who reads is not asked: a public page looks at no session.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
SESSION_COOKIE_AGE = 12 * 60 * 60  # one working day, in seconds
SESSION_COOKIE_HTTPONLY = True

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Readers may ask for a weekly letter where letters really leave, or are printed for show.
SENDS_LETTERS = not PRODUCTION or bool(env("EMAIL_URL", default=""))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")
# Who runs this installation and how readers reach them; pages say so when it is not filled in.
OPERATOR_NAME = env("OPERATOR_NAME", default="")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
SECURITY_CONTACT = env("SECURITY_CONTACT", default="")  # of /.well-known/security.txt
# Under which licence the data may be reused: whoever runs the portal decides, pages say so.
DATA_LICENCE_NAME = env(
    "DATA_LICENCE_NAME",
    default="Creative Commons Atribusi 4.0 Internasional (CC BY 4.0)" if DEMONSTRATION else "",
)
DATA_LICENCE_URL = env(
    "DATA_LICENCE_URL",
    default="https://creativecommons.org/licenses/by/4.0/deed.id" if DEMONSTRATION else "",
)

SECURE_SSL_REDIRECT = env.bool("HTTPS_ONLY", default=PRODUCTION)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # a browser's preload list is the domain owner's choice
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
if env.bool("TRUST_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a roll of 200 people is one form without JavaScript
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_MAX_BYTES = 20 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_tokens": {"()": "magelang_portal.logs.WithoutTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
