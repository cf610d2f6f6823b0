"""By what attributes and families can be narrowed and sorted."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.db.models import Q

from catalog.models.product import Product
from catalog.selectors.attribute_lists import AttributeOrder, of_products
from catalog.states import INPUTS_WITH_CHOICES
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.attributes import (
    AttributeEntityTypeEnum,
    AttributeInputTypeEnum,
    AttributeTypeEnum,
    MeasurementUnitsEnum,
)
from marketplace.graphql.catalog.input_types import OrderDirection, StringFilterInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.filters import MetadataFilter, words_filter, words_in
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE

AttributeSortField = saleor_enum("AttributeSortField", "By what attributes are sorted.")
AttributeInputTypeEnumFilterInput = words_filter(
    "AttributeInputTypeEnumFilterInput", AttributeInputTypeEnum, "How values are entered, to compare with."
)
AttributeEntityTypeEnumFilterInput = words_filter(
    "AttributeEntityTypeEnumFilterInput", AttributeEntityTypeEnum, "What references lead to, to compare with."
)
AttributeTypeEnumFilterInput = words_filter(
    "AttributeTypeEnumFilterInput", AttributeTypeEnum, "What attributes belong to, to compare with."
)
MeasurementUnitsEnumFilterInput = words_filter(
    "MeasurementUnitsEnumFilterInput", MeasurementUnitsEnum, "Units to compare with."
)
_FLAGS = (
    "value_required",
    "is_variant_only",
    "visible_in_storefront",
    "filterable_in_storefront",
    "filterable_in_dashboard",
    "available_in_grid",
)


def _common() -> dict[str, Any]:
    return {
        "value_required": graphene.Boolean(description="Whether it must be filled in."),
        "visible_in_storefront": graphene.Boolean(description="Whether customers see it."),
        "filterable_in_dashboard": graphene.Boolean(description="Whether the staff filters by it."),
        "metadata": graphene.List(graphene.NonNull(MetadataFilter), description="What is kept with it."),
        "ids": graphene.List(graphene.NonNull(graphene.ID), description="IDs of attributes."),
        "in_collection": graphene.ID(description="Of products in this collection."),
        "in_category": graphene.ID(description="Of products in this category, or below it."),
    }


AttributeFilterInput = type(
    "AttributeFilterInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "Which attributes to keep.",
        **_common(),
        "is_variant_only": graphene.Boolean(description="Whether only variants may have it."),
        "filterable_in_storefront": graphene.Boolean(description="Whether customers filter by it."),
        "available_in_grid": graphene.Boolean(description="Whether lists show it."),
        "search": graphene.String(description="A part of the name or the slug."),
        "type": graphene.Argument(AttributeTypeEnum, description="What it belongs to."),
        "slugs": graphene.List(graphene.NonNull(graphene.String), description="Slugs of attributes."),
        "channel": graphene.String(description="Taken for compatibility: attributes are in no channel."),
    },
)
AttributeWhereInput: type[graphene.InputObjectType] = type(
    "AttributeWhereInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "Which attributes to keep, the newer way.",
        **_common(),
        "name": graphene.Argument(StringFilterInput, description="The name."),
        "slug": graphene.Argument(StringFilterInput, description="The slug."),
        "with_choices": graphene.Boolean(description="Whether values are chosen from a list."),
        "input_type": graphene.Argument(
            AttributeInputTypeEnumFilterInput, description="How values are entered."
        ),
        "entity_type": graphene.Argument(
            AttributeEntityTypeEnumFilterInput, description="What references lead to."
        ),
        "type": graphene.Argument(AttributeTypeEnumFilterInput, description="What it belongs to."),
        "unit": graphene.Argument(MeasurementUnitsEnumFilterInput, description="The unit of its numbers."),
        "AND": graphene.List(graphene.NonNull(lambda: AttributeWhereInput), description="All of these hold."),
        "OR": graphene.List(graphene.NonNull(lambda: AttributeWhereInput), description="One of these holds."),
    },
)


class AttributeSortingInput(graphene.InputObjectType):
    """How to sort attributes."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(AttributeSortField, required=True, description="By what to sort.")


def order_given(given: Mapping[str, Any] | None) -> AttributeOrder:
    """Return in which order a client wants attributes: by name, unless it says otherwise."""
    if given is None:
        return AttributeOrder(language=DEFAULT_LANGUAGE)
    field = str(getattr(given["field"], "value", given["field"])).lower()
    is_descending = str(getattr(given["direction"], "value", given["direction"])) == "DESC"
    if field == "name":
        return AttributeOrder(language=DEFAULT_LANGUAGE, is_descending=is_descending)
    return AttributeOrder(column=field, is_descending=is_descending)


def attribute_condition(info: Info, filter_: Mapping[str, Any] | None, where: Mapping[str, Any] | None) -> Q:
    """
    Return what was asked as a condition.

    :raises ApiError: if an ID is none
    """
    found = Q()
    for given in filter(None, (filter_, where)):
        found &= _shared(info, given)
    if filter_:
        if (slugs := filter_.get("slugs")) is not None:
            found &= Q(slug__in=slugs)
        if (kind := filter_.get("type")) is not None:
            found &= Q(kind=str(getattr(kind, "value", kind)).lower())
    return found & _newer(info, where) if where else found


def _shared(info: Info, given: Mapping[str, Any]) -> Q:
    found = Q(**{flag: given[flag] for flag in _FLAGS if given.get(flag) is not None})
    if (ids := given.get("ids")) is not None:
        found &= Q(pk__in=keys_of(ids, "Attribute"))
    for item in given.get("metadata") or ():
        found &= Q(metadata__has_key=item["key"])
        if item.get("value") is not None:
            found &= Q(metadata__contains={item["key"]: item["value"]})
    if (category := given.get("in_category")) is not None:
        key = key_of(category, "Category")
        tree = loads.tree_of(info)
        keys = tree.ids_under(key) if key is not None and key in tree.shelves else []
        found &= of_products(Product.objects.filter(category__in=keys))
    if (collection := given.get("in_collection")) is not None:
        key = key_of(collection, "Collection") or 0
        found &= of_products(Product.objects.filter(collection_places__collection=key))
    return found


def _newer(info: Info, where: Mapping[str, Any]) -> Q:
    found = Q()
    for name, column in (
        ("type", "kind"),
        ("input_type", "input_type"),
        ("entity_type", "entity_type"),
        ("unit", "unit"),
    ):
        if (words := words_in(where.get(name))) is not None:
            found &= Q(**{f"{column}__in": words})
    for name, column in (("name", f"names__{DEFAULT_LANGUAGE}"), ("slug", "slug")):
        if (texts := _texts(where.get(name))) is not None:
            found &= Q(**{f"{column}__in": texts})
    if (chooses := where.get("with_choices")) is not None:
        chosen = Q(input_type__in=INPUTS_WITH_CHOICES)
        found &= chosen if chooses else ~chosen
    for each in where.get("AND") or ():
        found &= attribute_condition(info, None, each)
    either = Q()
    for each in where.get("OR") or ():
        either |= attribute_condition(info, None, each)
    return found & either


def _texts(given: Mapping[str, Any] | None) -> Sequence[str] | None:
    if given is None:
        return None
    one = given.get("eq")
    return [*(given.get("one_of") or ()), *([] if one is None else [one])]
