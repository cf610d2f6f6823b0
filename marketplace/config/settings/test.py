"""Settings of the tests: fast, and sealed from the outside."""

from marketplace.config.settings.base import *  # noqa: F403
from marketplace.config.settings.base import DATABASES

SECRET_KEY = "tests-only-not-a-secret"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests that commit are cleaned up by TRUNCATE, which the ledger refuses unless the session says this.
DATABASES["default"]["OPTIONS"]["options"] = "-c ledger.allow_rewrite=on"
