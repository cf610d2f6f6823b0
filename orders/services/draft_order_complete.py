"""A draft becomes an order, by the one way in which baskets do."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, OutOfStock
from orders.basket import Basket, ProblemKind
from orders.models.order import Order
from orders.selectors.baskets import basket_of
from orders.services.checkout_edit import checkout_prices_accept
from orders.services.checkout_lines_set import NotForSale, about
from orders.services.checkout_place import checkout_place
from orders.services.draft_order_edit import draft_locked
from orders.services.order_history import history_tell
from orders.states import HistoryKind


class NoShippingAddress(InvalidInput):
    """Nobody said where the parcel goes."""

    code = "ORDER_NO_SHIPPING_ADDRESS"


class ShippingMethodRequired(InvalidInput):
    """Nobody said how the parcel travels."""

    code = "SHIPPING_METHOD_REQUIRED"


class ShippingMethodNotApplicable(InvalidInput):
    """The parcel cannot travel that way (any more)."""

    code = "SHIPPING_METHOD_NOT_APPLICABLE"


class NoProducts(DomainError):
    """There is nothing to send."""

    code = "REQUIRED"


@transaction.atomic
def draft_order_complete(*, actor: Actor, draft_id: uuid.UUID, now: datetime) -> Order:
    """
    Place the order of a draft at today's prices; its key, number and notes stay.

    Completing it confirms it: it is prepared as soon as its money is sure.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such draft
    :raises NotDraft: if it has become an order
    :raises DomainError: for whatever is missing, and for the reasons of `checkout_place`
    """
    draft = draft_locked(actor=actor, draft_id=draft_id)
    basket = basket_of(draft.checkout, now=now)
    _demand_ready(basket)
    changed = {
        line.variant_id: line.unit_price.minor for line in basket.lines if line.unit_price != line.seen_price
    }
    if changed:
        checkout_prices_accept(actor=actor, checkout_id=draft_id, prices=changed, now=now)
    order = checkout_place(actor=actor, checkout_id=draft_id, expected_total=None, now=now)
    history_tell(actor=actor, order_id=order.pk, kind=HistoryKind.DRAFT_COMPLETED, now=now)
    return order


def _demand_ready(basket: Basket) -> None:
    """Name the first thing that is missing or in the way."""
    checkout = basket.checkout
    if not basket.lines:
        raise NoProducts(_("Could not create order without any products."), field="lines")
    if not checkout.address:
        raise NoShippingAddress(_("Can't finalize draft with no shipping address."), field="order")
    if checkout.delivery_method_id is None:
        raise ShippingMethodRequired(_("Shipping method is required."), field="shipping")
    if basket.option is None:
        raise ShippingMethodNotApplicable(
            _("Shipping method is not valid for chosen shipping address"), field="shipping"
        )
    gone = _variants(basket, ProblemKind.GONE)
    if gone:
        raise about(NotForSale(_("This product is not on sale any more."), field="lines"), gone)
    short = _variants(basket, ProblemKind.OUT_OF_STOCK, ProblemKind.LESS_LEFT)
    if short:
        raise about(OutOfStock(_("Insufficient product stock."), field="lines"), short)


def _variants(basket: Basket, *kinds: ProblemKind) -> list[int]:
    return [line.variant_id for line in basket.lines if any(each.kind in kinds for each in line.problems)]
