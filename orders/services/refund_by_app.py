"""A payment app gives back the money of a refund, through the transaction that had taken it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput
from marketplace.kernel.policy import require
from orders.models.refund import Refund
from orders.models.transaction import Transaction
from orders.policies import may_ask_payment_apps
from orders.refund_states import REFUND_FLOW, RefundMedium, RefundState
from orders.services.refund_rows import refund_locked
from orders.services.transaction_ask import transaction_ask


class RefundPending(DomainError):
    """Its money is on its way already."""

    code = "REFUND_IS_PENDING"


class RefundProcessed(DomainError):
    """The customer has its money."""

    code = "REFUND_ALREADY_PROCESSED"


@transaction.atomic
def refund_by_app(*, actor: Actor, refund_id: uuid.UUID, transaction_id: uuid.UUID, now: datetime) -> Refund:
    """
    Have a payment app give back a refund that waits for a way; a worker asks it.

    :raises NotAllowed: if the actor looks after neither orders nor payments
    :raises NotFound: if there is no such refund or transaction
    :raises RefundProcessed: if the money is back
    :raises RefundPending: if the money is on its way
    :raises InvalidInput: if the transaction is not the order's, or holds less
    """
    require(may_ask_payment_apps(actor), _("You may not ask payment apps."))
    refund = refund_locked(refund_id)
    if refund.state == RefundState.DONE:
        raise RefundProcessed(_("This refund has been paid."), field="granted_refund_id")
    if refund.state in (RefundState.DUE, RefundState.SENT):
        raise RefundPending(_("This refund is on its way."), field="granted_refund_id")
    row = Transaction.objects.filter(pk=transaction_id).first()
    if row is not None and row.checkout_id != refund.order.checkout_id:
        raise InvalidInput(_("This payment is another order's."), field="id")
    REFUND_FLOW.check(RefundState(refund.state), RefundState.DUE)
    transaction_ask(
        actor=actor, transaction_id=transaction_id, action="refund", amount=refund.amount, now=now
    )
    refund.medium, refund.state, refund.failure = RefundMedium.APP, RefundState.DUE, ""
    refund.attempt += 1
    refund.save(update_fields=["medium", "state", "failure", "attempt"])
    return refund
