"""What a basket costs and how its payment is shared; pure arithmetic in whole centimes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.kernel.money import Money, total_of


@dataclass(frozen=True, slots=True)
class PricedLine:
    """So many of one variant at today's price."""

    organisation_id: int
    variant_id: int
    quantity: int
    unit_price: Money
    weight_g: int

    @property
    def total(self) -> Money:
        """Unit price times quantity."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Terms:
    """The commission term that holds for one organisation on the day of the sale."""

    rate: Decimal
    hub_fee: Money
    term_id: int
    from_date: str


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
    def weight_g(self) -> int:
        """The weight of its goods in grams."""
        return sum(line.weight_g * line.quantity for line in self.lines)


def shares_of(lines: Sequence[PricedLine], terms: Mapping[int, Terms], delivery: Money) -> list[Share]:
    """
    Split an order by cooperative, in the order in which each first appears.

    Commission is rounded once per line; delivery is shared by weight (by value where nothing weighs) with
    the largest remainder, so the parts add up to the whole. The hub's fee never exceeds what is left.
    """
    by_owner: dict[int, list[PricedLine]] = {}
    for line in lines:
        by_owner.setdefault(line.organisation_id, []).append(line)
    weights = [sum(line.weight_g * line.quantity for line in own) for own in by_owner.values()]
    if not any(weights):
        weights = [max(total_of([line.total for line in own]).minor, 1) for own in by_owner.values()]
    parts = delivery.split(weights)
    shares = []
    for (owner, own), part in zip(by_owner.items(), parts, strict=True):
        gross = total_of([line.total for line in own])
        commissions = tuple(line.total.scaled(terms[owner].rate) for line in own)
        left = gross - total_of(commissions, gross.currency)
        hub_fee = min(terms[owner].hub_fee.minor, left.minor)
        shares.append(Share(owner, tuple(own), gross, commissions, Money(hub_fee, gross.currency), part))
    return shares
