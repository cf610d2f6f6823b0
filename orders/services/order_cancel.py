"""Give up an order that has not left the hub."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.services.capacity_book import capacity_release
from logistics.services.fulfilment_cancel import fulfilment_cancel
from logistics.services.preorder_book import preorder_release
from logistics.services.stock_release import stock_release
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from orders.events import OrderCancelled
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.shortage import LineShortage
from orders.policies import may_cancel_order
from orders.postings import order_subject
from orders.services.call_close import call_close
from orders.services.deposit_release import deposit_release
from orders.services.order_history import history_tell
from orders.services.order_promises import promises_release
from orders.services.payment_give_up import payment_give_up
from orders.shortage_states import UNDECIDED, ShortageState
from orders.states import HistoryKind, PaymentState, SubOrderState

# Once packed, the card's money is being taken and the label is printed: it is a return then.
CANCELLABLE = frozenset({SubOrderState.PLACED, SubOrderState.RELEASED})


@transaction.atomic
def order_cancel(
    *, actor: Actor, order_id: uuid.UUID, holds_secret: bool, reason: str, now: datetime
) -> Order:
    """
    Cancel an order, free its goods and give up its payment. Cancelling again changes nothing.

    :param holds_secret: the caller came by the order's secret link
    :raises NotFound: if there is no such order
    :raises NotAllowed: if the order is not the actor's to cancel
    :raises IllegalMove: if it is packed, has left, or its money is already in the bank
    """
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="order")
    require(
        may_cancel_order(actor, order.user_id, holds_secret=holds_secret),
        _("This order is not yours to cancel."),
    )
    sub_orders = list(order.sub_orders.select_for_update().order_by("number"))
    if all(sub.state == SubOrderState.CANCELLED for sub in sub_orders):
        return order
    payment = Payment.objects.select_for_update().get(order=order)
    if any(sub.state not in CANCELLABLE for sub in sub_orders) or payment.state == PaymentState.PAID:
        raise IllegalMove(
            _("This order is already being sent; it can be refused at the door or returned."), field="order"
        )

    fulfilment_cancel(reference=order_subject(order), now=now)
    keys = [line.reference for line in order.lines.all()]
    stock_release(keys=keys, now=now)
    capacity_release(keys=keys)
    preorder_release(keys=keys)
    order.sub_orders.update(state=SubOrderState.CANCELLED)
    order.updated_at = now
    order.save(update_fields=["updated_at"])
    LineShortage.objects.filter(line__order=order, state__in=UNDECIDED).update(
        state=ShortageState.VOID, decided_at=now, decided_by=actor.name
    )
    promises_release(actor=actor, order=order, now=now)
    deposit_release(order=order, payment=payment, is_refused=False, actor=actor, now=now)
    call_close(order=order, reason=reason, now=now)
    payment_give_up(order=order, payment=payment, now=now)
    history_tell(actor=actor, order_id=order.pk, kind=HistoryKind.CANCELLED, now=now, text=reason)
    bus.publish(OrderCancelled(order_id=str(order.pk), reason=reason, happened_at=now))
    return order


@transaction.atomic
def orders_cancel(*, actor: Actor, order_ids: Sequence[uuid.UUID], reason: str, now: datetime) -> int:
    """
    Cancel several orders, all or none; return how many.

    :raises DomainError: for the reasons of `order_cancel`
    """
    wanted = sorted(set(order_ids))
    for order_id in wanted:
        order_cancel(actor=actor, order_id=order_id, holds_secret=False, reason=reason, now=now)
    return len(wanted)
