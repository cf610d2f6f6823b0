"""
A price that an app agreed with a customer in place of the shelf's (decision 0200).

What the shelf's price exceeds it by is the marketplace's to bear, as a promotion of its own would be: the cooperative
sells for its own price. Where the agreed price is the higher one, that is what the cooperative sells for.
"""

from dataclasses import replace
from typing import Any

from catalog.selectors.offers import Offer
from marketplace.kernel.money import Money
from marketplace.promotions.states import Funder, ValueType

# Stands where a promotion's rule would
OVERRIDE = "override"


def offer_at(offer: Offer, price: Money, reason: str) -> Offer:
    """Return an offer at the price that was agreed for one piece; promotions on the shelf count no more."""
    if offer.full_price is None or not offer.is_buyable:
        return offer
    if price >= offer.full_price:
        return replace(offer, price=price, full_price=price, reduction=None)
    reduction: dict[str, Any] = {
        "rule": OVERRIDE,
        "name": reason,
        "names": {},
        "funder": Funder.PLATFORM.value,
        "organisation": None,
        "budget": None,
        "kind": ValueType.FIXED.value,
        "value": (offer.full_price - price).minor,
    }
    return replace(offer, price=price, reduction=reduction)
