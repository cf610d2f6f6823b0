"""Tax classes, their rates by country, and how channels are taxed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import graphene
from django.utils import timezone

from catalog.models.tax import TaxClass as TaxClassModel
from catalog.selectors.metadata import Kept
from catalog.selectors.tax_classes import CountryRate, rates_of_classes
from marketplace.channels.models import Channel as ChannelModel
from marketplace.channels.models import ChannelTaxation
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.countries import CountryDisplay, country_of
from marketplace.graphql.shop.kept import kept_on_row, kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.kernel.actor import Permission


def tax_metadata_of(channel_ids: Sequence[int]) -> dict[int, Kept]:
    """Load what is kept with how channels are taxed, in one query."""
    rows = ChannelModel.objects.filter(pk__in=channel_ids)
    found = rows.values_list("pk", "tax_metadata", "tax_private_metadata")
    return {key: Kept(public, private) for key, public, private in found}


TaxCalculationStrategy = saleor_enum("TaxCalculationStrategy", "Who works out taxes.")
TaxClassConnection = connection_of("TaxClass", lambda: TaxClass)
TaxConfigurationConnection = connection_of("TaxConfiguration", lambda: TaxConfiguration)
_PERCENT = Decimal(100)


class TaxClassCountryRate(graphene.ObjectType):
    """Tax rate for a country; without a class, of what has none."""

    country = graphene.Field(CountryDisplay, required=True, description="Country in which it applies.")
    rate = graphene.Float(required=True, description="Tax rate in per cent.")
    tax_class = graphene.Field(lambda: TaxClass, description="The tax class; null for the country's default.")

    @staticmethod
    def resolve_country(root: CountryRate, _info: Info) -> dict[str, str]:
        """Return the country."""
        return country_of(root.country)

    @staticmethod
    def resolve_rate(root: CountryRate, _info: Info) -> Decimal:
        """Return the rate in per cent."""
        return root.rate * _PERCENT


@declared
class TaxClass(kept_on_row(*TaxClassModel.metadata_permissions), graphene.ObjectType):  # type: ignore[misc]
    """A way to tax, with its rates by country. At home the rates are dated: this is today's."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("TaxClass", description="The ID of the tax class.")
    name = graphene.String(required=True, description="Name of the tax class.")
    countries = graphene.List(
        graphene.NonNull(TaxClassCountryRate), required=True, description="Its rates by country."
    )

    @staticmethod
    def resolve_name(root: TaxClassModel, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return root.name(DEFAULT_LANGUAGE)

    @staticmethod
    @batched
    def resolve_countries(parents: Sequence[TaxClassModel], info: Info) -> list[list[CountryRate]]:
        """Return the rates of each."""
        found = rates_of_classes(parents, on=timezone.localdate(info.context.now))
        return [found[each.pk] for each in parents]


class TaxCountryConfiguration(graphene.ObjectType):
    """Tax class rates grouped by country."""

    country = graphene.Field(CountryDisplay, required=True, description="The country.")
    tax_class_country_rates = graphene.List(
        graphene.NonNull(TaxClassCountryRate), required=True, description="Rates by tax class."
    )


class TaxConfigurationPerCountry(graphene.ObjectType):
    """What a client keeps of a channel's taxes for one country."""

    country = graphene.Field(CountryDisplay, required=True, description="The country.")
    charge_taxes = graphene.Boolean(required=True, description="Whether taxes are charged there.")
    tax_calculation_strategy = graphene.Field(TaxCalculationStrategy, description="Who works them out.")
    display_gross_prices = graphene.Boolean(required=True, description="Whether prices include them.")
    tax_app_id = graphene.String(description="The app that works them out.")
    use_weighted_tax_for_shipping = graphene.Boolean(description="Whether delivery is taxed as its goods.")


@declared
class TaxConfiguration(
    kept_with(tax_metadata_of, lambda row: row.pk, Permission.MANAGE_TAXES),  # type: ignore[misc]
    graphene.ObjectType,
):
    """How a channel is taxed. Prices always include their tax."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("TaxConfiguration", description="The ID of the tax configuration.")
    channel = graphene.Field(Channel, required=True, description="The channel.")
    charge_taxes = graphene.Boolean(
        required=True, source="charges_taxes", description="Whether sales there are taxed."
    )
    tax_calculation_strategy = graphene.Field(TaxCalculationStrategy, description="Who works taxes out.")
    display_gross_prices = graphene.Boolean(required=True, description="Whether prices include taxes.")
    prices_entered_with_tax = graphene.Boolean(required=True, description="Whether prices include taxes.")
    countries = graphene.List(
        graphene.NonNull(TaxConfigurationPerCountry), required=True, description="Exceptions by country."
    )
    tax_app_id = graphene.String(description="The app that works taxes out.")
    use_weighted_tax_for_shipping = graphene.Boolean(description="Whether delivery is taxed as its goods.")

    @staticmethod
    def resolve_channel(root: ChannelModel, _info: Info) -> ChannelModel:
        """Return the channel, whose columns the configuration is."""
        return root

    @staticmethod
    def resolve_tax_calculation_strategy(root: ChannelModel, _info: Info) -> str:
        """Return who works taxes out."""
        return str(root.api_settings.get("tax_calculation_strategy", "FLAT_RATES"))

    @staticmethod
    def resolve_display_gross_prices(root: ChannelModel, _info: Info) -> bool:
        """Say whether clients are to show prices with taxes."""
        return bool(root.api_settings.get("display_gross_prices", True))

    @staticmethod
    def resolve_prices_entered_with_tax(_root: ChannelModel, _info: Info) -> bool:
        """Say yes: what a consumer is shown is what they pay (law 31-08, article 3)."""
        return True

    @staticmethod
    def resolve_countries(root: ChannelModel, _info: Info) -> list[Mapping[str, Any]]:
        """Return the exceptions, by country."""
        kept = root.api_settings.get("tax_countries", {})
        return [{**kept[code], "country": country_of(code)} for code in sorted(kept)]

    @staticmethod
    def resolve_tax_app_id(root: ChannelModel, _info: Info) -> str | None:
        """Return the app."""
        app: str | None = root.api_settings.get("tax_app_id")
        return app

    @staticmethod
    def resolve_use_weighted_tax_for_shipping(root: ChannelModel, _info: Info) -> bool:
        """Say whether delivery is taxed as its goods."""
        return bool(root.api_settings.get("use_weighted_tax_for_shipping", False))


rows_are(TaxClassModel, "TaxClass")
rows_are(ChannelTaxation, "TaxConfiguration")
