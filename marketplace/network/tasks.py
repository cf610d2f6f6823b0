"""Celery's face of the network."""

from celery import shared_task
from django.utils import timezone

from marketplace.cooperatives.services.papers_watch import papers_watch
from marketplace.cooperatives.services.proposals_close import proposals_close
from marketplace.kernel.actor import Actor
from marketplace.network.services.questions_close import questions_close


@shared_task(name="network.watch_papers")
def watch_papers(**_later: object) -> int:
    """Tell which papers end, until no more are due."""
    total = 0
    while told := papers_watch(actor=Actor.of_machine("papers"), now=timezone.now()):
        total += told
    return total


@shared_task(name="network.close_proposals")
def close_proposals(**_later: object) -> int:
    """Count the votes of alliances whose time is over, until no more are due."""
    total = 0
    while closed := proposals_close(actor=Actor.of_machine("votes"), now=timezone.now()):
        total += closed
    return total


@shared_task(name="network.close_questions")
def close_questions(**_later: object) -> int:
    """Mark questions that nobody answered in time."""
    return questions_close(now=timezone.now())
