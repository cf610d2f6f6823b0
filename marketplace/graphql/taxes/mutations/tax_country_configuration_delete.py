"""Take the rates of a country back."""

from decimal import Decimal
from typing import Any

import graphene
from django.utils import timezone

from catalog.selectors.tax_classes import rates_by_country
from catalog.services.tax_class_write import tax_country_write
from marketplace.graphql.contract import word
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.countries import CountryCode, country_of
from marketplace.graphql.taxes.frame import TaxCountryConfigurationDeleteError
from marketplace.graphql.taxes.types import TaxCountryConfiguration


class TaxCountryConfigurationDelete(ServiceMutation):
    """Take the rates of a country back. Requires MANAGE_TAXES."""

    class Arguments:
        country_code = graphene.Argument(CountryCode, required=True, description="The country.")

    class Meta:
        error_type = TaxCountryConfigurationDeleteError

    tax_country_configuration = graphene.Field(
        TaxCountryConfiguration, description="The rates of the country."
    )

    @classmethod
    def perform(cls, info: Info, *, country_code: Any) -> Any:
        """Do it."""
        code = word(country_code)
        known = rates_by_country(on=timezone.localdate(info.context.now), country=code).get(code, [])
        gone: dict[int | None, Decimal | None] = {
            each.tax_class.pk if each.tax_class else None: None for each in known
        }
        tax_country_write(actor=info.context.actor, country=code, rates=gone, now=info.context.now)
        return cls(tax_country_configuration={"country": country_of(code), "tax_class_country_rates": []})
