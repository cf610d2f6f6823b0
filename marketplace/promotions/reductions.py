"""What a voucher or a promotion takes off a basket; pure arithmetic in minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.kernel.money import Money, total_of
from marketplace.promotions.states import Funder, ValueType, VoucherType

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a basket as reductions see it."""

    variant_id: int
    product_id: int
    organisation_id: int
    # The product's shelf and all above it
    category_ids: frozenset[int]
    collection_ids: frozenset[int]
    quantity: int
    unit_price: Money

    @property
    def total(self) -> Money:
        """Unit price times quantity."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    A reduction as it holds in one channel, with who bears it; a snapshot that needs no database.

    `value` is in major units of the currency, or per cent. Empty scopes do not limit.
    """

    key: str
    name: str
    names: Mapping[str, str]
    funder: Funder
    value_type: ValueType
    value: Decimal
    currency: str
    organisation_id: int | None = None
    budget_id: int | None = None
    type: VoucherType = VoucherType.ENTIRE_ORDER
    once_per_order: bool = False
    products: frozenset[int] = frozenset()
    variants: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    collections: frozenset[int] = frozenset()
    cooperatives: frozenset[int] = frozenset()
    code: str = ""
    reason: str = ""

    def covers(self, item: Item) -> bool:
        """Say whether an item may be reduced: it is in the scope, and its cooperative pays for nobody else's."""
        if self.funder == Funder.COOPERATIVE and item.organisation_id != self.organisation_id:
            return False
        if not (self.products or self.variants or self.categories or self.collections or self.cooperatives):
            return True
        return (
            item.product_id in self.products
            or item.variant_id in self.variants
            or item.organisation_id in self.cooperatives
            or not self.categories.isdisjoint(item.category_ids)
            or not self.collections.isdisjoint(item.collection_ids)
        )


def reduced_by(amount: Money, value_type: str, value: Decimal) -> Money:
    """Return how much is taken off an amount: never more than it is; a percentage is rounded once, half to even."""
    if value_type == ValueType.PERCENTAGE:
        off = amount.scaled(min(value, _HUNDRED) / _HUNDRED)
    else:
        off = Money(int(value.scaleb(_exponent(amount)).to_integral_value()), amount.currency)
    return min(off, amount, key=lambda money: money.minor)


def _exponent(amount: Money) -> int:
    one = Money(1, amount.currency).amount
    return -int(one.as_tuple().exponent)


def off_items(rule: Rule, items: Sequence[Item]) -> list[Money]:
    """
    Return what a rule takes off each item, in their order.

    A whole order's sum is shared by value with the largest remainder, so the parts add up to it. A product's own
    reduction is reckoned per piece. "Once per order" reduces one piece of the cheapest item.
    """
    zero = [Money.zero(rule.currency) for _ in items]
    covered = [index for index, item in enumerate(items) if rule.covers(item) and item.unit_price]
    if not covered or rule.type == VoucherType.SHIPPING:
        return zero
    if rule.once_per_order:
        cheapest = min(covered, key=lambda index: (items[index].unit_price.minor, index))
        zero[cheapest] = reduced_by(items[cheapest].unit_price, rule.value_type, rule.value)
        return zero
    if rule.type == VoucherType.SPECIFIC_PRODUCT:
        for index in covered:
            item = items[index]
            zero[index] = reduced_by(item.unit_price, rule.value_type, rule.value) * item.quantity
        return zero
    whole = total_of([items[index].total for index in covered])
    off = reduced_by(whole, rule.value_type, rule.value)
    for index, part in zip(covered, off.split([items[i].total.minor for i in covered]), strict=True):
        zero[index] = part
    return zero
