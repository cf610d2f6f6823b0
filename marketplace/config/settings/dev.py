"""Settings of a developer's machine: errors are shown, static files are taken as they lie."""

from marketplace.config.settings.base import *
from marketplace.config.settings.base import API_CLIENT_HOSTS, ENV, STORAGES

SECRET_KEY = ENV.secret_key.get_secret_value() or "development-only-not-a-secret"
DEBUG = True
# A style that was changed is seen at the next look
BRINGS_SHEET = False
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
API_CLIENT_HOSTS += ["localhost", "127.0.0.1"]
APPS_ON_LOOPBACK = True
