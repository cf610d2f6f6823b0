"""Settings of a developer's machine: errors are shown, static files are taken as they lie."""

from marketplace.config.settings.base import *
from marketplace.config.settings.base import ENV, STORAGES

SECRET_KEY = ENV.secret_key.get_secret_value() or "development-only-not-a-secret"
DEBUG = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
