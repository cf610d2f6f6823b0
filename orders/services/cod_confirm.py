"""A customer confirms an order that will be paid at the door: the hub may begin if nothing else is waited for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.outbox import bus
from orders.cod_states import OPEN_CALLS, CallState, Confirmation, ConfirmedBy
from orders.events import OrderConfirmed
from orders.models.cod import ConfirmationCall
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.call_close import call_confirmed
from orders.services.order_history import history_tell
from orders.services.order_ready import release_if_ready
from orders.states import HistoryKind


def cod_confirmed(*, order: Order, by: ConfirmedBy, actor: Actor, now: datetime) -> bool:
    """
    Confirm an order (locked by the caller, fetched with its channel) and end its call; say whether it is prepared now.

    An order that waits for its deposit is confirmed all the same, and prepared once that is there.
    """
    payment = Payment.objects.select_for_update().get(order=order)
    order.confirmed_at = order.updated_at = now
    order.save(update_fields=["confirmed_at", "updated_at"])
    call_confirmed(order=order, by=by, now=now)
    history_tell(actor=actor, order_id=order.pk, kind=HistoryKind.CONFIRMED, now=now, details={"by": str(by)})
    bus.publish(OrderConfirmed(order_id=str(order.pk), happened_at=now))
    return release_if_ready(order, payment, now)


@transaction.atomic
def cod_confirm_by_link(*, token: str, now: datetime) -> Order:
    """
    Confirm the order whose message holds this link; again, it changes nothing.

    :raises NotFound: if no message held such a link
    :raises IllegalMove: if the order was given up meanwhile, or is confirmed by phone only
    """
    call = call_by_token(token)
    rows = Order.objects.select_for_update(of=("self",)).select_related("channel")
    order = rows.get(pk=call.order_id)
    call = ConfirmationCall.objects.select_for_update().get(pk=call.pk)
    if call.state == CallState.CONFIRMED:
        return order
    if call.state not in OPEN_CALLS:
        raise IllegalMove(_("This order was cancelled."), field="order")
    if call.mode != Confirmation.LINK:
        raise IllegalMove(_("This order is confirmed by phone: we call you."), field="order")
    cod_confirmed(order=order, by=ConfirmedBy.LINK, actor=Actor.of_machine("confirmation-link"), now=now)
    return order


def call_by_token(token: str) -> ConfirmationCall:
    """
    Return the confirmation that a link is about.

    :raises NotFound: if there is none
    """
    call = None
    if "\x00" not in token:
        call = ConfirmationCall.objects.select_related("order").filter(token=token).first()
    if call is None:
        raise NotFound(_("There is no such order."), field="token")
    return call
