"""What the back office may say of attributes."""

from collections.abc import Mapping
from typing import Any

import graphene

from catalog.services.attribute_write import AttributeChanges, NewAttribute
from marketplace.graphql.catalog.attributes import (
    AttributeEntityTypeEnum,
    AttributeInputTypeEnum,
    AttributeTypeEnum,
    MeasurementUnitsEnum,
)
from marketplace.graphql.contract import word
from marketplace.graphql.kit.scalars import JSONString


def _value_parts(*, demanded: bool) -> dict[str, Any]:
    return {
        "value": graphene.String(description="The colour of a swatch."),
        "rich_text": JSONString(description="Taken for compatibility: products write their own texts."),
        "plain_text": graphene.String(description="Taken for compatibility: products write their own texts."),
        "file_url": graphene.String(description="Address of a file."),
        "content_type": graphene.String(description="Content type of the file."),
        "external_reference": graphene.String(description="External ID of this value."),
        "name": graphene.String(required=demanded, description="Name of the value."),
    }


AttributeValueCreateInput = type(
    "AttributeValueCreateInput",
    (graphene.InputObjectType,),
    {"__doc__": "A value that can be chosen.", **_value_parts(demanded=True)},
)
AttributeValueUpdateInput = type(
    "AttributeValueUpdateInput",
    (graphene.InputObjectType,),
    {"__doc__": "A value that can be chosen.", **_value_parts(demanded=False)},
)


def _flag_parts() -> dict[str, Any]:
    return {
        "value_required": graphene.Boolean(description="Whether products must have a value."),
        "is_variant_only": graphene.Boolean(description="Whether only variants may have it."),
        "visible_in_storefront": graphene.Boolean(description="Whether shop fronts show it."),
        "filterable_in_storefront": graphene.Boolean(description="Whether shop fronts filter by it."),
        "filterable_in_dashboard": graphene.Boolean(description="Whether back offices filter by it."),
        "storefront_search_position": graphene.Int(description="Its place among the filters."),
        "available_in_grid": graphene.Boolean(description="Whether back offices list it."),
        "external_reference": graphene.String(description="External ID of this attribute."),
        "reference_types": graphene.List(
            graphene.NonNull(graphene.ID), description="Taken for compatibility: references are not narrowed."
        ),
    }


AttributeCreateInput = type(
    "AttributeCreateInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is known of a new attribute.",
        "input_type": graphene.Argument(AttributeInputTypeEnum, description="How values are entered."),
        "entity_type": graphene.Argument(AttributeEntityTypeEnum, description="What references lead to."),
        "name": graphene.String(required=True, description="Name of the attribute."),
        "slug": graphene.String(description="Slug of the attribute."),
        "type": graphene.Argument(AttributeTypeEnum, required=True, description="What it belongs to."),
        "unit": graphene.Argument(MeasurementUnitsEnum, description="Unit of its numbers."),
        "values": graphene.List(
            graphene.NonNull(AttributeValueCreateInput), description="Values that can be chosen."
        ),
        **_flag_parts(),
    },
)
AttributeUpdateInput = type(
    "AttributeUpdateInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is to change of an attribute.",
        "name": graphene.String(description="Name of the attribute."),
        "slug": graphene.String(description="Slug of the attribute."),
        "unit": graphene.Argument(MeasurementUnitsEnum, description="Unit of its numbers."),
        "remove_values": graphene.List(graphene.NonNull(graphene.ID), description="Values to remove."),
        "add_values": graphene.List(
            graphene.NonNull(AttributeValueUpdateInput), description="Values to add."
        ),
        **_flag_parts(),
    },
)


def attribute_changes(given: Mapping[str, Any]) -> AttributeChanges:
    """Return what a client said of an attribute as changes of ours."""
    unit = given.get("unit")
    return AttributeChanges(
        name=given.get("name"),
        slug=given.get("slug"),
        unit=None if unit is None else word(unit),
        external_reference=given.get("external_reference"),
        flags=given,
    )


def new_attribute(given: Mapping[str, Any]) -> NewAttribute:
    """Return what an attribute is to be."""
    entity, kind = given.get("entity_type"), given.get("input_type")
    return NewAttribute(
        kind=word(given["type"]).lower(),
        input_type=word(kind).lower() if kind is not None else "dropdown",
        entity_type=word(entity).lower() if entity is not None else "",
        values=given.get("values") or (),
    )
