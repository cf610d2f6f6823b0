"""Order the warehouses of a channel."""

import uuid
from typing import Any

import graphene

from logistics.services.channel_supply import channel_warehouses_reorder
from marketplace.graphql.channels.frame import ERROR_FIELDS, ChannelError, channel_key
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.filters import ReorderInput
from marketplace.kernel.errors import NotFound


class ChannelReorderWarehouses(ServiceMutation):
    """Order the warehouses of a channel. Requires MANAGE_CHANNELS."""

    class Arguments:
        channel_id = graphene.ID(required=True, description="ID of a channel.")
        moves = graphene.List(
            graphene.NonNull(ReorderInput), required=True, description="Which warehouses to move."
        )

    class Meta:
        error_type = ChannelError
        error_fields = ERROR_FIELDS

    channel = graphene.Field(Channel, description="The channel.")

    @classmethod
    def perform(cls, info: Info, *, channel_id: str, moves: list[dict[str, Any]]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such channel, or a warehouse does not serve it
        """
        steps: dict[uuid.UUID, int] = {}
        for move in moves:
            key = key_of(move["id"], "Warehouse", uuid.UUID)
            if key is None:
                raise NotFound(f"Couldn't resolve to a node: {move['id']}", field="moves")
            steps[key] = move.get("sort_order") or 0
        channel = channel_warehouses_reorder(
            actor=info.context.actor, channel_id=channel_key(channel_id, field="channelId"), moves=steps
        )
        return cls(channel=channel)
