"""The staff say that an order may be prepared."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.policy import require
from orders.cod_states import ConfirmedBy
from orders.models.order import Order
from orders.models.payment import Payment
from orders.policies import may_fill_drafts
from orders.services.call_close import call_confirmed
from orders.services.order_history import history_tell
from orders.services.order_reach import staff_order_locked
from orders.services.order_ready import release_if_ready
from orders.states import HistoryKind, SubOrderState


@transaction.atomic
def order_confirm(*, actor: Actor, order_id: uuid.UUID, now: datetime) -> Order:
    """
    Confirm an order that waits for it, or for its money.

    It is prepared now if its money is sure, or if the channel lets the staff answer for it; else once the money comes.

    :raises NotFound: if there is no such order
    :raises NotAllowed: if the actor is not in charge of orders
    :raises IllegalMove: if it was confirmed, is being prepared or was cancelled already
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    order = staff_order_locked(order_id)
    waiting = order.sub_orders.filter(state=SubOrderState.PLACED).exists()
    if order.confirmed_at is not None or not waiting:
        raise IllegalMove(
            _("Provided order id belongs to an order with status different than unconfirmed."), field="id"
        )
    payment = Payment.objects.select_for_update().get(order=order)
    order.confirmed_at = order.updated_at = now
    order.save(update_fields=["confirmed_at", "updated_at"])
    if release_if_ready(order, payment, now) and payment.expires_at is not None:
        # Nobody cancels for want of money what the staff have answered for.
        payment.expires_at = None
        payment.save(update_fields=["expires_at"])
    call_confirmed(order=order, by=ConfirmedBy.STAFF, now=now)
    history_tell(actor=actor, order_id=order.pk, kind=HistoryKind.CONFIRMED, now=now)
    return order
