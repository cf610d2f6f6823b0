"""Celery, the messenger: it wakes the workers; what is to be done is kept in PostgreSQL."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.dev")

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# For every thread, not only for this one: web threads publish too.
app.set_default()


def make_queue_folders(options: dict[str, object]) -> None:
    """Make the folders of the file transport, which expects them to be there."""
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:
            Path(str(options[name])).mkdir(parents=True, exist_ok=True)
