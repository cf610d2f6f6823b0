"""Make earned money payable once its time has come."""

from datetime import datetime

from django.db import transaction

from marketplace.kernel.actor import Actor
from marketplace.outbox import bus
from orders.events import EarningsMatured
from orders.models.order import OrderLine, SubOrder
from orders.postings import earning_facts, post_matured
from orders.services.pool_reshare import pool_reshare
from orders.services.refund_follow import refunds_matured


@transaction.atomic
def earnings_mature(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """
    Move due earnings from maturing to available; return how many sub-orders matured.

    Claims rows with SKIP LOCKED, so several workers may run it; each row matures once.
    """
    due = list(
        SubOrder.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("order")
        .filter(matures_at__lte=now, matured_at=None, disputed_at=None)
        .order_by("matures_at", "id")[:limit]
    )
    if not due:
        return 0
    lines: dict[object, list[OrderLine]] = {}
    for line in OrderLine.objects.filter(sub_order__in=due).order_by("id"):
        lines.setdefault(line.sub_order_id, []).append(line)
    for sub_order in due:
        facts = earning_facts(sub_order.order, sub_order, lines.get(sub_order.pk, []))
        post_matured(sub_order=sub_order, facts=facts, actor=actor, now=now)
        sub_order.matured_at = now
    refunds_matured(sub_orders=due, actor=actor, now=now)
    SubOrder.objects.bulk_update(due, ["matured_at"])
    pool_reshare(sub_orders=due, actor=actor, now=now)
    bus.publish(EarningsMatured(sub_order_ids=[str(row.pk) for row in due], happened_at=now))
    return len(due)
