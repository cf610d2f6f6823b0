"""Say in which channels a product stands."""

from typing import Any

import graphene

from catalog.services.product_shelve import product_shelve
from marketplace.graphql.assortment.changes import shelf_changes
from marketplace.graphql.assortment.frame import (
    ERROR_FIELDS,
    ProductChannelListingError,
    known_key,
    product_row,
)
from marketplace.graphql.assortment.inputs import ProductChannelListingUpdateInput
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductChannelListingUpdate(ServiceMutation):
    """Say in which channels a product stands. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a product.")
        input = graphene.Argument(
            ProductChannelListingUpdateInput, required=True, description="In which channels."
        )

    class Meta:
        error_type = ProductChannelListingError
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        product = product_shelve(
            actor=info.context.actor,
            product_id=known_key(id, "Product"),
            changes=[shelf_changes(each) for each in input.get("update_channels") or ()],
            remove=keys_of(input.get("remove_channels") or (), "Channel"),
            now=info.context.now,
        )
        return cls(product=product_row(info, product.pk))
