"""Programs of others that act with permissions of their own, and are told what happens."""

from django.apps import AppConfig


class AppsConfig(AppConfig):
    """Apps, their tokens, and their webhooks."""

    name = "marketplace.apps"
    label = "apps"

    def ready(self) -> None:
        """Let commits wake the workers."""
        from marketplace.apps import waking
        from marketplace.apps.tasks import wake_deliveries, wake_installations

        waking.wake_with(deliveries=wake_deliveries, installations=wake_installations)
