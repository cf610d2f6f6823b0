"""What follows from goods that are missing, and from their coming in after all."""

import uuid
from datetime import datetime

from logistics.events import ShortageFilled, StockShort
from marketplace.outbox.bus import listens
from orders.events import OrderPaid
from orders.services.refund_rows import order_of_refund_locked
from orders.services.shortage_answer import shortages_filled
from orders.services.shortage_open import shortages_open
from orders.services.shortages_pay import shortages_refund


@listens(StockShort, name="orders.ask_about_shortages")
def ask_about_shortages(event: StockShort, *, now: datetime) -> None:
    """Ask the customers whose orders cannot be served whole."""
    shortages_open(references=event.keys, reported_by="hub", now=now)


@listens(ShortageFilled, name="orders.fill_shortages")
def fill_shortages(event: ShortageFilled, *, now: datetime) -> None:
    """What came in is sent after all."""
    for reference in sorted({str(fill["key"]) for fill in event.fills}):
        shortages_filled(reference=reference, now=now)


@listens(OrderPaid, name="orders.refund_shortages")
def refund_shortages(event: OrderPaid, *, now: datetime) -> None:
    """The money of an order is there: what was paid for missing goods goes back."""
    shortages_refund(order=order_of_refund_locked(uuid.UUID(event.order_id)), now=now)
