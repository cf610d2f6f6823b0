"""What must be true once the noise is over: everything happened, and happened once."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management import call_command
from django.db.models import QuerySet, Sum

from logistics.models.fulfilment import Fulfilment, FulfilmentLine
from logistics.models.stock import Reservation, Stock
from marketplace.outbox.delivery import backlog
from marketplace.outbox.models import Message, Receipt, ReceiptState
from orders.models.checkout import Checkout
from orders.models.order import Order, OrderLine
from tests.chaos.house import wait_for

# What the design promises: a lease (10 s), a sweep (5 s), and the start of a worker on a busy machine.
RECOVERY = 60.0


def drained(*, seconds: float = RECOVERY) -> float:
    """Wait until every fact has reached every listener; return how long that took."""
    took = wait_for(
        lambda: backlog()["pending"] == 0, seconds=seconds, why=f"the outbox is empty: {backlog()}"
    )
    assert backlog()["dead"] == 0, list(
        Receipt.objects.filter(state=ReceiptState.DEAD).values_list("handler", "last_error")
    )
    return took


def all_adds_up() -> None:
    """Ask the product itself; it exits with 1 if anything differs."""
    call_command("check_books", quiet=True)


def each_became_one_order(checkouts: Sequence[Checkout]) -> list[Order]:
    """One order per basket, one fact that it was placed, one parcel wanted, its goods promised once."""
    orders = list(Order.objects.filter(checkout_id__in=[row.pk for row in checkouts]))
    assert len(orders) == len(checkouts)
    facts = Counter(
        Message.objects.filter(
            topic="orders.order-placed.v1", body__order_id__in=[str(row.pk) for row in orders]
        ).values_list("body__order_id", flat=True)
    )
    assert set(facts.values()) == {1}
    assert len(facts) == len(orders)
    references = [f"order:{order.pk}" for order in orders]
    assert Fulfilment.objects.filter(reference__in=references).count() == len(orders)
    lines = OrderLine.objects.filter(order__in=orders)
    wanted = FulfilmentLine.objects.filter(fulfilment__reference__in=references)
    assert wanted.count() == lines.count()
    assert _sum(wanted) == _sum(lines)
    held = Reservation.objects.filter(key__in=[line.reference for line in lines])
    assert held.count() == lines.count()
    assert _sum(held) == _sum(lines)
    assert not Reservation.objects.filter(key__startswith="checkout-line:").exists()
    assert Stock.objects.aggregate(sum=Sum("reserved"))["sum"] == _sum(Reservation.objects.all())
    return orders


def _sum(rows: "QuerySet[Any]") -> int:
    return int(rows.aggregate(sum=Sum("quantity"))["sum"] or 0)
