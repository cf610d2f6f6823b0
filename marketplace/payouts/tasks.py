"""Celery's faces of settlement: each makes one service call; the rows remember what is due."""

from celery import shared_task
from django.utils import timezone

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError
from marketplace.payouts.services.hold_appeal import appeals_lapse
from marketplace.payouts.services.hold_place import holds_release_due
from marketplace.payouts.services.settlement_watch import settlements_prepare_due, settlements_watch
from marketplace.payouts.services.statement_render import statements_render

BATCH = 50


@shared_task(name="payouts.prepare_due", throws=(DomainError,))
def prepare_due(**_later: object) -> int:
    """Prepare the draft of a date that has come; a person approves it."""
    return len(settlements_prepare_due(actor=Actor.of_machine("settlement"), now=timezone.now()))


@shared_task(name="payouts.watchdog", throws=(DomainError,))
def watchdog(**_later: object) -> int:
    """Raise an alarm for each date that passed without a locked settlement."""
    return len(settlements_watch(actor=Actor.of_machine("watchdog"), now=timezone.now()))


@shared_task(name="payouts.release_holds", throws=(DomainError,))
def release_holds(**_later: object) -> int:
    """Release what was held until today, and what an appeal stands against that nobody answered in time."""
    total, actor = 0, Actor.of_machine("holds")
    while lapsed := appeals_lapse(actor=actor, now=timezone.now()):
        total += lapsed
    while released := holds_release_due(actor=actor, now=timezone.now()):
        total += released
    return total


@shared_task(name="payouts.render_statements", throws=(DomainError,))
def render_statements(**_later: object) -> int:
    """Make papers until none is due."""
    total = 0
    while done := statements_render(actor=Actor.of_machine("papers"), now=timezone.now(), limit=BATCH):
        total += done
    return total
