"""The customers' room as a Django app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """What customers say, keep and ask for beside their orders."""

    name = "marketplace.customers"
    label = "customers"

    def ready(self) -> None:
        """Listen to what happens to products and reviews."""
        import marketplace.customers.handlers  # noqa: F401
