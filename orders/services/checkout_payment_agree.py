"""Agree to a sum and a way to pay it, and later place the order for just that sum."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, OutOfStock
from marketplace.kernel.money import Money
from orders.basket import Basket, ProblemKind
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.selectors.baskets import basket_of
from orders.services.checkout_contact_set import checkout_metadata_set
from orders.services.checkout_edit import checkout_locked, checkout_prices_accept, open_checkout_locked
from orders.services.checkout_lines_set import NotForSale, about
from orders.services.checkout_place import basket_place, checkout_place
from orders.services.payment_rehearse import demand_rehearsal
from orders.services.transaction_settle import covered_by_apps
from orders.states import CHOSEN_METHODS, PaymentMethod
from orders.ways import is_offered


class EmailNotSet(InvalidInput):
    """Nobody could be told about the order: there is neither an e-mail address nor a phone."""

    code = "EMAIL_NOT_SET"


class NoLines(InvalidInput):
    """There is nothing to order."""

    code = "NO_LINES"


class AddressNotSet(InvalidInput):
    """Nobody said where the parcel goes."""

    code = "SHIPPING_ADDRESS_NOT_SET"


class DeliveryNotSet(InvalidInput):
    """Nobody said how the parcel travels, or it cannot travel so any more."""

    code = "SHIPPING_METHOD_NOT_SET"


class NotAgreed(DomainError):
    """No sum was agreed to, or it is not the sum that the order costs now."""

    code = "CHECKOUT_NOT_FULLY_PAID"


@transaction.atomic
def checkout_payment_agree(
    *, actor: Actor, checkout_id: uuid.UUID, method: str, amount: Money | None, now: datetime
) -> Checkout:
    """
    Choose how to pay and agree to what the basket costs that way.

    :param amount: the sum that the customer saw; None agrees to whatever it is now
    :raises InvalidInput: if there is no such method, it is not possible for this sum, or the sum is another
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    if method not in CHOSEN_METHODS or not is_offered(method):
        raise InvalidInput(_("Please choose a way to pay."), field="payment_method")
    if method == PaymentMethod.TEST:
        demand_rehearsal()
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.payment_method = method
    basket = basket_of(checkout, now=now)
    if method == PaymentMethod.CASH and not basket.may_pay_cash:
        raise InvalidInput(_("This sum is too high to be paid at the door."), field="amount")
    if amount is not None and amount != basket.due:
        raise InvalidInput(
            _("Paid this way the order costs %(total)s %(currency)s.")
            % {"total": basket.due.amount, "currency": basket.due.currency},
            field="amount",
        )
    checkout.agreed_minor = basket.due.minor
    checkout.updated_at = now
    checkout.save(update_fields=["payment_method", "agreed_minor", "updated_at"])
    return checkout


def _demand_ready(basket: Basket) -> None:
    """Name the first thing that is missing or in the way, so that a client can ask for just that."""
    checkout = basket.checkout
    if not checkout.email and not checkout.phone:
        raise EmailNotSet(_("Checkout email must be set."))
    if not basket.lines:
        raise NoLines(_("Your basket is empty."), field="lines")
    if not checkout.address:
        raise AddressNotSet(_("Please say where the parcel goes."), field="shipping_address")
    if basket.option is None:
        raise DeliveryNotSet(_("Please choose a way of delivery."), field="shipping_method")
    gone = _variants(basket, ProblemKind.GONE)
    if gone:
        raise about(NotForSale(_("This product is not on sale any more."), field="lines"), gone)
    short = _variants(basket, ProblemKind.OUT_OF_STOCK, ProblemKind.LESS_LEFT)
    if short:
        raise about(OutOfStock(_("Something in your basket is not there any more."), field="lines"), short)


def _variants(basket: Basket, *kinds: ProblemKind) -> list[int]:
    return [line.variant_id for line in basket.lines if any(each.kind in kinds for each in line.problems)]


@transaction.atomic
def checkout_complete(
    *, actor: Actor, checkout_id: uuid.UUID, now: datetime, metadata: Mapping[str, str] | None = None
) -> Order:
    """
    Place the order of a basket for the sum that its customer agreed to; again, it returns the same order.

    A price that changed since it was seen stands in nobody's way as long as the whole costs what was agreed.

    :param metadata: texts to keep with the order, beside those kept with the basket
    :raises NotAgreed: if no sum was agreed to, or the order costs another
    :raises DomainError: for the reasons of `checkout_place`
    """
    checkout = checkout_locked(actor=actor, checkout_id=checkout_id)
    if checkout.completed_at is None:
        if metadata:
            checkout = checkout_metadata_set(actor=actor, checkout_id=checkout_id, values=metadata, now=now)
        basket = basket_of(checkout, now=now)
        _demand_ready(basket)
        if not _is_agreed(basket):
            raise NotAgreed(_("The sum that was agreed to is not what the order costs."))
        changed = {
            line.variant_id: line.unit_price.minor
            for line in basket.lines
            if line.unit_price != line.seen_price
        }
        if not changed:
            return basket_place(actor=actor, basket=basket, now=now)
        checkout_prices_accept(actor=actor, checkout_id=checkout_id, prices=changed, now=now)
    return checkout_place(actor=actor, checkout_id=checkout_id, expected_total=None, now=now)


def _is_agreed(basket: Basket) -> bool:
    """
    The customer agreed to just this sum, or payment apps have promised at least that.

    Where gift cards pay all of it there is no sum to agree to: then the prices are to be those that were seen.
    """
    checkout = basket.checkout
    if not basket.due and checkout.agreed_minor is None:
        return all(line.unit_price == line.seen_price for line in basket.lines)
    if checkout.payment_method == PaymentMethod.APP:
        return covered_by_apps(checkout.pk)[0] >= basket.due.minor
    return checkout.agreed_minor == basket.due.minor
