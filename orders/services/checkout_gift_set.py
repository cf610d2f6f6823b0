"""A customer says that a basket is a gift for whoever receives the parcel, or that it is none after all."""

import uuid
from datetime import datetime

from django.db import transaction

from marketplace.kernel.actor import Actor
from orders.gifting import GiftWish
from orders.models.checkout import Checkout
from orders.services.checkout_edit import open_checkout_locked


@transaction.atomic
def checkout_gift_set(
    *, actor: Actor, checkout_id: uuid.UUID, wish: GiftWish | None, now: datetime
) -> Checkout:
    """
    Keep what the giver says, and reach the giver from now on instead of who receives the parcel.

    :param wish: None: it is no gift; the receiver is the buyer again
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.is_gift = wish is not None
    checkout.hides_prices = wish is not None and wish.hides_prices
    checkout.gift_sender = wish.sender if wish else ""
    checkout.gift_message = wish.message if wish else ""
    checkout.phone = wish.phone if wish else checkout.address.get("phone", "")
    checkout.updated_at = now
    checkout.save(
        update_fields=["is_gift", "hides_prices", "gift_sender", "gift_message", "phone", "updated_at"]
    )
    return checkout
