"""Celery's faces of this package: each reads the clock and makes one service call."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from marketplace.kernel.actor import Actor
from marketplace.outbox import waking
from orders.gateways.base import ProcessorUnreachable
from orders.gateways.stripe import card_gateway, transfer_gateway
from orders.services.alliance_settle import alliances_settle
from orders.services.authorisations_capture import authorisations_capture
from orders.services.bank_entries_match import bank_entries_match
from orders.services.books_reconcile import bank_reconcile, card_reconcile, custody_reconcile
from orders.services.calls_settle import calls_settle
from orders.services.earnings_mature import earnings_mature
from orders.services.month_sales_fold import month_sales_fold
from orders.services.orders_expire import checkouts_forget, unconfirmed_orders_cancel, unpaid_orders_cancel
from orders.services.payment_operate import payment_operations_run
from orders.services.payout_transfer import payout_transfers_run
from orders.services.provider_event_record import payments_reconcile, provider_events_handle
from orders.services.shortage_answer import shortages_close
from orders.services.transfers_reconcile import transfers_reconcile

BATCH = 200


@shared_task(name="orders.run_payment_operations")
def run_payment_operations(**_later: object) -> int:
    """Make the calls to the card processor that are due."""
    actor = Actor.of_machine("payment-operations")
    return payment_operations_run(actor=actor, gateway=card_gateway(), now=timezone.now())


@shared_task(name="orders.send_payout_transfers")
def send_payout_transfers(**_later: object) -> int:
    """Ask the card processor for the payouts that it makes."""
    gateway = transfer_gateway()
    if gateway is None:
        return 0
    actor = Actor.of_machine("payout-transfers")
    return payout_transfers_run(actor=actor, gateway=gateway, now=timezone.now())


@shared_task(name="orders.handle_provider_events")
def handle_provider_events(**_later: object) -> int:
    """Act on the card processor's events."""
    actor = Actor.of_machine("provider-events")
    return provider_events_handle(
        actor=actor, gateway=card_gateway(), transfers=transfer_gateway(), now=timezone.now()
    )


@shared_task(name="orders.reconcile_payments", throws=(ProcessorUnreachable,))
def reconcile_payments(**_later: object) -> int:
    """Find payments and events that no webhook told of."""
    actor = Actor.of_machine("reconcile-payments")
    return payments_reconcile(actor=actor, gateway=card_gateway(), now=timezone.now())


@shared_task(name="orders.match_bank_entries")
def match_bank_entries(**_later: object) -> int:
    """Match the movements of bank statements that nobody has looked at yet."""
    total = 0
    actor = Actor.of_machine("bank-matching")
    while done := bank_entries_match(actor=actor, now=timezone.now(), limit=BATCH):
        total += done
    return total


@shared_task(name="orders.reconcile_books", throws=(ProcessorUnreachable,))
def reconcile_books(**_later: object) -> int:
    """Compare the bank, the desks and the carriers with the books, then the card processor, which may not answer."""
    actor, now = Actor.of_machine("reconciliation"), timezone.now()
    count = bank_reconcile(actor=actor, now=now) + custody_reconcile(actor=actor, now=now)
    count += card_reconcile(actor=actor, gateway=card_gateway(), now=now)
    gateway = transfer_gateway()
    return count + transfers_reconcile(actor=actor, gateway=gateway, now=now) if gateway else count


@shared_task(name="orders.mature_earnings")
def mature_earnings(**_later: object) -> int:
    """Make earned money payable once its time has come, batch by batch."""
    total = 0
    actor = Actor.of_machine("mature-earnings")
    while done := earnings_mature(actor=actor, now=timezone.now(), limit=BATCH):
        total += done
    return total


@shared_task(name="orders.cancel_unpaid")
def cancel_unpaid(**_later: object) -> int:
    """Cancel orders whose payment never came, and free their goods."""
    return unpaid_orders_cancel(actor=Actor.of_machine("cancel-unpaid"), now=timezone.now(), limit=BATCH)


@shared_task(name="orders.capture_ending")
def capture_ending(**_later: object) -> int:
    """Take authorised money that would be lost within a day."""
    return authorisations_capture(actor=Actor.of_machine("capture-ending"), now=timezone.now(), limit=BATCH)


@shared_task(name="orders.settle_calls")
def settle_calls(**_later: object) -> int:
    """Let confirmations and cancellations by phone take effect, then give up orders that nobody confirmed in time."""
    actor, now = Actor.of_machine("confirmation-calls"), timezone.now()
    done = calls_settle(actor=actor, now=now, limit=BATCH)
    return done + unconfirmed_orders_cancel(actor=actor, now=now, limit=BATCH)


@shared_task(name="orders.close_shortages")
def close_shortages(**_later: object) -> int:
    """Leave out what is missing and nobody answered for in time."""
    return shortages_close(actor=Actor.of_machine("shortages"), now=timezone.now(), limit=BATCH)


@shared_task(name="orders.fold_month_sales")
def fold_month_sales(**_later: object) -> int:
    """Make one row of what each day wrote about what was sold in a month."""
    return month_sales_fold()


@shared_task(name="orders.forget_checkouts")
def forget_checkouts(**_later: object) -> int:
    """Delete baskets that nobody has touched for 90 days."""
    return checkouts_forget(before=timezone.now() - timedelta(days=90), limit=5000)


def wake_provider_events() -> None:
    """Ask a worker to act on events now."""
    waking.wake(handle_provider_events)


def wake_payment_operations() -> None:
    """Ask a worker to make due calls now."""
    waking.wake(run_payment_operations)


def wake_payout_transfers() -> None:
    """Ask a worker to make due transfers now."""
    waking.wake(send_payout_transfers)


def wake_bank_matching() -> None:
    """Ask a worker to match movements now."""
    waking.wake(match_bank_entries)


@shared_task(name="orders.settle_alliances")
def settle_alliances(**_later: object) -> int:
    """Close the alliances that have decided to end and owe nobody anything."""
    return alliances_settle(actor=Actor.of_machine("settle-alliances"), now=timezone.now())
