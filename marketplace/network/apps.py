"""The network as a Django app."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """What joins cooperatives to the marketplace and to each other."""

    name = "marketplace.network"
    label = "network"

    def ready(self) -> None:
        """Listen to what happens to organisations."""
        import marketplace.network.handlers
        import marketplace.network.handlers_alliances
        import marketplace.network.handlers_assistance  # noqa: F401
