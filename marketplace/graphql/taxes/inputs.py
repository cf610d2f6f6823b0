"""What the back office may say of taxes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.contract import saleor_enum, word
from marketplace.graphql.shop.countries import CountryCode
from marketplace.graphql.shop.filters import MetadataFilter
from marketplace.graphql.taxes.types import TaxCalculationStrategy
from marketplace.kernel.errors import InvalidInput

TaxClassSortField = saleor_enum("TaxClassSortField", "By what tax classes can be sorted.")


class CountryRateInput(graphene.InputObjectType):
    """A rate in a country."""

    country_code = graphene.Argument(CountryCode, required=True, description="The country.")
    rate = graphene.Float(required=True, description="Tax rate in per cent: 20 is 20 %.")


class CountryRateUpdateInput(graphene.InputObjectType):
    """A rate in a country, or none any more."""

    country_code = graphene.Argument(CountryCode, required=True, description="The country.")
    rate = graphene.Float(description="Tax rate in per cent: 20 is 20 %; null takes it back.")


class TaxClassCreateInput(graphene.InputObjectType):
    """What is known of a new tax class."""

    name = graphene.String(required=True, description="Name of the tax class.")
    create_country_rates = graphene.List(
        graphene.NonNull(CountryRateInput), description="Its rates by country."
    )


class TaxClassUpdateInput(graphene.InputObjectType):
    """What is to change of a tax class."""

    name = graphene.String(description="Name of the tax class.")
    update_country_rates = graphene.List(
        graphene.NonNull(CountryRateUpdateInput), description="Rates by country to write."
    )
    remove_country_rates = graphene.List(
        graphene.NonNull(CountryCode), description="Countries whose rates to take back."
    )


class TaxClassRateInput(graphene.InputObjectType):
    """The rate of a tax class in a country."""

    tax_class_id = graphene.ID(description="A tax class; without one: of what has none.")
    rate = graphene.Float(description="Tax rate in per cent; null takes it back.")


class TaxConfigurationPerCountryInput(graphene.InputObjectType):
    """What to keep of a channel's taxes for one country."""

    country_code = graphene.Argument(CountryCode, required=True, description="The country.")
    charge_taxes = graphene.Boolean(required=True, description="Whether taxes are charged there.")
    tax_calculation_strategy = graphene.Argument(TaxCalculationStrategy, description="Who works them out.")
    display_gross_prices = graphene.Boolean(required=True, description="Whether prices include them.")
    tax_app_id = graphene.String(description="The app that works them out.")
    use_weighted_tax_for_shipping = graphene.Boolean(description="Whether delivery is taxed as its goods.")


class TaxConfigurationUpdateInput(graphene.InputObjectType):
    """How a channel is to be taxed."""

    charge_taxes = graphene.Boolean(description="Whether sales there are taxed.")
    tax_calculation_strategy = graphene.Argument(TaxCalculationStrategy, description="Who works taxes out.")
    display_gross_prices = graphene.Boolean(description="Whether clients are to show prices with taxes.")
    prices_entered_with_tax = graphene.Boolean(description="Only true: prices include their tax here.")
    update_countries_configuration = graphene.List(
        graphene.NonNull(TaxConfigurationPerCountryInput), description="Exceptions by country to keep."
    )
    remove_countries_configuration = graphene.List(
        graphene.NonNull(CountryCode), description="Countries whose exceptions to forget."
    )
    use_weighted_tax_for_shipping = graphene.Boolean(description="Whether delivery is taxed as its goods.")
    tax_app_id = graphene.String(description="The app that works taxes out.")


class TaxClassFilterInput(graphene.InputObjectType):
    """Which tax classes to keep."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata that it has.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Tax classes by ID.")
    countries = graphene.List(graphene.NonNull(CountryCode), description="Countries in which it has a rate.")


class TaxClassSortingInput(graphene.InputObjectType):
    """How to sort tax classes."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(TaxClassSortField, required=True, description="By what to sort.")


class TaxConfigurationFilterInput(graphene.InputObjectType):
    """Which tax configurations to keep."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata that it has.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Tax configurations by ID.")


def share(percent: float | None) -> Decimal | None:
    """Return a rate in per cent as a share, exact to a hundredth of a per cent."""
    return None if percent is None else (Decimal(str(percent)) / 100).quantize(Decimal("0.0001"))


def rates_given(
    rates: Iterable[Mapping[str, Any]] | None, removed: Iterable[Any] | None = None
) -> dict[str, Decimal | None]:
    """Return rates by country as shares; None takes one back."""
    found = {word(each["country_code"]): share(each.get("rate")) for each in rates or ()}
    return {**found, **dict.fromkeys(word(code) for code in removed or ())}


def configuration_given(given: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what of a configuration is kept as it was written.

    :param kept: what was kept of the channel before
    :raises InvalidInput: if prices are to be entered without their tax
    """
    if given.get("prices_entered_with_tax") is False:
        raise InvalidInput(_("Prices include their tax here."), field="pricesEnteredWithTax")
    settings = {
        name: given[name]
        for name in ("display_gross_prices", "use_weighted_tax_for_shipping", "tax_app_id")
        if name in given
    }
    if given.get("tax_calculation_strategy") is not None:
        settings["tax_calculation_strategy"] = word(given["tax_calculation_strategy"])
    countries = dict(kept.get("tax_countries", {}))
    for each in given.get("update_countries_configuration") or ():
        strategy = each.get("tax_calculation_strategy")
        countries[word(each["country_code"])] = {
            "charge_taxes": each["charge_taxes"],
            "display_gross_prices": each["display_gross_prices"],
            "tax_calculation_strategy": None if strategy is None else word(strategy),
            "tax_app_id": each.get("tax_app_id"),
            "use_weighted_tax_for_shipping": each.get("use_weighted_tax_for_shipping"),
        }
    for code in given.get("remove_countries_configuration") or ():
        countries.pop(word(code), None)
    return {**settings, "tax_countries": countries}
