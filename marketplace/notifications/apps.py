"""Messages to people: written in the transaction, sent after it."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Messages to people: written in the transaction, sent after it."""

    name = "marketplace.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Listen to the accounts, and let commits wake the workers."""
        import marketplace.notifications.handlers  # noqa: F401
        from marketplace.notifications import waking
        from marketplace.notifications.tasks import wake

        waking.wake_with(wake)
