"""A customer says what is to be done about goods that are missing; silence leaves them out (decision 258)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.selectors.promises import open_units, short_of
from logistics.services.capacity_book import capacity_release
from logistics.services.fulfilment_amend import Instead, fulfilment_amend
from logistics.services.fulfilment_cancel import fulfilment_cancel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from orders.events import OrderCancelled, ShortageDecided
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.models.shortage import LineShortage
from orders.policies import may_answer_shortage
from orders.postings import order_subject
from orders.refund_states import RefundCause
from orders.refunding import WantedLine
from orders.services.line_weigh import weighing_withdraw
from orders.services.order_cancel import order_cancel
from orders.services.order_history import history_tell
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_others import subsidies_return
from orders.services.shortage_rows import shortage_locked
from orders.services.shortages_pay import MACHINE, shortages_deduct, shortages_refund
from orders.shortage_states import SHORTAGE_FLOW, Remedy, ShortageState
from orders.states import HistoryKind, PaymentState, SubOrderState

_AFTER = {
    Remedy.SUBSTITUTE: ShortageState.SUBSTITUTED,
    Remedy.WAIT: ShortageState.WAITING,
    Remedy.LEAVE_OUT: ShortageState.LEFT_OUT,
}


@transaction.atomic
def shortage_answer(
    *, actor: Actor, shortage_id: int, holds_secret: bool, remedy: Remedy, now: datetime
) -> LineShortage:
    """
    Choose what becomes of goods that are missing; the same choice again changes nothing.

    Whoever waits may still choose otherwise. What came in meanwhile is sent after all, whatever was chosen.

    :param holds_secret: the caller came by the order's secret link
    :raises NotFound: if there is no such shortage
    :raises NotAllowed: if the order is not the actor's
    :raises IllegalMove: if it was decided otherwise, the time to answer is over, or the parcel is packed
    :raises InvalidInput: if nothing else was offered
    :raises OutOfStock: if less is left of what was offered instead
    """
    order, row = shortage_locked(shortage_id)
    require(
        may_answer_shortage(actor, order.user_id, holds_secret=holds_secret),
        _("This order is not yours."),
    )
    if row.state == _AFTER[remedy]:
        return row
    SHORTAGE_FLOW.check(ShortageState(row.state), _AFTER[remedy])
    if row.state == ShortageState.OPEN and now >= row.answer_by:
        raise IllegalMove(_("The time to choose is over."), field="shortage")
    if remedy == Remedy.SUBSTITUTE and row.substitute_id is None:
        raise InvalidInput(_("Nothing else is offered for it."), field="remedy")
    return _decide(order, row, remedy, actor, now)


def shortages_close(*, actor: Actor, now: datetime, limit: int) -> int:
    """
    Leave out what nobody answered for in time, and what did not come by the day that was waited for.

    Return how many. Each in a transaction of its own; whoever answers at this moment takes turns with it.
    """
    silent = LineShortage.objects.filter(state=ShortageState.OPEN, answer_by__lte=now)
    waited = LineShortage.objects.filter(state=ShortageState.WAITING, wait_until__lt=timezone.localdate(now))
    due = [*silent.order_by("answer_by", "pk").values_list("pk", flat=True)[:limit]]
    due += waited.order_by("wait_until", "pk").values_list("pk", flat=True)[:limit]
    return sum(_closed(actor, pk, now) for pk in due[:limit])


@transaction.atomic
def _closed(actor: Actor, shortage_id: int, now: datetime) -> bool:
    order, row = shortage_locked(shortage_id)
    is_silent = row.state == ShortageState.OPEN and now >= row.answer_by
    is_waited = row.state == ShortageState.WAITING and row.wait_until < timezone.localdate(now)
    if not (is_silent or is_waited):
        return False
    _decide(order, row, Remedy.LEAVE_OUT, actor, now)
    return True


@transaction.atomic
def shortages_filled(*, reference: str, now: datetime) -> None:
    """Goods came in and went to a promise that could not be kept: less of it is missing, or nothing any more."""
    known = LineShortage.objects.filter(key=reference).order_by("-pk").values_list("pk", flat=True).first()
    if known is None:
        return
    _order, row = shortage_locked(known)
    missing = short_of([reference]).get(reference, 0)
    if row.is_undecided and missing < row.quantity:
        _refill(row, missing, MACHINE, now)


def _refill(row: LineShortage, missing: int, actor: Actor, now: datetime) -> None:
    if missing:
        row.quantity = missing
        row.save(update_fields=["quantity"])
    else:
        _end(row, ShortageState.FILLED, actor, now)


def _decide(order: Order, row: LineShortage, remedy: Remedy, actor: Actor, now: datetime) -> LineShortage:
    missing = short_of([row.key]).get(row.key, 0)
    if missing < row.quantity:
        _refill(row, missing, actor, now)
        if not missing:
            return row
    payment = Payment.objects.select_for_update().get(order=order)
    if remedy == Remedy.WAIT:
        return _end(row, ShortageState.WAITING, actor, now)
    if remedy == Remedy.SUBSTITUTE:
        return _send_instead(order, row, payment, actor, now)
    if open_units(order_subject(order)) == {row.key: row.quantity}:
        return _give_up(order, row, payment, actor, now)
    _end(row, ShortageState.LEFT_OUT, actor, now)
    return _amend(order, row, payment, None, now)


def _send_instead(
    order: Order, row: LineShortage, payment: Payment, actor: Actor, now: datetime
) -> LineShortage:
    _end(row, ShortageState.SUBSTITUTED, actor, now)
    instead = Instead(reference=row.reference, variant_id=row.substitute_id or 0, names=row.substitute_names)
    return _amend(order, row, payment, instead, now)


def _amend(
    order: Order, row: LineShortage, payment: Payment, instead: Instead | None, now: datetime
) -> LineShortage:
    if row.key == row.line.reference:
        # What was weighed is not what is sent any more
        weighing_withdraw(line=row.line, now=now)
    fulfilment_amend(
        reference=row.key,
        units=row.quantity,
        cash_due=shortages_deduct(order=order, payment=payment),
        now=now,
        instead=instead,
    )
    shortages_refund(order=order, now=now)
    row.refresh_from_db(fields=["refund"])
    return row


def _give_up(order: Order, row: LineShortage, payment: Payment, actor: Actor, now: datetime) -> LineShortage:
    """Nothing is left to send: the order is given up, and what was paid of it goes back, its delivery with it."""
    _end(row, ShortageState.LEFT_OUT, actor, now)
    if payment.state != PaymentState.PAID:
        order_cancel(actor=MACHINE, order_id=order.pk, holds_secret=False, reason="missing", now=now)
        return row
    fulfilment_cancel(reference=order_subject(order), now=now)
    capacity_release(keys=[row.key])
    order.sub_orders.update(state=SubOrderState.CANCELLED)
    order.updated_at = now
    order.save(update_fields=["updated_at"])
    row.refund = _all_back(order, now)
    row.save(update_fields=["refund"])
    history_tell(actor=actor, order_id=order.pk, kind=HistoryKind.CANCELLED, now=now, text="missing")
    bus.publish(OrderCancelled(order_id=str(order.pk), reason="missing", happened_at=now))
    return row


def _all_back(order: Order, now: datetime) -> Refund | None:
    subsidies_return(order=order, actor=MACHINE, now=now)
    lines = [line for line in OrderLine.objects.filter(order=order) if line.refunded_minor < line.total_minor]
    if not lines:
        return None
    return refund_decide(
        actor=MACHINE,
        order_id=order.pk,
        key=f"shortages:{order.pk}",
        cause=RefundCause.MISSING,
        wish=Wish(
            lines=[WantedLine(line.pk, line.quantity - line.refunded_quantity) for line in lines],
            with_delivery=True,
        ),
        reason="",
        now=now,
    )


def _end(row: LineShortage, state: ShortageState, actor: Actor, now: datetime) -> LineShortage:
    SHORTAGE_FLOW.check(ShortageState(row.state), state)
    row.state, row.decided_at, row.decided_by = state, now, actor.name
    row.save(update_fields=["state", "decided_at", "decided_by", "quantity"])
    bus.publish(
        ShortageDecided(
            shortage_id=row.pk, order_id=str(row.line.order_id), state=state.value, happened_at=now
        )
    )
    return row
