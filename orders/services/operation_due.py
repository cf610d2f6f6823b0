"""Ask something of the card processor: a row that a task carries out, once per key."""

from datetime import datetime

from marketplace.kernel.money import Money
from orders.models.payment import Payment, PaymentOperation
from orders.states import OperationKind


def operation_due(
    *,
    payment: Payment,
    kind: OperationKind,
    key: str,
    amount: Money,
    now: datetime,
    target_reference: str = "",
) -> None:
    """
    Write a call to the card processor that a task will make, once per key.

    :param target_reference: on which payment of the processor, where it is not the order's own
    """
    PaymentOperation.objects.get_or_create(
        key=key,
        defaults={
            "payment": payment,
            "kind": kind,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "due_at": now,
            "target_reference": target_reference,
            "created_at": now,
        },
    )
