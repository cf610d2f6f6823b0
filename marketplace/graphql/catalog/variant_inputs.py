"""How variants are filtered and sorted: the contract's words in ours."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils import timezone

from catalog.selectors.variant_lists import VariantFilters, variants_kept
from marketplace.graphql.catalog.input_types import (
    AssignedAttributeWhereInput,
    OrderDirection,
    StringFilterInput,
)
from marketplace.graphql.catalog.inputs import ONE_FILTER, one_of
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.value_filters import values_of
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.shop.filters import DateTimeRangeInput, MetadataFilter

ProductVariantSortField = saleor_enum("ProductVariantSortField", "By what variants can be sorted.")
Given = Mapping[str, Any]


class ProductVariantFilterInput(graphene.InputObjectType):
    """Which variants to keep."""

    search = graphene.String(description="A part of the SKU, or of the variant's or the product's name.")
    sku = graphene.List(graphene.NonNull(graphene.String), description="SKUs, any of them.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    is_preorder = graphene.Boolean(description="Whether it is sold before it is harvested.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When it was last written.")


class ProductVariantWhereInput(graphene.InputObjectType):
    """Which variants to keep, the newer way."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Variants by ID.")
    sku = graphene.Argument(StringFilterInput, description="SKU of the variant.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When it was last written.")
    attributes = graphene.List(
        graphene.NonNull(AssignedAttributeWhereInput), description="Attributes, all of them."
    )
    AND = graphene.List(
        graphene.NonNull(lambda: ProductVariantWhereInput), description="All of these must hold."
    )
    OR = graphene.List(
        graphene.NonNull(lambda: ProductVariantWhereInput), description="Any of these must hold."
    )


class ProductVariantSortingInput(graphene.InputObjectType):
    """How to sort variants."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(ProductVariantSortField, required=True, description="By what to sort.")


def variant_list_args() -> dict[str, Any]:
    """Return the arguments of every list of variants."""
    return {
        "filter": graphene.Argument(ProductVariantFilterInput, description="Filtering options for variants."),
        "where": graphene.Argument(ProductVariantWhereInput, description="Filtering options, the newer way."),
        "sort_by": graphene.Argument(ProductVariantSortingInput, description="Sort variants."),
    }


def variant_filters(filter_: Given | None, where: Given | None) -> VariantFilters | None:
    """
    Return what was asked for as the catalogue's own filters; None if nothing narrows the list down.

    :raises ApiError: if both ways of filtering are used, or an ID is none
    """
    if filter_ is not None and where is not None:
        raise ApiError(ONE_FILTER)
    if filter_:
        skus = filter_.get("sku")
        return VariantFilters(
            search=filter_.get("search"),
            is_preordered=filter_.get("is_preorder"),
            on=timezone.localdate(),
            skus=None if skus is None else tuple(skus),
            **_shared(filter_),
        )
    return _of_where(where) if where else None


def sorts_down(sort_by: Given | None) -> bool | None:
    """Say whether variants are sorted by their last change, newest first; None: not by it."""
    if sort_by is None:
        return None
    return str(getattr(sort_by["direction"], "value", sort_by["direction"])) == "DESC"


def narrowed(
    lists: dict[int, list[VariantRow]], filter_: Given | None, where: Given | None, sort_by: Given | None
) -> dict[int, list[VariantRow]]:
    """
    Return the variants of each product that were asked for, in the order asked for; in one query at most.

    :raises ApiError: if both ways of filtering are used, or an ID is none
    """
    filters, down = variant_filters(filter_, where), sorts_down(sort_by)
    if filters is None and down is None:
        return lists
    kept = variants_kept(list(lists), filters or VariantFilters())
    found = {key: [row for row in rows if row.id in kept] for key, rows in lists.items()}
    if down is None:
        return found
    return {key: sorted(rows, key=lambda row: kept[row.id], reverse=down) for key, rows in found.items()}


def _of_where(given: Given) -> VariantFilters:
    ids, skus = given.get("ids"), one_of(given.get("sku"))
    return VariantFilters(
        ids=None if ids is None else tuple(keys_of(ids, "ProductVariant")),
        skus=None if skus is None else tuple(skus),
        values=tuple(value for each in given.get("attributes") or () for value in values_of(each)),
        all_of=tuple(map(_of_where, given.get("AND") or ())),
        any_of=tuple(map(_of_where, given.get("OR") or ())),
        **_shared(given),
    )


def _shared(given: Given) -> dict[str, Any]:
    changed = given.get("updated_at") or {}
    return {
        "metadata": tuple(
            (each["key"], None if each.get("value") is None else (each["value"],))
            for each in given.get("metadata") or ()
        ),
        "updated_from": changed.get("gte"),
        "updated_until": changed.get("lte"),
    }
