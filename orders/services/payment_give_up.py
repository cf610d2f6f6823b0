"""Give up a payment that is not needed any more: nothing is taken, and whoever promised it is told."""

from datetime import datetime

from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.operation_due import operation_due
from orders.services.transaction_rows import transactions_request
from orders.states import OperationKind, PaymentMethod, PaymentState


def payment_give_up(*, order: Order, payment: Payment, now: datetime) -> None:
    """Cancel a payment of which nothing is booked; both rows are locked by the caller, whose part the deposit is."""
    if payment.method == PaymentMethod.APP:
        transactions_request(checkout_id=order.checkout_id, action="cancel", now=now)
    if payment.method == PaymentMethod.CARD and payment.provider_reference:
        operation_due(
            payment=payment,
            kind=OperationKind.CANCEL,
            key=payment.call_key("cancel"),
            amount=payment.amount,
            now=now,
        )
    payment.state = PaymentState.CANCELLED
    payment.expires_at = None
    payment.save(update_fields=["state", "expires_at"])
