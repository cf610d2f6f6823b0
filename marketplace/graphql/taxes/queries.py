"""What can be asked of taxes; all of it is for the staff and for apps."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.db.models import Q
from django.utils import timezone

from catalog.models.tax import TaxClass as TaxClassModel
from catalog.selectors.tax_classes import CountryRate, codes_with_treatment, rates_by_country
from catalog.states import HOME
from marketplace.channels.models import Channel
from marketplace.graphql.contract import word
from marketplace.graphql.guards import require_staff
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import ListPages, QuerySetPages
from marketplace.graphql.shop.countries import CountryCode, country_of
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.taxes.inputs import (
    TaxClassFilterInput,
    TaxClassSortingInput,
    TaxConfigurationFilterInput,
)
from marketplace.graphql.taxes.types import (
    TaxClass,
    TaxClassConnection,
    TaxConfiguration,
    TaxConfigurationConnection,
    TaxCountryConfiguration,
)
from marketplace.kernel.search_text import sort_key

Given = Mapping[str, Any] | None
_BY_ID = (Column("id", read=int),)


class TaxQueries(graphene.ObjectType):
    """What can be asked of taxes."""

    tax_configuration = graphene.Field(
        TaxConfiguration,
        id=graphene.ID(required=True, description="ID of a tax configuration."),
        description="Look up how a channel is taxed (staff only).",
    )
    tax_configurations = connection_field(
        TaxConfigurationConnection,
        filter=graphene.Argument(TaxConfigurationFilterInput, description="Filtering options."),
        description="How each channel is taxed (staff only).",
    )
    tax_class = graphene.Field(
        TaxClass,
        id=graphene.ID(required=True, description="ID of a tax class."),
        description="Look up a tax class (staff only).",
    )
    tax_classes = connection_field(
        TaxClassConnection,
        sort_by=graphene.Argument(TaxClassSortingInput, description="Sort tax classes."),
        filter=graphene.Argument(TaxClassFilterInput, description="Filtering options for tax classes."),
        description="List of tax classes (staff only).",
    )
    tax_country_configuration = graphene.Field(
        TaxCountryConfiguration,
        country_code=graphene.Argument(CountryCode, required=True, description="A country."),
        description="Rates of a country by tax class (staff only).",
    )
    tax_country_configurations = graphene.List(
        graphene.NonNull(TaxCountryConfiguration), description="Rates by country (staff only)."
    )

    @staticmethod
    def resolve_tax_configuration(_root: object, info: Info, id: str) -> Channel | None:
        """Return how one channel is taxed."""
        require_staff(info)
        key = key_of(id, "TaxConfiguration")
        return Channel.objects.filter(pk=key).first() if key is not None else None

    @staticmethod
    def resolve_tax_configurations(
        _root: object, info: Info, *, filter: Given = None, **_page: object
    ) -> Page:
        """Return how the channels are taxed."""
        require_staff(info)
        rows = Channel.objects.all()
        if filter and (ids := filter.get("ids")) is not None:
            rows = rows.filter(pk__in=keys_of(ids, "TaxConfiguration"))
        return connect(QuerySetPages(rows, _BY_ID), info)

    @staticmethod
    def resolve_tax_class(_root: object, info: Info, id: str) -> TaxClassModel | None:
        """Return one class."""
        require_staff(info)
        key = key_of(id, "TaxClass")
        return TaxClassModel.objects.filter(pk=key).first() if key is not None else None

    @staticmethod
    def resolve_tax_classes(
        _root: object, info: Info, *, sort_by: Given = None, filter: Given = None, **_page: object
    ) -> Page:
        """Return a page of them, by name if so asked."""
        require_staff(info)
        rows = TaxClassModel.objects.all()
        if filter and (ids := filter.get("ids")) is not None:
            rows = rows.filter(pk__in=keys_of(ids, "TaxClass"))
        for item in (filter or {}).get("metadata") or ():
            rows = rows.filter(metadata__has_key=item["key"])
            if item.get("value") is not None:
                rows = rows.filter(metadata__contains={item["key"]: item["value"]})
        if filter and filter.get("countries") is not None:
            codes = [word(code) for code in filter["countries"]]
            at_home = Q(code__in=codes_with_treatment()) if HOME in codes else Q(pk__in=[])
            rows = rows.filter(at_home | Q(rates__country__in=codes)).distinct()
        if sort_by is None:
            return connect(QuerySetPages(rows, _BY_ID), info)
        # A handful: sorted here, by the name that is shown.
        named = sorted(rows, key=lambda each: (sort_key(each.name(DEFAULT_LANGUAGE)), each.pk))
        return connect(ListPages(named[::-1] if word(sort_by["direction"]) == "DESC" else named), info)

    @staticmethod
    def resolve_tax_country_configuration(
        _root: object, info: Info, country_code: Any
    ) -> Mapping[str, Any] | None:
        """Return the rates of one country, if there are any."""
        require_staff(info)
        code = word(country_code)
        found = rates_by_country(on=timezone.localdate(info.context.now), country=code)
        return _of_country(code, found[code]) if code in found else None

    @staticmethod
    def resolve_tax_country_configurations(_root: object, info: Info) -> list[Mapping[str, Any]]:
        """Return the rates of all countries."""
        require_staff(info)
        found = rates_by_country(on=timezone.localdate(info.context.now))
        return [_of_country(code, found[code]) for code in sorted(found)]


def _of_country(code: str, rates: Sequence[CountryRate]) -> dict[str, Any]:
    return {"country": country_of(code), "tax_class_country_rates": rates}
