"""Every entry of the ledger that a sale causes, with the facts from which it can be explained."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.order import Order, OrderLine, SubOrder


def order_subject(order: Order) -> str:
    """How the ledger calls an order group."""
    return f"order:{order.pk}"


def delivery_lines(order: Order) -> list[Line]:
    """What is earned beside the goods: delivery at its full price (whoever pays it), and the fee for cash."""
    lines = [
        Line(chart.delivery_revenue(order.currency), -order.delivery_full),
        Line(chart.cash_fees(order.currency), -order.cash_fee),
    ]
    return [line for line in lines if line.amount]


def _line_fact(line: OrderLine) -> dict[str, Any]:
    return {
        "product": line.product_names,
        "variant": line.variant_names,
        "sku": line.sku,
        "quantity": line.quantity,
        "unit_price_minor": line.unit_price_minor,
        "given_minor": line.given_minor,
        "total_minor": line.total_minor,
        "commission_rate": str(line.commission_rate),
        "commission_rule": line.commission_rule,
        "commission_minor": line.commission_minor,
        "tax_code": line.tax_code,
    }


def earning_facts(order: Order, sub_order: SubOrder, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """Say how the net came about: lines add up to gross; gross less commission and hub fee is net."""
    return {
        "order_number": order.number,
        "sub_order_number": sub_order.number,
        "placed_at": order.placed_at.isoformat(),
        "payment_method": order.payment_method,
        "lines": [_line_fact(line) for line in lines],
        "gross_minor": sub_order.gross_minor,
        "commission_minor": sub_order.commission_minor,
        "hub_fee_minor": sub_order.hub_fee_minor,
        "net_minor": net_of(sub_order).minor,
        "currency": sub_order.currency,
        "rule": sub_order.terms,
    }


def net_of(sub_order: SubOrder) -> Money:
    """What the cooperative earns of its part."""
    return sub_order.gross - sub_order.commission - sub_order.hub_fee


def post_payment_received(
    *,
    order: Order,
    sub_orders: Sequence[SubOrder],
    into: str,
    key: str,
    reason: str,
    actor: Actor,
    happened_at: datetime,
    now: datetime,
    subject: str = "",
    deposit: Money | None = None,
) -> None:
    """
    The customer's money stands in `into`: owed to each sub-order's clearing, and earned for delivery.

    What gift cards and partners promised is there now too, and the marketplace bears what it reduced itself.

    :param deposit: what of it the customer had paid before, and is held since
    """
    before = deposit or Money.zero(order.currency)
    lines = [
        Line(into, order.due - before, subject),
        Line(chart.deposits_held(order.currency), before, order_subject(order)),
        Line(chart.promised(order.currency), order.promised, order_subject(order)),
        Line(chart.promotions(order.currency), order.platform),
    ]
    clearing = chart.order_clearing(order.currency)
    lines += [Line(clearing, -sub.gross, sub.subject) for sub in sub_orders if sub.gross]
    lines += delivery_lines(order)
    if not any(line.amount for line in lines):
        # Given away whole by its cooperatives: nothing moves.
        return
    ledger_post(
        key=key,
        reason=reason,
        happened_at=happened_at,
        recorded_at=now,
        lines=lines,
        actor=actor,
        reference=order_subject(order),
        facts={"order_number": order.number, "total_minor": order.total_minor, "currency": order.currency},
    )


def post_earned(
    *,
    order: Order,
    sub_order: SubOrder,
    lines: Sequence[OrderLine],
    actor: Actor,
    happened_at: datetime,
    now: datetime,
) -> None:
    """A delivered sub-order is earned: clearing empties into commission, hub fee and the seller's due."""
    currency = sub_order.currency
    due = chart.payable_maturing(sub_order.organisation_id, currency)
    postings = [
        Line(chart.order_clearing(currency), sub_order.gross, sub_order.subject),
        Line(chart.commission(currency), -sub_order.commission),
        Line(chart.hub_fees(currency), -sub_order.hub_fee),
        Line(due, -net_of(sub_order), sub_order.subject),
    ]
    ledger_post(
        key=f"{sub_order.subject}:earned",
        reason="sale_earned",
        happened_at=happened_at,
        recorded_at=now,
        lines=[line for line in postings if line.amount],
        actor=actor,
        reference=sub_order.subject,
        facts=earning_facts(order, sub_order, lines),
    )


def post_matured(*, sub_order: SubOrder, facts: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """The money is in the bank and may be paid out."""
    net, owner = net_of(sub_order), sub_order.organisation_id
    if not net:
        return
    ledger_post(
        key=f"{sub_order.subject}:matured",
        reason="sale_matured",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.payable_maturing(owner, net.currency), net, sub_order.subject),
            Line(chart.payable_available(owner, net.currency), -net, sub_order.subject),
        ],
        actor=actor,
        reference=sub_order.subject,
        facts=facts,
    )


def post_carrier_cost(
    *, order: Order, carrier_id: int, cost: Money, actor: Actor, happened_at: datetime, now: datetime
) -> None:
    """What the carrier is owed for the parcel."""
    if not cost:
        return
    ledger_post(
        key=f"{order_subject(order)}:carrier-cost",
        reason="carrier_cost",
        happened_at=happened_at,
        recorded_at=now,
        lines=[
            Line(chart.carrier_expense(cost.currency), cost),
            Line(chart.payable_carrier(carrier_id, cost.currency), -cost),
        ],
        actor=actor,
        reference=order_subject(order),
        facts={"order_number": order.number, "carrier_id": carrier_id, "cost_minor": cost.minor},
    )
