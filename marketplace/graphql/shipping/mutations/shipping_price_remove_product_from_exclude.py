"""Let products travel by a shipping method again."""

from typing import Any

import graphene

from logistics.services.zone_method_exclude import zone_method_exclude
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError, method_key
from marketplace.graphql.shipping.types import ShippingMethodType


class ShippingPriceRemoveProductFromExclude(ServiceMutation):
    """Let products travel by a shipping method again. Requires MANAGE_SHIPPING."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a shipping method.")
        products = graphene.List(graphene.NonNull(graphene.ID), required=True, description="Which products.")

    class Meta:
        error_type = ShippingError

    shipping_method = graphene.Field(ShippingMethodType, description="The shipping method.")

    @classmethod
    def perform(cls, info: Info, *, id: str, products: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such method
        """
        keys = keys_of(products, "Product")
        method = zone_method_exclude(actor=info.context.actor, method_id=method_key(id), remove=keys)
        return cls(shipping_method=method)
