"""Write the rates of a country."""

from typing import Any

import graphene
from django.utils import timezone

from catalog.selectors.tax_classes import rates_by_country
from catalog.services.tax_class_write import tax_country_write
from marketplace.graphql.contract import word
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.countries import CountryCode, country_of
from marketplace.graphql.taxes.frame import SecondDefault, TaxCountryConfigurationUpdateError, tax_class_key
from marketplace.graphql.taxes.inputs import TaxClassRateInput, share
from marketplace.graphql.taxes.types import TaxCountryConfiguration


class TaxCountryConfigurationUpdate(ServiceMutation):
    """Write the rates of a country. Requires MANAGE_TAXES."""

    class Arguments:
        country_code = graphene.Argument(CountryCode, required=True, description="The country.")
        update_tax_class_rates = graphene.List(
            graphene.NonNull(TaxClassRateInput), required=True, description="Rates by tax class."
        )

    class Meta:
        error_type = TaxCountryConfigurationUpdateError

    tax_country_configuration = graphene.Field(
        TaxCountryConfiguration, description="The rates of the country."
    )

    @classmethod
    def perform(cls, info: Info, *, country_code: Any, update_tax_class_rates: list[dict[str, Any]]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such tax class
        :raises SecondDefault: if the rate of what has no class is given twice
        """
        code, rates = word(country_code), {}
        for each in update_tax_class_rates:
            id_ = each.get("tax_class_id")
            key = None if id_ is None else tax_class_key(id_, field="updateTaxClassRates")
            if key is None and key in rates:
                raise SecondDefault("A country has one default rate.", field="updateTaxClassRates")
            rates[key] = share(each.get("rate"))
        tax_country_write(actor=info.context.actor, country=code, rates=rates, now=info.context.now)
        found = rates_by_country(on=timezone.localdate(info.context.now), country=code)
        told = {"country": country_of(code), "tax_class_country_rates": found.get(code, [])}
        return cls(tax_country_configuration=told)
