"""Baskets, orders, payments and refunds."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Baskets, orders, payments and refunds."""

    name = "orders"
    label = "orders"

    def ready(self) -> None:
        """Listen to the hub."""
        import orders.handlers  # noqa: F401
