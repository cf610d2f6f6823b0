"""Where things are and how they travel."""

from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """Where things are and how they travel."""

    name = "logistics"
    label = "logistics"

    def ready(self) -> None:
        """Listen to facts."""
        import logistics.handlers
        import logistics.handlers_collection
        import logistics.handlers_messages
        import logistics.handlers_pooled
        import logistics.handlers_supply  # noqa: F401
