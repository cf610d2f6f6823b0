"""Say how a basket will be paid in the older way: a gateway, what it is told, and the whole sum."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from orders.models.checkout import Checkout
from orders.selectors.baskets import basket_of
from orders.services.checkout_edit import open_checkout_locked
from orders.services.checkout_payment_agree import checkout_payment_agree
from orders.services.payment_rehearse import demand_rehearsal
from orders.states import PaymentMethod

LONGEST_TOKEN = 64


class PartialPayment(InvalidInput):
    """A basket is paid in one piece."""

    code: ClassVar[str] = "PARTIAL_PAYMENT_NOT_ALLOWED"


class NoLinesToPay(InvalidInput):
    """There is nothing to pay for."""

    code: ClassVar[str] = "NO_CHECKOUT_LINES"


@transaction.atomic
def checkout_payment_create(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    method: str,
    token: str,
    amount: Money | None,
    now: datetime,
) -> Checkout:
    """
    Agree to what a basket costs when paid in a way, and note what its gateway is told when the order is placed.

    :param amount: the sum that the customer saw; None agrees to whatever it is now
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    :raises NoLinesToPay: if it is empty
    :raises PartialPayment: if the sum is not the whole of it
    :raises InvalidInput: if it cannot be paid that way here
    """
    if method == PaymentMethod.TEST:
        demand_rehearsal()
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.payment_method = method
    basket = basket_of(checkout, now=now)
    if not basket.lines:
        raise NoLinesToPay(_("Your basket is empty."), field="lines")
    if amount is not None and amount != basket.due:
        raise PartialPayment(_("Partial payments are not allowed, amount should be equal checkout's total."))
    checkout.test_token = token[:LONGEST_TOKEN].replace("\x00", "") if method == PaymentMethod.TEST else ""
    checkout.save(update_fields=["test_token"])
    agreed = checkout_payment_agree(
        actor=actor, checkout_id=checkout_id, method=method, amount=amount, now=now
    )
    agreed.test_token = checkout.test_token
    return agreed
