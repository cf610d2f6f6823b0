"""Settings of the tests: fast, and sealed from the outside."""

import os
from pathlib import Path
from tempfile import gettempdir

from marketplace.config.settings.base import *
from marketplace.config.settings.base import DATABASES, LOGGING

SECRET_KEY = "tests-only-not-a-secret"
PUBLIC_URL = "http://testserver"
API_CLIENT_HOSTS = ["testserver", "shop.example"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(gettempdir()) / "marketplace-tests-media"
SERVE_MEDIA = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
ANSWER_CACHES = ("answers", "default")
# Messages are put into a memory that nobody empties: a test that wants a task done calls it.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
# A connection for each thread, so that a test may open as many at once as its race needs.
DATABASES["default"]["OPTIONS"].pop("pool", None)
# Tests that commit are cleaned up by TRUNCATE, which the ledger refuses unless the session says this.
DATABASES["default"]["OPTIONS"]["options"] = "-c ledger.allow_rewrite=on"
# A database that has all tables already (tests/tables.py makes it), so that not every worker makes them anew
DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("TEST_TEMPLATE")}
LOGGING["root"]["level"] = "WARNING"
# Static files come from where they are written; nobody collects them before a test.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
TEST_PAYMENTS = True
# Pages of tests are read for words; those of the sheet are not among them (tests/frontend/test_styles.py brings it)
BRINGS_SHEET = False
