"""The deposit of an order that is paid at the door is there: hold it, and let the hub begin if nothing else waits."""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.outbox import bus
from orders.cod_states import DEPOSIT_FLOW, DepositMedium, DepositState
from orders.events import DepositReceived
from orders.models.cod import CodAgreement
from orders.models.order import Order
from orders.models.payment import Payment
from orders.postings_deposit import post_deposit_received
from orders.services.order_ready import release_if_ready


def deposit_receive(
    *,
    order: Order,
    payment: Payment,
    received: Money,
    reference: str,
    into: str,
    subject: str = "",
    medium: DepositMedium,
    actor: Actor,
    now: datetime,
) -> bool:
    """
    Hold the deposit of an order; both rows are locked by the caller. One that is there already stays as it is.

    :param into: the account in which the money stands; `subject` under which name
    :return: whether it was news
    :raises IllegalMove: if the order was given up meanwhile, or none is asked for
    :raises InvalidInput: if the sum is another one
    """
    agreement = CodAgreement.objects.select_for_update().get(order=order)
    if agreement.paid_at is not None:
        return False
    DEPOSIT_FLOW.check(DepositState(agreement.deposit_state), DepositState.HELD)
    if received != agreement.deposit:
        raise InvalidInput(_("The sum is not the order's deposit."), field="received")
    agreement.deposit_state, agreement.paid_at = DepositState.HELD, now
    agreement.paid_medium, agreement.paid_reference = medium, reference
    agreement.save(update_fields=["deposit_state", "paid_at", "paid_medium", "paid_reference"])
    payment.captured_minor = payment.deposit_minor
    payment.save(update_fields=["captured_minor"])
    order.updated_at = now
    order.save(update_fields=["updated_at"])
    post_deposit_received(
        order=order, amount=received, into=into, subject=subject, medium=medium, actor=actor, now=now
    )
    bus.publish(DepositReceived(order_id=str(order.pk), happened_at=now))
    release_if_ready(order, payment, now)
    return True


def deposit_apply(*, order: Order) -> None:
    """The order is paid as a whole: a deposit that was held counted towards it, one that was awaited lapses."""
    held = CodAgreement.objects.filter(order=order)
    held.filter(deposit_state=DepositState.HELD).update(deposit_state=DepositState.APPLIED)
    held.filter(deposit_state=DepositState.DUE).update(deposit_state=DepositState.LAPSED)
