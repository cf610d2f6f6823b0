"""Prices of products and variants in the contract's shape, with and without the promotions that run."""

from dataclasses import dataclass
from decimal import Decimal

import graphene

from catalog.selectors.offers import Offer
from catalog.selectors.price_ranges import PriceRange
from marketplace.graphql.shop.money import Taxed, TaxedMoney, TaxedMoneyRange, taxed
from marketplace.kernel.money import Money as Amount


@dataclass(slots=True)
class Range:
    """The row of TaxedMoneyRange."""

    start: Taxed
    stop: Taxed


class Pricing:
    """The row of ProductPricingInfo."""

    __slots__ = ("discount", "price_range", "price_range_undiscounted")

    def __init__(self, found: PriceRange) -> None:
        self.price_range = _range(found.least, found.most, found.tax_rate)
        self.price_range_undiscounted = self.price_range
        self.discount: Taxed | None = None
        if (found.full_least, found.full_most) != (found.least, found.most):
            self.price_range_undiscounted = _range(found.full_least, found.full_most, found.tax_rate)
            off = found.full_least - found.least
            self.discount = taxed(off, found.tax_rate) if off else None

    display_gross_prices = True

    @property
    def on_sale(self) -> bool:
        """Whether a promotion makes some of it cheaper."""
        return self.price_range_undiscounted is not self.price_range


def _range(least: Amount, most: Amount, rate: Decimal) -> Range:
    start = taxed(least, rate)
    return Range(start, start if most == least else taxed(most, rate))


class VariantPricing:
    """The row of VariantPricingInfo."""

    __slots__ = ("discount", "price", "price_undiscounted")

    def __init__(self, offer: Offer) -> None:
        self.price = self.price_undiscounted = taxed(offer.unit_price, offer.tax_rate)
        self.discount: Taxed | None = None
        if offer.full_price is not None and offer.full_price != offer.unit_price:
            self.price_undiscounted = taxed(offer.full_price, offer.tax_rate)
            self.discount = taxed(offer.full_price - offer.unit_price, offer.tax_rate)

    @property
    def on_sale(self) -> bool:
        """Whether a promotion makes it cheaper."""
        return self.discount is not None


class ProductPricingInfo(graphene.ObjectType):
    """Represents availability of a product in the storefront."""

    on_sale = graphene.Boolean(description="Whether it is in sale or not.")
    discount = graphene.Field(TaxedMoney, description="The discount amount if in sale (null otherwise).")
    display_gross_prices = graphene.Boolean(required=True, description="Whether to show prices with taxes.")
    price_range = graphene.Field(TaxedMoneyRange, description="The price range of the product's variants.")
    price_range_undiscounted = graphene.Field(
        TaxedMoneyRange, description="The price range without any discount."
    )


class VariantPricingInfo(graphene.ObjectType):
    """Represents availability of a variant in the storefront."""

    on_sale = graphene.Boolean(description="Whether it is in sale or not.")
    discount = graphene.Field(TaxedMoney, description="The discount amount if in sale (null otherwise).")
    price = graphene.Field(TaxedMoney, description="The price, with any discount subtracted.")
    price_undiscounted = graphene.Field(TaxedMoney, description="The price without any discount.")
