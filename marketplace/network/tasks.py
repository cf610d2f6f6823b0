"""Celery's face of the network."""

from celery import shared_task
from django.utils import timezone

from marketplace.cooperatives.services.papers_watch import papers_watch
from marketplace.kernel.actor import Actor


@shared_task(name="network.watch_papers")
def watch_papers(**_later: object) -> int:
    """Tell which papers end, until no more are due."""
    total = 0
    while told := papers_watch(actor=Actor.of_machine("papers"), now=timezone.now()):
        total += told
    return total
