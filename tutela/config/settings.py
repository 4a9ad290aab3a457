"""Django's settings for every process. What differs by process comes from the environment.

``TUTELA_ROLE``: staff (default), public, owner, oversight or statistics: the database role and, for the two sites, the URLs.
``TUTELA_VAR``: where data, keys and sockets live (default ``var`` in the checkout).
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from tutela.kernel.database import address

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("TUTELA_VAR", BASE_DIR / "var")).resolve()
ROLE = os.environ.get("TUTELA_ROLE", "staff")
DEMO = os.environ.get("TUTELA_DEMO") == "1"
DEBUG = False
SECURE = not DEMO and os.environ.get("TUTELA_INSECURE_HTTP") != "1"
"""Cookies over HTTPS only; off for the demo and for tests on this machine."""

TUTELA_MASTER_KEY_FILE = Path(os.environ.get("TUTELA_MASTER_KEY_FILE", VAR / "master.key"))
TUTELA_COUNTRY_PROFILE = os.environ.get("TUTELA_COUNTRY_PROFILE", "")
TUTELA_ADOPTED_PROFILES = os.environ.get("TUTELA_ADOPTED_PROFILES", str(VAR / "country"))
"""Where the country's rules lie that were carried here from another server; every process reads them there."""
TUTELA_COUNTRY_TIME_ZONE = os.environ.get("TUTELA_COUNTRY_TIME_ZONE", "UTC")
"""The country's clocks, as the IANA database names them: opening hours are in this time."""
TUTELA_PUBLIC_ADDRESS = os.environ.get("TUTELA_PUBLIC_ADDRESS", "")
"""What a person types to reach the public site; printed on the cards of children in a place."""
TUTELA_ANCHOR_FILE = Path(os.environ.get("TUTELA_ANCHOR_FILE", VAR / "audit.anchor"))
CHILD_AGE_LIMIT = int(os.environ.get("TUTELA_CHILD_AGE_LIMIT", "18"))

_secret_file = VAR / "django.secret"
SECRET_KEY = os.environ.get("TUTELA_SECRET_KEY") or (
    _secret_file.read_text().strip() if _secret_file.exists() else "unset-run-script-setup"
)
ALLOWED_HOSTS = os.environ.get("TUTELA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TUTELA_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tutela.accounts",  # before allauth: our templates for signing in win
    "allauth",
    "tutela.config.apps.AccountsTablesOnly" if ROLE == "public" else "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "procrastinate.contrib.django",
    "tutela.kernel",
    "tutela.ui",
    "tutela.vocabulary",
    "tutela.audit",
    "tutela.directory",
    "tutela.facilities",
    "tutela.intake",
    "tutela.cases",
    "tutela.care",
    "tutela.placements",
    "tutela.justice",
    "tutela.circumstances",
    "tutela.configuration",
    "tutela.decisions",
    "tutela.coordination",
    "tutela.documents",
    "tutela.thresholds",
    "tutela.reintegration",
    "tutela.exports",
    "tutela.retention",
    "tutela.signatures",
    "tutela.merging",
    "tutela.worklist",
    "tutela.participation",
    "tutela.treatment",
    "tutela.community",
    "tutela.transfers",
    "tutela.statistics",
    "tutela.exchange",
    "tutela.registers",
    "tutela.planning",
    "tutela.agreements",
    "tutela.webhooks",
    "tutela.estimates",
    "tutela.monitoring",
    "tutela.demo",
    "tutela.config",
]
AUTH_USER_MODEL = "accounts.User"
FILE_CHAPTERS = [
    "tutela.cases.api.CHAPTER",
    "tutela.care.api.CHAPTER",
    "tutela.placements.api.CHAPTER",
    "tutela.justice.api.CHAPTER",
    "tutela.circumstances.api.CHAPTER",
    "tutela.decisions.api.CHAPTER",
    "tutela.coordination.api.CHAPTER",
    "tutela.documents.api.CHAPTER",
    "tutela.thresholds.api.CHAPTER",
    "tutela.signatures.api.CHAPTER",
    "tutela.reintegration.api.CHAPTER",
    "tutela.exchange.api.CHAPTER",
    "tutela.worklist.api.CHAPTER",
    "tutela.participation.api.CHAPTER",
    "tutela.treatment.api.CHAPTER",
    "tutela.community.api.CHAPTER",
    "tutela.transfers.api.CHAPTER",
    "tutela.merging.api.CHAPTER",
]
"""What contexts lay into the story of a file (:class:`tutela.cases.api.Chapter`), in the order of the contexts."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_STAFF_MIDDLEWARE = [
    "tutela.config.middleware.heard_out",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tutela.config.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tutela.config.middleware.readable",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "tutela.config.middleware.StaffGate",
]
_PUBLIC_MIDDLEWARE = [
    "tutela.config.middleware.heard_out",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tutela.config.middleware.headers",
    "tutela.config.middleware.public_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tutela.config.middleware.PublicGate",
]
MIDDLEWARE = _PUBLIC_MIDDLEWARE if ROLE == "public" else _STAFF_MIDDLEWARE
ROOT_URLCONF = "tutela.config.public_urls" if ROLE == "public" else "tutela.config.staff_urls"

_CONTEXT_PROCESSORS = ["django.template.context_processors.request", "django.template.context_processors.i18n"]
if ROLE == "public":
    _CONTEXT_PROCESSORS += ["tutela.directory.presenters.public.public_site"]
else:
    _CONTEXT_PROCESSORS += [
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "tutela.config.navigation.context",
    ]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": _CONTEXT_PROCESSORS,
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "debug": os.environ.get("TUTELA_TEMPLATE_DEBUG") == "1",
        },
    }
]
FORM_RENDERER = "tutela.ui.forms.renderer.Renderer"

DATABASES = {"default": address.connection_settings(os.environ, VAR, f"tutela_{ROLE}")}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tutela.accounts.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "tutela.accounts.sign_in.SocialAccountAdapter"
MFA_ADAPTER = "tutela.accounts.sign_in.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {
    "login": "tutela.accounts.forms.sign_in.LoginForm",
    "reauthenticate": "tutela.accounts.forms.sign_in.PasswordAgainForm",
    "change_password": "tutela.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "tutela.accounts.forms.sign_in.SetPasswordForm",
}
MFA_FORMS = {
    "authenticate": "tutela.accounts.forms.sign_in.CodeForm",
    "reauthenticate": "tutela.accounts.forms.sign_in.CodeAgainForm",
    "activate_totp": "tutela.accounts.forms.sign_in.ActivateAppForm",
    "deactivate_totp": "tutela.accounts.forms.sign_in.RemoveAppForm",
    "add_webauthn": "tutela.accounts.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "tutela.accounts.forms.sign_in.RenamePasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Tutela"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": os.environ.get("TUTELA_OIDC_NAME", _("your organisation's sign-in")),
                "client_id": os.environ["TUTELA_OIDC_CLIENT_ID"],
                "secret": os.environ.get("TUTELA_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ.get("TUTELA_OIDC_URL", "")},
            }
        ]
        if os.environ.get("TUTELA_OIDC_CLIENT_ID")
        else []
    }
}
TUTELA_OIDC_CLAIM = os.environ.get("TUTELA_OIDC_CLAIM", "")
"""The claim of the single sign-on that is a user name here (``preferred_username``); empty: people connect it themselves."""
TUTELA_OCCUPANCY = "tutela.placements.api.occupancy"
"""The door that tells facilities how many children are placed where, and how many of them have no onward plan."""
TUTELA_EXPOSED = "tutela.decisions.api.share_with"
"""The rule that says whether something of a file may go to a body (R130, P13): ``why_not(file, organisation)``."""
TUTELA_WEIGHED = "tutela.decisions.api.weigh"
"""The rule that says whether services or ends of a stay wait for a best-interests determination (P17): ``why_not(file, codes)``."""
TUTELA_ABROAD = "tutela.decisions.api.ask_abroad"
"""The rule that says whether another country may be asked something about this child (R130): ``why_not(file)``."""
TUTELA_HELD = "tutela.justice.api.held"
"""Told when a child's place of stay is a place of detention (R82): ``(care, by)``."""
TUTELA_NEEDS = "tutela.circumstances.api.needs_wait"
"""The door that tells care whether a service the child has no access to is still without an action or a reason (R49)."""
TUTELA_KEPT_OPEN = ("tutela.reintegration.api.end_file", "tutela.participation.api.end_file")
"""The rules that say why a file stays open, ``why_not(file, reason)``: after a return a visit, harm, or the return waits (R56);
nobody who may be under 18 has turned 18, and who has was prepared for it (P1, P38)."""
TUTELA_UNRESTORED = "tutela.circumstances.api.unrestored"
"""The door that tells care, in words, which rights of the child are not restored; whoever closes the file reads it (R57)."""
TUTELA_ADJUSTMENTS = "tutela.circumstances.api.adjustments"
"""The door that tells care what helps a child in talks and services; it goes with every referral of a service (R48)."""
TUTELA_FIRST_LIST = "tutela.worklist.api.first_list"
"""The door that tells how the list of files opens for somebody: ``(actor) -> query string``, empty for everybody's way."""
TUTELA_BESIDE_LIST = "tutela.worklist.presenters.beside_list"
"""What stands beside the list of files: kept lists, flags, steps in several files: ``(actor, query, rows)``."""
TUTELA_ON_WORK = "tutela.worklist.presenters.today.on_work"
"""What the page of the day's work shows first: ``(actor)`` to counts and the five first things."""
TUTELA_TURNING_18 = "tutela.participation.presenters.turning.on_work"
"""Who in somebody's own files turns 18 within a year, and what that still needs (P38): ``(actor)``."""
TUTELA_ANSWERED = "tutela.transfers.presenters.on_work"
"""What a worker proposed and the supervisor said no to, on the page of the day's work: ``(actor)``."""
TUTELA_FIRST = (
    "tutela.planning.api.first",
    "tutela.agreements.api.first",
    "tutela.treatment.api.first",
    "tutela.webhooks.api.first",
    "tutela.transfers.api.first",
    "tutela.participation.api.first",
)
"""What contexts that the worklist does not know say comes first for somebody: ``(actor)`` to lines of what, about, url, due."""
TUTELA_TRANSFER_TOGETHER = {
    "form": "tutela.transfers.forms.TogetherForm",
    "wrong": "tutela.transfers.api.wrong_words",
    "ask": "tutela.transfers.api.ask_one_of_several",
}
"""How the worklist asks another office to take over several files: the form, what is wrong with its words, and the step for one file."""
TUTELA_GIVEN = ("tutela.transfers.api.held_lines", "tutela.signatures.api.held_lines")
"""What contexts beside and above lay into the sheet of what is held (R137): ``(file, own, person)`` to a title and its lines; ``own``: it
goes to the child; ``person``: the caregiver it goes to."""
TUTELA_FLAGS = "tutela.worklist.presenters.on_file"
"""The open flags that a file's page shows: ``(file, what is due)``."""
TUTELA_MERGED = "tutela.merging.presenters.merges.on_file"
"""What a file's page shows of its merge with another file of the child: ``(file)``."""
TUTELA_TRAINED = "tutela.planning.api.trained"
"""The door that tells cases whose training is valid, when a worker is made responsible for a file."""
TUTELA_CHILD_POPULATION = int(os.environ.get("TUTELA_CHILD_POPULATION", "0"))
"""Persons under 18 in the country by the latest census, for rates per 100,000; 0: not known, no rate is shown."""
TUTELA_WEBHOOK_NETWORKS = [one for one in os.environ.get("TUTELA_WEBHOOK_NETWORKS", "").split(",") if one]
"""Private networks that messages to programs may go to all the same, as ``10.20.0.0/16``; none unless the operator names them."""
TUTELA_WEBHOOK_PORTS = os.environ.get("TUTELA_WEBHOOK_PORTS", "443,8443").split(",")
"""The ports of receivers of messages."""
TUTELA_DUTIES = ["tutela.cases.api.duties", "tutela.intake.api.duties", "tutela.accounts.api.team_duties"]
"""Functions ``(user_id) -> list[str]``: what a person still answers for. While any answers, the account stays open."""
AXES_FAILURE_LIMIT = 5
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_CALLABLE = "tutela.accounts.sign_in.attempt_name"
AXES_LOCKOUT_CALLABLE = "tutela.accounts.sign_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address", "csrfmiddlewaretoken", "next"]
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 15 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else ("public_csrf" if ROLE == "public" else "csrf")
CSRF_FAILURE_VIEW = "tutela.config.error_views.csrf_failure"

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("TUTELA_BEHIND_PROXY") == "1" else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_sign_on = urlsplit(os.environ.get("TUTELA_OIDC_URL", ""))
_SIGN_ON_ORIGIN = [f"{_sign_on.scheme}://{_sign_on.netloc}"] if _sign_on.netloc and ROLE != "public" else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"] if ROLE == "public" else ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"] if ROLE == "public" else ["'self'", "data:"],
        "font-src": ["'self'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *_SIGN_ON_ORIGIN],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1500
FILE_UPLOAD_HANDLERS = ["tutela.config.uploads.RefuseEverything"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
FORMAT_MODULE_PATH = ["tutela.ui.formats"]
LOCALE_PATHS = [BASE_DIR / "tutela" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86_400
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = os.environ.get("TUTELA_EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")

PROCRASTINATE_ON_APP_READY = None
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_values": {"()": "tutela.config.logs.WithoutValues"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_values"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TUTELA_LOG_LEVEL", "WARNING")},
}
