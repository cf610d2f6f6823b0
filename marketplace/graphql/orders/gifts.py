"""A parcel for somebody else, as checkouts and orders tell it."""

import graphene

from orders.models.checkout import Checkout
from orders.models.order import Order


class GiftWish(graphene.ObjectType):
    """What a giver says of a parcel that somebody else receives."""

    sender = graphene.String(required=True, description="From whom it is, as the card says.")
    message = graphene.String(required=True, description="The words on the card; may be empty.")
    hides_prices = graphene.Boolean(
        required=True,
        description="Whether who receives it sees no price; such an order is never paid at the door.",
    )


class GiftWishInput(graphene.InputObjectType):
    """What a giver says."""

    sender = graphene.String(required=True, description="From whom it is, as the card says.")
    message = graphene.String(default_value="", description="The words on the card, 300 characters at most.")
    hides_prices = graphene.Boolean(default_value=False, description="Whether who receives it sees no price.")
    phone = graphene.String(
        default_value="",
        description="The giver's own phone; may be left out where the checkout has an email address.",
    )


def gift_row(holder: Checkout | Order) -> dict[str, object] | None:
    """Return what a checkout or an order says of a gift; None if it is none."""
    if not holder.is_gift:
        return None
    return {
        "sender": holder.gift_sender,
        "message": holder.gift_message,
        "hides_prices": holder.hides_prices,
    }
