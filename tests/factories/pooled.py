"""An alliance that sells in common: the first variant of a market, with goods of all its sellers."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from catalog.models.pooled import PooledListing
from catalog.models.product import Variant
from logistics.models.lot import Lot
from marketplace.cooperatives.models.alliance import AllianceRule
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from tests.factories.ground import NOON, AllianceFactory
from tests.factories.logistics import released_lot
from tests.factories.orders import Market, market

GRADES = {"1": 6_000, "2": 5_000}


@dataclass
class Pooled:
    """The market, its alliance, what it sells in common, and the members' lots by their place in the market."""

    shop: Market
    alliance: Alliance
    listing: PooledListing
    lots: list[Lot]

    @property
    def members(self) -> list[Organisation]:
        """All sellers of the market."""
        return self.shop.sellers

    @property
    def variant(self) -> Variant:
        """What is sold in common."""
        return self.shop.variants[0]

    def ruled(self, policy: str, **more: Any) -> None:
        """Agree on another rule, from the day of founding on."""
        AllianceRule.objects.filter(alliance=self.alliance).delete()
        given: dict[str, Any] = {
            "overhead_rate": Decimal("0.05"), "solidarity_rate": Decimal("0.02"), "quorum_percent": 50,
        }  # fmt: skip
        AllianceRule.objects.create(
            alliance=self.alliance, policy=policy, from_at=NOON - timedelta(days=90), **(given | more)
        )


def listed_in_common(shop: Market, alliance: Alliance) -> PooledListing:
    """Sell the market's first product in common."""
    return PooledListing.objects.create(
        product=shop.variants[0].product,
        alliance=alliance,
        grades=GRADES,
        opened_at=NOON - timedelta(days=60),
    )


def pooled(stock: int = 20, prices: tuple[int, ...] = (10_000, 15_000, 2_500)) -> Pooled:
    """
    Three members with so many units each, by rotation; five per cent for common costs, two for the fund.

    The first member sells for all; the goods of the second expire first.
    """
    shop = market(prices, stock=stock)
    alliance = AllianceFactory.create(seller=shop.sellers[0])
    alliance.members.set(shop.sellers)
    listing = listed_in_common(shop, alliance)
    first = Lot.objects.get(variant=shop.variants[0])
    others = [
        released_lot(
            shop.variants[0], stock, organisation_id=member.pk, best_before_date=date(2036, 6 + number, 1)
        )
        for number, member in enumerate(shop.sellers[1:])
    ]
    made = Pooled(shop, alliance, listing, [first, *others])
    made.ruled("rotation")
    return made
