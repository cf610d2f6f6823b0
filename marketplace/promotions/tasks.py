"""Celery's face of promotions."""

from celery import shared_task
from django.utils import timezone

from marketplace.promotions.services.promotions_apply import promotions_apply, promotions_due


@shared_task(name="promotions.apply_due")
def apply_due(**_later: object) -> int:
    """Bring the prices up to date when a promotion has begun or ended, or its budget has; return how many changed."""
    now = timezone.now()
    return promotions_apply(now=now) if promotions_due(now=now) else 0
