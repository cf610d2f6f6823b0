"""An order of which something is missing: its customer is being asked."""

from datetime import datetime, timedelta

from logistics.models.fulfilment import FulfilmentLine
from logistics.states import FulfilmentState
from marketplace.demo.organisations import MACHINE
from marketplace.outbox.delivery import deliver
from orders.models.order import OrderLine
from orders.selectors.substitutes import substitutes_for
from orders.services.shortage_open import supply_refuse
from orders.shortage_states import ShortageReason
from orders.states import SubOrderState

_LOOKED_AT = 40


def missing_make(*, now: datetime) -> int:
    """Let a cooperative say of one order to prepare that a piece is not ready; it offers something else instead."""
    waiting = FulfilmentLine.objects.filter(fulfilment__state=FulfilmentState.RELEASED)
    keys = [int(key.split(":")[1]) for key in waiting.values_list("reference", flat=True)]
    lines = list(
        OrderLine.objects.select_related("sub_order", "order__channel")
        .filter(pk__in=keys, sub_order__state=SubOrderState.RELEASED, total_minor__gt=0)
        .filter(shortages=None, pool_decision=None)
        .order_by("-quantity", "pk")[:_LOOKED_AT]
    )
    # What can be exchanged shows more
    chosen = next((line for line in lines if substitutes_for(line, units=1, at=now)), next(iter(lines), None))
    if chosen is None:
        return 0
    supply_refuse(
        actor=MACHINE,
        line_id=chosen.pk,
        quantity=1,
        reason=ShortageReason.NOT_READY,
        wait_until=(now + timedelta(days=6)).date(),
        now=now,
    )
    while deliver(now=now):
        pass
    return 1
