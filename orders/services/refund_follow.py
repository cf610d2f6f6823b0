"""What was refunded of a sale goes the way of its money: earned, then payable, then taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marketplace.kernel.actor import Actor
from marketplace.ledger.selectors import facts_by_key
from orders.models.order import SubOrder
from orders.models.refund import RefundPart
from orders.postings_refund import part_subject, post_refund_earned, post_refund_matured
from orders.refund_states import ChargedTo
from orders.services.refund_rows import parts_charged


def refunds_earned(*, sub_orders: Sequence[SubOrder], actor: Actor, now: datetime) -> None:
    """Take out of earnings (booked just now) what had been refunded before they were earned."""
    for part, sub_order, facts in _parts(sub_orders, ChargedTo.CLEARING):
        post_refund_earned(part=part, sub_order=sub_order, facts=facts, actor=actor, now=now)
        _charge(part, ChargedTo.MATURING)


def refunds_matured(*, sub_orders: Sequence[SubOrder], actor: Actor, now: datetime) -> None:
    """Take out of what became payable (just now) what had been refunded while it matured."""
    for part, sub_order, facts in _parts(sub_orders, ChargedTo.MATURING):
        post_refund_matured(part=part, sub_order=sub_order, facts=facts, actor=actor, now=now)
        _charge(part, ChargedTo.AVAILABLE)


def _parts(
    sub_orders: Sequence[SubOrder], charged_to: ChargedTo
) -> list[tuple[RefundPart, SubOrder, dict[str, Any]]]:
    parts = parts_charged(sub_orders, charged_to)
    facts = facts_by_key([part_subject(part) for part in parts]) if parts else {}
    by_id = {sub_order.pk: sub_order for sub_order in sub_orders}
    return [(part, by_id[part.sub_order_id], facts[part_subject(part)]) for part in parts]


def _charge(part: RefundPart, charged_to: ChargedTo) -> None:
    part.charged_to = charged_to
    part.save(update_fields=["charged_to"])
