"""A gift as whoever received it may see it: the card, what lies in it and who made it. No price, no other name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound
from orders.links import gift_of_token
from orders.models.order import Order
from orders.selectors.orders import SubOrderView, orders_with_parts
from orders.states import SubOrderState


@dataclass(frozen=True, slots=True)
class GiftView:
    """The card of a gift, and its parts by cooperative."""

    sender: str
    message: str
    parts: tuple[SubOrderView, ...]


def gift_by_token(token: str) -> GiftView:
    """
    Return the gift that a card's code shows, in four statements.

    :raises NotFound: if we never gave this code, or nothing of the order was sent
    """
    key = gift_of_token(token)
    order = Order.objects.select_related("payment").filter(pk=key, is_gift=True).first() if key else None
    if order is None:
        raise NotFound(_("There is no such gift."), field="gift")
    parts = orders_with_parts([order])[0].parts
    sent = tuple(part for part in parts if part.row.state != SubOrderState.CANCELLED)
    if not sent:
        raise NotFound(_("There is no such gift."), field="gift")
    return GiftView(order.gift_sender, order.gift_message, sent)
