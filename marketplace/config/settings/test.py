"""Settings of the tests: fast, and sealed from the outside."""

from marketplace.config.settings.base import *  # noqa: F403

SECRET_KEY = "tests-only-not-a-secret"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
