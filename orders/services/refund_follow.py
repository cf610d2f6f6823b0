"""What was refunded of a sale goes the way of its money: earned, then payable, then taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marketplace.kernel.actor import Actor
from marketplace.ledger.selectors import facts_by_key
from orders.liability import COMES_BACK, LIABILITY
from orders.models.order import Order, SubOrder
from orders.models.refund import Claim, RefundPart
from orders.postings_refund import (
    part_subject,
    post_refund_earned,
    post_refund_lost,
    post_refund_matured,
    post_refund_undelivered,
)
from orders.refund_states import Bearer, ChargedTo, ClaimState, RefundCause
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


def refunds_lost(
    *, sub_orders: Sequence[SubOrder], cause: RefundCause, holder_id: int, actor: Actor, now: datetime
) -> None:
    """
    Relieve cooperatives of refunds of goods that were to come back to them, and are lost with the parcel.

    Whoever lost it answers for them. What was not in the parcel, or was worth nothing, stays as it was decided.
    """
    by_id = {sub_order.pk: sub_order for sub_order in sub_orders}
    bearer = LIABILITY[cause].goods
    for part in parts_charged(sub_orders, ChargedTo.CLEARING):
        if part.refund.cause not in COMES_BACK:
            continue
        claim = Claim.objects.create(
            part=part,
            debtor_id=holder_id,
            amount_minor=part.goods_minor,
            currency=part.currency,
            opened_at=now,
        )
        sub_order = by_id[part.sub_order_id]
        post_refund_lost(part=part, sub_order=sub_order, claim=claim, actor=actor, now=now)
        sub_order.refunded_hub_fee_minor -= part.hub_fee_minor
        sub_order.save(update_fields=["refunded_hub_fee_minor"])
        part.commission_minor, part.hub_fee_minor, part.bearer = 0, 0, bearer
        part.charged_to = ChargedTo.CLAIM
        part.save(update_fields=["commission_minor", "hub_fee_minor", "bearer", "charged_to"])


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
    # What was never collected was booked when it was earned (orders.services.shortages_lost)
    names = [name for part in parts for name in (part_subject(part), f"{part_subject(part)}:earned")]
    found = facts_by_key(names) if parts else {}
    facts = {
        part_subject(part): found.get(part_subject(part)) or found[f"{part_subject(part)}:earned"]
        for part in parts
    }
    by_id = {sub_order.pk: sub_order for sub_order in sub_orders}
    return [(part, by_id[part.sub_order_id], facts[part_subject(part)]) for part in parts]


def _charge(part: RefundPart, charged_to: ChargedTo) -> None:
    part.charged_to = charged_to
    part.save(update_fields=["bearer", "charged_to"])
