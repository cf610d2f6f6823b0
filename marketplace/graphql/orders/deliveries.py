"""Ways of delivery."""

import uuid
from collections.abc import Sequence

import graphene

from catalog.selectors.metadata import Kept, metadata_of
from logistics.models.zone import ZoneMethod
from logistics.selectors.delivery import DeliveryOption
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import ObjectWithMetadata
from marketplace.graphql.shop.money import Money
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.texts import text_in


def method_metadata_of(method_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Kept]:
    """Load what is kept with the back office's own methods (carriers' tables carry nothing), in one query."""
    return metadata_of(ZoneMethod, method_ids)


class ShippingMethod(
    kept_with(method_metadata_of, lambda row: row.method_id, *ZoneMethod.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """A way in which a parcel can reach the customer, with its price there."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("ShippingMethod", attribute="method_id", description="The ID of the shipping method.")
    name = graphene.String(required=True, description="Shipping method name.")
    minimum_delivery_days = graphene.Int(description="Least number of working days.", source="min_days")
    maximum_delivery_days = graphene.Int(description="Most working days.", source="max_days")
    price = graphene.Field(Money, required=True, description="The price.")
    active = graphene.Boolean(required=True, description="Whether it can be chosen.")
    takes_cash = graphene.Boolean(required=True, description="Whether the order can be paid on delivery.")

    @staticmethod
    def resolve_name(root: DeliveryOption, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return text_in(root.names, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_active(_root: DeliveryOption, _info: Info) -> bool:
        """Say yes: what cannot be chosen is not listed."""
        return True


class Delivery(graphene.ObjectType):
    """A way of delivery for one checkout."""

    id = id_field("CheckoutDelivery", description="The ID of the delivery.")
    shipping_method = graphene.Field(ShippingMethod, description="The shipping method, null if it is gone.")


class DeliveryMethod(graphene.Union):
    """How an order reaches its customer: on a way of delivery, or fetched at a warehouse."""

    class Meta:
        types = (Warehouse, ShippingMethod)

    @classmethod
    def type_of(cls, row: object) -> type[graphene.ObjectType]:
        """Say which it is."""
        return ShippingMethod if isinstance(row, DeliveryOption) else Warehouse
