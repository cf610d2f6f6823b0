"""Celery's faces of this package: each reads the clock and makes one service call."""

from celery import shared_task
from django.utils import timezone

from marketplace.customers.services.data_export import data_exports_forget, data_exports_make
from marketplace.customers.services.stock_alert import stock_alerts_tell
from marketplace.customers.services.subscription_announce import subscriptions_announce
from marketplace.customers.services.subscription_order import subscriptions_order


@shared_task(name="customers.tell_back_in_stock")
def tell_back_in_stock(**_later: object) -> int:
    """Tell who waited that something can be bought again."""
    return stock_alerts_tell(now=timezone.now())


@shared_task(name="customers.make_data_exports")
def make_data_exports(**_later: object) -> int:
    """Gather the data that people asked for."""
    return data_exports_make(now=timezone.now())


@shared_task(name="customers.forget_data_exports")
def forget_data_exports(**_later: object) -> int:
    """Delete archives that lay ready long enough."""
    return data_exports_forget(now=timezone.now())


@shared_task(name="customers.announce_subscriptions")
def announce_subscriptions(**_later: object) -> int:
    """Tell what comes again within three days."""
    return subscriptions_announce(now=timezone.now())


@shared_task(name="customers.order_subscriptions")
def order_subscriptions(**_later: object) -> int:
    """Order what comes again today."""
    return subscriptions_order(now=timezone.now())
