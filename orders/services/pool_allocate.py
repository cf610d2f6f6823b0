"""A line of a pooled listing is to be prepared: say whose goods serve it, by the alliance's rule, and write why."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from django.utils import timezone

from catalog.models.pooled import PooledListing
from logistics.selectors.pooled import OwnGoods, own_goods
from logistics.services.line_owners_set import line_owners_set
from marketplace.cooperatives.alliances import rules_of
from marketplace.cooperatives.closures import withholding
from marketplace.cooperatives.proposing import Rule
from orders.models.order import OrderLine
from orders.models.pooled import PoolDecision, PoolTurn
from orders.pooling import Candidate, Choice, choose, distance_km


def pool_allocate(
    *, lines: Sequence[OrderLine], warehouse_id: uuid.UUID, province: str, now: datetime
) -> list[PoolDecision]:
    """
    Decide for each line of a pooled listing that has no decision yet, within the caller's transaction.

    Decisions of a listing are taken one after another (its row is locked), so no turn is given twice. One query where
    nothing is pooled.

    :param warehouse_id: from where
    :param province: where the parcel goes
    """
    listings = _listings_locked({line.variant_id for line in lines})
    decided = _decided(lines) if listings else set()
    open_lines = [line for line in lines if line.variant_id in listings and line.pk not in decided]
    if not open_lines:
        return []
    goods = own_goods(
        {line.variant_id for line in open_lines}, warehouse_id=warehouse_id, today=timezone.localdate(now)
    )
    owners = {each.organisation_id for rows in goods.values() for each in rows}
    closed = withholding(owners, on=timezone.localdate(now))
    rules = rules_of([listing.alliance_id for listing in listings.values()], at=now)
    decisions = []
    for line in sorted(open_lines, key=lambda line: line.pk):
        listing = listings[line.variant_id]
        own = goods.get(line.variant_id, [])
        turns = {turn.organisation_id: turn for turn in PoolTurn.objects.filter(listing=listing)}
        rule = rules[listing.alliance_id]
        choice = choose(
            line.quantity,
            [_candidate(each, rule, turns.get(each.organisation_id), province, closed) for each in own],
            policy=rule.policy,
        )
        goods[line.variant_id] = [_without(each, choice.taken) for each in own]
        decisions.append(_written(line, listing, choice, turns, now))
        line_owners_set(reference=line.reference, owners=choice.taken)
    return decisions


def _listings_locked(variant_ids: set[int]) -> dict[int, PooledListing]:
    """The pooled listings of variants, locked in the order of their numbers, by variant."""
    rows = PooledListing.objects.filter(product__variants__in=variant_ids).order_by("pk")
    locked = {row.product_id: row for row in rows.select_for_update(of=("self",))}
    if not locked:
        return {}
    pairs = PooledListing.objects.filter(product__variants__in=variant_ids)
    return {
        variant_id: locked[product_id]
        for product_id, variant_id in pairs.values_list("product_id", "product__variants")
        if variant_id in variant_ids
    }


def _decided(lines: Sequence[OrderLine]) -> set[int]:
    return set(PoolDecision.objects.filter(line__in=lines).values_list("line_id", flat=True))


def _candidate(
    own: OwnGoods, rule: Rule, turn: PoolTurn | None, province: str, closed: Collection[int]
) -> Candidate:
    return Candidate(
        organisation_id=own.organisation_id,
        free=own.free,
        quota=rule.quotas.get(own.organisation_id, 0),
        credit=Fraction(turn.credit) if turn else Fraction(0),
        last_turn=turn.last_turn if turn else 0,
        distance_km=distance_km(own.province, province),
        best_before=own.best_before,
        is_closed=own.organisation_id in closed,
    )


def _without(own: OwnGoods, taken: Mapping[int, int]) -> OwnGoods:
    left = own.free - taken.get(own.organisation_id, 0)
    return OwnGoods(own.organisation_id, left, own.best_before, own.province)


def _written(
    line: OrderLine, listing: PooledListing, choice: Choice, turns: Mapping[int, PoolTurn], now: datetime
) -> PoolDecision:
    last = (
        PoolDecision.objects.filter(listing=listing).order_by("-turn").values_list("turn", flat=True).first()
    )
    turn = (last or 0) + 1
    for verdict in choice.verdicts:
        organisation_id = verdict.candidate.organisation_id
        row = turns.get(organisation_id) or PoolTurn(listing=listing, organisation_id=organisation_id)
        row.credit = str(verdict.credit)
        row.served += verdict.taken
        if verdict.taken:
            row.last_turn = turn
        row.save()
    return PoolDecision.objects.create(
        line=line,
        listing=listing,
        policy=choice.policy,
        turn=turn,
        quantity=choice.quantity,
        missing=choice.missing,
        verdicts=[verdict.as_json() for verdict in choice.verdicts],
        decided_at=now,
    )
