"""Fields of products and variants that back offices and other systems read, and those that the contract outgrew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene

from catalog.selectors.gallery import Picture
from catalog.selectors.item_facts import product_facts, variant_facts
from catalog.selectors.product_rows import ProductRow
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.catalog.media import ProductMedia
from marketplace.graphql.catalog.products import ProductResolvers, variant_rows
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime, JSONString

MediaChoicesSortField = saleor_enum("MediaChoicesSortField", "By what media can be sorted.")


class MediaSortingInput(graphene.InputObjectType):
    """How to sort media."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(MediaChoicesSortField, required=True, description="By what to sort.")


class ProductDetails:
    """Fields of Product; its rows are `ProductRow`s."""

    weight = graphene.Field(
        late("Weight"), description="What one weighs if its variant does not say; null: unknown."
    )
    external_reference = graphene.String(description="What another system calls it.")
    charge_taxes = graphene.Boolean(
        required=True,
        description="Whether taxes are charged for it in its channel.",
        deprecation_reason="Use `Channel.taxConfiguration` field to determine whether tax collection is enabled.",
    )
    description_json = JSONString(
        resolver=ProductResolvers.resolve_description,
        description="Description of the product, as EditorJS blocks.",
        deprecation_reason="Use the `description` field instead.",
    )
    media = graphene.List(
        graphene.NonNull(ProductMedia),
        sort_by=graphene.Argument(
            MediaSortingInput, description="Sort media; without it in their own order."
        ),
        description="List of media for the product.",
    )
    media_by_id = graphene.Field(
        ProductMedia,
        id=graphene.ID(required=True, description="ID of a product media."),
        description="A single picture of the product.",
    )
    variant = graphene.Field(
        late("ProductVariant"),
        id=graphene.ID(description="ID of the variant."),
        sku=graphene.String(description="SKU of the variant."),
        description="A single variant by ID or SKU.",
        deprecation_reason="Use top-level `variant` query.",
    )

    @staticmethod
    @batched
    def resolve_weight(parents: Sequence[ProductRow], info: Info) -> list[dict[str, Any] | None]:
        """Return the weights."""
        found = info.context.load(product_facts, [each.id for each in parents])
        return [
            {"unit": "G", "value": float(each.weight_g)} if each and each.weight_g else None for each in found
        ]

    @staticmethod
    @batched
    def resolve_external_reference(parents: Sequence[ProductRow], info: Info) -> list[str | None]:
        """Return what another system calls them."""
        found = info.context.load(product_facts, [each.id for each in parents])
        return [each.external_reference if each else None for each in found]

    @staticmethod
    def resolve_charge_taxes(root: ProductRow, _info: Info) -> bool:
        """Say what its channel says; without a channel, yes."""
        return root.channel is None or root.channel.charges_taxes

    @staticmethod
    @batched
    def resolve_media(parents: Sequence[ProductRow], info: Info, sort_by: Any = None) -> list[list[Picture]]:
        """Return all pictures."""
        found = [each or [] for each in info.context.load(loads.galleries, [each.id for each in parents])]
        if sort_by is None:
            return found
        down = str(getattr(sort_by["direction"], "value", sort_by["direction"])) == "DESC"
        return [sorted(each, key=lambda picture: picture.media_id, reverse=down) for each in found]

    @staticmethod
    @batched
    def resolve_media_by_id(parents: Sequence[ProductRow], info: Info, id: str) -> list[Picture | None]:
        """Return the picture of that ID, if it is the product's."""
        key = key_of(id, "ProductMedia")
        found = info.context.load(loads.galleries, [each.id for each in parents])
        return [next((each for each in rows or () if each.media_id == key), None) for rows in found]

    @staticmethod
    @batched
    def resolve_variant(
        parents: Sequence[ProductRow], info: Info, id: str | None = None, sku: str | None = None
    ) -> list[VariantRow | None]:
        """Return the variant of that ID or SKU, if it is the product's."""
        one_of(id=id, sku=sku)
        key = None if id is None else key_of(id, "ProductVariant")
        return [
            next((row for row in rows if (row.id == key if sku is None else row.sku == sku)), None)
            for rows in variant_rows(parents, info)
        ]


class VariantDetails:
    """Fields of ProductVariant; its rows are `VariantRow`s."""

    created = graphene.Field(DateTime, required=True, description="When the variant was made.")
    updated_at = graphene.Field(DateTime, required=True, description="When the variant was last written.")
    external_reference = graphene.String(description="What another system calls it.")

    @staticmethod
    @batched
    def resolve_created(parents: Sequence[VariantRow], info: Info) -> list[datetime | None]:
        """Return when they were made."""
        found = info.context.load(variant_facts, [each.id for each in parents])
        return [each.created_at if each else None for each in found]

    @staticmethod
    @batched
    def resolve_updated_at(parents: Sequence[VariantRow], info: Info) -> list[datetime | None]:
        """Return when they were last written."""
        found = info.context.load(variant_facts, [each.id for each in parents])
        return [each.updated_at if each else None for each in found]

    @staticmethod
    @batched
    def resolve_external_reference(parents: Sequence[VariantRow], info: Info) -> list[str | None]:
        """Return what another system calls them."""
        found = info.context.load(variant_facts, [each.id for each in parents])
        return [each.external_reference if each else None for each in found]
