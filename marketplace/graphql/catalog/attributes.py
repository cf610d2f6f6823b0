"""Attributes and their values: what products, variants and pages can be compared and filtered by."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import graphene
from django.db.models import Q, QuerySet

from catalog.models.attribute import Attribute as AttributeModel
from catalog.models.attribute import AttributeValue as ValueModel
from catalog.selectors.assigned import Assigned, AttributeRow, ValueRow, attributes_by_id
from catalog.selectors.metadata import metadata_of
from catalog.states import INPUTS_WITH_CHOICES
from marketplace.graphql.catalog.texts import rich_text
from marketplace.graphql.catalog.translations import (
    AttributeTranslation,
    AttributeValueTranslation,
    Translation,
    name_translation,
)
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each, connection_field, connection_of
from marketplace.graphql.kit.ids import Node, global_id, id_field, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.late import answered_later, late
from marketplace.graphql.kit.pages import NestedQuerySet
from marketplace.graphql.kit.scalars import Date, DateTime, JSONString
from marketplace.graphql.shop.files import File
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, LanguageCodeEnum, language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import LANGUAGES, text_in

AttributeInputTypeEnum = saleor_enum("AttributeInputTypeEnum", "How an attribute's values are entered.")
AttributeEntityTypeEnum = saleor_enum("AttributeEntityTypeEnum", "What a reference may lead to.")
AttributeTypeEnum = saleor_enum("AttributeTypeEnum", "What an attribute belongs to.")
MeasurementUnitsEnum = saleor_enum("MeasurementUnitsEnum", "Units of numbers.")
VariantAttributeScope = saleor_enum("VariantAttributeScope", "Which attributes of a variant to show.")

# Whoever works with attributes sees how they are kept, as in Saleor.
_KEEPERS = (
    Permission.MANAGE_PAGES,
    Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,
    Permission.MANAGE_PRODUCTS,
    Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES,
)
UNUSED_FLAG = (
    "This flag is not used by Saleor. Keep the logic in the {place} or use `Attribute` metadata instead."
)


def language_argument() -> Any:
    """Return the argument of every translation."""
    return graphene.Argument(LanguageCodeEnum, required=True, description="A language.")


def for_keepers(name: str) -> Callable[[Any, Info], Any]:
    """Return a resolver that shows a column to those who keep attributes."""

    def resolve(root: Any, info: Info) -> Any:
        require_permission(info, *_KEEPERS)
        return getattr(root, name)

    return resolve


class AttributeValueFilterInput(graphene.InputObjectType):
    """Which values of attributes to keep."""

    search = graphene.String(description="A part of the name or the slug.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="IDs of values.")
    slugs = graphene.List(graphene.NonNull(graphene.String), description="Slugs of values.")


def _values_kept(given: Mapping[str, Any], search: str | None) -> "QuerySet[ValueModel]":
    rows = ValueModel.objects.filter(attribute__input_type__in=INPUTS_WITH_CHOICES)
    if (ids := given.get("ids")) is not None:
        rows = rows.filter(pk__in=keys_of(ids, "AttributeValue"))
    if (slugs := given.get("slugs")) is not None:
        rows = rows.filter(slug__in=slugs)
    for text in filter(None, (search, given.get("search"))):
        named = [Q(**{f"names__{language}__icontains": text}) for language in LANGUAGES]
        rows = rows.filter(reduce(or_, named, Q(slug__icontains=text)))
    return rows


def kept_with_attributes(keys: list[int]) -> Any:
    """Load the metadata of attributes."""
    return metadata_of(AttributeModel, keys)


class AttributeResolvers(
    kept_with(kept_with_attributes, lambda row: row.id, *AttributeModel.metadata_permissions)  # type: ignore[misc]
):
    """How the fields of Attribute are answered; its rows are `AttributeRow`s."""

    @staticmethod
    def resolve_input_type(root: AttributeRow, _info: Info) -> str:
        """Return how values are entered."""
        return root.input_type.upper()

    @staticmethod
    def resolve_entity_type(root: AttributeRow, _info: Info) -> str | None:
        """Return what references lead to."""
        return root.entity_type.upper() or None

    @staticmethod
    def resolve_type(root: AttributeRow, _info: Info) -> str:
        """Return what it belongs to."""
        return root.kind.upper()

    @staticmethod
    def resolve_unit(root: AttributeRow, _info: Info) -> str | None:
        """Return the unit of its numbers."""
        return root.unit.upper() or None

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[AttributeRow], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [text_in(each.names, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    def resolve_with_choices(root: AttributeRow, _info: Info) -> bool:
        """Say whether its values are chosen from a list."""
        return root.input_type in ("dropdown", "multiselect", "swatch")

    @staticmethod
    @batched
    def resolve_choices(
        parents: Sequence[AttributeRow],
        info: Info,
        *,
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
        **_page: object,
    ) -> list[Page]:
        """Return a page of the values of each; of attributes without a list, of none."""
        rows = _values_kept(filter or {}, search)
        pages = NestedQuerySet(rows, "attribute_id", (Column("position", read=int), Column("id", read=int)))
        return connect_each(pages, info, [each.id for each in parents])

    @staticmethod
    def resolve_reference_types(_root: AttributeRow, _info: Info) -> list[Any]:
        """Return none: references are not narrowed."""
        return []

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[AttributeRow], _info: Info, *, language_code: Any
    ) -> list[Translation | None]:
        """Return the names in just this language."""
        language = language_of(language_code)
        return [name_translation(each.id, each.names, language) for each in parents]


class Attribute(AttributeResolvers, graphene.ObjectType):
    """Custom attribute of a product, a variant or a page."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Attribute", description="The ID of the attribute.")
    input_type = graphene.Field(AttributeInputTypeEnum, description="How its values are entered.")
    entity_type = graphene.Field(AttributeEntityTypeEnum, description="What its references lead to.")
    name = graphene.String(required=True, description="Name of the attribute.")
    slug = graphene.String(required=True, description="Internal representation of the attribute.")
    type = graphene.Field(AttributeTypeEnum, required=True, description="What it belongs to.")
    unit = graphene.Field(MeasurementUnitsEnum, description="The unit of its numbers.")
    value_required = graphene.Boolean(
        required=True, resolver=for_keepers("value_required"), description="Whether it must be filled in."
    )
    visible_in_storefront = graphene.Boolean(
        required=True,
        resolver=for_keepers("visible_in_storefront"),
        description="Whether customers see it.",
    )
    filterable_in_storefront = graphene.Boolean(
        required=True,
        resolver=for_keepers("filterable_in_storefront"),
        description="Whether customers filter by it.",
        deprecation_reason=UNUSED_FLAG.format(place="storefront"),
    )
    filterable_in_dashboard = graphene.Boolean(
        required=True,
        resolver=for_keepers("filterable_in_dashboard"),
        description="Whether the staff filters by it.",
        deprecation_reason=UNUSED_FLAG.format(place="dashboard"),
    )
    available_in_grid = graphene.Boolean(
        required=True,
        resolver=for_keepers("available_in_grid"),
        description="Whether lists show it.",
        deprecation_reason=UNUSED_FLAG.format(place="storefront"),
    )
    storefront_search_position = graphene.Int(
        required=True,
        resolver=for_keepers("storefront_search_position"),
        description="Its place among filters.",
        deprecation_reason=UNUSED_FLAG.format(place="storefront"),
    )
    translation = graphene.Field(
        AttributeTranslation,
        language_code=language_argument(),
        description="Its name in a language, null if nobody wrote one.",
    )
    with_choices = graphene.Boolean(required=True, description="Whether its values are chosen from a list.")
    external_reference = graphene.String(description="What another system calls it.")
    choices = connection_field(
        connection_of("AttributeValue", lambda: AttributeValue),
        filter=graphene.Argument(AttributeValueFilterInput, description="Which values to keep."),
        search=graphene.String(description="A part of the name or the slug."),
        description="The values that can be chosen, in their order.",
    )
    reference_types = graphene.List(
        graphene.NonNull(late("ReferenceType")),
        description="The types to which references are narrowed; none: they lead to things of every type.",
    )
    product_types = connection_field(
        connection_of("ProductType", late("ProductType")),
        required=True,
        resolver=answered_later("Attribute.productTypes"),
        description="Product types whose products have it.",
    )
    product_variant_types = connection_field(
        connection_of("ProductType", late("ProductType")),
        required=True,
        resolver=answered_later("Attribute.productVariantTypes"),
        description="Product types whose variants have it.",
    )


rows_are(AttributeRow, "Attribute")


def attributes_named(keys: list[int]) -> dict[int, AttributeRow]:
    """Load attributes by id."""
    return attributes_by_id(keys)


_REFERENCES = (
    ("Page", "page_id"),
    ("Product", "product_id"),
    ("ProductVariant", "variant_id"),
    ("Category", "category_id"),
    ("Collection", "collection_id"),
)


class AttributeValue(graphene.ObjectType):
    """Represents a value of an attribute; its rows are `ValueRow`s."""

    class Meta:
        interfaces = (Node,)

    id = id_field("AttributeValue", description="The ID of the attribute value.")
    name = graphene.String(description="Name of the value.")
    slug = graphene.String(description="Internal representation of the value.")
    value = graphene.String(description="The colour of a swatch.")
    translation = graphene.Field(
        AttributeValueTranslation,
        language_code=language_argument(),
        description="Its name in a language, null if nobody wrote one.",
    )
    input_type = graphene.Field(
        AttributeInputTypeEnum, description="How values of its attribute are entered."
    )
    reference = graphene.ID(description="The ID of what it leads to.")
    file = graphene.Field(File, description="The file that it is.")
    rich_text = JSONString(description="The rich text that it is, as EditorJS blocks.")
    plain_text = graphene.String(description="The plain text that it is.")
    boolean = graphene.Boolean(description="Yes or no.")
    date = graphene.Field(Date, description="The day that it is.")
    date_time = graphene.Field(DateTime, description="The moment that it is.")
    external_reference = graphene.String(description="What another system calls it.")

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[ValueRow], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [text_in(each.names, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    def resolve_value(root: ValueRow, _info: Info) -> str | None:
        """Return the colour."""
        return root.value or None

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[ValueRow], _info: Info, *, language_code: Any
    ) -> list[Translation | None]:
        """Return what was written in just this language."""
        language = language_of(language_code)
        found = [name_translation(each.id, each.names, language) for each in parents]
        for row, made in zip(parents, found, strict=True):
            if made is not None:
                made.rich_text = rich_text({language: row.documents.get(language, {})}, {}, language)
                made.plain_text = row.plain_texts.get(language) or None
        return found

    @staticmethod
    @batched
    def resolve_input_type(parents: Sequence[ValueRow], info: Info) -> list[str | None]:
        """Return how values of their attributes are entered."""
        found = info.context.load(attributes_named, [each.attribute_id for each in parents])
        return [each.input_type.upper() if each is not None else None for each in found]

    @staticmethod
    def resolve_reference(root: ValueRow, _info: Info) -> str | None:
        """Return the ID of what it leads to."""
        for name, column in _REFERENCES:
            if (key := getattr(root, column)) is not None:
                return global_id(name, key)
        return None

    @staticmethod
    def resolve_file(root: ValueRow, _info: Info) -> ValueRow | None:
        """Return its file."""
        return root if root.file_url else None

    @staticmethod
    def resolve_rich_text(root: ValueRow, _info: Info) -> str | None:
        """Return its rich text in the shop's first language."""
        return rich_text(root.documents, {}, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_plain_text(root: ValueRow, _info: Info) -> str | None:
        """Return its plain text in the shop's first language."""
        return text_in(root.plain_texts, DEFAULT_LANGUAGE) or None


class SelectedAttribute(graphene.ObjectType):
    """Represents a custom attribute with its values; its rows are `Assigned`."""

    attribute = graphene.Field(Attribute, required=True, description="The attribute.")
    values = graphene.List(graphene.NonNull(AttributeValue), required=True, description="Its values here.")


def shown(assigned: Sequence[Assigned] | None, info: Info) -> list[Assigned]:
    """Return the attributes that the actor may see: those for customers, or all for who keeps them."""
    rows = list(assigned or ())
    if all(each.attribute.visible_in_storefront for each in rows):
        return rows
    if any(info.context.actor.may(each) for each in _KEEPERS):
        return rows
    return [each for each in rows if each.attribute.visible_in_storefront]
