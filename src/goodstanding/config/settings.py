"""Django's settings, all of them derived from the environment once, when a process starts."""

from __future__ import annotations

from pathlib import Path

from goodstanding.config.environment import load

ENVIRONMENT = load()
PACKAGE = Path(__file__).resolve().parent.parent
NODE_MODULES = ENVIRONMENT.node_modules

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "procrastinate.contrib.django",
    "goodstanding.evidence",
    "goodstanding.ui",
    "goodstanding.accounts",
    "goodstanding.programs",
    "goodstanding.partners",
    "goodstanding.notices",
    "goodstanding.agreements",
    "goodstanding.training",
    "goodstanding.incentives",
    "goodstanding.cases",
    "goodstanding.standing",
    "goodstanding.campaigns",
    "goodstanding.questions",
    "goodstanding.web",
    "goodstanding.config.apps.ConfigApp",
]

MIDDLEWARE = [
    "goodstanding.ui.bodies.ReadToTheEndMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "goodstanding.ui.csp.ContentSecurityPolicyMiddleware",
    "goodstanding.apikit.middleware.ApiProblemMiddleware",
    "goodstanding.accounts.middleware.FirstRunMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "goodstanding.accounts.middleware.SessionEndMiddleware",
    "goodstanding.web.errors.DomainErrorMiddleware",
]

if ENVIRONMENT.demonstration:
    MIDDLEWARE.insert(0, "goodstanding.web.clock.DemonstrationClockMiddleware")

ROOT_URLCONF = "goodstanding.config.urls"
WSGI_APPLICATION = "goodstanding.config.wsgi.application"
CSRF_FAILURE_VIEW = "goodstanding.ui.views.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "goodstanding.web.shell.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
            ],
        },
    }
]
FORM_RENDERER = "goodstanding.ui.forms.PageFormRenderer"

DATABASES = {
    "default": {
        **ENVIRONMENT.django_database("app"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    },
    "owner": ENVIRONMENT.django_database("owner"),
}
GOODSTANDING_APP_ROLE = DATABASES["default"]["USER"]
# Where the keys lie that sign the evidence, where its newest checkpoint is kept outside the
# database, and what the log is named after.
GOODSTANDING_EVIDENCE_KEYS = ENVIRONMENT.evidence_keys
GOODSTANDING_EVIDENCE_WITNESS = ENVIRONMENT.layout.evidence_witness
GOODSTANDING_EVIDENCE_HOST = ENVIRONMENT.public_host
# The rule book's text is prepared once per connection and planned without its parameters: one
# partner is answered in about a millisecond instead of the tens it takes to plan.
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "options": "-c plan_cache_mode=force_generic_plan",
    "prepare_threshold": 5,
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# People are unique by address whatever its case, which is an index over lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "goodstanding.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "30/h/ip,5/20m/key",
    "change_password": "5/m/user",
    "sign_in_link": "30/h/ip,5/20m/key",
    "keep_typed": "60/h/ip",
}
# Whose address limits are counted by, and which one evidence names. A mere header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
ACCOUNT_PUBLIC_URL = ENVIRONMENT.public_url  # where letters lead; they are written by the worker
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_REFERRER_POLICY = "same-origin"

# Rate limits count in the database, so that every web process counts together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_rate_limits",
        # Far above what is in use at once: a full table would forget limits under attack.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
FORMAT_MODULE_PATH = ["goodstanding.ui.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
STATICFILES_DIRS = [
    ("tabler", NODE_MODULES / "@tabler" / "core" / "dist" / "css"),
    ("inter", NODE_MODULES / "@fontsource-variable" / "inter"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
GOODSTANDING_ICON_DIR = NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENVIRONMENT.mail.host
EMAIL_PORT = ENVIRONMENT.mail.port
EMAIL_HOST_USER = ENVIRONMENT.mail.user
EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.password
EMAIL_USE_TLS = ENVIRONMENT.mail.starttls
EMAIL_USE_SSL = ENVIRONMENT.mail.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
GOODSTANDING_MAILBOX_DIR = None if ENVIRONMENT.mail_real else ENVIRONMENT.layout.mailbox
GOODSTANDING_DEMONSTRATION = ENVIRONMENT.demonstration
# What simulations read: the facts as files, which can be thrown away and are written again.
GOODSTANDING_FACTS_DIR = ENVIRONMENT.layout.facts

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"goodstanding": {"level": "INFO"}},
}
