"""Settings that every environment shares."""

from typing import Any
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from marketplace.config.environment import PROJECT_DIR, environment

django_stubs_ext.monkeypatch()

ENV = environment()
BASE_DIR = PROJECT_DIR
DATA_DIR = ENV.data_dir
PUBLIC_URL = ENV.public_url.rstrip("/")
DEMO = ENV.demo

SECRET_KEY = ENV.secret_key.get_secret_value()
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


def database_from_url(url: str) -> dict[str, Any]:
    """Read a PostgreSQL address into Django's form, with a connection pool per process."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }


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

DEFAULT_FROM_EMAIL = ENV.default_from_email
