"""What can be done to shipping zones and methods."""

import graphene

from marketplace.graphql.shipping.mutations.shipping_method_channel_listing_update import (
    ShippingMethodChannelListingUpdate,
)
from marketplace.graphql.shipping.mutations.shipping_price_bulk_delete import ShippingPriceBulkDelete
from marketplace.graphql.shipping.mutations.shipping_price_create import ShippingPriceCreate
from marketplace.graphql.shipping.mutations.shipping_price_delete import ShippingPriceDelete
from marketplace.graphql.shipping.mutations.shipping_price_exclude_products import (
    ShippingPriceExcludeProducts,
)
from marketplace.graphql.shipping.mutations.shipping_price_remove_product_from_exclude import (
    ShippingPriceRemoveProductFromExclude,
)
from marketplace.graphql.shipping.mutations.shipping_price_update import ShippingPriceUpdate
from marketplace.graphql.shipping.mutations.shipping_zone_bulk_delete import ShippingZoneBulkDelete
from marketplace.graphql.shipping.mutations.shipping_zone_create import ShippingZoneCreate
from marketplace.graphql.shipping.mutations.shipping_zone_delete import ShippingZoneDelete
from marketplace.graphql.shipping.mutations.shipping_zone_update import ShippingZoneUpdate


class ShippingMutations(graphene.ObjectType):
    """What can be done to shipping zones and methods."""

    shipping_zone_create = ShippingZoneCreate.Field(description="Write a shipping zone.")
    shipping_zone_update = ShippingZoneUpdate.Field(description="Change a shipping zone.")
    shipping_zone_delete = ShippingZoneDelete.Field(description="Delete a shipping zone with its methods.")
    shipping_zone_bulk_delete = ShippingZoneBulkDelete.Field(
        description="Delete shipping zones with their methods."
    )
    shipping_price_create = ShippingPriceCreate.Field(description="Write a method of a shipping zone.")
    shipping_price_update = ShippingPriceUpdate.Field(description="Change a method of a shipping zone.")
    shipping_price_delete = ShippingPriceDelete.Field(description="Delete a method of a shipping zone.")
    shipping_price_bulk_delete = ShippingPriceBulkDelete.Field(
        description="Delete methods of shipping zones."
    )
    shipping_price_exclude_products = ShippingPriceExcludeProducts.Field(
        description="Exclude products from a shipping method."
    )
    shipping_price_remove_product_from_exclude = ShippingPriceRemoveProductFromExclude.Field(
        description="Let products travel by a shipping method again."
    )
    shipping_method_channel_listing_update = ShippingMethodChannelListingUpdate.Field(
        description="Offer a shipping method in channels, and for how much."
    )
