"""Promotions as a Django app."""

from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    """Reductions and who pays for them, partners' budgets, gift cards."""

    name = "marketplace.promotions"
    label = "promotions"

    def ready(self) -> None:
        """Listen to the catalogue."""
        import marketplace.promotions.handlers  # noqa: F401
