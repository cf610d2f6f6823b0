"""What can be asked of product types."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from catalog.selectors.categories import Family, families
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.catalog.types import ProductType, ProductTypeKindEnum
from marketplace.graphql.contract import saleor_enum, word
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages
from marketplace.graphql.shop.filters import MetadataFilter
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.search_text import sort_key

ProductTypeConfigurable = saleor_enum("ProductTypeConfigurable", "Whether a type has variants.")
ProductTypeEnum = saleor_enum("ProductTypeEnum", "Whether products of a type travel.")
ProductTypeSortField = saleor_enum("ProductTypeSortField", "By what product types are sorted.")
Given = Mapping[str, Any] | None


class ProductTypeFilterInput(graphene.InputObjectType):
    """Which product types to keep."""

    search = graphene.String(description="A part of the name or the slug.")
    configurable = graphene.Argument(
        ProductTypeConfigurable, description="All are configurable: every product has variants."
    )
    product_type = graphene.Argument(
        ProductTypeEnum, description="All are shippable: every product is a thing."
    )
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="What is kept with it.")
    kind = graphene.Argument(ProductTypeKindEnum, description="All are normal: gift cards are no products.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="IDs of product types.")
    slugs = graphene.List(graphene.NonNull(graphene.String), description="Slugs of product types.")


class ProductTypeSortingInput(graphene.InputObjectType):
    """How to sort product types."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(ProductTypeSortField, required=True, description="By what to sort.")


class FamilyQueries(graphene.ObjectType):
    """What can be asked of product types: a few dozen, read whole."""

    product_types = connection_field(
        connection_of("ProductType", lambda: ProductType),
        filter=graphene.Argument(ProductTypeFilterInput, description="Which to keep."),
        sort_by=graphene.Argument(ProductTypeSortingInput, description="How to sort them."),
        description="List of product types.",
    )
    product_type = graphene.Field(
        ProductType,
        id=graphene.ID(required=True, description="ID of the product type."),
        description="Look up a product type by ID.",
    )

    @staticmethod
    def resolve_product_types(
        _root: object, info: Info, *, filter: Given = None, sort_by: Given = None, **_page: object
    ) -> Page:
        """Return a page of them, in the order of the shelves."""
        rows = _kept(families(), filter or {}, info)
        if sort_by is not None:
            if word(sort_by["field"]) == "NAME":
                rows.sort(key=lambda row: (sort_key(row.name(DEFAULT_LANGUAGE)), row.product_type_id))
            if word(sort_by["direction"]) == "DESC":
                rows.reverse()
        return connect(ListPages(rows), info)

    @staticmethod
    def resolve_product_type(_root: object, _info: Info, id: str) -> Family | None:
        """Return one."""
        key = key_of(id, "ProductType")
        return next((each for each in families() if each.product_type_id == key), None)


def _kept(rows: Sequence[Family], given: Mapping[str, Any], info: Info) -> list[Family]:
    for name, ours in (("configurable", "CONFIGURABLE"), ("product_type", "SHIPPABLE"), ("kind", "NORMAL")):
        if given.get(name) is not None and word(given[name]) != ours:
            return []
    found = list(rows)
    if (ids := given.get("ids")) is not None:
        keys = set(keys_of(ids, "ProductType"))
        found = [row for row in found if row.product_type_id in keys]
    if (slugs := given.get("slugs")) is not None:
        found = [row for row in found if row.key in set(slugs)]
    if search := sort_key(given.get("search") or ""):
        found = [row for row in found if search in " ".join([row.key, *map(sort_key, row.names.values())])]
    if items := given.get("metadata"):
        kept = info.context.load(loads.kept_with_product_types, [row.product_type_id for row in found])
        pairs = zip(found, kept, strict=True)
        found = [row for row, texts in pairs if texts is not None and _has(texts.public, items)]
    return found


def _has(texts: Mapping[str, str], items: Sequence[Mapping[str, Any]]) -> bool:
    return all(item["key"] in texts and item.get("value") in (None, texts[item["key"]]) for item in items)
