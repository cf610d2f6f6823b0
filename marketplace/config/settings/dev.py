"""Settings of a developer's machine and of the demo."""

from marketplace.config.settings.base import *  # noqa: F403
from marketplace.config.settings.base import SECRET_KEY

SECRET_KEY = SECRET_KEY or "development-only-not-a-secret"
DEBUG = True
