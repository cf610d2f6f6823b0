"""Values of attributes as clients give them to products and variants."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from catalog.services.attribute_values_assign import GivenValues
from marketplace.graphql.kit.ids import decoded, key_of
from marketplace.graphql.kit.scalars import Date, DateTime, JSONString
from marketplace.kernel.errors import NotFound


class AttributeValueSelectableTypeInput(graphene.InputObjectType):
    """A value of an attribute with choices: by ID, or by its name, which is added if the attribute lacks it."""

    id = graphene.ID(description="ID of an attribute value.")
    external_reference = graphene.String(description="External ID of an attribute value.")
    value = graphene.String(description="Name of a value.")


def _values() -> dict[str, Any]:
    selectable = AttributeValueSelectableTypeInput
    return {
        "id": graphene.ID(description="ID of the attribute."),
        "external_reference": graphene.String(description="External ID of the attribute."),
        "values": graphene.List(
            graphene.NonNull(graphene.String), description="Names of values; a missing one is added."
        ),
        "dropdown": graphene.Argument(selectable, description="The chosen value."),
        "swatch": graphene.Argument(selectable, description="The chosen colour."),
        "multiselect": graphene.List(graphene.NonNull(selectable), description="The chosen values."),
        "numeric": graphene.String(description="The number."),
        "file": graphene.String(description="Address of the file."),
        "content_type": graphene.String(description="Content type of the file."),
        "reference": graphene.ID(description="ID of what is referred to."),
        "references": graphene.List(graphene.NonNull(graphene.ID), description="IDs of what is referred to."),
        "rich_text": JSONString(description="The rich text, as EditorJS blocks."),
        "plain_text": graphene.String(description="The text."),
        "boolean": graphene.Boolean(description="Yes or no."),
        "date": Date(description="The day."),
        "date_time": DateTime(description="The moment."),
    }


AttributeValueInput = type(
    "AttributeValueInput",
    (graphene.InputObjectType,),
    {"__doc__": "The value of an attribute, in the part that its input type speaks of.", **_values()},
)
BulkAttributeValueInput = type(
    "BulkAttributeValueInput",
    (graphene.InputObjectType,),
    {"__doc__": "The value of an attribute, in the part that its input type speaks of.", **_values()},
)


def values_given(items: Sequence[Mapping[str, Any]] | None) -> list[GivenValues]:
    """
    Return what was said of attributes as the services take it.

    :raises NotFound: if an ID can name no attribute, value or thing
    """
    return [_given(item) for item in items or ()]


def _given(item: Mapping[str, Any]) -> GivenValues:
    chosen = [*(item.get("multiselect") or ())]
    chosen += [item[name] for name in ("dropdown", "swatch") if item.get(name)]
    names = [*(item.get("values") or ()), *(each["value"] for each in chosen if each.get("value"))]
    references = [*(item.get("references") or ())]
    if item.get("reference"):
        references.append(item["reference"])
    return GivenValues(
        attribute_id=_key(item["id"], "Attribute") if item.get("id") else None,
        external_reference=item.get("external_reference"),
        names=names,
        value_ids=[_key(each["id"], "AttributeValue") for each in chosen if each.get("id")],
        plain_text=item.get("plain_text"),
        rich_text=item.get("rich_text"),
        number=item.get("numeric"),
        boolean=item.get("boolean"),
        date=item.get("date"),
        date_time=item.get("date_time"),
        file_url=item.get("file"),
        content_type=item.get("content_type"),
        references=[_key(each, (decoded(each) or ("", ""))[0]) for each in references],
    )


def _key(id_: str, expected: str) -> int:
    key = key_of(id_, expected)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="attributes")
    return key
