"""How a commission is reckoned; pure arithmetic, the same at the sale, in a preview and in an explanation."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionRate:
    """
    A share of a line's total and a sum per piece, between a least and a most per line (minor units; None: no bound).

    `origin` says where it comes from: "term:3" (the contract) or "rule:8" (for a shelf or a product).
    """

    rate: Decimal
    fixed_minor: int = 0
    min_minor: int = 0
    max_minor: int | None = None
    origin: str = ""

    def of(self, total: Money, quantity: int) -> Money:
        """Return the commission on a line: rounded once, within its bounds, never more than the line."""
        minor = total.scaled(self.rate).minor + self.fixed_minor * quantity
        minor = max(minor, self.min_minor)
        if self.max_minor is not None:
            minor = min(minor, self.max_minor)
        return Money(min(minor, total.minor), total.currency)

    def as_json(self) -> dict[str, Any]:
        """Return what an order line keeps of it."""
        return {
            "rate": str(self.rate),
            "fixed_minor": self.fixed_minor,
            "min_minor": self.min_minor,
            "max_minor": self.max_minor,
            "origin": self.origin,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "CommissionRate":
        """Read what an order line kept."""
        return cls(
            rate=Decimal(str(kept["rate"])),
            fixed_minor=int(kept.get("fixed_minor") or 0),
            min_minor=int(kept.get("min_minor") or 0),
            max_minor=None if kept.get("max_minor") is None else int(kept["max_minor"]),
            origin=str(kept.get("origin", "")),
        )
