"""Prices of products and variants in the contract's shape. Nothing is discounted yet: both prices are the same."""

from dataclasses import dataclass

import graphene

from catalog.selectors.offers import Offer
from catalog.selectors.price_ranges import PriceRange
from marketplace.graphql.shop.money import Taxed, TaxedMoney, TaxedMoneyRange, taxed


@dataclass(slots=True)
class Range:
    """The row of TaxedMoneyRange."""

    start: Taxed
    stop: Taxed


class Pricing:
    """The row of ProductPricingInfo."""

    __slots__ = ("price_range",)

    def __init__(self, found: PriceRange) -> None:
        least = taxed(found.least, found.tax_rate)
        most = least if found.most == found.least else taxed(found.most, found.tax_rate)
        self.price_range = Range(least, most)

    on_sale = False
    discount = None
    display_gross_prices = True

    @property
    def price_range_undiscounted(self) -> Range:
        """The prices before any discount."""
        return self.price_range


class VariantPricing:
    """The row of VariantPricingInfo."""

    __slots__ = ("price",)

    def __init__(self, offer: Offer) -> None:
        self.price = taxed(offer.unit_price, offer.tax_rate)

    on_sale = False
    discount = None

    @property
    def price_undiscounted(self) -> Taxed:
        """The price before any discount."""
        return self.price


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
