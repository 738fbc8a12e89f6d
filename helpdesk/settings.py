"""Settings of the site, read from the environment; `docs/deploy.md` lists the variables.

`DEMO=1` is what `make run` uses: a debug site on loopback with invented people.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC
from django.utils.translation import gettext_lazy as _

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=DEMO)
SECRET_KEY = env.str("SECRET_KEY", default="demo" * 16) if DEMO else env.str("SECRET_KEY")
KEY_FILE = env.str("KEY_FILE", default=f"{VAR_DIR}/demo.key") if DEMO else env.str("KEY_FILE")
# Links in mails and sheets are built from this address, never from the Host header.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if DEMO else env.list("ALLOWED_HOSTS")
# For /.well-known/security.txt: an address (mailto: or https:), and the day (ISO 8601) when it was last tried.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
SECURITY_CONTACT_SEEN_ON = env.str("SECURITY_CONTACT_SEEN_ON", default="")
CSRF_TRUSTED_ORIGINS = [] if DEMO else [SITE_URL]

INSTALLED_APPS = [
    "requests",
    "accounts",
    "helpdesk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "js_lib_bootstrap5",
]
MIDDLEWARE = [
    # First those that put headers on every answer, refusals and redirects of the others included.
    "csp.middleware.CSPMiddleware",
    "helpdesk.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.middleware.MethodsMiddleware",
    "helpdesk.middleware.DemoOnLoopbackMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "helpdesk.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Knows the request, and with it the client's address, for whoever writes to the audit trail.
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "helpdesk.middleware.SignInMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.RefusalsMiddleware",
    "helpdesk.middleware.DemoNotFoundMiddleware",
]
CSRF_FAILURE_VIEW = "helpdesk.views.csrf_failure"
ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "helpdesk.context_processors.site",
                "accounts.context_processors.offices",
                "accounts.context_processors.notices",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/demo.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Rollback journal with full sync: Debian's SQLite has the WAL-reset bug (3.7.0 to 3.51.2),
    # and IMMEDIATE lets concurrent writers wait for each other instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        # With it INSERT OR REPLACE, too, meets the triggers of what is append-only.
        " PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "options": "-c lock_timeout=2s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # It counts guesses; with Django's 300 entries, a stranger's own would push out the others'.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "nip", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupDetailsForm"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.LoginForm",
    "signup": "accounts.sign_in_forms.SignupForm",
    "add_email": "accounts.sign_in_forms.AddEmailForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",  # nosec B105
    "set_password": "accounts.sign_in_forms.SetPasswordForm",  # nosec B105
    "reset_password": "accounts.sign_in_forms.ResetPasswordForm",  # nosec B105
    "reset_password_from_key": "accounts.sign_in_forms.ResetPasswordKeyForm",  # nosec B105
    "reauthenticate": "accounts.sign_in_forms.ReauthenticateForm",
}
ACCOUNT_CHANGE_EMAIL = True  # one address a person; a new one replaces it once confirmed
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a session left open must not be enough to take the account over
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of every change, to the address before it
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords, for each account from each network; and whatever the account, from each address.
    "login_failed": "5/15m/key",
    "login_failed_from_address": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",  # nosec B105
    "signup": "20/h/ip",
}
# A form that must not tell whether there is an account is answered so long after it came, or a multiple of it.
EVEN_TIME_SECONDS = 0.3
# How many proxies in front may be believed about the client's address, by which sign-ins are limited.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# The second factor, without which nobody works in an office; the demo may do without.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False) if DEMO else True
MFA_ADAPTER = "accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # http://localhost
MFA_TOTP_ISSUER = "Helpdesk Akses Server"
# Nobody gets in without a confirmed address, so that one who waits for a new one to be confirmed may add a factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.SecondFactorForm",
    "reauthenticate": "accounts.sign_in_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.sign_in_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.sign_in_forms.AddPasskeyForm",
}

# Sessions
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds from the sign-in, however busy the session
SESSION_IDLE_SECONDS = 60 * 60
SESSION_IDLE_SECONDS_IN_OFFICE = 30 * 60

# Where the checkpoints of the audit trail go: a file out of reach of whoever owns the database; and an address, if any.
AUDIT_CHECKPOINTS = env.str("AUDIT_CHECKPOINTS", default=f"{VAR_DIR}/audit-checkpoints.txt")
AUDIT_CHECKPOINT_MAIL = env.str("AUDIT_CHECKPOINT_MAIL", default="")

# Mail and files
# In the demo no mail leaves the machine; /demo/surat/ shows the messages.
vars().update(env.email_url_config("dummymail://") if DEMO else env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="helpdesk@localhost")
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "files")))
# Largest upload, in bytes; a reverse proxy in front must let at least this much through.
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
UPLOAD_MAX_PAGES = 50
UPLOAD_MAX_PIXELS = 50_000_000
# Where clamd listens, unix:///path or tcp://host:port; unset, no file is scanned for malware.
CLAMD = env.str("CLAMD", default="")
# Largest paper, in bytes, that is compared with ours; ours stay far below.
COMPARE_MAX_BYTES = 64 * 1024 * 1024
SIGNED_FORM_REQUIRED = env.bool("SIGNED_FORM_REQUIRED", default=False)

# After how many working minutes without a decision a request counts as late; 450 are one day's.
LATE_AFTER_MINUTES = env.int("LATE_AFTER_MINUTES", default=450)

# An export of the register of so many rows at most is handed out at once; of more, the worker makes it.
EXPORT_AT_ONCE_ROWS = env.int("EXPORT_AT_ONCE_ROWS", default=1000)

# How many days each kind of row is kept before somebody looks whether it may go: `retention_report` names what is
# beyond, and nothing is ever destroyed by itself. The regency's records schedule (JRA) goes before these values.
RETENTION_DAYS = {
    "drafts": env.int("RETENTION_DRAFTS_DAYS", default=365),
    "accounts": env.int("RETENTION_ACCOUNTS_DAYS", default=2 * 365),
    "messages": env.int("RETENTION_MESSAGES_DAYS", default=365),
    "notices": env.int("RETENTION_NOTICES_DAYS", default=365),
    "requests": env.int("RETENTION_REQUESTS_DAYS", default=10 * 365),
    "audit": env.int("RETENTION_AUDIT_DAYS", default=10 * 365),
}

# Language and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["helpdesk.formats"]
TIME_ZONE = "Asia/Jakarta"

# The page
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
if not DEBUG:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, STRICT_DYNAMIC],
        "style-src": [SELF],
        # Bootstrap's marks are data URIs.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Our scripts write text, never markup; whatever tries to is stopped.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
# Not "no-referrer": browsers would then send forms with `Origin: null`, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if not DEBUG:
    SECURE_SSL_REDIRECT = True
    SECURE_SSL_HOST = urlsplit(SITE_URL).netloc  # never where the Host header points
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("fontTools", "pikepdf", "weasyprint")}
    # An ordinary refusal (403, 404) is no news to whoever watches the log.
    | {"django.request": {"level": "ERROR"}},
}
