"""Buy the same again: a fresh basket with what an order held, as far as it can be bought today."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.policies import may_see_order
from orders.selectors.obtainable import Unavailable, obtainable
from orders.services.checkout_edit import checkout_create
from orders.services.checkout_lines_set import lines_written


@transaction.atomic
def checkout_from_order(
    *, actor: Actor, order_id: uuid.UUID, now: datetime
) -> tuple[Checkout, tuple[Unavailable, ...]]:
    """
    Open a basket with the lines of an order, at today's prices, and say what is missing from it.

    Who may see whose the order is takes its e-mail address and addresses along; whoever only knows its key does not.

    :raises NotFound: if there is no such order
    """
    order = Order.objects.select_related("channel").filter(pk=order_id).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="id")
    checkout = checkout_create(actor=actor, channel=order.channel, language=order.language, now=now)
    if may_see_order(actor, order.user_id):
        checkout.email, checkout.phone = order.email, order.phone
        checkout.address, checkout.billing_address = order.address, order.billing_address
        checkout.save(update_fields=["email", "phone", "address", "billing_address"])
    wanted, missing = rebuyable(order, now)
    if wanted:
        lines_written(checkout, wanted, now)
    return checkout, missing


def rebuyable(order: Order, now: datetime) -> tuple[dict[int, int], tuple[Unavailable, ...]]:
    """Return what of an order can be bought today (quantities by variant), and what is missing, in three statements."""
    lines = order.lines.order_by("id").values_list("id", "variant_id", "quantity")
    return obtainable(order.channel, list(lines), now)
