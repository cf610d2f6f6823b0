"""Payouts as a Django app."""

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """What is owed becomes a bank file, twice a month, with a reason for each centime."""

    name = "marketplace.payouts"
    label = "payouts"

    def ready(self) -> None:
        """Listen to what happens to money."""
        import marketplace.payouts.handlers
        import marketplace.payouts.handlers_accounts
        import marketplace.payouts.handlers_alliances  # noqa: F401
