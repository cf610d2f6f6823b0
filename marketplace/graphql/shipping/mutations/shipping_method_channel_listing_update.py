"""Offer a shipping method in channels, and for how much."""

from typing import Any

import graphene

from logistics.services.zone_method_list import zone_method_list
from marketplace.channels.selectors import channels_listed
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError, method_key
from marketplace.graphql.shipping.inputs import ShippingMethodChannelListingInput, listing_changes
from marketplace.graphql.shipping.types import ShippingMethodType


class ShippingMethodChannelListingUpdate(ServiceMutation):
    """Offer a shipping method in channels, and for how much. Requires MANAGE_SHIPPING."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a shipping method.")
        input = graphene.Argument(
            ShippingMethodChannelListingInput, required=True, description="In which channels."
        )

    class Meta:
        error_type = ShippingError

    shipping_method = graphene.Field(ShippingMethodType, description="The shipping method.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such method or channel
        """
        channels = {channel.pk: channel for channel in channels_listed()}
        method = zone_method_list(
            actor=info.context.actor,
            method_id=method_key(id),
            add=[listing_changes(each, channels) for each in input.get("add_channels") or ()],
            remove=keys_of(input.get("remove_channels") or (), "Channel"),
        )
        return cls(shipping_method=method)
