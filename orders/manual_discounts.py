"""
What the staff take off a draft by hand; pure arithmetic. The marketplace bears it (decision 205).

On a line it takes the place of the promotion on the shelf, and the voucher counts from there; on the whole draft it is
taken last, from what is left: of the goods first, and of the delivery what the goods could not bear.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.selectors.offers import Offer
from marketplace.kernel.money import Money, total_of
from marketplace.promotions.reductions import Rule, reduced_by
from marketplace.promotions.states import Funder, ValueType
from orders.basket import BasketLine
from orders.pricing import Discount
from orders.states import DiscountKind

# By draft
ManualDiscounts = Mapping[uuid.UUID, "Sequence[ManualDiscount]"]
WHOLE, LINE = "manual", "manual-line"


@dataclass(frozen=True, slots=True)
class ManualDiscount:
    """What somebody of the staff takes off; without a line, off the whole draft."""

    key: uuid.UUID
    value_type: ValueType
    # Major units of the currency, or per cent
    value: Decimal
    reason: str
    line_id: uuid.UUID | None = None

    def rule(self, currency: str) -> Rule:
        """Return it as all reductions are known."""
        return Rule(
            key=f"{WHOLE if self.line_id is None else LINE}:{self.key}",
            name="",
            names={},
            funder=Funder.PLATFORM,
            value_type=self.value_type,
            value=self.value,
            currency=currency,
            reason=self.reason,
        )


def without_promotion(offer: Offer | None) -> Offer | None:
    """Return an offer at the price that it has without the promotion on the shelf."""
    if offer is None or offer.reduction is None:
        return offer
    return replace(offer, price=offer.full_price, reduction=None)


def line_discounts(
    given: Sequence[ManualDiscount], lines: Sequence[BasketLine], currency: str
) -> dict[int, Discount]:
    """Return what the staff take off lines, piece by piece, by variant."""
    by_line = {each.line_id: each for each in given if each.line_id is not None}
    found = {}
    for line in lines:
        own = by_line.get(line.id) if line.offer else None
        if own is None:
            continue
        off = reduced_by(line.unit_price, own.value_type, own.value) * line.quantity
        if off:
            found[line.variant_id] = Discount(DiscountKind.MANUAL, own.rule(currency), off, line.variant_id)
    return found


def whole_discounts(
    given: Sequence[ManualDiscount], lines: Sequence[BasketLine], before: Sequence[Discount], currency: str
) -> list[Discount]:
    """Return what the staff take off the goods of the whole draft: shared by what is left of each line."""
    own = next((each for each in given if each.line_id is None), None)
    if own is None:
        return []
    taken: dict[int | None, int] = {}
    for each in before:
        if each.kind != DiscountKind.PROMOTION:
            taken[each.variant_id] = taken.get(each.variant_id, 0) + each.amount.minor
    left = {line.variant_id: line.total.minor - taken.get(line.variant_id, 0) for line in lines if line.offer}
    off = reduced_by(Money(sum(left.values()), currency), own.value_type, own.value)
    if not off:
        return []
    rule = own.rule(currency)
    return [
        Discount(DiscountKind.MANUAL, rule, part, variant_id=variant_id)
        for variant_id, part in zip(left, off.split(list(left.values())), strict=True)
        if part
    ]


def delivery_discount(
    given: Sequence[ManualDiscount], left: Money, off_goods: Sequence[Discount]
) -> Discount | None:
    """Return what the staff take off the delivery: the same percentage, or what the goods left of a fixed amount."""
    own = next((each for each in given if each.line_id is None), None)
    if own is None or not left:
        return None
    off = reduced_by(left, own.value_type, own.value)
    rule = own.rule(left.currency)
    if own.value_type == ValueType.FIXED:
        spent = total_of([each.amount for each in off_goods if each.rule.key == rule.key], left.currency)
        rest = Money.from_decimal(own.value, left.currency) - spent
        off = min(rest, left, key=lambda money: money.minor)
    return Discount(DiscountKind.MANUAL, rule, off) if off.minor > 0 else None
