"""
How the money of a common sale is shared: pure functions, exact to the centime.

A pooled sale of an alliance, step by step: fees are taken off; of what is left the alliance keeps its overhead (the
rent of its office); of what is left then a part goes to the solidarity fund; the rest is shared by contributed quantity
times the price of its grade, by largest remainder. Inside a cooperative the same last step shares by delivered weight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True)
class PoolRule:
    """What an alliance keeps of each sale; rates between 0 and 1."""

    overhead_rate: Decimal
    solidarity_rate: Decimal


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one contributor gave to a sale: a quantity (grams or pieces) and the price of its grade (minor units)."""

    contributor_id: int
    quantity: int
    grade_price_minor: int

    @property
    def weight(self) -> int:
        """What the contribution counts for."""
        return self.quantity * self.grade_price_minor


@dataclass(frozen=True, slots=True)
class PoolShares:
    """One common sale, shared out: fees, overhead, solidarity and shares add up to its gross."""

    gross: Money
    fees: Money
    overhead: Money
    solidarity: Money
    shares: Mapping[int, Money]


def pool_shares(
    *, gross: Money, fees: Money, rule: PoolRule, contributions: Sequence[Contribution]
) -> PoolShares:
    """
    Share a pooled sale out; the parts always add up to the whole, and the same input gives the same shares.

    :raises InvalidInput: if the fees exceed the sale, a rate is not between 0 and 1, or nobody contributed anything
    """
    if not 0 <= fees.minor <= gross.minor:
        raise InvalidInput(_("The fees are more than the sale."), field="fees")
    for rate in (rule.overhead_rate, rule.solidarity_rate):
        if not 0 <= rate <= 1:
            raise InvalidInput(_("A rate lies between 0 and 1."), field="rule")
    left = gross - fees
    overhead = left.scaled(rule.overhead_rate)
    left -= overhead
    solidarity = left.scaled(rule.solidarity_rate)
    left -= solidarity
    return PoolShares(gross, fees, overhead, solidarity, shares_by_weight(left, contributions))


def shares_by_weight(amount: Money, contributions: Sequence[Contribution]) -> dict[int, Money]:
    """
    Share an amount by quantity times grade price, by largest remainder; contributions of one contributor are added up.

    :raises InvalidInput: if a quantity or price is negative, or nobody contributed anything
    """
    if any(each.quantity < 0 or each.grade_price_minor < 0 for each in contributions):
        raise InvalidInput(_("A contribution cannot be negative."), field="contributions")
    weights: dict[int, int] = {}
    for each in contributions:
        weights[each.contributor_id] = weights.get(each.contributor_id, 0) + each.weight
    if not any(weights.values()):
        raise InvalidInput(_("Nobody contributed anything."), field="contributions")
    # In the order of their numbers, so that the order of the list decides nothing
    ordered = sorted(weights)
    parts = amount.split([weights[pk] for pk in ordered])
    return dict(zip(ordered, parts, strict=True))
