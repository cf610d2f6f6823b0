"""What was refunded of a sale goes the way of its money: earned, then payable, then taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marketplace.kernel.actor import Actor
from marketplace.ledger.selectors import facts_by_key
from orders.models.order import Order, SubOrder
from orders.models.refund import Claim, RefundPart
from orders.postings_refund import (
    part_subject,
    post_refund_earned,
    post_refund_matured,
    post_refund_undelivered,
)
from orders.refund_states import Bearer, ChargedTo, ClaimState
from orders.services.refund_rows import parts_borne, parts_charged


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


def refunds_taken_over(*, order: Order, sub_orders: Sequence[SubOrder], actor: Actor, now: datetime) -> None:
    """
    Relieve whoever bore a refund of parts that came back undelivered: the customer's own money pays it after all.

    Nothing was earned and the goods are back, so nobody has a loss; a claim on a hub or a carrier is void, and one
    that has paid already is owed it again.
    """
    by_id = {sub_order.pk: sub_order for sub_order in sub_orders}
    for part in parts_borne(sub_orders):
        claim = (
            Claim.objects.select_for_update(of=("self",)).select_related("debtor").filter(part=part).first()
        )
        post_refund_undelivered(
            part=part, sub_order=by_id[part.sub_order_id], order=order, claim=claim, actor=actor, now=now
        )
        if claim is not None and claim.state == ClaimState.OPEN:
            claim.state, claim.closed_at = ClaimState.VOID, now
            claim.save(update_fields=["state", "closed_at"])
        part.bearer = Bearer.COOPERATIVE
        _charge(part, ChargedTo.CLEARING)


def _parts(
    sub_orders: Sequence[SubOrder], charged_to: ChargedTo
) -> list[tuple[RefundPart, SubOrder, dict[str, Any]]]:
    parts = parts_charged(sub_orders, charged_to)
    facts = facts_by_key([part_subject(part) for part in parts]) if parts else {}
    by_id = {sub_order.pk: sub_order for sub_order in sub_orders}
    return [(part, by_id[part.sub_order_id], facts[part_subject(part)]) for part in parts]


def _charge(part: RefundPart, charged_to: ChargedTo) -> None:
    part.charged_to = charged_to
    part.save(update_fields=["bearer", "charged_to"])
