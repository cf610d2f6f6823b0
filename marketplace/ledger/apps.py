"""Every dirham, in double entry."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Every dirham, in double entry."""

    name = "marketplace.ledger"
    label = "ledger"
