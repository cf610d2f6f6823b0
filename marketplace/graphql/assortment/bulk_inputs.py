"""What the back office may say of several products or variants at once."""

from typing import Any

import graphene

from marketplace.graphql.assortment.inputs import (
    ProductVariantBulkCreateInput,
    ProductVariantChannelListingAddInput,
    product_parts,
    variant_parts,
)
from marketplace.graphql.assortment.values import BulkAttributeValueInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.scalars import DateTime, PositiveDecimal, Upload
from marketplace.graphql.warehouses.inputs import StockInput

ErrorPolicyEnum = saleor_enum("ErrorPolicyEnum", "What happens to the others when one of several is refused.")
ERROR_POLICY = "What happens to the others when one is refused; REJECT_EVERYTHING unless something is said."


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


class StockUpdateInput(graphene.InputObjectType):
    """How much stands where it is stocked already."""

    stock = graphene.ID(required=True, description="ID of a stock.")
    quantity = graphene.Int(required=True, description="Items that may be sold from there.")


class ProductVariantStocksUpdateInput(graphene.InputObjectType):
    """What is to change of a variant's stocks."""

    create = graphene.List(graphene.NonNull(StockInput), description="Warehouses that never stocked it.")
    update = graphene.List(graphene.NonNull(StockUpdateInput), description="Stocks that change.")
    remove = _ids("IDs of stocks to count to nothing and forget.")


class ChannelListingUpdateInput(graphene.InputObjectType):
    """What a variant costs where it has a price already."""

    channel_listing = graphene.ID(required=True, description="ID of a channel listing of the variant.")
    price = PositiveDecimal(description="The price, tax included.")
    cost_price = PositiveDecimal(
        description="Taken for compatibility: what a lot cost is its maker's business."
    )
    prior_price = PositiveDecimal(description="Taken for compatibility: promotions know the price before.")
    preorder_threshold = graphene.Int(
        description="Taken for compatibility: a harvest has one number for all channels."
    )


class ProductVariantChannelListingUpdateInput(graphene.InputObjectType):
    """What is to change of a variant's prices."""

    create = graphene.List(
        graphene.NonNull(ProductVariantChannelListingAddInput), description="Prices in channels without one."
    )
    update = graphene.List(graphene.NonNull(ChannelListingUpdateInput), description="Prices that change.")
    remove = _ids("IDs of channel listings to take away.")


ProductVariantBulkUpdateInput = type(
    "ProductVariantBulkUpdateInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is to change of one of several variants.",
        **variant_parts(BulkAttributeValueInput, demanded=False),
        "stocks": graphene.Argument(ProductVariantStocksUpdateInput, description="Its stocks."),
        "channel_listings": graphene.Argument(
            ProductVariantChannelListingUpdateInput, description="Its prices."
        ),
        "id": graphene.ID(required=True, description="ID of the variant."),
    },
)


class MediaInput(graphene.InputObjectType):
    """A picture of a product."""

    alt = graphene.String(description="What who cannot see it is told.")
    image = Upload(description="The picture, as a file of a multipart request.")
    media_url = graphene.String(description="Refused: pictures are kept here, made safe, and never linked.")


class ProductChannelListingCreateInput(graphene.InputObjectType):
    """How a new product stands in a channel."""

    channel_id = graphene.ID(required=True, description="ID of a channel.")
    is_published = graphene.Boolean(description="Whether it is on the shelves.")
    published_at = DateTime(description="Since when.")
    visible_in_listings = graphene.Boolean(
        description="Taken for compatibility: what is published is listed."
    )
    is_available_for_purchase = graphene.Boolean(
        description="Taken for compatibility: what is published can be bought."
    )
    available_for_purchase_at = DateTime(description="Since when it can be bought, if not published before.")


ProductBulkCreateInput = type(
    "ProductBulkCreateInput",
    (graphene.InputObjectType,),
    {
        "__doc__": "What is known of one of several new products.",
        **product_parts(),
        "product_type": graphene.ID(required=True, description="ID of its product type."),
        "media": graphene.List(graphene.NonNull(MediaInput), description="Its pictures."),
        "channel_listings": graphene.List(
            graphene.NonNull(ProductChannelListingCreateInput), description="In which channels it stands."
        ),
        "variants": graphene.List(
            graphene.NonNull(ProductVariantBulkCreateInput), description="Its variants."
        ),
        "organisation": graphene.ID(
            description="ID of the cooperative that makes it; without one the marketplace's own, or one's own."
        ),
    },
)
