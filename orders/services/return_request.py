"""A customer sends something back: ask, decide, give up (workflow 7.10; law 31-08)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.selectors.custody import custody_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from orders.events import ReturnDecided, ReturnRequested
from orders.models.order import Order, OrderLine
from orders.models.returning import ReturnLine, ReturnRequest
from orders.policies import may_refund, may_return
from orders.postings import order_subject
from orders.refund_states import RETURN_FLOW, ReturnReason, ReturnState
from orders.selectors.returns import Returnable, returnable_lines
from orders.services.refund_rows import order_of_refund_locked
from orders.services.return_resolve import missing_resolve


@dataclass(frozen=True, slots=True)
class WantedBack:
    """So many units of a line, and why."""

    line_id: int
    quantity: int
    reason: ReturnReason


@transaction.atomic
def return_request(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    holds_secret: bool,
    key: str,
    lines: Sequence[WantedBack],
    note: str,
    now: datetime,
) -> ReturnRequest:
    """
    Ask to send goods back; asking again under the same key changes nothing.

    Inside the window of the law (or the longer one of the seller) it is accepted at once, whatever the reason; after
    it, and for what was not in the parcel, somebody decides. It is free where the customer is not the cause.

    :param holds_secret: the caller came by the order's secret link
    :raises NotFound: if there is no such order
    :raises NotAllowed: if the order is not the actor's
    :raises InvalidInput: if a line was not received, has not so many units left, or its time is over
    """
    order = order_of_refund_locked(order_id)
    require(
        may_return(actor, order.user_id, holds_secret=holds_secret),
        _("This order is not yours to send back."),
    )
    known = ReturnRequest.objects.filter(key=key, order=order).first()
    if known is not None:
        return known
    wanted = {line.line_id: line for line in lines}
    if not wanted or len(wanted) < len(lines):
        raise InvalidInput(_("Please name each line that you send back once."), field="lines")
    found = _found(order, wanted, now)
    is_withdrawal = all(each.is_open for each in found.values()) and not any(
        line.reason == ReturnReason.MISSING for line in lines
    )
    custody = custody_of(order_subject(order))
    row = ReturnRequest.objects.create(
        order=order,
        hub_id=custody.hub_id if custody else None,
        number=f"R{order.number}-{order.returns.count() + 1}",
        key=key,
        state=ReturnState.APPROVED if is_withdrawal else ReturnState.REQUESTED,
        is_withdrawal=is_withdrawal,
        is_free=all(line.reason != ReturnReason.CHANGED_MIND for line in lines),
        note=note.strip()[:300],
        currency=order.currency,
        requested_at=now,
        decided_at=now if is_withdrawal else None,
        decided_by="law" if is_withdrawal else "",
    )
    for line in lines:
        _line_written(row, line)
    bus.publish(ReturnRequested(return_id=str(row.pk), state=row.state, happened_at=now))
    return row


def _line_written(row: ReturnRequest, line: WantedBack) -> None:
    OrderLine.objects.filter(pk=line.line_id).update(returned_quantity=F("returned_quantity") + line.quantity)
    ReturnLine.objects.create(
        request=row, order_line_id=line.line_id, quantity=line.quantity, reason=line.reason
    )


def _found(order: Order, wanted: dict[int, WantedBack], now: datetime) -> dict[int, Returnable]:
    lines = list(order.lines.select_for_update(of=("self",)).order_by("id"))
    parts = list(order.sub_orders.order_by("number"))
    can = {each.line.pk: each for each in returnable_lines(parts, lines, today=timezone.localdate(now))}
    for line_id, line in wanted.items():
        left = can.get(line_id)
        if left is None:
            raise InvalidInput(_("Of this line nothing can be sent back."), field=f"line:{line_id}")
        if not 1 <= line.quantity <= left.units:
            raise InvalidInput(
                _("Only %(left)d units of this line can still be sent back.") % {"left": left.units},
                field=f"line:{line_id}",
            )
        if line.reason == ReturnReason.CHANGED_MIND and not left.is_open:
            raise InvalidInput(
                _("The time to change your mind is over; a defect can still be told."),
                field=f"line:{line_id}",
            )
    return {line_id: can[line_id] for line_id in wanted}


def return_locked(return_id: uuid.UUID) -> ReturnRequest:
    """
    Return a return with its order, both locked, the order first.

    :raises NotFound: if there is none
    """
    order_id = ReturnRequest.objects.filter(pk=return_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound(_("There is no such return."), field="return")
    order = order_of_refund_locked(order_id)
    row = ReturnRequest.objects.select_for_update(of=("self",)).get(pk=return_id)
    row.order = order
    return row


@transaction.atomic
def return_decide(
    *, actor: Actor, return_id: uuid.UUID, accept: bool, refusal: str = "", now: datetime
) -> ReturnRequest:
    """
    Accept a return, or refuse it with a reason; a withdrawal inside the legal window needs no consent.

    What never was in the parcel is given back for at once.

    :raises NotFound: if there is no such return
    :raises NotAllowed: if the actor is not in charge of orders
    :raises IllegalMove: if it is decided already
    :raises InvalidInput: if it is refused without a reason
    """
    row = return_locked(return_id)
    require(may_refund(actor), _("Only staff in charge of orders may decide about returns."))
    after = ReturnState.APPROVED if accept else ReturnState.REFUSED
    RETURN_FLOW.check(ReturnState(row.state), after)
    if not accept and not refusal.strip():
        raise InvalidInput(_("Please say why, for the customer."), field="refusal")
    row.state, row.decided_at, row.decided_by = after, now, actor.name
    row.refusal = "" if accept else refusal.strip()[:300]
    row.save(update_fields=["state", "decided_at", "decided_by", "refusal"])
    if accept:
        missing_resolve(row=row, actor=actor, now=now)
    else:
        _let_go(row)
    bus.publish(ReturnDecided(return_id=str(row.pk), state=row.state, happened_at=now))
    return row


@transaction.atomic
def return_cancel(*, actor: Actor, return_id: uuid.UUID, holds_secret: bool, now: datetime) -> ReturnRequest:
    """
    Give up a return that has not reached the hub.

    :raises NotFound: if there is no such return
    :raises NotAllowed: if the order is not the actor's
    :raises IllegalMove: if it is at the hub already, or decided against
    """
    row = return_locked(return_id)
    require(
        may_return(actor, row.order.user_id, holds_secret=holds_secret),
        _("This order is not yours to send back."),
    )
    RETURN_FLOW.check(ReturnState(row.state), ReturnState.CANCELLED)
    row.state, row.resolved_at, row.resolved_by = ReturnState.CANCELLED, now, actor.name
    row.save(update_fields=["state", "resolved_at", "resolved_by"])
    _let_go(row)
    return row


def _let_go(row: ReturnRequest) -> None:
    """Let the units be asked for again."""
    for line in row.lines.all():
        OrderLine.objects.filter(pk=line.order_line_id).update(
            returned_quantity=F("returned_quantity") - line.quantity
        )
