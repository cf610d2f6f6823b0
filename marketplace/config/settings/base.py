"""Settings that every environment shares."""

from typing import Any
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from marketplace.config.addresses import broker_options, cache_from_url, database_from_url, storages_from
from marketplace.config.beat import BEAT_SCHEDULE
from marketplace.config.environment import PROJECT_DIR, environment

django_stubs_ext.monkeypatch()

ENV = environment()
BASE_DIR = PROJECT_DIR
DATA_DIR = ENV.data_dir
PUBLIC_URL = ENV.public_url.rstrip("/")
DEMO = ENV.demo

SECRET_KEY = ENV.secret_key.get_secret_value()
SECRET_KEY_FALLBACKS = [key for key in ENV.secret_key_fallbacks.get_secret_value().split(",") if key]
DEBUG = False
ALLOWED_HOSTS = [host for host in ENV.allowed_hosts.split(",") if host]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "graphene_django",
    "marketplace.outbox",
    "marketplace.accounts",
    "marketplace.ledger",
    "marketplace.cooperatives",
    "marketplace.channels",
    "marketplace.documents",
    "marketplace.notifications",
    "marketplace.payouts",
    "catalog",
    "logistics",
    "orders",
    "marketplace.graphql",
    "frontend",
    "marketplace.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "marketplace.config.content_security.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "marketplace.config.urls"
CSRF_FAILURE_VIEW = "frontend.views.errors.csrf_failure"
WSGI_APPLICATION = "marketplace.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "frontend.context.shell",
            ],
        },
    },
]

DATABASES = {"default": database_from_url(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

# Django knows no Tamazight: Standard Moroccan Tamazight (ISO 639-2 zgh), written left to right in Tifinagh.
LANG_INFO.update(
    {"zgh": {"bidi": False, "code": "zgh", "name": "Standard Moroccan Tamazight", "name_local": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}}
)
LANGUAGE_CODE = "fr"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("fr", _("French")),
    ("zgh", _("Tamazight")),
    ("en", _("English")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [PROJECT_DIR / "frontend" / "locale"]
FORMAT_MODULE_PATH = "frontend.locale_formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "frontend.styles.SheetFinder",
]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
SERVE_MEDIA = not ENV.s3_bucket

STORAGES = storages_from(ENV)

CACHES = {"default": cache_from_url(ENV.redis_url)}

LONGEST_TASK_SECONDS = 30 * 60
# Without a Redis messages travel as files, and the outbox alone makes them durable.
CELERY_BROKER_URL = ENV.redis_url or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(
    ENV.redis_url, folder=DATA_DIR, visibility_timeout=2 * LONGEST_TASK_SECONDS
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = LONGEST_TASK_SECONDS
CELERY_TASK_SOFT_TIME_LIMIT = LONGEST_TASK_SECONDS - 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "frontend:sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Bytes; uploads of files have their own limits where they are received.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Pages of our own, pictures of our store, and forms that may lead on to the payment page.
CONTENT_SECURITY_STORE = ENV.s3_public_url
CONTENT_SECURITY_FORM_TARGETS = sorted({"https://checkout.stripe.com", ENV.stripe_api_base})

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"},
        "json": {"()": "marketplace.config.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "fontTools": {"level": "WARNING"},
        "botocore": {"level": "WARNING"},
        # Every sweep, every five seconds, would be two lines.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}

STRIPE_SECRET_KEY = ENV.stripe_secret_key.get_secret_value()
STRIPE_WEBHOOK_SECRET = ENV.stripe_webhook_secret.get_secret_value()
STRIPE_PUBLISHABLE_KEY = ENV.stripe_publishable_key
STRIPE_API_BASE = ENV.stripe_api_base

# smtp://user:password@host:587 (STARTTLS), smtps:// (TLS from the start); without one, files in the data folder.
EMAIL = urlsplit(ENV.email_url)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENV.email_url else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST = EMAIL.hostname or "localhost"
EMAIL_PORT = EMAIL.port or (465 if EMAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(EMAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(EMAIL.password or "")
EMAIL_USE_TLS = EMAIL.scheme == "smtp" and bool(EMAIL.username)
EMAIL_USE_SSL = EMAIL.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.default_from_email

# --- Private files (marketplace.documents) and messages (marketplace.notifications) ---
# "private" has no public address: its files are served by views that have asked who may see them.
STORAGES["private"] = {
    "BACKEND": "marketplace.documents.private_files.PrivateFileStorage",
    "OPTIONS": {"location": DATA_DIR / "private"},
}
if ENV.s3_private_bucket:
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": ENV.s3_private_bucket,
            "endpoint_url": ENV.s3_endpoint_url or None,
            "region_name": ENV.s3_region or None,
            "access_key": ENV.s3_access_key_id or None,
            "secret_key": ENV.s3_secret_access_key.get_secret_value() or None,
            "file_overwrite": False,
        },
    }

SMS_GATEWAY_URL = ENV.sms_gateway_url
SMS_GATEWAY_TOKEN = ENV.sms_gateway_token.get_secret_value()
SMS_SENDER = ENV.sms_sender
WHATSAPP_API_BASE = ENV.whatsapp_api_base
WHATSAPP_PHONE_NUMBER_ID = ENV.whatsapp_phone_number_id
WHATSAPP_TOKEN = ENV.whatsapp_token.get_secret_value()
_GATEWAYS = "marketplace.notifications.gateways"
NOTIFICATION_PROVIDERS = {
    "email": f"{_GATEWAYS}.email.EmailProvider" if ENV.email_url else f"{_GATEWAYS}.console.ConsoleProvider",
    "sms": f"{_GATEWAYS}.sms.SmsProvider" if SMS_GATEWAY_URL else f"{_GATEWAYS}.console.ConsoleProvider",
    "whatsapp": (
        f"{_GATEWAYS}.whatsapp.WhatsappProvider" if WHATSAPP_TOKEN else f"{_GATEWAYS}.console.ConsoleProvider"
    ),
    "inbox": f"{_GATEWAYS}.inbox.InboxProvider",
}
# --- end ---
