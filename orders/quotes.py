"""
What makes a basket cheaper: a voucher or a promotion for whole baskets, tariffs, subsidies, gift cards.

Pure: the selectors read what may hold, this says what holds for one basket. The order is that of the contract:
promotions on the shelf are in the prices already; then the voucher, or without one the best promotion on baskets;
then delivery; at last gift cards, which pay and reduce nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.selectors.memberships import NOWHERE, Memberships
from catalog.selectors.offers import Offer
from logistics.selectors.delivery import DeliveryOption
from marketplace.kernel.money import Money, total_of
from marketplace.promotions.reductions import Item, Rule, off_items, reduced_by
from marketplace.promotions.selectors.rules import OrderRule, VoucherRule
from marketplace.promotions.selectors.subsidies import Subsidy
from marketplace.promotions.states import Funder, ValueType, VoucherType
from orders.price_override import OVERRIDE
from orders.pricing import Discount, PricedLine, delivery_weights
from orders.states import DiscountKind


@dataclass(frozen=True, slots=True)
class BasketVoucher:
    """The voucher of a basket; `refusal` says why it takes nothing off now."""

    code: str
    rule: VoucherRule | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class BasketCard:
    """A gift card of a basket: what is on it, and what of it this basket takes."""

    card_id: int
    last4: str
    left: Money
    pays: Money
    is_usable: bool


def item_of(offer: Offer, quantity: int, price: Money, places: Mapping[int, Memberships]) -> Item:
    """Return a line as reductions see it."""
    where = places.get(offer.product_id, NOWHERE)
    return Item(
        variant_id=offer.variant_id,
        product_id=offer.product_id,
        organisation_id=offer.organisation_id,
        category_ids=where.category_ids | {offer.category_id},
        collection_ids=where.collection_ids,
        quantity=quantity,
        unit_price=price,
    )


def voucher_refusal(
    voucher: VoucherRule, items: Sequence[Item], *, country: str, is_staff: bool, has_used: bool
) -> str:
    """Say why a voucher takes nothing off a basket; empty when it does."""
    total = total_of([item.total for item in items], voucher.rule.currency)
    if voucher.min_spent is not None and total < voucher.min_spent:
        return _("This voucher is for baskets of at least %(sum)s %(currency)s.") % {
            "sum": voucher.min_spent.amount,
            "currency": voucher.min_spent.currency,
        }
    if sum(item.quantity for item in items) < voucher.min_quantity:
        return _("This voucher is for baskets of at least %(count)d items.") % {"count": voucher.min_quantity}
    if voucher.countries and country not in voucher.countries:
        return _("This voucher does not hold for this country.")
    if voucher.only_for_staff and not is_staff:
        return _("Voucher is not applicable to this checkout.")
    if has_used:
        return _("You have used this voucher already.")
    is_about_goods = voucher.rule.type != VoucherType.SHIPPING
    if is_about_goods and items and not any(voucher.rule.covers(item) for item in items):
        return _("This voucher is for other products.")
    return ""


def voucher_discounts(voucher: VoucherRule, items: Sequence[Item]) -> list[Discount]:
    """Return what a voucher takes off the lines of a basket."""
    return [
        Discount(DiscountKind.VOUCHER, voucher.rule, off, item.variant_id)
        for item, off in zip(items, off_items(voucher.rule, items), strict=True)
        if off
    ]


def order_discounts(rules: Sequence[OrderRule], items: Sequence[Item]) -> list[Discount]:
    """Return what the best of the promotions on baskets takes off; gifts are another matter."""
    total = total_of([item.total for item in items])
    best: list[Discount] = []
    for each in rules:
        if each.gifts or not holds(each, total):
            continue
        offs = [
            Discount(DiscountKind.ORDER_PROMOTION, each.rule, off, item.variant_id)
            for item, off in zip(items, off_items(each.rule, items), strict=True)
            if off
        ]
        if sum(off.amount.minor for off in offs) > sum(off.amount.minor for off in best):
            best = offs
    return best


def holds(rule: OrderRule, total: Money) -> bool:
    """Say whether a basket's goods cost what a rule asks for."""
    return (rule.least is None or total >= rule.least) and (rule.most is None or total <= rule.most)


def gift_of(
    rules: Sequence[OrderRule], items: Sequence[Item], free: Mapping[int, int]
) -> tuple[Rule, int] | None:
    """Return which variant a basket is given, by which rule: the first gift of the first rule that is there."""
    total = total_of([item.total for item in items])
    for each in rules:
        for variant_id in each.gifts if items and holds(each, total) else ():
            if free.get(variant_id, 0) > 0:
                return each.rule, variant_id
    return None


def promotion_discount(offer: Offer, quantity: int) -> Discount | None:
    """Return what a promotion on the shelf takes off a line, as the price keeps it."""
    kept = offer.reduction
    if kept is None or offer.price is None or offer.full_price is None:
        return None
    value = Decimal(str(kept["value"]))
    kind = ValueType(kept["kind"])
    rule = Rule(
        key=OVERRIDE if kept["rule"] == OVERRIDE else f"rule:{kept['rule']}",
        name=str(kept["name"]),
        names=kept["names"],
        funder=Funder(kept["funder"]),
        organisation_id=kept["organisation"],
        budget_id=kept["budget"],
        value_type=kind,
        value=Money(int(value), offer.price.currency).amount if kind == ValueType.FIXED else value,
        currency=offer.price.currency,
    )
    off = (offer.full_price - offer.price) * quantity
    return Discount(DiscountKind.PROMOTION, rule, off, offer.variant_id)


def delivery_discounts(
    option: DeliveryOption,
    lines: Sequence[PricedLine],
    *,
    places: Sequence[str],
    regions: Mapping[int, str],
    subsidies: Sequence[Subsidy],
    voucher: VoucherRule | None,
) -> list[Discount]:
    """
    Return what makes a way of delivery cheaper: the tariff itself, then partners, then a voucher.

    :param places: codes of the province and the region where the parcel goes
    :param regions: organisation id -> region of the seller
    """
    found = []
    left = option.price
    if option.price < option.full_price:
        off = option.full_price - option.price
        found.append(Discount(DiscountKind.FREE_DELIVERY, _tariff(option, off), off))
    groups: dict[int, list[PricedLine]] = {}
    for line in lines:
        groups.setdefault(line.organisation_id, []).append(line)
    if groups and left:
        shares = left.split(delivery_weights(list(groups.values()), option.shared_by))
        for each in subsidies:
            if not each.goes_to(places):
                continue
            base = total_of(
                [
                    part
                    for owner, part in zip(groups, shares, strict=True)
                    if each.covers(owner, regions.get(owner, ""))
                ],
                left.currency,
            )
            off = min(each.of(base), left, key=lambda money: money.minor)
            if off:
                found.append(Discount(DiscountKind.SUBSIDY, _subsidy_rule(each, off), off))
                left -= off
    if voucher is not None and voucher.rule.type == VoucherType.SHIPPING and left:
        off = reduced_by(left, voucher.rule.value_type, voucher.rule.value)
        if off:
            found.append(Discount(DiscountKind.VOUCHER, voucher.rule, off))
    return found


def _tariff(option: DeliveryOption, off: Money) -> Rule:
    return Rule(
        key="tariff",
        name=option.code,
        names={},
        funder=Funder.PLATFORM,
        value_type=ValueType.FIXED,
        value=off.amount,
        currency=off.currency,
    )


def _subsidy_rule(subsidy: Subsidy, off: Money) -> Rule:
    return Rule(
        key=f"subsidy:{subsidy.subsidy_id}",
        name="",
        names=subsidy.names,
        funder=Funder.PARTNER,
        budget_id=subsidy.budget_id,
        value_type=subsidy.value_type,
        value=subsidy.value,
        currency=off.currency,
    )


def with_reductions(option: DeliveryOption, discounts: Sequence[Discount]) -> DeliveryOption:
    """Return a way of delivery at the price that its customer pays."""
    off = total_of([each.amount for each in discounts], option.full_price.currency)
    return replace(option, price=option.full_price - off)


def cards_paying(cards: Sequence[BasketCard], total: Money) -> list[BasketCard]:
    """Say what each card pays of a total, in the order in which they were added."""
    paying = []
    left = total
    for card in cards:
        most = min(card.left.minor, left.minor) if card.is_usable else 0
        part = Money(max(most, 0), total.currency)
        left -= part
        paying.append(replace(card, pays=part))
    return paying
