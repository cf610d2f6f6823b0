"""Celery's face of the API room: what needs its words to be asked of apps."""

from celery import shared_task
from django.utils import timezone

from marketplace.graphql.payments.door import WebhookDoor
from marketplace.kernel.actor import Actor
from orders.services.transaction_ask import transaction_requests_run


@shared_task(name="graphql.ask_payment_apps")
def ask_payment_apps(**_later: object) -> int:
    """Ask payment apps to take, give up or give back money, where it is due."""
    now = timezone.now()
    actor = Actor.of_machine("payment-apps")
    return transaction_requests_run(actor=actor, door=WebhookDoor(now), now=now)
