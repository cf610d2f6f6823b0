"""Take what cards have authorised before their banks forget it (decision 291)."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from marketplace.kernel.actor import Actor
from orders.models.order import SubOrder
from orders.models.payment import Payment, PaymentOperation
from orders.services.payment_capture import payment_capture
from orders.services.refund_rows import order_of_refund_locked
from orders.states import OperationKind, PaymentMethod, PaymentState, SubOrderState

# So long before the end of an authorisation its money is taken, packed or not
BEFORE_END = timedelta(hours=24)


def authorisations_capture(*, actor: Actor, now: datetime, limit: int) -> int:
    """
    Ask for the money of orders that are being prepared and whose authorisation ends within a day; return how many.

    Each in a transaction of its own. What is missing by then is not asked for; what goes missing later is paid back.
    """
    # Asked for once for each authorisation: what the processor refused would else stand first in every round
    asked = PaymentOperation.objects.filter(
        payment=OuterRef("pk"), kind=OperationKind.CAPTURE, target_reference=OuterRef("provider_reference")
    )
    released = SubOrder.objects.filter(order=OuterRef("order"), state=SubOrderState.RELEASED)
    ending = Payment.objects.filter(
        ~Exists(asked),
        Exists(released),
        method=PaymentMethod.CARD,
        state=PaymentState.AUTHORISED,
        authorised_until__lte=now + BEFORE_END,
    )
    due = ending.order_by("authorised_until", "id").values_list("order_id", "pk")[:limit]
    return sum([_taken(order_id, payment_id, actor, now) for order_id, payment_id in due])


@transaction.atomic
def _taken(order_id: uuid.UUID, payment_id: uuid.UUID, actor: Actor, now: datetime) -> bool:
    order = order_of_refund_locked(order_id)
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    return payment_capture(order=order, payment=payment, is_packed=False, actor=actor, now=now)
