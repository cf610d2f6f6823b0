"""Whether an order is paid, in one word; derived from the payment and what went back of it, never stored."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models.payment import Payment
from orders.states import PaymentState


class MoneyBack(StrEnum):
    """How much of what was paid has gone back, or is on its way there."""

    RETURNING = "returning"
    PARTLY = "partly"
    WHOLE = "whole"


MONEY_BACK_LABELS: dict[MoneyBack, str | Promise] = {
    MoneyBack.RETURNING: _("Money on its way back"),
    MoneyBack.PARTLY: _("Partly paid back"),
    MoneyBack.WHOLE: _("Paid back"),
}


def money_back(payment: Payment) -> MoneyBack | None:
    """
    Say what went back of a payment: nothing, a part, all of it; or that some is decided and not there yet.

    Gift cards count as they do when they pay. The payment comes with its order.
    """
    if payment.owed_back_minor > payment.refunded_minor:
        return MoneyBack.RETURNING
    back = payment.refunded_minor + payment.gift_back_minor
    if not back:
        return None
    paid = payment.captured_minor + payment.order.gift_minor
    return MoneyBack.WHOLE if back >= paid else MoneyBack.PARTLY


def paid_label(payment: Payment) -> str:
    """Say whether an order is paid: money that went back is not shown as paid (spree PR#14622)."""
    back = money_back(payment)
    return str(MONEY_BACK_LABELS[back] if back else PaymentState(payment.state).label)
