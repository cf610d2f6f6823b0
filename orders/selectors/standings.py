"""Where orders stand and what their lines cost, without the rows of parts and lines: what lists of orders show."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, prefetch_related_objects

from marketplace.kernel.money import Money
from marketplace.kernel.prepared import AnyOf, Slot, prepared
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment
from orders.selectors.orders import OrderView
from orders.status import OrderStatus, order_status


@dataclass(frozen=True, slots=True)
class Standing:
    """The payment of an order, the states of its parts, and of each line what is paid and the rate of its tax."""

    order: Order
    payment: Payment
    states: tuple[str, ...]
    prices: tuple[tuple[Money, Decimal], ...]
    is_draft: bool = False

    @property
    def status(self) -> OrderStatus:
        """Where the whole of it stands."""
        return order_status(self.states, self.payment.state)


def standing_of(view: OrderView) -> Standing:
    """Return the standing of an order whose parts and lines were read already."""
    return Standing(
        order=view.row,
        payment=view.payment,
        states=tuple(part.row.state for part in view.parts),
        prices=tuple((line.paid, line.tax_rate) for line in view.lines),
        is_draft=view.is_draft,
    )


@prepared
def _parts_of(order_ids: Slot) -> QuerySet[SubOrder, tuple[Any, ...]]:
    rows = SubOrder.objects.filter(AnyOf("order_id", order_ids)).values_list(
        "order_id",
        "number",
        "state",
        "currency",
        F("lines__total_minor") - F("lines__funded_minor"),
        "lines__tax_rate",
    )
    return rows.order_by("number", "lines")


def standings_of(orders: Sequence[Order]) -> dict[Order, Standing]:
    """
    Return where orders stand, in one statement (two if their payments were not read with them).

    The caller has asked who may see them.
    """
    prefetch_related_objects(list(orders), "payment")
    states: dict[uuid.UUID, dict[str, str]] = {order.pk: {} for order in orders}
    prices: dict[uuid.UUID, list[tuple[Money, Decimal]]] = {order.pk: [] for order in orders}
    found = _parts_of(order_ids=[order.pk for order in orders])
    for order_id, number, state, currency, paid, rate in found:
        states[order_id][number] = state
        if paid is not None:
            prices[order_id].append((Money(paid, currency), rate))
    return {
        order: Standing(order, order.payment, tuple(states[order.pk].values()), tuple(prices[order.pk]))
        for order in orders
    }
