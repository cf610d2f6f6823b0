"""What each organisation is paid, when, and why."""

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """What each organisation is paid, when, and why."""

    name = "marketplace.payouts"
    label = "payouts"
