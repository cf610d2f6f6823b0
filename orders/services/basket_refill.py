"""Buy the same again: put what an order held into the basket that somebody fills just now."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from orders.models.order import Order
from orders.selectors.obtainable import Unavailable
from orders.services.checkout_edit import checkout_line_add
from orders.services.checkout_from_order import rebuyable


@transaction.atomic
def basket_refill(
    *, actor: Actor, checkout_id: uuid.UUID, order_id: uuid.UUID, now: datetime
) -> tuple[Unavailable, ...]:
    """
    Add the lines of an order to a basket, at today's prices; return what could not be added, or not all of it.

    The caller has asked who may see the order (its secret link is enough).

    :raises NotFound: if there is no such order, or the basket is not the actor's
    """
    order = Order.objects.select_related("channel").filter(pk=order_id).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="order")
    wanted, missing = rebuyable(order, now)
    lines = {line.variant_id: line.pk for line in order.lines.all()}
    refused = []
    for variant_id, quantity in wanted.items():
        try:
            checkout_line_add(
                actor=actor, checkout_id=checkout_id, variant_id=variant_id, quantity=quantity, now=now
            )
        except InvalidInput as error:  # the basket is full, or holds as many as it may
            refused.append(Unavailable(lines[variant_id], variant_id, error.code, error.message))
    return (*missing, *refused)
