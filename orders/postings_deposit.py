"""The entries of a deposit that is paid before an order whose rest is paid at the door."""

from datetime import datetime

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.order import Order
from orders.models.refund import Refund
from orders.postings import order_subject


def post_deposit_received(
    *, order: Order, amount: Money, into: str, subject: str, medium: str, actor: Actor, now: datetime
) -> None:
    """The customer has paid a deposit: it is owed to the order until that is delivered or given up."""
    ledger_post(
        key=f"{order_subject(order)}:deposit",
        reason="deposit_received",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(into, amount, subject),
            Line(chart.deposits_held(order.currency), -amount, order_subject(order)),
        ],
        actor=actor,
        reference=order_subject(order),
        facts={"order_number": order.number, "deposit_minor": amount.minor, "medium": medium},
    )


def post_deposit_released(
    *,
    order: Order,
    kept: Money,
    back: Money,
    refund: Refund | None,
    rule: dict[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    """The order is not delivered: what a rule keeps is earned, and the rest is owed back."""
    lines = [
        Line(chart.deposits_held(order.currency), kept + back, order_subject(order)),
        Line(chart.deposits_kept(order.currency), -kept),
    ]
    if refund is not None:
        lines.append(Line(chart.refunds_due(order.currency), -back, refund.subject))
    ledger_post(
        key=f"{order_subject(order)}:deposit-released",
        reason="deposit_released",
        happened_at=now,
        recorded_at=now,
        lines=lines,
        actor=actor,
        reference=order_subject(order),
        facts={"order_number": order.number, "kept_minor": kept.minor, "back_minor": back.minor, **rule},
    )
