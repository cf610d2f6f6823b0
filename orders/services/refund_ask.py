"""The staff give back a sum, or units of lines, as API clients say it: in the customer's money."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from orders.models.order import OrderLine
from orders.models.payment import PaymentSplit
from orders.models.refund import Refund
from orders.policies import may_refund
from orders.refund_states import RefundCause
from orders.refunding import OverRefund, WantedLine
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_rows import lines_by_part, order_of_refund_locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    Units by line; or a sum, taken from these lines or from all, and from the delivery what the goods cannot give.

    Without a sum, `with_delivery` gives back all that is left of the delivery beside.
    """

    units: Mapping[int, int] = field(default_factory=dict)
    amount: Money | None = None
    with_delivery: bool = False


@transaction.atomic
def refund_ask(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    key: str,
    cause: RefundCause,
    asked: Asked,
    reason: str,
    now: datetime,
) -> Refund:
    """
    Decide to give back what was asked; asking again under the same key changes nothing.

    :raises NotFound: if there is no such order
    :raises NotAllowed: if the actor is not in charge of orders
    :raises IllegalMove: if nothing was paid yet
    :raises OverRefund: if more would go back than was paid
    :raises InvalidInput: if nothing is asked for, or a line is not the order's
    """
    require(may_refund(actor), _("Only staff in charge of orders may give money back."))
    order = order_of_refund_locked(order_id)
    known = Refund.objects.filter(key=key).first()
    if known is not None:
        return known
    lines = [line for own in lines_by_part(order).values() for line in own]
    splits = PaymentSplit.objects.filter(sub_order__order=order)
    delivery = sum(split.delivery_minor - split.delivery_refunded_minor for split in splits)
    wish = wish_of(asked, lines, Money(delivery, order.currency))
    return refund_decide(
        actor=actor, order_id=order_id, key=key, cause=cause, wish=wish, reason=reason, now=now
    )


def wish_of(asked: Asked, lines: Sequence[OrderLine], delivery: Money) -> Wish:
    """
    Turn a sum of the customer's money into what cooperatives sold for, to the centime; pure.

    :param delivery: what is left of the delivery
    :raises OverRefund: if the sum is more than is left
    :raises InvalidInput: if nothing is asked for, or a line is unknown
    """
    by_id = {line.pk: line for line in lines}
    if not asked.units.keys() <= by_id.keys():
        raise InvalidInput(_("Please name each line of this order once."), field="lines")
    if asked.amount is None:
        if not asked.units and not asked.with_delivery:
            raise InvalidInput(_("Please say what is to be given back."), field="amount")
        return Wish(
            lines=[WantedLine(key, units) for key, units in asked.units.items()],
            with_delivery=False,
            delivery=delivery if asked.with_delivery and delivery else None,
        )
    named = [by_id[key] for key in asked.units] or list(lines)
    left = {line.pk: _customers(line, line.total_minor - line.refunded_minor) for line in named}
    goods = min(asked.amount.minor, sum(left.values()))
    rest = asked.amount.minor - goods
    if asked.amount.minor <= 0 or rest > delivery.minor:
        raise OverRefund(_("More would be refunded than was paid."), field="amount")
    parts = Money(goods, delivery.currency).split(list(left.values())) if goods else []
    return Wish(
        lines=[
            WantedLine(key, asked.units.get(key, 0), Money(_sold_for(by_id[key], part.minor), part.currency))
            for key, part in zip(left, parts, strict=False)
            if part
        ],
        with_delivery=False,
        delivery=Money(rest, delivery.currency) if rest else None,
    )


def _customers(line: OrderLine, minor: int) -> int:
    """What of so much of a line's value the customer gets: the rest goes back to who paid it for them."""
    funded = line.funded
    after = funded.portion(line.refunded_minor + minor, line.total_minor) if line.total_minor else funded
    before = funded.portion(line.refunded_minor, line.total_minor) if line.total_minor else funded
    return minor - (after - before).minor


def _sold_for(line: OrderLine, customers_minor: int) -> int:
    """
    Return the least value of a line of which the customer gets so much.

    With each centime of value the customer's part grows by one or by none, so it is met exactly.
    """
    low, high = customers_minor, line.total_minor - line.refunded_minor
    while low < high:
        middle = (low + high) // 2
        if _customers(line, middle) >= customers_minor:
            high = middle
        else:
            low = middle + 1
    return low
