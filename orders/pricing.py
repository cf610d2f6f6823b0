"""What a basket costs and how its payment is shared; pure arithmetic in whole centimes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from logistics.states import SharedBy
from marketplace.cooperatives.commissions import CommissionRate
from marketplace.kernel.money import Money, total_of
from marketplace.promotions.reductions import Rule
from marketplace.promotions.states import Funder
from orders.states import DiscountKind


@dataclass(frozen=True, slots=True)
class Discount:
    """What a rule takes off one variant's line, or (`variant_id` None) off the delivery, and who bears it."""

    kind: DiscountKind
    rule: Rule
    amount: Money
    variant_id: int | None = None

    @property
    def is_own(self) -> bool:
        """Whether the cooperative bears it, so that it sells for less; all else is paid to it by others."""
        return self.rule.funder == Funder.COOPERATIVE


@dataclass(frozen=True, slots=True)
class PricedLine:
    """
    So many of one variant at the price for which its cooperative sells it.

    `given` is what the cooperative takes off the line beside, `funded` what others pay of it for the customer.
    """

    organisation_id: int
    variant_id: int
    quantity: int
    unit_price: Money
    weight_g: int
    volume_cm3: int = 0
    given_minor: int = 0
    funded_minor: int = 0
    # What is taken of this product, where that is not the seller's term
    rate: CommissionRate | None = None

    @property
    def total(self) -> Money:
        """What the cooperative sells the line for."""
        return self.unit_price * self.quantity - Money(self.given_minor, self.unit_price.currency)

    @property
    def funded(self) -> Money:
        """What others pay of it."""
        return Money(self.funded_minor, self.unit_price.currency)


@dataclass(frozen=True, slots=True)
class Terms:
    """The commission term that holds for one organisation on the day of the sale."""

    rate: Decimal
    hub_fee: Money
    term_id: int
    from_date: str

    @property
    def commission(self) -> CommissionRate:
        """What is taken of a product that no rule speaks of."""
        return CommissionRate(rate=self.rate, origin=f"term:{self.term_id}")


@dataclass(frozen=True, slots=True)
class Share:
    """One cooperative's part of an order, and what the marketplace and the hub take of it."""

    organisation_id: int
    lines: tuple[PricedLine, ...]
    gross: Money
    commissions: tuple[Money, ...]
    hub_fee: Money
    delivery: Money

    @property
    def commission(self) -> Money:
        """The sum of the lines' commissions."""
        return total_of(self.commissions, self.gross.currency)

    @property
    def net(self) -> Money:
        """What the cooperative receives."""
        return self.gross - self.commission - self.hub_fee

    @property
    def paid(self) -> Money:
        """What the customer pays for its goods."""
        return self.gross - total_of([line.funded for line in self.lines], self.gross.currency)

    @property
    def weight_g(self) -> int:
        """The weight of its goods in grams."""
        return sum(line.weight_g * line.quantity for line in self.lines)


def delivery_weights(groups: Sequence[Sequence[PricedLine]], by: SharedBy = SharedBy.WEIGHT) -> list[int]:
    """
    Return in which proportion cooperatives share the price of one parcel, group by group.

    By volume where that is the rule and all is measured, else by weight, and by value where nothing weighs.
    """
    if by == SharedBy.VOLUME and all(line.volume_cm3 for own in groups for line in own):
        return [sum(line.volume_cm3 * line.quantity for line in own) for own in groups]
    weights = [sum(line.weight_g * line.quantity for line in own) for own in groups]
    if by == SharedBy.VALUE or not any(weights):
        return [max(total_of([line.total for line in own]).minor, 1) for own in groups]
    return weights


def shares_of(
    lines: Sequence[PricedLine],
    terms: Mapping[int, Terms],
    delivery: Money,
    by: SharedBy = SharedBy.WEIGHT,
) -> list[Share]:
    """
    Split an order by cooperative, in the order in which each first appears.

    Commission is rounded once per line, on what the cooperative sells the line for: what others pay for the customer
    lowers neither. Delivery is shared by the method's rule with the largest remainder, so the parts add up to the
    whole. The hub's fee never exceeds what is left.
    """
    by_owner: dict[int, list[PricedLine]] = {}
    for line in lines:
        by_owner.setdefault(line.organisation_id, []).append(line)
    parts = delivery.split(delivery_weights(list(by_owner.values()), by))
    shares = []
    for (owner, own), part in zip(by_owner.items(), parts, strict=True):
        gross = total_of([line.total for line in own])
        commissions = tuple(
            (line.rate or terms[owner].commission).of(line.total, line.quantity) for line in own
        )
        left = gross - total_of(commissions, gross.currency)
        hub_fee = min(terms[owner].hub_fee.minor, left.minor)
        shares.append(Share(owner, tuple(own), gross, commissions, Money(hub_fee, gross.currency), part))
    return shares


def gift_parts(shares: Sequence[Share], gift: Money) -> list[Money]:
    """Say what gift cards pay of each part, in proportion to what its customer pays; the parts add up."""
    weights = [(share.paid + share.delivery).minor for share in shares]
    if not gift:
        return [gift for _share in shares]
    return gift.split(weights)


def line_with(line: PricedLine, discounts: Sequence[Discount]) -> PricedLine:
    """Return a line with what its cooperative gives and what others pay, by the reductions of its variant."""
    own = [each for each in discounts if each.variant_id == line.variant_id]
    # A promotion of the cooperative's own stands in its price already.
    given = sum(each.amount.minor for each in own if each.is_own and each.kind != DiscountKind.PROMOTION)
    funded = sum(each.amount.minor for each in own if not each.is_own)
    return replace(line, given_minor=given, funded_minor=funded)
