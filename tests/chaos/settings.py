"""The demo's settings for processes that are going to be killed, with a witness among the apps."""

import os

from marketplace.config.settings.demo import *  # noqa: F403
from marketplace.config.settings.demo import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.witness"]
# Static files are not what is tested: nobody gathers them.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "CHAOS_VISIBILITY_TIMEOUT" in os.environ:
    # Far shorter than the jobs: Redis gives a running task to a second worker.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        **CELERY_BROKER_TRANSPORT_OPTIONS,
        "visibility_timeout": float(os.environ["CHAOS_VISIBILITY_TIMEOUT"]),
        # Seconds between two looks for what to give out again (kombu acts at every tenth).
        "unacked_restore_interval": 0.5,
    }
