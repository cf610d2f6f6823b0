"""Settings that every environment shares."""

from typing import Any
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from marketplace.config.addresses import (
    broker_options,
    cache_from_url,
    database_from_url,
    origins_of,
    storages_from,
)
from marketplace.config.beat import BEAT_SCHEDULE
from marketplace.config.environment import PROJECT_DIR, environment

django_stubs_ext.monkeypatch()

ENV = environment()
BASE_DIR = PROJECT_DIR
DATA_DIR = ENV.data_dir
PUBLIC_URL = ENV.public_url.rstrip("/")
DEMO = ENV.demo

# Who runs the shop: name, form, address, phone, email, rc, ice, if, director, host, cndp
SELLER = {
    name.removeprefix("seller_"): str(getattr(ENV, name))
    for name in type(ENV).model_fields
    if name.startswith("seller_")
}

SECRET_KEY = ENV.secret_key.get_secret_value()
SECRET_KEY_FALLBACKS = [key for key in ENV.secret_key_fallbacks.get_secret_value().split(",") if key]
JWT_PRIVATE_KEY = ENV.jwt_private_key.get_secret_value()
DEBUG = False
ALLOWED_HOSTS = [host for host in ENV.allowed_hosts.split(",") if host]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Where links in messages may lead: to our own pages, and to the clients of the API that we know
API_CLIENT_HOSTS = [
    urlsplit(PUBLIC_URL).hostname or "",
    *(host for host in ENV.api_client_hosts.split(",") if host),
]
# Whether programs on this machine may be called as apps; anywhere but in development that would open it to them.
APPS_ON_LOOPBACK = ENV.app_networks == "loopback"

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
    "marketplace.apps",
    "marketplace.ledger",
    "marketplace.cooperatives",
    "marketplace.channels",
    "marketplace.documents",
    "marketplace.notifications",
    "marketplace.payouts",
    "marketplace.network",
    "catalog",
    "marketplace.promotions",
    "logistics",
    "orders",
    "marketplace.customers",
    "marketplace.graphql",
    "frontend",
    # After the frontend, whose templates replace theirs
    "allauth",
    "allauth.account",
    "marketplace.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "marketplace.config.content_security.ContentSecurityMiddleware",
    "marketplace.graphql.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "marketplace.config.clean_addresses.CleanAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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

# --- Who comes in, and how (marketplace.accounts; django-allauth) ---
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "frontend:sign-in"
LOGIN_REDIRECT_URL = "frontend:desks"
LOGOUT_REDIRECT_URL = "frontend:home"
ACCOUNT_ADAPTER = "marketplace.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
# The password is for signing in; our form for signing up does not ask for one (accounts/README.md).
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]
ACCOUNT_FORMS = {
    "signup": "marketplace.accounts.forms.SignUpForm",
    "login": "marketplace.accounts.forms.SignInForm",
    "request_login_code": "marketplace.accounts.forms.RequestCodeForm",
    "confirm_login_code": "marketplace.accounts.forms.LoginCodeForm",
    "verify_phone": "marketplace.accounts.forms.PhoneCodeForm",
    "change_phone": "marketplace.accounts.forms.ChangePhoneForm",
    "add_email": "marketplace.accounts.forms.EmailForm",
    "confirm_password_reset_code": "marketplace.accounts.forms.LoginCodeForm",
}
# A page never tells who has an account; the phone or the address is told instead.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_MAX_RESEND_COUNT = 2
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 3
ACCOUNT_PHONE_VERIFICATION_MAX_RESEND_COUNT = 2
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
# Digits, so that a keypad is enough.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = False
# Three guesses at each of ten codes an hour: one in 33,000 for a number under attack all hour long.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "verify_phone": "1/20s/key,10/h/key,6/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "10/m/ip",
    "passkey": "20/m/ip",
}

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
# A first page brings its style sheet along (decision 307)
BRINGS_SHEET = True
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "frontend.styles.SheetFinder",
]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Ours to send unless the store has a public address of its own.
SERVE_MEDIA = not ENV.s3_public_url

STORAGES = storages_from(ENV)

CACHES = {
    "default": cache_from_url(ENV.redis_url),
    # Answers of the API in the memory of each process; how large one may be stands in graphql/answers/shelf.py.
    "answers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "answers",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
# Where visitors' answers are kept, the nearest first; a cache in the database would cost what it saves.
ANSWER_CACHES = ("answers", "default") if ENV.redis_url else ("answers",)

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
CONTENT_SECURITY_FORM_TARGETS = sorted(
    {"https://checkout.stripe.com", ENV.stripe_api_base, *origins_of(ENV.hosted_page_url)}
)

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
CASH_AGENCY_NAME = ENV.cash_agency_name
# From which hour to which customers are called, on the clock of Morocco
CALLING_HOURS = (9, 20)
HOSTED_PAGE_URL = ENV.hosted_page_url
HOSTED_PAGE_CLIENT = ENV.hosted_page_client
HOSTED_PAGE_STORE_KEY = ENV.hosted_page_store_key.get_secret_value()

# A carrier with a system of its own (logistics.gateways.rest).
CARRIER_API_BASE = ENV.carrier_api_base
CARRIER_API_TOKEN = ENV.carrier_api_token.get_secret_value()
CARRIER_WEBHOOK_SECRET = ENV.carrier_webhook_secret.get_secret_value()

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

# Whether orders can be paid without money, as test suites of API clients do.
TEST_PAYMENTS = ENV.test_payments
SHOP_RESETTABLE = ENV.shop_resettable

# Messages (marketplace.notifications): what has no gateway yet is written to the log.
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
