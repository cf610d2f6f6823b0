"""Celery's faces of this package: each reads the clock and makes one service call."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from marketplace.apps.services.app_install import installations_run
from marketplace.apps.services.deliveries_send_due import deliveries_forget, deliveries_send_due
from marketplace.outbox import waking

BATCH = 50


@shared_task(name="apps.send_due")
def send_due(**_later: object) -> int:
    """Tell apps what is due."""
    return deliveries_send_due(now=timezone.now(), limit=BATCH)


@shared_task(name="apps.install_due")
def install_due(**_later: object) -> int:
    """Fetch the apps that were asked for."""
    return installations_run(now=timezone.now())


@shared_task(name="apps.forget_deliveries")
def forget_deliveries(**_later: object) -> int:
    """Delete what was told more than 14 days ago."""
    return deliveries_forget(before=timezone.now() - timedelta(days=14), limit=5000)


def wake_deliveries() -> None:
    """Ask a worker to tell apps now."""
    waking.wake(send_due)


def wake_installations() -> None:
    """Ask a worker to fetch apps now."""
    waking.wake(install_due)
