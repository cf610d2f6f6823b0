"""Share what pooled lines earned: once their sale has matured, and anew whenever something of it is refunded."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from logistics.selectors.pooled import Served, served_by
from marketplace.cooperatives.alliances import rules_of
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.proposing import Rule
from marketplace.cooperatives.selectors import organisations_named
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.payouts.services.pool_share import PooledSale, pool_share
from marketplace.payouts.sharing import Contribution, PoolRule, PoolShares
from orders.models.order import SubOrder
from orders.models.pooled import PoolDecision, PoolSale
from orders.models.refund import RefundLine, RefundPart
from orders.refund_states import ChargedTo

# What a seller gives back itself; claims on others and what the marketplace bears leave its earning whole.
_SELLERS = (ChargedTo.CLEARING, ChargedTo.MATURING, ChargedTo.AVAILABLE, ChargedTo.CARRIED)


@dataclass(frozen=True, slots=True)
class _Part:
    """The decisions of one sub-order for one alliance."""

    sub_order: SubOrder
    alliance_id: int
    decisions: tuple[PoolDecision, ...]


@transaction.atomic
def pool_reshare(*, sub_orders: Sequence[SubOrder], actor: Actor, now: datetime) -> int:
    """
    Bring the shares of matured sub-orders up to what they have earned by now; return how many sheets were written.

    What a member is to have is reckoned from the whole sale each time, and the difference to what it had is moved: in
    whatever order refunds come, the parts add up to what the seller has earned. One query where nothing was pooled.
    """
    written = 0
    for part in _parts([row for row in sub_orders if row.matured_at is not None]):
        written += _shared(part, actor=actor, now=now)
    return written


def _parts(sub_orders: Sequence[SubOrder]) -> list[_Part]:
    by_id = {row.pk: row for row in sub_orders}
    rows = PoolDecision.objects.filter(line__sub_order__in=list(by_id)).select_related(
        "line", "listing__product"
    )
    found: dict[tuple[uuid.UUID, int], list[PoolDecision]] = {}
    for row in rows.order_by("line__sub_order", "pk"):
        found.setdefault((row.line.sub_order_id, row.listing.alliance_id), []).append(row)
    return [_Part(by_id[pk], alliance, tuple(decisions)) for (pk, alliance), decisions in found.items()]


def _shared(part: _Part, *, actor: Actor, now: datetime) -> bool:
    sub_order = part.sub_order
    Alliance.objects.select_for_update(of=("self",)).get(pk=part.alliance_id)
    known = PoolSale.objects.filter(sub_order=sub_order, alliance=part.alliance_id).first()
    gross, net = earned_by_pool(sub_order, part.decisions)
    if (known is None and not net) or (known is not None and (known.gross - known.fees) == net):
        return False
    rule = _rule(part, known)
    contributions = _contributions(part.decisions)
    sale = PooledSale(
        subject=sub_order.subject,
        seller_id=sub_order.organisation_id,
        alliance_id=part.alliance_id,
        gross=gross,
        fees=gross - net,
        rule=PoolRule(rule.overhead_rate, rule.solidarity_rate),
        contributions=contributions,
        before=_before(known),
        revision=known.revision + 1 if known else 0,
        facts=_facts(part, contributions),
    )
    shares = pool_share(actor=actor, sale=sale, texts=dict(part.decisions[0].line.product_names), now=now)
    _keep(part, sale, shares, now)
    return True


def earned_by_pool(sub_order: SubOrder, decisions: Sequence[PoolDecision]) -> tuple[Money, Money]:
    """Return what the pooled lines of a sub-order were sold for, and what of it is left after fees and refunds."""
    lines = {decision.line_id: decision.line for decision in decisions}
    gross = sum(line.total_minor for line in lines.values())
    commission = sum(line.commission_minor for line in lines.values())
    hub_fee = (
        sub_order.hub_fee.portion(gross, sub_order.gross_minor) if gross else Money.zero(sub_order.currency)
    )
    net = gross - commission - hub_fee.minor
    refunds = RefundPart.objects.filter(sub_order=sub_order, charged_to__in=_SELLERS)
    for row in RefundLine.objects.filter(part__in=refunds, order_line__in=list(lines)):
        net -= row.amount_minor - row.commission_minor
    if gross:
        for part in refunds:
            net += part.hub_fee.portion(gross, sub_order.gross_minor).minor
    return Money(gross, sub_order.currency), Money(min(max(net, 0), gross), sub_order.currency)


def _contributions(decisions: Sequence[PoolDecision]) -> list[Contribution]:
    """Whose goods went out, by grade; where no lot was bound (the staff sent it by hand), as it was decided."""
    served = served_by([decision.line.reference for decision in decisions])
    units: dict[tuple[int, int], int] = {}
    for decision in decisions:
        lowest = decision.listing.lowest_price_minor
        for row in served.get(decision.line.reference) or _decided(decision):
            key = (row.organisation_id, row.grade_price_minor or lowest)
            units[key] = units.get(key, 0) + row.quantity
    return [Contribution(pk, quantity, price) for (pk, price), quantity in sorted(units.items())]


def _decided(decision: PoolDecision) -> list[Served]:
    rows = [
        Served(decision.line.reference, verdict["organisation_id"], verdict["taken"], None)
        for verdict in decision.verdicts
        if verdict["taken"]
    ]
    if rows:
        return rows
    # Nobody had goods when it was decided, and nothing says whose were sent: the seller answers for its sale.
    seller_id = decision.listing.product.organisation_id
    return [Served(decision.line.reference, seller_id, decision.quantity, None)]


def _rule(part: _Part, known: PoolSale | None) -> Rule | PoolSale:
    """What was agreed on when the order was placed; a sale that was shared keeps its rates."""
    if known is not None:
        return known
    return rules_of([part.alliance_id], at=part.sub_order.placed_at)[part.alliance_id]


def _before(known: PoolSale | None) -> PoolShares | None:
    if known is None:
        return None
    shares = {int(pk): Money(minor, known.currency) for pk, minor in known.shares.items()}
    return PoolShares(known.gross, known.fees, known.overhead, known.solidarity, shares)


def _facts(part: _Part, contributions: Sequence[Contribution]) -> dict[str, Any]:
    named = organisations_named([each.contributor_id for each in contributions])
    return {
        "sub_order_number": part.sub_order.number,
        "names": {str(pk): dict(card.names) for pk, card in named.items()},
    }


def _keep(part: _Part, sale: PooledSale, shares: PoolShares, now: datetime) -> None:
    PoolSale.objects.update_or_create(
        sub_order=part.sub_order,
        alliance_id=part.alliance_id,
        defaults={
            "revision": sale.revision,
            "gross_minor": shares.gross.minor,
            "fees_minor": shares.fees.minor,
            "overhead_rate": sale.rule.overhead_rate,
            "solidarity_rate": sale.rule.solidarity_rate,
            "overhead_minor": shares.overhead.minor,
            "solidarity_minor": shares.solidarity.minor,
            "contributions": [
                {
                    "organisation_id": each.contributor_id,
                    "quantity": each.quantity,
                    "grade_price_minor": each.grade_price_minor,
                }
                for each in sale.contributions
            ],
            "shares": {str(pk): share.minor for pk, share in shares.shares.items()},
            "currency": part.sub_order.currency,
            "shared_at": now,
        },
    )
