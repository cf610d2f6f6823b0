"""The arithmetic of the hub's prices and of what its work costs. Pure; whole minor units, nothing lost."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from marketplace.kernel.money import Money

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Price:
    """So much for each `per_g` grams; for storage: per day."""

    amount: Money
    per_g: int

    def of(self, grams: int) -> Money:
        """Return the price of a weight, rounded to whole minor units once."""
        return self.amount.scaled(Decimal(grams) / self.per_g)


def shared_by(total: Money, drivers: Mapping[K, int]) -> dict[K, Money]:
    """
    Share a cost by what drives it (grams, gram-days, packed units); the shares always add up to the whole.

    Without anything that drives it nobody bears it: the answer is empty.
    """
    keys = [key for key, weight in drivers.items() if weight > 0]
    if not keys:
        return {}
    return dict(zip(keys, total.split([drivers[key] for key in keys]), strict=True))
