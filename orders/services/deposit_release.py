"""An order that is paid at the door is given up or refused: its deposit goes back, or is kept as the rule says."""

from datetime import datetime

from django.db.models import F

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.outbox import bus
from orders.cod_states import DepositMedium, DepositState
from orders.events import RefundDecided
from orders.models.cod import CodAgreement
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.postings_deposit import post_deposit_released
from orders.refund_states import RefundCause, RefundMedium, RefundState
from orders.services.refund_rows import last_day_of_refund
from orders.services.refund_send import refund_dispatch


def deposit_release(
    *, order: Order, payment: Payment, is_refused: bool, actor: Actor, now: datetime
) -> Refund | None:
    """
    Give the deposit of an order back; both rows are locked by the caller. Again, it changes nothing.

    Whoever gives up an order before it has left gets all of it back. Of a refused parcel's the agreement's part is
    kept: the customer was told so when ordering. A card is credited by itself; others choose how to be paid back.

    :return: the refund, if anything goes back
    """
    agreement = CodAgreement.objects.select_for_update().filter(order=order).first()
    if agreement is None:
        return None
    if agreement.deposit_state == DepositState.DUE:
        agreement.deposit_state = DepositState.LAPSED
        agreement.save(update_fields=["deposit_state"])
    if agreement.deposit_state != DepositState.HELD:
        return None
    none = Money.zero(agreement.currency)
    kept = agreement.deposit.scaled(agreement.kept_rate) if is_refused else none
    back = agreement.deposit - kept
    agreement.deposit_state = DepositState.KEPT if kept else DepositState.RETURNED
    agreement.kept_minor = kept.minor
    agreement.save(update_fields=["deposit_state", "kept_minor"])
    by_card = agreement.paid_medium == DepositMedium.CARD
    refund = _refund(order, back, by_card=by_card, actor=actor, now=now) if back else None
    rule = {"kept_rate": str(agreement.kept_rate), "cause": "refused" if is_refused else "given_up"}
    post_deposit_released(order=order, kept=kept, back=back, refund=refund, rule=rule, actor=actor, now=now)
    if refund is not None:
        bus.publish(RefundDecided(refund_id=str(refund.pk), order_id=str(order.pk), happened_at=now))
        refund_dispatch(refund=refund, payment=payment, now=now)
    return refund


def _refund(order: Order, back: Money, *, by_card: bool, actor: Actor, now: datetime) -> Refund:
    medium = RefundMedium.CARD if by_card else ""
    refund = Refund(
        order=order,
        key=f"deposit:{order.pk}",
        cause=RefundCause.DEPOSIT,
        amount_minor=back.minor,
        currency=back.currency,
        state=RefundState.DUE if medium else RefundState.CHOICE,
        medium=medium,
        decided_by=actor.name,
        decided_at=now,
        due_date=last_day_of_refund(now),
    )
    refund.save(force_insert=True)
    Payment.objects.filter(order=order).update(owed_back_minor=F("owed_back_minor") + back.minor)
    return refund
