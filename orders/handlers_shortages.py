"""What follows from goods that are missing, and from their coming in after all."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import override

from logistics.events import ShortageFilled, StockShort
from marketplace.kernel.formats import format_datetime
from marketplace.kernel.texts import text_in
from marketplace.outbox.bus import listens
from orders.events import OrderPaid, ShortageDecided, ShortageOpened
from orders.links import missing_url, order_url
from orders.models.shortage import LineShortage
from orders.services.refund_rows import order_of_refund_locked
from orders.services.shortage_answer import shortages_filled
from orders.services.shortage_open import shortages_open
from orders.services.shortages_pay import shortages_refund, weights_refund
from orders.shortage_states import ShortageState
from orders.states import SubOrderState
from orders.telling import order_tell


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
    """The money of an order is there: what was paid for missing goods and lacking weight goes back."""
    order = order_of_refund_locked(uuid.UUID(event.order_id))
    shortages_refund(order=order, now=now)
    weights_refund(order=order, now=now)


def _tell(
    row: LineShortage, fact: str, template: str, words: Callable[[str], dict[str, str]], now: datetime
) -> None:
    order = row.line.order
    with override(order.language):
        what = f"{row.quantity} × {text_in(row.line.product_names, order.language)}"
        context = {"order": str(order.number), "what": what, **words(order.language)}
    order_tell(order, f"short:{row.pk}:{fact}", template, context, now)


def _row(shortage_id: int) -> LineShortage:
    return LineShortage.objects.select_related("line__order", "line__sub_order").get(pk=shortage_id)


@listens(ShortageOpened, name="orders.tell_shortage_opened")
def tell_shortage_opened(event: ShortageOpened, *, now: datetime) -> None:
    """Ask the customer, in their language; each time that more is missing anew."""
    row = _row(event.shortage_id)
    if row.state == ShortageState.OPEN:
        _tell(
            row,
            f"{row.quantity}",
            "order_short",
            lambda language: {
                "until": format_datetime(row.answer_by, language),
                "url": missing_url(row.line.order),
            },
            now,
        )


@listens(ShortageDecided, name="orders.tell_shortage_decided")
def tell_shortage_decided(event: ShortageDecided, *, now: datetime) -> None:
    """Say what becomes of it; of an order that is given up for it another message tells."""
    row = _row(event.shortage_id)
    if row.line.sub_order.state != SubOrderState.CANCELLED:
        _tell(
            row,
            event.state,
            "order_short_decided",
            lambda _language: {
                "state": str(ShortageState(event.state).label),
                "url": order_url(row.line.order),
            },
            now,
        )
