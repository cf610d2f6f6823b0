"""The tables of the customers' room."""

from marketplace.customers.models.data_export import DataExport
from marketplace.customers.models.kept import Follow, StockAlert, WishlistItem
from marketplace.customers.models.review import Review
from marketplace.customers.models.subscription import Subscription, SubscriptionLine, SubscriptionRun

__all__ = [
    "DataExport",
    "Follow",
    "Review",
    "StockAlert",
    "Subscription",
    "SubscriptionLine",
    "SubscriptionRun",
    "WishlistItem",
]
