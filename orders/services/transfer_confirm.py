"""Note that a bank transfer has arrived."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from orders.models.payment import Payment
from orders.policies import may_confirm_payment
from orders.services.payment_settle import payment_locked, payment_settle
from orders.states import PaymentMethod


@transaction.atomic
def transfer_confirm(
    *,
    actor: Actor,
    payment_id: uuid.UUID,
    received: Money,
    bank_reference: str,
    now: datetime,
    booked_as: str = "",
) -> Payment:
    """
    Note that the bank statement shows the transfer for an order, and let the hub prepare it.

    :param booked_as: the subject under which the money was booked as not matched; empty: it is booked now
    :raises NotAllowed: if the actor may not read the statement into the books
    :raises NotFound: if there is no such payment
    :raises InvalidInput: if the payment is no transfer or the sum is not the order's
    :raises IllegalMove: if the order was cancelled meanwhile
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    order, payment = payment_locked(
        payment_id, PaymentMethod.TRANSFER, _("This order is not paid by bank transfer.")
    )
    payment_settle(
        order=order,
        payment=payment,
        received=received,
        reference=bank_reference,
        into=(chart.transfer_clearing if booked_as else chart.bank)(order.currency),
        subject=booked_as,
        step="transfer",
        actor=actor,
        now=now,
    )
    return payment
