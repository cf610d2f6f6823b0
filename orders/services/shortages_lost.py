"""What was not in a parcel that is lost before anybody paid it is nobody's loss (decisions 259 and 261)."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money, total_of
from orders.liability import LIABILITY
from orders.models.order import Order, SubOrder
from orders.models.refund import Refund, RefundPart
from orders.postings_refund import post_refund_earned, refund_facts
from orders.refund_states import Bearer, ChargedTo, RefundMedium, RefundState
from orders.services.refund_draft import drafts_of
from orders.services.refund_parts import part_counted, part_written
from orders.services.refund_rows import last_day_of_refund
from orders.services.shortages_pay import decided_unpaid


def shortages_lost(
    *, order: Order, sub_orders: Sequence[SubOrder], actor: Actor, now: datetime
) -> dict[uuid.UUID, RefundPart]:
    """
    The parcel of an order that nobody has paid is lost: nobody owes what was not in it. By sub-order, what that is.

    It is written as given back by never being collected; the caller claims so much less and takes it out of what is
    earned.
    """
    less = decided_unpaid(order)
    wish = less.wish
    known = {sub_order.pk: sub_order for sub_order in sub_orders}
    drafts = drafts_of(order, wish, LIABILITY[less.cause]) if wish.lines else []
    if not drafts:
        return {}
    paid = total_of([draft.share.goods - draft.funded for draft in drafts], order.currency)
    refund = Refund.objects.create(
        order=order,
        key=f"shortages:{order.pk}",
        cause=less.cause,
        amount_minor=0,
        set_off_minor=paid.minor,
        currency=order.currency,
        state=RefundState.DONE,
        medium=RefundMedium.DEDUCTED if paid else RefundMedium.PARTNER,
        decided_by=actor.name,
        decided_at=now,
        done_at=now,
        due_date=last_day_of_refund(now),
    )
    parts = {}
    for draft in drafts:
        draft.delivery = draft.cash_fee = Money.zero(order.currency)
        part = part_written(refund, draft, bearer=Bearer.COOPERATIVE, charged_to=ChargedTo.MATURING)
        facts = refund_facts(order, draft.sub_order, part, draft.shares)
        parts[draft.sub_order.pk] = part
        post_refund_earned(part=part, sub_order=known[draft.sub_order.pk], facts=facts, actor=actor, now=now)
        part_counted(draft, part)
    less.settled_by(refund)
    return parts
