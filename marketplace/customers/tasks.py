"""Celery's faces of this package: each reads the clock and makes one service call."""

from celery import shared_task
from django.utils import timezone

from marketplace.customers.services.stock_alert import stock_alerts_tell


@shared_task(name="customers.tell_back_in_stock")
def tell_back_in_stock(**_later: object) -> int:
    """Tell who waited that something can be bought again."""
    return stock_alerts_tell(now=timezone.now())
