"""The wiring, as a Django app: it has no models, only commands."""

from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    """The wiring."""

    name = "marketplace.config"
    label = "config"

    def ready(self) -> None:
        """Let every process that may publish know the broker."""
        from marketplace.config import celery

        celery.make_queue_folders(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
