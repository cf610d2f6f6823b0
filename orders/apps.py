"""Baskets, orders, payments and refunds."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Baskets, orders, payments and refunds."""

    name = "orders"
    label = "orders"

    def ready(self) -> None:
        """Listen to the hub, and tell customers, cooperatives and staff."""
        import orders.handlers
        import orders.handlers_cod
        import orders.handlers_gifts
        import orders.handlers_harvest
        import orders.handlers_members
        import orders.handlers_messages
        import orders.handlers_payouts
        import orders.handlers_refunds
        import orders.handlers_shortages  # noqa: F401
