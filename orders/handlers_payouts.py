"""What follows from payouts: the card processor is asked to make those that are transfers of its own."""

from datetime import datetime

from marketplace.outbox.bus import listens
from marketplace.payouts.events import TransferOrdered
from orders.services.payout_transfer import payout_transfer_due
from orders.tasks import wake_payout_transfers


@listens(TransferOrdered, name="orders.order_transfer")
def order_transfer(event: TransferOrdered, *, now: datetime) -> None:
    """Write the call down and let a worker make it."""
    payout_transfer_due(payout_id=event.payout_id, now=now)
    wake_payout_transfers()
