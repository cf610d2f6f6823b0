"""The outbox as a Django app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Facts told once the change is safe."""

    name = "marketplace.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Let commits wake the workers."""
        from marketplace.outbox import bus
        from marketplace.outbox.tasks import wake

        bus.wake_with(wake)
