"""What the back office may say of products, variants, families and shelves."""

from typing import Any

import graphene

from marketplace.graphql.assortment.values import AttributeValueInput, BulkAttributeValueInput
from marketplace.graphql.catalog.types import ProductTypeKindEnum
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.scalars import Date, DateTime, JSONString, PositiveDecimal, Upload, WeightScalar
from marketplace.graphql.shop.metadata import MetadataInput
from marketplace.graphql.warehouses.inputs import StockInput

ProductAttributeType = saleor_enum(
    "ProductAttributeType", "Whether an attribute is the products' or the variants'."
)


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


def _metadata(description: str) -> Any:
    return graphene.List(graphene.NonNull(MetadataInput), description=description)


class SeoInput(graphene.InputObjectType):
    """What search engines are told."""

    title = graphene.String(description="SEO title.")
    description = graphene.String(description="SEO description.")


class ProductTypeInput(graphene.InputObjectType):
    """What is known of a product type."""

    name = graphene.String(description="Name of the product type.")
    slug = graphene.String(description="Product type slug.")
    kind = graphene.Argument(ProductTypeKindEnum, description="Only NORMAL: gift cards are no products here.")
    has_variants = graphene.Boolean(description="Taken for compatibility: every product has variants.")
    product_attributes = _ids("Attributes of its products.")
    variant_attributes = _ids("Attributes of its variants.")
    is_shipping_required = graphene.Boolean(description="Taken for compatibility: everything travels.")
    is_digital = graphene.Boolean(description="Taken for compatibility: everything is a thing.")
    weight = WeightScalar(description="Weight of a variant that nobody weighed.")
    tax_code = graphene.String(description="Taken for compatibility: see `taxClass`.")
    tax_class = graphene.ID(description="Its tax class; null: the normal rate.")


class CategoryInput(graphene.InputObjectType):
    """What is known of a category."""

    description = JSONString(description="Category description, as EditorJS blocks.")
    name = graphene.String(description="Category name.")
    slug = graphene.String(description="Category slug.")
    seo = graphene.Argument(SeoInput, description="What search engines are told.")
    background_image = Upload(description="The picture behind its name.")
    background_image_alt = graphene.String(description="What who cannot see the picture is told.")
    metadata = _metadata("Public metadata.")
    private_metadata = _metadata("Private metadata.")


def product_parts() -> dict[str, Any]:
    """Return what can be said of a product, new or not."""
    return {
        "attributes": graphene.List(
            graphene.NonNull(AttributeValueInput), description="Values of its attributes."
        ),
        "category": graphene.ID(description="ID of its category."),
        "charge_taxes": graphene.Boolean(description="Taken for compatibility: see the channel's taxes."),
        "collections": _ids("Collections in which it stands."),
        "description": JSONString(description="Product description, as EditorJS blocks."),
        "name": graphene.String(description="Product name."),
        "slug": graphene.String(description="Product slug."),
        "tax_class": graphene.ID(description="Its tax class; null: its family's."),
        "tax_code": graphene.String(description="Taken for compatibility: see `taxClass`."),
        "seo": graphene.Argument(SeoInput, description="What search engines are told."),
        "weight": WeightScalar(description="Weight of a variant that nobody weighed."),
        "rating": graphene.Float(description="How well it is judged."),
        "metadata": _metadata("Public metadata."),
        "private_metadata": _metadata("Private metadata."),
        "external_reference": graphene.String(description="External ID of this product."),
    }


ProductInput = type(
    "ProductInput",
    (graphene.InputObjectType,),
    {"__doc__": "What is to change of a product.", **product_parts()},
)
ProductCreateInput = type(
    "ProductCreateInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is known of a new product.",
        **product_parts(),
        "product_type": graphene.ID(required=True, description="ID of its product type."),
        "organisation": graphene.ID(
            description="ID of the cooperative that makes it; without one the marketplace's own, or one's own."
        ),
    },
)


class ProductChannelListingAddInput(graphene.InputObjectType):
    """How a product stands in a channel."""

    channel_id = graphene.ID(required=True, description="ID of a channel.")
    is_published = graphene.Boolean(description="Whether it is on the shelves.")
    publication_date = Date(description="Since which day.")
    published_at = DateTime(description="Since when.")
    visible_in_listings = graphene.Boolean(
        description="Taken for compatibility: what is published is listed."
    )
    is_available_for_purchase = graphene.Boolean(
        description="Taken for compatibility: what is published can be bought."
    )
    available_for_purchase_date = Date(
        description="Since which day it can be bought, if not published before."
    )
    available_for_purchase_at = DateTime(description="Since when it can be bought, if not published before.")
    add_variants = _ids("Taken for compatibility: a variant stands where it has a price.")
    remove_variants = _ids("Variants that lose their price there.")


class ProductChannelListingUpdateInput(graphene.InputObjectType):
    """In which channels a product stands."""

    update_channels = graphene.List(
        graphene.NonNull(ProductChannelListingAddInput), description="Channels in which it stands."
    )
    remove_channels = _ids("Channels from which it goes.")


class PreorderSettingsInput(graphene.InputObjectType):
    """How many units may be ordered before the harvest, and until when."""

    global_threshold = graphene.Int(description="The most that may be ordered before.")
    end_date = DateTime(
        description="Until when; the goods arrive on that day unless their cooperative has said another."
    )


class ProductVariantChannelListingAddInput(graphene.InputObjectType):
    """What a variant costs in a channel."""

    channel_id = graphene.ID(required=True, description="ID of a channel.")
    price = PositiveDecimal(required=True, description="The price, tax included.")
    cost_price = PositiveDecimal(
        description="Taken for compatibility: what a lot cost is its maker's business."
    )
    prior_price = PositiveDecimal(description="Taken for compatibility: promotions know the price before.")
    preorder_threshold = graphene.Int(
        description="Taken for compatibility: a harvest has one number for all channels."
    )


def variant_parts(values: Any, *, demanded: bool) -> dict[str, Any]:
    """Return what can be said of a variant; its attributes may be demanded."""
    return {
        "attributes": graphene.List(
            graphene.NonNull(values), required=demanded, description="Values of its attributes."
        ),
        "sku": graphene.String(description="Stock keeping unit."),
        "name": graphene.String(description="Variant name."),
        "track_inventory": graphene.Boolean(description="Only true: what is sold here is counted."),
        "weight": WeightScalar(description="Weight of one item with its packing."),
        "preorder": graphene.Argument(
            PreorderSettingsInput,
            description="Sells it before it is harvested.",
        ),
        "quantity_limit_per_customer": graphene.Int(
            description="Taken for compatibility: baskets have one limit."
        ),
        "metadata": _metadata("Public metadata."),
        "private_metadata": _metadata("Private metadata."),
        "external_reference": graphene.String(description="External ID of this variant."),
    }


def _stocks() -> Any:
    return graphene.List(graphene.NonNull(StockInput), description="How much of it stands where.")


ProductVariantInput = type(
    "ProductVariantInput",
    (graphene.InputObjectType,),
    {"__doc__": "What is to change of a variant.", **variant_parts(AttributeValueInput, demanded=False)},
)
ProductVariantCreateInput = type(
    "ProductVariantCreateInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is known of a new variant.",
        **variant_parts(AttributeValueInput, demanded=True),
        "product": graphene.ID(required=True, description="ID of its product."),
        "stocks": _stocks(),
    },
)
ProductVariantBulkCreateInput = type(
    "ProductVariantBulkCreateInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is known of one of several new variants.",
        **variant_parts(BulkAttributeValueInput, demanded=True),
        "stocks": _stocks(),
        "channel_listings": graphene.List(
            graphene.NonNull(ProductVariantChannelListingAddInput), description="What it costs where."
        ),
    },
)


class ProductAttributeAssignInput(graphene.InputObjectType):
    """An attribute to give to a product type."""

    id = graphene.ID(required=True, description="The ID of the attribute.")
    type = graphene.Argument(
        ProductAttributeType, required=True, description="Whether it is the products' or the variants'."
    )
    variant_selection = graphene.Boolean(description="Whether customers choose a variant by it.")


class ProductAttributeAssignmentUpdateInput(graphene.InputObjectType):
    """Whether customers choose a variant by an attribute."""

    id = graphene.ID(required=True, description="The ID of the attribute.")
    variant_selection = graphene.Boolean(required=True, description="Whether they do.")
